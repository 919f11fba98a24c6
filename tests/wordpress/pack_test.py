"""The archive that is handed out: the same bytes every time, the plugin and its PHP package whole, and nothing else."""

import os
import re
import subprocess
import time
import zipfile

from template import ROOT


def make(folder):
    subprocess.run([f"{ROOT}/tools/wordpress-dist", folder], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    (name,) = os.listdir(folder)
    return f"{folder}/{name}"


def test_the_same_commit_makes_the_same_bytes(world):
    made = []
    for name in ("a", "b"):
        path = make(f"{world.folder}/{name}")
        with open(path, "rb") as file:
            made.append(file.read())
        # A zip's times are of two seconds.
        time.sleep(2.1)
    assert made[0] == made[1]


def test_all_that_a_site_needs_is_in_it_and_nothing_else(world):
    path = make(f"{world.folder}/c")
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        source = packed.read("ihuyi-sms/ihuyi-sms.php").decode()
    version = re.search(r"^ \* Version: +(\S+)$", source, re.M)[1]
    assert os.path.basename(path) == f"ihuyi-sms-{version}.zip"
    assert all(name.startswith("ihuyi-sms/") for name in names)
    for name in ("readme.txt", "uninstall.php", "languages/ihuyi-sms.pot", "languages/ihuyi-sms-zh_CN.mo", "languages/ihuyi-sms-zh_TW.mo", "ihuyi/autoload.php",
                 "ihuyi/preload.php", "ihuyi/ihuyi-ffi.h", "ihuyi/bin/ihuyi-preload", "ihuyi/src/Client.php", "ihuyi/LICENSE-MIT", "ihuyi/LICENSE-APACHE"):
        assert f"ihuyi-sms/{name}" in names, name
    strange = [name for name in names if not re.search(r"\.(php|css|js|po|mo|pot|txt|h|svg)$|/LICENSE-[A-Z]+$|/bin/ihuyi-preload$", name) or "/tests/" in name]
    assert not strange, strange


def test_a_site_takes_the_archive_and_runs_it(world):
    path = make(f"{world.folder}/d")
    site = world.new_site(active=False)
    # The plugin of the other tests is not the one that is meant.
    subprocess.run(["rm", "-r", f"{site.web}/wp-content/plugins/ihuyi-sms"], check=True)
    assert site.value("array_keys( get_plugins() )", needs="plugin") == []
    said = site.php(f"""require_once ABSPATH . 'wp-admin/includes/class-wp-upgrader.php';
        $upgrader = new Plugin_Upgrader( new Automatic_Upgrader_Skin() );
        echo json_encode( $upgrader->install( '{path}' ) );""", needs="admin")
    assert said.endswith("true"), said
    site.activate()
    site.settings(account="C00000000", apikey="0123456789abcdef0123456789abcdef")
    assert site.value("IhuyiSms\\Gateway::balance( 'sms' )")["outcome"] == "accepted"

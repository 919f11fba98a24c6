"""WordPress as each test's site begins: the files once in the run's folder, the data as fresh and as with the plugin active.

A site is made of it in the blink of an eye: what nobody changes is linked, the rest copied."""

import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# Where Debian's package of WordPress's translations puts them.
LANGUAGES = "/usr/share/wordpress/wp-content/languages"


def make(folder):
    """Leaves the template in the folder, and gives back nothing: a site is made of its path."""
    from wordpress import Site

    wordpress = subprocess.run([f"{ROOT}/tools/wordpress-fetch"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    web = f"{folder}/web"
    shutil.copytree(wordpress, web, symlinks=True)
    content = f"{web}/wp-content"
    for path in ("mu-plugins", "languages", "uploads"):
        os.makedirs(f"{content}/{path}", exist_ok=True)
    for name in sorted(os.listdir(LANGUAGES)):
        if name.endswith(("zh_CN.mo", "zh_TW.mo")):
            shutil.copy(f"{LANGUAGES}/{name}", f"{content}/languages/{name}")
    if not os.path.isfile(f"{content}/languages/admin-zh_CN.mo"):
        raise SystemExit("没有 WordPress 的中文翻译，请运行 tools/setup test / WordPress's Chinese translation is missing; run tools/setup test")
    shutil.copy(f"{HERE}/boot/wp-config.php", f"{web}/wp-config.php")
    shutil.copy(f"{HERE}/boot/db.php", f"{content}/db.php")
    shutil.copy(f"{HERE}/boot/quiet.php", f"{content}/mu-plugins/quiet.php")
    wait_for_turns(f"{content}/sqlite/wp-includes/sqlite/class-wp-sqlite-translator.php")
    shutil.rmtree(f"{content}/plugins")
    os.makedirs(f"{content}/plugins")
    subprocess.run([f"{ROOT}/plugins/wordpress/pack", f"{content}/plugins/ihuyi-sms"], check=True)

    site = Site.of_template(folder)
    site.run_php([f"{HERE}/boot/install.php", web])
    # Readers go on while somebody writes, as with the databases that sites have.
    site.sqlite("PRAGMA journal_mode=WAL")
    shutil.copytree(f"{folder}/data", f"{folder}/data-fresh")
    site.activate()
    shutil.copytree(f"{folder}/data", f"{folder}/data-active")
    shutil.rmtree(f"{folder}/data")


def wait_for_turns(path):
    """The drop-in begins every query as a reader, and SQLite lets no reader become a writer once another has written: the query fails, as it
    does in no MySQL. So what writes says so at its beginning, and waits."""
    with open(path) as file:
        source = file.read()
    begin = "$this->execute_sqlite_query( 'BEGIN' );"
    assert source.count(begin) == 1
    with open(path, "w") as file:
        file.write(source.replace(begin, "$this->execute_sqlite_query( preg_match( '/^\\s*(?:SELECT|SHOW|DESCRIBE)/i', (string) $this->mysql_query ) ? 'BEGIN' : 'BEGIN IMMEDIATE' );"))

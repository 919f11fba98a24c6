"""A stranger, a subscriber and another page go for what is the owner's: settings, log, test send, keys, files."""

import csv
import glob
import html
import io
import os
import re
import time

from attack import SCRIPT, everything, fresh, number, rows, sent, unchanged
from gateway import KEY

SETTINGS, LOG = "/wp-admin/options-general.php?page=ihuyi-sms", "/wp-admin/tools.php?page=ihuyi-sms-log"


def actions(site):
    """Every action of the plugin's that a request can name, as WordPress knows them: a new one is attacked without being written here."""
    site.mu("actions", """add_action( 'admin_post_nopriv_test_actions', static function () {
        echo wp_json_encode( array_values( array_filter( array_keys( $GLOBALS['wp_filter'] ), static function ( $name ) {
            return preg_match( '/^(admin_post|admin_action|wp_ajax)_(nopriv_)?ihuyi/', $name ); } ) ) );
    } );""")
    found = site.get("/wp-admin/admin-post.php?action=test_actions").json()
    site.mu("actions", "")
    assert "admin_post_ihuyi_sms_save" in found and "admin_post_ihuyi_sms_test_send" in found, found
    return found


def test_every_action_by_a_stranger_and_by_a_subscriber(world):
    site = fresh(world)
    names = actions(site)
    # Without a right only guests' comments have a door, and it asks for the form's own token.
    assert [name for name in names if "nopriv" in name] == ["admin_post_nopriv_ihuyi_sms_comment"]
    user = site.user("xuchu")
    site.get("/")
    before = everything(site)
    subscriber = site.login("xuchu")
    subscriber.get("/wp-admin/profile.php")
    for name in names:
        action = re.sub("^(admin_post|admin_action|wp_ajax)_(nopriv_)?", "", name)
        where = "/wp-admin/admin-ajax.php" if name.startswith("wp_ajax") else "/wp-admin/admin-post.php"
        # With a nonce as if one had leaked.
        nonce = site.value(f"wp_create_nonce( '{action}' )", "xuchu")
        for who in (site.visitor(), subscriber):
            for more in ({}, {"_wpnonce": nonce, "ihuyi_sms_nonce": nonce}):
                form = {"action": action, "tab": "account", "mobile": number(), "service": "sms", "ihuyi_sms[account]": "C66666666", "user_id": 1, "ihuyi_sms_do": "remove", **more}
                for answer in (who.post(where, form, follow=False), who.get(f"{where}?action={action}&_wpnonce={more.get('_wpnonce', '')}", follow=False)):
                    assert answer.status in (400, 403) or (answer.status == 302 and "ihuyi" not in answer.headers["Location"]) or not answer.body, (action, answer.status)
                    assert "csv" not in answer.headers.get("Content-Type", "")
    unchanged(before, site)
    assert sent(site) == 0 and user


def test_a_nonce_that_is_stale_or_another_actions(world):
    site = fresh(world)
    site.mu("life", "add_filter( 'nonce_life', function () { return 2; } );")
    admin = site.login()
    page = admin.get(SETTINGS)
    stale = {action: page.form(f"ihuyi-sms-{action.replace('_', '-')}").fields["_wpnonce"] for action in ("save", "test_send", "test_connection")}
    time.sleep(2.2)
    before = everything(site)
    for action in ("save", "test_send", "test_connection"):
        for nonce in set(stale.values()):
            answer = admin.post("/wp-admin/admin-post.php", {"action": f"ihuyi_sms_{action}", "tab": "account", "ihuyi_sms[account]": "C66666666", "mobile": number(), "_wpnonce": nonce})
            assert answer.status == 403, action
    site.mu("life", "")
    unchanged(before, site)
    assert sent(site) == 0


def test_the_keys_are_on_no_page(world):
    site = fresh(world)
    admin = site.login()
    pages = [SETTINGS, *(f"{SETTINGS}&tab={tab}" for tab in ("forms", "log", "advanced")), LOG, "/wp-admin/site-health.php?tab=debug", "/wp-admin/site-health.php", "/wp-admin/options.php"]
    secret = site.value("get_site_option( 'ihuyi_sms_key' )")
    for path in pages:
        text = admin.get(path).text
        assert KEY not in text or path.endswith("options.php"), path
        # WordPress's own list of all options shows the owner what is in his database, and nobody else.
        assert secret not in text or path.endswith("options.php"), path
    for path in ("/", "/wp-login.php", "/wp-login.php?action=ihuyi_sms_signin", "/wp-json/", "/wp-json/ihuyi-sms/v1"):
        text = site.get(path).text
        assert KEY not in text and secret not in text and site.value("IhuyiSms\\Settings::get( 'push_secret' )") not in text, path


def test_formulas_in_the_export(world):
    site = fresh(world)
    evil = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "  =1+1", "＝1+1", "|cmd", "%0a", "=HYPERLINK(\"http://evil.example\")"]
    for i, text in enumerate(evil):
        site.sqlite("INSERT INTO wp_ihuyi_sms_log (created, day, service, purpose, mobile, outcome, code, words, reference, fate_code) VALUES (?, 20260101, 'sms', 'test', '138****0000', 'refused', 4072, ?, ?, ?)",
                    (int(time.time()), text, f"{text}{i}", text[:30]))
    # Not even text, with a formula before it.
    site.sqlite("INSERT INTO wp_ihuyi_sms_log (created, day, service, purpose, mobile, outcome, code, words) VALUES (?, 20260101, 'sms', 'test', '138****0000', 'refused', 4072, CAST(x'3d312b31e4bd' AS TEXT))", (int(time.time()),))
    admin = site.login()
    link = html.unescape(re.search(r'class="page-title-action" href="([^"]*ihuyi_sms_export[^"]*)"', admin.get(LOG).text).group(1))
    answer = admin.get(link)
    table = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig", "replace"), newline="")))
    assert len(table) == 2 + len(evil)
    cells = [cell for row in table[1:] for cell in row if re.search(r"1\+1|SUM|cmd|%0a|HYPERLINK", cell)]
    assert len(cells) == 3 * len(evil) + 1 and all(cell.startswith("'") for cell in cells), [cell for cell in cells if not cell.startswith("'")]


def test_script_in_every_column_of_the_log(world):
    site = fresh(world)
    columns = ("service", "purpose", "mobile", "outcome", "message_id", "reference", "words", "fate", "fate_code")
    site.sqlite(f"INSERT INTO wp_ihuyi_sms_log (created, day, code, {', '.join(columns)}) VALUES (?, 20260101, 4072, {', '.join('?' * len(columns))})", (int(time.time()), *[SCRIPT] * len(columns)))
    admin = site.login()
    pages = [admin.get(LOG)]
    pages += [admin.get(f"{LOG}&{name}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E") for name in ("outcome", "fate", "purpose", "number", "from", "to", "before", "after", "days", "s", "paged", "orderby")]
    pages += [admin.get(f"{SETTINGS}&tab=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"), admin.get(f"{LOG}&outcome[]=a&purpose[]=b&before[]=1&days[]=2&number[a][b]=c")]
    for page in pages:
        assert page.status == 200 and "<script>alert" not in page.text and "<img src=x" not in page.text, page.url
    assert "&lt;script&gt;alert" in pages[0].text


def test_numbers_and_keys_in_the_gateways_words(world):
    site = fresh(world)
    key = "0123456789abcdef0123456789ABCDEF"
    begun = int(site.php(f"echo IhuyiSms\\Log::begin( array( 'service' => 'sms', 'mobile' => '13800000000', 'outcome' => 'refused', 'code' => 4072, 'words' => '13800000000 by {key}' ) );"))
    site.php(f"IhuyiSms\\Log::finish( {begun}, array( 'words' => '模板与+8613800000000不符，{key}，405，超出【5】条' ) );")
    other = int(site.php(f"echo IhuyiSms\\Log::begin( array( 'service' => 'sms', 'mobile' => '13800000000', 'outcome' => 'refused', 'code' => 4072, 'words' => '13800000000 by {key}' ) );"))
    words = dict(site.sqlite(f"SELECT id, words FROM wp_ihuyi_sms_log WHERE id IN ({begun}, {other})"))
    assert words == {begun: "模板与+861****0000不符，0123…，405，超出【5】条", other: "138****0000 by 0123…"}, words
    page = site.login().get(LOG).text
    assert "0123…" in page and "13800000000" not in page and key not in page


def test_sql_in_the_filters_of_the_log(world):
    site = fresh(world)
    site.php("IhuyiSms\\Log::begin( array( 'service' => 'sms', 'mobile' => '13800000000', 'outcome' => 'accepted' ) );")
    admin = site.login()
    before = rows(site)
    for name in ("outcome", "fate", "purpose", "number", "from", "to", "before", "after"):
        text = admin.get(f"{LOG}&{name}=%27%20OR%201%3D1%3B%20DROP%20TABLE%20wp_ihuyi_sms_log%3B%20--%20").text
        assert "database error" not in text
    assert rows(site) == before


def test_the_plugins_files_one_by_one(world):
    site = fresh(world)
    folder = f"{site.web}/wp-content/plugins/ihuyi-sms"
    site.get("/")
    before = everything(site)
    files = [os.path.relpath(path, folder) for path in glob.glob(f"{folder}/**/*.php", recursive=True)]
    assert "uninstall.php" in files and "includes/class-cli.php" in files and not any("check" in file for file in files), files
    for file in files:
        answer = site.get(f"/wp-content/plugins/ihuyi-sms/{file}")
        assert not answer.body.strip() and answer.status == 200, (file, answer.status, answer.text[:200])
    # A server that lists folders finds a page in each of the plugin's own.
    assert not [path for path, _, names in os.walk(folder) if "index.php" not in names and "/ihuyi-sms/ihuyi" not in path and not path.endswith(("/languages", "/ihuyi-sms/ihuyi"))]
    unchanged(before, site)


def test_commands_and_deletion_by_web(world):
    site = fresh(world)
    user = site.login(site_user(site, "dianwei"))
    site.get("/")
    before = everything(site)
    for who in (site.visitor(), user):
        for path in ("/wp-content/plugins/ihuyi-sms/uninstall.php?WP_UNINSTALL_PLUGIN=1", "/?WP_CLI=1&ihuyi=log", "/wp-admin/plugins.php?action=delete-selected&checked[]=ihuyi-sms/ihuyi-sms.php",
                     "/wp-admin/plugins.php?action=deactivate&plugin=ihuyi-sms/ihuyi-sms.php", "/wp-cron.php?doing_wp_cron=1&ihuyi_sms_queue=1"):
            who.get(path, follow=False)
        who.post("/wp-admin/admin-ajax.php", {"action": "delete-plugin", "slug": "ihuyi-sms", "plugin": "ihuyi-sms/ihuyi-sms.php"})
    unchanged(before, site)
    assert site.value("is_plugin_active( 'ihuyi-sms/ihuyi-sms.php' )", needs="plugin") is True


def site_user(site, name):
    site.user(name)
    return name

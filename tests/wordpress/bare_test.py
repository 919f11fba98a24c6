"""A PHP without the extensions that WordPress can do without: no mbstring, and none of those that Debian keeps in one package and others do not."""

from pushes_test import eventually, push, send, settled

LOG = "/wp-admin/tools.php?page=ihuyi-sms-log"


def bare(world):
    """The database of the tests needs these three."""
    if not hasattr(world, "bare"):
        world.bare = world.new_site(extensions=("pdo", "pdo_sqlite", "sqlite3"))
    return world.bare


def test_this_php_is_bare(world):
    has = bare(world).value("array_map( 'strtolower', get_loaded_extensions() )")
    assert not {"mbstring", "ctype", "iconv", "intl", "dom", "simplexml", "curl", "posix", "tokenizer"} & set(has), has


def test_a_reply_with_full_width_characters_stops_nothing(world):
    site = bare(world)
    for i, (text, out) in enumerate((("好的，谢谢", False), ("ＴＤ", True), ("ｔｄ！", True), ("～", False), ("退订。", True))):
        mobile = f"1390000040{i}"
        assert push(site, mobilephone=mobile, content=text, smsid="0", reply_time="2026-01-31 09:30:00").body == b"success", text
        settled(site)
        assert site.value(f"IhuyiSms\\Push\\OptOut::is_out( '{mobile}' )") is out, text
    sent = send(site, "13900000410")
    push(site, code="2", msg="DELIVRD", mobilephone="13900000410", smsid=sent["message_id"])
    assert eventually(lambda: site.value(f"IhuyiSms\\Log::row( {sent['id']} )->fate") == "delivered")
    site.php("delete_option( 'ihuyi_sms_daily' );")
    assert site.value("IhuyiSms\\Schedule::run()") is True and site.value("get_option( 'ihuyi_sms_daily' )")


def test_the_owner_s_pages_open(world):
    site = bare(world)
    sent = send(site, "13900000411")
    # What the gateway says may be long, and no character is cut in two.
    site.sqlite("UPDATE wp_ihuyi_sms_log SET outcome = 'refused', code = 77777, words = ? WHERE id = ?", ("说" * 300, sent["id"]))
    admin = site.login()
    page = admin.get(LOG)
    assert page.status == 200 and "说" * 239 + "…" in page.text and "说" * 240 not in page.text, page.text[-2000:]
    for tab in ("account", "forms", "notices", "log", "optouts", "advanced"):
        answer = admin.get(f"/wp-admin/options-general.php?page=ihuyi-sms&tab={tab}")
        assert answer.status == 200 and "</html>" in answer.text, tab
    page = admin.submit(admin.get("/wp-admin/options-general.php?page=ihuyi-sms&tab=advanced"), "ihuyi-sms-save", more={"ihuyi_sms[proxies]": "10.0.0.0/8"})
    assert page.status == 200 and "</html>" in page.text


def test_a_visitor_registers(world):
    from attack import code

    site = bare(world)
    site.settings(register="required", captcha="never", proxies="10.0.0.0/8")
    answer = code(site.visitor(headers={"X-Forwarded-For": "192.0.2.7"}), "register", "13900000412")
    assert answer.json()["status"] == "sent" and site.code("13900000412"), answer.text

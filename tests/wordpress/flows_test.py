"""What an owner and his visitors do, in a real browser, on a Chinese site: from installing the plugin to deleting it.

Each function goes on with the site that the ones before it left. With a folder in PICTURES, screenshots are left there."""

import json
import re
import time

from gateway import KEY
from look import DESKTOP, PHONE, Look
from wordpress import HERE, PLUGIN, tells

# The library's limits, with two seconds between codes where there are 60; so nobody waits a minute for a second code.
LIMITS = "sms:mobile 1/2s, sms:mobile 50/1d, voice:mobile 2/2s, voice:mobile 50/1d, ip 1000/1h, session 1000/1h, site 10000/1d"
SETTINGS, LOG = "/wp-admin/options-general.php?page=ihuyi-sms", "/wp-admin/tools.php?page=ihuyi-sms-log"
OWNER, NEW, OTHER, TALKER = "13800000000", "13800000001", "13800000002", "13800000003"
# Its row in the list of plugins; WordPress makes the ids there of the name, which is translated.
ROW = f"tr[data-plugin='{PLUGIN}']"
SEND, CALL, STATUS = ".ihuyi-sms-send", ".ihuyi-sms-call", ".ihuyi-sms-status"


CHAIN = True


class Flow:
    """The site of this file, and the owner's browser."""

    def __init__(self, world, site=None):
        self.site = site or world.new_site(active=False, language="zh_CN")
        if self.site.way != "helper":
            # Otherwise the helper says them.
            self.site.restart(IHUYI_LIMITS=LIMITS)
        self.site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 2; } );")
        if world.pictures and site is None:
            with open(f"{HERE}/boot/words.php") as file:
                self.site.mu("words", file.read().split("\n", 1)[1])
        self.owner = Look(world, self.site, "admin")

    def meta(self, user):
        return self.site.value(f"get_user_meta( get_user_by( 'login', '{user}' )->ID, 'ihuyi_sms_mobile', true )")


def flow(world):
    if not hasattr(world, "flow"):
        world.flow = Flow(world)
    return world.flow


def ask(look, mobile, button=SEND):
    """Types a number, where there is a field for it, presses the button and waits for the answer."""
    if mobile:
        look.page.type("[name=ihuyi_sms_mobile]", mobile)
    # The same may be said twice.
    look.page.run(f"document.querySelector('{STATUS}').textContent = ''")
    look.page.click(button)
    look.page.until(f"""(said => said && said !== document.querySelector('.ihuyi-sms').dataset.busy)
        (document.querySelector('{STATUS}').textContent)""")


def counted_down(look):
    """Until the button can be pressed again."""
    look.page.until(f"!document.querySelector('{SEND}').disabled")


def new_code(look, site, mobile, button=SEND):
    """Asks for a code, as soon as one may, and gives back the one that came to the phone because of it."""
    before = len(site.inbox(mobile))
    ask(look, mobile if look.has("[name=ihuyi_sms_mobile]") else "", button)
    for _ in range(20):
        # Too soon after another page's: the button says how many seconds.
        if not look.has(f"{STATUS}.ihuyi-sms-bad") or look.text(STATUS) != look.page.run("document.querySelector('.ihuyi-sms').dataset.soon"):
            break
        counted_down(look)
        ask(look, "", button)
    assert not look.has(f"{STATUS}.ihuyi-sms-bad"), look.text(STATUS)
    # Where an account may or may not have the number, the page answers first.
    site.until(lambda: len(site.inbox(mobile)) > before)
    return site.code(mobile)


def wrong(code):
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


def enter(look, code, button):
    look.page.type("[name=ihuyi_sms_code]", code)
    look.press(button)


def test_the_owner_activates_it_in_the_list_of_plugins(world):
    f = flow(world)
    f.owner.go("/wp-admin/plugins.php")
    f.owner.press(f"{ROW} .activate a")
    assert f.site.value("get_option( 'active_plugins' )") == [PLUGIN]
    assert f.owner.has(".ihuyi-sms-welcome"), f.owner.text("#wpbody")
    f.owner.fits("plugins", ".ihuyi-sms-welcome")
    f.owner.press(".ihuyi-sms-welcome a")
    assert "page=ihuyi-sms" in f.owner.url()


def test_he_writes_his_account_into_the_settings(world):
    f = flow(world)
    f.owner.go(SETTINGS)
    f.owner.page.type("#ihuyi-sms-account", "C00000000")
    f.owner.page.type("#ihuyi-sms-apikey", KEY)
    f.owner.page.type("#ihuyi-sms-voice-account", "V00000000")
    f.owner.page.type("#ihuyi-sms-voice-apikey", KEY)
    f.owner.press("#ihuyi-sms-save [type=submit]")
    assert f.owner.has(".notice-success")
    assert f.site.value("IhuyiSms\\Settings::get( 'apikey' )") == KEY
    # The key is written and never read: four characters of it are shown.
    page = f.owner.page.run("document.documentElement.outerHTML")
    assert KEY not in page and "****cdef" in page
    f.owner.fits("settings-account", ".wrap")


def test_he_tests_the_connection_and_sees_what_is_left(world):
    f = flow(world)
    f.owner.press("#ihuyi-sms-test-connection-button")
    said = f.owner.text(".notice-success").replace(",", "")
    left = f.site.sandbox.get("accounts")
    assert "10000" in said, (said, left)
    f.owner.fits("settings-connection", ".wrap")


def test_he_is_told_of_a_wrong_key_what_to_do(world):
    f = flow(world)
    f.site.settings(apikey="f" * 32)
    f.owner.press("#ihuyi-sms-test-connection-button")
    said = f.owner.text(".notice-error")
    assert "405" in said and "f" * 32 not in said, said
    f.owner.fits("settings-wrong-key", ".wrap")
    f.site.settings(apikey=KEY)


def test_he_sends_himself_a_message(world):
    f = flow(world)
    f.owner.page.type("#ihuyi-sms-test-mobile", OWNER)
    f.owner.press("#ihuyi-sms-test-send-button")
    assert f.owner.has(".notice-success"), f.owner.text("#wpbody")
    (message,) = f.site.inbox(OWNER)
    assert re.fullmatch("您的验证码是：[0-9]{6}。请不要把验证码泄露给其他人。", message["content"])
    assert OWNER not in f.owner.text()
    f.owner.fits("settings-sent", ".wrap")


def test_he_chooses_where_a_number_is_asked_for(world):
    f = flow(world)
    f.owner.go(f"{SETTINGS}&tab=forms")
    for name, value in (("register", "required"), ("login", "optional"), ("comment", "guests"), ("captcha", "never")):
        f.owner.page.choose(f"#ihuyi-sms-{name}", value)
    for name in ("login-sms", "reset", "profile", "voice"):
        if not f.owner.page.run(f"document.querySelector('#ihuyi-sms-{name}').checked"):
            f.owner.page.click(f"#ihuyi-sms-{name}")
    f.owner.press("#ihuyi-sms-save [type=submit]")
    names = ("register", "login", "comment", "captcha", "login_sms", "reset", "profile", "voice")
    saved = f.site.value("array_map( 'IhuyiSms\\Settings::get', " + json.dumps(names).replace("(", "[") + " )")
    assert saved == ["required", "optional", "guests", "never", True, True, True, True], saved
    f.owner.fits("settings-forms", ".wrap")


def test_every_tab_of_the_settings_fits(world):
    f = flow(world)
    f.owner.go(SETTINGS)
    tabs = f.owner.page.run("[...document.querySelectorAll('.nav-tab')].map(tab => tab.href)")
    assert len(tabs) >= 4
    for tab in tabs:
        f.owner.go(tab)
        f.owner.fits("settings-tab-" + tab.rsplit("=", 1)[1], ".wrap")


def test_a_visitor_registers_with_a_code(world):
    f = flow(world)
    visitor = Look(world, f.site)
    visitor.go("/wp-login.php?action=register")
    visitor.fits("register", "#login")
    visitor.page.type("#user_login", "lixia")
    visitor.page.type("#user_email", "lixia@example.com")
    # What the button said while it could not be pressed: it may have counted down before anybody looks.
    visitor.page.run(f"""(button => new MutationObserver(() => {{ window.counted = button.disabled ? button.textContent : window.counted; }})
        .observe(button, {{ attributes: true, childList: true, characterData: true, subtree: true }}))(document.querySelector('{SEND}'))""")
    code = new_code(visitor, f.site, NEW)
    # The button counts, and the field for the code waits for it.
    assert visitor.page.run("/[12]/.test(window.counted)"), visitor.page.run("String(window.counted)")
    assert visitor.page.run("document.activeElement.name") == "ihuyi_sms_code"
    visitor.fits("register-sent", "#login")
    enter(visitor, wrong(code), "#wp-submit")
    assert visitor.has("#login_error") and visitor.value("#user_login") == "lixia", visitor.text()
    visitor.fits("register-wrong", "#login")
    enter(visitor, code, "#wp-submit")
    assert "checkemail=registered" in visitor.url(), visitor.text()
    assert f.meta("lixia") == NEW


def test_five_wrong_codes_end_it_and_a_new_one_helps(world):
    f = flow(world)
    visitor = Look(world, f.site)
    visitor.go("/wp-login.php?action=register")
    visitor.page.type("#user_login", "wangwu")
    visitor.page.type("#user_email", "wangwu@example.com")
    code = new_code(visitor, f.site, OTHER)
    said = []
    for _ in range(5):
        enter(visitor, wrong(code), "#wp-submit")
        said.append(visitor.text("#login_error"))
    # Each time one try less, and the last says that it is over.
    assert len(set(said)) == 5, said
    visitor.fits("register-locked", "#login")
    enter(visitor, code, "#wp-submit")
    assert visitor.has("#login_error") and not f.site.value("username_exists( 'wangwu' )"), visitor.text()
    counted_down(visitor)
    again = new_code(visitor, f.site, OTHER)
    enter(visitor, again, "#wp-submit")
    assert "checkemail=registered" in visitor.url(), visitor.text()


def test_whom_no_message_reaches_a_call_does(world):
    f = flow(world)
    visitor = Look(world, f.site)
    visitor.go("/wp-login.php?action=register")
    visitor.page.type("#user_login", "zhaoliu")
    visitor.page.type("#user_email", "zhaoliu@example.com")
    assert not visitor.has(CALL)
    new_code(visitor, f.site, "13800000004")
    counted_down(visitor)
    visitor.page.until("document.querySelector('.ihuyi-sms-call').getClientRects().length > 0")
    visitor.fits("register-voice", "#login")
    spoken = new_code(visitor, f.site, "13800000004", CALL)
    assert f.site.inbox("13800000004")[-1]["service"] == "voice"
    enter(visitor, spoken, "#wp-submit")
    assert "checkemail=registered" in visitor.url(), visitor.text()


def test_the_second_factor_of_a_login(world):
    f = flow(world)
    f.site.php("wp_set_password( 'a password of tests', get_user_by( 'login', 'lixia' )->ID );")
    visitor = Look(world, f.site)
    visitor.go("/wp-login.php")
    visitor.fits("login", "#login")
    visitor.page.type("#user_login", "lixia")
    visitor.page.type("#user_pass", "a password of tests")
    before = len(f.site.inbox(NEW))
    # The number got a code a moment ago, when it was registered: a text in two seconds, as LIMITS and the plugin's own pause have it.
    time.sleep(2.5)
    visitor.press("#wp-submit")
    # The password alone opens nothing.
    assert "action=ihuyi_sms_second" in visitor.url() and len(f.site.inbox(NEW)) == before + 1, visitor.text()
    assert NEW not in visitor.text()
    visitor.fits("login-second", "#login")
    asked = visitor.url()
    visitor.go("/wp-admin/profile.php")
    assert "wp-login.php" in visitor.url()
    visitor.go(asked)
    enter(visitor, f.site.code(NEW), "[name=ihuyi_sms_go]")
    assert "/wp-admin/" in visitor.url() and visitor.has("#wpadminbar"), visitor.text()


def test_a_login_without_a_password(world):
    f = flow(world)
    visitor = Look(world, f.site)
    visitor.go("/wp-login.php")
    visitor.press("a[href*=ihuyi_sms_signin]")
    visitor.fits("login-code", "#login")
    code = new_code(visitor, f.site, NEW)
    enter(visitor, code, "[name=ihuyi_sms_go]")
    assert "/wp-admin/" in visitor.url() and visitor.has("#wpadminbar"), visitor.text()


def test_a_number_that_nobody_has_is_answered_like_one_that_somebody_has(world):
    f = flow(world)
    said = []
    for mobile in ("13800000004", "13800000009"):
        visitor = Look(world, f.site)
        visitor.go("/wp-login.php?action=ihuyi_sms_signin")
        ask(visitor, mobile)
        said.append(re.sub(r"\d+", "N", visitor.text(STATUS)))
    assert said[0] == said[1], said


def test_a_lost_password(world):
    f = flow(world)
    visitor = Look(world, f.site)
    visitor.go("/wp-login.php?action=lostpassword")
    visitor.fits("lost-password", "#login")
    code = new_code(visitor, f.site, NEW)
    enter(visitor, code, "[name=ihuyi_sms_go]")
    assert "action=rp" in visitor.url(), visitor.text()
    visitor.page.until("document.querySelector('#pass1')?.value || document.querySelector('#pass1-text')?.value")
    visitor.page.type("#pass1", "another password of tests, 42")
    visitor.press("#wp-submit")
    assert f.site.value("wp_check_password( 'another password of tests, 42', get_user_by( 'login', 'lixia' )->user_pass )")


def test_a_user_changes_his_number_in_his_profile(world):
    f = flow(world)
    user = Look(world, f.site, "lixia")
    user.go("/wp-admin/profile.php")
    code = new_code(user, f.site, "13800000005")
    user.fits("profile", "#your-profile .ihuyi-sms", "#ihuyi-sms + table")
    enter(user, code, "[name=ihuyi_sms_do][value=set]")
    assert f.meta("lixia") == "13800000005", user.text("#wpbody")
    assert any("138****0005" in mail["message"] and "lixia@example.com" in mail["to"] for mail in f.site.mails())
    user.press("[name=ihuyi_sms_do][value=remove]")
    assert f.meta("lixia") == ""


def test_a_guest_comments_with_a_code(world):
    f = flow(world)
    guest = Look(world, f.site)
    guest.go("/hello-world/")
    guest.page.type("#comment", "写得好，谢谢。")
    guest.page.type("#author", "读者")
    guest.page.type("#email", "reader@example.com")
    guest.fits("comment", "#commentform", "#respond")
    code = new_code(guest, f.site, TALKER)
    enter(guest, wrong(code), "#submit")
    # What was written is still there.
    assert guest.value("#comment") == "写得好，谢谢。" and f.site.value("get_comments( array( 'count' => true, 'author_email' => 'reader@example.com' ) )") == 0
    enter(guest, code, "#submit")
    assert f.site.value("get_comments( array( 'count' => true, 'author_email' => 'reader@example.com' ) )") == 1, guest.text()


def test_a_receipt_arrives_and_the_log_says_delivered(world):
    f = flow(world)
    address = f.site.value("IhuyiSms\\Push\\Receiver::address()")
    (first, *_), bad = f.site.inbox(OWNER), f.site.inbox(TALKER)[0]
    f.owner.go(LOG)
    rows = f"[...document.querySelectorAll('#the-list tr')]"
    shown = f.site.says("Delivered")
    assert shown != "Delivered"
    assert not f.owner.page.run(f"{rows}.some(row => row.querySelector('.column-fate')?.innerText.includes({json.dumps(shown)}))")
    for message, code, words in ((first, 2, "DELIVRD"), (bad, 0, "UNDELIV")):
        f.site.sandbox.post("receipt", {"id": message["id"], "mobile": message["mobile"], "code": code, "msg": words, "url": address})
    f.site.until(lambda: all(push["state"] == "done" for push in f.site.sandbox.get("pushes")), lambda: f.site.sandbox.get("pushes"))
    f.owner.go(LOG)
    fates = f.owner.page.run(f"{rows}.map(row => [row.querySelector('.column-mobile')?.innerText || '', row.querySelector('.column-fate')?.innerText || ''])")
    assert any("138****0000" in mobile and shown in fate for mobile, fate in fates), fates
    assert any("138****0003" in mobile and f.site.says("Not delivered") in fate for mobile, fate in fates), fates
    assert not tells(f.owner.text(), r"138\d{8}"), "a whole number in the log"
    # Each purpose has a name in the owner's language.
    purposes = f.owner.page.run(f"{rows}.map(row => row.querySelector('.column-purpose').innerText.trim())")
    assert all(re.search("[\u4e00-\u9fff]", purpose) for purpose in purposes), purposes
    f.owner.fits("log", ".wrap")
    # On a phone each row can be opened.
    f.owner.page.size(*PHONE)
    assert f.owner.page.run(f"{rows}.every(row => (e => e && e.getClientRects().length && getComputedStyle(e).visibility === 'visible')(row.querySelector('.toggle-row')))")
    f.owner.page.size(*DESKTOP)


def test_the_log_is_filtered_and_exported(world):
    f = flow(world)
    f.owner.go(LOG)
    f.owner.page.type("#ihuyi-sms-number", OWNER)
    f.owner.press("#ihuyi-sms-filter-button")
    numbers = f.owner.page.run("[...document.querySelectorAll('#the-list .column-mobile')].map(cell => cell.innerText.match(/\\d+\\*+\\d+/)?.[0])")
    assert set(numbers) == {"138****0000"}, numbers
    f.owner.fits("log-filtered", ".wrap")
    csv = f.owner.page.run("fetch(document.querySelector('a[href*=ihuyi_sms_export]').href).then(answer => answer.text())")
    assert f.site.says("Delivered") in csv and "138****0000" in csv and OWNER not in csv, csv
    f.owner.go(LOG)
    everything = f.owner.page.run("fetch(document.querySelector('a[href*=ihuyi_sms_export]').href).then(answer => answer.text())")
    assert len(everything.splitlines()) == int(f.site.value("IhuyiSms\\Log::count()")) + 1


def test_site_health_tells_the_way_and_its_cost(world):
    f = flow(world)
    f.owner.go("/wp-admin/site-health.php?tab=debug")
    f.owner.page.run("document.querySelector('#health-check-accordion-block-ihuyi-sms').hidden = false")
    said = f.owner.page.run("document.querySelector('#health-check-accordion-block-ihuyi-sms').textContent")
    assert f.site.says("Milliseconds per call") in said and KEY not in said, said
    f.owner.fits("site-health", "#health-check-accordion-block-ihuyi-sms", "#health-check-accordion-block-ihuyi-sms")


def test_what_overlaps_or_is_cut_would_be_seen(world):
    f = flow(world)
    f.owner.go(SETTINGS)
    f.owner.page.size(*DESKTOP)
    assert f.owner.problems(".wrap") == []
    for what, selector, style, words in (
            ("a field on another", "#ihuyi-sms-account", "position:relative; top:70px", "overlaps"),
            ("a cut button", "#ihuyi-sms-save [type=submit]", "width:20px; padding:0; overflow:hidden", "cut"),
            ("a text outside", ".wrap h1", "position:relative; left:-400px", "sticks out"),
            ("a page too wide", ".form-table", "width:2000px", "wider")):
        f.owner.page.run(f"(document.querySelector({json.dumps(selector)}).style.cssText = {json.dumps(style)}, 1)")
        found = f.owner.problems(".wrap")
        assert any(words in problem for problem in found), f"{what}: {found}"
        f.owner.page.run(f"(document.querySelector({json.dumps(selector)}).style.cssText = '', 1)")
    assert f.owner.problems(".wrap") == []


def test_nothing_but_the_site_was_asked_for(world):
    f = flow(world)
    strangers = [url for url in world.browser.requests if not url.startswith((f.site.url, "data:", "about:", "blob:"))]
    # Pictures of people are WordPress's own.
    assert not [url for url in strangers if "gravatar.com" not in url], strangers
    assert not [asked for asked in f.site.outside() if asked["plugin"]], f.site.outside()


def test_deleting_it_leaves_nothing(world):
    f = flow(world)
    f.owner.go(f"{SETTINGS}&tab=log")
    f.owner.page.click("#ihuyi-sms-wipe")
    f.owner.press("#ihuyi-sms-save [type=submit]")
    assert f.site.value("IhuyiSms\\Settings::get( 'wipe' )") is True
    f.owner.go("/wp-admin/plugins.php")
    f.owner.press(f"{ROW} .deactivate a")
    f.owner.page.run("(window.confirm = () => true, 1)")
    f.owner.page.click(f"{ROW} .delete a")
    f.owner.page.until(f"!document.querySelector({json.dumps(ROW + ' .delete a')})")
    f.site.until(lambda: not f.site.exists("wp-content/plugins/ihuyi-sms"))
    assert f.site.leftovers() == []

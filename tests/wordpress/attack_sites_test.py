"""A network of sites: who owns one of them, or finds the one that asks for less, wants into the others."""

import json

from attack import LIMITS, LOST, PASSWORD, SIGNIN, form, logged_in, number, sleep_out, submits, told, xmlrpc
from attack_login_test import eventually_code
from sites_test import blog, network, on, quiet
from wordpress import KEY, php_string

OWNER = "an admin of tests"


def ready(world, main, second):
    """A network of two sites with settings of their own; the second has an account that the gateway does not know."""
    site = network(world)
    site.restart(IHUYI_LIMITS=LIMITS)
    site.set(DOMAIN_CURRENT_SITE=site.url.split("//")[1])
    other = blog(site, "second")
    site.settings(account="C00000000", apikey=KEY, **{"captcha": "never", **main})
    settings_of(site, other, account="C00000002", apikey="f" * 32, captcha="never", **second)
    quiet(site)
    return site, other


def settings_of(site, blog_id, **values):
    site.php(f"switch_to_blog( {blog_id} ); IhuyiSms\\Settings::save( json_decode( {php_string(json.dumps(values))}, true ) );")


def login(site, name, password, path="/second"):
    visitor = site.visitor()
    page = visitor.submit(visitor.get(f"{path}/wp-login.php"), "loginform", "wp-submit", log=name, pwd=password)
    return visitor, page


def test_the_password_alone_at_a_site_that_asks_for_none(world):
    site, second = ready(world, {"login": "required"}, {"login": "off"})
    mobile = number()
    site.give_number(1, mobile)
    visitor, page = login(site, "admin", OWNER)
    assert "ihuyi_sms_second" in page.url and "/second/" in page.url and not logged_in(visitor), page.url
    for path in ("/wp-admin/", "/second/wp-admin/", "/wp-admin/network/"):
        assert "wp-login.php" in visitor.get(path).url, path
    # The doors of programs as well.
    for path in ("/xmlrpc.php", "/second/xmlrpc.php"):
        answer = xmlrpc(site.visitor(), "wp.getProfile", "admin", OWNER, path=path)
        assert "faultCode" in answer.text and "admin@" not in answer.text, answer.text
    # The code went by the main site's account, into its log; the second site's would not have sent it.
    assert [call["mobile"] for call in submits(site)] == [mobile]
    assert site.sqlite("SELECT purpose, outcome FROM wp_ihuyi_sms_log") == [("login", "accepted")] and site.sqlite(f"SELECT * FROM wp_{second}_ihuyi_sms_log") == []
    # Asked for again by the script, it goes the same way; and it lets in.
    sleep_out()
    challenge = page.form("ihuyi_sms_code").fields["ihuyi_sms_challenge"]
    again = visitor.json("POST", "/second/wp-json/ihuyi-sms/v1/code", {"purpose": "login", "token": page.form("ihuyi_sms_code").fields["ihuyi_sms_token"], "mobile": "", "challenge": challenge})
    assert again.json()["status"] == "sent", again.text
    wrong = visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code="000000" if site.code(mobile) != "000000" else "000001")
    assert not logged_in(visitor), told(wrong)
    visitor.submit(wrong, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile))
    assert logged_in(visitor)


def test_a_main_site_that_cannot_send_lets_nobody_in_elsewhere_either(world):
    site, _ = ready(world, {"login": "optional"}, {"login": "off"})
    site.settings(account="", apikey="")
    site.give_number(1, number())
    for path in ("", "/second"):
        visitor, page = login(site, "admin", OWNER, path)
        assert "ihuyi_sms_second" in page.url and not logged_in(visitor), (path, page.url)
    # The way out that the docs name is the network's.
    site.set(IHUYI_SMS_LOGIN="off")
    assert logged_in(login(site, "admin", OWNER)[0])


def test_a_site_may_ask_for_more_than_the_main_site(world):
    site, second = ready(world, {"login": "off"}, {"login": "optional"})
    settings_of(site, second, account="C00000000", apikey=KEY)
    mobile = number()
    site.give_number(1, mobile)
    visitor, page = login(site, "admin", OWNER)
    assert "ihuyi_sms_second" in page.url and not logged_in(visitor)
    assert site.sqlite(f"SELECT purpose, outcome FROM wp_{second}_ihuyi_sms_log") == [("login", "accepted")]
    visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile))
    assert logged_in(visitor)
    # Then the main site's door is open, as Site Health says.
    assert logged_in(login(site, "admin", OWNER, "")[0])
    assert on(site, second, "IhuyiSms\\Admin\\Health::network()['status']") == "critical"
    site.settings(login="optional")
    assert on(site, second, "IhuyiSms\\Admin\\Health::network()['status']") == "good"
    assert "ihuyi_sms_network" in site.value("apply_filters( 'site_status_tests', array( 'direct' => array(), 'async' => array() ) )['direct']")
    # Nor are the sites guarded where the plugin is not active.
    site.php(f"deactivate_plugins( 'ihuyi-sms/ihuyi-sms.php' ); activate_plugin( 'ihuyi-sms/ihuyi-sms.php' );", needs="plugin")
    assert site.value("IhuyiSms\\Admin\\Health::network()['status']") == "critical"


def member(site, name, blogs, mobile):
    """A user of some of the sites."""
    adds = "".join(f"add_user_to_blog( {blog_id}, $id, 'subscriber' );" for blog_id in blogs)
    made = int(site.php(f"$id = wpmu_create_user( '{name}', '{PASSWORD}', '{name}@example.com' ); remove_user_from_blog( $id, 1 ); {adds} echo $id;"))
    site.give_number(made, mobile)
    return made


def test_an_owner_of_one_site_and_the_numbers_of_others(world):
    """He reads what his own account sends, so a code opens no account that is more than his site's."""
    site, second = ready(world, {}, {"login_sms": True, "reset": True})
    settings_of(site, second, account="C00000000", apikey=KEY)
    site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 2; } );")
    chief, elsewhere, both, nobody, signs, resets = (number() for _ in range(6))
    site.give_number(1, chief)
    member(site, "elsewhere", [1], elsewhere)
    member(site, "bothsites", [1, second], both)
    member(site, "ownsite", [second], signs)
    member(site, "ownsite2", [second], resets)
    site.php(f"add_user_to_blog( {second}, 1, 'subscriber' );")
    quiet(site)
    for purpose, path, own in (("signin", SIGNIN, signs), ("reset", LOST, resets)):
        answers = []
        for mobile in (chief, elsewhere, both, nobody, own):
            visitor = site.visitor()
            token = visitor.get(f"/second/wp-json/ihuyi-sms/v1/token?purpose={purpose}").json()["token"]
            answer = visitor.json("POST", "/second/wp-json/ihuyi-sms/v1/code", {"purpose": purpose, "mobile": mobile, "token": token}).json()
            answers.append({name: value for name, value in answer.items() if name != "challenge"})
            digits = eventually_code(site, mobile) if mobile == own else "123456"
            page = visitor.post(f"/second{path}", form(purpose, mobile, challenge=answer["challenge"], code=digits, go="1"))
            opened = logged_in(visitor) if purpose == "signin" else "action=rp" in page.url
            assert opened == (mobile == own), (purpose, mobile, page.url, told(page))
        assert all(answer == answers[0] for answer in answers), answers
        # As for a number that nobody has, nothing is sent.
        assert {call["mobile"] for call in submits(site)} <= {signs, resets}, submits(site)
        sleep_out()
    # Where the network's owner says so, in a plugin of his, it opens more.
    site.mu("enough", "add_filter( 'ihuyi_sms_code_is_enough', function ( $may, $user ) { return $may || ! is_super_admin( $user->ID ); }, 10, 2 );")
    visitor = site.visitor()
    token = visitor.get("/second/wp-json/ihuyi-sms/v1/token?purpose=signin").json()["token"]
    visitor.json("POST", "/second/wp-json/ihuyi-sms/v1/code", {"purpose": "signin", "mobile": both, "token": token})
    assert eventually_code(site, both) and not site.code(chief)


def test_an_owner_of_one_site_and_the_keys_of_the_network(world):
    """A helper gets them, so no page names it: neither what is saved now nor what was saved before there was a network."""
    site, second = ready(world, {}, {})
    site.set(IHUYI_SMS_APIKEY=KEY)
    settings_of(site, second, helper="http://127.0.0.1:8089", way="helper")
    site.php(f"switch_to_blog( {second} ); update_option( 'ihuyi_sms', array( 'helper' => 'http://127.0.0.1:8089' ) + get_option( 'ihuyi_sms' ) );")
    assert on(site, second, "IhuyiSms\\Settings::get( 'helper' )") == ""
    page = site.login().get("/second/wp-admin/options-general.php?page=ihuyi-sms&tab=advanced")
    assert "IHUYI_SMS_HELPER" in page.text and 'name="ihuyi_sms[helper]"' not in page.text
    site.set(IHUYI_SMS_HELPER="unix:/run/ihuyi/other.sock")
    assert on(site, second, "IhuyiSms\\Settings::get( 'helper' )") == "unix:/run/ihuyi/other.sock"

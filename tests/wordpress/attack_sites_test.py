"""A network of sites: who owns one of them, or finds the one that asks for less, wants into the others."""

import json
import time

from attack import LIMITS, logged_in, number, submits, told, xmlrpc
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
    time.sleep(2.3)
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

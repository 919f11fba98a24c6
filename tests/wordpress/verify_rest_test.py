"""The addresses that the script of the forms asks, as a stranger would ask them; and a helper that does not answer."""

import concurrent.futures
import json
import os
import signal

from verify_forms_test import REGISTER, SIGNIN, again, ask, eventually, in_time, inside, member, password, ready, told, user
from wordpress import tells

NUMBERS = iter(range(13800004000, 13800005000))
SPACE = "/?rest_route=/ihuyi-sms/v1/"


def number():
    return str(next(NUMBERS))


def token(visitor, purpose="register", **more):
    return visitor.get(f"{SPACE}token&purpose={purpose}", **more)


def code(visitor, mobile, purpose="register", headers=None, **more):
    """Asks for a code as the script does, with a token of the visitor's own."""
    form = {"purpose": purpose, "mobile": mobile, **more}
    if "token" not in form:
        form["token"] = token(visitor, purpose).json()["token"]
    return visitor.post(SPACE + "code", form, headers=headers)


def test_a_page_out_of_a_cache_gets_its_token(world):
    site = ready(world)
    visitor, mobile = site.visitor(), number()
    answer = token(visitor)
    assert answer.status == 200 and len(answer.json()["token"]) == 40
    assert "no-store" in answer.headers["Cache-Control"]
    cookie = next(one for one in visitor.jar if one.name == "ihuyi_sms_visitor")
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "Lax" and cookie.expires is None
    answer = code(visitor, mobile)
    said = answer.json()
    assert (said["status"], said["wait"]) == ("sent", 2) and "no-store" in answer.headers["Cache-Control"], said
    assert not tells(answer.text, site.code(mobile))
    page = visitor.submit(visitor.get(REGISTER), "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_mobile=mobile, ihuyi_sms_challenge=said["challenge"],
                          ihuyi_sms_code=site.code(mobile), user_login="script", user_email="script@example.com")
    assert user(site, "script") == mobile, told(page)


def test_nothing_is_sent_to_strangers(world):
    site = ready(world)
    mobile = number()
    visitor, other = site.visitor(), site.visitor()
    good, foreign = token(visitor).json()["token"], token(other).json()["token"]
    lost = token(visitor, "reset").json()["token"]
    evil = {"Origin": "https://evil.example"}
    for who, headers, wrong in ((visitor, None, ""), (visitor, None, "0" * 40), (visitor, None, foreign), (visitor, None, lost), (other, None, good),
                                (site.visitor(), None, good), (visitor, evil, good), (visitor, {"Origin": "null"}, good)):
        answer = code(who, mobile, headers=headers, token=wrong)
        assert answer.status == 403, (answer.status, answer.text)
    for form in ({}, {"purpose": "register"}, {"purpose": "register", "mobile": mobile}, {"purpose": "other", "mobile": mobile, "token": good},
                 {"purpose": "register", "mobile[]": mobile, "token": good}, {"purpose": "register", "mobile": "1" * 300, "token": good},
                 {"purpose": "register", "mobile": mobile, "token": good, "channel": "fax"}, {"purpose": "register", "mobile": mobile, "token[]": good}):
        answer = visitor.post(SPACE + "code", form)
        assert answer.status in (400, 403), (form, answer.status, answer.text)
    # By its address alone, as a picture of another page would ask.
    assert visitor.get(f"{SPACE}code&purpose=register&mobile={mobile}&token={good}").status == 404
    assert token(visitor, headers=evil).status == 403
    assert site.inbox(mobile) == []


def test_what_is_off_or_not_the_visitor_s_is_closed(world):
    site = ready(world, comment="off")
    visitor = site.visitor()
    assert token(visitor, "comment").status == 403
    for purpose in ("login", "profile"):
        answer = code(visitor, number(), purpose, token=token(visitor, "register").json()["token"])
        assert answer.status == 403, answer.text
    site.settings(login="optional")
    answer = code(visitor, number(), "login")
    assert answer.status == 403 and answer.json()["code"] == "ihuyi_sms_ticket"
    answer = code(visitor, number(), "profile")
    assert answer.status == 403


def test_the_second_factor_by_script(world):
    site = ready(world, login="optional")
    mobile, stranger, visitor = number(), number(), site.visitor()
    member(site, "restfactor", mobile)
    page = password(visitor, "restfactor")
    first, said = site.code(mobile), {"status": "wait"}
    while said["status"] == "wait":
        # Another number than the account's is not even looked at.
        said = code(visitor, stranger, "login").json()
    assert said["status"] == "sent" and site.inbox(stranger) == [] and len(site.inbox(mobile)) == 2 and site.code(mobile) == first
    visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=first)
    assert inside(visitor)


def test_known_and_unknown_numbers_by_script(world):
    site = ready(world)
    for purpose in ("signin", "reset"):
        known, unknown = number(), number()
        member(site, f"rest{purpose}", known)
        answers = []
        for mobile in (known, unknown):
            answer = code(site.visitor(), mobile, purpose)
            said = answer.json()
            said["challenge"] = len(said["challenge"])
            answers.append((answer.status, said, sorted(answer.headers.keys()), len(answer.body)))
        assert answers[0] == answers[1] and answers[0][1]["status"] == "sent", answers
        eventually(lambda: site.inbox(known), "no code came")
        assert site.inbox(unknown) == []


def test_a_list_of_numbers_finds_its_end(world):
    """Thirty an hour from one address, with a new session and another header each time."""
    site = ready(world)
    # From the site's own proxy the header is believed; what stands left of the visitor is his own invention.
    site.settings(proxies="127.0.0.1")
    try:
        statuses = [code(site.visitor(headers={"X-Forwarded-For": f"203.0.113.{i}, 198.51.100.200"}), number(), "signin").json()["status"] for i in range(34)]
        assert statuses == ["sent"] * 30 + ["wait"] * 4, statuses
        assert code(site.visitor(headers={"X-Forwarded-For": "198.51.100.201"}), number(), "signin").json()["status"] == "sent"
    finally:
        site.settings(proxies="")
    # From anywhere else it is nothing.
    assert code(site.visitor(headers={"X-Forwarded-For": "198.51.100.202"}), number(), "signin").json()["status"] == "sent"
    counted = site.value("array_map( function ( $ip ) { return IhuyiSms\\Tally::now( 'quiet hour', $ip ); }, array( '198.51.100.202', '203.0.113.1', '198.51.100.200' ) )")
    assert counted == [0, 0, 30], counted
    assert site.value("IhuyiSms\\Tally::now( 'quiet hour', '127.0.0.1' )") > 0


def test_many_at_once_for_one_number_send_one(world):
    site = ready(world)
    for purpose in ("register", "signin"):
        mobile = number()
        member(site, f"crowd{mobile}", mobile)
        visitors = [site.visitor() for _ in range(8)]
        tokens = [token(visitor, purpose).json()["token"] for visitor in visitors]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = [answer.json()["status"] for answer in pool.map(lambda i: code(visitors[i], mobile, purpose, token=tokens[i]), range(8))]
        assert answers.count("sent") == 1 and set(answers) == {"sent", "wait"}, answers
        eventually(lambda: site.sent(mobile), "no code came")
        assert len(site.inbox(mobile)) == 1


def test_a_changed_challenge_is_none(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    said = code(visitor, mobile).json()
    challenge, right = said["challenge"], site.code(mobile)
    for wrong in (challenge[:-2] + ("A" if challenge[-2] != "A" else "B") + challenge[-1], challenge[::-1], challenge[:50], "", "0" * 400, "A" * 6000):
        page = visitor.submit(visitor.get(REGISTER), "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_mobile=mobile, ihuyi_sms_challenge=wrong,
                              ihuyi_sms_code=right, user_login="changed", user_email="changed@example.com")
        assert user(site, "changed") is None and "ask for a" in told(page), told(page)


def test_pictures_by_script(world):
    # An address of its own, which has asked for nothing yet.
    site = ready(world, captcha="after 1", proxies="127.0.0.1")
    visitor = site.visitor(headers={"X-Forwarded-For": "198.51.100.210"})
    assert code(visitor, number(), "signin").json()["status"] == "sent"
    said = code(visitor, number(), "signin").json()
    assert said["status"] == "captcha" and said["picture"]["data_uri"].startswith("data:image/png;base64,"), said
    good = token(visitor, "signin").json()["token"]
    answer = visitor.post(SPACE + "picture", {"purpose": "signin", "token": good})
    assert answer.json()["picture"]["id"] != said["picture"]["id"]
    assert visitor.post(SPACE + "picture", {"purpose": "signin", "token": "x"}).status == 403
    said = code(visitor, number(), "signin", picture_id=said["picture"]["id"], picture="?????").json()
    assert said["status"] == "captcha"
    # Wrong or right, a picture is good once.
    again_ = code(visitor, number(), "signin", picture_id=said["picture"]["id"], picture="").json()
    assert again_["status"] == "captcha" and again_["picture"]["id"] != said["picture"]["id"]


def test_pictures_that_a_helper_s_own_settings_demand(world):
    site = world.new_site(way="helper", helper="captcha = always\n")
    site.settings(register="required", login_sms=True, captcha="never")
    mobile = number()
    site.user("helperspicture", mobile)
    assert code(site.visitor(), number(), "register").json()["status"] == "captcha"
    # What a form answers that tells nothing is settled before the helper is asked: there the plugin's setting holds.
    assert code(site.visitor(), mobile, "signin").json()["status"] == "sent"
    site.until(lambda: site.code(mobile))
    site.settings(captcha="always")
    assert code(site.visitor(), number(), "signin").json()["status"] == "captcha"


def test_a_helper_that_is_down_or_hangs_holds_no_page(world):
    site = world.new_site(way="helper")
    site.php("update_option( 'users_can_register', 1 );")
    site.settings(register="required", login="optional", login_sms=True, captcha="never", voice=True)
    mobile, visitor = number(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), mobile, user_login="helped", user_email="helped@example.com")
    assert "on its way" in told(page), told(page)
    right = site.code(mobile)
    # One that hangs: it takes the call, and never answers. Not even a client is made then, so nothing can have gone.
    os.kill(site.helper.process.pid, signal.SIGSTOP)
    try:
        answer = in_time(site, lambda: ask(visitor, page, number()))
        assert "try again in a few minutes" in told(answer), told(answer)
        assert answer.form("ihuyi_sms_mobile").fields["user_login"] == "helped"
        answer = in_time(site, lambda: visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=right))
        assert "try again in a few minutes" in told(answer), told(answer)
        # Asked by script, with a picture to be read as well.
        answer = in_time(site, lambda: code(visitor, number(), picture_id="x", picture="y"))
        assert answer.json()["status"] == "trouble", answer.text
    finally:
        os.kill(site.helper.process.pid, signal.SIGCONT)
    site.helper.stop()
    answer = in_time(site, lambda: ask(visitor, page, number()))
    assert "try again in a few minutes" in told(answer), told(answer)
    answer = in_time(site, lambda: code(visitor, number(), "signin"))
    assert answer.json()["status"] == "sent", answer.text
    site.helper.start()
    # The code that was sent is good still: the form was kept.
    page = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=right)
    assert "checkemail=registered" in page.url, told(page)
    # The site's own rule for pictures holds, whatever the helper's file says.
    site.settings(captcha="always")
    assert code(site.visitor(), number()).json()["status"] == "captcha"
    site.settings(captcha="never")
    site.user("quiet", "13800004999")
    assert code(site.visitor(), "13800004999", "signin").json()["status"] == "sent"
    eventually(lambda: site.sent("13800004999"), "no code came")

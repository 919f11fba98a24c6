"""A stranger knows a password and wants in without the phone, or holds a phone and wants into somebody else's account."""

import base64

from attack import PASSWORD, SECOND, SIGNIN, at_once, code, everything, form, fresh, logged_in, number, other, sent, told, unchanged, xmlrpc

PROFILE = "/wp-admin/profile.php"


def second(site, name, password=PASSWORD):
    """A stranger who has typed the right password; the page that he sees."""
    visitor = site.visitor()
    page = visitor.submit(visitor.get("/wp-login.php"), "loginform", "wp-submit", log=name, pwd=password)
    return visitor, page


def test_the_password_alone(world):
    site = fresh(world, login="optional")
    site.user("luxun", number(), "administrator")
    visitor, page = second(site, "luxun")
    assert "ihuyi_sms_second" in page.url and not logged_in(visitor)
    assert not any(name.startswith("wordpress_") and not name.startswith("wordpress_test") for name in visitor.cookies()), visitor.cookies()
    for path in ("/wp-admin/", PROFILE, "/wp-json/wp/v2/users/me?context=edit"):
        answer = visitor.get(path)
        assert "wp-login.php" in answer.url or answer.status == 401, (path, answer.status)
    # The form's other ways: no code, a made-up proof, a challenge that says what it likes.
    for fields in ({}, {"code": "000000"}, {"proof": "A" * 200}, {"proof": "1", "challenge": "1"}, {"challenge": "e30", "code": "123456"}):
        visitor.post(SECOND, form("login", **fields, go="1"))
        assert not logged_in(visitor), fields


def test_the_password_and_an_application_password_of_ones_own(world):
    """A program's password of the stranger's own account stands before the victim's password in one request."""
    site = fresh(world, login="optional")
    site.mu("applications", "add_filter( 'wp_is_application_passwords_available', '__return_true' );")
    mobile = number()
    site.user("zhouyu", mobile, "administrator")
    own = site.user("jianggan")
    word = site.value(f"WP_Application_Passwords::create_new_application_password( {own}, array( 'name' => 'test' ) )[0]")
    both = multicall(site.visitor(), ("jianggan", word), ("zhouyu", PASSWORD))
    # Each is answered for itself: the stranger's own account is his.
    assert "jianggan@" in both and "zhouyu@" not in both and "faultCode" in both, both
    assert "faultCode" in multicall(site.visitor(), ("zhouyu", PASSWORD))
    basic = {"Authorization": "Basic " + base64.b64encode(f"jianggan:{word}".encode()).decode()}
    assert "zhouyu@" not in xmlrpc(site.visitor(), "wp.getProfile", "zhouyu", PASSWORD, headers=basic).text
    assert sent(site, mobile) == 0


def multicall(visitor, *logins):
    """The profile of each login, all in one request."""
    calls = ""
    for login in logins:
        values = "".join(f"<value><string>{value}</string></value>" for value in ("1", *login))
        calls += (f"<value><struct><member><name>methodName</name><value><string>wp.getProfile</string></value></member><member><name>params</name>"
                  f"<value><array><data>{values}</data></array></value></member></struct></value>")
    body = f"<?xml version='1.0'?><methodCall><methodName>system.multicall</methodName><params><param><value><array><data>{calls}</data></array></value></param></params></methodCall>"
    return visitor.ask("POST", "/xmlrpc.php", body.encode(), {"Content-Type": "text/xml"}).text


def test_a_ticket_in_another_browser_and_after_its_use(world):
    site = fresh(world, login="optional")
    mobile = number()
    site.user("lumeng", mobile)
    visitor, page = second(site, "lumeng")
    kept, digits = visitor.cookies(), site.code(mobile)
    thief = site.visitor()
    thief.cookie("ihuyi_sms_login", kept["ihuyi_sms_login"])
    taken = thief.post(SECOND, {**page.form("ihuyi_sms_code").fields, "ihuyi_sms_code": digits})
    assert not logged_in(thief) and "expired" in told(taken), told(taken)
    visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=digits)
    assert logged_in(visitor)
    # Everything that the browser had before, once more.
    replay = site.visitor()
    for name, value in kept.items():
        replay.cookie(name, value)
    replay.post(SECOND, {**page.form("ihuyi_sms_code").fields, "ihuyi_sms_code": digits})
    assert not logged_in(replay)


def test_a_ticket_of_ones_own_for_the_account_of_another(world):
    site = fresh(world, login="optional")
    own, victim = number(), number()
    site.user("caimao", own)
    target = site.user("huanggai", victim)
    visitor, page = second(site, "caimao")
    # A code for the victim's number is not to be had with it.
    # A code for his own comes again when the pause is over.
    assert code(visitor, "login", victim).json()["status"] in ("wait", "sent") and sent(site, victim) == 0
    more = {"ihuyi_sms_mobile": victim, "ihuyi_sms_account": target, "user_id": target, "log": "huanggai", "user": target}
    visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", more=more, ihuyi_sms_code=site.code(own))
    text = visitor.get(PROFILE).text
    assert 'value="caimao"' in text and "huanggai" not in text


def test_a_phone_of_ones_own_for_the_account_of_another(world):
    """A code for one's own number, with the account or the number changed before it is entered."""
    site = fresh(world)
    own, victim = number(), number()
    site.user("mizhu", own)
    target = site.user("huangzhong", victim)
    visitor = site.visitor()
    challenge = code(visitor, "signin", own).json()["challenge"]
    digits = eventually_code(site, own)
    page = visitor.post(SIGNIN, {**form("signin", victim, challenge=challenge, code=digits), "ihuyi_sms_account": target})
    assert not logged_in(visitor) and "not the one" in told(page), told(page)
    visitor.post(SIGNIN, {**form("signin", own, challenge=challenge, code=digits), "ihuyi_sms_account": target, "user_id": target})
    text = visitor.get(PROFILE).text
    assert 'value="mizhu"' in text and "huangzhong" not in text


def test_one_code_for_a_login_from_many_at_the_same_moment(world):
    site = fresh(world)
    mobile = number()
    site.user("weiyan", mobile)
    visitor = site.visitor()
    challenge = code(visitor, "signin", mobile).json()["challenge"]
    digits = eventually_code(site, mobile)
    visitors = [site.visitor() for _ in range(6)]
    for one in visitors:
        one.cookie("ihuyi_sms_visitor", visitor.cookies()["ihuyi_sms_visitor"])
    at_once(6, lambda i: visitors[i].post(SIGNIN, form("signin", mobile, challenge=challenge, code=digits), follow=False))
    assert sum(map(logged_in, visitors)) == 1


def test_guesses_at_the_same_moment(world):
    """Five tries are five, however many come at once; the right one after them is too late."""
    site = fresh(world)
    known, guest = number(), number()
    site.user("jiangwei", known)
    for purpose, mobile, path in (("signin", known, SIGNIN), ("register", guest, "/wp-login.php?action=register")):
        visitor = site.visitor()
        challenge = code(visitor, purpose, mobile).json()["challenge"]
        digits = eventually_code(site, mobile)
        guesses = [digits]
        for _ in range(12):
            guesses.append(other(guesses[-1]))
        at_once(12, lambda i: visitor.post(path, form(purpose, mobile, challenge=challenge, code=guesses[i + 1])))
        page = visitor.post(path, {**form(purpose, mobile, challenge=challenge, code=digits), "user_login": "dengai", "user_email": "d@example.com"})
        assert not logged_in(visitor) and "checkemail" not in page.url, told(page)
        assert "too many times" in told(page) or "ask for a new one" in told(page), told(page)
    assert site.value("get_user_by( 'login', 'dengai' )") is False


def test_no_account_is_changed_by_asking(world):
    site = fresh(world, login="required")
    known = number()
    site.user("pangtong", known)
    site.get("/")
    before = everything(site, ("tally", "log"))
    for purpose, path in (("signin", SIGNIN), ("reset", "/wp-login.php?action=lostpassword")):
        visitor = site.visitor()
        challenge = code(visitor, purpose, known).json()["challenge"]
        for _ in range(3):
            visitor.post(path, form(purpose, known, challenge=challenge, code="000000", go="1"))
    second(site, "pangtong", "a wrong password")
    unchanged(before, site, ("tally", "log"))


def eventually_code(site, mobile):
    """What is sent after the answer."""
    import time

    end = time.monotonic() + 30
    while not site.code(mobile) and time.monotonic() < end:
        time.sleep(0.05)
    return site.code(mobile)

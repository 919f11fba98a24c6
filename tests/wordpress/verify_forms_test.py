"""Codes on WordPress's forms, as a browser without JavaScript uses them."""

import concurrent.futures
import difflib
import hashlib
import json
import re
import socket
import time

from wordpress import held, tells

# The library's limits, with seconds between two codes where there are 60.
LIMITS = "sms:mobile 1/2s, sms:mobile 50/1d, voice:mobile 2/2s, voice:mobile 50/1d, ip 1000/1h, session 1000/1h, site 10000/1d"
NUMBERS = iter(range(13800001000, 13800002000))
REGISTER, LOST, SIGNIN = "/wp-login.php?action=register", "/wp-login.php?action=lostpassword", "/wp-login.php?action=ihuyi_sms_signin"


def number():
    """A number that no other test uses: limits count by it."""
    return str(next(NUMBERS))


def ready(world, **settings):
    """The site of this file, whose forms all ask for codes."""
    site = world.site
    if not getattr(site, "forms_ready", False):
        site.restart(IHUYI_LIMITS=LIMITS)
        site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 2; } );")
        site.php("update_option( 'users_can_register', 1 ); update_option( 'require_name_email', 1 );")
        site.forms_ready = True
    # No test shall meet the count of the others. Only now and then: what one of them began after its answer may still be writing.
    if site.sqlite("SELECT MAX(count) FROM wp_ihuyi_sms_tally")[0][0] not in (None, *range(16)):
        site.sqlite("DELETE FROM wp_ihuyi_sms_tally")
    site.settings(**{"register": "required", "login": "off", "login_sms": True, "reset": True, "profile": True, "comment": "guests",
                     "voice": True, "captcha": "never", "unique": True, "proxies": "", **settings})
    return site


def told(answer):
    """What the page tells the visitor, errors and messages alike."""
    found = re.findall(r'(?s)<(?:div|p)[^>]*(?:id="login_error"|id="login-message"|class="[^"]*ihuyi-sms-status[^"]*"|class="notice inline[^"]*")[^>]*>(.*?)</(?:div|p)>', answer.text)
    return " ".join(re.sub(r"<[^>]*>", " ", text) for text in found)


def ask(visitor, page, mobile, mark="ihuyi_sms_mobile", channel="sms", **more):
    return visitor.submit(page, mark, more={"ihuyi_sms_send": channel}, ihuyi_sms_mobile=mobile, **more)


def user(site, name):
    return site.value(f"get_user_by( 'login', '{name}' ) ? get_user_meta( get_user_by( 'login', '{name}' )->ID, 'ihuyi_sms_mobile', true ) : null")


def member(site, name, mobile, role="subscriber"):
    """A user with a number that was proved."""
    made = site.user(name, role=role)
    site.php(f"IhuyiSms\\Verify\\Numbers::set( {made}, '{mobile}' );")
    return made


def inside(visitor):
    """Whether the visitor is logged in."""
    return any(name.startswith("wordpress_logged_in_") for name in visitor.cookies())


def password(visitor, name, word="a password of tests", **more):
    """Fills in WordPress's own login form."""
    return visitor.submit(visitor.get("/wp-login.php"), "loginform", log=name, pwd=word, **more)


def eventually(look, what):
    """What is done after the answer went out is waited for, a condition and no time."""
    end = time.monotonic() + 60
    while not look():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def again(visitor, page, mobile, **more):
    """Asks until the pause between two codes is over."""
    end = time.monotonic() + 60
    while True:
        page = ask(visitor, page, mobile, **more)
        if "Please wait" not in told(page):
            return page
        assert time.monotonic() < end, told(page)
        time.sleep(0.3)


def other(code):
    """A code that is another one."""
    return f"{(int(code) + 1) % 1000000:06}"


def test_registration_with_a_code(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    page = visitor.get(REGISTER)
    page = ask(visitor, page, mobile, user_login="lixia", user_email="lixia@example.com")
    form = page.form("ihuyi_sms_mobile")
    # What was typed is there again.
    assert (form.fields["user_login"], form.fields["user_email"], form.fields["ihuyi_sms_mobile"]) == ("lixia", "lixia@example.com", mobile)
    assert "on its way" in told(page), told(page)
    code = site.code(mobile)
    assert re.fullmatch(r"\d{6}", code)
    page = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=other(code))
    assert "not right" in told(page) and user(site, "lixia") is None, told(page)
    # The wrong code is not there to be typed behind, and the pause goes on.
    assert page.form("ihuyi_sms_mobile").fields["ihuyi_sms_code"] == ""
    page = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=code)
    assert "checkemail=registered" in page.url, told(page)
    assert user(site, "lixia") == mobile


def test_what_people_type_for_digits_is_understood(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), f"+86 {mobile[:3]}-{mobile[3:7]}-{mobile[7:]}", user_login="wide", user_email="wide@example.com")
    wide = " ".join(chr(ord(digit) - ord("0") + ord("０")) for digit in site.code(mobile))
    page = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=wide)
    assert user(site, "wide") == mobile, told(page)


def test_registration_without_a_code(world):
    site = ready(world)
    visitor = site.visitor()
    page = visitor.get(REGISTER)
    fields = {"user_login": "nobody", "user_email": "nobody@example.com"}
    for mobile, code, says in (("", "", "type your mobile number first"), ("", "123456", "type your mobile number first"), (number(), "", "ask for a code"), (number(), "123456", "ask for a code"), ("12", "1", "ask for a code")):
        answer = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_mobile=mobile, ihuyi_sms_code=code, **fields)
        assert says in told(answer), told(answer)
    # Without any of our fields, as a program would.
    answer = visitor.post(REGISTER, fields)
    assert "type your mobile number first" in told(answer) and user(site, "nobody") is None
    answer = ask(visitor, page, " ", **fields)
    assert "type your mobile number first" in told(answer), told(answer)
    answer = ask(visitor, page, "12345", **fields)
    assert "check the mobile number" in told(answer)
    site.settings(register="optional")
    answer = visitor.submit(visitor.get(REGISTER), "ihuyi_sms_mobile", "wp-submit", **fields)
    assert "checkemail=registered" in answer.url and user(site, "nobody") == "", told(answer)


def test_five_wrong_codes_kill_the_code(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), mobile, user_login="five", user_email="five@example.com")
    code = site.code(mobile)
    for left in (4, 3, 2, 1, 0):
        answer = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=other(code))
        assert (f"You have {left} tr" if left else "too many times") in told(answer), told(answer)
    answer = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=code)
    assert "too many times" in told(answer) and "new one" in told(answer) and user(site, "five") is None, told(answer)
    page = again(visitor, answer, mobile)
    assert "on its way" in told(page), told(page)
    assert site.code(mobile) != code
    visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=site.code(mobile))
    assert user(site, "five") == mobile


def test_the_same_code_comes_again_and_by_a_call(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    # As long as in earnest, so that no machine is too slow to ask too early.
    site.restart(IHUYI_LIMITS=LIMITS.replace("/2s", "/100s"))
    try:
        page = ask(visitor, visitor.get(REGISTER), mobile, user_login="again", user_email="again@example.com")
        early = ask(visitor, page, mobile)
        assert "Please wait" in told(early), told(early)
        early = ask(visitor, page, mobile, channel="voice")
        assert "Please wait" in told(early) and len(site.inbox(mobile)) == 1, told(early)
    finally:
        site.restart(IHUYI_LIMITS=LIMITS)
    first = site.code(mobile)
    page = again(visitor, page, mobile)
    assert [message["service"] for message in site.inbox(mobile)] == ["sms", "sms"] and site.code(mobile) == first
    page = again(visitor, page, mobile, channel="voice")
    assert "calling" in told(page), told(page)
    assert [message["service"] for message in site.inbox(mobile)] == ["sms", "sms", "voice"] and site.code(mobile) == first
    visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=first)
    assert user(site, "again") == mobile


def test_a_call_comes_after_a_text_only(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), mobile, channel="voice")
    assert "text message first" in told(page) and site.inbox(mobile) == [], told(page)
    site.settings(voice=False)
    page = ask(visitor, visitor.get(REGISTER), mobile)
    assert 'value="voice"' not in page.text
    answer = ask(visitor, page, mobile, channel="voice")
    assert "makes no calls" in told(answer) and len(site.inbox(mobile)) == 1, told(answer)


def test_the_rest_is_mended_without_a_new_code(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), mobile, user_login="mend", user_email="no mail")
    page = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=site.code(mobile))
    assert "email" in told(page) and f"{mobile[:3]}****{mobile[7:]}" in told(page), told(page)
    proof = page.form("ihuyi_sms_mobile").fields["ihuyi_sms_proof"]
    # The proof is for this number and no other.
    answer = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_mobile=number(), user_email="mend@example.com")
    assert "checkemail" not in answer.url and user(site, "mend") is None
    # And for this visitor.
    stranger = site.visitor()
    form = {**stranger.get(REGISTER).form("ihuyi_sms_mobile").fields, "ihuyi_sms_proof": proof, "ihuyi_sms_mobile": mobile,
            "user_login": "thief", "user_email": "thief@example.com"}
    assert "checkemail" not in stranger.post(REGISTER, form).url and user(site, "thief") is None
    answer = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", user_email="mend@example.com")
    assert "checkemail=registered" in answer.url and user(site, "mend") == mobile, told(answer)
    # Once.
    site.settings(unique=False)
    answer = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", user_login="twice", user_email="twice@example.com")
    assert "once more" in told(answer) and user(site, "twice") is None, told(answer)


def test_another_number_after_one_was_verified(world):
    site = ready(world)
    mobile, second, visitor = number(), number(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), mobile, user_login="other", user_email="no mail")
    page = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=site.code(mobile))
    page = ask(visitor, page, mobile, channel="other")
    assert "other number" in told(page), told(page)
    page = ask(visitor, page, second)
    visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=site.code(second), user_email="other@example.com")
    assert user(site, "other") == second


def test_of_many_at_once_with_one_code_one_registers(world):
    site = ready(world, unique=False)
    mobile, visitor = number(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), mobile)
    code = site.code(mobile)

    def register(i):
        return visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=code, user_login=f"crowd{i}", user_email=f"crowd{i}@example.com")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(register, range(8)))
    assert sum("checkemail=registered" in answer.url for answer in answers) == 1
    assert len(site.value("get_users( array( 'search' => 'crowd*', 'fields' => 'ID' ) )")) == 1


def test_of_many_at_once_with_one_proof_one_registers(world):
    site = ready(world, unique=False)
    mobile, visitor = number(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), mobile, user_login="p", user_email="no mail")
    page = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=site.code(mobile))

    def register(i):
        return visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", user_login=f"queue{i}", user_email=f"queue{i}@example.com")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(register, range(8)))
    assert sum("checkemail=registered" in answer.url for answer in answers) == 1
    assert len(site.value("get_users( array( 'search' => 'queue*', 'fields' => 'ID' ) )")) == 1


def test_one_number_is_one_account(world):
    site = ready(world)
    mobile = number()
    visitors = [site.visitor(), site.visitor()]
    pages = []
    for i, visitor in enumerate(visitors):
        pages.append(again(visitor, visitor.get(REGISTER), mobile, user_login=f"same{i}", user_email=f"same{i}@example.com"))
        # Whoever has not proved the number is not told whether it is anybody's.
        assert "on its way" in told(pages[-1]), told(pages[-1])
    codes = [re.search(r"\d{6}", message["content"]).group() for message in site.inbox(mobile)]

    def register(i):
        return visitors[i].submit(pages[i], "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=codes[i])

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(register, range(2)))
    assert sum("checkemail=registered" in answer.url for answer in answers) == 1, [told(answer) for answer in answers]
    assert sum("belongs to an account" in told(answer) for answer in answers) == 1, [told(answer) for answer in answers]
    third = site.visitor()
    page = again(third, third.get(REGISTER), mobile, user_login="third", user_email="third@example.com")
    assert "on its way" in told(page), told(page)
    page = third.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=site.code(mobile))
    assert "belongs to an account" in told(page) and user(site, "third") is None, told(page)


def test_nothing_is_sent_without_the_form_s_token(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    page = visitor.get(REGISTER)
    fields = {**page.form("ihuyi_sms_mobile").fields, "ihuyi_sms_mobile": mobile, "ihuyi_sms_send": "sms"}
    stranger = site.visitor()
    stranger.get(REGISTER)
    token = fields["ihuyi_sms_token"]
    assert token
    for who, wrong in ((visitor, ""), (visitor, token[:-1] + ("0" if token[-1] != "0" else "1")), (stranger, token), (site.visitor(), token)):
        answer = who.post(REGISTER, {**fields, "ihuyi_sms_token": wrong})
        assert "open for too long" in told(answer), told(answer)
    # A token of another form is none.
    lost = visitor.get(LOST).form("ihuyi_sms_mobile").fields["ihuyi_sms_token"]
    assert "open for too long" in told(visitor.post(REGISTER, {**fields, "ihuyi_sms_token": lost}))
    assert site.inbox(mobile) == []


def test_a_challenge_is_the_visitor_s_and_the_form_s(world):
    site = ready(world)
    mobile, visitor, stranger = number(), site.visitor(), site.visitor()
    page = ask(visitor, visitor.get(REGISTER), mobile, user_login="own", user_email="own@example.com")
    challenge, code = page.form("ihuyi_sms_mobile").fields["ihuyi_sms_challenge"], site.code(mobile)
    assert not tells(page.text, code) and len(challenge) > 100
    answer = stranger.submit(stranger.get(REGISTER), "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_mobile=mobile, ihuyi_sms_challenge=challenge,
                             ihuyi_sms_code=code, user_login="own", user_email="own@example.com")
    assert "new one" in told(answer) and user(site, "own") is None, told(answer)
    # A code for one form is not good on another.
    member(site, "owner", mobile)
    answer = visitor.submit(visitor.get(SIGNIN), "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_mobile=mobile, ihuyi_sms_challenge=challenge, ihuyi_sms_code=code)
    assert not inside(visitor) and "new one" in told(answer), told(answer)
    answer = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=code, ihuyi_sms_mobile=number())
    assert "not the one" in told(answer), told(answer)


def test_the_second_factor(world):
    site = ready(world, login="optional")
    mobile, visitor = number(), site.visitor()
    member(site, "factor", mobile, role="editor")
    assert "incorrect" in told(password(visitor, "factor", "not the password")) and site.inbox(mobile) == []
    page = password(visitor, "factor", rememberme="forever", redirect_to="/wp-admin/edit.php")
    assert "action=ihuyi_sms_second" in page.url and not inside(visitor), page.url
    # The number is shown as far as its owner knows it again.
    assert f"{mobile[:3]}****{mobile[7:]}" in page.text and mobile not in page.text
    code = site.code(mobile)
    # Whoever has the password alone gets nowhere.
    assert "wp-login.php" in visitor.get("/wp-admin/").url
    answer = visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=other(code))
    assert "not right" in told(answer) and not inside(visitor), told(answer)
    ticket = visitor.cookies()["ihuyi_sms_login"]
    before = visitor.cookies()["ihuyi_sms_visitor"]
    answer = visitor.submit(answer, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=code)
    assert inside(visitor) and answer.url.endswith("/wp-admin/edit.php"), answer.url
    assert any(cookie.expires and cookie.expires - time.time() > 10 * 86400 for cookie in visitor.jar if cookie.name.startswith("wordpress_logged_in_"))
    # Nobody who planted or stole them can do anything with them.
    assert visitor.cookies()["ihuyi_sms_visitor"] != before
    thief = site.visitor()
    thief.cookie("ihuyi_sms_login", ticket)
    thief.cookie("ihuyi_sms_visitor", before)
    answer = thief.get("/wp-login.php?action=ihuyi_sms_second")
    assert "expired" in told(answer) and not inside(thief), told(answer)


def test_the_second_factor_s_code_comes_again_and_by_a_call(world):
    site = ready(world, login="optional")
    site.restart(IHUYI_LIMITS=LIMITS.replace("/2s", "/20s"))
    try:
        # Too early, if only the machine does not stand still meanwhile.
        for n in range(10):
            mobile, visitor = number(), site.visitor()
            member(site, f"factor2{n}", mobile)
            page = password(visitor, f"factor2{n}")
            page = visitor.submit(page, "ihuyi_sms_code", more={"ihuyi_sms_send": "voice"})
            if "Please wait" in told(page):
                break
        assert "Please wait" in told(page), told(page)
    finally:
        site.restart(IHUYI_LIMITS=LIMITS)
    first = site.code(mobile)
    page = visitor.submit(page, "ihuyi_sms_code", more={"ihuyi_sms_send": "voice"})
    while "Please wait" in told(page):
        page = visitor.submit(page, "ihuyi_sms_code", more={"ihuyi_sms_send": "voice"})
    assert [message["service"] for message in site.inbox(mobile)] == ["sms", "voice"] and site.code(mobile) == first, told(page)
    # The password once more: no new code while one is good, and the old one is.
    page = password(visitor, f"factor2{n}")
    assert site.code(mobile) == first
    visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=first)
    assert inside(visitor)


def test_the_second_factor_in_a_crowd(world):
    site = ready(world, login="optional")
    mobile, visitor = number(), site.visitor()
    member(site, "factor3", mobile)
    page = password(visitor, "factor3")
    code, cookies = site.code(mobile), visitor.cookies()

    def enter(_):
        one = site.visitor()
        for name, value in cookies.items():
            one.cookie(name, value)
        one.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", follow=False, ihuyi_sms_code=code)
        return inside(one)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enter, range(8))) == 1


def test_five_wrong_codes_at_the_second_factor(world):
    site = ready(world, login="optional")
    mobile, visitor = number(), site.visitor()
    member(site, "factor4", mobile)
    page = password(visitor, "factor4")
    code = site.code(mobile)
    for _ in range(5):
        page = visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=other(code))
        assert not inside(visitor)
    assert "too many times" in told(page) and "new one" in told(page), told(page)
    page = visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=code)
    assert not inside(visitor) and "ask for a code first" in told(page), told(page)


def test_a_login_that_has_no_number_yet(world):
    site = ready(world, login="required")
    mobile, visitor = number(), site.visitor()
    taken = number()
    member(site, "has", taken)
    site.user("hasnot")
    page = password(visitor, "hasnot")
    assert "action=ihuyi_sms_second" in page.url and not inside(visitor)
    page = ask(visitor, page, taken)
    page = visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_code=site.code(taken))
    assert "belongs to an account" in told(page) and not inside(visitor), told(page)
    page = ask(visitor, page, mobile)
    visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile))
    assert inside(visitor) and user(site, "hasnot") == mobile
    site.settings(login="optional")
    free = site.visitor()
    site.user("free")
    password(free, "free")
    assert inside(free)


def test_the_little_window_of_a_session_that_ran_out(world):
    site = ready(world, login="optional")
    mobile, visitor = number(), site.visitor()
    member(site, "window", mobile)
    page = visitor.submit(visitor.get("/wp-login.php?interim-login=1"), "loginform", log="window", pwd="a password of tests")
    assert "interim-login" in page.url and "interim-login" in page.text
    page = visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile))
    assert inside(visitor) and "interim-login-success" in page.text


def test_nobody_is_led_away_from_the_site(world):
    site = ready(world, login="optional")
    mobile, visitor = number(), site.visitor()
    member(site, "away", mobile)
    page = password(visitor, "away", redirect_to="https://evil.example/")
    page = visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", follow=False, ihuyi_sms_code=site.code(mobile))
    assert page.status == 302 and page.headers["Location"].startswith(site.url), page.headers["Location"]
    page = site.get(SIGNIN + "&redirect_to=https%3A%2F%2Fevil.example%2F")
    assert "redirect_to" not in page.form("ihuyi_sms_mobile").fields
    page = site.get(SIGNIN + "&redirect_to=%2Fwp-admin%2Fedit.php")
    assert page.form("ihuyi_sms_mobile").fields["redirect_to"] == "/wp-admin/edit.php"


def test_a_new_password_ends_a_login_that_had_begun(world):
    site = ready(world, login="optional")
    mobile, visitor = number(), site.visitor()
    made = member(site, "begun", mobile)
    page = password(visitor, "begun")
    site.php(f"wp_set_password( 'another one', {made} );")
    page = visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile))
    assert not inside(visitor) and "expired" in told(page), told(page)


def test_a_password_that_is_hashed_anew_at_this_login(world):
    """WordPress takes the hash of an older version, or of whatever the account was imported from, and writes its own in its place."""
    site = ready(world, login="optional")
    mobile, visitor = number(), site.visitor()
    made = member(site, "liubei", mobile)
    old = hashlib.md5(b"a password of tests").hexdigest()
    site.sqlite("UPDATE wp_users SET user_pass = ? WHERE ID = ?", (old, made))
    page = password(visitor, "liubei")
    assert site.sqlite("SELECT user_pass FROM wp_users WHERE ID = ?", (made,))[0][0] != old
    assert "ihuyi_sms_second" in page.url and not inside(visitor), told(page)
    visitor.submit(page, "ihuyi_sms_code", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile))
    assert inside(visitor) and len(site.inbox(mobile)) == 1


def test_programs_need_an_application_password(world):
    site = ready(world, login="optional")
    mobile = number()
    made = member(site, "program", mobile)
    site.php("add_filter( 'wp_is_application_passwords_available', '__return_true' );")
    site.mu("applications", "add_filter( 'wp_is_application_passwords_available', '__return_true' );")

    def call(word):
        body = f"<?xml version='1.0'?><methodCall><methodName>wp.getUsersBlogs</methodName><params><param><value><string>program</string></value></param><param><value><string>{word}</string></value></param></params></methodCall>"
        return site.post("/xmlrpc.php", body.encode(), headers={"Content-Type": "text/xml"}).text

    refused = call("a password of tests")
    assert "faultCode" in refused and site.inbox(mobile) == [], refused
    word = site.value(f"WP_Application_Passwords::create_new_application_password( {made}, array( 'name' => 'test' ) )[0]")
    assert "blogName" in call(word)
    import base64
    basic = base64.b64encode(f"program:{word}".encode()).decode()
    answer = site.get("/?rest_route=/wp/v2/users/me", headers={"Authorization": f"Basic {basic}"})
    assert answer.status == 200 and answer.json()["slug"] == "program"
    site.settings(login="off")
    assert "blogName" in call("a password of tests")


def test_a_login_without_a_password(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    member(site, "bare", mobile, role="editor")
    page = visitor.get("/wp-login.php?redirect_to=" + site.url + "/wp-admin/edit.php")
    # The login form is there as ever, and a link below it.
    assert {"log", "pwd"} <= set(page.form("loginform").fields)
    link = re.search(r'href="([^"]*ihuyi_sms_signin[^"]*)"', page.text).group(1).replace("&#038;", "&").replace("&amp;", "&")
    page = ask(visitor, visitor.get(link), mobile)
    assert "If an account has this number" in told(page), told(page)
    eventually(lambda: site.sent(mobile), "no code came")
    page = visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_code=other(site.code(mobile)))
    assert "not right" in told(page) and not inside(visitor), told(page)
    page = visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile), rememberme="forever")
    assert inside(visitor) and page.url.endswith("/wp-admin/edit.php"), page.url


def test_the_same_code_again_without_a_password(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    member(site, "bare2", mobile)
    page = ask(visitor, visitor.get(SIGNIN), mobile)
    eventually(lambda: site.sent(mobile), "no code came")
    first = site.code(mobile)
    page = again(visitor, page, mobile)
    eventually(lambda: len(site.inbox(mobile)) == 2, "it did not come again")
    page = again(visitor, page, mobile, channel="voice")
    eventually(lambda: len(site.inbox(mobile)) == 3, "nobody called")
    assert [message["service"] for message in site.inbox(mobile)] == ["sms", "sms", "voice"] and site.code(mobile) == first
    visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_code=first)
    assert inside(visitor)


def blurred(page, mobile):
    """A page without what differs from one request to the next."""
    text = re.sub(r'(?:Please wait|You can ask for it again in) \d+ seconds?|data-wait="\d+"', "WAIT", page.text.replace(mobile, "NUMBER"))
    text = re.sub(r'<p class="ihuyi-sms-later">[^<]*</p>', "", text)
    return re.sub(r'(name="ihuyi_sms_(?:challenge|token)" value=")([^"]*)"', lambda found: f'{found.group(1)}{len(found.group(2))}"', text)


def test_known_and_unknown_numbers_get_the_same_answers(world):
    site = ready(world)
    # As long as in earnest, so that no machine is too slow to ask too early.
    site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 100; } );")
    try:
        known_and_unknown(site)
    finally:
        site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 2; } );")


def known_and_unknown(site):
    for start, button, name in ((SIGNIN, "ihuyi_sms_go", "hidden1"), (LOST, "ihuyi_sms_go", "hidden2")):
        known, unknown = number(), number()
        member(site, name, known)
        seen = {}
        for mobile in (known, unknown):
            visitor, pages = site.visitor(), []
            page = ask(visitor, visitor.get(start), mobile)
            pages.append(page)
            pages.append(ask(visitor, page, mobile))
            for _ in range(6):
                pages.append(visitor.submit(page, "ihuyi_sms_mobile", button, ihuyi_sms_code="000000"))
            assert "If an account has this number" in told(pages[0]) and "too many times" in told(pages[-1]), [told(one) for one in pages]
            seen[mobile] = pages
        for one, another in zip(seen[known], seen[unknown]):
            assert one.status == another.status
            assert blurred(one, known).splitlines() == blurred(another, unknown).splitlines(), list(
                difflib.unified_diff(blurred(one, known).splitlines(), blurred(another, unknown).splitlines(), n=0))
            assert sorted(one.headers.keys()) == sorted(another.headers.keys())
        eventually(lambda: site.inbox(known), "no code came")
        assert site.inbox(unknown) == []


def test_known_and_unknown_numbers_take_the_same_time(world):
    """A gateway that takes nearly four seconds shows it: only whoever has an account is sent a code, and nobody waits for it."""
    site = ready(world)
    site.sandbox.post("faults", {"kind": "delay", "ms": 3700, "times": 0})
    try:
        known, unknown = number(), number()
        member(site, "time", known)
        for mobile in (known, unknown):
            asked_quickly(site, mobile)
        eventually(lambda: site.inbox(known), "no code came")
    finally:
        site.sandbox.ask("DELETE", "/_sandbox/faults")


def asked_quickly(site, mobile):
    """Sooner than the gateway answers."""
    def asked():
        visitor = site.visitor()
        # The number's pause is over, however soon it is asked again.
        site.sqlite("DELETE FROM wp_ihuyi_sms_tally")
        answer = ask(visitor, visitor.get(SIGNIN), mobile)
        assert "If an account has this number" in told(answer)
        return answer
    held(lambda: site.get("/wp-login.php"), 3, asked)


def test_several_accounts_of_one_number(world):
    site = ready(world, unique=False)
    mobile, visitor = number(), site.visitor()
    member(site, "first1", mobile)
    second = member(site, "second1", mobile)
    third = member(site, "third1", number())
    page = ask(visitor, visitor.get(SIGNIN), mobile)
    assert "first1" not in page.text
    eventually(lambda: site.sent(mobile), "no code came")
    page = visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile))
    assert "choose" in told(page) and not inside(visitor), told(page)
    answer = visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_account=str(third))
    assert not inside(visitor), answer.url
    visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_account=str(second))
    assert inside(visitor)
    assert "second1" in visitor.get("/wp-admin/profile.php").text


def test_a_lost_password(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    member(site, "lost", mobile)
    mails = len(site.mails())
    page = ask(visitor, visitor.get(LOST), mobile)
    assert "If an account has this number" in told(page) and "mail" not in told(page), told(page)
    eventually(lambda: site.sent(mobile), "no code came")
    page = visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_code=other(site.code(mobile)))
    assert "not right" in told(page), told(page)
    page = visitor.submit(page, "ihuyi_sms_mobile", "ihuyi_sms_go", ihuyi_sms_code=site.code(mobile))
    # WordPress's own page, with a key of its own.
    assert "action=rp" in page.url and "key=" not in page.url, page.url
    visitor.submit(page, "resetpassform", "wp-submit", pass1="a new password of tests", pass2="a new password of tests")
    assert len([mail for mail in site.mails()[mails:] if "reset your password" in json.dumps(mail)]) == 0
    password(visitor, "lost", "a new password of tests")
    assert inside(visitor)


def test_the_mail_for_a_lost_password_still_goes(world):
    site = ready(world)
    site.user("mailed")
    mails, visitor = len(site.mails()), site.visitor()
    page = visitor.submit(visitor.get(LOST), "ihuyi_sms_mobile", "wp-submit", user_login="mailed")
    assert "checkemail=confirm" in page.url and len(site.mails()) == mails + 1


def test_the_profile(world):
    site = ready(world)
    first, second, taken = number(), number(), number()
    made = site.user("profile", role="author")
    member(site, "neighbour", taken)
    visitor = site.login("profile")

    def form(page):
        """The form of the button that removes."""
        return page.form("ihuyi-sms-profile").fields

    def send(page, **fields):
        return visitor.post("/wp-admin/profile.php", {**page.form("your-profile").fields, **fields})

    page = visitor.get("/wp-admin/profile.php")
    page = send(page, ihuyi_sms_mobile=first, ihuyi_sms_send="sms")
    assert "on its way" in told(page) and first in page.text, told(page)
    page = send(page, ihuyi_sms_mobile=first, ihuyi_sms_code=other(site.code(first)), ihuyi_sms_do="set")
    assert "not right" in told(page) and user(site, "profile") == "", told(page)
    page = send(page, ihuyi_sms_mobile=first, ihuyi_sms_code=site.code(first), ihuyi_sms_do="set")
    assert "is saved" in told(page) and user(site, "profile") == first, told(page)
    assert f"{first[:3]}****{first[7:]}" in page.text and first not in page.text
    page = send(page, ihuyi_sms_mobile=taken, ihuyi_sms_send="sms")
    page = send(page, ihuyi_sms_mobile=taken, ihuyi_sms_code=site.code(taken), ihuyi_sms_do="set")
    assert "belongs to an account" in told(page) and user(site, "profile") == first, told(page)
    mails = len(site.mails())
    page = send(page, ihuyi_sms_mobile=second, ihuyi_sms_send="sms")
    page = send(page, ihuyi_sms_mobile=second, ihuyi_sms_code=site.code(second), ihuyi_sms_do="set")
    assert user(site, "profile") == second
    mail = site.mails()[mails]
    assert mail["to"] == ["profile@example.com"] and second[:3] + "****" in mail["message"] and second not in mail["message"]
    # Not without the nonce, and not somebody else's.
    answer = send(page, _wpnonce="0", ihuyi_sms_mobile=first, ihuyi_sms_send="sms")
    assert answer.status == 403, answer.status
    answer = visitor.post("/wp-admin/admin-post.php", {**form(page), "ihuyi_sms_nonce": "0", "ihuyi_sms_do": "remove"})
    assert answer.status == 403 and user(site, "profile") == second
    answer = visitor.post("/wp-admin/admin-post.php", {**form(page), "user_id": "1", "ihuyi_sms_do": "remove"})
    assert answer.status == 403
    # An administrator removes, and cannot set.
    chief = site.login()
    page = chief.get(f"/wp-admin/user-edit.php?user_id={made}")
    assert f"{second[:3]}****{second[7:]}" in page.text and second not in page.text and 'name="ihuyi_sms_code"' not in page.text
    answer = chief.post("/wp-admin/admin-post.php", {**form(page), "ihuyi_sms_mobile": first, "ihuyi_sms_do": "set"})
    assert user(site, "profile") == second
    answer = chief.post("/wp-admin/admin-post.php", {**form(page), "ihuyi_sms_do": "remove"})
    assert "was removed" in told(answer) and user(site, "profile") == "", told(answer)


def test_the_profile_s_own_button_saves_the_number(world):
    site = ready(world)
    first, second, taken = number(), number(), number()
    site.user("ownbutton", role="author")
    member(site, "neighbour2", taken)
    visitor = site.login("ownbutton")

    def send(page, **fields):
        """Asks for a code: nothing of the profile is saved by that."""
        return visitor.post("/wp-admin/profile.php", {**page.form("your-profile").fields, "ihuyi_sms_send": "sms", **fields})

    def save(page, **fields):
        return visitor.submit(page, "your-profile", "submit", **fields)

    def known(meta):
        return site.value(f"get_user_meta( get_user_by( 'login', 'ownbutton' )->ID, '{meta}', true )")

    # Without a number it is WordPress's alone.
    page = save(visitor.get("/wp-admin/profile.php"), first_name="Li")
    assert "updated=1" in page.url and known("first_name") == "Li" and told(page) == "", told(page)
    # A number alone is not enough, and it is said; what was typed is there, and the rest is saved.
    page = save(page, first_name="Wang", ihuyi_sms_mobile=first)
    assert "was not saved" in page.text and "ask for a code first" in told(page) and known("first_name") == "Wang", told(page)
    assert page.form("your-profile").fields["ihuyi_sms_mobile"] == first and user(site, "ownbutton") == ""
    page = send(page, ihuyi_sms_mobile=first, first_name="Nobody")
    assert "on its way" in told(page) and known("first_name") == "Wang", told(page)
    page = save(page)
    assert "was not saved" in page.text and "type the code" in told(page), told(page)
    page = save(page, ihuyi_sms_code=other(site.code(first)))
    assert "was not saved" in page.text and "not right" in told(page) and user(site, "ownbutton") == "", told(page)
    # What is wrong elsewhere leaves number and code as they are.
    page = save(page, ihuyi_sms_code=site.code(first), nickname="")
    assert user(site, "ownbutton") == "" and page.form("your-profile").fields["ihuyi_sms_code"] == site.code(first)
    page = save(page, nickname="ownbutton")
    assert "is saved" in told(page) and "was not saved" not in page.text and user(site, "ownbutton") == first, told(page)
    # A browser may fill in what it knows.
    page = save(page, ihuyi_sms_mobile=first)
    assert "was not saved" not in page.text and told(page) == "", told(page)
    page = send(page, ihuyi_sms_mobile=taken)
    page = save(page, ihuyi_sms_code=site.code(taken))
    assert "was not saved" in page.text and "belongs to an account" in told(page) and user(site, "ownbutton") == first, told(page)
    # Not by a form without WordPress's nonce, and not for another.
    page = send(page, ihuyi_sms_mobile=second)
    fields = {**page.form("your-profile").fields, "ihuyi_sms_code": site.code(second)}
    answer = visitor.post("/wp-admin/profile.php", {**fields, "_wpnonce": "0"})
    assert answer.status == 403 and user(site, "ownbutton") == first
    answer = visitor.post("/wp-admin/profile.php", {**fields, "user_id": "1"})
    assert not site.value("get_user_meta( 1, 'ihuyi_sms_mobile', true )")


def test_the_pause_goes_on_after_a_wrong_code(world):
    site = ready(world)
    site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 50; } );")
    try:
        for start, button in ((SIGNIN, "ihuyi_sms_go"), (LOST, "ihuyi_sms_go")):
            visitor = site.visitor()
            page = ask(visitor, visitor.get(start), number())
            page = visitor.submit(page, "ihuyi_sms_mobile", button, ihuyi_sms_code="000000")
            left = int(re.search(r'data-wait="(\d+)"', page.text).group(1))
            assert "not right" in told(page) and 0 < left <= 50, (told(page), left)
            assert f"You can ask for it again in {left} second" in page.text
            # Five times wrong: there is no code, and the pause is as long as it was.
            for _ in range(5):
                page = visitor.submit(page, "ihuyi_sms_mobile", button, ihuyi_sms_code="000000")
            assert "too many times" in told(page) and int(re.search(r'data-wait="(\d+)"', page.text).group(1)) > 0, told(page)
    finally:
        site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 2; } );")


def comments(site):
    return site.value("array_map( function ( $c ) { return array( $c->comment_author, $c->comment_content ); }, get_comments( array( 'status' => 'all' ) ) )")


def test_comments_of_guests(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    post = site.value("wp_insert_post( array( 'post_title' => 'A post', 'post_content' => 'Text', 'post_status' => 'publish', 'comment_status' => 'open' ) )")
    where = f"/?p={post}"
    before = len(comments(site))
    words = {"author": "王小明", "email": "wang@example.com", "url": "", "comment": "写得好 <b>&amp; \"quoted\" \\ </textarea><script>alert(1)</script>"}
    site.mu("flood", "add_filter( 'comment_flood_filter', '__return_false', 99 );")

    def send(page, button=None, **fields):
        form = page.form("commentform")
        sent = {**form.fields, **words, "ihuyi_sms_mobile": mobile, **fields}
        if button:
            action = re.search(r'formaction="([^"]*)"', page.text).group(1).replace("&#038;", "&")
            return visitor.post(action, {**sent, "ihuyi_sms_send": button})
        return visitor.post(form.action, sent)

    def same(page):
        form = page.form("commentform")
        assert (form.fields["author"], form.fields["email"], form.fields["ihuyi_sms_mobile"]) == ("王小明", "wang@example.com", mobile)
        assert form.fields["comment"] == words["comment"] and "<script>alert" not in page.text, form.fields["comment"]
        return page

    def same_draft(page, mobile):
        fields = page.form("commentform").fields
        assert (fields["comment"], fields["ihuyi_sms_mobile"]) == (words["comment"], mobile), fields
        return page

    page = visitor.get(where)
    # The page may come out of a cache: it gives no cookie. Without a script the first press gives it.
    assert "ihuyi_sms_visitor" not in visitor.cookies()
    page = same(send(page, "sms"))
    assert "once more" in told(page) and site.inbox(mobile) == [], told(page)
    page = same(send(page, "sms"))
    assert "on its way" in told(page), told(page)
    code = site.code(mobile)
    page = same(send(page, ihuyi_sms_code=other(code)))
    assert "not right" in told(page) and len(comments(site)) == before, told(page)
    page = send(page, ihuyi_sms_code=code)
    assert len(comments(site)) == before + 1 and "王小明" in [name for name, _ in comments(site)]
    # Not a second time.
    words["comment"] = "noch einmal"
    page = visitor.get(where)
    page = send(page, ihuyi_sms_code=code)
    assert len(comments(site)) == before + 1
    # As a program: no form, no comment.
    answer = site.post("/wp-comments-post.php", {"comment_post_ID": post, "author": "bot", "email": "bot@example.com", "comment": "buy"})
    assert answer.status == 403 and len(comments(site)) == before + 1
    # A browser says that one of the site's own pages asks: then the first press sends.
    for headers in ({"Origin": site.url}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}):
        fresh, another = site.visitor(headers=headers), number()
        form = fresh.get(where).form("commentform").fields
        answer = fresh.post("/wp-admin/admin-post.php?action=ihuyi_sms_comment", {**form, **words, "ihuyi_sms_mobile": another, "ihuyi_sms_send": "sms"})
        assert "on its way" in told(same_draft(answer, another)) and len(site.inbox(another)) == 1, told(answer)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": site.url}, {"Origin": "null"}, {}):
        fresh, another = site.visitor(headers=headers), number()
        form = fresh.get(where).form("commentform").fields
        answer = fresh.post("/wp-admin/admin-post.php?action=ihuyi_sms_comment", {**form, **words, "ihuyi_sms_mobile": another, "ihuyi_sms_send": "sms"})
        assert "once more" in told(same_draft(answer, another)) and site.inbox(another) == [], told(answer)
        # Without the cookie there is no draft, and it is said why.
        fresh.forget()
        assert "allow cookies" in told(fresh.get(answer.url.split("#")[0])), answer.url
    # Both fields bear the sign that WordPress's own bear.
    page = site.get(where)
    signs = re.findall(r'<label for="ihuyi-sms-(mobile|code)-comment">[^<]*<span class="required">\*</span></label>', page.text)
    assert signs == ["mobile", "code"] and page.text.count('aria-required="true"') == 2, signs
    # A member needs none.
    site.user("reader")
    answer = site.login("reader").post("/wp-comments-post.php", {"comment_post_ID": post, "comment": "from a member"})
    assert len(comments(site)) == before + 2, answer.text[:500]


def test_a_comment_that_wordpress_stops_keeps_its_proof(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    post = site.value("wp_insert_post( array( 'post_title' => 'Another post', 'post_content' => 'Text', 'post_status' => 'publish', 'comment_status' => 'open' ) )")
    site.php(f"wp_insert_comment( array( 'comment_post_ID' => {post}, 'comment_author' => 'dup', 'comment_author_email' => 'dup@example.com', 'comment_content' => 'the same' ) );")
    before = len(comments(site))
    site.mu("flood", "add_filter( 'comment_flood_filter', '__return_false', 99 );")
    visitor.get(REGISTER)
    page = visitor.get(f"/?p={post}")
    fields = {**page.form("commentform").fields, "author": "dup", "email": "dup@example.com", "comment": "the same", "ihuyi_sms_mobile": mobile}
    page = visitor.post("/wp-admin/admin-post.php?action=ihuyi_sms_comment", {**fields, "ihuyi_sms_send": "sms"})
    fields.update(page.form("commentform").fields)
    page = visitor.post("/wp-comments-post.php", {**fields, "ihuyi_sms_code": site.code(mobile)})
    assert len(comments(site)) == before and f"{mobile[:3]}****{mobile[7:]}" in told(page), told(page)
    page = visitor.post("/wp-comments-post.php", {**fields, **page.form("commentform").fields, "comment": "something new"})
    assert len(comments(site)) == before + 1, told(page)


def in_time(site, request):
    """An answer that came within the plugin's own patience."""
    return held(lambda: site.get("/wp-login.php"), 5, request)


def test_a_gateway_that_is_down_or_slow_holds_no_page(world):
    site = ready(world, login="optional")
    visitor = site.visitor()
    page = visitor.get(REGISTER)
    fields = {"user_login": "slow", "user_email": "slow@example.com"}

    pauses = []

    def both(says):
        answer = in_time(site, lambda: ask(visitor, page, number(), **fields))
        assert says in told(answer), told(answer)
        # What was typed is there.
        assert answer.form("ihuyi_sms_mobile").fields["user_login"] == "slow"
        pauses.append(int(re.search(r'data-wait="(\d+)"', answer.text).group(1)))

        def login():
            known = number()
            member(site, f"slow{known}", known)
            return password(site.visitor(), f"slow{known}")

        answer = in_time(site, login)
        assert "ihuyi_sms_second" in answer.url and says in told(answer), told(answer)

    site.sandbox.post("faults", {"kind": "silent", "times": 0})
    try:
        both("may be on its way")
    finally:
        site.sandbox.ask("DELETE", "/_sandbox/faults")
    gateway = site.constants["IHUYI_SMS_GATEWAY"]
    # A port where nobody listens.
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        site.set(IHUYI_SMS_GATEWAY=f"http://127.0.0.1:{deaf.getsockname()[1]}")
        try:
            both("try again in a few minutes")
        finally:
            site.set(IHUYI_SMS_GATEWAY=gateway)
    # Where nothing left this machine nobody waits for a pause between two codes.
    assert pauses[1] == 10, pauses


def test_a_code_of_unknown_outcome_is_good_when_it_comes(world):
    site = ready(world)
    mobile, visitor = number(), site.visitor()
    site.sandbox.post("faults", {"kind": "reset_after"})
    try:
        page = ask(visitor, visitor.get(REGISTER), mobile, user_login="unknown", user_email="unknown@example.com")
    finally:
        site.sandbox.ask("DELETE", "/_sandbox/faults")
    assert "may be on its way" in told(page), told(page)
    page = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code=site.code(mobile))
    assert user(site, "unknown") == mobile, told(page)


def test_pictures(world):
    site = ready(world, captcha="always")
    for start in (REGISTER, SIGNIN):
        mobile, visitor = number(), site.visitor()
        member(site, f"picture{mobile}", mobile)
        page = ask(visitor, visitor.get(start), mobile)
        assert "picture" in told(page) and 'src="data:image/png;base64,' in page.text and site.inbox(mobile) == [], told(page)
        wrong = ask(visitor, page, mobile, ihuyi_sms_picture="?????")
        assert "did not match" in told(wrong) and site.inbox(mobile) == [], told(wrong)
        assert wrong.form("ihuyi_sms_mobile").fields["ihuyi_sms_picture_id"] != page.form("ihuyi_sms_mobile").fields["ihuyi_sms_picture_id"]
    site.settings(login="optional")
    mobile, visitor = number(), site.visitor()
    member(site, "picture", mobile)
    page = password(visitor, "picture")
    assert "ihuyi_sms_second" in page.url and 'src="data:image/png;base64,' in page.text and site.inbox(mobile) == []


def test_scripts_and_quotes_in_every_field(world):
    site = ready(world)
    visitor = site.visitor()
    hostile = "\"'><script>alert(1)</script>' OR 1=1 --"
    fields = {f"ihuyi_sms_{name}": hostile for name in ("token", "mobile", "code", "challenge", "proof", "picture_id", "picture", "account")}
    for where, purpose, extra in ((REGISTER, "register", {"user_login": "x", "user_email": "x"}), (SIGNIN, "signin", {}), (LOST, "reset", {"user_login": ""})):
        for send in ("", "sms", "voice", "other", hostile):
            answer = visitor.post(where, {**fields, **extra, "ihuyi_sms_purpose": purpose, "ihuyi_sms_send": send, "ihuyi_sms_go": "1"})
            assert answer.status == 200 and "<script>alert" not in answer.text, where
        answer = visitor.post(where, {f"{name}[]": "x" for name in fields} | extra | {"ihuyi_sms_purpose": purpose, "user_login": "x"})
        assert answer.status == 200


def test_whatever_is_off_is_not_there(world):
    site = ready(world, register="off", login="off", login_sms=False, reset=False, profile=False, comment="off")
    visitor = site.visitor()
    for where in (REGISTER, LOST, "/wp-login.php"):
        assert "ihuyi_sms_mobile" not in visitor.get(where).text
    assert "ihuyi_sms_mobile" not in visitor.get(SIGNIN).text
    assert "ihuyi-sms" not in site.login().get("/wp-admin/profile.php").text.replace("ihuyi-sms/ihuyi-sms.php", "").split('id="your-profile"')[1]
    assert "ihuyi_sms_visitor" not in visitor.cookies()
    page = visitor.submit(visitor.get(REGISTER), "registerform", "wp-submit", user_login="off", user_email="off@example.com")
    assert "checkemail=registered" in page.url

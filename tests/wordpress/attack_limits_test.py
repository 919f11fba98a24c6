"""A stranger tries to spend the owner's money: whatever he varies, the limits count."""

import time

import pictures
from attack import REGISTER, REST, at_once, code, form, fresh, number, rows, sent, sleep_out, submits, token

# Of one address, of one visitor, of all.
FEW = "sms:mobile 1/2s, sms:mobile 3/1d, voice:mobile 1/2s, voice:mobile 2/1d, ip 6/1h, session 4/1h, site 5000/1d, captcha:ip 5/1h"
# For requests at the same moment: no machine is so slow that the pause is over before the last of them.
SLOW = FEW.replace("1/2s", "1/60s")


def test_a_list_of_numbers_from_one_address(world):
    site = fresh(world, FEW)
    visitor = site.visitor()
    # A visitor of his own for each, so that only the address is the same.
    answers = [code(site.visitor(), "register", number()).json()["status"] for _ in range(12)]
    assert answers == ["sent"] * 6 + ["wait"] * 6, answers
    assert sent(site) == 6
    assert code(visitor, "comment", number()).json()["status"] == "wait"


def test_a_list_of_numbers_to_forms_that_tell_nothing(world):
    site = fresh(world, FEW)
    # Nobody has these numbers, so nothing is sent; the questions are counted all the same.
    site.php("for ( $i = 0; $i < 25; $i++ ) { IhuyiSms\\Tally::count( 'quiet hour', '127.0.0.1', 30, 3600 ); }")
    statuses = [code(site.visitor(), "signin", number()).json()["status"] for _ in range(8)]
    assert statuses == ["sent"] * 5 + ["wait"] * 3, statuses
    assert sent(site) == 0


def test_addresses_made_up_in_headers(world):
    site = fresh(world, FEW)
    statuses = []
    for i in range(10):
        made_up = {name: f"203.0.113.{i}" for name in ("X-Forwarded-For", "X-Real-IP", "Client-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP")}
        made_up["Forwarded"] = f"for=203.0.113.{i}"
        statuses.append(code(site.visitor(headers=made_up), "register", number()).json()["status"])
    assert statuses == ["sent"] * 6 + ["wait"] * 4, statuses
    assert sent(site) == 6


def test_addresses_made_up_in_front_of_a_real_proxy(world):
    site = fresh(world, FEW, proxies="127.0.0.1")
    # The proxy appends whom it spoke to; what stands before it is the stranger's own text.
    statuses = [code(site.visitor(headers={"X-Forwarded-For": f"203.0.113.{i}, 198.51.100.7"}), "register", number()).json()["status"] for i in range(9)]
    assert statuses == ["sent"] * 6 + ["wait"] * 3, statuses
    assert sent(site) == 6
    # Somebody else behind the same proxy is not held up.
    assert code(site.visitor(headers={"X-Forwarded-For": "198.51.100.9"}), "register", number()).json()["status"] == "sent"


def test_an_address_of_ipv6_of_its_own_for_each_request(world):
    """One connection has a /64 of them, and who rents a machine often a /48."""
    site = fresh(world, FEW, proxies="127.0.0.1", captcha="after 4")
    connections = (f"2001:db8:7:{i:x}" for i in range(1, 100))

    def statuses(*networks):
        return [code(site.visitor(headers={"X-Forwarded-For": f"{network}:{i:x}::1"}), "signin", number()).json()["status"] for i, network in enumerate(networks)]

    # A picture is due after some, whatever address of the connection asks.
    assert statuses(*[next(connections)] * 6) == ["sent"] * 4 + ["captcha"] * 2
    site.settings(captcha="never")
    one, other = next(connections), next(connections)
    site.php(f"for ( $i = 0; $i < 27; $i++ ) {{ IhuyiSms\\Tally::count( 'quiet hour', '{one}::', 30, 3600 ); }}")
    assert statuses(*[one] * 5, other) == ["sent"] * 3 + ["wait"] * 2 + ["sent"]
    # Of a /48 as many as of a neighbourhood.
    site.php("for ( $i = 0; $i < 297; $i++ ) { IhuyiSms\\Tally::count( 'quiet net', '2001:db8:7::/48', 300, 3600 ); }")
    assert "wait" in statuses(*[next(connections) for _ in range(4)])
    assert statuses("2001:db8:8:1") == ["sent"]
    assert site.value("IhuyiSms\\Tally::now( 'quiet site', 'all' )") < 20
    # A comment's draft is kept for as many as well.
    site.php("for ( $i = 0; $i < 60; $i++ ) { IhuyiSms\\Tally::count( 'draft', '2001:db8:9:1::', 60, 3600 ); }")
    post = site.value("get_posts( array( 'fields' => 'ids' ) )[0]")
    comment = {"comment": "x", "author": "guest", "email": "guest@example.com", "comment_post_ID": post, **form("comment", number())}
    for address, status in (("2001:db8:9:1::7", 403), ("2001:db8:9:2::7", 302)):
        visitor = site.visitor(headers={"X-Forwarded-For": address})
        answer = visitor.post("/wp-comments-post.php", {**comment, "ihuyi_sms_token": token(visitor, "comment")}, follow=False)
        assert answer.status == status, (address, answer.status, answer.text[-500:])


def test_a_session_dropped_before_each_request(world):
    site = fresh(world, SLOW, 60)
    mobile, statuses = number(), []
    for _ in range(5):
        visitor = site.visitor()
        statuses.append(code(visitor, "register", mobile).json()["status"])
        visitor.forget()
    assert statuses == ["sent"] + ["wait"] * 4, statuses
    assert sent(site, mobile) == 1


def test_a_session_kept_for_many_numbers(world):
    site = fresh(world, FEW)
    visitor = site.visitor()
    statuses = [code(visitor, "register", number()).json()["status"] for _ in range(6)]
    assert statuses == ["sent"] * 4 + ["wait"] * 2, statuses


def test_one_number_from_many_at_the_same_moment(world):
    site = fresh(world, SLOW, 60)
    mobile = number()
    strangers = [site.visitor() for _ in range(12)]
    tokens = [token(stranger, "register") for stranger in strangers]
    statuses = at_once(12, lambda i: code(strangers[i], "register", mobile, token=tokens[i]).json()["status"])
    assert statuses.count("sent") == 1 and sent(site, mobile) == 1, statuses


def test_a_person_whom_a_form_that_tells_nothing_knows_from_many_at_the_same_moment(world):
    site = fresh(world, SLOW, 60)
    mobile = number()
    site.user("zhouyu", mobile)
    strangers = [site.visitor() for _ in range(12)]
    tokens = [token(stranger, "signin") for stranger in strangers]
    statuses = at_once(12, lambda i: code(strangers[i], "signin", mobile, token=tokens[i]).json()["status"])
    assert statuses.count("sent") == 1 and sent(site, mobile, awaited=1) == 1, statuses


def test_all_forms_in_turn_for_one_number(world):
    # A form that tells nothing waits a few seconds in the background for the number's turn, and not a minute.
    site = fresh(world, SLOW)
    mobile = number()
    site.user("simayi", mobile)
    statuses = []
    for purpose in ("register", "comment", "signin", "reset", "register"):
        statuses.append(code(site.visitor(), purpose, mobile).json()["status"])
    assert sent(site, mobile) == 1, statuses


def test_a_call_without_a_text_before_it(world):
    site = fresh(world, FEW)
    mobile, visitor = number(), site.visitor()
    assert code(visitor, "register", mobile, channel="voice").json()["status"] == "none"
    page = visitor.post(REGISTER, form("register", mobile, token=token(visitor, "register"), send="voice"))
    assert page.status == 200 and sent(site) == 0


def test_calls_without_waiting(world):
    # What came back later than the pause says nothing: on a machine that stands still it is tried again.
    for _ in range(20):
        site = fresh(world, FEW.replace("1/2s", "1/8s"), 8)
        mobile, visitor = number(), site.visitor()
        began = time.monotonic()
        first = code(visitor, "register", mobile).json()
        # Too early, in a loop.
        early = [code(visitor, "register", mobile, channel="voice", challenge=first["challenge"]).json()["status"] for _ in range(4)]
        if time.monotonic() - began > 8:
            continue
        assert set(early) == {"wait"}, early
        sleep_out(8)
        began = time.monotonic()
        call = code(visitor, "register", mobile, channel="voice", challenge=first["challenge"]).json()
        assert call["status"] == "sent", call
        # With the old paper, whose wait is over, again and from many at once.
        statuses = at_once(6, lambda _: code(visitor, "register", mobile, channel="voice", challenge=first["challenge"]).json()["status"])
        if time.monotonic() - began > 8:
            continue
        assert set(statuses) == {"wait"}, statuses
        assert [call["service"] for call in submits(site)] == ["sms", "voice"]
        return
    raise AssertionError("twenty times later than the pause")


def test_a_picture_read_once_opens_one_door(world):
    site = fresh(world, FEW, captcha="always")
    visitor = site.visitor()
    asked = code(visitor, "register", number()).json()
    assert asked["status"] == "captcha" and asked["picture"]["data_uri"].startswith("data:image/png;base64,"), asked
    solved = {"picture_id": asked["picture"]["id"], "picture": pictures.read(site, asked["picture"]["id"])}
    statuses = at_once(5, lambda _: code(visitor, "register", number(), **solved).json()["status"])
    assert statuses.count("sent") == 1 and statuses.count("sent") + statuses.count("captcha") + statuses.count("trouble") == 5, statuses
    assert code(site.visitor(), "comment", number(), **solved).json()["status"] in ("captcha", "trouble")
    assert sent(site) == 1


def test_a_picture_guessed_or_made_up(world):
    site = fresh(world, FEW, captcha="always")
    visitor = site.visitor()
    picture = code(visitor, "register", number()).json()["picture"]["id"]
    right = pictures.read(site, picture)
    wrong = right[1:] + ("C" if right[0] != "C" else "K")
    for identifier, answer in ((picture, wrong), (picture, right), ("0" * 32, right), ("../../codes.key", right), (picture.upper(), right), (picture, "")):
        assert code(visitor, "register", number(), picture_id=identifier, picture=answer).json()["status"] in ("captcha", "trouble")
    assert sent(site) == 0


def test_pictures_without_end(world):
    site = fresh(world, FEW, captcha="always")
    visitor = site.visitor()
    papers = token(visitor, "register")
    statuses = [visitor.json("POST", f"{REST}/picture", {"purpose": "register", "token": papers}).json()["status"] for _ in range(8)]
    assert statuses == ["captcha"] * 5 + ["trouble"] * 3, statuses


def test_refusals_to_fill_the_log_with(world):
    site = fresh(world, SLOW, 60)
    visitor, mobile = site.visitor(), number()
    papers = token(visitor, "register")
    site.php("for ( $i = 0; $i < 58; $i++ ) { IhuyiSms\\Log::begin( array( 'service' => 'sms', 'outcome' => 'refused', 'code' => -401 ) ); }")
    for _ in range(8):
        code(visitor, "register", mobile, token=papers)
    # One that was sent, and of the others as many as an hour takes.
    assert sent(site) == 1 and len(rows(site)) == 1 + 60, len(rows(site))

"""A stranger wants to know who has an account here: answers, their shape, their time, and what other forms say afterwards."""

import re

import attack
from attack import LOST, PASSWORD, SIGNIN, code, everything, form, fresh, number, other, sent, told, token, unchanged, xmlrpc

# A cookie, a paper and a token are others each time, and seconds pass.
VARIES = re.compile(r"[A-Za-z0-9_-]{100,}|[0-9a-f]{32,40}|\d+ seconds?|(?<=\"wait\":)\d+|(?<=data-wait=\")\d+")


def shape(answer, mobile):
    """What an answer says and looks like, without what is random and without the number that was typed."""
    headers = sorted((name, VARIES.sub("*", value)) for name, value in answer.headers.items() if name not in ("Date", "Content-Length"))
    return answer.status, headers, VARIES.sub("*", answer.text.replace(mobile, "MOBILE"))


def alike(known, unknown):
    """The answers of both, whose first difference is shown."""
    for one, another in zip(known, unknown, strict=True):
        assert one[:2] == another[:2], (one[:2], another[:2])
        place = next((i for i, (a, b) in enumerate(zip(one[2], another[2])) if a != b), min(len(one[2]), len(another[2])))
        assert one[2] == another[2], (one[2][max(0, place - 200):place + 100], another[2][max(0, place - 200):place + 100])


def two(site, name):
    """A number that an account has, and one that nobody has."""
    known, unknown = number(), number()
    site.user(name, known)
    return known, unknown


def test_known_and_unknown_by_script(world):
    site = fresh(world)
    known, unknown = two(site, "caocao")
    for purpose in ("signin", "reset"):
        answers, spent = [], []
        for mobile in (known, unknown):
            visitor = site.visitor()
            papers = token(visitor, purpose)
            asked = code(visitor, purpose, mobile, token=papers)
            checked = visitor.post(SIGNIN if purpose == "signin" else LOST, form(purpose, mobile, challenge=asked.json()["challenge"], code="000000", go="1"))
            answers.append([shape(answer, mobile) for answer in (asked, checked)])
            spent.append(len(asked.text))
        alike(*answers)
        # A sealed paper that is longer would tell, too.
        assert spent[0] == spent[1], spent
        # The number's pause begins when the message leaves, which is after the answer.
        assert sent(site, known, awaited=1 if purpose == "signin" else 2) == (1 if purpose == "signin" else 2)
        attack.sleep_out()
    assert sent(site, unknown) == 0


def test_guessing_codes_of_known_and_unknown(world):
    site = fresh(world)
    known, unknown = two(site, "zhugeliang")
    statuses = []
    for mobile in (known, unknown):
        visitor = site.visitor()
        challenge = code(visitor, "signin", mobile).json()["challenge"]
        digits = other(site.code(mobile) or "123456")
        said = [told(visitor.post(SIGNIN, form("signin", mobile, challenge=challenge, code=digits))) for _ in range(7)]
        statuses.append(said)
    assert statuses[0] == statuses[1] and "too many times" in statuses[0][5], statuses


def test_what_another_form_says_after_a_form_that_tells_nothing(world):
    """Where a text really went, the number's limit is used, and a form that is open about it would say so."""
    limits = "sms:mobile 1/600s, sms:mobile 3/1d, voice:mobile 1/600s, ip 500/1h, session 100/1h"
    for quiet, loud in (("signin", "register"), ("reset", "comment")):
        site = fresh(world, limits)
        known, unknown = two(site, f"guanyu{quiet}")
        answers = []
        for mobile in (known, unknown):
            visitor = site.visitor()
            assert code(visitor, quiet, mobile).json()["status"] == "sent"
            attack.sleep_out()
            said = code(site.visitor(), loud, mobile).json()
            answers.append((said["status"], said["wait"] > 0, bool(said["challenge"])))
        assert answers[0] == answers[1] == ("wait", True, False), answers
        assert sent(site) == 1


def test_what_an_address_has_left_after_a_form_that_tells_nothing(world):
    """One text more or less of an address's hour would tell whether the number before it is somebody's."""
    limits = "sms:mobile 1/2s, sms:mobile 8/1d, ip 3/1h, session 100/1h"
    answers = []
    for known in (True, False):
        site = fresh(world, limits)
        mobile = number()
        if known:
            site.user("zhangfei", mobile)
        code(site.visitor(), "signin", mobile)
        attack.sleep_out()
        answers.append([code(site.visitor(), "register", number()).json()["status"] for _ in range(3)])
    assert answers[0] == answers[1] == ["sent", "sent", "wait"], answers


def test_whose_number_it_is_before_it_was_proved(world):
    """Registration says that a number is taken only to whoever holds its phone."""
    site = fresh(world)
    known, unknown = two(site, "zhaoyun")
    answers = []
    for mobile in (known, unknown):
        visitor = site.visitor()
        page = visitor.get(attack.REGISTER)
        page = visitor.submit(page, "ihuyi_sms_mobile", more={"ihuyi_sms_send": "sms"}, user_login="somebody", user_email="s@example.com", ihuyi_sms_mobile=mobile)
        wrong = visitor.submit(page, "ihuyi_sms_mobile", "wp-submit", ihuyi_sms_code="000000")
        answers.append((shape(page, mobile), shape(wrong, mobile)))
    alike(*answers)
    assert "belongs" not in answers[0][0][2] + answers[0][1][2]


def test_numbers_of_others_in_lists_of_users(world):
    site = fresh(world)
    known = number()
    site.user("machao", known, "author")
    site.php("wp_insert_post( array( 'post_title' => 'a', 'post_status' => 'publish', 'post_author' => get_user_by( 'login', 'machao' )->ID ) );")
    site.user("stranger_of_lists")
    # What WordPress makes at the first look is there already.
    site.get("/")
    before = everything(site)
    for visitor in (site.visitor(), site.login("stranger_of_lists")):
        for path in ("/wp-json/wp/v2/users", "/wp-json/wp/v2/users?context=edit", "/?author=1", "/wp-json/", "/wp-json/ihuyi-sms/v1", "/wp-json/wp/v2/settings",
                     "/wp-json/wp/v2/users?meta_key=ihuyi_sms_mobile&orderby=meta_value", "/wp-json/wp/v2/posts?_embed", "/wp-sitemap-users-1.xml"):
            text = visitor.get(path).text
            assert known not in text and f"{known[:3]}****" not in text and "ihuyi_sms_mobile" not in text, path
        # To be found by one's number is to be told.
        for part in (known, known[3:8]):
            assert visitor.get(f"/wp-json/wp/v2/users?search={part}").json() == []
    for method, more in (("wp.getUsers", "<param><value><struct/></value></param>"), ("wp.getProfile", ""), ("wp.getAuthors", "")):
        answer = xmlrpc(site.visitor(), method, "stranger_of_lists", PASSWORD, more)
        assert known not in answer.text and "ihuyi_sms" not in answer.text, method
    unchanged(before, site)

"""A stranger puts into every field what does not belong there, and asks for what is another's to ask."""

import re

from attack import REGISTER, REST, SCRIPT, SECOND, SIGNIN, SQL, at_once, code, everything, form, fresh, number, ready, sent, token, unchanged

LOST = "/wp-login.php?action=lostpassword"
COMMENT, POST = "/wp-admin/admin-post.php?action=ihuyi_sms_comment", "/wp-comments-post.php"
NAMES = ("mobile", "code", "challenge", "proof", "picture_id", "picture", "token", "account", "go", "do")
KINDS = (("register", REGISTER), ("reset", LOST), ("signin", SIGNIN), ("login", SECOND), ("comment", COMMENT), ("comment", POST))


def hostile(site, value):
    """The value in every field of the plugin's on every form, and as each form's name."""
    for purpose, path in KINDS:
        answer = site.post(path, {**{f"ihuyi_sms_{name}": value for name in NAMES}, "ihuyi_sms_purpose": purpose, "ihuyi_sms_send": "sms",
                                  "comment_post_ID": "1", "comment": "a word", "author": "a", "email": "a@example.com"})
        assert answer.status < 500, (path, answer.status)
        yield answer
    answer = site.post(REGISTER, {"ihuyi_sms_purpose": value, "ihuyi_sms_send": value, "ihuyi_sms_mobile": "13800000000"})
    assert answer.status < 500
    yield answer


def test_sql_in_every_field(world):
    site = fresh(world)
    site.get("/")
    before = everything(site)
    for value in (SQL, "1 UNION SELECT user_pass FROM wp_users", "\\' OR ''='", "0; DELETE FROM wp_ihuyi_sms_log"):
        for answer in hostile(site, value):
            assert "$P$" not in answer.text and "SQL" not in answer.text.replace(SQL, "")
    for purpose in ("register", SQL):
        assert site.visitor().json("POST", f"{REST}/code", {"purpose": purpose, "mobile": SQL, "token": SQL, "challenge": SQL}).status in (400, 403)
    unchanged(before, site)
    assert sent(site) == 0


def test_script_in_every_field(world):
    site = fresh(world)
    site.get("/")
    before = everything(site)
    for value in (SCRIPT, "'><svg/onload=alert(1)>", "javascript:alert(1)"):
        for answer in hostile(site, value):
            assert "<script>alert" not in answer.text and "<svg/onload" not in answer.text and "<img src=x" not in answer.text
            assert 'href="javascript' not in answer.text and 'action="javascript' not in answer.text
    for path in (f"{SIGNIN}&redirect_to=", f"{SIGNIN}&ihuyi_sms=", f"{SECOND}&ihuyi_sms=", f"{REGISTER}&ihuyi_sms_mobile=", "/?p=1&ihuyi_sms="):
        assert "<script>alert" not in site.get(path + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text, path
    unchanged(before, site)


def test_lists_where_a_text_belongs(world):
    site = fresh(world)
    site.get("/")
    before = everything(site)
    for suffix in ("[]", "[a][b][c][d]", "[0]"):
        for purpose, path in KINDS:
            fields = {f"ihuyi_sms_{name}{suffix}": "13800000000" for name in (*NAMES, "send", "purpose")}
            for more in ({}, {"ihuyi_sms_purpose": purpose}):
                # WordPress's own field of the form for lost passwords, empty, is a complaint of PHP's.
                answer = site.post(path, {**fields, **more, "user_login": "nobody", "comment_post_ID": "1", "comment": "a word", "author": "a", "email": "a@example.com"})
                assert answer.status < 500, (path, suffix, answer.status)
    visitor = site.visitor()
    papers = token(visitor, "register")
    for name in ("mobile", "channel", "challenge", "picture_id", "picture", "purpose", "token"):
        body = {"purpose": "register", "mobile": number(), "token": papers, name: [number()]}
        assert visitor.json("POST", f"{REST}/code", body).status == 400, name
        assert visitor.json("POST", f"{REST}/code", {**body, name: {"a": {"b": "c"}}}).status == 400, name
    # A cookie of our name with a list in it.
    answer = site.get(SECOND, headers={"Cookie": "ihuyi_sms_visitor[]=1; ihuyi_sms_login[a][b]=1"})
    assert answer.status < 500
    unchanged(before, site)
    assert sent(site) == 0


def test_bytes_that_are_no_text(world):
    site = fresh(world)
    site.get("/")
    before = everything(site)
    for value in (b"138%00000000", b"%00", b"%FF%FE%80", b"%B5%E7%BB%B0", b"%ED%A0%80", b"%C0%AE%C0%AE/", "１３８％".encode(), b"13800000000%0D%0ASet-Cookie:%20a=b", b"%F0%9F%98%80" * 30):
        for purpose, path in KINDS[:4]:
            body = b"&".join(b"ihuyi_sms_" + name.encode() + b"=" + value for name in NAMES) + b"&ihuyi_sms_send=sms&ihuyi_sms_purpose=" + purpose.encode()
            answer = site.post(path, body)
            assert answer.status < 500 and answer.headers.get("a") is None and "a=b" not in str(answer.headers), (path, value)
            # What comes back is text again.
            answer.body.decode("utf-8")
        visitor = site.visitor()
        answer = visitor.post(f"{REST}/code", b"purpose=register&mobile=" + value + b"&token=" + token(visitor, "register").encode())
        assert answer.status < 500 and answer.json().get("status", "number") == "number", answer.text
    unchanged(before, site)
    assert sent(site) == 0


def test_bodies_without_end(world):
    site = fresh(world)
    site.get("/")
    before = everything(site)
    for purpose, path in KINDS:
        answer = site.post(path, {**{f"ihuyi_sms_{name}": "9" * 200000 for name in NAMES}, "ihuyi_sms_purpose": purpose, "ihuyi_sms_send": "sms", "comment_post_ID": "1"})
        assert answer.status < 500 and "9" * 7000 not in answer.text, path
    visitor = site.visitor()
    papers = token(visitor, "register")
    for name in ("mobile", "challenge", "picture", "picture_id"):
        assert visitor.json("POST", f"{REST}/code", {"purpose": "register", "mobile": number(), "token": papers, name: "9" * 2000000}).status == 400, name
    deep = b'{"purpose":' * 3000 + b"1" + b"}" * 3000
    assert visitor.ask("POST", f"{REST}/code", deep, {"Content-Type": "application/json"}).status == 400
    assert visitor.get(f"{REST}/token?purpose=register", headers={"Cookie": "ihuyi_sms_login=" + "A" * 7500}).status == 200
    unchanged(before, site)
    assert sent(site) == 0


def test_tokens_read_from_another_page(world):
    site = fresh(world)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"{site.url}.evil.example"}):
        assert site.visitor(headers=headers).get(f"{REST}/token?purpose=comment").status == 403, headers
    # A script's source is read across sites, and no origin is said with it.
    answer = site.get(f"{REST}/token?purpose=comment&_jsonp=steal")
    assert "steal(" in answer.text and '"token"' not in answer.text, answer.text


def test_a_number_changed_by_another(world):
    site = fresh(world)
    mobile, wrong = number(), number()
    victim = site.user("guojia", mobile)
    own = site.user("simazhao")
    stranger, user, self = site.visitor(), site.login("simazhao"), site.login("guojia")
    nonce = user.get("/wp-admin/profile.php").form("ihuyi-sms-profile").fields["ihuyi_sms_nonce"]
    before = everything(site)
    for who, fields in ((stranger, {}), (stranger, {"ihuyi_sms_nonce": nonce}), (user, {"ihuyi_sms_nonce": nonce}), (user, {}),
                        # Another page's form in the victim's own browser: no nonce, a made-up one, one of another user.
                        (self, {}), (self, {"ihuyi_sms_nonce": "0123456789"}), (self, {"ihuyi_sms_nonce": nonce})):
        for do in ("remove", "set"):
            answer = who.post("/wp-admin/admin-post.php", {"action": "ihuyi_sms_profile", "user_id": victim, "ihuyi_sms_do": do, "ihuyi_sms_mobile": wrong, **fields}, follow=False)
            assert answer.status in (302, 400, 403) or not answer.body, (fields, answer.status)
    # WordPress's own form of the profile takes no number along.
    page = user.get("/wp-admin/profile.php").form("your-profile").fields
    user.post("/wp-admin/profile.php", {**page, "ihuyi_sms_mobile": wrong, "meta[ihuyi_sms_mobile]": wrong, "user_id": own}, follow=False)
    rest = re.search(r'data-nonce="(\w+)"', user.get("/wp-admin/profile.php").text).group(1)
    assert "ihuyi_sms" not in user.json("POST", "/wp-json/wp/v2/users/me", {"meta": {"ihuyi_sms_mobile": wrong}}, {"X-WP-Nonce": rest}).text
    assert site.value(f"get_user_meta( {own}, 'ihuyi_sms_mobile', true )") == ""
    for path in (f"/wp-admin/user-edit.php?user_id={victim}", "/wp-admin/users.php"):
        text = user.get(path).text
        assert mobile not in text and mobile[:3] + "****" not in text
    assert site.value(f"get_user_meta( {victim}, 'ihuyi_sms_mobile', true )") == mobile
    unchanged({table: data for table, data in before.items() if "ihuyi_sms" in table}, site_of(site))


def site_of(site):
    """Only the plugin's own tables: the profile that was saved is WordPress's."""
    class Own:
        @staticmethod
        def sqlite(query, parameters=()):
            found = site.sqlite(query, parameters)
            return [row for row in found if "ihuyi_sms" in row[0]] if "sqlite_master" in query else found

    return Own


def test_a_code_of_one_form_on_another(world):
    site = fresh(world)
    mobile, victim = number(), number()
    site.user("xunyu", mobile)
    visitor = site.visitor()
    challenge = code(visitor, "register", mobile).json()["challenge"]
    digits = site.code(mobile)
    assert digits
    for purpose, path in (("signin", SIGNIN), ("reset", LOST), ("login", SECOND), ("comment", POST)):
        visitor.post(path, {**form(purpose, mobile, challenge=challenge, code=digits, go="1"), "comment_post_ID": "1", "comment": "x", "author": "a", "email": "a@example.com"})
        assert not any(name.startswith("wordpress_logged_in") for name in visitor.cookies()), purpose
    # For another number, and as if it were the other form's.
    page = visitor.post(REGISTER, {**form("register", victim, challenge=challenge, code=digits), "user_login": "yujin", "user_email": "y@example.com"})
    assert "checkemail" not in page.url
    stranger = site.visitor()
    stranger.get(REGISTER)
    page = stranger.post(REGISTER, {**form("register", mobile, challenge=challenge, code=digits), "user_login": "yujin", "user_email": "y@example.com"})
    assert "checkemail" not in page.url and site.value("get_user_by( 'login', 'yujin' )") is False
    assert site.value("wp_count_comments()->total_comments") == 1


def test_one_code_for_many_comments(world):
    site = fresh(world)
    site.mu("flood", "add_filter( 'comment_flood_filter', '__return_false', 99 );")
    mobile, visitor = number(), site.visitor()
    challenge = code(visitor, "comment", mobile).json()["challenge"]
    digits = site.code(mobile)
    before = site.value("wp_count_comments()->total_comments")
    at_once(6, lambda i: visitor.post(POST, {**form("comment", mobile, challenge=challenge, code=digits), "comment_post_ID": "1", "comment": f"the word {i}",
                                            "author": "a", "email": f"a{i}@example.com"}, follow=False))
    assert site.value("wp_count_comments()->total_comments") == before + 1


def test_comments_by_the_doors_of_programs(world):
    site = ready(world)
    before = site.value("wp_count_comments()->total_comments")
    site.mu("anonymous", "add_filter( 'xmlrpc_allow_anonymous_comments', '__return_true' ); add_filter( 'rest_allow_anonymous_comments', '__return_true' );")
    body = ("<?xml version='1.0'?><methodCall><methodName>wp.newComment</methodName><params><param><value><int>1</int></value></param><param><value><string></string></value></param>"
            "<param><value><string></string></value></param><param><value><int>1</int></value></param><param><value><struct><member><name>content</name><value><string>spam</string></value></member>"
            "<member><name>author</name><value><string>a</string></value></member><member><name>author_email</name><value><string>a@example.com</string></value></member></struct></value></param></params></methodCall>")
    site.visitor().ask("POST", "/xmlrpc.php", body.encode(), {"Content-Type": "text/xml"})
    answer = site.visitor().json("POST", "/wp-json/wp/v2/comments", {"post": 1, "content": "spam", "author_name": "a", "author_email": "a@example.com"})
    assert answer.status == 403, answer.text
    assert site.value("wp_count_comments()->total_comments") == before
    site.mu("anonymous", "")

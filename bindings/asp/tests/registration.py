"""register.asp and picture.asp: who gets a code, for which number, and how often."""

import re

from answers import solve
from pages import MASKED, MOBILE, NOT_SENT, SCRIPT, Visitor, begin, note, records, tells
from website import windows

TEXT = re.compile(r"您的验证码是：(\d{6})。请不要把验证码泄露给其他人。")
OUTCOMES = ("被拒绝：", "没有发出", "结果未知")
PICTURE = "图片里的字符不对，请看新的一张再试。"
GONE = "验证码已失效，请重新获取。"
# What a webmaster writes who has a challenge of another service; the pictures are tried by `picture` below.
ELSEWHERE = ('"captcha_id=" & picture, "captcha_answer=" & answer', '"captcha=passed"')


def without_pictures(folder, variant):
    """The page as it is with another service's challenge."""
    page = folder / "register.asp"
    text = page.read_bytes().decode(variant)
    assert text.count(ELSEWHERE[0]) == 1
    page.write_bytes(text.replace(*ELSEWHERE).encode(variant))


def opened(run, site, variant, name, **settings):
    folder, data = begin(run, site, variant, name)
    run.fresh(site.bits, **settings)
    without_pictures(folder, variant)
    return folder, data


def send(visitor, mobile, **form):
    return visitor.post("register.asp", action="send", mobile=mobile, picture="x", **form)


def code_of(message):
    return TEXT.fullmatch(message["content"])[1]


def picture(run, name, site, variant):
    """The page as it is shipped: a picture first, its text once."""
    folder, _ = begin(run, site, variant, "picture")
    store = run.work / f"store-{site.bits}-{variant}.db"
    run.fresh(site.bits, store=f"sqlite:{windows(store)}", captcha_length=4, limits="captcha:ip 6/1h")
    visitor = Visitor(run, site, folder, f"picture-{variant}")

    def shown():
        answer = visitor.get("picture.asp")
        run.equal(f"{name}: picture.asp is a picture and nothing else", (answer.code, answer.content_type, answer.body[:8], answer.body[-8:]),
                  (200, "image/png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"))
        return site.set(visitor.session, 'Response.Write Session("reg_picture")').strip()

    def post(answer, mobile=MOBILE):
        return note(visitor.post("register.asp", action="send", mobile=mobile, picture=answer))

    first, second = shown(), shown()
    run.check(f"{name}: each is a new one", len(first) > 20 and first != second, (first, second))
    run.equal(f"{name}: a wrong answer", (post("0000"), run.sandbox.ask("ledger")), (PICTURE, []))
    run.equal(f"{name}: which uses it up", post(solve(store, first, 4)), PICTURE)
    run.equal(f"{name}: none", post(""), "请填写图片里的字符。")
    shown()
    run.equal(f"{name}: none, with a picture", (post(" "), run.sandbox.ask("ledger")), ("请填写图片里的字符。", []))
    answer = solve(store, shown(), 4)
    run.check(f"{name}: the right one", MASKED in post(answer.lower()) and len(run.sandbox.inbox()) == 1)
    run.equal(f"{name}: once", (post(answer, "13800000001"), len(run.sandbox.inbox())), (PICTURE, 1))
    shown()
    shown()
    late = visitor.get("picture.asp")
    run.equal(f"{name}: not any number of pictures", (late.code, late.body), (503, b""))
    kept = store.read_bytes() + store.with_name(store.name + "-wal").read_bytes()
    run.check(f"{name}: the store knows neither number nor answer", MOBILE.encode() not in kept and answer.encode() not in kept)


def register(run, name, site, variant):
    folder, data = opened(run, site, variant, "register")
    visitor = Visitor(run, site, folder, f"register-{variant}")
    first = visitor.get("register.asp")
    run.equal(f"{name}: register.asp is a page of its encoding", (first.code, first.content_type, first.charset), (200, "text/html", variant))
    run.check(f"{name}: and is Chinese in it", "手机号".encode(variant) in first.body and b'name="code"' not in first.body)
    run.check(f"{name}: with a picture and no wait", b'<img src="picture.asp"' in first.body and b"var left = 0," in first.body)
    shown = send(visitor, MOBILE, ticket=False)
    run.equal(f"{name}: no ticket, no message", (note(shown), run.sandbox.inbox()), ("页面放得太久了，请再试一次。", []))

    shown = send(visitor, MOBILE)
    [message] = run.sandbox.inbox()
    code = TEXT.fullmatch(message["content"])
    run.check(f"{name}: the text arrives as written", code and message["mobile"] == MOBILE, message)
    code = code[1]
    run.check(f"{name}: the page shows neither code nor number", MASKED in note(shown) and "5 分钟" in note(shown) and MOBILE not in shown and not tells(shown, code), shown)
    run.check(f"{name}: and counts down", re.search(r"var left = [1-9]\d?,", shown), shown)
    run.check(f"{name}: its id is remembered for receipts", message["id"] in records(data, "sent"))
    kept = site.set(visitor.session, 'Dim one\r\nFor Each one In SessionKept.Keys\r\nResponse.Write SessionKept.Item(one) & " "\r\nNext')
    run.check(f"{name}: the session has neither", MOBILE not in kept and not tells(kept, code), kept)
    for action in ("send", "again"):
        shown = visitor.post("register.asp", action=action, mobile=MOBILE, picture="x")
        run.check(f"{name}: no second message at once: {action}", "发得太快" in note(shown) and len(run.sandbox.inbox()) == 1, shown)
    fresh = Visitor(run, site, folder, f"another-browser-{variant}", "198.51.100.7")
    shown = send(fresh, MOBILE)
    run.check(f"{name}: nor with another browser and address", "发得太快" in note(shown) and len(run.sandbox.inbox()) == 1, shown)
    shown = visitor.post("register.asp", action="call")
    run.check(f"{name}: but a call", "电话" in note(shown) and MASKED in note(shown), shown)
    run.equal(f"{name}: which reads the same code out", [(m["service"], m["mobile"], m["content"]) for m in run.sandbox.inbox()[1:]], [("voice", MOBILE, code)])
    wrong = f"{(int(code) + 1) % 1000000:06}"
    for left in (4, 3):
        shown = visitor.post("register.asp", action="check", code=wrong)
        run.equal(f"{name}: a wrong code leaves {left}", note(shown), f"验证码不对，还可以试 {left} 次。")
        run.check(f"{name}: and the page counts on", re.search(r"var left = [1-9]\d?,", shown), shown)
    shown = visitor.post("register.asp", action="check", code="")
    run.equal(f"{name}: none is no try", note(shown), "请填写验证码。")
    stranger = Visitor(run, site, folder, f"stranger-{variant}")
    shown = stranger.post("register.asp", action="check", code=code)
    run.equal(f"{name}: another visitor cannot use it", note(shown), GONE)
    shown = visitor.post("register.asp", action="check", code=f" {code[:3]}-{code[3:]} ", mobile="13900000000", name=SCRIPT[:27] + "</b>")
    run.check(f"{name}: the right code registers the number it went to", note(shown).startswith("注册成功：") and MASKED in note(shown), shown)
    run.check(f"{name}: what a visitor wrote is shown as text", "<script>alert" not in shown and "&lt;script&gt;" in shown, shown)
    shown = visitor.post("register.asp", action="check", code=code)
    run.equal(f"{name}: a code serves once", note(shown), GONE)
    for action in ("again", "call"):
        shown = visitor.post("register.asp", action=action)
        run.equal(f"{name}: and is not sent again: {action}", (note(shown), len(run.sandbox.inbox())), (GONE, 2))
    run.equal(f"{name}: none of it is the owner's business", records(data, "notes"), {})


def register_guessing(run, name, site, variant):
    folder, data = opened(run, site, variant, "guessing", limits="none")
    visitor = Visitor(run, site, folder, f"guessing-{variant}")
    send(visitor, MOBILE)
    code = code_of(run.sandbox.inbox()[0])
    wrong = f"{(int(code) + 1) % 1000000:06}"
    for left in (4, 3, 2, 1):
        shown = visitor.post("register.asp", action="check", code=wrong)
        run.equal(f"{name}: a wrong code leaves {left}", note(shown), f"验证码不对，还可以试 {left} 次。")
    shown = visitor.post("register.asp", action="check", code=wrong)
    run.check(f"{name}: the fifth wrong code is the last", "已作废" in note(shown), shown)
    shown = visitor.post("register.asp", action="check", code=code)
    run.equal(f"{name}: after that not even the right one", note(shown), GONE)
    send(visitor, MOBILE)
    second = code_of(run.sandbox.inbox()[1])
    shown = visitor.post("register.asp", action="check", code=second, name="张三")
    run.equal(f"{name}: a new one is good", note(shown), f"注册成功：张三，{MASKED}")
    # A code of another page of the site is none of this one's.
    site.set(visitor.session, f"""Dim sms, sent\r\nSet sms = CreateObject("Ihuyi.Sms")\r\nSet sent = sms.VerifyStart("reset", "{MOBILE}")\r\nSession("reg_id") = sent.Id""")
    shown = visitor.post("register.asp", action="check", code=code_of(run.sandbox.inbox()[2]))
    run.equal(f"{name}: a code for another purpose registers nobody", note(shown), "现在不能核对，请稍后再试。")


def register_limits(run, name, site, variant):
    """The limits are ihuyi.ini's, and hold whoever asks."""
    folder, data = opened(run, site, variant, "limits", limits="sms:mobile 5/1d, ip 3/1h, site 4/1d")
    for number in range(3):
        send(Visitor(run, site, folder, f"same-{number}-{variant}"), f"1380000001{number}")
    shown = send(Visitor(run, site, folder, f"same-4-{variant}"), "13800000014")
    run.equal(f"{name}: an address has its limit", (note(shown), len(run.sandbox.inbox())), ("发得太多了，请过 60 分钟再试。", 3))
    run.equal(f"{name}: which is no business of the owner's", records(data, "notes"), {})
    shown = send(Visitor(run, site, folder, f"other-{variant}", "198.51.100.7"), "13800000014")
    run.check(f"{name}: another address has its own", MASKED[:3] in note(shown) and len(run.sandbox.inbox()) == 4, shown)
    for number in (2, 3):
        shown = send(Visitor(run, site, folder, f"other-{number}-{variant}", f"198.51.{number}.7"), "13800000015")
        run.check(f"{name}: and so has the site", "发得太多了" in note(shown) and len(run.sandbox.inbox()) == 4, shown)
    told = list(records(data, "notes").values())
    run.check(f"{name}: which the owner is told once a day", len(told) == 1 and "site 4/1d" in told[0], told)


def register_for_nothing(run, name, site, variant):
    """Who pays nothing takes nothing from the others: neither the site's messages nor its disk."""
    folder, data = opened(run, site, variant, "nothing", limits="site 2/1d")
    visitor = Visitor(run, site, folder, f"nothing-{variant}")
    for mobile in ("1", "12345678901", "1380000", "13800000000,13800000001"):
        shown = send(visitor, mobile)
        run.equal(f"{name}: no number", (note(shown), run.sandbox.ask("ledger")), ("手机号码不对，请检查。", []))
    run.equal(f"{name}: leaves nothing on the disk", list(data.iterdir()), [])
    run.sandbox.ask("faults", NOT_SENT)
    for number in range(3):
        shown = send(Visitor(run, site, folder, f"unsent-{number}-{variant}"), MOBILE)
        run.equal(f"{name}: what was not sent", note(shown), "现在发不出验证码，请稍后再试。")
    run.equal(f"{name}: is one note a day", len(records(data, "notes")), 1)
    run.sandbox.ask("faults", method="DELETE")
    for number in range(3):
        shown = send(Visitor(run, site, folder, f"sent-{number}-{variant}"), MOBILE)
    run.check(f"{name}: the site's two are for those who get a message", "发得太多了" in note(shown) and len(run.sandbox.inbox()) == 2, shown)


SPELLINGS = ("13800000000", "+86 138-0000-0000", "8613800000000", "0086 13800000000", "138 0000 0000", "１３８００００００００", "＋８６　138－0000－0000")
NO_MOBILES = ("", "1", "2380000000000", "138000000000", "1380000000", "23800000000", "+8523800000000", "1380000000x", "13800000000,13800000001",
              "+1 13800000000", "1380000000０9", "138000000001" * 4, "13800000000" + " " * 40 + "9", "1380000000٠")


def register_spellings(run, name, site, variant):
    """One telephone is one number, however it is written."""
    folder, _ = opened(run, site, variant, "spellings", limits="none")
    for number, typed in enumerate(SPELLINGS):
        visitor = Visitor(run, site, folder, f"spelling-{number}-{variant}")
        shown = send(visitor, typed)
        run.check(f"{name}: {typed} is a number", MASKED in note(shown), shown)
    run.equal(f"{name}: and sent as eleven digits", [message["mobile"] for message in run.sandbox.inbox()], [MOBILE] * len(SPELLINGS))
    for number, typed in enumerate(NO_MOBILES):
        if variant == "gbk" and typed.endswith("٠"):
            # A browser would send what stands for such a letter in HTML.
            typed = typed[:-1] + "&#1632;"
        shown = send(Visitor(run, site, folder, f"no-mobile-{number}-{variant}"), typed)
        run.equal(f"{name}: {typed!r} is none", note(shown), "手机号码不对，请检查。")
    run.equal(f"{name}: and nothing is asked", len(run.sandbox.ask("ledger")), len(SPELLINGS))


def register_outcomes(run, name, site, variant):
    folder, data = opened(run, site, variant, "outcomes")
    visitor = Visitor(run, site, folder, f"outcomes-{variant}")
    run.sandbox.ask("faults", NOT_SENT)
    shown = send(visitor, MOBILE)
    run.equal(f"{name}: not sent", (note(shown), run.sandbox.inbox()), ("现在发不出验证码，请稍后再试。", []))
    run.check(f"{name}: there is no code to enter", b'name="code"' not in visitor.get("register.asp").body)
    run.sandbox.ask("faults", method="DELETE")
    run.sandbox.ask("faults", {"kind": "reset_after"})
    shown = send(visitor, MOBILE)
    run.check(f"{name}: unknown is neither sent again nor called a failure", MASKED in note(shown) and len(run.sandbox.inbox()) == 1, shown)
    shown = visitor.post("register.asp", action="check", code=code_of(run.sandbox.inbox()[0]), name="张三")
    run.equal(f"{name}: and its code serves, should it arrive", note(shown), f"注册成功：张三，{MASKED}")
    other = Visitor(run, site, folder, f"refused-{variant}")
    shown = send(other, "19900004051")
    run.equal(f"{name}: a refusal is not the visitor's business", note(shown), "现在发不出验证码，请稍后再试。")
    # A store that cannot be used, below what is a file and no folder: nothing is sent, and nobody is let in.
    run.fresh(site.bits, store=f"sqlite:{windows(run.work / 'ca.pem')}\\x.db")
    shown = send(other, MOBILE)
    run.equal(f"{name}: without a store nothing is sent", (note(shown), len(run.sandbox.inbox())), ("现在发不出验证码，请稍后再试。", 1))
    site.set(other.session, 'Session("reg_id") = "1234567890"')
    shown = other.post("register.asp", action="check", code="123456")
    run.equal(f"{name}: and nothing is checked", note(shown), "现在不能核对，请稍后再试。")
    notes = "\n".join(sorted(records(data, "notes").values()))
    run.check(f"{name}: the owner sees each outcome", all(word in notes for word in OUTCOMES), notes)
    run.check(f"{name}: with its code and without numbers", "4051" in notes and "-441" in notes and "19900004051" not in notes and MOBILE not in notes, notes)


TESTS = (picture, register, register_guessing, register_limits, register_for_nothing, register_spellings, register_outcomes)

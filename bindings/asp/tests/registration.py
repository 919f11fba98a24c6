"""register.asp: who gets a code, for which number, and how often."""

import re

from pages import MASKED, MOBILE, NOT_SENT, SCRIPT, Visitor, begin, note, records

TEXT = re.compile(r"您的验证码是：(\d{6})。请不要把验证码泄露给其他人。")
OUTCOMES = ("被拒绝：", "没有发出", "结果未知")
# As if the visitor had waited for the next message.
WAITED = 'Session("reg_sent") = CDate(CDbl(Now) - 61 / 86400)'


def register(run, name, site, variant):
    folder, data = begin(run, site, variant, "register")
    visitor = Visitor(run, site, folder, f"register-{variant}")
    first = visitor.get("register.asp")
    run.equal(f"{name}: register.asp is a page of its encoding", (first.code, first.content_type, first.charset), (200, "text/html", variant))
    run.check(f"{name}: and is Chinese in it", "手机号".encode(variant) in first.body and b'name="code"' not in first.body)
    shown = visitor.post("register.asp", ticket=False, action="send", mobile=MOBILE)
    run.equal(f"{name}: no ticket, no message", (note(shown), run.sandbox.inbox()), ("页面放得太久了，请再试一次。", []))

    shown = visitor.post("register.asp", action="send", mobile=MOBILE)
    [message] = run.sandbox.inbox()
    code = TEXT.fullmatch(message["content"])
    run.check(f"{name}: the text arrives as written", code and message["mobile"] == MOBILE, message)
    run.check(f"{name}: the page shows neither code nor number", MASKED in note(shown) and MOBILE not in shown and code[1] not in shown, shown)
    run.check(f"{name}: its id is remembered for receipts", message["id"] in records(data, "sent"))
    shown = visitor.post("register.asp", action="send", mobile=MOBILE)
    run.check(f"{name}: no second message at once", "发得太快" in note(shown) and len(run.sandbox.inbox()) == 1, shown)
    wrong = f"{(int(code[1]) + 1) % 1000000:06}"
    for left in (4, 3, 2, 1):
        shown = visitor.post("register.asp", action="check", code=wrong)
        run.equal(f"{name}: a wrong code leaves {left}", note(shown), f"验证码不对，还可以试 {left} 次。")
    shown = visitor.post("register.asp", action="check", code=wrong)
    run.check(f"{name}: the fifth wrong code is the last", "已作废" in note(shown), shown)
    shown = visitor.post("register.asp", action="check", code=code[1])
    run.equal(f"{name}: after that not even the right one", note(shown), "验证码已失效，请重新获取。")

    def again(session=visitor.session):
        site.set(session, WAITED)

    again()
    visitor.post("register.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: a message after the wait", len(run.sandbox.inbox()), 2)
    second = TEXT.fullmatch(run.sandbox.inbox()[1]["content"])[1]
    run.check(f"{name}: with a code of its own", second != code[1])
    stranger = Visitor(run, site, folder, f"stranger-{variant}")
    shown = stranger.post("register.asp", action="check", code=second)
    run.equal(f"{name}: another visitor cannot use it", note(shown), "验证码已失效，请重新获取。")
    shown = visitor.post("register.asp", action="check", code=second, mobile="13900000000", name=SCRIPT[:27] + "</b>")
    run.check(f"{name}: the right code registers the number it went to", note(shown).startswith("注册成功：") and MASKED in note(shown), shown)
    run.check(f"{name}: what a visitor wrote is shown as text", "<script" not in shown and "&lt;script&gt;" in shown, shown)
    shown = visitor.post("register.asp", action="check", code=second)
    run.equal(f"{name}: a code serves once", note(shown), "验证码已失效，请重新获取。")

    again()
    visitor.post("register.asp", action="send", mobile=MOBILE)
    third = TEXT.fullmatch(run.sandbox.inbox()[2]["content"])[1]
    site.set(visitor.session, 'Session("reg_made") = CDate(CDbl(Now) - 301 / 86400)')
    shown = visitor.post("register.asp", action="check", code=third)
    run.equal(f"{name}: a code dies after five minutes", note(shown), "验证码已失效，请重新获取。")
    again()
    site.set(visitor.session, 'Session("reg_count") = 5')
    shown = visitor.post("register.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: five a day", (note(shown), len(run.sandbox.inbox())), ("今天的验证码已经发完了，请明天再试。", 3))
    site.set("any", 'Application("reg_count") = 300')
    shown = stranger.post("register.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: and a limit for the whole site", (note(shown), len(run.sandbox.inbox())), ("现在发不出验证码，请稍后再试。", 3))
    Visitor(run, site, folder, f"late-{variant}").post("register.asp", action="send", mobile=MOBILE)
    told = [text for text in records(data, "notes").values() if "300" in text]
    run.equal(f"{name}: which the owner is told once a day", len(told), 1)


def register_for_nothing(run, name, site, variant):
    """Who pays nothing takes nothing from the others: neither the site's messages nor its disk."""
    folder, data = begin(run, site, variant, "nothing", IhuyiDayLimit="2")
    visitor = Visitor(run, site, folder, f"nothing-{variant}")
    for _ in range(10):
        shown = visitor.post("register.asp", action="send", mobile="1")
    run.equal(f"{name}: ten wrong numbers", note(shown), "手机号码不对，请检查。")
    for mobile in ("1", MOBILE):
        shown = visitor.post("register.asp", action="send", mobile=mobile)
        run.equal(f"{name}: are enough for a day", (note(shown), run.sandbox.ask("ledger")), ("今天试的次数太多了，请明天再试。", []))
    run.equal(f"{name}: they leave nothing on the disk", list(data.iterdir()), [])
    run.sandbox.ask("faults", NOT_SENT)
    for number in range(3):
        shown = Visitor(run, site, folder, f"unsent-{number}-{variant}").post("register.asp", action="send", mobile=MOBILE)
        run.equal(f"{name}: what was not sent", note(shown), "现在发不出验证码，请稍后再试。")
    run.equal(f"{name}: takes nothing of the site's day", site.set("any", 'Response.Write Application("reg_count")').strip(), "0")
    run.equal(f"{name}: and is one note a day", len(records(data, "notes")), 1)
    site.set(f"unsent-0-{variant}", WAITED + '\r\nSession("reg_missed") = 10')
    shown = Visitor(run, site, folder, f"unsent-0-{variant}").post("register.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: it counts for the visitor", note(shown), "今天试的次数太多了，请明天再试。")
    run.sandbox.ask("faults", method="DELETE")
    for number in range(3):
        shown = Visitor(run, site, folder, f"sent-{number}-{variant}").post("register.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: the site's two are for those who get a message", (note(shown), len(run.sandbox.inbox())), ("现在发不出验证码，请稍后再试。", 2))
    site.set("any", 'Application("reg_count") = 2\r\nApplication("reg_day") = "2000-01-01"')
    Visitor(run, site, folder, f"morning-{variant}").post("register.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: and two more on another day", len(run.sandbox.inbox()), 3)


SPELLINGS = ("13800000000", "+86 138-0000-0000", "8613800000000", "0086 13800000000", "138 0000 0000", "１３８００００００００", "＋８６　138－0000－0000")
NO_MOBILES = ("", "1", "2380000000000", "138000000000", "1380000000", "23800000000", "+8523800000000", "1380000000x", "13800000000,13800000001",
              "+1 13800000000", "1380000000０9", "138000000001" * 4, "13800000000" + " " * 40 + "9", "1380000000٠")


def register_spellings(run, name, site, variant):
    """One telephone is one number, however it is written."""
    folder, _ = begin(run, site, variant, "spellings")
    for number, typed in enumerate(SPELLINGS):
        visitor = Visitor(run, site, folder, f"spelling-{number}-{variant}")
        shown = visitor.post("register.asp", action="send", mobile=typed)
        run.check(f"{name}: {typed} is a number", MASKED in note(shown), shown)
        kept = site.set(visitor.session, 'Response.Write Session("reg_mobile")').strip()
        run.equal(f"{name}: {typed} is registered as eleven digits", kept, MOBILE)
    run.equal(f"{name}: and sent so", [message["mobile"] for message in run.sandbox.inbox()], [MOBILE] * len(SPELLINGS))
    for number, typed in enumerate(NO_MOBILES):
        if variant == "gbk" and typed.endswith("٠"):
            # A browser would send what stands for such a letter in HTML.
            typed = typed[:-1] + "&#1632;"
        shown = Visitor(run, site, folder, f"no-mobile-{number}-{variant}").post("register.asp", action="send", mobile=typed)
        run.equal(f"{name}: {typed!r} is none", note(shown), "手机号码不对，请检查。")
    run.equal(f"{name}: and nothing is asked", len(run.sandbox.ask("ledger")), len(SPELLINGS))


def register_outcomes(run, name, site, variant):
    folder, data = begin(run, site, variant, "outcomes")
    visitor = Visitor(run, site, folder, f"outcomes-{variant}")
    shown = visitor.post("register.asp", action="send", mobile="123")
    run.equal(f"{name}: a number that is none", (note(shown), run.sandbox.ask("ledger")), ("手机号码不对，请检查。", []))
    run.equal(f"{name}: which is no business of the owner's", records(data, "notes"), {})
    run.sandbox.ask("faults", NOT_SENT)
    shown = visitor.post("register.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: not sent, and no wait after a slip of the pen", (note(shown), run.sandbox.inbox()), ("现在发不出验证码，请稍后再试。", []))
    run.sandbox.ask("faults", method="DELETE")
    shown = visitor.post("register.asp", action="send", mobile=MOBILE)
    run.check(f"{name}: but after what could not be sent", "发得太快" in note(shown) and run.sandbox.inbox() == [], shown)
    site.set(visitor.session, WAITED)
    run.sandbox.ask("faults", {"kind": "reset_after"})
    shown = visitor.post("register.asp", action="send", mobile=MOBILE)
    run.check(f"{name}: unknown is neither sent again nor called a failure", MASKED in note(shown) and len(run.sandbox.inbox()) == 1, shown)
    code = TEXT.fullmatch(run.sandbox.inbox()[0]["content"])[1]
    shown = visitor.post("register.asp", action="check", code=code, name="张三")
    run.equal(f"{name}: and its code serves, should it arrive", note(shown), f"注册成功：张三，{MASKED}")
    other = Visitor(run, site, folder, f"refused-{variant}")
    shown = other.post("register.asp", action="send", mobile="19900004051")
    run.equal(f"{name}: a refusal is not the visitor's business", note(shown), "现在发不出验证码，请稍后再试。")
    shown = other.post("register.asp", action="send", mobile=MOBILE)
    run.check(f"{name}: nor is it asked again at once", "发得太快" in note(shown) and len(run.sandbox.inbox()) == 1, shown)
    notes = "\n".join(sorted(records(data, "notes").values()))
    run.check(f"{name}: the owner sees each outcome", all(word in notes for word in OUTCOMES), notes)
    run.check(f"{name}: with its code and without numbers", "4051" in notes and "19900004051" not in notes and MOBILE not in notes, notes)


TESTS = (register, register_for_nothing, register_spellings, register_outcomes)

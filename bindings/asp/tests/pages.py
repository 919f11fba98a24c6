"""What the pages answer, what they send, and what they keep."""

import html
import pathlib
import re

README = pathlib.Path(__file__).resolve().parents[1] / "README.zh-CN.md"

MOBILE, MASKED = "13800000000", "138****0000"
SCRIPT = "<script>alert(\"x'&\")</script>"
ESCAPED = "&lt;script&gt;alert(&quot;x&#39;&amp;&quot;)&lt;/script&gt;"
TEXT = re.compile(r"您的验证码是：(\d{6})。请不要把验证码泄露给其他人。")
OUTCOMES = ("被拒绝：", "没有发出", "结果未知")
NOT_SENT = {"tls": "unknown_ca"}


def records(data, kind):
    """name -> text of what a page has recorded; nothing half-written may be there."""
    found = {}
    for path in (data / kind).glob("*") if (data / kind).is_dir() else ():
        assert path.suffix == ".txt", path.name
        found[path.stem] = path.read_bytes().decode("utf-16")
    return found


class Visitor:
    """A browser with one session: follows redirects, sends the hidden fields of a page back."""

    def __init__(self, run, site, folder, session, address="192.0.2.9"):
        self.run, self.site, self.folder, self.session, self.address = run, site, folder, session, address
        self.ticket = None

    def get(self, page, **query):
        answer = self.site.ask(self.folder, page, self.session, query.items(), address=self.address)
        assert not answer.error, answer.error
        if found := re.search('name="ticket" value="([0-9A-Fa-f]{32})"', answer.text):
            self.ticket = found[1]
        return answer

    def post(self, page, ticket=True, **form):
        """Posts with the ticket that the visitor saw last; returns what the page shows afterwards."""
        if ticket:
            if not self.ticket:
                self.get(page)
            form["ticket"] = self.ticket
        answer = self.site.ask(self.folder, page, self.session, form=form, address=self.address)
        assert not answer.error, answer.error
        self.run.equal(f"{self.name}: {page} answers a form by a redirect", (answer.code, answer.location, answer.text.strip()), (302, page, ""))
        return self.get(page).text

    @property
    def name(self):
        return f"{self.site.bits} bit, {self.folder.name}"


def note(text):
    found = re.search("<p><b>(.*?)</b></p>", text)
    return html.unescape(found[1]) if found else ""


def begin(run, site, variant, name, **changes):
    run.sandbox.reset()
    run.sandbox.ask("limits", {"enabled": False})
    site.set("any", 'Application("reg_count") = 0')
    return run.install(variant, f"{name}-{site.bits}", **changes)


# ---- Without the component


def not_registered(run, name, site):
    for variant in ("utf-8", "gbk"):
        folder, data = begin(run, site, variant, "unregistered")
        local = Visitor(run, site, folder, f"unregistered-{variant}", "127.0.0.1")
        shown = local.get("balance.asp").text
        run.check(f"{name}: {variant}: balance.asp says how to register", "没有注册 Ihuyi.Sms" in shown and "check.vbs" in shown, shown)
        run.check(f"{name}: {variant}: and the number of the error", "800401F3" in shown or "1AD" in shown, shown)
        shown = local.get("explain.asp", code="4072").text
        run.check(f"{name}: {variant}: explain.asp says so too", "没有注册 Ihuyi.Sms" in shown, shown)
        shown = local.post("register.asp", action="send", mobile=MOBILE)
        run.equal(f"{name}: {variant}: register.asp tells a visitor nothing of it", note(shown), "现在发不出验证码，请稍后再试。")
        notes = "".join(records(data, "notes").values())
        run.check(f"{name}: {variant}: but the owner", "没有注册 Ihuyi.Sms" in notes and MASKED in notes and MOBILE not in notes, notes)
        shown = local.post("order.asp", id="20260001")
        run.check(f"{name}: {variant}: order.asp lets one try again", "没有注册 Ihuyi.Sms" in shown and shown.count('value="发送"') == 2, shown)
        for page in ("receipt.asp", "reply.asp"):
            answer = site.ask(folder, page, query=[("key", run.PUSH_KEY)], body=b"code=2&mobilephone=13800000000&smsid=1&report_time=x")
            run.equal(f"{name}: {variant}: {page} lets the gateway push again", (answer.error, answer.code, answer.body), ("", 500, b"error"))


# ---- register.asp


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
        site.set(session, 'Session("reg_sent") = CDate(CDbl(Now) - 61 / 86400)')

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
    run.check(f"{name}: which the owner is told", any("300" in text for text in records(data, "notes").values()))


def register_outcomes(run, name, site, variant):
    folder, data = begin(run, site, variant, "outcomes")
    visitor = Visitor(run, site, folder, f"outcomes-{variant}")
    shown = visitor.post("register.asp", action="send", mobile="123")
    run.equal(f"{name}: a number that is none", (note(shown), run.sandbox.ask("ledger")), ("手机号码不对，请检查。", []))
    run.sandbox.ask("faults", NOT_SENT)
    shown = visitor.post("register.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: not sent", (note(shown), run.sandbox.inbox()), ("现在发不出验证码，请稍后再试。", []))
    run.sandbox.ask("faults", method="DELETE")
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


# ---- order.asp


def order(run, name, site, variant):
    folder, data = begin(run, site, variant, "order")
    outsider = Visitor(run, site, folder, f"outsider-{variant}").get("order.asp")
    run.equal(f"{name}: order.asp is for the server alone", (outsider.code, outsider.text.strip()), (403, "只能在服务器本机上打开。"))
    staff = Visitor(run, site, folder, f"staff-{variant}", "127.0.0.1")
    shown = staff.get("order.asp").text
    run.check(f"{name}: order.asp masks numbers", MASKED in shown and MOBILE not in shown and shown.count('value="发送"') == 2, shown)
    shown = staff.post("order.asp", id="20260001")
    [message] = run.sandbox.inbox()
    run.equal(f"{name}: the template's text arrives", (message["mobile"], message["text"]),
              (MOBILE, "【互亿无线】订单号：20260001，联系人：张三，手机号：尾号0000，金额：128.00。"))
    run.check(f"{name}: it is shown and not offered again", "不要再发" in shown and message["id"] in shown and shown.count('value="发送"') == 1, shown)
    staff.post("order.asp", id="20260001")
    run.equal(f"{name}: a second click sends nothing", len(run.sandbox.ask("ledger")), 1)
    run.equal(f"{name}: its id is remembered", records(data, "sent"), {message["id"]: "order 20260001"})
    run.sandbox.ask("faults", {"kind": "html"})
    shown = staff.post("order.asp", id="20260002")
    run.check(f"{name}: unknown says so", "不要盲目重发" in shown and 'value="发送"' not in shown, shown)
    staff.post("order.asp", id="20260002")
    run.equal(f"{name}: and is not sent again", len(run.sandbox.ask("ledger")), 2)
    shown = staff.post("order.asp", id=SCRIPT[:20])
    run.check(f"{name}: a strange order is shown as text", "<script" not in shown and "没有这张订单：&lt;script&gt;" in shown, shown)


def order_again(run, name, site, variant):
    folder, data = begin(run, site, variant, "again")
    staff = Visitor(run, site, folder, f"again-{variant}", "::1")
    run.sandbox.ask("faults", NOT_SENT)
    shown = staff.post("order.asp", id="20260001")
    run.check(f"{name}: not sent may be sent again", "什么都没离开本机" in shown and shown.count('value="发送"') == 2, shown)
    run.sandbox.ask("faults", method="DELETE")
    run.sandbox.ask("accounts", {"id": "C00000000", "balance": 0, "service": "sms"})
    shown = staff.post("order.asp", id="20260001")
    run.check(f"{name}: refused says why", "<td>4051 " in shown and shown.count('value="发送"') == 2, shown)
    run.sandbox.ask("accounts", {"id": "C00000000", "balance": 10, "service": "sms"})
    staff.post("order.asp", id="20260001")
    run.equal(f"{name}: after mending it is sent once", len(run.sandbox.inbox()), 1)
    # The page that was to write the end of it never came so far.
    (data / "order" / "20260002-1.txt").write_bytes("x".encode("utf-16"))
    shown = staff.post("order.asp", id="20260002")
    run.check(f"{name}: an interrupted one is unknown", "发到一半中断了" in shown and len(run.sandbox.inbox()) == 1, shown)
    folder, _ = run.install(variant, f"unwritable-{site.bits}", IhuyiData='"Z:\\nowhere\\data"')
    shown = Visitor(run, site, folder, f"unwritable-{variant}", "127.0.0.1").post("order.asp", id="20260001")
    run.check(f"{name}: what cannot be recorded is not sent", note(shown).startswith("没有发送。记录写不进") and len(run.sandbox.inbox()) == 1, shown)


# ---- receipt.asp, reply.asp


def push(run, site, folder, kind, page, key=None, **fields):
    """The sandbox pushes to a page; what the page answered."""
    site.target = folder
    run.sandbox.ask(kind, {"url": f"{site.url}/{page}?key={key or run.PUSH_KEY}", **fields})
    answer = site.pushed.get(timeout=60)
    assert not answer.error, answer.error
    return answer.code, answer.body


SUCCESS = (200, b"success")


def receipt(run, name, site, variant):
    folder, data = begin(run, site, variant, "receipt")
    staff = Visitor(run, site, folder, f"receipt-{variant}", "127.0.0.1")
    staff.post("order.asp", id="20260001")
    [message] = run.sandbox.inbox()
    told = {"id": message["id"]}
    run.equal(f"{name}: a wrong key is no success", push(run, site, folder, "receipt", "receipt.asp", key="x" * 20, **told), (404, b"no"))
    run.equal(f"{name}: and leaves nothing", records(data, "receipt"), {})
    for _ in range(2):
        run.equal(f"{name}: a receipt is answered", push(run, site, folder, "receipt", "receipt.asp", **told), SUCCESS)
    kept = records(data, "receipt")
    run.equal(f"{name}: and recorded once", list(kept), [f"{message['id']}-{MOBILE}"])
    text = next(iter(kept.values()))
    run.check(f"{name}: as one's own", "ours=yes\r\nsuccess=yes\r\ncode=2\r\nstatus=DELIVRD\r\n" in text and f"mobile={MOBILE}\r\n" in text, text)
    failed = {"mobile": "13900000000", "id": "5", "code": 0, "msg": "MK:0012"}
    run.equal(f"{name}: a failure is answered", push(run, site, folder, "receipt", "receipt.asp", **failed), SUCCESS)
    text = records(data, "receipt")["5-13900000000"]
    run.check(f"{name}: and recorded, not as one's own", "ours=no\r\nsuccess=no\r\ncode=0\r\nstatus=MK:0012\r\nexplanation=" in text, text)
    run.check(f"{name}: with what the carrier's status means", re.search("explanation=.*[\u4e00-\u9fff]", text), text)
    run.equal(f"{name}: a review is answered", push(run, site, folder, "template-review", "receipt.asp", templateid=1, code=0, msg="含营销内容"), SUCCESS)
    run.equal(f"{name}: and recorded", records(data, "template"), {"1-0": "template=1\r\napproved=no\r\nreason=含营销内容\r\n"})
    run.equal(f"{name}: a reply is not for receipt.asp", push(run, site, folder, "reply", "receipt.asp", content="TD"), (400, b"bad"))

    def direct(body, page="receipt.asp"):
        answer = site.ask(folder, page, query=[("key", run.PUSH_KEY)], body=body)
        return answer.error, answer.code, answer.body

    before = records(data, "receipt")
    for what, body in (("a browser", None), ("nothing", b""), ("JSON", b'{"code":2}'), ("too much", b"code=2&msg=" + b"x" * 70000)):
        run.equal(f"{name}: {what} is no success", direct(body), ("", 400, b"bad"))
    run.equal(f"{name}: and leaves no receipt", records(data, "receipt"), before)
    run.equal(f"{name}: a path for an id stays a name", direct(b"code=2&msg=x&mobilephone=138&smsid=..%5C..%5Cevil&report_time=x"), ("", 200, b"success"))
    run.check(f"{name}: in its folder", "______evil-138" in records(data, "receipt") and not list(run.work.rglob("evil*")), list(records(data, "receipt")))
    for what, changes in (("no key set", {"IhuyiPushKey": '""'}), ("a short key", {"IhuyiPushKey": '"short"'})):
        closed, _ = run.install(variant, f"{what.replace(' ', '-')}-{site.bits}", **changes)
        for key in ("", "short"):
            answer = site.ask(closed, "receipt.asp", query=[("key", key)], body=b"code=2&msg=x&mobilephone=138&smsid=1&report_time=x")
            run.equal(f"{name}: {what} receives nothing", (answer.error, answer.code, answer.body), ("", 404, b"no"))
    broken, _ = run.install(variant, f"receipt-unwritable-{site.bits}", IhuyiData='"Z:\\nowhere\\data"')
    run.equal(f"{name}: what cannot be recorded is no success", push(run, site, broken, "receipt", "receipt.asp", **told), (500, b"error"))
    run.equal(f"{name}: nor is a reply", push(run, site, broken, "reply", "reply.asp", content="TD"), (500, b"error"))


def reply(run, name, site, variant):
    folder, data = begin(run, site, variant, "reply")
    words = {"mobile": MOBILE, "content": "退订 <b>你好</b> & 再见", "fields": {"reply_time": "2030-01-31 09:30:00", "smsid": "77"}}
    for _ in range(2):
        run.equal(f"{name}: a reply is answered", push(run, site, folder, "reply", "reply.asp", **words), SUCCESS)
    kept = list(records(data, "reply").values())
    run.equal(f"{name}: and recorded once, to the letter", kept, [f"id=77\r\nmobile={MOBILE}\r\ntime=2030-01-31 09:30:00\r\ncontent=退订 <b>你好</b> & 再见"])
    words["content"] = "退订 <b>你好</b> & 再见!"
    run.equal(f"{name}: another text is answered", push(run, site, folder, "reply", "reply.asp", **words), SUCCESS)
    run.equal(f"{name}: and is another reply", len(records(data, "reply")), 2)
    body = b"mobilephone=13800000001&content=%CD%CB%B6%A9&smsid=78&reply_time=x"
    answer = site.ask(folder, "reply.asp", query=[("key", run.PUSH_KEY)], body=body)
    run.equal(f"{name}: a reply in GBK is answered", (answer.error, answer.code, answer.body), ("", *SUCCESS))
    run.check(f"{name}: and read", any(text.endswith("content=退订") for text in records(data, "reply").values()))
    run.equal(f"{name}: a wrong key is no success", push(run, site, folder, "reply", "reply.asp", key="x" * 20, **words), (404, b"no"))
    run.equal(f"{name}: a receipt is not for reply.asp", push(run, site, folder, "receipt", "reply.asp", id="5", mobile=MOBILE), (400, b"bad"))
    run.equal(f"{name}: neither leaves a reply", len(records(data, "reply")), 3)


# ---- balance.asp, explain.asp, and the functions of ihuyi.asp


def looks(run, name, site, variant):
    settings = run.work / f"shop-{site.bits}-{variant}.ini"
    path = '"Z:' + str(settings).replace("/", "\\") + '"'
    settings.write_bytes((run.library(site.bits).parent / "ihuyi.ini").read_bytes())
    folder, _ = begin(run, site, variant, "looks", IhuyiIni=path)
    outsider = Visitor(run, site, folder, "outsider").get("balance.asp")
    run.check(f"{name}: balance.asp is for the server alone", outsider.code == 403 and "<html" not in outsider.text, outsider.text)
    local = Visitor(run, site, folder, "looks", "127.0.0.1")
    shown = local.get("balance.asp").text
    run.check(f"{name}: the balance", "还剩 <b>10000</b> 条" in shown and "组件版本" in shown, shown)
    settings.write_bytes(settings.read_bytes().replace(b"apikey = 0", b"apikey = f", 1))
    shown = local.get("balance.asp").text
    run.check(f"{name}: a wrong key is explained", "没有查到" in shown and "</b>40502 " in shown and "f123456789" not in shown, shown)
    settings.unlink()
    shown = local.get("balance.asp").text
    run.check(f"{name}: missing settings are explained", "没有查到" in shown and "-122" in shown and "没有见过" not in shown, shown)
    folder, _ = run.install(variant, f"explain-{site.bits}")
    visitor = Visitor(run, site, folder, "looks")
    shown = visitor.get("explain.asp", code="4072").text
    run.check(f"{name}: explain.asp explains", "<h2>4072 " in shown and all(word in shown for word in ("含义：", "常见原因：", "怎么办：")), shown)
    shown = visitor.get("explain.asp", code='"><b>4072').text
    run.check(f"{name}: what is no code is shown as text", "<b>4" not in shown and "&quot;&gt;&lt;b&gt;4072" in shown and "<h2>" not in shown, shown)
    run.check(f"{name}: explain.asp alone is a form", "<h2>" not in visitor.get("explain.asp").text)


PAGE = """<%@ Language="VBScript" CodePage="{page}" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
Dim i
Response.Write IhuyiHtml(Request.Form("text")) & "|" & IhuyiMask("13800000000") & IhuyiMask("1380") & IhuyiMask(Null) & "|"
IhuyiVoice "13800000000", "1234"
Response.Write IhuyiOutcome & IhuyiCode & "|" & Len(IhuyiMessageId) & "|"
IhuyiSend Null, "x"
Response.Write IhuyiOutcome & " " & IhuyiCode & " " & IhuyiMessage & "|"
IhuyiSend "13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。"
Response.Write IhuyiOutcome & IhuyiCode & "|" & IhuyiOutcomeText & "|"
For i = 1 To 200
  Response.Write IhuyiRandomCode() & " "
Next
%>"""


def functions(run, name, site, variant):
    folder, _ = begin(run, site, variant, "functions")
    page = PAGE.replace("{page}", {"utf-8": "65001", "gbk": "936"}[variant]).replace("\n", "\r\n")
    (folder / "mine.asp").write_bytes(page.encode(variant))
    answer = site.ask(folder, "mine.asp", form={"text": SCRIPT + "中文"})
    assert not answer.error, answer.error
    escaped, masks, voice, digits, raised, sent, words, codes = answer.text.strip().split("|")
    run.equal(f"{name}: text is escaped", escaped, ESCAPED + "中文")
    run.equal(f"{name}: numbers are masked", masks, f"{MASKED}********")
    run.check(f"{name}: a call is made", voice == "accepted2" and int(digits) > 0, voice)
    run.check(f"{name}: a mistake of the page does not stop it", re.fullmatch(r"refused -1\d\d .*\(-1\d\d\)|refused -1\d\d .*（-1\d\d）", raised), raised)
    run.equal(f"{name}: the next call is a new one", (sent, words[:4]), ("accepted2", "已受理："))
    run.equal(f"{name}: what arrives", [(m["service"], m["content"]) for m in run.sandbox.inbox()],
              [("voice", "1234"), ("sms", "您的验证码是：1234。请不要把验证码泄露给其他人。")])
    drawn = codes.split()
    run.check(f"{name}: codes are six digits and differ", len(drawn) == 200 and all(re.fullmatch(r"\d{6}", code) for code in drawn)
              and len(set(drawn)) > 190 and len({code[0] for code in drawn}) > 5, drawn)


def readme(run, name, site, variant):
    """The page that the README shows, put into a file as its reader would."""
    folder, _ = begin(run, site, variant, "readme")
    page = re.search("(?ms)^```asp\n(.*?)^```$", README.read_text(encoding="utf-8"))[1]
    if variant == "utf-8":
        page = page.replace("936", "65001")
    (folder / "mine.asp").write_bytes(page.replace("\n", "\r\n").encode(variant))
    for fault, shown in ((None, "已受理，流水号 "), ({"kind": "reset_after"}, "结果未知，请勿盲目重发，等回执"), (NOT_SENT, "没有发出，稍后再发不会重复：")):
        if fault:
            run.sandbox.ask("faults", fault)
        answer = site.ask(folder, "mine.asp")
        run.check(f"{name}: the README's page: {shown}", not answer.error and answer.text.strip().startswith(shown), answer.error or answer.text)
        run.sandbox.ask("faults", method="DELETE")
    run.sandbox.ask("accounts", {"id": "C00000000", "balance": 0, "service": "sms"})
    answer = site.ask(folder, "mine.asp")
    run.check(f"{name}: the README's page: refused", "被拒绝，没有发出：4051 " in answer.text, answer.error or answer.text)


TESTS = (register, register_outcomes, order, order_again, receipt, reply, looks, functions, readme)

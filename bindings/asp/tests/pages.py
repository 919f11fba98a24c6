"""What the pages answer, what they send, and what they keep."""

import html
import re
import urllib.parse

MOBILE, MASKED = "13800000000", "138****0000"
SCRIPT = "<script>alert(\"x'&\")</script>"
NOT_SENT = {"tls": "unknown_ca"}


def escaped(name):
    """The file name that a record gets, as long as it is short."""
    units = name.encode("utf-16-be")
    letters = (int.from_bytes(units[at:at + 2]) for at in range(0, len(units), 2))
    return "".join(chr(letter) if chr(letter) in "0123456789abcdefghijklmnopqrstuvwxyz-" else f"_{letter:04x}" for letter in letters)


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


def tells(text, digits):
    """Whether these digits stand there, and not within a longer number."""
    return re.search(rf"(?<!\d){digits}(?!\d)", text)


def note(text):
    found = re.search("<p><b>(.*?)</b></p>", text)
    return html.unescape(found[1]) if found else ""


def begin(run, site, variant, name, **changes):
    run.sandbox.reset()
    run.sandbox.ask("limits", {"enabled": False})
    run.fresh(site.bits)
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
        picture = site.ask(folder, "picture.asp")
        run.equal(f"{name}: {variant}: picture.asp has none", (picture.error, picture.code, picture.body), ("", 503, b""))
        shown = local.post("register.asp", action="send", mobile=MOBILE, picture="x")
        run.equal(f"{name}: {variant}: register.asp tells a visitor nothing of it", note(shown), "现在发不出验证码，请稍后再试。")
        notes = "".join(records(data, "notes").values())
        run.check(f"{name}: {variant}: but the owner", "没有注册 Ihuyi.Sms" in notes and MASKED in notes and MOBILE not in notes, notes)
        shown = local.post("order.asp", id="20260001")
        run.check(f"{name}: {variant}: order.asp lets one try again", "没有注册 Ihuyi.Sms" in shown and shown.count('value="发送"') == 2, shown)
        for page in ("receipt.asp", "reply.asp"):
            answer = site.ask(folder, page, query=[("key", run.PUSH_KEY)], body=b"code=2&mobilephone=13800000000&smsid=1&report_time=x")
            run.equal(f"{name}: {variant}: {page} lets the gateway push again", (answer.error, answer.code, answer.body), ("", 500, b"error"))


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
    run.check(f"{name}: and which files to take away", re.findall(r"[\w-]+(?=\.txt)", shown, re.ASCII) == sorted(records(data, "order"))[-2:], shown)
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
    first = {escaped("1-0-含营销内容"): "template=1\r\napproved=no\r\nreason=含营销内容\r\n"}
    run.equal(f"{name}: and recorded", records(data, "template"), first)
    for _ in range(2):
        run.equal(f"{name}: the next one is answered", push(run, site, folder, "template-review", "receipt.asp", templateid=1, code=0, msg="变量太多了呀"), SUCCESS)
    run.equal(f"{name}: another reason is another review", records(data, "template"),
              first | {escaped("1-0-变量太多了呀"): "template=1\r\napproved=no\r\nreason=变量太多了呀\r\n"})
    run.equal(f"{name}: a reply is not for receipt.asp", push(run, site, folder, "reply", "receipt.asp", content="TD"), (400, b"bad"))

    def direct(body, page="receipt.asp"):
        answer = site.ask(folder, page, query=[("key", run.PUSH_KEY)], body=body)
        return answer.error, answer.code, answer.body

    before = records(data, "receipt")
    for what, body in (("a browser", None), ("nothing", b""), ("JSON", b'{"code":2}'), ("too much", b"code=2&msg=" + b"x" * 70000)):
        run.equal(f"{name}: {what} is no success", direct(body), ("", 400, b"bad"))
    run.equal(f"{name}: and leaves no receipt", records(data, "receipt"), before)
    run.equal(f"{name}: a path for an id stays a name", direct(b"code=2&msg=x&mobilephone=138&smsid=..%5C..%5Cevil&report_time=x"), ("", 200, b"success"))
    run.check(f"{name}: in its folder", escaped("..\\..\\evil-138") in records(data, "receipt") and not list(run.work.rglob("evil*")), list(records(data, "receipt")))
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
    for content in ("\U0001f600" + "好" * 60, "\U0001f602" + "好" * 60):
        body = urllib.parse.urlencode({"mobilephone": "13800000002", "content": content, "smsid": "79", "reply_time": "x"}).encode()
        answer = site.ask(folder, "reply.asp", query=[("key", run.PUSH_KEY)], body=body)
        run.equal(f"{name}: a long reply is answered", (answer.error, answer.code, answer.body), ("", *SUCCESS))
        run.check(f"{name}: and recorded", any(text.endswith(f"content={content}") for text in records(data, "reply").values()))
    body = b"mobilephone=13800000001&content=%CD%CB%B6%A9&smsid=78&reply_time=x"
    answer = site.ask(folder, "reply.asp", query=[("key", run.PUSH_KEY)], body=body)
    run.equal(f"{name}: a reply in GBK is answered", (answer.error, answer.code, answer.body), ("", *SUCCESS))
    run.check(f"{name}: and read", any(text.endswith("content=退订") for text in records(data, "reply").values()))
    run.equal(f"{name}: a wrong key is no success", push(run, site, folder, "reply", "reply.asp", key="x" * 20, **words), (404, b"no"))
    run.equal(f"{name}: a receipt is not for reply.asp", push(run, site, folder, "receipt", "reply.asp", id="5", mobile=MOBILE), (400, b"bad"))
    run.equal(f"{name}: neither leaves a reply", len(records(data, "reply")), 5)


# ---- balance.asp, explain.asp


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


TESTS = (order, order_again, receipt, reply, looks)

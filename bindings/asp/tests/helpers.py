"""The functions of ihuyi.asp and records.asp, called by pages of one's own."""

import base64
import pathlib
import re

from pages import MASKED, NOT_SENT, SCRIPT, begin, escaped, records

README = pathlib.Path(__file__).resolve().parents[1] / "README.zh-CN.md"
ESCAPED = "&lt;script&gt;alert(&quot;x&#39;&amp;&quot;)&lt;/script&gt;"

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
  Response.Write IhuyiRandom() & " "
Next
%>"""


def functions(run, name, site, variant):
    folder, _ = begin(run, site, variant, "functions")
    page = PAGE.replace("{page}", {"utf-8": "65001", "gbk": "936"}[variant]).replace("\n", "\r\n")
    (folder / "mine.asp").write_bytes(page.encode(variant))
    answer = site.ask(folder, "mine.asp", form={"text": SCRIPT + "中文"})
    assert not answer.error, answer.error
    safe, masks, voice, digits, raised, sent, words, tickets = answer.text.strip().split("|")
    run.equal(f"{name}: text is escaped", safe, ESCAPED + "中文")
    run.equal(f"{name}: numbers are masked", masks, f"{MASKED}********")
    run.check(f"{name}: a call is made", voice == "accepted2" and int(digits) > 0, voice)
    run.check(f"{name}: a mistake of the page does not stop it", re.fullmatch(r"refused -1\d\d .*\(-1\d\d\)|refused -1\d\d .*（-1\d\d）", raised), raised)
    run.equal(f"{name}: the next call is a new one", (sent, words[:4]), ("accepted2", "已受理："))
    run.equal(f"{name}: what arrives", [(m["service"], m["content"]) for m in run.sandbox.inbox()],
              [("voice", "1234"), ("sms", "您的验证码是：1234。请不要把验证码泄露给其他人。")])
    drawn = tickets.split()
    run.check(f"{name}: tickets are 32 digits and differ", len(set(drawn)) == 200 and all(re.fullmatch("[0-9A-Fa-f]{32}", one) for one in drawn), drawn)


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
    # Its two pages for a code: they begin as the first does.
    run.fresh(site.bits)
    run.sandbox.ask("accounts", {"id": "C00000000", "balance": 10, "service": "sms"})
    _, start, check, *_ = re.findall("(?ms)^```asp\n(.*?)^```$", README.read_text(encoding="utf-8"))
    head = page[:page.index("<%\nSelect")]
    for file, body in (("start.asp", start), ("check.asp", check)):
        (folder / file).write_bytes((head + body).replace("\n", "\r\n").encode(variant))
    answer = site.ask(folder, "start.asp", f"readme-{variant}", form={"mobile": "+86 13800000000"})
    run.check(f"{name}: the README's code is sent", re.search(r"^\d\d 秒后才能再要，300 秒内有效$", answer.text.strip()), answer.error or answer.text)
    code = re.search(r"\d{6}", run.sandbox.inbox()[-1]["content"])[0]
    for typed, shown in ((f"{(int(code) + 1) % 1000000:06}", "不对：wrong"), (code, f"是本人：{MASKED}"), (code, "不对：none")):
        answer = site.ask(folder, "check.asp", f"readme-{variant}", form={"code": typed})
        run.equal(f"{name}: the README's check: {shown}", (answer.error, answer.text.strip()), ("", shown))


# Stands for the component: raises what it is told, after it has noted what the call came to.
FAULTY = """<%@ Language="VBScript" CodePage="{page}" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
Dim Told
Class Faulty
  Public Code
  Public Message
  Public Advice
  Public MessageId
  Public OutcomeText
  Public HttpStatus
  Public Property Get Outcome()
    If Told(1) = "broken" Then Err.Raise 462
    Outcome = Told(1)
  End Property
  Public Sub Send(mobile, content)
    Code = CLng(Told(2))
    HttpStatus = 0
    OutcomeText = "word"
    Message = "message"
    Advice = "advice"
    MessageId = ""
    If Told(0) <> "0" Then Err.Raise CLng(Told(0)), "Faulty", "raised"
  End Sub
End Class
Told = Split(Request.Form("told"), " ")
Set IhuyiSms = New Faulty
IhuyiSend "13800000000", "x"
Response.Write IhuyiOutcome & "|" & IhuyiCode & "|"
If IhuyiAsked Then Response.Write "asked"
Response.Write "|" & IhuyiMessage
%>"""


def functions_of_errors(run, name, site, variant):
    """What an error says of the message: nothing left where the call did not get into the component."""
    folder, _ = begin(run, site, variant, "errors")
    page = FAULTY.replace("{page}", {"utf-8": "65001", "gbk": "936"}[variant]).replace("\n", "\r\n")
    (folder / "mine.asp").write_bytes(page.encode(variant))

    def told(number, outcome, code=0):
        answer = site.ask(folder, "mine.asp", form={"told": f"{number} {outcome} {code}"})
        assert not answer.error, answer.error
        return answer.text.strip().split("|")

    for number in (13, 424, 438, 446, 448, 449, 450, 458, 0x800A000D - 2**32, 0x800A01C2 - 2**32):
        # The object would still tell of an earlier call.
        *got, words = told(number, "accepted", 2)
        run.equal(f"{name}: {number} is not sent", got, ["not_sent", "0", ""])
        run.check(f"{name}: {number} is a mistake of the page's", words.startswith("页面里的这次调用写错了") and "raised" in words, words)
    *got, words = told(429, "accepted", 2)
    run.check(f"{name}: 429 is not sent", got == ["not_sent", "0", ""] and "没有注册" in words, (got, words))
    for number in (5, 462, 0x80004005 - 2**32, 0x800706BE - 2**32):
        *got, words = told(number, "accepted", 2)
        run.check(f"{name}: {number} is unknown", got == ["unknown", "0", "asked"] and "raised" in words, (got, words))
    own = 0x80040200 - 2**32
    run.equal(f"{name}: -900 after the request left", told(own + 900, "unknown", -900), ["unknown", "-900", "asked", "raised"])
    run.equal(f"{name}: -900 before", told(own + 900, "not_sent", -900), ["not_sent", "-900", "", "raised"])
    run.equal(f"{name}: -105", told(own + 105, "refused", -105), ["refused", "-105", "", "raised"])
    run.equal(f"{name}: no error", told(0, "accepted", 2), ["accepted", "2", "", "message"])
    for number in (0, own + 900):
        run.equal(f"{name}: {number} without an outcome is unknown", told(number, "", -900)[0::2], ["unknown", "asked"])
        run.equal(f"{name}: {number} with one that cannot be read, too", told(number, "broken", -900)[0::2], ["unknown", "asked"])


# All that a page can do with codes, one after the other, each with what it tells.
CODES = """<%@ Language="VBScript" CodePage="{page}" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
Dim keys, one, picture
keys = Array("ip=" & IhuyiAddress(), "session=" & IhuyiTicket())
Select Case Request.QueryString("what")
Case "start"
  Set one = IhuyiVerifyStart("reset", "13800000000", keys)
  Session("id") = one.Id
  Tell one
Case "start with a forged key"
  Tell IhuyiVerifyStart("reset", "13800000000", Array("ip=" & IhuyiAddress(), "device=x" & vbCrLf & "ip=192.0.2.1"))
Case "again"
  Tell IhuyiVerifyResend(Session("id"), Request.QueryString("channel"), keys)
Case "check"
  If IhuyiVerifyCheck("unknown", "1234") Then Response.Write "an id that is none is right"
  Set one = IhuyiVerifyCheck(Session("id"), Request.QueryString("code"))
  Tell one
Case "picture"
  Set picture = IhuyiCaptchaNew(keys)
  If picture Is Nothing Then
    Response.Write IhuyiCode & " " & IhuyiMessage
  Else
    Response.Write picture.DataUri & "|" & picture.Length & "|" & picture.Valid
  End If
End Select
Sub Tell(told)
  Response.Write told.Status & "|" & told.Channel & "|" & told.Digits & "|" & told.Left & "|" & told.Mobile & "|" & told.Purpose & "|" & told.Limit & "|"
  If told.Ok Then Response.Write "ok"
  Response.Write "|" & Len(told.Id) & "|" & IhuyiOutcome & IhuyiCode & "|" & IhuyiMessage
End Sub
%>"""


def codes(run, name, site, variant):
    """One-time codes and pictures in pages of one's own."""
    folder, _ = begin(run, site, variant, "codes")
    run.fresh(site.bits, limits="sms:mobile 2/1h, captcha:ip 1/1h")
    page = CODES.replace("{page}", {"utf-8": "65001", "gbk": "936"}[variant]).replace("\n", "\r\n")
    (folder / "mine.asp").write_bytes(page.encode(variant))

    def told(what, **query):
        answer = site.ask(folder, "mine.asp", f"codes-{variant}", [("what", what), *query.items()])
        assert not answer.error, answer.error
        return answer.text.strip().split("|")

    *got, length, outcome, _ = told("start")
    run.equal(f"{name}: a code is out", (got, int(length) > 20, outcome), (["ok", "sms", "6", "5", "", "", "", "ok"], True, "accepted2"))
    code = re.search(r"\d{6}", run.sandbox.inbox()[0]["content"])[0]
    *got, length, outcome, words = told("start with a forged key")
    run.check(f"{name}: a value cannot pass for another key", (got[0], got[7], outcome) == ("", "", "refused-101") and "换行" in words, (got, outcome, words))
    *got, _, outcome, _ = told("again", channel="voice")
    run.equal(f"{name}: it is read out", (got, outcome), (["ok", "voice", "6", "5", "", "", "", "ok"], "accepted2"))
    run.equal(f"{name}: the same code", [(m["service"], m["content"]) for m in run.sandbox.inbox()[1:]], [("voice", code)])
    run.equal(f"{name}: a text again", told("again", channel="sms")[9], "accepted2")
    *got, length, outcome, _ = told("again", channel="")
    run.equal(f"{name}: but not beyond the limit", (got, length, outcome), (["", "", "0", "0", "", "", "sms:mobile 2/1h", ""], "0", "not_sent-401"))
    *got, _, outcome, words = told("check", code="")
    run.check(f"{name}: nothing entered", got[0] == "" and got[7] == "" and "没有填验证码" in words, (got, words))
    *got, _, _, words = told("check", code=f"{(int(code) + 1) % 1000000:06}")
    run.check(f"{name}: a wrong one", (got[0], got[3], got[7]) == ("wrong", "4", "") and "4" in words, (got, words))
    run.equal(f"{name}: the right one", told("check", code=code)[:8], ["ok", "sms", "6", "0", "13800000000", "reset", "", "ok"])
    run.equal(f"{name}: once", told("check", code=code)[0], "none")
    uri, length, valid = told("picture")
    png = base64.b64decode(uri.removeprefix("data:image/png;base64,"), validate=True)
    run.equal(f"{name}: a picture", (png[:8], length, valid), (b"\x89PNG\r\n\x1a\n", "5", "300"))
    run.check(f"{name}: but not any number of them", told("picture")[0].startswith("-401 "))


NAMES = """<%@ Language="VBScript" CodePage="{page}" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<!--#include file="records.asp"-->
<%
Dim name
name = Request.QueryString("name")
Response.Write IhuyiRecord("order", name, "x" & name) & "|" & IhuyiFileName(name)
If IhuyiRecall("order", name) = "x" & name Then Response.Write "|recalled"
%>"""
LONG = "订单" * 70
DEVICES = {"con": "_0063on", "nul": "_006eul", "lpt1": "_006cpt1"}
DIFFERENT = ("ab", "AB", "Ab", "A/1", "A_1", "A.1", "a_0041", "张三", "李四", "\U0001f600", "\U0001f602", "耀", "..", "x\\y", "20260001-1", *DEVICES,
             "x" * 120, "x" * 121, "x" * 120 + "y", "x" * 80, LONG, LONG + "1", LONG + "2")


def names(run, name, site, variant):
    """Two names are two records, on a disk that does not know capital letters."""
    folder, data = begin(run, site, variant, "names")
    page = NAMES.replace("{page}", {"utf-8": "65001", "gbk": "936"}[variant]).replace("\n", "\r\n")
    (folder / "mine.asp").write_bytes(page.encode(variant))
    for result in ("new", "known"):
        for one in DIFFERENT:
            answer = site.ask(folder, "mine.asp", query=[("name", one)])
            told, _, rest = (answer.error or answer.text).strip().partition("|")
            file = DEVICES.get(one, escaped(one))
            if len(file) > 120:
                file = rest.removesuffix("|recalled")
                run.check(f"{name}: a long name is its beginning and a sum",
                          re.fullmatch(rf"{escaped(one)[:80]}__{len(one)}-[0-9a-f]+-[0-9a-f]+", file), file)
            run.equal(f"{name}: {one[:20]!r}, {len(one)} letters, is {result}", (told, rest), (result, f"{file}|recalled"))
    files = {file.lower() for file in records(data, "order")}
    run.equal(f"{name}: as many files as names, on any disk", len(files), len(DIFFERENT))


TESTS = (functions, functions_of_errors, codes, names, readme)

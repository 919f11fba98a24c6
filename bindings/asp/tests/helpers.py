"""The functions of ihuyi.asp and records.asp, called by pages of one's own."""

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
  Response.Write IhuyiRandomCode() & " "
Next
%>"""


def functions(run, name, site, variant):
    folder, _ = begin(run, site, variant, "functions")
    page = PAGE.replace("{page}", {"utf-8": "65001", "gbk": "936"}[variant]).replace("\n", "\r\n")
    (folder / "mine.asp").write_bytes(page.encode(variant))
    answer = site.ask(folder, "mine.asp", form={"text": SCRIPT + "中文"})
    assert not answer.error, answer.error
    safe, masks, voice, digits, raised, sent, words, codes = answer.text.strip().split("|")
    run.equal(f"{name}: text is escaped", safe, ESCAPED + "中文")
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


TESTS = (functions, functions_of_errors, names, readme)

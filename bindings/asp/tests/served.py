"""ihuyi-helper.asp: the class over the helper of this machine, against a helper, against none, and against servers that are none."""

import base64
import json
import pathlib
import re

import pages
import registration
from pages import MASKED, MOBILE
from service import Odd, answered, nobody
from website import windows

# HTTP components. Under Wine the first hides why a connection was not made and knows no time limit; the second tells, and has one for the
# time between two parts of an answer.
WAYS = {"ServerXMLHTTP": "MSXML2.ServerXMLHTTP.6.0", "WinHttpRequest": "WinHttp.WinHttpRequest.5.1"}
TEXT = "您的验证码是：4711。请不要把验证码泄露给其他人。"
SMILE = "\U0001f600"
README = pathlib.Path(__file__).resolve().parents[1] / "README.zh-CN.md"

PAGE = """<%@ Language="VBScript" CodePage="{page}" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
Dim sms, told, one, number, words
Set sms = New IhuyiHelper
sms.Ways = Array(Request.Form("way") & "")
sms.TimeLimit = 2
If Request.Form("token") & "" <> "" Then
  sms.Connect Request.Form("url") & "", ""
  sms.Token = Request.Form("token")
Else
  sms.Connect Request.Form("url") & "", Request.Form("file")
End If
Set told = Nothing
On Error Resume Next
Select Case Request.Form("what")
Case "send"
  sms.Send "13800000000", "您的验证码是：4711。请不要把验证码泄露给其他人。"
Case "send a smile"
  sms.Send "13800000000", "您好" & ChrW(55357) & ChrW(56832)
Case "send marks"
  sms.Send "13800000000", "您的验证码是：""4\\/'。请不要把验证码泄露给其他人。"
Case "template"
  sms.SendTemplate "13800000000", 2, Array("20260001", "张三", "尾号0000", "128.00")
Case "no template"
  sms.SendTemplate "13800000000", "", "x"
Case "separator"
  sms.SendTemplate "13800000000", "2", Array("x|y")
Case "voice"
  sms.Voice 13800000000, "4711"
Case "reference"
  sms.Submit "sms", "13800000000", "您的订单1001已付款。", Empty, "reference = order-1001-paid"
Case "null"
  sms.Send Null, "x"
Case "balance"
  number = sms.Balance()
  Response.Write number & "=" & sms.Left & "‖"
Case "lang"
  sms.SetOption "lang", "en"
  sms.Send "1380000", "x"
Case "own account"
  sms.Account = "C00000000"
  sms.ApiKey = "ffffffffffffffffffffffffffffffff"
  number = sms.Balance()
Case "store"
  sms.SetOption "store", "memory:x"
  number = sms.Balance()
Case "nul"
  sms.Send "13800000000", "a" & Chr(0) & "b"
Case "explain"
  Set told = sms.Explain("4072")
  Response.Write told.Code & told.Text & "‖" & told.Known & "‖"
Case "version"
  Response.Write sms.Version & "‖" & sms.Library & "‖"
Case "start"
  Set told = sms.VerifyStart("register", "13800000000", Array("ip=192.0.2.7", "device=甲"))
Case "resend"
  Set told = sms.VerifyResend(Request.Form("id"), "voice", Empty)
Case "check"
  Set told = sms.VerifyCheck(Request.Form("id"), Request.Form("code"))
Case "keys"
  Set told = sms.VerifyStart("register", "13800000000", Array("device=x" & vbCrLf & "ip=192.0.2.8"))
Case "guard"
  Set one = sms.GuardAsk("sms", "13900000003", "ip=192.0.2.9")
  Set one = sms.GuardStatus("sms", "13900000003", Empty)
  Response.Write CInt(one.Allowed) & " " & one.Limit & " " & one.Wait & "‖"
  sms.GuardUnlock "mobile", "13900000003"
Case "captcha"
  Set one = sms.CaptchaNew("ip=192.0.2.10")
  Response.Write one.Id & " " & one.Length & " " & one.Valid & " " & VarType(one.Png) & " " & one.DataUri & "‖"
  Response.Write CInt(sms.CaptchaCheck(one.Id, "0000")) & "‖"
Case "record"
  Set one = sms.RecordPush(Request.Form("body"))
  If Err.Number = 0 Then Response.Write one.Kind & " " & one.Answer & " " & CInt(one.Success) & " " & one.Status & "‖"
Case "status"
  Set one = sms.Status(Request.Form("id"))
  Response.Write one.State & " " & one.MessageId & " " & one.Mobile & " " & one.Service & " " & one.Status & "‖"
Case "inbox"
  Set one = sms.Inbox(Request.Form("id"))
  Response.Write one.Kind & " " & one.Number & " " & (New IhuyiHelperJson).Quoted(one.Content) & "‖"
End Select
number = Err.Number
words = Err.Description
On Error Goto 0
If Not told Is Nothing And Request.Form("what") <> "explain" Then
  Response.Write told.Status & " " & told.Channel & " " & told.Digits & " " & told.Left & " " & told.Mobile & " " & told.Purpose & " " & told.Id & "‖"
End If
Response.Write sms.Outcome & "‖" & sms.Code & "‖" & sms.MessageId & "‖" & Hex(number) & "‖" & sms.Message & "‖" & sms.Advice
%>"""

JSON = """<%@ Language="VBScript" CodePage="{page}" %>
<% Option Explicit %>
<!--#include file="ihuyi.asp"-->
<%
Dim reader, found, i
Set reader = New IhuyiHelperJson
For i = 0 To CInt(Request.Form("count")) - 1
  Set found = Nothing
  On Error Resume Next
  Set found = reader.Read(Replace(Request.Form("json" & i) & "", "<NUL>", Chr(0)))
  On Error Goto 0
  If found Is Nothing Then
    Response.Write "wrong" & vbLf
  Else
    Response.Write Shown(found) & vbLf
  End If
Next
Response.Write reader.Quoted(Request.Form("text") & "") & vbLf & Chr(34)
For i = 0 To 31
  Response.Write Mid(reader.Quoted(Chr(i)), 2, 6)
Next
Response.Write Chr(34)
Function Shown(value)
  Dim name, made
  If IsObject(value) Then
    made = ""
    For Each name In value.Keys
      made = made & "," & reader.Quoted(name & "") & ":" & Shown(value.Item(name))
    Next
    Shown = "{" & Mid(made, 2) & "}"
  ElseIf IsNull(value) Then
    Shown = "null"
  ElseIf VarType(value) = 11 Then
    Shown = "false"
    If value Then Shown = "true"
  ElseIf VarType(value) = 8 Then
    Shown = reader.Quoted(value)
  Else
    Shown = Replace(CStr(value), "+", "")
  End If
End Function
%>"""

GOOD = ('{}', ' {\t"a"\r\n:\n1 } ', '{"a":{"b":{}}}', '{"a":[1,"x",[],{}]}', '{"a":"","b":null,"c":true,"d":false}', '{"":0}',
        '{"a":0,"b":-0,"c":-12,"d":120,"e":1.5,"f":-0.25,"g":2e3,"h":5E-1,"i":12E+2,"j":2147483647}',
        r'{"a":"\"\\\/\b\f\n\r\t"}', r'{"a":"\u4e2d\u6587\u0000\u001f"}', r'{"a":"\uD83D\ude00x"}', '{"a":"中文\u200b \U0001f600"}',
        '{"a\\"b":"}{"}', '{"a":"\\\\"}', '{"a":"\\\\\\""}', '{"A":1,"a":2}', '{"a":' + '[' * 15 + ']' * 15 + '}', '{"a":"%s"}' % ("长" * 300))
BAD = ('', ' ', 'null', '1', '"x"', '[]', '{', '}', '{}}', '{} x', '{}{}', '{"a"}', '{"a":}', '{"a":1,}', '{,}', '{a:1}', "{'a':1}", '{"a":1 "b":2}',
       '{"a":1,"a":1}', '{"a":01}', '{"a":+1}', '{"a":1.}', '{"a":.5}', '{"a":1e}', '{"a":1e+}', '{"a":-}', '{"a":0x1}', '{"a":1e999}', '{"a":NaN}',
       '{"a":True}', '{"a":tru}', '{"a":nul}', '{"a":"x}', '{"a":"\\', '{"a":"\\x"}', '{"a":"\\u12"}', '{"a":"\\u12g4"}', '{"a":"\\u 123"}',
       r'{"a":"\ud83d"}', r'{"a":"\ud83dx"}', r'{"a":"\ude00"}', r'{"a":"\ud83d\u0041"}', r'{"a":"\ud83d\ud83d"}',
       '{"a":"\t"}', '{"a":"\n"}', '{"a":"\x01"}', '{"a":1\x0b}', '{"a":"<NUL>"}', '{}<NUL>', '{"a":' + '[' * 16 + ']' * 16 + '}', '{"a":[1,]}', '{"a":[1 2]}',
       '{"a":[}', '\ufeff{}', '{"a":１}', '{"a":CreateObject("x")}', '{"a":1:b}')


class Tries:
    """The page above in a folder of its own."""

    count = 0

    def __init__(self, run, site, variant, way, service):
        self.site, self.way, self.service = site, WAYS[way], service
        Tries.count += 1
        self.folder, _ = pages.begin(run, site, variant, f"class-{Tries.count}")
        page = {"utf-8": "65001", "gbk": "936"}[variant]
        for name, text in (("mine.asp", PAGE), ("json.asp", JSON)):
            (self.folder / name).write_bytes(text.replace("{page}", page).replace("\n", "\r\n").encode(variant))

    def ask(self, what, url=None, way=None, **form):
        values = {"what": what, "url": url or self.service.url, "file": windows(self.service.token), "way": way or self.way, **form}
        answer = self.site.ask(self.folder, "mine.asp", form=values)
        assert not answer.error, answer.error
        return answer.text.strip("\r\n").split("‖")


def calls(run, name, site, variant, service, way):
    """What a page asks for arrives as it was written, and what is answered as well."""
    tries = Tries(run, site, variant, way, service)
    outcome, code, number, error, words, advice = tries.ask("send")
    [message] = run.sandbox.inbox()
    run.equal(f"{name}: accepted", (outcome, code, number, error), ("accepted", "2", message["id"], "0"))
    run.equal(f"{name}: to the letter", (message["mobile"], message["content"]), (MOBILE, TEXT))
    run.check(f"{name}: with words and advice", words == "提交成功" and "流水号" in advice, (words, advice))
    got = tries.ask("send a smile")
    run.check(f"{name}: an emoji is one character there", got[:2] == ["refused", "4074"] and "U+1F600" in got[4], got)
    run.equal(f"{name}: quotes and backslashes", tries.ask("send marks")[:2], ["accepted", "2"])
    run.equal(f"{name}: arrive, too", run.sandbox.inbox()[1]["content"], "您的验证码是：\"4\\/'。请不要把验证码泄露给其他人。")
    run.equal(f"{name}: a template", tries.ask("template")[0], "accepted")
    run.equal(f"{name}: with its variables", run.sandbox.inbox()[2]["text"], "【互亿无线】订单号：20260001，联系人：张三，手机号：尾号0000，金额：128.00。")
    run.equal(f"{name}: a call", (tries.ask("voice")[:2], run.sandbox.inbox()[3]["content"]), (["accepted", "2"], "4711"))
    first, again = tries.ask("reference"), tries.ask("reference")
    run.equal(f"{name}: one event once", (first[0], again[:3], len(run.sandbox.inbox())), ("accepted", first[:3], 5))
    rest, *got = tries.ask("balance")
    run.check(f"{name}: the balance", re.fullmatch(r"(99\d\d)=\1", rest) and got[:2] == ["accepted", "2"], (rest, got))
    got = tries.ask("lang")
    run.check(f"{name}: a setting of the page's", got[:2] == ["refused", "406"] and got[4].isascii() and got[4], got)
    got = tries.ask("own account")
    run.check(f"{name}: an account of the page's", got[:2] == ["refused", "40502"] and "balance" not in got[5] and got[5], got)
    sent = len(run.sandbox.ask("ledger"))
    for what, code, says in (("store", "-504", "store"), ("nul", "-104", "NUL"), ("null", "403", "手机号码"), ("no template", "-101", "templateId"), ("separator", "-101", "“|”")):
        *_, outcome, got, _, error, words, _ = tries.ask(what)
        raised = "0" if code in ("-504", "403") else f"{0x80040200 - int(code):X}"
        run.check(f"{name}: {what} is refused", (outcome, got, error) == ("refused", code, raised) and says in words, (outcome, got, error, words))
    run.sandbox.ask("accounts", {"id": "C00000000", "balance": 0, "service": "sms"})
    got = tries.ask("send")
    run.check(f"{name}: refused by the gateway", got[:2] == ["refused", "4051"] and "充值" in got[5], got)
    run.equal(f"{name}: and asked for once", len(run.sandbox.ask("ledger")) - sent, 1)
    run.sandbox.ask("faults", {"kind": "reset_after"})
    got = tries.ask("send")
    run.check(f"{name}: unknown", got[:2] == ["unknown", "-300"] and got[3] == "0", got)
    explained, known, *_ = tries.ask("explain")
    run.check(f"{name}: explained", explained.startswith("4072") and known not in ("", "0", "False", "假"), (explained, known))
    version, library, *_ = tries.ask("version")
    run.check(f"{name}: the version and where", re.fullmatch(r"\d+\.\d+\.\d+", version) and library == service.url, (version, library))


def records(run, name, site, variant, service, way):
    """Codes, limits, pictures, and what became of a message."""
    tries = Tries(run, site, variant, way, service)
    run.fresh(site.bits, limits="sms:mobile 1/1h, captcha:ip 5/1h")
    told, *got = tries.ask("start")
    made = told.split(" ")[-1]
    run.check(f"{name}: a code is out", told.startswith("ok sms 6 5   ") and len(made) > 20 and got[:2] == ["accepted", "2"], (told, got))
    code = re.search(r"\d{6}", run.sandbox.inbox()[0]["content"])[0]
    told, *got = tries.ask("start")
    run.check(f"{name}: but not another at once", told.startswith("  ") and got[:2] == ["not_sent", "-401"] and got[3] == "0", (told, got))
    got = tries.ask("keys")
    run.check(f"{name}: a value cannot pass for another key", got[:2] == ["refused", "-101"] and got[3] == "80040265", got)
    told, *got = tries.ask("resend", id=made)
    run.check(f"{name}: it is read out", told.startswith("ok voice") and run.sandbox.inbox()[1]["content"] == code, (told, got))
    told, *got = tries.ask("check", id=made, code="")
    run.check(f"{name}: nothing entered is no error", got[1] == "-101" and got[3] == "0" and told.startswith("  "), (told, got))
    told, *got = tries.ask("check", id=made, code=f"{(int(code) + 1) % 1000000:06}")
    run.check(f"{name}: a wrong one", told.startswith("wrong ") and " 4 " in told and got[:2] == ["refused", "-421"], (told, got))
    told, *got = tries.ask("check", id=made, code=code)
    run.check(f"{name}: the right one", told.startswith("ok ") and f" {MOBILE} register " in told and got[:2] == ["", "0"], (told, got))
    run.check(f"{name}: once", tries.ask("check", id=made, code=code)[0].startswith("none "))
    looked, *got = tries.ask("guard")
    run.check(f"{name}: limits", re.fullmatch(r"0 sms:mobile 1/1h 3\d\d\d", looked), looked)
    run.check(f"{name}: which no page lifts", got[:2] == ["refused", "-504"] and "guard unlock" in got[4], got)
    shown, right, *got = tries.ask("captcha")
    made, length, valid, kind, uri = shown.split(" ")
    png = base64.b64decode(uri.removeprefix("data:image/png;base64,"), validate=True)
    run.check(f"{name}: a picture", len(made) > 20 and (length, valid, kind) == ("5", "300", "8209") and png[:8] == b"\x89PNG\r\n\x1a\n", shown[:99])
    run.equal(f"{name}: and a wrong answer", (right, got[1]), ("0", "-405"))
    run.fresh(site.bits)
    number = tries.ask("send")[2]
    run.equal(f"{name}: what became of it", tries.ask("status", id=number)[0], f"accepted {number} {MASKED} sms ")
    push = f"smsid={number}&mobile={MOBILE}&code=2&msg=DELIVRD"
    _, *got = tries.ask("record", body=push)
    run.check(f"{name}: no page records a push", got[:2] == ["refused", "-504"] and "--push-listen" in got[4], got)
    run.equal(f"{name}: the helper does", service.push(push), "success")
    run.equal(f"{name}: and now", tries.ask("status", id=number)[0], f"delivered {number} {MASKED} sms DELIVRD")
    got = tries.ask("status", id="nothing-of-the-kind")
    run.check(f"{name}: nothing is remembered", got[0].strip() == "" and got[2] == "-461" and got[4] == "0", got)
    for number, (words, coded) in enumerate({"退订": "%CD%CB%B6%A9", f'退订{SMILE}"\\\n\t\u2028/': "%E9%80%80%E8%AE%A2%F0%9F%98%80%22%5C%0A%09%E2%80%A8%2F"}.items(), 1):
        body = f"mobilephone={MOBILE}&content={coded}&smsid={number}&reply_time=x"
        run.equal(f"{name}: a reply", service.push(body), "success")
        kind, at, content = tries.ask("inbox", id=str(number - 1))[0].split(" ", 2)
        run.equal(f"{name}: in the inbox", (kind, at, json.loads(content)), ("reply", str(number), words))
    run.equal(f"{name}: and no more", tries.ask("inbox", id="2")[0], ' 0 ""')


def none(run, name, site, variant, service, way):
    """Who is not there, who is somebody else, and who does not let one in."""
    tries = Tries(run, site, variant, way, service)
    got = tries.ask("send", token="x" * 43)
    run.check(f"{name}: a wrong token", got[:2] == ["refused", "-502"] and "令牌" in got[4] and got[3] == "0", got)
    got = tries.ask("send", file=windows(service.token) + ".none")
    run.check(f"{name}: no token", got[:2] == ["refused", "-502"] and "IUSR" in got[4], got)
    url = nobody()
    got = tries.ask("send", url)
    if way == "WinHttpRequest":
        run.check(f"{name}: nobody there", got[:2] == ["not_sent", "-501"] and "ihuyi serve" in got[4] and url in got[4], got)
    else:
        # Wine tells by 800C0008 that it failed, and not when.
        run.check(f"{name}: an error that does not tell", got[:2] == ["unknown", "-300"] and "800C0008" in got[4], got)
    rest, *got = tries.ask("balance", url)
    run.equal(f"{name}: what does not send is never unknown", (rest, got[:2]), ("-1=-1", ["not_sent", "-501"]))
    for bad in ("http://192.0.2.1:80", "http://127.0.0.1", "http://127.0.0.1:80@192.0.2.1", "https://127.0.0.1:80", "http://127.0.0.1:80/x", "http://127.0.0.1:123456"):
        answer = site.ask(tries.folder, "mine.asp", form={"what": "send", "url": bad, "file": "x", "way": tries.way})
        run.check(f"{name}: the token is not for {bad}", str(0x80040279 - 2**32) in answer.error and not answer.text.strip(), (answer.error, answer.text))
    run.equal(f"{name}: nothing was sent", run.sandbox.ask("ledger"), [])


# What comes back, how the connection ends, and what a send and a look come to.
BROKEN = (
    ("that dies after the request", b"", "close", "unknown", "-300"),
    ("that is killed after the request", b"", "reset", "unknown", "-300"),
    ("that dies in the middle of its answer", answered(200, '{"returned":2,"result":', length=500), "close", "unknown", "-300"),
    ("that answers with a page", answered(200, "<html>2</html>", "text/html"), "close", "unknown", "-300"),
    ("that answers with half of a result", answered(200, '{"returned":2,"result":{"outcome":1,"code":2}}'), "close", "unknown", "-300"),
    ("that answers with an outcome that is none", answered(200, '{"returned":2,"result":{"outcome":7}}'), "close", "unknown", "-300"),
    ("that answers with a text for a number", answered(200, '{"returned":"2","result":{}}'), "close", "unknown", "-300"),
    ("that fails", answered(500, "error", "text/plain"), "close", "unknown", "-300"),
    ("that says 401 and no more", answered(401, "", "text/plain"), "close", "refused", "-502"),
    ("that says 403 and no more", answered(403, "no", "text/plain"), "close", "refused", "-502"),
    ("that says 503 and no more", answered(503, "", "text/plain"), "close", "not_sent", "-503"),
    ("that is another server", answered(404, "<html>", "text/html"), "close", "not_sent", "-501"),
)


def broken(run, name, site, variant, service, way):
    tries = Tries(run, site, variant, way, service)
    # Of Wine's two only this one ends what stalls, and only once an answer has begun.
    stalls = (("that hangs in its answer", answered(200, '{"returned":2,', length=500), "stall", "unknown", "-300"),) if way == "WinHttpRequest" else ()
    for what, answer, end, outcome, code in BROKEN + stalls:
        odd = Odd(answer, end)
        got = tries.ask("send", odd.url)
        run.check(f"{name}: one {what}", got[:2] == [outcome, code] and got[3] == "0" and odd.url in got[4], got)
        run.equal(f"{name}: is asked once", len(odd.requests), 1)
        rest, *got = tries.ask("balance", odd.url)
        looked = (outcome, code) if code in ("-502", "-503") else ("not_sent", "-501")
        run.equal(f"{name}: for the balance", (rest, tuple(got[:2])), ("-1=-1", looked))
        told, *got = tries.ask("start", odd.url)
        run.check(f"{name}: for a code", got[:2] == [outcome, code] and told.strip(" 0") == "", (told, got))
        odd.close()
    head, body = odd.requests[0]
    run.check(f"{name}: the request is ASCII, with the token", body.isascii() and json.loads(body)["arguments"]["content"] == TEXT
              and b"Bearer " + service.token.read_bytes().strip() in head, (head, body))


# Err.Number of Windows' components, by the numbers of WinHTTP: 12007 no such name, 12029 no connection; all else may have come after it was sent.
NUMBERS = {"80072EE7": "not_sent", "80072EFD": "not_sent", "80072EE2": "unknown", "80072EFE": "unknown", "80072F78": "unknown", "80072EEF": "unknown",
        "800C0008": "unknown", "D": "unknown", "1B6": "unknown"}


def numbers(run, name, site, variant, service):
    """An object that stands for Windows' own: what is asked of it, and what its errors mean."""
    tries = Tries(run, site, variant, "ServerXMLHTTP", service)
    for number, outcome in NUMBERS.items():
        got = tries.ask("send", way=f"Told {number} 0 x", token="secret-token")
        run.check(f"{name}: {number} is {outcome}", got[:2] == [outcome, "-501" if outcome == "not_sent" else "-300"] and number in got[4] and got[3] == "0", got)
    result = {name: 0 for name in ("code", "segments", "characters", "recipients", "http_status", "flags", "family", "balance", "elapsed_ms")}
    answer = {"returned": 2, "result": result | {"outcome": 1, "message_id": "1", "message": "NOTED"}}
    got = tries.ask("send", way=f"Told 0 200 {json.dumps(answer)}", token="secret-token")
    noted, _, content = got[4].partition(" {")
    run.equal(f"{name}: with time limits, no proxy and a connection of its own", (got[:2], noted), (["accepted", "2"],
              f" proxy 1 5000/5000/10000/2000 POST {service.url}/call 5000/5000/10000/2000"
              " Content-Type: application/json Authorization: Bearer secret-token Connection: close"))
    run.equal(f"{name}: and nothing else", json.loads("{" + content),
              {"call": "submit", "arguments": {"service": "sms", "mobile": MOBILE, "content": TEXT, "options": ""}})
    got = tries.ask("send", way="No.SuchComponent")
    run.check(f"{name}: no component at all", got[:2] == ["not_sent", "-501"] and "HTTP 组件" in got[4], got)


def texts(run, name, site, variant, service):
    """JSON in both ways."""
    tries = Tries(run, site, variant, "ServerXMLHTTP", service)
    here = [text for text in GOOD + BAD if variant == "utf-8" or not set(text) & {"\u200b", "\U0001f600", "\ufeff"}]
    text = '\u4e2d"\\/\x7f</script>' + ("\U0001f600\u200b\ud7ff\uffff" if variant == "utf-8" else "")
    form = {"count": len(here), "text": text} | {f"json{at}": one for at, one in enumerate(here)}
    answer = site.ask(tries.folder, "json.asp", form=form)
    assert not answer.error, answer.error
    *read, quoted, controls = answer.text.strip().split("\n")

    def plain(value):
        if isinstance(value, list):
            value = {str(at): one for at, one in enumerate(value)}
        return {key: plain(one) for key, one in value.items()} if isinstance(value, dict) else value

    for one, got in zip(here, read, strict=True):
        wanted = plain(json.loads(one)) if one in GOOD else "wrong"
        run.equal(f"{name}: {one[:40]!r} is read as JSON", got if got == "wrong" else json.loads(got), wanted)
    run.equal(f"{name}: written", (json.loads(quoted), quoted.isascii()), (text, True))
    run.equal(f"{name}: every control character", json.loads(controls), "".join(map(chr, range(32))))


def looks(run, name, site, variant, service):
    """The kit's pages for the server itself, set to the helper."""
    folder, _ = pages.begin(run, site, variant, "looks")
    local = pages.Visitor(run, site, folder, f"served-{variant}", "127.0.0.1")
    shown = local.get("balance.asp").text
    run.check(f"{name}: balance.asp", "还剩 <b>10000</b> 条" in shown and service.url in shown, shown)
    shown = local.get("explain.asp", code="4072").text
    run.check(f"{name}: explain.asp", "<h2>4072 " in shown and "怎么办：" in shown, shown)
    folder, _ = run.install(variant, f"gone-{site.bits}", IhuyiHelperUrl=f'"{nobody()}"')
    shown = pages.Visitor(run, site, folder, f"gone-{variant}", "127.0.0.1").get("balance.asp").text
    run.check(f"{name}: balance.asp without a helper", "没有查到" in shown and "-501 " in shown, shown)
    folder, _ = run.install(variant, f"wrong-{site.bits}", IhuyiHelperUrl='"http://192.0.2.1:80"')
    shown = pages.Visitor(run, site, folder, f"wrong-{variant}", "127.0.0.1").get("balance.asp").text
    run.check(f"{name}: balance.asp with an address that is none", "没有查到" in shown and "http://127.0.0.1:8089" in shown, shown)


def example(run, name, site, variant, service):
    """helper-code.asp: a code is sent and checked."""
    folder, _ = pages.begin(run, site, variant, "example")
    visitor = pages.Visitor(run, site, folder, f"example-{variant}")
    first = visitor.get("helper-code.asp")
    run.check(f"{name}: the example is a page of its encoding", first.charset == variant and "手机号".encode(variant) in first.body, first.text)
    shown = visitor.post("helper-code.asp", action="send", mobile="12345")
    run.equal(f"{name}: no number", (pages.note(shown), run.sandbox.ask("ledger")), ("手机号码不对，请检查。", []))
    shown = visitor.post("helper-code.asp", action="send", mobile="+86 138 0000 0000")
    [message] = run.sandbox.inbox()
    code = re.search(r"\d{6}", message["content"])[0]
    run.check(f"{name}: a code is sent", MASKED in pages.note(shown) and not pages.tells(shown, code) and MOBILE not in shown, shown)
    shown = visitor.post("helper-code.asp", action="send", mobile=MOBILE)
    run.check(f"{name}: not another at once", re.fullmatch(r"发得太频繁，请过 \d+ 秒再试。", pages.note(shown)) and len(run.sandbox.inbox()) == 1, shown)
    run.equal(f"{name}: none", pages.note(visitor.post("helper-code.asp", action="check", code=" ")), "请填写验证码。")
    shown = visitor.post("helper-code.asp", action="check", code=f"{(int(code) + 1) % 1000000:06}")
    run.equal(f"{name}: a wrong one", pages.note(shown), "验证码不对，还可以试 4 次。")
    shown = visitor.post("helper-code.asp", action="check", code=code)
    run.equal(f"{name}: the right one", pages.note(shown), f"验证通过：{MASKED}")
    shown = visitor.post("helper-code.asp", action="check", code=code)
    run.equal(f"{name}: once", pages.note(shown), "验证码已失效，请重新获取。")
    run.sandbox.ask("faults", {"kind": "reset_after"})
    shown = visitor.post("helper-code.asp", action="send", mobile="13800000001")
    run.check(f"{name}: unknown is taken for sent", "138****0001" in pages.note(shown), shown)
    run.sandbox.ask("faults", method="DELETE")
    # A helper that dies after the request: nobody has the id.
    odd = Odd()
    folder, _ = run.install(variant, f"dead-{site.bits}", IhuyiHelperUrl=f'"{odd.url}"')
    visitor = pages.Visitor(run, site, folder, f"dead-{variant}")
    shown = visitor.post("helper-code.asp", action="send", mobile=MOBILE)
    run.equal(f"{name}: a helper that dies", (pages.note(shown), len(odd.requests)), ("现在发不出验证码，请稍后再试。", 1))
    odd.close()


def readme(run, name, site, variant, service):
    """The page of the README's part about the helper."""
    folder, _ = pages.begin(run, site, variant, "readme")
    page = re.search("(?ms)^```asp\n(<%@[^`]*IhuyiHelper[^`]*)^```$", README.read_text(encoding="utf-8"))[1]
    assert page.count("http://127.0.0.1:8089") == page.count("C:\\ProgramData\\ihuyi-helper\\token") == 1, page
    page = page.replace("http://127.0.0.1:8089", service.url).replace("C:\\ProgramData\\ihuyi-helper\\token", windows(service.token))
    if variant == "utf-8":
        page = page.replace("936", "65001").replace('"gbk"', '"utf-8"')
    (folder / "mine.asp").write_bytes(page.replace("\n", "\r\n").encode(variant))
    answer = site.ask(folder, "mine.asp")
    run.check(f"{name}: the README's page", not answer.error and answer.text.strip() == f"已受理，流水号 {run.sandbox.inbox()[0]['id']}", answer.error or answer.text)
    run.equal(f"{name}: to the letter", run.sandbox.inbox()[0]["content"], "您的验证码是：1234。请不要把验证码泄露给其他人。")


def test(run, name, site, variant, service):
    for way in WAYS:
        for one in (calls, records, none, broken):
            run.group(f"{name}, {way}", one, site, variant, service, way)
    run.group(name, numbers, site, variant, service)
    for one in (texts, looks, example, readme):
        run.group(name, one, site, variant, service)


# The kit's pages as they are, set to the helper.
PAGES = (registration.picture, registration.register, registration.register_limits, registration.register_for_nothing, registration.register_outcomes,
         pages.order, pages.order_again, pages.receipt, pages.reply)

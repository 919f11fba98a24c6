"""注册页：填号码、看图片、收验证码、校验；只用标准库 / a registration page on the standard library alone: register.py [PORT]

在项目目录里试 / to try it, in the project's folder:
    target/release/ihuyi sandbox &
    export IHUYI_GATEWAY=http://127.0.0.1:8088 IHUYI_ACCOUNT=C00000000 IHUYI_APIKEY=0123456789abcdef0123456789abcdef
    export IHUYI_LIBRARY=$PWD/target/release/libihuyi.so IHUYI_CAPTCHA='after 1'
    PYTHONPATH=bindings/python/src python3 examples/python/register.py
打开它打印的地址，验证码在 http://127.0.0.1:8088/_sandbox/inbox；端口（默认 8002）被占用就在最后写另一个数
/ open the address that it prints, the code is in the second; where the port (8002 by default) is taken, write another at the end
"""

import hmac
import math
import secrets
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from html import escape
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Dict, Optional
from urllib.parse import parse_qsl

import ihuyi

PURPOSE = "register"
COOKIE = "session"


@dataclass
class Session:
    """What the server remembers of a visitor: no number and no code, the verification's id, and when to ask again."""

    key: str
    csrf: str = field(default_factory=secrets.token_urlsafe)
    verification: Optional[str] = None
    next: float = 0

    def wait(self, seconds: int) -> int:
        self.next = time.monotonic() + seconds
        return seconds

    def left(self) -> int:
        """Seconds until the code that is out can be asked for again."""
        return max(0, math.ceil(self.next - time.monotonic()))

    def forget(self) -> None:
        self.verification, self.next = None, 0


class Sessions:
    """The visitors of this process; the oldest go when there are too many. A real site has sessions of its own."""

    MOST = 10_000

    def __init__(self) -> None:
        self._all: "OrderedDict[str, Session]" = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: Optional[str]) -> Session:
        """The session of a cookie; a new one for a cookie that we did not give."""
        with self._lock:
            session = self._all.get(key or "")
            return session or self._new()

    def renewed(self, session: Session) -> Session:
        """A new key for whoever has proved who they are, so that a key that somebody planted is worth nothing."""
        with self._lock:
            self._all.pop(session.key, None)
            return self._new()

    def _new(self) -> Session:
        session = Session(secrets.token_urlsafe())
        self._all[session.key] = session
        while len(self._all) > self.MOST:
            self._all.popitem(last=False)
        return session


class Page:
    """What the visitor is shown."""

    def __init__(self) -> None:
        self.status = 200
        self.message = ""
        self.failed = False
        #: Seconds until a code can be asked for again.
        self.wait = 0
        self.picture: Optional[ihuyi.Captcha] = None
        #: The number that was verified, masked.
        self.done = ""

    def fail(self, message: str) -> None:
        self.message, self.failed = message, True

    def html(self, session: Session, mobile: str, nonce: str) -> str:
        if self.done:
            body = f'<p id="done">注册成功，手机号码：{escape(self.done)}</p>'
        elif session.verification:
            body = CODE_FORM.format(**self._parts(session))
        else:
            body = NUMBER_FORM.format(mobile=escape(mobile), **self._parts(session))
        if self.message:
            kind = ' class="failed"' if self.failed else ""
            body = f'<p role="status"{kind}>{escape(self.message)}</p>\n{body}'
        return HEAD.format(nonce=escape(nonce)) + body + SCRIPT.replace("{nonce}", escape(nonce))

    def _parts(self, session: Session) -> Dict[str, object]:
        csrf = f'<input type="hidden" name="csrf" value="{escape(session.csrf)}">'
        if self.picture is None:
            return {"csrf": csrf, "challenge": "", "another": "", "wait": self.wait}
        challenge = CHALLENGE.format(
            id=escape(self.picture.id), uri=escape(self.picture.data_uri), length=self.picture.length
        )
        return {"csrf": csrf, "challenge": challenge, "another": ANOTHER, "wait": self.wait}


class Registration(BaseHTTPRequestHandler):
    """One request."""

    client: ihuyi.Client
    sessions: Sessions
    # A visitor who sends nothing does not keep a thread.
    timeout = 30

    def do_GET(self) -> None:
        if self.path.split("?")[0] != "/":
            self.send_error(404)
            return
        page, session = Page(), self._session()
        page.wait = session.left()
        self._answer(page, session, "")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > 10_000:
            self.send_error(413)
            return
        form = dict(parse_qsl(self.rfile.read(int(length)).decode("utf-8", "replace")))
        page, session = Page(), self._session()
        if not hmac.compare_digest(session.csrf.encode(), form.get("csrf", "").encode()):
            page.status = 403
            page.fail("页面已过期，请再试一次。")
        else:
            try:
                session = self._do(page, session, form)
            except ihuyi.IhuyiError as error:
                # 原因写进日志，不给访客看 / why is for the log, and not for the visitor
                self.log_error("%s", error)
                page.status = 503
                page.fail("暂时无法发送验证码，请稍后再试。")
        page.wait = page.wait or session.left()
        self._answer(page, session, form.get("mobile", ""))

    def _do(self, page: Page, session: Session, form: Dict[str, str]) -> Session:
        do = form.get("do")
        if do in ("send", "resend", "call"):
            self._send(page, session, form, do)
        elif do == "check":
            return self._check(page, session, form.get("code", "").strip())
        elif do == "restart":
            session.forget()
        elif do == "picture":
            page.picture = self.client.captcha_new(self._visitor(session))
        return session

    def _visitor(self, session: Session) -> Dict[str, Optional[str]]:
        """What the limits count by. Behind a proxy of your own, take the address that it hands on, and from nobody
        else."""
        return {"ip": self.client_address[0], "session": session.key}

    def _send(self, page: Page, session: Session, form: Dict[str, str], do: str) -> None:
        keys = self._visitor(session)
        keys.update(captcha_id=form.get("captcha_id"), captcha_answer=form.get("captcha_answer"))
        try:
            if do == "send":
                sent = self.client.verify_start(PURPOSE, form.get("mobile", ""), keys)
            else:
                sent = self.client.verify_resend(session.verification, "voice" if do == "call" else "sms", keys)
            page.message = "请接听电话，记下读出的验证码。" if do == "call" else "验证码已发送，请查收短信。"
        except ihuyi.OutcomeUnknown as error:
            # 可能发出了：编号有效，别让用户马上重发 / it may have gone: the id is good
            assert error.verification is not None
            sent = error.verification
            page.message = "验证码可能已经发出，请稍候；没有收到再重新获取。"
        except ihuyi.LimitError as error:
            page.wait = error.wait or session.left()
            if session.verification:
                session.wait(page.wait)
            if error.code == ihuyi.api.IHUYI_E_CAPTCHA_NEEDED:
                page.picture = self.client.captcha_new(self._visitor(session))
                page.fail("请先填写图片里的字符。")
            else:
                page.fail(f"获取得太频繁了，请{f'{error.wait} 秒后' if error.wait else '稍后'}再试。")
            return
        except ihuyi.VerifyError as error:
            if error.code == ihuyi.api.IHUYI_E_CAPTCHA_WRONG:
                page.picture = self.client.captcha_new(self._visitor(session))
                page.fail("图片里的字符不对，请看新的一张。")
            else:
                session.forget()
                page.fail("验证码已失效，请重新获取。")
            return
        except (ihuyi.NumberError, ihuyi.ArgumentError):
            page.fail("请检查手机号码。")
            return
        session.verification, page.wait = sent.id, session.wait(sent.wait)

    def _check(self, page: Page, session: Session, code: str) -> Session:
        page.wait = session.left()
        if not code:
            page.fail("请填写验证码。")
            return session
        checked = self.client.verify_check(session.verification, code)
        if checked and checked.purpose == PURPOSE:
            # 在这里建帐号。号码以 mobile 为准；它是否注册过，只在这时告诉本人
            # / make the account here, for `mobile`; whether it exists already is told now and to its owner alone
            page.done = checked.masked_mobile
            return self.sessions.renewed(session)
        if checked.status == "wrong":
            page.fail(f"验证码不对，还可以试 {checked.left} 次。")
        else:
            session.forget()
            page.fail("验证码已失效，请重新获取。")
        return session

    def _session(self) -> Session:
        cookies: "SimpleCookie[str]" = SimpleCookie()
        try:
            cookies.load(self.headers.get("Cookie", ""))
        except CookieError:
            pass
        return self.sessions.of(cookies[COOKIE].value if COOKIE in cookies else None)

    def _answer(self, page: Page, session: Session, mobile: str) -> None:
        nonce = secrets.token_urlsafe()
        body = page.html(session, mobile, nonce).encode("utf-8", "replace")
        self.send_response(page.status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", POLICY.format(nonce=nonce))
        # 有 HTTPS 时加上 Secure / add Secure where the site has HTTPS
        self.send_header("Set-Cookie", f"{COOKIE}={session.key}; HttpOnly; SameSite=Lax; Path=/")
        self.end_headers()
        self.wfile.write(body)


POLICY = (
    "default-src 'none'; img-src data:; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEAD = """<!DOCTYPE html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>注册 / Register</title>
<style nonce="{nonce}">
    body {{ font-family: sans-serif; max-width: 24em; margin: 2em auto; padding: 0 1em }}
    label, img {{ display: block; margin: 1em 0 .3em }}
    input, button {{ font-size: 1em; padding: .4em }}
    .failed {{ color: #a00 }}
</style>
<h1>注册</h1>
"""

NUMBER_FORM = """<form method="post">
    {csrf}
    <label for="mobile">手机号码 / mobile</label>
    <input id="mobile" name="mobile" type="tel" autocomplete="tel" maxlength="20" required value="{mobile}">
    {challenge}
    <button name="do" value="send" data-wait="{wait}">获取验证码</button>
    {another}
</form>
"""

CODE_FORM = """<form method="post">
    {csrf}
    <label for="code">短信验证码 / code</label>
    <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required autofocus>
    <button name="do" value="check">注册</button>
</form>
<form method="post">
    {csrf}
    {challenge}
    <p>没有收到？
    <button name="do" value="resend" data-wait="{wait}">重新发送</button>
    <button name="do" value="call" data-wait="{wait}">改为电话接听</button>
    <button name="do" value="restart" formnovalidate>换一个号码</button></p>
    {another}
</form>
"""

CHALLENGE = """<input type="hidden" name="captcha_id" value="{id}">
    <img src="{uri}" alt="图片验证码：{length} 个字符">
    <label for="answer">图片里的字符 / the characters in the picture</label>
    <input id="answer" name="captcha_answer" autocomplete="off" maxlength="12">"""

# After the form's main button, because Enter presses the first one.
ANOTHER = '<button name="do" value="picture" formnovalidate>看不清，换一张</button>'

SCRIPT = """<script nonce="{nonce}">
    document.querySelectorAll('[data-wait]').forEach(function (button) {
        var left = Number(button.dataset.wait), text = button.textContent;
        (function tick() {
            button.disabled = left > 0;
            button.textContent = left > 0 ? text + '（' + left + ' 秒）' : text;
            if (left-- > 0) { setTimeout(tick, 1000); }
        })();
    });
</script>
</html>
"""


def main() -> None:
    """Serves until Ctrl-C."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8002
    # 帐号等设置取自环境变量；一个客户端给所有线程用 / settings come from the environment; one client for all threads
    Registration.client, Registration.sessions = ihuyi.Client(), Sessions()
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Registration)
    except OSError as error:
        sys.exit(f"端口 {port} 用不了，请在最后写另一个数 / cannot use port {port}, write another at the end: {error.strerror}")
    with server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass


main()

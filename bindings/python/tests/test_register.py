"""examples/python/register.py, driven as a browser would: real requests, the code read from the sandbox's inbox."""

import base64
import os
import re
import subprocess
import sys
import uuid
from contextlib import closing
from html import unescape
from http.client import HTTPConnection
from typing import Dict, List, Optional, Tuple
from urllib.parse import urlencode

from support import ACCOUNT, BINDING, INSTALLED, KEY, MOBILE, ROOT, SandboxTest, python, sandbox

EXAMPLE = ROOT / "examples/python/register.py"


class Browser:
    """Keeps the cookie, and the hidden fields of the page that it is on."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie: Optional[str] = None
        self.headers: Dict[str, str] = {}
        self.status = 0
        self.page = ""

    def ask(self, method: str = "GET", path: str = "/", body: Optional[str] = None, **headers: str) -> "Browser":
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self.status, self.page = answer.status, answer.read().decode("utf-8")
            self.headers = {name.lower(): value for name, value in answer.getheaders()}
        if "set-cookie" in self.headers:
            self.cookie = self.headers["set-cookie"].split(";")[0]
        return self

    def press(self, do: str, **fields: str) -> "Browser":
        return self.ask("POST", body=urlencode({**self.hidden(), **fields, "do": do}))

    def hidden(self) -> Dict[str, str]:
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.page)
        return {name: unescape(value) for name, value in found}

    @property
    def said(self) -> str:
        found = re.search(r'<p role="status"[^>]*>(.*?)</p>', self.page)
        return unescape(found.group(1)) if found else ""

    @property
    def waits(self) -> List[int]:
        return [int(wait) for wait in re.findall(r'data-wait="(\d+)"', self.page)]


class Register(SandboxTest):
    def start(self, **settings: str) -> Browser:
        env = {name: value for name, value in os.environ.items() if not name.startswith("IHUYI_") or INSTALLED}
        env.update(
            IHUYI_GATEWAY=sandbox.url,
            IHUYI_ACCOUNT=ACCOUNT,
            IHUYI_APIKEY=KEY,
            IHUYI_STORE=f"memory:{uuid.uuid4()}",
            PYTHONIOENCODING="utf-8",
        )
        if not INSTALLED:
            env.update(PYTHONPATH=str(BINDING / "src"), IHUYI_LIBRARY=os.environ["IHUYI_LIBRARY"])
        env.update({f"IHUYI_{name.upper()}": value for name, value in settings.items()})
        process = subprocess.Popen(
            [sys.executable, "-B", str(EXAMPLE), "0"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert process.stdout and process.stderr
        self.log = process.stderr

        def stop() -> None:
            process.terminate()
            process.communicate()

        self.addCleanup(stop)
        address = process.stdout.readline()
        self.assertRegex(address, r"^http://127\.0\.0\.1:\d+\n$")
        return Browser(int(address.rpartition(":")[2])).ask()

    def assertHides(self, browser: Browser, *more: str) -> None:
        """No key, no code, no id of a code, no whole number but the visitor's own input, in page and headers."""
        shown = browser.page + repr(browser.headers)
        for secret in (KEY, ACCOUNT, *more):
            self.assertNotIn(secret, shown)
        allowed = browser.hidden().get("captcha_id", "")
        self.assertLessEqual(set(re.findall(r"\b[a-z2-7]{26}\b", shown)), {allowed})

    def test_from_the_number_to_the_result(self) -> None:
        browser = self.start()
        self.assertEqual((browser.status, browser.waits), (200, [0]))
        self.assertIn("<h1>注册</h1>", browser.page)
        self.assertIn("default-src 'none'", browser.headers["content-security-policy"])
        self.assertIn("HttpOnly; SameSite=Lax", browser.headers["set-cookie"])
        before = browser.cookie
        browser.press("send", mobile=MOBILE)
        self.assertEqual(browser.said, "验证码已发送，请查收短信。")
        self.assertEqual([wait > 0 for wait in browser.waits], [True, True])
        self.assertHides(browser, MOBILE, sandbox.code())
        wrong = f"{(int(sandbox.code()) + 1) % 1_000_000:06}"
        self.assertEqual(browser.press("check", code=wrong).said, "验证码不对，还可以试 4 次。")
        self.assertEqual(browser.press("check", code=" ").said, "请填写验证码。")
        browser.press("check", code=sandbox.code())
        self.assertIn('<p id="done">注册成功，手机号码：138****0000</p>', browser.page)
        self.assertHides(browser, MOBILE, sandbox.code())
        self.assertNotEqual(browser.cookie, before)
        # The code was good once, and the old cookie is nobody's any more.
        browser.ask().press("check", code=sandbox.code())
        self.assertEqual(browser.said, "验证码已失效，请重新获取。")
        browser.cookie = before
        self.assertNotEqual(browser.ask().cookie, before)

    def test_too_often(self) -> None:
        browser = self.start()
        browser.press("send", mobile=MOBILE).press("resend")
        self.assertRegex(browser.said, r"^获取得太频繁了，请\d+ 秒后再试。$")
        self.assertTrue(all(0 < wait <= 60 for wait in browser.waits))
        # The code that is out is as good as it was.
        self.assertIn("注册成功", browser.press("check", code=sandbox.code()).page)
        self.assertEqual(len(sandbox.submissions()), 1)

    def test_the_countdown_goes_on(self) -> None:
        """However often the page is shown again, while the code is out."""
        browser = self.start(limits="sms:mobile 1/1h, ip 3/1d")
        most = max(browser.press("send", mobile=MOBILE).waits)
        for do, code in (("check", "12345"), ("check", ""), (None, ""), ("resend", ""), ("check", "12345")):
            browser.press(do, code=code) if do else browser.ask()
            self.assertEqual([0 < wait <= most for wait in browser.waits], [True, True], browser.waits)
        for _ in range(3):
            browser.press("check", code="12345")
        # Nor when the code is used up; but a number that was not asked for waits for nothing.
        self.assertEqual(browser.said, "验证码已失效，请重新获取。")
        self.assertEqual([wait > 0 for wait in browser.waits], [True])
        self.assertEqual(browser.ask().waits, [0])
        browser.press("send", mobile="13900000000")
        self.assertGreater(min(browser.waits), 0)
        self.assertEqual(browser.press("restart").waits, [0])

    def test_a_port_that_is_taken(self) -> None:
        browser = self.start()
        done = python(str(EXAMPLE), str(browser.port))
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"cannot use port {browser.port}, write another at the end", done.stdout)
        self.assertNotIn("Traceback", done.stdout)

    def test_resend_call_and_another_number(self) -> None:
        browser = self.start(limits="none")
        browser.press("send", mobile=MOBILE)
        code = sandbox.code()
        self.assertEqual(browser.press("resend").said, "验证码已发送，请查收短信。")
        self.assertEqual(browser.press("call").said, "请接听电话，记下读出的验证码。")
        self.assertEqual([seen["service"] for seen in sandbox.submissions()], ["sms", "sms", "voice"])
        self.assertEqual([code in seen["content"] for seen in sandbox.submissions()], [True] * 3)
        self.assertIn('name="mobile"', browser.press("restart").page)
        self.assertEqual(browser.press("check", code=code).said, "验证码已失效，请重新获取。")

    def test_the_picture(self) -> None:
        browser = self.start(captcha="after 1", limits="none")
        browser.press("send", mobile=MOBILE)
        self.assertEqual(browser.said, "验证码已发送，请查收短信。")
        browser.press("restart").press("send", mobile="13900000000")
        self.assertEqual(browser.said, "请先填写图片里的字符。")
        first = self.picture(browser)
        self.assertHides(browser)
        browser.press("send", mobile="13900000000", captcha_answer="!")
        self.assertEqual(browser.said, "图片里的字符不对，请看新的一张。")
        second = self.picture(browser)
        third = self.picture(browser.press("picture", mobile="13900000000"))
        self.assertEqual(len({first, second, third}), 3)
        self.assertEqual(len(sandbox.submissions()), 1)

    def picture(self, browser: Browser) -> bytes:
        found = re.search(r'<img src="data:image/png;base64,([^"]+)"', browser.page)
        assert found, browser.page
        self.assertTrue(browser.hidden()["captcha_id"])
        png = base64.b64decode(found.group(1), validate=True)
        self.assertTrue(png.startswith(b"\x89PNG\r\n\x1a\n"))
        return png

    def test_always(self) -> None:
        browser = self.start(captcha="always")
        self.picture(browser.press("send", mobile=MOBILE))
        self.assertEqual(sandbox.submissions(), [])

    def test_unknown_keeps_the_code(self) -> None:
        browser = self.start()
        sandbox.fault("reset_after")
        browser.press("send", mobile=MOBILE)
        self.assertTrue(browser.said.startswith("验证码可能已经发出"))
        self.assertIn("注册成功", browser.press("check", code=sandbox.code()).page)

    def test_a_form_of_another_site_does_nothing(self) -> None:
        browser = self.start()
        for fields in ({"csrf": "x"}, {"csrf": ""}, {}):
            body = urlencode({**fields, "do": "send", "mobile": MOBILE})
            browser.ask("POST", body=body)
            self.assertEqual((browser.status, browser.said), (403, "页面已过期，请再试一次。"))
        self.assertEqual(sandbox.submissions(), [])

    def test_what_is_entered_is_escaped(self) -> None:
        browser = self.start()
        browser.press("send", mobile='"><script>alert(1)</script>{csrf}')
        self.assertEqual(browser.said, "请检查手机号码。")
        self.assertNotIn("<script>alert", browser.page)
        self.assertIn("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;{csrf}", browser.page)
        browser.press("send", mobile=MOBILE, captcha_id="x", captcha_answer="x\ncaptcha = passed")
        self.assertEqual(browser.said, "请检查手机号码。")
        self.assertEqual(sandbox.submissions(), [])

    def test_why_it_failed_is_for_the_log(self) -> None:
        browser = self.start()
        browser.press("send", mobile="19900004051")
        self.assertEqual((browser.status, browser.said), (503, "暂时无法发送验证码，请稍后再试。"))
        self.assertNotIn("4051", browser.said)
        lines: Tuple[str, ...] = ()
        while not any("4051 剩余条数不足" in line for line in lines):
            lines += (self.log.readline(),)
            self.assertTrue(lines[-1], lines)

    def test_what_is_no_page_and_no_form(self) -> None:
        browser = self.start()
        self.assertEqual(browser.ask(path="/etc/passwd").status, 404)
        self.assertEqual(browser.ask("POST", body="x" * 20_000).status, 413)
        browser.cookie = 'session="; =;,'
        self.assertEqual(browser.ask().status, 200)

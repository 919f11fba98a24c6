"""The code about one-time codes that the READMEs show, with what visitors enter."""

import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from support import ACCOUNT, KEY, MOBILE, SandboxTest, sandbox
from test_readme import READMES, blocks

#: What each says, by the name that the tests have for it.
WORDS = {
    "README.zh-CN.md": {
        "sent": "已发送 6 位验证码",
        "number": "请检查手机号码",
        "picture": "请填写图片里的字符",
        "wait": r"请 \d+ 秒后再试",
        "later": "请稍后再试",
        "empty": "请填写验证码",
        "wrong": "不对，还可以试 4 次",
        "gone": "请重新获取验证码",
        "done": f"{MOBILE} 已验证",
        "failed": "暂时办不了，请稍后再试",
        "mobile?": "手机号码：",
        "code?": "收到的验证码：",
    },
    "README.md": {
        "sent": "sent 6 digits",
        "number": "please check the number",
        "picture": "please type the characters in the picture",
        "wait": r"try again in \d+ seconds",
        "later": "try again later",
        "empty": "please type the code",
        "wrong": "wrong; 4 tries left",
        "gone": "ask for a new code",
        "done": f"{MOBILE} is verified",
        "failed": "not possible just now, try again later",
        "mobile?": "mobile: ",
        "code?": "the code: ",
    },
}

# The block as a module of a site: a line of JSON is what a visitor sent, and the answer is one, too.
SITE = """
import json, sys
import verify_code

session = {}
for line in sys.stdin:
    words, picture = verify_code.answer(session, json.loads(line), "192.0.2.7")
    print(json.dumps([words, picture and [picture.id, picture.data_uri[:22]], list(session)]), flush=True)
"""


class Site:
    """What a visitor of one session sees."""

    def __init__(self, test: SandboxTest, readme: str, program: str = SITE, **settings: str) -> None:
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        Path(folder.name, "verify_code.py").write_text(blocks(readme, "python")[3], "utf-8")
        Path(folder.name, "visits.py").write_text(program)
        env = dict(
            os.environ,
            PYTHONPATH=os.pathsep.join(filter(None, (folder.name, *sys.path))),
            PYTHONIOENCODING="utf-8",
            PYTHONDONTWRITEBYTECODE="1",
            IHUYI_ACCOUNT=ACCOUNT,
            IHUYI_APIKEY=KEY,
            IHUYI_STORE=f"memory:{uuid.uuid4()}",
            **{f"IHUYI_{name.upper()}": value for name, value in settings.items()},
        )
        self._log = open(Path(folder.name, "log"), "w+", encoding="utf-8")
        name = "visits.py" if program else "verify_code.py"
        self.process = subprocess.Popen(
            [sys.executable, str(Path(folder.name, name))],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
        )

        def stop() -> None:
            self.process.kill()
            self.process.communicate()
            self._log.close()

        test.addCleanup(stop)

    def type(self, text: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def post(self, **form: Optional[str]) -> Tuple[str, Optional[List[str]], List[str]]:
        """The words, the picture's id and the beginning of its address, and what the session holds."""
        assert self.process.stdout
        self.type(json.dumps(form))
        line = self.process.stdout.readline()
        assert line, self.log()
        answer: Any = json.loads(line)
        return answer[0], answer[1], answer[2]

    def says(self, **form: Optional[str]) -> str:
        return self.post(**form)[0]

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()


class Codes(SandboxTest):
    def each(self, **settings: str) -> "List[Tuple[Site, Dict[str, str]]]":
        return [(Site(self, readme, **settings), WORDS[readme]) for readme in READMES]

    def test_from_the_number_to_the_result(self) -> None:
        for site, words in self.each():
            sandbox.reset()
            self.assertEqual(site.post(mobile=" +86 138-0000-0000 "), (words["sent"], None, ["code"]))
            self.assertEqual(site.says(code=" "), words["empty"])
            self.assertEqual(site.says(code="12345"), words["wrong"])
            self.assertEqual(site.post(code=sandbox.code()), (words["done"], None, []))
            self.assertEqual(site.says(code=sandbox.code()), words["gone"])

    def test_what_a_visitor_gets_wrong(self) -> None:
        for site, words in self.each():
            sandbox.reset()
            self.assertEqual(site.says(code="123456"), words["gone"])
            for mobile in ("1380000000", "", "abc", "12345678901", "13800000000\n13900000000", "\0", "\ud800", None):
                self.assertEqual(site.says(mobile=mobile), words["number"], repr(mobile))
            self.assertEqual(site.says(), words["number"])
            self.assertEqual(sandbox.submissions(), [])
            self.assertEqual(site.says(mobile=MOBILE), words["sent"])
            self.assertEqual(site.says(code="\ud800"), words["failed"])
            self.assertRegex(site.says(mobile=MOBILE), f"^{words['wait']}$")
            self.assertEqual(len(sandbox.submissions()), 1)
            # The code that is out is as good as it was.
            self.assertEqual(site.says(code=sandbox.code()), words["done"])

    def test_too_many_wrong_codes(self) -> None:
        for site, words in self.each():
            self.assertEqual(site.post(mobile=MOBILE)[2], ["code"])
            for _ in range(4):
                site.says(code="12345")
            self.assertEqual(site.post(code="12345"), (words["gone"], None, []))

    def test_a_picture_that_is_needed(self) -> None:
        for site, words in self.each(captcha="always", limits="captcha:ip 3/1h"):
            seen = set()
            for answer in ({}, {"captcha_answer": "!"}, {"captcha_answer": ""}):
                said, picture, _ = site.post(mobile=MOBILE, captcha_id=max(seen, default=""), **answer)
                assert picture
                self.assertEqual((said, picture[1]), (words["picture"], "data:image/png;base64,"))
                seen.add(picture[0])
            self.assertEqual(len(seen), 3)
            # No more pictures, and still no exception.
            self.assertEqual(site.post(mobile=MOBILE)[:2], (words["failed"], None))
            self.assertEqual(sandbox.submissions(), [])

    def test_what_is_not_the_visitors_fault(self) -> None:
        for site, words in self.each(limits="none"):
            sandbox.reset()
            self.assertEqual(site.says(mobile="19900004051"), words["failed"])
            self.assertIn("4051 剩余条数不足", site.log())
            self.assertEqual(site.says(mobile="19900004085"), words["later"])
            sandbox.fault("reset_after")
            self.assertEqual(site.says(mobile=MOBILE), words["sent"])
            self.assertEqual(site.says(code=sandbox.code()), words["done"])

    def test_in_the_terminal(self) -> None:
        for readme in READMES:
            sandbox.reset()
            site, words = Site(self, readme, ""), WORDS[readme]
            site.type(MOBILE)
            assert site.process.stdout
            self.assertEqual(site.process.stdout.readline(), f"{words['mobile?']}{words['sent']}\n")
            site.type("12345")
            self.assertEqual(site.process.stdout.readline(), f"{words['code?']}{words['wrong']}\n")
            site.type(sandbox.code())
            self.assertEqual(site.process.stdout.read(), f"{words['code?']}{words['done']}\n")
            self.assertEqual(site.process.wait(), 0)

"""Every Python block of both READMEs runs, and the example does what it says."""

import re
import tempfile
import unittest
from pathlib import Path
from typing import Dict, List

from support import ACCOUNT, BINDING, INSTALLED, KEY, MOBILE, ROOT, SandboxTest, python, sandbox

EXAMPLE = ROOT / "examples/python/send_code.py"
LIST = ROOT / "examples/python/bulk.py"
READMES = ["README.zh-CN.md", "README.md"]
ENV = {"IHUYI_ACCOUNT": ACCOUNT, "IHUYI_APIKEY": KEY, "IHUYI_STORE": "memory:readme"}


def blocks(readme: str, language: str) -> List[str]:
    text = (BINDING / readme).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


TABLE = "手机号码,姓名,取货码\n13800000001,张三,1001\n1380000002,李四,1002\n13800000003,王小明,1003\n13800000001,张三,1004\n"


def at_any_hour(code: str) -> str:
    """The code as it runs whenever the tests do."""
    return code.replace("09:00-20:30", "00:00-24:00")


class Blocks(SandboxTest):
    #: How many messages each block sends, in order; so that a block which does nothing cannot pass.
    SENDS = [1, 6, 1, 0, 0, 20, 0, 0, 2, 0]

    def run_block(self, code: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "ihuyi.ini").write_text(f"account = {ACCOUNT}\napikey = {KEY}\n[voice]\napikey = {KEY}\n")
            arguments = [MOBILE, "1234"]
            if "CUSTOMERS.csv" in code:
                arguments = ["顾客.csv"]
                Path(folder, arguments[0]).write_text(TABLE, "utf-8")
            path = Path(folder, "block.py")
            path.write_text(at_any_hour(code), "utf-8")
            # Typed where a block asks: a number that nothing is sent to.
            done = python(str(path), *arguments, env=ENV, cwd=folder, entered="1380000000\n")
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def test_every_block(self) -> None:
        for readme in READMES:
            found = blocks(readme, "python")
            self.assertEqual(len(found), len(self.SENDS))
            for code, sends in zip(found, self.SENDS):
                with self.subTest(readme=readme, code=code[:80]):
                    sandbox.reset()
                    said = self.run_block(code)
                    self.assertEqual([seen["accepted"] for seen in sandbox.submissions()], [True] * sends, said)

    def test_what_the_block_about_logs_says(self) -> None:
        for readme in READMES:
            said = self.run_block(blocks(readme, "python")[9])
            self.assertIn("138****0000", said)
            self.assertNotIn(MOBILE, said)

    def test_the_receiver_of_pushes(self) -> None:
        check = (
            "\n\nimport io\n"
            "def post(body):\n"
            "    said = []\n"
            "    environ = {'wsgi.input': io.BytesIO(body), 'CONTENT_LENGTH': str(len(body))}\n"
            "    answer = b''.join(application(environ, lambda status, headers: said.append(status)))\n"
            "    return said[0], answer\n"
            "good = b'code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17'\n"
            "assert post(good) == ('200 OK', b'success'), post(good)\n"
            "assert post(b'{}') == ('400 Bad Request', b''), post(b'{}')\n"
        )
        for readme in READMES:
            said = self.run_block(blocks(readme, "python")[6] + check)
            self.assertIn("138****0000", said)

    def test_what_became_of_a_message(self) -> None:
        check = (
            "\n\nimport io\n"
            "def post(body):\n"
            "    said = []\n"
            "    environ = {'wsgi.input': io.BytesIO(body), 'CONTENT_LENGTH': str(len(body))}\n"
            "    answer = b''.join(application(environ, lambda status, headers: said.append(status)))\n"
            "    return said[0], answer\n"
            "ids = [client.send(mobile, '您的验证码是：1234。请不要把验证码泄露给其他人。').message_id for mobile in ('13800000000', '13800000001', '13800000002')]\n"
            "receipt = 'code=%d&msg=%s&mobilephone=%s&smsid=%s&report_time=2026-01-31+09%%3A30%%3A00'\n"
            "good = (receipt % (2, 'DELIVRD', '13800000000', ids[0])).encode()\n"
            "assert post(good) == ('200 OK', b'success'), post(good)\n"
            "post((receipt % (0, 'MK%3A0012', '13800000001', ids[1])).encode())\n"
            "assert post(b'{}')[0] == '500 Internal Server Error', post(b'{}')\n"
            "for what in [*ids, '17']:\n"
            "    print(fate(what))\n"
            "post(b'mobilephone=13800000000&smsid=17&reply_time=2026-01-31&content=1')\n"
            "last = replies(0)\n"
            "assert last and replies(last) == last\n"
        )
        for readme, said in (
            ("README.zh-CN.md", r"2026-01-31 09:30:00 送达|未送达：MK:0012 .+|已受理，等回执|没有记录|138\*{4}0000 1"),
            ("README.md", r"delivered at 2026-01-31 09:30:00|not delivered: MK:0012 .+|accepted, waiting for the receipt|nothing is remembered of it|138\*{4}0000 1"),
        ):
            sandbox.reset()
            lines = self.run_block(blocks(readme, "python")[7] + check).splitlines()
            expected = said.split("|")
            self.assertEqual(len(lines), len(expected), lines)
            for line, pattern in zip(lines, expected):
                self.assertRegex(line, f"^{pattern}$")

    def test_both_pages_have_the_same_code(self) -> None:
        zh, en = (blocks(readme, "python") for readme in READMES)
        for one, other in zip(zh, en):
            self.assertEqual(self.bare(one), self.bare(other))

    def bare(self, code: str) -> str:
        """The code without comments and without the words it prints."""
        code = re.sub(r'print\(.*\)|"[^"]*"|, lang="en"', "", code)
        return re.sub(r"\s*#.*", "", code)


class Pages(unittest.TestCase):
    def test_links_lead_somewhere(self) -> None:
        for readme in READMES:
            for target in re.findall(r"\]\(([^)#]+)\)", (BINDING / readme).read_text("utf-8")):
                self.assertTrue((BINDING / target).exists(), f"{readme}: {target}")

    def test_commands_exist(self) -> None:
        for readme in READMES:
            shell = "".join(blocks(readme, "sh"))
            for name in re.findall(r"^bindings/python/(\S+)", shell, re.MULTILINE):
                self.assertTrue((BINDING / name).stat().st_mode & 0o100, name)
            self.assertIn("python send_code.py 13800000000 1234", shell)


class Example(SandboxTest):
    def run_example(self, *arguments: str, env: Dict[str, str] = ENV) -> "tuple[int, str]":
        done = python(str(EXAMPLE), *arguments, env=env)
        return done.returncode, done.stdout

    def test_it_is_the_first_block(self) -> None:
        for readme in READMES:
            self.assertEqual(blocks(readme, "python")[0], EXAMPLE.read_text("utf-8"))

    def test_text_and_call(self) -> None:
        for arguments, service in (((MOBILE, "1234"), "sms"), ((MOBILE, "1234", "voice"), "voice")):
            sandbox.reset()
            code, said = self.run_example(*arguments)
            self.assertEqual(code, 0, said)
            [seen] = sandbox.submissions()
            [received] = sandbox.ask("inbox")
            self.assertEqual((seen["service"], seen["accepted"]), (service, True))
            self.assertRegex(said, rf"^2 .*id={received['id']}\n$")

    def test_refused(self) -> None:
        code, said = self.run_example("19900004051", "1234")
        self.assertEqual(code, 1)
        self.assertTrue(said.startswith("4051 "), said)

    def test_unknown(self) -> None:
        sandbox.fault("reset_after")
        code, said = self.run_example(MOBILE, "1234")
        self.assertEqual(code, 1)
        self.assertIn("do not resend blindly", said)

    def test_no_account_and_no_arguments(self) -> None:
        self.assertEqual(self.run_example(MOBILE, "1234", env={})[0], 1)
        self.assertEqual(self.run_example()[0], 1)
        self.assertTrue(INSTALLED or sandbox.submissions() == [])


class ListExample(SandboxTest):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "list.py").write_text(at_any_hour(LIST.read_text("utf-8")), "utf-8")
        self.table = self.folder / "顾客.csv"
        self.table.write_text("\ufeff" + TABLE, "utf-8")

    def run_list(self, *arguments: str, **more: str) -> "tuple[int, List[str]]":
        done = python("list.py", *arguments, env=dict(ENV, **more), cwd=str(self.folder), entered="\n")
        return done.returncode, done.stdout.splitlines()

    def test_it_is_the_block(self) -> None:
        for readme in READMES:
            self.assertEqual(blocks(readme, "python")[8], LIST.read_text("utf-8"))

    def test_each_once_however_often_it_is_run(self) -> None:
        code, said = self.run_list(self.table.name)
        self.assertEqual(code, 0, said)
        self.assertRegex(said[0], "^不发 / left out: 1002 .*138")
        self.assertTrue(said[1].startswith("待发 2 行，全部计费 2 条"), said)
        self.assertEqual(said[-1][-3:], "2/2")
        self.assertEqual(
            [seen["content"] for seen in sandbox.submissions()],
            ["张三您好，您的订单已到店，取货码1001。", "王小明您好，您的订单已到店，取货码1003。"],
        )
        code, said = self.run_list(self.table.name)
        self.assertEqual((code, len(sandbox.submissions())), (0, 2), said)

    def test_stopped_and_gone_on_with(self) -> None:
        code, said = self.run_list(self.table.name, IHUYI_ACCOUNT="C00000009")
        self.assertEqual(code, 1)
        self.assertIn("405", said[-1])
        # The journal is of that account.
        code, said = self.run_list(self.table.name)
        self.assertEqual(code, 1)
        self.assertIn("C00000009", said[-1])

    def test_what_was_not_accepted_is_told(self) -> None:
        self.table.write_text(TABLE.replace("13800000003", "19900000408"), "utf-8")
        sandbox.fault("reset_after")
        code, said = self.run_list(self.table.name)
        self.assertEqual(code, 0, said)
        self.assertRegex(said[-2], "^被拒绝 / refused: 1003 408 ")
        self.assertRegex(said[-1], r"^结果未知，不要重发 / .*: 1001 138\*{4}0001$")

    def test_interrupted(self) -> None:
        # Where it asks, somebody presses Ctrl-C: what Python does then, also where the signal itself is ignored, as it is behind a shell's `&`.
        path = self.folder / "list.py"
        path.write_text(path.read_text("utf-8").replace("input(", "__import__('signal').default_int_handler(2, None); input("), "utf-8")
        code, said = self.run_list(self.table.name)
        self.assertEqual((code, sandbox.submissions()), (1, []), said)
        self.assertTrue(said[-1].startswith("已停下"), said)

    def test_no_arguments_and_no_account(self) -> None:
        self.assertEqual(self.run_list()[0], 1)
        code, said = self.run_list(self.table.name, IHUYI_ACCOUNT="")
        self.assertEqual(code, 1)
        self.assertTrue(said[-1].startswith("401 "), said)

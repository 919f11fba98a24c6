"""python -m ihuyi doctor: what it shows, and its exit codes."""

import tempfile
from pathlib import Path
from typing import Dict

from support import ACCOUNT, INSTALLED, KEY, LIBRARY, SandboxTest, python, sandbox

import ihuyi

GOOD = {"IHUYI_ACCOUNT": ACCOUNT, "IHUYI_APIKEY": KEY}


class Doctor(SandboxTest):
    def says(self, code: int, *arguments: str, env: Dict[str, str] = {}) -> str:
        done = python("-m", "ihuyi", "doctor", *arguments, env=env)
        self.assertEqual(done.returncode, code, done.stdout)
        self.assertNotIn("Traceback", done.stdout)
        self.assertNotIn(KEY, done.stdout)
        return done.stdout

    def test_all_is_well(self) -> None:
        said = self.says(0, env=GOOD)
        for word in (
            "Python",
            ihuyi.__version__,
            ihuyi.library_version(),
            ihuyi.library_path(),
            ACCOUNT,
            "10000",
            sandbox.url,
        ):
            self.assertIn(word, said)
        self.assertIn("sms", said)
        self.assertNotIn("voice", said)
        self.assertEqual([call["method"] for call in sandbox.ask("ledger")], ["GetNum"])

    def test_services_with_an_account_of_their_own(self) -> None:
        env = dict(GOOD, IHUYI_VOICE_ACCOUNT="V00000000", IHUYI_VOICE_APIKEY=KEY)
        self.says(0, env=env)
        self.assertEqual([call["service"] for call in sandbox.ask("ledger")], ["sms", "voice"])
        self.says(0, "--service", "marketing", "--service", "voice", env=env)
        self.assertEqual([call["service"] for call in sandbox.ask("ledger")][2:], ["marketing", "voice"])

    def test_a_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "ihuyi.ini")
            path.write_text(f"; 说明\napikey = {KEY}\n[ihuyi]\naccount={ACCOUNT}\n[voice]\naccount = V00000000\n", "gbk")
            said = self.says(0, "--config", str(path))
            self.assertIn("apikey account voice_account", said)
            self.assertEqual([call["service"] for call in sandbox.ask("ledger")], ["sms", "voice"])
            self.says(2, "--config", str(Path(folder, "none.ini")))

    def test_secrets_in_addresses(self) -> None:
        said = self.says(4, env=dict(GOOD, IHUYI_PROXY="http://user:hunter2@127.0.0.1:1"))
        self.assertIn("http://***@127.0.0.1:1", said)
        self.assertNotIn("hunter2", said)
        self.assertNotIn("hunter2", self.says(3, env=dict(GOOD, IHUYI_APIKEY="hunter2")))

    def test_the_secret_and_the_stores_password_are_not_shown(self) -> None:
        said = self.says(0, env=dict(GOOD, IHUYI_SECRET="s" * 32, IHUYI_STORE="redis://:hunter2@127.0.0.1:1/0"))
        self.assertIn("IHUYI_SECRET", said)
        self.assertNotIn("s" * 32, said)
        self.assertIn("redis://***@127.0.0.1:1/0", said)

    def test_wrong_setting(self) -> None:
        self.assertIn("IHUYI_TIMEOUT", self.says(2, env=dict(GOOD, IHUYI_TIMEOUT="never")))

    def test_wrong_command_line(self) -> None:
        self.says(2, "--sevrice", "sms")
        self.says(2, "--service", "fax")
        self.assertEqual(python("-m", "ihuyi").returncode, 2)

    def test_wrong_key(self) -> None:
        self.assertIn("40502", self.says(3, env=dict(GOOD, IHUYI_APIKEY=KEY[::-1])))

    def test_no_key(self) -> None:
        self.says(3, env={"IHUYI_ACCOUNT": ACCOUNT})

    def test_no_gateway(self) -> None:
        self.says(4, env=dict(GOOD, IHUYI_GATEWAY="http://127.0.0.1:1"))

    def test_the_first_of_several(self) -> None:
        env = dict(GOOD, IHUYI_VOICE_ACCOUNT="V00000000", IHUYI_VOICE_APIKEY=KEY[::-1])
        sandbox.ask("accounts", {"id": ACCOUNT, "balance": 0, "service": "sms"})
        self.assertIn("buy more", self.says(3, env=env))

    def test_no_messages_left(self) -> None:
        sandbox.ask("accounts", {"id": ACCOUNT, "balance": 0, "service": "sms"})
        self.says(6, env=GOOD)

    def test_no_readable_answer(self) -> None:
        sandbox.fault("html")
        self.says(6, env=GOOD)

    def test_no_account(self) -> None:
        self.assertIn("IHUYI_ACCOUNT", self.says(6))

    def test_no_library(self) -> None:
        if INSTALLED:  # the wheel has one, and it comes first
            self.assertIn("libihuyi.so", self.says(6, env={"IHUYI_LIBRARY": "/nowhere.so"}))
        else:
            self.assertIn("/nowhere.so", self.says(6, env={"IHUYI_LIBRARY": "/nowhere.so"}))

    def test_the_program_beside_the_library(self) -> None:
        program = Path(ihuyi.library_path()).with_name("ihuyi")
        self.assertEqual(f"{program} doctor" in self.says(0, env=GOOD), program.exists())
        self.assertTrue(INSTALLED or LIBRARY.with_name("ihuyi").exists())

    def test_a_terminal_that_lacks_characters(self) -> None:
        self.says(0, env=dict(GOOD, PYTHONIOENCODING="ascii"))

    def test_help_and_version(self) -> None:
        self.assertIn("exit codes", python("-m", "ihuyi", "doctor", "--help").stdout)
        self.assertEqual(python("-m", "ihuyi", "--version").stdout.strip(), f"ihuyi {ihuyi.__version__}")

"""Text: what goes in comes out, or is refused; nothing is cut or replaced."""

import unittest
from pathlib import PurePosixPath as Path
from unittest import mock

from support import ACCOUNT, CODE, KEY, MOBILE, SandboxTest, python, sandbox

import ihuyi
from ihuyi import _text


class Charset(SandboxTest):
    def sent(self, content: str, charset: str) -> object:
        with ihuyi.Client(ACCOUNT, KEY, charset, content_limit=10000) as client:
            client.send(MOBILE, content)
        return sandbox.submissions()[-1]["content"]

    def test_gbk_in_and_out(self) -> None:
        self.assertEqual(self.sent(CODE, "gbk"), CODE)
        with ihuyi.Client(ACCOUNT, KEY, charset="gbk") as client:
            self.assertEqual(client.send(MOBILE, CODE).message, "提交成功")
            self.assertEqual(client.explain(4051).text, "剩余条数不足")
            self.assertEqual(
                client.parse_push("mobilephone=13800000000&smsid=1&reply_time=1&content=%CD%CB%B6%A9").content, "退订"
            )
            with self.assertRaises(ihuyi.BalanceError) as caught:
                client.send("19900004051", CODE)
            self.assertEqual(caught.exception.result.message, "剩余条数不足")

    def test_every_chinese_character_through_gb18030(self) -> None:
        sandbox.ask("limits", {"content_length": 10000})
        characters = "".join(
            map(chr, [*range(0x4E00, 0x9FA6), *range(0x3400, 0x4DB6), *range(0x20000, 0x20100), *range(0x3001, 0x3030)])
        )
        for start in range(0, len(characters), 8000):
            part = characters[start : start + 8000].replace("\u3030", "")
            self.assertEqual(self.sent(part, "gbk"), part)

    def test_other_charsets(self) -> None:
        for charset, content in (
            ("big5", "您的驗證碼是1234㗎"),
            ("Shift_JIS", "認証コード"),
            ("euc-kr", "인증번호"),
            ("windows-1251", "код"),
        ):
            with self.subTest(charset=charset):
                self.assertEqual(self.sent(content, charset), content)

    def test_the_name_of_a_file_that_may_not_be_there_yet(self) -> None:
        name = "名单.journal"
        # As GBK these bytes are other characters, and no error.
        self.assertEqual(name.encode().decode("gb18030"), "鍚嶅崟.journal")
        for platform, codec in (("win32", "gb18030"), ("win32", "utf-8"), ("linux", "gb18030")):
            with self.subTest(platform=platform, codec=codec), mock.patch.object(_text.sys, "platform", platform):
                wanted = name.encode(codec if platform == "win32" else "utf-8")
                self.assertEqual(_text.encode_new_path(name, codec), wanted)
                self.assertEqual(_text.encode_new_path(Path(name), codec), wanted)

    def test_a_charset_can_be_changed(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY, charset="gbk", signature="一二三") as client:
            client.set("charset", "utf-8")
            self.assertEqual(client.send(MOBILE, CODE).characters, len(CODE) + 5)

    def test_python_knows_every_charset_of_the_library(self) -> None:
        standard = (
            "Big5 EUC-JP EUC-KR GB18030 GBK IBM866 ISO-8859-2 ISO-8859-3 ISO-8859-4 ISO-8859-5 ISO-8859-6 ISO-8859-7 ISO-8859-8"
            " ISO-8859-8-I ISO-8859-10 ISO-8859-13 ISO-8859-14 ISO-8859-15 ISO-8859-16 KOI8-R KOI8-U macintosh Shift_JIS UTF-8"
            " windows-874 windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257"
            " windows-1258 x-mac-cyrillic x-user-defined"
        )
        for charset in standard.split():
            with self.subTest(charset=charset), ihuyi.Client(ACCOUNT, KEY, charset) as client:
                self.assertGreater(client.segments("1234").characters, 4)

    def test_what_the_charset_lacks_is_refused_with_its_place(self) -> None:
        for charset, content, place in (
            ("big5", "你好们", 3),
            ("gbk", "ab\ud800", 3),
            ("utf-8", "a\ud800", 2),
            ("shift_jis", "金額￡£", 4),
        ):
            with self.subTest(charset=charset), self.assertRaises(ihuyi.ArgumentError) as caught:
                self.sent(content, charset)
            self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_ENCODING)
            self.assertIn(f"character {place} of content", str(caught.exception))
        self.assertEqual(sandbox.submissions(), [])

    def test_bytes_that_python_smuggled_through_are_judged_by_the_library(self) -> None:
        # An argument in GBK under a UTF-8 locale: Python keeps the bytes as lone surrogates.
        content = CODE.encode("gbk").decode("utf-8", "surrogateescape")
        with self.assertRaises(ihuyi.ArgumentError) as caught:
            self.sent(content, "utf-8")
        self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_ENCODING)
        self.assertIn("GBK", str(caught.exception))
        with self.assertRaises(ihuyi.ArgumentError):
            self.sent(content, "gbk")
        with self.assertRaises(ihuyi.ArgumentError):
            self.sent("\udcc4\udce3", "gbk")
        self.assertEqual(self.sent(CODE.encode().decode("ascii", "surrogateescape"), "utf-8"), CODE)


class DefaultClient(SandboxTest):
    def test_its_charset_is_the_environments(self) -> None:
        # In a process of its own, because the default client is made once.
        script = (
            f"import ihuyi; print(ihuyi.send({ACCOUNT!r}, {KEY!r}, {MOBILE!r}, {CODE!r}).message)\n"
            "print(ihuyi.strerror(4051), ihuyi.explain(4051).text)\n"
            f"try: ihuyi.send({ACCOUNT!r}, {KEY!r}, '1', {CODE!r})\n"
            "except ihuyi.NumberError as error: print(error.result.message)\n"
        )
        for charset in ("gbk", "utf-8"):
            done = python("-c", script, env={"IHUYI_CHARSET": charset})
            self.assertEqual(done.stdout.splitlines()[:2], ["提交成功", "剩余条数不足 剩余条数不足"])
            self.assertIn("手机号码", done.stdout.splitlines()[2])
        self.assertEqual([seen["content"] for seen in sandbox.submissions()], [CODE, CODE])


class Refused(SandboxTest):
    def test_a_nul_is_refused_and_cuts_nothing(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY) as client:
            with self.assertRaises(ihuyi.ArgumentError) as caught:
                client.send(MOBILE, "您的验证码是\0：1234")
            self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_CONTROL_CHARACTER)
            for call in (
                lambda: client.send(MOBILE + "\0", CODE),
                lambda: client.submit("sms\0x", MOBILE, CODE),
                lambda: client.submit("sms", MOBILE, "1234", "1\0"),
                lambda: client.submit("marketing", MOBILE, "退订回T【示例】", None, "schedule = 2099-01-31 09:30:00\0"),
                lambda: client.balance("sms\0"),
                lambda: client.add_template("【变量】\0"),
                lambda: client.set("timeout\0", "5"),
                lambda: client.set("timeout", "5\0"),
                lambda: client.explain(2, "sms\0"),
            ):
                with self.assertRaises(ihuyi.IhuyiError):
                    call()
            # The library may count what cannot be sent, or refuse that too; it never counts up to the NUL.
            try:
                self.assertEqual(client.segments("a\0b").characters, 9)
            except ihuyi.ArgumentError as error:
                self.assertEqual(error.code, ihuyi.api.IHUYI_E_CONTROL_CHARACTER)
        self.assertEqual(sandbox.submissions(), [])

    def test_what_is_no_str(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY) as client:
            for call, word in (
                (lambda: client.send(MOBILE.encode(), CODE), "mobile must be a str, not bytes: .decode() it first"),  # type: ignore[arg-type]
                (lambda: client.send(13800000000, CODE), "mobile must be a str, not int"),  # type: ignore[arg-type]
                (lambda: client.voice(MOBILE, 1234), "content must be a str, not int"),  # type: ignore[arg-type]
                (lambda: client.send_template(MOBILE, 1, 1234), "variables must be a str, not int"),  # type: ignore[arg-type]
                (lambda: client.send_template(MOBILE, 1.5, "1234"), "template_id must be a str, not float"),  # type: ignore[arg-type]
                (lambda: client.marketing([13800000000], "x"), "numbers must be a str, not int"),  # type: ignore[list-item]
                (lambda: client.marketing(b"13800000000", "x"), "numbers must be a str, not bytes"),  # type: ignore[arg-type]
                (lambda: client.marketing([MOBILE], "x", 20990131), "schedule must be a str, not int"),  # type: ignore[arg-type]
                (lambda: client.parse_push({"code": "2"}), "body must be a str, not dict"),  # type: ignore[arg-type]
                (lambda: client.segments(b"x"), "content must be a str, not bytes"),  # type: ignore[arg-type]
            ):
                with self.subTest(word=word), self.assertRaises(TypeError) as caught:
                    call()
                self.assertIn(word, str(caught.exception))
                self.assertNotIn(MOBILE, str(caught.exception))
        self.assertEqual(sandbox.submissions(), [])


class Codec(unittest.TestCase):
    def test_a_text_of_the_library_never_fails_to_decode(self) -> None:
        self.assertEqual(_text.decode(b"\xff1234", "gb18030"), "\ufffd1234")

"""The logging filter that masks keys and phone numbers."""

import io
import logging
import unittest
from typing import Any

from support import KEY, MOBILE

import ihuyi

SHOWN = "138****0000"


class Mask(unittest.TestCase):
    def test_numbers(self) -> None:
        for text, masked in (
            (MOBILE, SHOWN),
            (f"to {MOBILE}.", f"to {SHOWN}."),
            (f"+86{MOBILE}", f"+86{SHOWN}"),
            (f"86 {MOBILE}", f"86 {SHOWN}"),
            ("138 0000 0000", SHOWN),
            ("138-0000-0000", SHOWN),
            (f"{MOBILE},19912345678", f"{SHOWN},199****5678"),
            (f"手机号{MOBILE}成功", f"手机号{SHOWN}成功"),
            (f"mobile={MOBILE}&x=1", f"mobile={SHOWN}&x=1"),
        ):
            with self.subTest(text=text):
                self.assertEqual(ihuyi.mask(text), masked)

    def test_what_is_no_number_stays(self) -> None:
        for text in (
            "17000000004051283667",
            "917113800000000",
            "1700000000",
            "2026-01-31 09:30:00",
            "12345678901",
            "4072",
            "1380000000",
            "code=1234",
        ):
            with self.subTest(text=text):
                self.assertEqual(ihuyi.mask(text), text)

    def test_keys(self) -> None:
        for text in (
            KEY,
            KEY.upper(),
            f"key {KEY}!",
            f"apikey={KEY}",
            "apikey=short",
            "secret = 0123456789abcdef0123456789abcdefX",
            "{'apikey': 'with blank and 汉字'}",
            '{"password": "p,w"}',
            "IHUYI_VOICE_APIKEY=x-y.z",
            "apikey => k1",
            "password : hunter2)",
        ):
            with self.subTest(text=text):
                masked = ihuyi.mask(text)
                self.assertIn("********", masked)
                for secret in (KEY, KEY.upper(), "short", "blank", "p,w", "x-y.z", "k1", "hunter2"):
                    self.assertNotIn(secret, masked)

    def test_what_is_no_key_stays(self) -> None:
        for text in ("apikey_file=/etc/ihuyi/apikey", KEY + "0", KEY[:31], "wrong APIKEY", "the password is empty"):
            with self.subTest(text=text):
                self.assertEqual(ihuyi.mask(text), text)


class Filter(unittest.TestCase):
    def logged(self, format: str = "%(message)s", *arguments: Any, **more: Any) -> str:
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(logging.Formatter(format))
        handler.addFilter(ihuyi.MaskFilter())
        logger = logging.Logger("test")
        logger.addHandler(handler)
        try:
            int(f"{MOBILE} {KEY}")
        except ValueError:
            logger.error(*arguments, **more)
        return stream.getvalue()

    def test_message_and_arguments(self) -> None:
        self.assertEqual(self.logged("%(message)s", "to %s with %s", MOBILE, KEY), f"to {SHOWN} with ********\n")
        self.assertEqual(self.logged("%(message)s", "to %(mobile)s", {"mobile": MOBILE}), f"to {SHOWN}\n")
        self.assertEqual(self.logged("%(message)s", {"mobile": MOBILE}), "{'mobile': '" + SHOWN + "'}\n")

    def test_traceback(self) -> None:
        logged = self.logged("%(message)s", "failed", exc_info=True)
        self.assertIn("Traceback", logged)
        self.assertIn(f"'{SHOWN} ********'", logged)

    def test_extra(self) -> None:
        self.assertEqual(self.logged("%(mobile)s %(message)s", "x", extra={"mobile": MOBILE}), f"{SHOWN} x\n")

    def test_stack(self) -> None:
        # A stack shows lines of source, and this line has a number in it.
        logged = self.logged("%(message)s", "13800000000", stack_info=True)
        self.assertIn("Stack", logged)
        self.assertNotIn(MOBILE, logged)

    def test_arguments_that_do_not_fit_are_not_shown_by_logging_itself(self) -> None:
        logged = self.logged("%(message)s", "to %d", MOBILE)
        self.assertIn(SHOWN, logged)
        self.assertNotIn(MOBILE, logged)

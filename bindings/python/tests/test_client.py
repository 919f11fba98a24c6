"""A client's settings, life, and what happens when many use it."""

import asyncio
import copy
import ctypes
import gc
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
import traceback
import unittest
import weakref
from pathlib import Path
from typing import List
from unittest import mock

from held import ID, Held
from support import ACCOUNT, CODE, KEY, MOBILE, SandboxTest, sandbox

import ihuyi
from ihuyi._handle import Handle


class Settings(SandboxTest):
    def test_by_keyword(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY, format="xml", voice_account="V00000000", voice_apikey=KEY) as client:
            client.send(MOBILE, CODE)
            client.voice(MOBILE, "1234")
        text, call = sandbox.submissions()
        self.assertEqual((text["format"], text["account"], call["account"]), ("xml", ACCOUNT, "V00000000"))

    def test_from_the_environment(self) -> None:
        os.environ.update(IHUYI_ACCOUNT=ACCOUNT, IHUYI_APIKEY=KEY)
        self.addCleanup(os.environ.pop, "IHUYI_ACCOUNT")
        self.addCleanup(os.environ.pop, "IHUYI_APIKEY")
        with ihuyi.Client() as client:
            self.assertEqual(client.balance().code, 2)
        # None leaves a setting as it is.
        with ihuyi.Client(account=None, apikey=None) as client:
            self.assertEqual(client.balance().code, 2)
        with ihuyi.Client(account="C11111111") as client, self.assertRaises(ihuyi.AccountError):
            client.balance()

    def test_from_a_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "设置.ini")
            path.write_text(f"account = {ACCOUNT}\napikey = {KEY}\nsignature = 示例\n", "utf-8")
            with ihuyi.Client.open(path) as client:
                self.assertEqual(client.send(MOBILE, CODE).characters, len(CODE) + 4)
            with ihuyi.Client.open(str(path), signature="更长的签名") as client:
                self.assertEqual(client.segments("字").characters, 8)

    def test_a_file_that_is_wrong(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "wrong.ini")
            path.write_text("account C00000000\n")
            with self.assertRaises(ihuyi.SettingError) as caught:
                ihuyi.Client.open(path)
            self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_INI)
            for missing in (Path(folder, "none.ini"), f"{path}\0.ini"):
                with self.assertRaises(ihuyi.SettingError) as caught:
                    ihuyi.Client.open(missing)
                self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_FILE)

    def test_numbers_and_yes_or_no(self) -> None:
        with ihuyi.Client(timeout=5, connect_timeout=0.5, allow_http=True, keep_alive=0) as client:
            client.set("ca_file", Path(sandbox.ca))
            with self.assertRaises(ihuyi.SettingError) as caught:
                client.set("timeout", -1)
            self.assertIn("-1", str(caught.exception))
            for value, written in ((True, "“yes”"), (False, "“no”"), (0.25, "“0.25”")):
                with self.assertRaises(ihuyi.SettingError) as caught:
                    client.set("format", value)
                self.assertIn(written, str(caught.exception))

    def test_none_is_the_default(self) -> None:
        with ihuyi.Client(signature="一二三四五六七八") as client:
            client.set("signature", None)
            self.assertEqual(client.segments("字").characters, 7)

    def test_an_unknown_name_is_told_its_neighbour(self) -> None:
        with self.assertRaises(ihuyi.SettingError) as caught:
            ihuyi.Client(acount=ACCOUNT)
        self.assertIn("account", caught.exception.result.message)

    def test_what_is_no_setting(self) -> None:
        with ihuyi.Client() as client:
            for value in (b"utf-8", [], object()):
                with self.assertRaises(TypeError):
                    client.set("charset", value)  # type: ignore[arg-type]
            with self.assertRaises(TypeError):
                client.set(1, "x")  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            ihuyi.Client.open(b"ihuyi.ini")  # type: ignore[arg-type]

    def test_https(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY, gateway=sandbox.tls_url, ca_file=sandbox.ca) as client:
            client.send(MOBILE, CODE)
        self.assertTrue(sandbox.submissions()[0]["tls"])


class Life(SandboxTest):
    def test_closed(self) -> None:
        client = ihuyi.Client(ACCOUNT, KEY)
        client.close()
        client.close()
        self.assertTrue(client.closed)
        for call in (
            lambda: client.send(MOBILE, CODE),
            lambda: client.balance(),
            lambda: client.add_template("【变量】"),
            lambda: client.set("timeout", 1),
            lambda: client.explain(2),
            lambda: client.segments("a"),
            lambda: client.parse_push("code=2"),
            lambda: client.verify_start("register", MOBILE),
            lambda: client.verify_resend("x"),
            lambda: client.verify_check("x", "1"),
            lambda: client.guard_ask("sms", MOBILE),
            lambda: client.guard_status("sms", MOBILE),
            lambda: client.guard_unlock("mobile", MOBILE),
            lambda: client.captcha_new(),
            lambda: client.captcha_check("x", "y"),
            lambda: client.record_push("code=2"),
            lambda: client.status("17"),
            lambda: client.inbox(),
        ):
            with self.assertRaises(ihuyi.ArgumentError) as caught:
                call()
            self.assertIn("closed", str(caught.exception))
        self.assertEqual(sandbox.submissions(), [])

    def test_with_closes(self) -> None:
        with ihuyi.Client() as client:
            self.assertFalse(client.closed)
        self.assertTrue(client.closed)

    def test_no_copy_and_no_pickle(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY) as client:
            for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
                with self.assertRaises(TypeError) as caught:
                    attempt(client)
                self.assertIn("fork", str(caught.exception))

    def test_repr_tells_no_secret(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY) as client:
            self.assertEqual(repr(client), "<ihuyi.Client open>")
            self.assertFalse(hasattr(client, "__dict__"))
        self.assertEqual(repr(client), "<ihuyi.Client closed>")

    def test_a_forgotten_client_is_freed(self) -> None:
        freed: List[object] = []
        client = ihuyi.Client()
        pointer = client._handle._pointer
        assert pointer is not None
        raw, free = pointer.raw, pointer.__del__

        def spy() -> None:
            freed.append(raw)
            free()

        pointer.__del__ = spy
        del client, pointer
        gc.collect()
        self.assertEqual(freed, [raw])

    def test_a_client_that_could_not_be_made_leaves_nothing_behind(self) -> None:
        os.environ["IHUYI_TIMEOUT"] = "never"
        self.addCleanup(os.environ.pop, "IHUYI_TIMEOUT")
        with self.assertRaises(ihuyi.SettingError) as caught:
            ihuyi.Client(ACCOUNT, KEY)
        self.assertIn("IHUYI_TIMEOUT", str(caught.exception))


class Secrets(unittest.TestCase):
    """Error pages show the locals of every frame of a traceback. None of this package's may have the key."""

    def leaks(self, call: "object") -> None:
        try:
            call()  # type: ignore[operator]
        except Exception as error:
            caught = error
        else:
            self.fail("nothing was raised")
        self.assertIsNone(caught.__cause__)
        self.assertIsNone(caught.__context__)
        frames = [frame for frame, _ in traceback.walk_tb(caught.__traceback__)]
        own = [frame for frame in frames if f"{os.sep}ihuyi{os.sep}" in frame.f_code.co_filename]
        self.assertTrue(own)
        for frame in own:
            self.assertNotIn(KEY, repr(frame.f_locals), frame.f_code.co_name)
        self.assertNotIn(
            KEY, "".join(traceback.format_exception(type(caught), caught, caught.__traceback__)).replace("KEY", "")
        )

    def test_refused(self) -> None:
        self.leaks(lambda: ihuyi.send(ACCOUNT, KEY, "1", CODE))
        self.leaks(lambda: ihuyi.voice(ACCOUNT, KEY, "1", "1234"))

    def test_of_the_wrong_type(self) -> None:
        self.leaks(lambda: ihuyi.send(ACCOUNT, KEY.encode(), MOBILE, CODE))  # type: ignore[arg-type]
        self.leaks(lambda: ihuyi.send(ACCOUNT, KEY, 13800000000, CODE))  # type: ignore[arg-type]
        self.leaks(lambda: ihuyi.voice(ACCOUNT, KEY, MOBILE, 1234))  # type: ignore[arg-type]
        self.leaks(lambda: ihuyi.Client(ACCOUNT, KEY.encode()))  # type: ignore[arg-type]

    def test_a_setting_beside_it(self) -> None:
        self.leaks(lambda: ihuyi.Client(ACCOUNT, KEY, timeout="never"))
        self.leaks(lambda: ihuyi.Client(apikey=KEY, charset="x"))
        self.leaks(lambda: ihuyi.Client.open("/nowhere.ini", apikey=KEY))
        self.leaks(lambda: ihuyi.AsyncClient(apikey=KEY, charset="x"))
        self.leaks(lambda: ihuyi.AsyncClient.open("/nowhere.ini", apikey=KEY))

    def test_without_a_library(self) -> None:
        missing = mock.Mock(side_effect=ihuyi.LibraryError("missing"))
        with mock.patch("ihuyi.client.library", missing):
            self.leaks(lambda: ihuyi.Client(ACCOUNT, KEY))
            self.leaks(lambda: ihuyi.Client.open("/nowhere.ini", apikey=KEY))

    def test_itself_awaited(self) -> None:
        client = ihuyi.AsyncClient()
        self.leaks(lambda: asyncio.run(client.set("apikye", KEY)))
        asyncio.run(client.aclose())
        self.leaks(lambda: asyncio.run(client.set("apikey", KEY)))

    def test_itself(self) -> None:
        with ihuyi.Client() as client:
            self.leaks(lambda: client.set("apikye", KEY))
            self.leaks(lambda: client.set("apikey", KEY.encode()))  # type: ignore[arg-type]
            self.leaks(lambda: client.set("apikey", KEY + "\ud800"))

    def test_in_the_place_of_another_setting(self) -> None:
        for name in ("apikey_file", "charset", "timeout"):
            with self.subTest(name=name), self.assertRaises(ihuyi.SettingError) as caught:
                ihuyi.Client(**{name: KEY})
            self.assertNotIn(KEY, str(caught.exception) + repr(caught.exception))
            # Its first four digits, by which its owner knows it.
            self.assertIn("0123…", str(caught.exception))


class Threads(SandboxTest):
    def test_many_through_one_client(self) -> None:
        problems: List[BaseException] = []
        with ihuyi.Client(ACCOUNT, KEY) as client:

            def work(worker: int) -> None:
                try:
                    for i in range(10):
                        client.send(str(13800000000 + worker * 10 + i), CODE)
                        client.segments(CODE)
                except BaseException as error:
                    problems.append(error)

            threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(problems, [])
        self.assertEqual(len({seen["mobile"] for seen in sandbox.submissions() if seen["accepted"]}), 80)

    def running_call(self) -> "tuple[ihuyi.Client, Held, threading.Thread, List[ihuyi.Result]]":
        """A client with a call that runs until the gateway is told to answer, and what came of it."""
        gateway = Held()
        self.addCleanup(gateway.stop)
        client = ihuyi.Client(ACCOUNT, KEY, gateway=gateway.url, timeout=60)
        self.addCleanup(client.close)
        results: List[ihuyi.Result] = []
        thread = threading.Thread(target=lambda: results.append(client.send(MOBILE, CODE)))
        thread.start()
        self.assertTrue(gateway.arrived.wait(60))
        return client, gateway, thread, results

    def test_closing_lets_a_running_call_end(self) -> None:
        client, gateway, thread, results = self.running_call()
        assert client._handle._pointer is not None
        pointer = weakref.ref(client._handle._pointer)
        client.close()
        with self.assertRaises(ihuyi.ArgumentError):
            client.send(MOBILE, CODE)
        self.assertIsNotNone(pointer(), "freed below a call")
        gateway.release.set()
        thread.join()
        self.assertEqual([result.message_id for result in results], [ID])
        self.assertIsNone(pointer())

    def test_a_call_within_a_call_is_fine_and_a_setting_is_not(self) -> None:
        # What a signal handler does that comes at such a place.
        client = ihuyi.Client(ACCOUNT, KEY)
        with client._handle.call():
            self.assertEqual(client.segments("字").segments, 1)
            with self.assertRaises(ihuyi.ArgumentError):
                client.set("signature", "示例")
        with client._handle.alone():
            with self.assertRaises(ihuyi.ArgumentError):
                client.segments("字")
            with self.assertRaises(ihuyi.ArgumentError):
                client.set("signature", "示例")
        client.set("signature", "示例")
        self.assertEqual(client.segments("字").characters, 5)

    def test_an_exception_of_a_signal_handler_leaves_nothing_locked(self) -> None:
        class Interrupted(Exception):
            pass

        def interrupt(*_: object) -> None:
            raise Interrupted

        client = ihuyi.Client(ACCOUNT, KEY)
        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            for n in range(300):
                try:
                    signal.setitimer(signal.ITIMER_REAL, 0.00002 * (n % 15 + 1))
                    while True:
                        client.segments("字")
                except Interrupted:
                    pass
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        gc.collect()
        setting = threading.Thread(target=client.set, args=("signature", "示例"), daemon=True)
        setting.start()
        setting.join(60)
        self.assertFalse(setting.is_alive(), "a setting waits for a call that is no more")
        self.assertEqual(client.segments("字").characters, 5)

    def test_an_interrupt_while_a_handle_is_freed_is_raised_and_not_printed(self) -> None:
        # As Ctrl-C does while the library closes a list: the signal comes during the call of C that frees the handle.
        interrupt = ctypes.CDLL(None)["raise"]
        interrupt.argtypes, interrupt.restype = [ctypes.c_int], ctypes.c_int
        printed: List[object] = []
        # Where the tests run behind a shell's `&`, the signal is ignored.
        self.addCleanup(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.default_int_handler))
        with mock.patch.object(sys, "unraisablehook", printed.append):
            handle = Handle(signal.SIGINT, interrupt, ihuyi.errors.closed)
            with self.assertRaises(KeyboardInterrupt):
                handle.close()
                # Handlers are called between two steps of Python's, so that it is seen here at the latest.
                for _ in range(1000):
                    pass
        self.assertEqual(printed, [])

    def test_a_setting_waits_for_a_running_call(self) -> None:
        client, gateway, thread, results = self.running_call()
        setting = threading.Thread(target=client.set, args=("signature", "示例"))
        setting.start()
        setting.join(0.05)
        self.assertTrue(setting.is_alive())
        gateway.release.set()
        setting.join()
        thread.join()
        self.assertEqual([result.code for result in results], [2])
        self.assertEqual(client.segments("字").characters, 5)

    def test_closing_ends_a_setting_that_waits(self) -> None:
        client, gateway, thread, _ = self.running_call()
        raised: List[BaseException] = []

        def change() -> None:
            try:
                client.set("signature", "示例")
            except ihuyi.ArgumentError as error:
                raised.append(error)

        setting = threading.Thread(target=change)
        setting.start()
        while setting.is_alive() and client._handle._changing is None:
            time.sleep(0.001)
        client.close()
        setting.join()
        self.assertEqual(len(raised), 1)
        gateway.release.set()
        thread.join()

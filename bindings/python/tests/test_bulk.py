"""A list: rows that are added, the plan, what is sent of it, and what is read afterwards."""

import copy
import dataclasses
import gc
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import List

from held import Held
from support import ACCOUNT, BINDING, INSTALLED, KEY, MOBILE, SandboxTest, sandbox

import ihuyi
from ihuyi import BulkState, RowState

TEXT = "您的订单已发货。"
#: As long as it takes.
LONG = 600


def mobile(number: int) -> str:
    return str(13800000000 + number)


class Listed(SandboxTest):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.journal = self.folder / "名单.journal"
        # Opt-outs are looked up in the store: one of its own.
        self.client = ihuyi.Client(ACCOUNT, KEY, store=f"memory:{folder.name}")
        self.addCleanup(self.client.close)

    def planned(self, rows: int, **options: bool) -> ihuyi.Bulk:
        bulk = self.client.bulk(self.journal, **options)  # type: ignore[arg-type]
        self.addCleanup(bulk.close)
        for number in range(rows):
            bulk.add(mobile(number), TEXT)
        return bulk


class Sent(Listed):
    def test_each_row_once(self) -> None:
        with self.client.bulk(self.journal) as bulk:
            added = bulk.add("+86 138-0000-0000", TEXT, "order-1001")
            self.assertEqual((added.code, added.segments, added.recipients, added.left_out), (0, 1, 1, False))
            bulk.add(mobile(1), TEXT)
            progress = bulk.status()
            self.assertEqual((progress.state, progress.rows, progress.segments), (BulkState.PLANNING, 2, 2))
            self.assertFalse(self.journal.exists())
            progress = bulk.run(0)
            self.assertEqual((progress.state, progress.planned, progress.accepted), (BulkState.READY, 2, 0))
            self.assertTrue(self.journal.exists())
            self.assertEqual(sandbox.submissions(), [])

            progress = bulk.run(LONG)
            self.assertEqual((progress.state, progress.planned, progress.sending), (BulkState.DONE, 0, 0))
            self.assertEqual((progress.rows, progress.accepted, progress.accepted_segments), (2, 2, 2))
            self.assertEqual((progress.refused, progress.unknown, progress.left_out), (0, 0, 0))
            self.assertEqual((progress.code, progress.wait, progress.message), (0, 0, ""))
            self.assertEqual(progress.flags, ihuyi.Flag(0))
            self.assertEqual(bulk.status(), progress)
            self.assertEqual(bulk.run(LONG), progress)

            first, second = bulk.rows()
        self.assertEqual((first.number, first.line, first.state, first.code), (1, 1, RowState.ACCEPTED, 2))
        self.assertEqual((first.mobile, first.reference, first.segments), (MOBILE, "order-1001", 1))
        self.assertRegex(first.message_id, r"^\d+$")
        self.assertRegex(first.time, r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        self.assertEqual((second.number, second.mobile, second.reference), (2, mobile(1), ""))
        self.assertEqual([seen["mobile"] for seen in sandbox.submissions()], [MOBILE, mobile(1)])

    def test_what_cannot_be_sent_is_left_out_and_raises_nothing(self) -> None:
        bulk = self.planned(0)
        wrong = [("1380000000", TEXT), (mobile(0), ""), (mobile(0), "您好😀"), (mobile(0), None), (mobile(0), "a\0b")]
        codes = [406, 404, 4074, 404, ihuyi.api.IHUYI_E_CONTROL_CHARACTER]
        for (number, content), code in zip(wrong, codes):
            result = bulk.add(number, content, "order-1")
            self.assertEqual((result.left_out, result.local, result.code), (True, True, code))
            self.assertIn(ihuyi.Flag.LEFT_OUT, result.flags)
            self.assertTrue(result.message)
        bulk.add(mobile(0), TEXT)
        progress = bulk.run(LONG)
        self.assertEqual((progress.rows, progress.accepted, progress.left_out), (1, 1, 5))
        rows = list(bulk.rows(RowState.LEFT_OUT))
        self.assertEqual([row.code for row in rows], codes)
        self.assertEqual([row.line for row in rows], [1, 2, 3, 4, 5])
        self.assertEqual((rows[0].reference, rows[0].message_id, rows[0].time), ("order-1", "", ""))
        self.assertTrue(rows[0].message)
        [sent] = bulk.rows(RowState.ACCEPTED)
        self.assertEqual(sent.line, 6)

    def test_half_a_character_is_a_row_that_is_left_out(self) -> None:
        # As a text that was cut in the middle of an emoji; and what was no text in the file that it came from.
        for number, charset in enumerate(("utf-8", "gbk")):
            self.client.set("charset", charset)
            with self.client.bulk(self.folder / f"{charset}.journal") as bulk:
                for content in ("您好\ud83d", "\0您好\ud83d", "\ud83d您好"):
                    result = bulk.add(mobile(number), content)
                    self.assertEqual((result.left_out, result.code), (True, ihuyi.api.IHUYI_E_ENCODING), charset)
                result = bulk.add(mobile(number), TEXT, "订单\ud83d")
                self.assertEqual((result.left_out, result.code), (True, ihuyi.api.IHUYI_E_ENCODING), charset)
                bulk.add(mobile(number), TEXT, "订单一")
                progress = bulk.run(LONG)
                self.assertEqual((progress.accepted, progress.left_out), (1, 4))
                [sent] = bulk.rows(RowState.ACCEPTED)
                self.assertEqual((sent.line, sent.reference), (5, "订单一"))
        self.assertEqual([seen["content"] for seen in sandbox.submissions()], [TEXT, TEXT])

    def test_a_charset_that_has_no_byte_for_it(self) -> None:
        self.client.set("charset", "Big5")
        bulk = self.planned(0)
        with self.assertRaises(ihuyi.ArgumentError) as caught:
            bulk.add(mobile(0), "您的验证码")
        self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_ENCODING)
        self.assertEqual(bulk.status().left_out, 0)

    def test_a_list_that_is_opened_again_goes_on(self) -> None:
        with self.planned(3) as bulk:
            bulk.run(0)
        with self.client.bulk(str(self.journal), rate=500) as bulk:
            self.assertEqual(bulk.status().planned, 3)
            with self.assertRaises(ihuyi.ArgumentError) as caught:
                bulk.add(mobile(9), TEXT)
            self.assertIn(self.journal.name, str(caught.exception))
            self.assertEqual(bulk.run(LONG).accepted, 3)
        with self.client.bulk(self.journal) as bulk:
            self.assertEqual((bulk.run(LONG).accepted, len(sandbox.submissions())), (3, 3))

    def test_a_plan_that_was_not_written_is_given_up(self) -> None:
        with self.planned(3):
            pass
        with self.client.bulk(self.journal) as bulk:
            self.assertEqual(bulk.status().rows, 0)
        self.assertFalse(self.journal.exists())

    def test_an_unknown_end_is_told_and_not_sent_again(self) -> None:
        sandbox.fault("reset_after")
        bulk = self.planned(1)
        for _ in range(2):
            self.assertEqual(bulk.run(LONG).unknown, 1)
        [row] = bulk.rows(RowState.UNKNOWN)
        self.assertEqual(row.code, ihuyi.api.IHUYI_E_UNKNOWN)
        self.assertEqual(len(sandbox.submissions()), 1)

    def test_that_it_is_halted_or_paused_raises_nothing(self) -> None:
        self.client.set("account", "C00000009")
        with self.planned(2) as bulk:
            progress = bulk.run(LONG)
        self.assertEqual((progress.state, progress.code, progress.planned), (BulkState.HALTED, 405, 2))
        self.assertIn("405", progress.message)
        self.client.set("account", ACCOUNT)
        self.client.set("gateway", "http://127.0.0.1:1")
        with self.client.bulk(self.folder / "paused.journal") as bulk:
            bulk.add(mobile(0), TEXT)
            progress = bulk.run(1)
            # The first pause is a second. On a machine that stands still for longer it is over before it is told, and the next one is longer.
            for _ in range(20):
                if progress.state is BulkState.READY:
                    progress = bulk.run(1)
        self.assertEqual((progress.state, progress.code), (BulkState.PAUSED, ihuyi.api.IHUYI_E_CONNECT))
        self.assertLess(0, progress.wait)


class Options(Listed):
    def test_by_keyword_by_mapping_and_as_lines(self) -> None:
        with self.client.bulk(self.journal, hours="00:00-24:00", repeats=True, rate=500) as bulk:
            for _ in range(2):
                bulk.add(MOBILE, TEXT)
            self.assertEqual(bulk.run(0).planned, 2)
        same = "hours = 00:00-24:00\nrepeats = yes"
        for options in (same, {"hours": "00:00-24:00", "repeats": True, "batch": None}):
            with self.client.bulk(self.journal, options) as bulk:
                self.assertEqual(bulk.status().planned, 2)
            # A keyword comes on top.
            with self.assertRaises(ihuyi.SettingError) as caught:
                self.client.bulk(self.journal, options, service="marketing")
            self.assertIn("service", str(caught.exception))
        with self.assertRaises(ihuyi.SettingError) as caught:
            self.client.bulk(self.journal, repeats=False)
        self.assertIn("repeats", str(caught.exception))

    def test_a_template(self) -> None:
        sandbox.ask("templates", {"id": 309, "text": "您的订单【变量】已发货。"})
        with self.client.bulk(self.journal, template_id=309) as bulk:
            bulk.add(MOBILE, "1001")
            self.assertEqual(bulk.run(LONG).accepted, 1)
        self.assertEqual(sandbox.submissions()[0]["template_id"], "309")

    def test_marketing(self) -> None:
        text = "新品上市，全场八折。退订回T【测试】"
        self.client.set("marketing_account", "M00000000")
        self.client.set("marketing_apikey", KEY)
        with self.client.bulk(
            self.journal, service="marketing", list=100, schedule="2099-01-31 09:30:00", batch=False
        ) as bulk:
            for number in range(3):
                bulk.add(mobile(number), text)
            self.assertEqual(bulk.run(LONG).accepted, 3)
        [seen] = sandbox.submissions()
        self.assertEqual(seen["mobile"], ",".join(map(mobile, range(3))))

    def test_what_is_none(self) -> None:
        for code, options in (
            (ihuyi.api.IHUYI_E_SETTING, {"hour": "09:00-20:30"}),
            (ihuyi.api.IHUYI_E_VALUE, {"hours": "9-20"}),
            (ihuyi.api.IHUYI_E_SERVICE, {"service": "pigeon"}),
            (ihuyi.api.IHUYI_E_ARGUMENT, {"hours": "09:00-20:30\nrepeats = yes"}),
        ):
            with self.subTest(options=options), self.assertRaises(ihuyi.IhuyiError) as caught:
                self.client.bulk(self.journal, options)
            self.assertEqual(caught.exception.code, code)
        with self.assertRaises(TypeError):
            self.client.bulk(self.journal, hours=["09:00-20:30"])  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            self.client.bulk(b"x")  # type: ignore[arg-type]
        self.assertEqual(list(self.folder.iterdir()), [])


class Arguments(Listed):
    def test_time(self) -> None:
        bulk = self.planned(2)
        for seconds in (-1, -0.0001, float("-inf")):
            with self.assertRaises(ihuyi.ArgumentError) as caught:
                bulk.run(seconds)
            self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_ARGUMENT)
        with self.assertRaises(ValueError):
            bulk.run(float("nan"))
        self.assertEqual(bulk.status().state, BulkState.PLANNING)
        # However little it is, it is not none.
        self.assertGreater(bulk.run(1e-9).accepted, 0)
        self.assertEqual(bulk.run(float("inf")).accepted, 2)

    def test_rows(self) -> None:
        bulk = self.planned(3)
        with self.assertRaises(ihuyi.ArgumentError) as caught:
            next(bulk.rows())
        self.assertIn(self.journal.name, str(caught.exception))
        bulk.run(0)
        self.assertEqual([row.number for row in bulk.rows()], [1, 2, 3])
        self.assertEqual([row.number for row in bulk.rows(RowState.PLANNED, after=1)], [2, 3])
        self.assertEqual([row.number for row in bulk.rows(after=2**32 - 1)], [])
        self.assertEqual(list(bulk.rows(RowState.SENDING)), [])
        with self.assertRaises(ihuyi.ArgumentError):
            next(bulk.rows(7))
        for after in (-1, 2**32):
            with self.assertRaises(OverflowError) as wrong:
                next(bulk.rows(after=after))
            self.assertIn(str(after), str(wrong.exception))

    def test_a_row_cannot_be_changed_and_prints_no_number(self) -> None:
        bulk = self.planned(1)
        bulk.run(LONG)
        [row] = bulk.rows()
        with self.assertRaises(dataclasses.FrozenInstanceError):
            row.code = 3  # type: ignore[misc]
        with self.assertRaises(dataclasses.FrozenInstanceError):
            bulk.status().code = 3  # type: ignore[misc]
        self.assertEqual((row.mobile, row.masked_mobile), (MOBILE, "138****0000"))
        self.assertNotIn(MOBILE, repr(row))

    def test_no_text(self) -> None:
        bulk = self.planned(0)
        for row in ((13800000000, TEXT), (MOBILE, TEXT.encode()), (MOBILE, TEXT, 1001)):
            with self.assertRaises(TypeError):
                bulk.add(*row)  # type: ignore[arg-type]
        self.assertEqual((bulk.status().rows, bulk.status().left_out), (0, 0))


class Life(Listed):
    def test_closed(self) -> None:
        bulk = self.planned(1)
        bulk.run(0)
        self.assertEqual((bulk.closed, repr(bulk)), (False, "<ihuyi.Bulk open>"))
        rows = bulk.rows()
        bulk.close()
        bulk.close()
        self.assertEqual((bulk.closed, repr(bulk)), (True, "<ihuyi.Bulk closed>"))
        for call in (
            lambda: bulk.add(MOBILE, TEXT),
            lambda: bulk.run(1),
            lambda: bulk.status(),
            lambda: next(bulk.rows()),
            lambda: next(rows),
        ):
            with self.assertRaises(ihuyi.ArgumentError) as caught:
                call()
            self.assertIn("list is closed", str(caught.exception))
        self.assertEqual(sandbox.submissions(), [])

    def test_of_a_closed_client(self) -> None:
        self.client.close()
        with self.assertRaises(ihuyi.ArgumentError) as caught:
            self.client.bulk(self.journal)
        self.assertIn("client is closed", str(caught.exception))

    def test_it_outlives_its_client_and_goes_by_the_settings_it_had(self) -> None:
        self.client.set("charset", "gbk")
        bulk = self.planned(1)
        self.client.set("charset", "utf-8")
        self.client.set("account", "C00000009")
        self.client.close()
        self.assertEqual(bulk.run(LONG).accepted, 1)
        self.assertEqual([seen["content"] for seen in sandbox.submissions()], [TEXT])

    def test_one_that_is_forgotten_is_closed(self) -> None:
        bulk = self.client.bulk(self.journal)
        bulk.add(mobile(0), TEXT)
        bulk.run(0)
        with self.assertRaises(ihuyi.IhuyiError):
            self.client.bulk(self.journal)
        del bulk
        gc.collect()
        self.client.bulk(self.journal).close()

    def test_no_copy_and_no_pickle(self) -> None:
        bulk = self.planned(0)
        for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
            with self.assertRaises(TypeError) as caught:
                attempt(bulk)
            self.assertIn("client.bulk", str(caught.exception))

    def test_a_child_of_fork_does_not_send_from_it(self) -> None:
        bulk = self.planned(2)
        bulk.run(0)
        child = os.fork()
        if child == 0:
            try:
                signal.alarm(30)
                try:
                    bulk.run(1)
                except ihuyi.IhuyiError:
                    bulk.close()
                    os._exit(0)
            finally:
                os._exit(4)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(sandbox.submissions(), [])
        self.assertEqual(bulk.run(LONG).accepted, 2)


class Threads(Listed):
    def test_several_send_from_one_list(self) -> None:
        bulk = self.planned(200)
        bulk.run(0)
        failed: List[BaseException] = []

        def send() -> None:
            try:
                while bulk.run(0.05).state is BulkState.READY:
                    pass
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        self.assertEqual((bulk.status().state, bulk.status().accepted), (BulkState.DONE, 200))
        self.assertEqual(len({seen["mobile"] for seen in sandbox.submissions()}), 200)
        self.assertEqual(len(sandbox.submissions()), 200)

    def test_others_go_on_while_one_sends(self) -> None:
        gateway = Held()
        self.addCleanup(gateway.stop)
        self.client.set("gateway", gateway.url)
        bulk = self.planned(1)
        done: List[ihuyi.Progress] = []
        thread = threading.Thread(target=lambda: done.append(bulk.run(LONG)))
        thread.start()
        # While the gateway holds its answer back, this thread goes on: nothing is locked, and it asks.
        self.assertTrue(gateway.arrived.wait(60))
        self.assertEqual((bulk.status().sending, bulk.status().planned), (1, 0))
        [row] = bulk.rows(RowState.SENDING)
        self.assertEqual(row.number, 1)
        # The call that runs ends as it would, and is the last.
        bulk.close()
        with self.assertRaises(ihuyi.ArgumentError):
            bulk.status()
        gateway.release.set()
        thread.join()
        self.assertEqual([progress.accepted for progress in done], [1])


class Killed(Listed):
    def test_at_any_moment(self) -> None:
        # A program that is killed in the middle of a request: that row is of unknown end, and the rest is sent.
        gateway = Held()
        self.addCleanup(gateway.stop)
        script = (
            "import sys, ihuyi\n"
            "client = ihuyi.Client(sys.argv[1], sys.argv[2], store='memory:')\n"
            "bulk = client.bulk(sys.argv[3])\n"
            f"[bulk.add(str(13800000000 + number), {TEXT!r}) for number in range(3)]\n"
            "bulk.run(600)\n"
        )
        env = dict(os.environ, IHUYI_GATEWAY=gateway.url)
        if not INSTALLED:
            env["PYTHONPATH"] = str(BINDING / "src")
        child = subprocess.Popen([sys.executable, "-B", "-c", script, ACCOUNT, KEY, str(self.journal)], env=env)
        try:
            self.assertTrue(gateway.arrived.wait(60))
        finally:
            child.kill()
            child.wait()
        self.client.set("gateway", gateway.url)
        gateway.release.set()
        with self.client.bulk(self.journal) as bulk:
            progress = bulk.run(LONG)
            self.assertEqual((progress.state, progress.accepted, progress.unknown), (BulkState.DONE, 2, 1))
            self.assertEqual([row.number for row in bulk.rows(RowState.UNKNOWN)], [1])
        self.assertEqual(len(gateway.requests), 3)

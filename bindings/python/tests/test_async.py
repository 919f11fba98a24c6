"""asyncio: the loop goes on while a call runs, and what a cancelled await means."""

import asyncio
import copy
import logging
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, Coroutine, List

from support import ACCOUNT, CODE, KEY, MOBILE, SandboxTest, python, sandbox

import ihuyi


def run(main: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(main)


async def submitted(count: int) -> None:
    """Waits until the gateway has seen so many submissions."""
    while len(sandbox.submissions()) < count:
        await asyncio.sleep(0.01)


class Calls(SandboxTest):
    def test_every_call(self) -> None:
        async def main() -> None:
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY) as client:
                await client.set("signature", "示例")
                results = [
                    await client.send(MOBILE, CODE),
                    await client.voice(MOBILE, "1234"),
                    await client.send_template(MOBILE, 1, "1234"),
                    await client.voice_notice(MOBILE, "您的订单号是：42。已由顺丰发出，请注意查收。"),
                    await client.international("1 2025550100", "Your verification code is 1125"),
                    await client.marketing([MOBILE, "13900000000"], "八折，退订回T【示例】", schedule="2099-01-31 09:30:00"),
                    await client.submit("sms", MOBILE, "1234", 1, None),
                    await client.balance("voice"),
                    await client.add_template("【变量】"),
                ]
                self.assertEqual([result.code for result in results], [2] * 9)
                self.assertEqual(client.segments("字").characters, 5)
                self.assertEqual(client.explain(4051).text, "剩余条数不足")
                self.assertEqual(client.parse_push("code=2&msg=DELIVRD&mobilephone=1&smsid=1").code, 2)
            self.assertTrue(client.closed)
            with self.assertRaises(ihuyi.ArgumentError):
                client.segments("x")
            with self.assertRaises(ihuyi.ArgumentError):
                await client.send(MOBILE, CODE)

        run(main())
        services = [seen["service"] for seen in sandbox.submissions()]
        self.assertEqual(services, ["sms", "voice", "sms", "voice_notice", "international", "marketing", "sms"])

    def test_an_exception_arrives(self) -> None:
        async def main() -> None:
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY) as client:
                await client.send("19900004051", CODE)

        with self.assertRaises(ihuyi.BalanceError):
            run(main())

    def test_from_a_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "ihuyi.ini")
            path.write_text(f"account = {ACCOUNT}\napikey = {KEY}\n")

            async def main() -> ihuyi.Result:
                async with ihuyi.AsyncClient.open(path, workers=1, timeout=5) as client:
                    return await client.balance()

            self.assertEqual(run(main()).balance, 10000)

    def test_the_loop_goes_on(self) -> None:
        async def main() -> int:
            ticks = 0
            sandbox.fault("delay", ms=300)
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY) as client:
                sending = asyncio.ensure_future(client.send(MOBILE, CODE))
                while not sending.done():
                    ticks += 1
                    await asyncio.sleep(0.01)
                return ticks

        self.assertGreater(run(main()), 5)

    def test_no_more_at_once_than_workers(self) -> None:
        async def main() -> None:
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY, workers=2, keep_alive=30) as client:
                await asyncio.gather(*(client.send(str(13800000000 + i), CODE) for i in range(20)))

        run(main())
        self.assertEqual(len(sandbox.submissions()), 20)
        self.assertLessEqual(len({seen["connection"] for seen in sandbox.submissions()}), 2)

    def test_no_copy_and_no_secret(self) -> None:
        client = ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY)
        with self.assertRaises(TypeError):
            copy.copy(client)
        self.assertEqual(repr(client), "<ihuyi.AsyncClient open>")
        run(client.aclose())
        self.assertEqual(repr(client), "<ihuyi.AsyncClient closed>")


class Cancelled(SandboxTest):
    def test_what_had_begun_goes_on_and_is_told_to_the_log(self) -> None:
        async def main() -> None:
            sandbox.fault("delay", ms=500)
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY) as client:
                sending = asyncio.ensure_future(client.send(MOBILE, CODE))
                await submitted(1)
                sending.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await sending

        with self.assertLogs("ihuyi", "WARNING") as logs:
            run(main())
        [seen] = sandbox.submissions()
        self.assertTrue(seen["accepted"])
        [received] = sandbox.ask("inbox")
        self.assertIn(f"ACCEPTED 2 {received['id']}", logs.output[0])

    def test_a_refusal_is_told_as_well(self) -> None:
        async def main() -> None:
            sandbox.fault("delay", ms=500)
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY) as client:
                sending = asyncio.ensure_future(client.send("19900004051", CODE))
                await submitted(1)
                sending.cancel()
                await asyncio.wait([sending])

        with self.assertLogs("ihuyi", "WARNING") as logs:
            run(main())
        self.assertIn("REFUSED 4051", logs.output[0])

    def test_what_waited_for_its_turn_is_not_sent(self) -> None:
        async def main() -> List[Any]:
            sandbox.fault("delay", ms=500)
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY, workers=1) as client:
                first = asyncio.ensure_future(client.send(MOBILE, CODE))
                await submitted(1)
                second = asyncio.ensure_future(client.send("13900000000", CODE))
                await asyncio.sleep(0)
                second.cancel()
                return await asyncio.gather(first, second, return_exceptions=True)

        with self.assertLogs() as logs:
            sent, cancelled = run(main())
            logging.warning("nothing else")
        self.assertEqual(logs.output, ["WARNING:root:nothing else"])
        self.assertEqual(sent.code, 2)
        self.assertIsInstance(cancelled, asyncio.CancelledError)
        self.assertEqual([seen["mobile"] for seen in sandbox.submissions()], [MOBILE])

    def test_closing_waits_for_a_cancelled_call(self) -> None:
        async def main() -> float:
            sandbox.fault("delay", ms=500)
            client = ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY)
            sending = asyncio.ensure_future(client.send(MOBILE, CODE))
            await submitted(1)
            sending.cancel()
            await asyncio.wait([sending])
            await client.aclose()
            self.assertIsNone(client._client._handle._pointer)
            return time.monotonic()

        with self.assertLogs("ihuyi", "WARNING"):
            run(main())


class Import(unittest.TestCase):
    def test_a_script_that_does_not_ask_for_it_pays_nothing_for_asyncio(self) -> None:
        done = python(
            "-c",
            "import sys, ihuyi; print(*{'asyncio', 'logging'} & set(sys.modules)); ihuyi.AsyncClient, ihuyi.MaskFilter",
        )
        self.assertEqual(done.stdout.strip(), "")

    def test_a_name_that_is_not_there(self) -> None:
        with self.assertRaises(AttributeError):
            ihuyi.Sender  # type: ignore[attr-defined]

    def test_everything_promised_is_there(self) -> None:
        for name in ihuyi.__all__:
            self.assertTrue(hasattr(ihuyi, name), name)

"""asyncio: the loop goes on while a call runs, and what a cancelled await means."""

import asyncio
import copy
import logging
import tempfile
import unittest
from pathlib import Path
from typing import Any, Coroutine, List

from held import ID, Held
from support import ACCOUNT, CODE, KEY, MOBILE, SandboxTest, python, sandbox

import ihuyi


def run(main: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(main)


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

    def test_one_time_codes(self) -> None:
        async def main() -> None:
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY, store="memory:async", limits="none") as client:
                started = await client.verify_start("register", MOBILE, {"ip": "192.0.2.7"}, session="s", call="x")
                self.assertEqual((await client.verify_resend(started.id, "voice", ip="192.0.2.7")).id, started.id)
                self.assertEqual((await client.verify_check(started.id, sandbox.code())).mobile, MOBILE)
                self.assertFalse(await client.verify_check(started.id, "123456"))
                self.assertTrue(await client.guard_ask("sms", MOBILE, ip="192.0.2.7"))
                self.assertTrue(await client.guard_status("sms", MOBILE))
                self.assertEqual((await client.guard_unlock("mobile", MOBILE)).code, 0)
                picture = await client.captcha_new(ip="192.0.2.7")
                self.assertFalse(await client.captcha_check(picture.id, "no"))
                results = [await client.send(MOBILE, CODE, reference="one") for _ in range(2)]
                results += [await client.submit("sms", MOBILE, CODE, reference="two", resend=True, keys={"ip": "192.0.2.7"})]
                results += [await client.send_template(MOBILE, 1, "1234", reference="three")]
                self.assertEqual([result.repeated for result in results], [False, True, False, False])

        run(main())

    def test_what_became_of_it(self) -> None:
        async def main() -> None:
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY, store="memory:async-track", track=True) as client:
                id = (await client.send(MOBILE, CODE)).message_id
                self.assertIs((await client.status(id)).state, ihuyi.State.ACCEPTED)
                await client.record_push(f"code=2&msg=DELIVRD&mobilephone={MOBILE}&smsid={id}")
                self.assertIs((await client.status(id)).state, ihuyi.State.DELIVERED)
                self.assertIsNone(await client.inbox())
                reply = await client.record_push(f"mobilephone={MOBILE}&smsid=17&reply_time=2026-01-31&content=1")
                self.assertEqual(await client.inbox(), reply)
                self.assertIsNone(await client.inbox(after=reply.number))

        run(main())

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
        gateway = Held()
        self.addCleanup(gateway.stop)

        async def main() -> ihuyi.Result:
            async with ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY, gateway=gateway.url) as client:
                sending = asyncio.ensure_future(client.send(MOBILE, CODE))
                while not gateway.arrived.is_set():
                    await asyncio.sleep(0.001)
                # It is the loop that lets the gateway answer: were it held up, this would end in the client's time limit.
                self.assertFalse(sending.done())
                gateway.release.set()
                return await sending

        self.assertEqual(run(main()).message_id, ID)

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


class Cancelled(unittest.TestCase):
    def gateway(self, code: int = 2) -> Held:
        gateway = Held(code)
        self.addCleanup(gateway.stop)
        return gateway

    def client(self, gateway: Held, workers: int = 8) -> ihuyi.AsyncClient:
        return ihuyi.AsyncClient(account=ACCOUNT, apikey=KEY, gateway=gateway.url, timeout=60, workers=workers)

    async def cancelled(self, gateway: Held, client: ihuyi.AsyncClient) -> None:
        """Cancels an await whose request is at the gateway, which then answers."""
        sending = asyncio.ensure_future(client.send(MOBILE, CODE))
        await asyncio.get_running_loop().run_in_executor(None, gateway.arrived.wait, 60)
        sending.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await sending
        gateway.release.set()

    def test_what_had_begun_goes_on_and_is_told_to_the_log(self) -> None:
        gateway = self.gateway()

        async def main() -> None:
            async with self.client(gateway) as client:
                await self.cancelled(gateway, client)
            # Closing waited for it, before the handle was freed.
            self.assertIsNone(client._client._handle._pointer)

        with self.assertLogs("ihuyi", "WARNING") as logs:
            run(main())
        self.assertEqual(len(gateway.requests), 1)
        self.assertIn(f"ACCEPTED 2 {ID}", logs.output[0])

    def test_a_refusal_is_told_as_well(self) -> None:
        gateway = self.gateway(4051)

        async def main() -> None:
            async with self.client(gateway) as client:
                await self.cancelled(gateway, client)

        with self.assertLogs("ihuyi", "WARNING") as logs:
            run(main())
        self.assertIn("REFUSED 4051", logs.output[0])

    def test_the_id_of_a_code_is_not_told(self) -> None:
        gateway = self.gateway()

        async def main() -> None:
            async with ihuyi.AsyncClient(
                account=ACCOUNT, apikey=KEY, gateway=gateway.url, timeout=60, store="memory:cancelled"
            ) as client:
                sending = asyncio.ensure_future(client.verify_start("register", MOBILE))
                await asyncio.get_running_loop().run_in_executor(None, gateway.arrived.wait, 60)
                sending.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await sending
                gateway.release.set()

        with self.assertLogs("ihuyi", "WARNING") as logs:
            run(main())
        self.assertIn(f"ACCEPTED 2 {ID}", logs.output[0])
        self.assertNotRegex(logs.output[0], r"[a-z2-7]{26}")

    def test_what_waited_for_its_turn_is_not_sent(self) -> None:
        gateway = self.gateway()

        async def main() -> List[Any]:
            async with self.client(gateway, workers=1) as client:
                first = asyncio.ensure_future(client.send(MOBILE, CODE))
                await asyncio.get_running_loop().run_in_executor(None, gateway.arrived.wait, 60)
                second = asyncio.ensure_future(client.send("13900000000", CODE))
                await asyncio.sleep(0)
                second.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await second
                gateway.release.set()
                return [await first]

        with self.assertLogs() as logs:
            [sent] = run(main())
            logging.warning("nothing else")
        self.assertEqual(logs.output, ["WARNING:root:nothing else"])
        self.assertEqual(sent.message_id, ID)
        self.assertEqual(len(gateway.requests), 1)


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

"""What became of a message: submissions that are written down, receipts, and the inbox."""

import dataclasses
import itertools

from support import ACCOUNT, CODE, KEY, MOBILE, SandboxTest, sandbox

import ihuyi

_stores = itertools.count()


def receipt(id: str, mobile: str = MOBILE, code: int = 2, status: str = "DELIVRD") -> bytes:
    return (
        f"code={code}&msg={status}&mobilephone={mobile}&smsid={id}&report_time=2026-01-31+09%3A30%3A00".encode()
    )


def reply(content: str, id: str = "17", mobile: str = MOBILE) -> str:
    return f"mobilephone={mobile}&smsid={id}&reply_time=2026-01-31+09%3A30%3A00&content={content}"


class Tracked(SandboxTest):
    def setUp(self) -> None:
        super().setUp()
        # A store that no other test sees.
        self.client = ihuyi.Client(ACCOUNT, KEY, track=True, store=f"memory:track{next(_stores)}")
        self.addCleanup(self.client.close)

    def lose(self, reference: str) -> str:
        """A submission whose end nobody knows; the id that it has at the gateway."""
        sandbox.fault("reset_after")
        with self.assertRaises(ihuyi.OutcomeUnknown):
            self.client.send(MOBILE, CODE, reference=reference)
        return str(sandbox.ask("inbox")[-1]["id"])


class Status(Tracked):
    def test_accepted_and_then_delivered(self) -> None:
        id = self.client.send(MOBILE, CODE, reference="order-1001-paid").message_id
        told = self.client.status(id)
        self.assertEqual((told.state, told.message_id, told.service), (ihuyi.State.ACCEPTED, id, "sms"))
        self.assertEqual((told.recipients, told.delivered, told.failed, told.code), (1, 0, 0, 0))
        self.assertEqual((told.mobile, told.status, told.explanation, told.reported), ("138****0000", "", "", ""))
        self.assertRegex(told.submitted, r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        self.assertFalse(told.settled)

        push = self.client.record_push(receipt(id))
        self.assertEqual((push.kind, push.success, push.number), (ihuyi.PushKind.RECEIPT, True, 0))
        self.assertEqual(push, self.client.parse_push(receipt(id)))
        told = self.client.status(id)
        self.assertEqual((told.state, told.code, told.status), (ihuyi.State.DELIVERED, 2, "DELIVRD"))
        self.assertEqual((told.delivered, told.failed, told.reported), (1, 0, "2026-01-31 09:30:00"))
        self.assertEqual(self.client.status("order-1001-paid"), told)

    def test_failed_is_explained_in_the_clients_language(self) -> None:
        id = self.client.send(MOBILE, CODE).message_id
        self.client.record_push(receipt(id, code=0, status="MK%3A0012").decode())
        told = self.client.status(id)
        self.assertEqual((told.state, told.code, told.status), (ihuyi.State.FAILED, 0, "MK:0012"))
        self.assertFalse(told.explanation.isascii())
        self.client.set("charset", "gbk")
        self.assertEqual(self.client.status(id), told)
        self.client.set("lang", "en")
        explained = self.client.status(id).explanation
        self.assertTrue(explained and explained.isascii())

    def test_several_numbers(self) -> None:
        other = "13900000000"
        id = self.client.marketing([MOBILE, other], "周年庆全场八折，退订回T【示例】").message_id
        self.client.record_push(receipt(id, other))
        told = self.client.status(id)
        self.assertEqual((told.state, told.recipients, told.delivered), (ihuyi.State.ACCEPTED, 2, 1))
        self.client.record_push(receipt(id, MOBILE, 0, "UNDELIV"))
        told = self.client.status(id)
        self.assertEqual((told.state, told.delivered, told.failed), (ihuyi.State.FAILED, 1, 1))
        self.assertEqual((told.service, told.status), ("marketing", "UNDELIV"))

    def test_an_unknown_end_is_settled_by_its_receipt(self) -> None:
        id = self.lose("order-1002-paid")
        for what in ("order-1002-paid", MOBILE):
            told = self.client.status(what)
            self.assertEqual((told.state, told.message_id, told.settled), (ihuyi.State.UNKNOWN, "", False))
        self.client.record_push(receipt(id))
        told = self.client.status("order-1002-paid")
        self.assertEqual((told.state, told.message_id, told.settled), (ihuyi.State.DELIVERED, id, True))
        self.assertIn(ihuyi.Flag.SETTLED, told.flags)
        again = self.client.send(MOBILE, CODE, reference="order-1002-paid")
        self.assertEqual((again.repeated, again.message_id), (True, id))
        self.assertEqual(len(sandbox.submissions()), 1)

    def test_what_is_not_remembered(self) -> None:
        self.client.set("track", False)
        id = self.client.send(MOBILE, CODE).message_id
        for what in (id, "order-none", MOBILE):
            with self.assertRaises(ihuyi.StoreError) as caught:
                self.client.status(what)
            self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_NO_STATUS)
            self.assertNotIn(MOBILE, str(caught.exception))
        with self.assertRaises(TypeError):
            self.client.status(int(id))  # type: ignore[arg-type]

    def test_it_cannot_be_changed_and_prints_no_number(self) -> None:
        told = self.client.status(self.client.send(MOBILE, CODE).message_id)
        with self.assertRaises(dataclasses.FrozenInstanceError):
            told.code = 3  # type: ignore[misc]
        self.assertNotIn(MOBILE, repr(told))


class Inbox(Tracked):
    def test_one_after_the_other(self) -> None:
        self.assertIsNone(self.client.inbox())
        first = self.client.record_push(reply("好的"))
        second = self.client.record_push("code=0&msg=no&templateid=9")
        self.client.record_push(receipt("17"))
        self.assertLess(0, first.number)
        self.assertLess(first.number, second.number)
        self.assertEqual(self.client.inbox(), first)
        self.assertEqual(self.client.inbox(first.number), second)
        self.assertEqual((second.kind, second.template_id), (ihuyi.PushKind.TEMPLATE_REVIEW, "9"))
        self.assertIsNone(self.client.inbox(second.number))
        # Whoever begins anew reads the same again.
        self.assertEqual(self.client.inbox(0), first)
        self.assertEqual((first.content, first.mobile, first.answer), ("好的", MOBILE, "success"))
        self.assertNotIn(MOBILE, repr(first))

    def test_the_same_push_again_is_the_same(self) -> None:
        first = self.client.record_push(reply("一"))
        self.assertEqual(self.client.record_push(reply("一")).number, first.number)
        self.assertIsNone(self.client.inbox(first.number))

    def test_what_is_only_read_has_no_number(self) -> None:
        self.assertEqual(self.client.parse_push(reply("一")).number, 0)
        self.assertIsNone(self.client.inbox())

    def test_a_place_that_is_none(self) -> None:
        self.assertIsNone(self.client.inbox(2**32 - 1))
        for after in (-1, 2**32):
            with self.assertRaises(OverflowError) as caught:
                self.client.inbox(after)
            self.assertIn(str(after), str(caught.exception))
        with self.assertRaises(TypeError):
            self.client.inbox("0")  # type: ignore[arg-type]


class Refused(Tracked):
    def test_rubbish_is_not_remembered(self) -> None:
        for body in (b"{}", b"", "mobilephone=13800000000&content=a\0b"):
            with self.subTest(body=body), self.assertRaises(ihuyi.ArgumentError) as caught:
                self.client.record_push(body)
            self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_PUSH)
        with self.assertRaises(TypeError):
            self.client.record_push(None)  # type: ignore[arg-type]
        self.assertIsNone(self.client.inbox())

    def test_a_store_that_cannot_be(self) -> None:
        self.client.set("store", "sqlite:/dev/null/ihuyi.db")
        for call in (
            lambda: self.client.record_push(reply("一")),
            lambda: self.client.status("17"),
            lambda: self.client.inbox(),
        ):
            with self.assertRaises(ihuyi.StoreError) as caught:
                call()
            self.assertNotEqual(caught.exception.code, ihuyi.api.IHUYI_E_NO_STATUS)

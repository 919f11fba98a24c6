"""What each call comes to: result, exception, and what the gateway saw."""

import pickle
import unittest

from support import ACCOUNT, CODE, KEY, MOBILE, SandboxTest, sandbox

import ihuyi
from ihuyi import errors, results


class Box(SandboxTest):
    """The functions without a client."""

    def test_send(self) -> None:
        result = ihuyi.send(ACCOUNT, KEY, MOBILE, CODE)
        self.assertEqual((result.outcome, result.code, result.http_status), (ihuyi.Outcome.ACCEPTED, 2, 200))
        self.assertEqual((result.segments, result.recipients, result.balance), (1, 1, None))
        [seen] = sandbox.submissions()
        self.assertEqual((seen["content"], seen["mobile"], seen["accepted"]), (CODE, MOBILE, True))
        [received] = sandbox.ask("inbox")
        self.assertEqual(received["id"], result.message_id)

    def test_voice(self) -> None:
        self.assertEqual(ihuyi.voice("V00000000", KEY, MOBILE, "1234").code, 2)
        self.assertEqual(sandbox.submissions()[0]["service"], "voice")

    def test_nothing_given_is_refused_by_the_library(self) -> None:
        with self.assertRaises(ihuyi.AccountError) as caught:
            ihuyi.send(None, None, MOBILE, CODE)
        self.assertTrue(caught.exception.result.local)
        self.assertEqual(sandbox.submissions(), [])

    def test_strerror_answers_for_every_number(self) -> None:
        self.assertEqual(ihuyi.strerror(4051), "剩余条数不足")
        for code in (2**31 - 1, -(2**31), 0, -300):
            self.assertTrue(ihuyi.strerror(code))
        with self.assertRaises(OverflowError):
            ihuyi.strerror(2**31)
        with self.assertRaises(TypeError):
            ihuyi.strerror("4051")  # type: ignore[arg-type]

    def test_explain(self) -> None:
        told = ihuyi.explain(4070, "voice", "en")
        self.assertEqual((told.code, told.known, told.family), (4070, True, ihuyi.Family.CONTENT))
        self.assertNotEqual(told.meaning, ihuyi.explain(4070, "sms", "en").meaning)
        self.assertTrue(told.advice.isascii())
        self.assertFalse(ihuyi.explain(123456).known)

    def test_explain_says_what_is_wrong_with_itself(self) -> None:
        with self.assertRaises(ihuyi.ArgumentError) as caught:
            ihuyi.explain(4070, "fax")
        self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_SERVICE)
        self.assertIn("marketing", caught.exception.result.message)

    def test_segments(self) -> None:
        counted = ihuyi.segments("字" * 65)
        self.assertEqual((counted.outcome, counted.segments, counted.characters), (ihuyi.Outcome.DONE, 2, 71))

    def test_versions(self) -> None:
        self.assertEqual(ihuyi.abi_version(), ihuyi.api.IHUYI_ABI_VERSION)
        self.assertRegex(ihuyi.library_version(), r"^\d+\.\d+\.\d+$")


class Push(unittest.TestCase):
    BODY = "code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000004051283667&report_time=2026-01-31+09%3A30%3A00"

    def test_receipt(self) -> None:
        push = ihuyi.parse_push(self.BODY.encode())
        self.assertEqual((push.kind, push.code, push.success), (ihuyi.PushKind.RECEIPT, 2, True))
        self.assertEqual((push.message_id, push.mobile, push.status), ("17000000004051283667", MOBILE, "DELIVRD"))
        self.assertEqual((push.time, push.answer), ("2026-01-31 09:30:00", "success"))
        self.assertTrue(push.explanation)

    def test_str_and_bytes_are_the_same(self) -> None:
        self.assertEqual(ihuyi.parse_push(self.BODY), ihuyi.parse_push(self.BODY.encode()))
        self.assertEqual(ihuyi.parse_push(bytearray(self.BODY.encode())), ihuyi.parse_push(self.BODY))  # type: ignore[arg-type]

    def test_reply_in_gbk(self) -> None:
        body = b"mobilephone=13800000000&smsid=17&reply_time=2026-01-31&content=" + "退订".encode("gbk")
        push = ihuyi.parse_push(body)
        self.assertEqual((push.kind, push.content, push.code), (ihuyi.PushKind.REPLY, "退订", 0))

    def test_template_review(self) -> None:
        push = ihuyi.parse_push("code=0&msg=no&templateid=9")
        self.assertEqual((push.kind, push.success, push.template_id), (ihuyi.PushKind.TEMPLATE_REVIEW, False, "9"))

    def test_rubbish(self) -> None:
        for body in (b"{}", b"", b"mobilephone=13800000000&content=a\0b", "mobilephone=13800000000&content=a\0b"):
            with self.subTest(body=body), self.assertRaises(ihuyi.ArgumentError) as caught:
                ihuyi.parse_push(body)
            self.assertEqual(caught.exception.code, ihuyi.api.IHUYI_E_PUSH)

    def test_a_number_is_printed_masked(self) -> None:
        push = ihuyi.parse_push(self.BODY)
        self.assertNotIn(MOBILE, repr(push) + str(push))
        self.assertEqual(push.masked_mobile, "138****0000")


class Services(SandboxTest):
    """The conveniences of a client, as the gateway sees them."""

    def setUp(self) -> None:
        super().setUp()
        self.client = ihuyi.Client(ACCOUNT, KEY)
        self.addCleanup(self.client.close)

    def seen(self, *names: str) -> "list[object]":
        [submission] = sandbox.submissions()
        return [submission[name] for name in names]

    def test_send(self) -> None:
        self.client.send(MOBILE, CODE)
        self.assertEqual(self.seen("service", "mobile", "content"), ["sms", MOBILE, CODE])

    def test_voice(self) -> None:
        self.client.voice(MOBILE, "0123")
        self.assertEqual(self.seen("service", "content"), ["voice", "0123"])

    def test_send_template_joins_the_variables(self) -> None:
        self.client.send_template(MOBILE, 2, "1", "张三", "8888", "9.90")
        self.assertEqual(self.seen("service", "template_id", "content"), ["sms", "2", "1|张三|8888|9.90"])

    def test_a_separator_in_a_variable_is_refused(self) -> None:
        with self.assertRaises(ihuyi.ArgumentError) as raised:
            self.client.send_template(MOBILE, 2, "1", "张三|8888", "9.90")
        self.assertEqual((raised.exception.code, raised.exception.result.local), (-101, True))
        self.assertIn("第 2 个变量", str(raised.exception))

    def test_send_template_through_another_service(self) -> None:
        self.client.send_template(MOBILE, "1361", "42", "顺丰", service="voice_notice")
        self.assertEqual(self.seen("service", "template_id", "content"), ["voice_notice", "1361", "42|顺丰"])

    def test_voice_notice(self) -> None:
        self.client.voice_notice(MOBILE, "您的订单号是：42。已由顺丰发出，请注意查收。")
        self.assertEqual(self.seen("service"), ["voice_notice"])

    def test_international(self) -> None:
        self.client.international("1 2025550100", "Your verification code is 1125")
        self.assertEqual(self.seen("service", "mobile"), ["international", "1 2025550100"])

    def test_marketing_joins_the_numbers(self) -> None:
        text = "周年庆全场八折，退订回T【示例】"
        result = self.client.marketing([MOBILE, "13900000000", MOBILE], text, "2099-01-31 09:30:00")
        self.assertEqual(
            (result.recipients, self.seen("service", "mobile")), (2, ["marketing", "13800000000,13900000000"])
        )
        self.assertIn("stime=2099-01-31", sandbox.submissions()[0]["raw"]["body"])

    def test_marketing_takes_a_list_as_one_text(self) -> None:
        self.client.marketing("13800000000,13900000000", "周年庆全场八折，退订回T【示例】")
        self.assertEqual(self.seen("mobile"), ["13800000000,13900000000"])

    def test_balance(self) -> None:
        self.assertEqual(self.client.balance().balance, 10000)
        sandbox.ask("accounts", {"id": ACCOUNT, "balance": 7, "service": "voice"})
        self.assertEqual(self.client.balance("voice").balance, 7)

    def test_add_template(self) -> None:
        self.assertRegex(self.client.add_template("您的订单【变量】已发货。").message_id, r"^\d+$")

    def test_the_library_alone(self) -> None:
        self.client.set("lang", "en")
        self.client.set("signature", "一二三四五六")
        self.assertTrue(self.client.explain(405).advice.isascii())
        self.assertEqual(self.client.segments("字").characters, 9)
        self.assertEqual(
            self.client.parse_push("code=2&msg=DELIVRD&mobilephone=13800000000&smsid=1").explanation.isascii(), True
        )


class Raises(SandboxTest):
    """Which class is raised for what."""

    #: A number that the sandbox answers with a code; family by family.
    GATEWAY = [
        (405, ihuyi.AccountError),
        (4050, ihuyi.AccountError),
        (4051, ihuyi.BalanceError),
        (406, ihuyi.NumberError),
        (4030, ihuyi.NumberError),
        (407, ihuyi.ContentError),
        (4072, ihuyi.TemplateError),
        (4082, ihuyi.LimitError),
        (0, ihuyi.GatewayError),
    ]

    def test_refusals_of_the_gateway(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY) as client:
            for code, kind in self.GATEWAY:
                with self.subTest(code=code), self.assertRaises(ihuyi.IhuyiError) as caught:
                    client.send(f"199{code:08}", CODE)
                self.assertIs(type(caught.exception), kind)
                self.assertEqual((caught.exception.code, caught.exception.outcome), (code, ihuyi.Outcome.REFUSED))
                self.assertFalse(caught.exception.result.local)

    def test_an_outcome_that_nobody_knows(self) -> None:
        sandbox.fault("reset_after")
        with ihuyi.Client(ACCOUNT, KEY) as client, self.assertRaises(ihuyi.OutcomeUnknown) as caught:
            client.send(MOBILE, CODE)
        self.assertEqual((caught.exception.outcome, caught.exception.code), (ihuyi.Outcome.UNKNOWN, -300))
        self.assertEqual([seen["accepted"] for seen in sandbox.submissions()], [True])

    def test_nothing_left_the_machine(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY, gateway="http://127.0.0.1:1") as client, self.assertRaises(
            ihuyi.NetworkError
        ) as caught:
            client.send(MOBILE, CODE)
        self.assertEqual(caught.exception.outcome, ihuyi.Outcome.NOT_SENT)

    def test_a_wrong_clock_is_corrected(self) -> None:
        sandbox.fault("wrong_clock", offset=7200, times=0)
        with ihuyi.Client(ACCOUNT, KEY) as client:
            self.assertTrue(client.send(MOBILE, CODE).clock_corrected)

    def test_what_the_library_refuses(self) -> None:
        with ihuyi.Client(ACCOUNT, KEY) as client:
            with self.assertRaises(ihuyi.NumberError):
                client.send("12345", CODE)
            with self.assertRaises(ihuyi.ArgumentError):
                client.submit("fax", MOBILE, CODE)
            with self.assertRaises(ihuyi.SettingError):
                client.set("accuont", "x")
        self.assertEqual(sandbox.submissions(), [])

    def test_every_family_has_its_class_and_every_class_its_family(self) -> None:
        self.assertEqual(set(errors.CLASSES), set(ihuyi.Family) - {ihuyi.Family.NONE})
        self.assertEqual(len(set(errors.CLASSES.values())), len(errors.CLASSES))
        self.assertEqual(set(errors.CLASSES.values()), set(ihuyi.IhuyiError.__subclasses__()))

    def test_a_number_of_a_newer_library_has_no_name(self) -> None:
        self.assertEqual([results.known(ihuyi.Family, number) for number in (4, 99)], [ihuyi.Family.CONTENT, 99])

    def test_a_family_of_a_newer_library_raises_the_base(self) -> None:
        with self.assertRaises(ihuyi.IhuyiError) as caught:
            raise errors.refused_here(-999, 99, "?")
        self.assertIs(type(caught.exception), ihuyi.IhuyiError)

    def test_the_text_has_code_words_and_where_to_read_on(self) -> None:
        with self.assertRaises(ihuyi.BalanceError) as caught:
            ihuyi.send(ACCOUNT, KEY, "19900004051", CODE)
        self.assertIn("4051 剩余条数不足", str(caught.exception))
        self.assertIn("docs/codes.md#code-4051", str(caught.exception))

    def test_an_exception_goes_between_processes(self) -> None:
        with self.assertRaises(ihuyi.BalanceError) as caught:
            ihuyi.send(ACCOUNT, KEY, "19900004051", CODE)
        copy = pickle.loads(pickle.dumps(caught.exception))
        self.assertIs(type(copy), ihuyi.BalanceError)
        self.assertEqual((copy.result, str(copy)), (caught.exception.result, str(caught.exception)))


class Results(SandboxTest):
    def test_results_cannot_be_changed(self) -> None:
        result = ihuyi.send(ACCOUNT, KEY, MOBILE, CODE)
        with self.assertRaises(AttributeError):
            result.code = 3  # type: ignore[misc]

    def test_a_result_prints_neither_number_nor_key(self) -> None:
        shown = repr(ihuyi.send(ACCOUNT, KEY, MOBILE, CODE))
        with self.assertRaises(ihuyi.NumberError) as caught:
            ihuyi.send(ACCOUNT, KEY, "1380000000012", CODE)
        shown += repr(caught.exception) + str(caught.exception)
        for secret in (MOBILE, KEY, "1380000000012"):
            self.assertNotIn(secret, shown)

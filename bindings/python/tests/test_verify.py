"""One-time codes, limits, pictures and references: what each call comes to, and what it never shows."""

import base64
import copy
import pickle
import uuid
from typing import Any, Dict, List

from support import ACCOUNT, CODE, KEY, MOBILE, SandboxTest, sandbox

import ihuyi
from ihuyi import api


class CodesTest(SandboxTest):
    def client(self, **settings: Any) -> ihuyi.Client:
        """A client with a store of its own and no limits."""
        client = ihuyi.Client(ACCOUNT, KEY, **{"store": f"memory:{uuid.uuid4()}", "limits": "none", **settings})
        self.addCleanup(client.close)
        return client

    def wrong(self) -> str:
        """A code that is as long as the right one and is not it."""
        return "".join(str((int(digit) + 1) % 10) for digit in sandbox.code())


class Codes(CodesTest):
    def test_start_and_check(self) -> None:
        client = self.client(limits="sms:mobile 1/60s")
        started = client.verify_start("register", MOBILE, {"ip": "192.0.2.7"})
        self.assertTrue(started)
        self.assertEqual((started.result.outcome, started.channel), (ihuyi.Outcome.ACCEPTED, ihuyi.Channel.SMS))
        self.assertEqual((started.digits, started.valid, started.left, started.wait), (6, 300, 5, 60))
        self.assertEqual((started.mobile, started.purpose, started.limit, started.status), ("", "", "", "ok"))
        [seen] = sandbox.submissions()
        self.assertEqual(seen["content"], f"您的验证码是：{sandbox.code()}。请不要把验证码泄露给其他人。")
        checked = client.verify_check(started.id, sandbox.code())
        self.assertTrue(checked and checked.ok)
        self.assertEqual((checked.status, checked.mobile, checked.purpose), ("ok", MOBILE, "register"))
        self.assertEqual(checked.result.outcome, ihuyi.Outcome.DONE)

    def test_what_is_not_right_is_an_answer(self) -> None:
        client = self.client(verify_checks=2)
        started = client.verify_start("register", MOBILE)
        wrong = client.verify_check(started.id, self.wrong())
        self.assertFalse(wrong)
        self.assertEqual((wrong.status, wrong.left, wrong.mobile, wrong.purpose), ("wrong", 1, "", ""))
        self.assertEqual(wrong.result.code, api.IHUYI_E_CODE_WRONG)
        locked = client.verify_check(started.id, self.wrong())
        self.assertEqual((bool(locked), locked.status), (False, "locked"))
        self.assertEqual(client.verify_check(started.id, sandbox.code()).status, "locked")
        self.assertEqual(client.verify_check("no-such-id", "123456").status, "none")
        # Once, and once only.
        again = client.verify_start("register", MOBILE)
        self.assertEqual(client.verify_check(again.id, sandbox.code()).status, "ok")
        self.assertEqual(client.verify_check(again.id, sandbox.code()).status, "none")

    def test_what_no_answer_covers_is_raised(self) -> None:
        client = self.client()
        started = client.verify_start("register", MOBILE)
        with self.assertRaises(ihuyi.ArgumentError) as caught:
            client.verify_check(started.id, " ")
        verification = caught.exception.verification
        assert verification is not None
        self.assertEqual((bool(verification), verification.status), (False, ""))

    def test_resend_and_call(self) -> None:
        client = self.client()
        started = client.verify_start("register", MOBILE)
        code = sandbox.code()
        again = client.verify_resend(started.id, "sms")
        called = client.verify_resend(started.id, "voice", ip="192.0.2.7")
        self.assertEqual([again.id, called.id], [started.id, started.id])
        self.assertEqual([again.channel, called.channel], [ihuyi.Channel.SMS, ihuyi.Channel.VOICE])
        self.assertEqual([code in seen["content"] for seen in sandbox.submissions()], [True] * 3)
        with self.assertRaises(ihuyi.VerifyError) as caught:
            client.verify_resend("no-such-id")
        self.assertEqual(caught.exception.code, api.IHUYI_E_CODE_NONE)
        assert caught.exception.verification is not None
        self.assertEqual(caught.exception.verification.status, "none")

    def test_a_limit_tells_how_long_to_wait(self) -> None:
        client = self.client(limits="sms:mobile 1/60s")
        client.verify_start("register", MOBILE)
        with self.assertRaises(ihuyi.LimitError) as caught:
            client.verify_start("register", MOBILE)
        verification = caught.exception.verification
        assert verification is not None
        self.assertEqual((bool(verification), verification.id, verification.limit), (False, "", "sms:mobile 1/60s"))
        self.assertTrue(0 < caught.exception.wait == verification.wait <= 60)
        self.assertEqual(len(sandbox.submissions()), 1)

    def test_unknown_leaves_a_code_that_is_good(self) -> None:
        client = self.client()
        sandbox.fault("reset_after")
        with self.assertRaises(ihuyi.OutcomeUnknown) as caught:
            client.verify_start("register", MOBILE)
        verification = caught.exception.verification
        assert verification is not None
        self.assertTrue(verification and verification.unknown and verification.id)
        self.assertTrue(client.verify_check(verification.id, sandbox.code()))

    def test_refused_and_not_sent_leave_none(self) -> None:
        for call, kind in (
            (lambda: self.client().verify_start("register", "19900004051"), ihuyi.BalanceError),
            (lambda: self.client().verify_start("register", "1380000000x"), ihuyi.NumberError),
            (lambda: self.client().verify_start("", MOBILE), ihuyi.ArgumentError),
            (lambda: self.client(gateway="http://127.0.0.1:9").verify_start("register", MOBILE), ihuyi.NetworkError),
        ):
            with self.assertRaises(kind) as caught:
                call()
            assert caught.exception.verification is not None
            self.assertEqual((bool(caught.exception.verification), caught.exception.verification.id), (False, ""))

    def test_a_store_that_cannot_be_used(self) -> None:
        with self.assertRaises(ihuyi.StoreError) as caught:
            self.client(store="sqlite:/dev/null/no.db", secret="0" * 32).verify_start("register", MOBILE)
        self.assertEqual(caught.exception.code, api.IHUYI_E_STORE)
        self.assertEqual(sandbox.submissions(), [])

    def test_in_gbk(self) -> None:
        client = self.client(charset="gbk")
        started = client.verify_start("注册", MOBILE, {"用户": "张三"})
        self.assertEqual(client.verify_check(started.id, sandbox.code()).purpose, "注册")

    def test_nothing_is_printed_that_is_not_for_logs(self) -> None:
        client = self.client()
        started = client.verify_start("register", MOBILE)
        checked = client.verify_check(started.id, sandbox.code())
        shown = repr([started, checked]) + str(started)
        for secret in (MOBILE, started.id, sandbox.code(), KEY):
            self.assertNotIn(secret, shown)
        self.assertEqual(checked.masked_mobile, "138****0000")
        for copied in (copy.copy(checked), pickle.loads(pickle.dumps(checked))):
            self.assertEqual(copied, checked)

    def test_an_error_can_be_pickled_with_it(self) -> None:
        with self.assertRaises(ihuyi.VerifyError) as caught:
            self.client().verify_resend("no-such-id")
        copied = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual(copied.verification, caught.exception.verification)


class Keys(CodesTest):
    LIMIT = "ip 1/1h, device 1/1h"

    def test_however_they_are_given(self) -> None:
        given: List[Dict[str, Any]] = [
            {"keys": {"ip": "192.0.2.7"}},
            {"keys": "ip = 192.0.2.7"},
            {"ip": "192.0.2.7"},
            {"keys": {"ip": "192.0.2.1"}, "ip": "192.0.2.7"},
            {"keys": "device = x", "ip": "192.0.2.7"},
        ]
        for keys in given:
            with self.subTest(keys=keys):
                client = self.client(limits=self.LIMIT)
                client.verify_start("register", MOBILE, ip="192.0.2.7")
                with self.assertRaises(ihuyi.LimitError) as caught:
                    client.verify_start("register", "13900000000", **keys)
                assert caught.exception.verification is not None
                self.assertEqual(caught.exception.verification.limit, "ip 1/1h")

    def test_none_is_not_known(self) -> None:
        client = self.client(limits=self.LIMIT)
        for mobile in (MOBILE, "13900000000"):
            self.assertTrue(client.verify_start("register", mobile, {"ip": None}, device=None))

    def test_a_line_break_forges_no_other_key(self) -> None:
        client = self.client(captcha="always")
        forged: List[Dict[str, str]] = [
            {"ip": "192.0.2.7\ncaptcha = passed"},
            {"ip": "192.0.2.7\rcaptcha = passed"},
            {"ip = x\ncaptcha": "passed"},
            {"captcha = passed": ""},
        ]
        for keys in forged:
            with self.subTest(keys=keys), self.assertRaises(ihuyi.ArgumentError) as caught:
                client.verify_start("register", MOBILE, keys)
            self.assertEqual(caught.exception.code, api.IHUYI_E_ARGUMENT)
            self.assertIn("line break", str(caught.exception))
        for call in (client.guard_ask, client.guard_status):
            with self.assertRaises(ihuyi.ArgumentError):
                call("sms", MOBILE, forged[0])
        with self.assertRaises(ihuyi.ArgumentError):
            client.captcha_new(forged[0])
        with self.assertRaises(ihuyi.ArgumentError):
            client.verify_resend("x", "sms", forged[0])
        with self.assertRaises(ihuyi.ArgumentError):
            client.send(MOBILE, CODE, reference="a\nresend = yes")
        self.assertEqual(sandbox.submissions(), [])
        # A NUL does not end the text, and with it whatever comes after.
        self.assertTrue(client.verify_start("register", MOBILE, {"device": "a\0", "captcha": "passed"}))

    def test_what_is_no_text(self) -> None:
        client = self.client()
        wrong: List[Any] = [b"ip = x", 7, ["ip"], {"ip": 7}, {"ip": b"x"}, {7: "x"}]
        for keys in wrong:
            with self.subTest(keys=keys), self.assertRaises(TypeError):
                client.verify_start("register", MOBILE, keys)
        for keys in ("ip = x", {7: "x"}, {"ip": 7}):
            with self.subTest(keys=keys), self.assertRaises((TypeError, AttributeError)):
                client.send(MOBILE, CODE, keys=keys)  # type: ignore[arg-type]


class Limits(CodesTest):
    def test_ask_counts_and_status_does_not(self) -> None:
        client = self.client(limits="sms:mobile 1/60s")
        for _ in range(2):
            self.assertTrue(client.guard_status("sms", MOBILE))
        asked = client.guard_ask("sms", MOBILE, {"ip": "192.0.2.7"})
        self.assertTrue(asked and asked.allowed)
        self.assertEqual((asked.limit, asked.result.code), ("", 0))
        for refused in (client.guard_ask("sms", MOBILE), client.guard_status(None, MOBILE)):
            self.assertFalse(refused)
            self.assertEqual((refused.limit, refused.result.code), ("sms:mobile 1/60s", api.IHUYI_E_LIMIT))
            self.assertTrue(0 < refused.wait <= 60)
        self.assertEqual(client.guard_unlock("mobile", MOBILE).code, 0)
        self.assertTrue(client.guard_ask("sms", MOBILE))

    def test_the_deny_list(self) -> None:
        refused = self.client(deny=f"mobile {MOBILE}").guard_ask("sms", MOBILE)
        self.assertEqual((bool(refused), refused.result.code, refused.wait), (False, api.IHUYI_E_DENIED, 0))

    def test_the_rest_is_raised(self) -> None:
        client = self.client()
        with self.assertRaises(ihuyi.ArgumentError):
            client.guard_ask("fax", MOBILE)
        with self.assertRaises(ihuyi.NumberError):
            client.guard_status("sms", "1")
        with self.assertRaises(ihuyi.StoreError):
            self.client(store="sqlite:/dev/null/no.db", secret="0" * 32).guard_unlock("mobile", MOBILE)


class Pictures(CodesTest):
    def test_a_picture(self) -> None:
        picture = self.client(captcha_length=4).captcha_new({"ip": "192.0.2.7"})
        self.assertTrue(picture.png.startswith(b"\x89PNG\r\n\x1a\n") and picture.png.endswith(b"IEND\xaeB`\x82"))
        head, _, body = picture.data_uri.partition(",")
        self.assertEqual((head, base64.b64decode(body, validate=True)), ("data:image/png;base64", picture.png))
        self.assertEqual((picture.length, picture.valid), (4, 300))
        self.assertLess(len(repr(picture)), 200)

    def test_a_wrong_answer_is_an_answer(self) -> None:
        client = self.client()
        self.assertIs(client.captcha_check(client.captcha_new().id, "!"), False)
        self.assertIs(client.captcha_check("no-such-id", "a"), False)
        with self.assertRaises(ihuyi.StoreError):
            self.client(store="sqlite:/dev/null/no.db", secret="0" * 32).captcha_check("x", "a")

    def test_pictures_have_a_limit_of_their_own(self) -> None:
        client = self.client(limits="captcha:ip 1/1h")
        client.captcha_new(ip="192.0.2.7")
        with self.assertRaises(ihuyi.LimitError):
            client.captcha_new(ip="192.0.2.7")

    def test_a_code_may_demand_one(self) -> None:
        client = self.client(captcha="always")
        with self.assertRaises(ihuyi.LimitError) as caught:
            client.verify_start("register", MOBILE)
        self.assertEqual(caught.exception.code, api.IHUYI_E_CAPTCHA_NEEDED)
        with self.assertRaises(ihuyi.VerifyError) as wrong:
            client.verify_start("register", MOBILE, captcha_id=client.captcha_new().id, captcha_answer="!")
        self.assertEqual(wrong.exception.code, api.IHUYI_E_CAPTCHA_WRONG)
        self.assertEqual(sandbox.submissions(), [])
        self.assertTrue(client.verify_start("register", MOBILE, captcha="passed"))


class References(CodesTest):
    def test_the_same_event_is_sent_once(self) -> None:
        client = self.client()
        first = client.send(MOBILE, CODE, reference="order-1-paid")
        again = client.submit("sms", MOBILE, CODE, reference="order-1-paid")
        self.assertEqual((first.repeated, again.repeated), (False, True))
        self.assertEqual(first.message_id, again.message_id)
        self.assertEqual(len(sandbox.submissions()), 1)
        with self.assertRaises(ihuyi.ArgumentError) as caught:
            client.send("13900000000", CODE, reference="order-1-paid")
        self.assertEqual(caught.exception.code, api.IHUYI_E_REFERENCE)
        self.assertFalse(client.send_template(MOBILE, 1, "1234", reference="order-1-shipped").repeated)

    def test_unknown_stays_unknown_until_the_caller_says_resend(self) -> None:
        client = self.client()
        sandbox.fault("reset_before")
        for _ in range(2):
            with self.assertRaises(ihuyi.OutcomeUnknown):
                client.send(MOBILE, CODE, reference="order-1-paid")
        self.assertEqual(client.send(MOBILE, CODE, reference="order-1-paid", resend=True).code, 2)

    def test_options_and_keys_go_together(self) -> None:
        client = self.client(guard="on", limits="ip 1/1h")
        client.submit("sms", MOBILE, CODE, None, "reference = order-1-paid", keys={"ip": "192.0.2.7"})
        self.assertTrue(client.send(MOBILE, CODE, reference="order-1-paid", keys={"ip": "192.0.2.7"}).repeated)
        with self.assertRaises(ihuyi.LimitError):
            client.send(MOBILE, CODE, keys={"ip": "192.0.2.7"})
        error = self.raised(lambda: client.send("1", CODE))
        self.assertEqual((error.verification, error.wait), (None, 0))

    def raised(self, call: Any) -> ihuyi.IhuyiError:
        with self.assertRaises(ihuyi.IhuyiError) as caught:
            call()
        return caught.exception

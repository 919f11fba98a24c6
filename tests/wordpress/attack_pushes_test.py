"""Receipts and replies by whoever has learned the secret address, as a stranger would write them; what he does without it stands in pushes_test.py."""

import time

from attack import SCRIPT, at_once, fresh, number
from pushes_test import address, begin, eventually, row, send, waiting

TOLD = {}


def push(site, **fields):
    if site.url not in TOLD:
        TOLD[site.url] = address(site)
    return site.post(TOLD[site.url], fields)


def settled(site):
    """What a request left over, the schedule takes up."""
    site.php("IhuyiSms\\Push\\Inbox::work( 50, 30 );")
    assert eventually(lambda: waiting(site) == 0), "pushes are left"


def test_a_receipt_from_the_future_and_from_long_ago(world):
    site = fresh(world)
    for told in ("2099-01-01 00:00:00", "1970-01-01 00:00:00", "9999999999", "2026-02-30 25:61:61"):
        mobile = number()
        sent = send(site, mobile)
        push(site, code="2", msg="DELIVRD", mobilephone=mobile, smsid=sent["message_id"], report_time=told)
        settled(site)
        time_of_fate = int(row(site, sent["id"])["fate_time"])
        # Not after now, and not before the message went.
        assert time_of_fate == 0 or int(sent["created"]) - 1 <= time_of_fate <= time.time() + 1, (told, time_of_fate)


def test_one_receipt_again_and_again(world):
    site = fresh(world)
    mobile = number()
    sent = send(site, mobile)
    form = {"code": "2", "msg": "DELIVRD", "mobilephone": mobile, "smsid": sent["message_id"]}
    assert {answer.body for answer in at_once(8, lambda _: push(site, **form))} == {b"success"}
    settled(site)
    before = row(site, sent["id"])
    assert before["fate"] == "delivered"
    pushes = site.sqlite("SELECT COUNT(*) FROM wp_ihuyi_sms_push")
    # What has arrived has arrived, whoever says otherwise later.
    for code in ("2", "0", "1"):
        push(site, **{**form, "code": code, "msg": "DELIVRD" if code == "2" else "FORGED"})
    settled(site)
    assert row(site, sent["id"]) == before
    assert site.sqlite("SELECT COUNT(*) FROM wp_ihuyi_sms_push")[0][0] == pushes[0][0] + 2


def test_ids_that_are_guessed(world):
    """Of a number whose message did not end, one id may be the right one: two settle nothing, and another number's nothing either."""
    site = fresh(world)
    mobile, other = number(), number()
    unknown = begin(site, mobile)
    begin(site, mobile)
    at_once(4, lambda i: push(site, code="2", msg="DELIVRD", mobilephone=mobile, smsid=f"1000000000000000000{i}"))
    at_once(4, lambda i: push(site, code="2", msg="DELIVRD", mobilephone=other, smsid=f"2000000000000000000{i}"))
    settled(site)
    assert (row(site, unknown)["outcome"], row(site, unknown)["fate"]) == ("unknown", "")


def test_replies_with_script_on_the_owners_pages(world):
    site = fresh(world)
    texts = (SCRIPT, "T" + SCRIPT, "<b>TD</b>", "' OR 1=1; -- ", "=1+1", "T")
    for text in texts:
        assert push(site, mobilephone=number(), content=text, smsid="1", reply_time=time.strftime("%Y-%m-%d %H:%M:%S")).body == b"success", text
    settled(site)
    assert eventually(lambda: site.value("IhuyiSms\\Push\\OptOut::count()") >= 1)
    admin = site.login()
    for path in ("/wp-admin/tools.php?page=ihuyi-sms-log", *(f"/wp-admin/options-general.php?page=ihuyi-sms&tab={tab}" for tab in ("account", "log", "optouts", "notices"))):
        text = admin.get(path).text
        assert "<script>alert" not in text and "<img src=x" not in text and "<b>TD" not in text, path
    assert TOLD[site.url] not in site.get("/").text

"""Order notices, on a stub that fires WooCommerce's hooks. WooCommerce itself was not there: nothing more is claimed."""

import concurrent.futures
import html
import json
import os
import re
import time

from pushes_test import eventually
from wordpress import held

HERE = os.path.dirname(os.path.abspath(__file__))
CUSTOMER, STAFF = "13800000000", "13700000001"
PAID = "您的订单{number}已付款{total}元，我们会尽快发货。"
NOTICES = {"processing": {"customer": {"text": PAID, "template": ""}, "staff": {"text": "新付款订单{number}：{name} {total}", "template": ""}},
           "new": {"staff": {"text": "有新订单{number}", "template": ""}},
           "completed": {"customer": {"text": "{number}|{meta:_tracking_number}", "template": "1361"}}}


def shop(world):
    site = world.site
    if not getattr(site, "is_shop", False):
        with open(f"{HERE}/shop/woocommerce.php") as stub:
            site.mu("shop", stub.read())
        site.settings(notices=NOTICES, staff=f"{STAFF}\n not a number")
        site.is_shop = True
    site.sqlite("DELETE FROM wp_ihuyi_sms_log")
    site.sqlite("DELETE FROM wp_ihuyi_sms_optout")
    site.sqlite("DELETE FROM wp_ihuyi_sms_told")
    site.sandbox.post("reset", {})
    return site


def order(site, number, **more):
    site.php(f"test_order( {number}, json_decode( '{json.dumps(more)}', true ) );")


def rows(site):
    return site.value("array_reverse( IhuyiSms\\Log::find() )")


def awaited(site, look):
    """What look() finds at last. A page starts the schedule in a request of its own, unless a run runs already or the request is lost; then
    nothing else does within a minute, and sites whose pages start none (DISABLE_WP_CRON, as here) have a job of the server's that asks for it."""
    began = time.monotonic()

    def there():
        if time.monotonic() - began > 10:
            assert site.get("/wp-cron.php").status == 200
        return look()
    found = eventually(there, 240)
    assert found, (rows(site), site.value("_get_cron_array()"), site.sqlite("SELECT option_name, option_value FROM wp_options WHERE option_name LIKE '%doing_cron%' OR option_name = 'ihuyi_sms_lock'"))
    return found


def done(site, count):
    """That many rows, and none that waits."""
    def look():
        all_ = rows(site)
        return all_ if len(all_) == count and not [row for row in all_ if row["outcome"] in ("queued", "sending")] else None
    return awaited(site, look)


def texts(site, mobile):
    return [message["content"] for message in site.inbox(mobile)]


def test_a_status_that_fires_twice_is_one_message(world):
    site = shop(world)
    order(site, 1001)
    for _ in range(2):
        assert site.get("/?shop=change&order=1001&to=processing").text == "thank you"
    found = done(site, 2)
    assert [row["outcome"] for row in found] == ["accepted", "accepted"], found
    assert texts(site, CUSTOMER) == ["您的订单1001已付款128.00元，我们会尽快发货。"] and texts(site, STAFF) == ["新付款订单1001：李雷 128.00"]
    # The text went with the notice; what is left is masked.
    assert site.sqlite("SELECT COUNT(*) FROM wp_ihuyi_sms_log WHERE sealed IS NOT NULL")[0][0] == 0
    assert CUSTOMER not in str(site.sqlite("SELECT * FROM wp_ihuyi_sms_log"))
    # Another status is another event.
    site.get("/?shop=change&order=1001&to=wc-completed")
    assert done(site, 3)


def test_once_is_once_also_when_the_log_has_forgotten_it(world):
    site = shop(world)
    order(site, 1020)
    site.get("/?shop=change&order=1020&to=processing")
    done(site, 2)
    site.php("IhuyiSms\\Gateway::submit( 'sms', '13800000060', 'x', array( 'purpose' => 'cli', 'reference' => 'parcel-7' ) );")
    # Nine days later, the log is kept for seven, and so is the library's memory.
    site.sqlite("UPDATE wp_ihuyi_sms_log SET created = created - 9 * 86400")
    site.sqlite("DELETE FROM wp_options WHERE option_name = 'ihuyi_sms_daily'")
    site.settings(log_days=7)
    try:
        site.php("IhuyiSms\\Schedule::run();")
        assert rows(site) == []
        site.sandbox.post("reset", {})
        site.php("""foreach ( array( 'pending', 'processing', 'processing' ) as $to ) { do_action( 'woocommerce_order_status_changed', 1020, 'x', $to ); }
            remove_all_actions( 'shutdown' );""")
        assert rows(site) == [], rows(site)
        # What stays tells of no order and of no number, and of notices only.
        kept = site.sqlite("SELECT event_hash FROM wp_ihuyi_sms_told")
        assert len(kept) == 2 and all(re.fullmatch("[0-9a-f]{64}", event) for event, in kept), kept
        # Of others the log says nothing of it: it is as on the first day.
        order(site, 1021)
        site.get("/?shop=change&order=1021&to=processing")
        assert len(done(site, 2)) == 2
    finally:
        site.settings(log_days=90)


def test_a_row_that_goes_while_its_event_is_fired_again_is_not_sent_again(world):
    site = shop(world)
    order(site, 1022)
    # As it is when another process removes the first row between the look and the new row.
    site.php("""do_action( 'woocommerce_order_status_changed', 1022, 'pending', 'processing' ); remove_all_actions( 'shutdown' );
        IhuyiSms\\Notice\\Told::keep( array_column( IhuyiSms\\Log::find(), 'id' ) ); IhuyiSms\\Notice\\Queue::act();""")
    assert rows(site) == [] and site.inbox() == []


def test_a_new_order_is_told_once_whatever_checkout(world):
    site = shop(world)
    order(site, 1002)
    order(site, 1003)
    order(site, 1004, status="checkout-draft")
    site.get("/?shop=checkout&order=1002")
    site.get("/?shop=blocks&order=1003")
    site.get("/?shop=blocks&order=1004")
    found = done(site, 2)
    assert texts(site, STAFF) == ["有新订单1002", "有新订单1003"], found


def test_an_order_that_a_program_makes_is_told_as_it_is_in_the_end(world):
    site = shop(world)
    site.settings(notices={**NOTICES, "new": {"customer": {"text": "{number} {total}"}, "staff": {"text": "{number} {name} {total}"}}})
    try:
        assert site.get("/?shop=code&order=1017&to=").text == "thank you"
        found = done(site, 2)
        assert texts(site, CUSTOMER) == ["1017 128.00"] and texts(site, STAFF) == ["1017 李雷 128.00"], found
        # With its status from the first save on, in the order of the events; once more is once.
        site.get("/?shop=code&order=1018&to=processing")
        site.get("/?shop=change&order=1018&to=processing")
        found = done(site, 6)
        assert sorted(texts(site, CUSTOMER)) == sorted(["1017 128.00", "1018 128.00", PAID.format(number=1018, total="128.00")]), found
        # Many, the site's memory of which are their ids; what is a draft or gone by the end is none.
        site.php("""foreach ( range( 2301, 2320 ) as $id ) { test_order_by_code( $id ); } test_order_by_code( 2321, array( 'status' => 'checkout-draft' ) ); test_order_by_code( 2322 );
            $all = get_option( 'test_orders' ); unset( $all[2322] ); update_option( 'test_orders', $all );
            add_action( 'shutdown', function () { remove_all_actions( 'shutdown', 1000 ); }, 950 );""")
        assert len([row for row in rows(site) if row["outcome"] == "queued"]) == 40, rows(site)
    finally:
        site.settings(notices=NOTICES)


def test_a_program_that_dies_tells_of_the_orders_that_it_made(world):
    site = shop(world)
    site.mu("dies", "add_action( 'init', function () { if ( isset( $_GET['dies'] ) ) { test_order_by_code( 1019 ); ini_set( 'display_errors', '0' ); ini_set( 'log_errors', '0' ); trigger_error( 'dead', E_USER_ERROR ); } }, 30 );")
    try:
        assert site.get("/?dies=1").status == 500
        found = done(site, 1)
        assert texts(site, STAFF) == ["有新订单1019"], found
    finally:
        site.mu("dies", "")


def test_the_page_does_not_wait_for_the_gateway(world):
    site = shop(world)
    site.sandbox.post("faults", {"kind": "delay", "ms": 20000, "times": 0})
    try:
        orders = []

        def change():
            orders.append(2101 + len(orders))
            order(site, orders[-1])
            return site.get(f"/?shop=change&order={orders[-1]}&to=processing")

        assert held(lambda: site.get("/"), 5, change).text == "thank you"
        # Each call ends by itself; what became of it nobody knows.
        awaited(site, lambda: sum(row["outcome"] == "unknown" for row in rows(site)) == 2 * len(orders))
    finally:
        site.sandbox.ask("DELETE", "/_sandbox/faults")
    site.php("IhuyiSms\\Schedule::run(); IhuyiSms\\Notice\\Queue::act();")
    # It is never sent again by itself, nor when the event fires once more.
    site.get(f"/?shop=change&order={orders[-1]}&to=processing")
    site.php("IhuyiSms\\Schedule::run();")
    submits = [call for call in site.sandbox.get("ledger") if call.get("method") == "Submit"]
    assert len(submits) == 2 * len(orders), submits


def test_parallel_processes_make_one_message(world):
    site = shop(world)
    order(site, 1006)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(answer.text == "thank you" for answer in pool.map(lambda _: site.get("/?shop=change&order=1006&to=processing"), range(16)))
    done(site, 2)
    # And several senders at once.
    site.sqlite("DELETE FROM wp_ihuyi_sms_log")
    site.sandbox.post("reset", {})
    for number in range(2001, 2007):
        order(site, number, billing_phone=f"13800002{number % 1000:03}")
    site.php("foreach ( range( 2001, 2006 ) as $id ) { do_action( 'woocommerce_order_status_changed', $id, 'pending', 'processing' ); } "
             "remove_all_actions( 'shutdown' );")
    assert len([row for row in rows(site) if row["outcome"] == "queued"]) == 12
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: site.php("IhuyiSms\\Notice\\Queue::work( 50, 60 );"), range(4)))
    done(site, 12)
    assert len(site.inbox()) == 12, len(site.inbox())


def test_what_waits_is_sealed_and_sent_by_the_schedule(world):
    site = shop(world)
    order(site, 1007)
    site.php("do_action( 'woocommerce_order_status_changed', 1007, 'pending', 'processing' ); remove_all_actions( 'shutdown' );")
    kept = str(site.sqlite("SELECT * FROM wp_ihuyi_sms_log"))
    assert "queued" in kept and CUSTOMER not in kept and "付款" not in kept, kept
    assert site.inbox() == []
    site.php("IhuyiSms\\Schedule::run();")
    done(site, 2)
    assert len(site.inbox()) == 2


def test_an_event_that_another_process_has_overwritten_is_made_anew(world):
    """WordPress keeps its schedule in one option. A cron process that read it before the order came writes it back without the order's event."""
    site = shop(world)
    order(site, 1007)
    before = site.sqlite("SELECT option_value FROM wp_options WHERE option_name = 'cron'")[0][0]
    site.php("do_action( 'woocommerce_order_status_changed', 1007, 'pending', 'processing' ); remove_all_actions( 'shutdown' ); IhuyiSms\\Schedule::soon( 5 );")
    assert site.value("wp_next_scheduled( 'ihuyi_sms_soon' )") is not False
    site.sqlite("UPDATE wp_options SET option_value = ? WHERE option_name = 'cron'", (before,))
    assert site.value("wp_next_scheduled( 'ihuyi_sms_soon' )") is False
    # Any page a minute later, or the server's own job; until then it may be on its way.
    site.sqlite("UPDATE wp_options SET option_value = option_value - 90 WHERE option_name = 'ihuyi_sms_due'")
    assert site.get("/").status == 200
    assert "ihuyi_sms_soon" in site.sqlite("SELECT option_value FROM wp_options WHERE option_name = 'cron'")[0][0]
    assert site.get("/wp-cron.php").status == 200
    done(site, 2)
    assert site.sqlite("SELECT option_value FROM wp_options WHERE option_name = 'ihuyi_sms_due'") == [("0",)]


def test_a_run_that_runs_is_not_joined(world):
    site = shop(world)
    site.sqlite("INSERT INTO wp_options (option_name, option_value, autoload) VALUES ('ihuyi_sms_lock', ?, 'no')", (f"{int(time.time())} x",))
    try:
        assert site.value("IhuyiSms\\Schedule::run()") is False
        # What came to wait after that one had looked is not left to the next hour.
        order(site, 1007)
        site.php("wp_clear_scheduled_hook( 'ihuyi_sms_soon' ); do_action( 'woocommerce_order_status_changed', 1007, 'pending', 'processing' ); remove_all_actions( 'shutdown' );")
        assert site.value("wp_next_scheduled( 'ihuyi_sms_soon' )") is False
        assert site.value("IhuyiSms\\Schedule::run()") is False
        assert site.value("wp_next_scheduled( 'ihuyi_sms_soon' ) - time()") in range(30, 61)
        assert [row["outcome"] for row in rows(site)] == ["queued", "queued"]
        # One that died is taken over.
        site.sqlite("UPDATE wp_options SET option_value = '1000 x' WHERE option_name = 'ihuyi_sms_lock'")
        assert site.value("IhuyiSms\\Schedule::run()") is True
    finally:
        site.sqlite("DELETE FROM wp_options WHERE option_name = 'ihuyi_sms_lock'")
    assert site.sqlite("SELECT 1 FROM wp_options WHERE option_name = 'ihuyi_sms_lock'") == []


def test_one_that_died_while_sending_is_unknown_and_stays_unsent(world):
    site = shop(world)
    order(site, 1008)
    site.php("do_action( 'woocommerce_order_status_changed', 1008, 'pending', 'processing' ); remove_all_actions( 'shutdown' ); "
             "global $wpdb; foreach ( IhuyiSms\\Log::find() as $row ) { IhuyiSms\\Log::claim( $row->id ); }")
    site.php("IhuyiSms\\Schedule::run();")
    assert [row["outcome"] for row in rows(site)] == ["sending", "sending"]
    site.sqlite("UPDATE wp_ihuyi_sms_log SET created = created - 1000")
    site.sqlite("DELETE FROM wp_options WHERE option_name = 'ihuyi_sms_daily'")
    for _ in range(2):
        site.php("IhuyiSms\\Schedule::run();")
    assert [row["outcome"] for row in rows(site)] == ["unknown", "unknown"], rows(site)
    assert site.inbox() == []


def test_what_did_not_leave_is_tried_later(world):
    site = shop(world)
    order(site, 1009)
    site.set(IHUYI_SMS_GATEWAY="http://127.0.0.1:9")
    try:
        site.php("do_action( 'woocommerce_order_status_changed', 1009, 'pending', 'processing' );")
        found = rows(site)
        assert [row["outcome"] for row in found] == ["queued", "queued"] and all(row["code"] != "0" for row in found), found
    finally:
        site.set(IHUYI_SMS_GATEWAY=site.sandbox.url)
    # Not at once.
    site.php("IhuyiSms\\Schedule::run();")
    assert site.inbox() == []
    site.mu("later", "add_filter( 'pre_option_nothing', '__return_false' );")
    site.php("""global $wpdb; foreach ( $wpdb->get_results( 'SELECT id, sealed FROM wp_ihuyi_sms_log' ) as $row ) {
        $notice = json_decode( IhuyiSms\\Seal::open( $row->sealed ), true ); $notice['after'] = 0;
        IhuyiSms\\Log::finish( $row->id, array( 'sealed' => IhuyiSms\\Seal::seal( wp_json_encode( $notice ) ) ) ); } IhuyiSms\\Schedule::run();""")
    done(site, 2)
    assert len(site.inbox()) == 2


def test_who_opted_out_gets_no_notices_and_his_codes_all_the_same(world):
    site = shop(world)
    order(site, 1010)
    order(site, 1011)
    # After it was queued counts, too.
    site.php("do_action( 'woocommerce_order_status_changed', 1010, 'pending', 'processing' ); remove_all_actions( 'shutdown' );")
    site.php(f"IhuyiSms\\Push\\OptOut::write( '{CUSTOMER}', true, 'T', time() ); IhuyiSms\\Notice\\Queue::act();")
    site.get("/?shop=change&order=1011&to=processing")
    found = done(site, 4)
    assert texts(site, CUSTOMER) == [] and len(texts(site, STAFF)) == 2, found
    refused = [row for row in found if row["purpose"] == "order-customer"]
    assert len(refused) == 2 and all(row["outcome"] == "not_sent" and "opted out" in row["words"] for row in refused), refused
    sent = site.value(f"IhuyiSms\\Gateway::start_code( 'login', '{CUSTOMER}', array( 'ip' => '192.0.2.1' ) )->status")
    assert sent == "sent" and len(texts(site, CUSTOMER)) == 1, sent


def test_an_order_without_a_mobile_number_is_told_in_the_log(world):
    site = shop(world)
    for number, phone in ((1012, ""), (1013, "010-12345678"), (1014, "+852 5123 4567")):
        order(site, number, billing_phone=phone)
        site.get(f"/?shop=change&order={number}&to=processing")
    found = [row for row in done(site, 6) if row["purpose"] == "order-customer"]
    assert [row["outcome"] for row in found][:2] == ["not_sent", "not_sent"] and found[2]["service"] == "international", found
    assert "no phone number" in found[0]["words"] and "no mobile number" in found[1]["words"], found


def test_a_number_without_its_country_is_of_the_country_of_the_bill(world):
    site = shop(world)
    numbers = (("HK", "5123 4567", "852 51234567"), ("US", "1 (305) 555-0100", "1 3055550100"), ("US", "305-555-0100", "1 3055550100"), ("DE", "0151 2345678", "49 1512345678"),
               ("DE", "49 151 2345678", "49 1512345678"), ("US", "+86 13800000050", "13800000050"), ("CN", "138 0000 0051", "13800000051"), ("", "13800000052", "13800000052"), ("XX", "13800000053", "13800000053"))
    for number, (country, phone, _) in enumerate(numbers, 3001):
        order(site, number, billing_country=country, billing_phone=phone)
        site.get(f"/?shop=change&order={number}&to=processing")
    found = [row for row in done(site, 2 * len(numbers)) if row["purpose"] == "order-customer"]
    for row, (country, phone, expected) in zip(found, numbers):
        assert site.value(f"IhuyiSms\\Log::row( {row['id']} )->mobile_hash === IhuyiSms\\Mobile::hash( '{expected}' )"), (country, phone, expected, row)


def test_a_phone_that_was_only_typed_opens_nobody_s_log(world):
    """Somebody types another's number as the phone of his bill, and asks for an export and an erasure of "his" data."""
    site = shop(world)
    site.user("curious")
    site.php("update_user_meta( get_user_by( 'login', 'curious' )->ID, 'billing_phone', '13800000061' ); IhuyiSms\\Push\\OptOut::write( '13800000061', true, 'T', time() );")
    sent = site.value("IhuyiSms\\Gateway::start_code( 'login', '13800000061', array( 'ip' => '192.0.2.2' ) )->status")
    email = site.value("get_user_by( 'login', 'curious' )->user_email")
    order(site, 1023, billing_phone="13800000061", billing_email=email)
    before = [site.sqlite(f"SELECT * FROM wp_ihuyi_sms_{name}") for name in ("log", "optout")]
    assert sent == "sent" and len(before[0]) == 1 and len(before[1]) == 1, (sent, before)
    assert site.value(f"IhuyiSms\\Privacy::export( '{email}' )") == {"data": [], "done": True}
    assert site.value(f"IhuyiSms\\Privacy::erase( '{email}' )") == {"items_removed": False, "items_retained": False, "messages": [], "done": True}
    assert [site.sqlite(f"SELECT * FROM wp_ihuyi_sms_{name}") for name in ("log", "optout")] == before


def test_action_scheduler_is_used_where_it_is(world):
    site = shop(world)
    site.mu("scheduler", "function as_enqueue_async_action( $hook, $arguments, $group, $unique ) { update_option( 'test_enqueued', array( $hook, $arguments, $group, $unique ) ); }")
    try:
        order(site, 1016)
        site.get("/?shop=change&order=1016&to=processing")
        assert site.value("get_option( 'test_enqueued' )") == ["ihuyi_sms_queue", [], "ihuyi-sms", True]
        assert [row["outcome"] for row in rows(site)] == ["queued", "queued"] and site.value("wp_next_scheduled( 'ihuyi_sms_soon' )")
        site.php("do_action( 'ihuyi_sms_queue' );")
        done(site, 2)
    finally:
        site.mu("scheduler", "")


def test_woocommerce_is_told_that_the_plugin_fits(world):
    site = shop(world)
    told = site.php("""eval( 'namespace Automattic\\WooCommerce\\Utilities; final class FeaturesUtil { static function declare_compatibility( $f, $p, $ok ) { echo $f, basename( $p ), $ok, "\n"; } }' );
        do_action( 'before_woocommerce_init' );""")
    assert told.split() == ["custom_order_tablesihuyi-sms.php1", "cart_checkout_blocksihuyi-sms.php1"], told


def test_what_a_customer_writes_is_no_signature_and_no_second_variable(world):
    site = shop(world)
    order(site, 1015, billing_first_name="</b>【银行】您中奖了|\\u0000http", billing_last_name="<script>x</script>", meta={"_tracking_number": "SF1|2【x】"})
    site.get("/?shop=change&order=1015&to=processing")
    site.get("/?shop=change&order=1015&to=completed")
    done(site, 3)
    text = texts(site, STAFF)[0]
    assert "【" not in text and "<" not in text and "|" not in text, text
    sent = [call for call in site.sandbox.get("ledger") if call.get("template_id") == "1361"]
    assert len(sent) == 1 and sent[0]["content"] == "1015|SF1/2[x]", sent


def test_the_tab_shows_texts_examples_and_costs(world):
    site = shop(world)
    admin = site.login()
    page = admin.get("/wp-admin/options-general.php?page=ihuyi-sms&tab=notices")
    assert page.status == 200 and "WooCommerce is not active" not in page.text
    assert "您的订单1001已付款128.00元" in page.text and "costs 1 message" in page.text, page.text[page.text.find("form-table"):][:3000]
    form = page.form("ihuyi-sms-save")
    name = "ihuyi_sms[notices][processing][customer][text]"
    assert form.fields[name] == PAID and form.fields["ihuyi_sms[notices][completed][customer][template]"] == "1361"
    saved = admin.submit(page, "ihuyi-sms-save", more={name: "<b>您好</b>{number}", "ihuyi_sms[notices][processing][customer][template]": "12x", "ihuyi_sms[notices][evil\"status][staff][text]": "x"})
    assert saved.status == 200
    kept = site.value("IhuyiSms\\Settings::get( 'notices' )")
    assert kept["processing"]["customer"] == {"text": "您好{number}", "template": ""} and kept["new"] == NOTICES["new"] and "evilstatus" in kept, kept
    site.settings(notices=NOTICES)
    # Nobody else may.
    form.fields[name] = "changed"
    stranger = site.visitor()
    assert "wp-login" in stranger.post("/wp-admin/admin-post.php", form.fields).url or stranger.post("/wp-admin/admin-post.php", form.fields).status in (200, 400, 403)
    site.user("shopper")
    assert site.login("shopper").post("/wp-admin/admin-post.php", form.fields).status == 403
    assert site.value("IhuyiSms\\Settings::get( 'notices' )") == NOTICES


def test_a_text_that_will_not_come_out_as_it_was_meant_is_told(world):
    site = shop(world)
    admin = site.login()
    address = "/wp-admin/options-general.php?page=ihuyi-sms&tab=notices"

    def save(text):
        page = admin.submit(admin.get(address), "ihuyi-sms-save", more={"ihuyi_sms[notices][processing][customer][text]": text})
        assert site.value("IhuyiSms\\Settings::get( 'notices' )")["processing"]["customer"]["text"] == text
        told = re.findall(r'<div class="notice notice-warning[^>]*ihuyi-sms-said.*?</div>', page.text, re.S)
        return page, html.unescape(re.sub(r"<[^>]+>", " ", "".join(told)))

    page, told = save("【示例】您的订单{number}已付款{foo}元，{Total}，{ name }，{meta:}，{meta:KEY}，｛number｝，{订单号}")
    name = site.value("IhuyiSms\\Notice\\Wording::status( 'processing' )")
    assert name in told and "To the customer" in told and "begins with 【示例】" in told, told
    for wrong in ("{foo}", "{Total}", "{ name }", "{meta:}", "｛number｝", "{订单号}"):
        assert f"{wrong} is not a variable" in told, (wrong, told)
    assert "{number}" not in told and "meta:KEY" not in told, told
    # It stays beside the text until it is mended.
    assert told.count("{foo}") == 1 and html.unescape(admin.get(address).text).count("{foo} is not a variable") == 1
    page, told = save("您的订单【变量】已付款")
    assert "【变量】 only marks a place" in told and "begins with" not in told
    page, told = save(PAID + "{meta:_tracking_number}【x】")
    assert told == "" and "ihuyi-sms-slip" not in page.text, told
    site.settings(notices=NOTICES)


def test_without_woocommerce_it_says_so(world):
    site = shop(world)
    site.mu("shop", "")
    site.is_shop = False
    page = site.login().get("/wp-admin/options-general.php?page=ihuyi-sms&tab=notices")
    assert "WooCommerce is not active on this site" in page.text and PAID in page.text
    assert site.value("IhuyiSms\\Notice\\Orders::present()") is False

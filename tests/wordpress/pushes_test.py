"""Receipts and replies, as the gateway pushes them and as a stranger would."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import time
import urllib.parse

MOBILE = "13800000000"
TEXT = "您的包裹到了。"


def address(site):
    return site.value("IhuyiSms\\Push\\Receiver::address()")


def push(site, **fields):
    return site.post(address(site), fields)


def send(site, mobile=MOBILE, text=TEXT, **more):
    """The log's row of a message that was sent."""
    options = "".join(f", '{name}' => '{value}'" for name, value in more.items())
    row = site.value(f"IhuyiSms\\Log::row( IhuyiSms\\Gateway::submit( 'sms', '{mobile}', '{text}', array( 'purpose' => 'test'{options} ) )->log_id )")
    assert row, "the send is not in the log"
    return row


def row(site, identifier):
    return site.value(f"IhuyiSms\\Log::row( {int(identifier)} )")


def begin(site, mobile=MOBILE, outcome="unknown", age=60, service="sms", **more):
    """A row that ended, or did not, without the gateway's word."""
    options = "".join(f", '{name}' => '{value}'" for name, value in more.items())
    return site.value(f"IhuyiSms\\Log::begin( array( 'service' => '{service}', 'mobile' => '{mobile}', 'outcome' => '{outcome}', 'created' => time() - {age}{options} ) )")


def eventually(what, patience=30):
    """What comes true after the answer, in a process of its own."""
    end = time.monotonic() + patience
    while True:
        value = what()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.1)


def waiting(site):
    """What stands in the table of pushes and is not done."""
    return site.sqlite("SELECT COUNT(*) FROM wp_ihuyi_sms_push WHERE done = 0")[0][0]


def settled(site):
    """Every push is looked at."""
    assert eventually(lambda: waiting(site) == 0), "pushes are left"


@contextlib.contextmanager
def broken(site, queries, error="broken"):
    """Meanwhile a query like these ends in an error. It stands in a file, because PHP does not see a plugin change twice within a second."""
    site.mu("broken", """add_filter( 'query', function ( $query ) {
        $said = is_file( WPMU_PLUGIN_DIR . '/broken' ) ? json_decode( file_get_contents( WPMU_PLUGIN_DIR . '/broken' ) ) : null;
        if ( $said && preg_match( "/$said[0]/", $query ) ) { throw new Error( $said[1] ); } return $query; } );""")
    path = f"{site.web}/wp-content/mu-plugins/broken"
    with open(path, "w") as file:
        json.dump([queries, error], file)
    try:
        yield
    finally:
        os.unlink(path)


def everything(site):
    """The plugin's tables but its counters, to see that nothing has changed."""
    return [site.sqlite(f"SELECT * FROM wp_ihuyi_sms_{name} ORDER BY 1") for name in ("log", "optout", "push", "proof", "balance")]


def clear(site):
    for name in ("log", "optout", "push", "tally"):
        site.sqlite(f"DELETE FROM wp_ihuyi_sms_{name}")


def test_a_receipt_of_the_gateway_shows_as_delivered(world):
    site = world.site
    sent = send(site)
    assert sent["outcome"] == "accepted" and sent["fate"] == "" and sent["message_id"], sent
    told = site.sandbox.post("receipt", {"mobile": MOBILE, "code": 2, "msg": "DELIVRD", "url": address(site)})
    assert "error" not in told, told
    assert eventually(lambda: row(site, sent["id"])["fate"] == "delivered"), row(site, sent["id"])
    shown = row(site, sent["id"])
    assert shown["fate_code"] == "DELIVRD" and abs(int(shown["fate_time"]) - time.time()) < 3600, shown
    # The gateway was told success, or it would push again.
    pushes = site.sandbox.get("pushes")
    assert pushes and "success" in str(pushes[-1]), pushes


def test_the_answer_is_success_and_nothing_else(world):
    answer = push(world.site, code="2", msg="DELIVRD", mobilephone="13800000009", smsid="1")
    assert answer.status == 200 and answer.body == b"success", (answer.status, answer.body)
    assert answer.headers["Content-Type"].startswith("text/plain") and "no-cache" in answer.headers["Cache-Control"], answer.headers.items()
    settled(world.site)


def test_a_failure_with_the_code_zero_is_one(world):
    site = world.site
    sent = send(site, "13800000001")
    assert push(site, code="0", msg="MK:0012", mobilephone="13800000001", smsid=sent["message_id"]).body == b"success"
    assert eventually(lambda: row(site, sent["id"])["fate"] == "failed"), row(site, sent["id"])
    assert row(site, sent["id"])["fate_code"] == "MK:0012"


def test_a_delivery_wins_in_any_order_and_doubles_change_nothing(world):
    site = world.site
    for order in (("0", "2"), ("2", "0")):
        sent = send(site, "13800000002")
        for code in order * 2:
            assert push(site, code=code, msg=f"S{code}", mobilephone="13800000002", smsid=sent["message_id"]).body == b"success"
        settled(site)
        shown = row(site, sent["id"])
        assert shown["fate"] == "delivered" and shown["fate_code"] == "S2", (order, shown)


def test_the_number_must_be_the_messages(world):
    site = world.site
    sent = send(site, "13800000003")
    assert push(site, code="2", mobilephone="13800000004", smsid=sent["message_id"]).status == 200
    settled(site)
    assert row(site, sent["id"])["fate"] == ""


def test_who_does_not_know_the_secret_finds_nothing(world):
    site = world.site
    secret = site.value("IhuyiSms\\Settings::get( 'push_secret' )")
    sent = send(site, "13800000005")
    form = {"code": "2", "msg": "DELIVRD", "mobilephone": "13800000005", "smsid": sent["message_id"]}
    before = everything(site)
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        body = urllib.parse.urlencode(form).encode() if method != "GET" else None
        nowhere = site.visitor().ask(method, "/wp-json/nowhere-at-all/v1/push/x", body)
        for wrong in ("x", secret[:-1], secret + "0", secret.upper() + "X", secret[:-1] + ("1" if secret[-1] == "0" else "0"), "%00", secret + "%00"):
            answer = site.visitor().ask(method, f"/wp-json/ihuyi-sms/v1/push/{wrong}?" + urllib.parse.urlencode(form), body)
            assert (answer.status, answer.body) == (nowhere.status, nowhere.body), (method, wrong, answer.status, answer.text)
            assert sorted(answer.headers.keys()) == sorted(nowhere.headers.keys()), (method, wrong, answer.headers.items())
    # Neither does a broken body tell that something listens there.
    for kind in ("application/json", "multipart/form-data"):
        answers = [site.visitor().ask("POST", f"/wp-json/{where}", b"{", {"Content-Type": kind}) for where in ("ihuyi-sms/v1/push/x", "nowhere-at-all/v1/push/x")]
        assert answers[0].body == answers[1].body, answers[0].text
    assert everything(site) == before, "something has changed"
    assert "push" not in site.get("/wp-json/").text and "ihuyi-sms/v1/push" not in site.get("/wp-json/ihuyi-sms/v1").text
    assert site.value("IhuyiSms\\Push\\Receiver::counted( 'refused' )") >= 40
    # One counter, however many came.
    assert site.sqlite("SELECT COUNT(*) FROM wp_ihuyi_sms_tally")[0][0] <= 3


def test_without_pretty_addresses_it_is_the_same(world):
    site = world.site
    secret = site.value("IhuyiSms\\Settings::get( 'push_secret' )")
    sent = send(site, "13800000006")
    form = {"code": "2", "mobilephone": "13800000006", "smsid": sent["message_id"]}
    assert site.post("/?rest_route=/ihuyi-sms/v1/push/x", form).status == 404
    assert site.post(f"/?rest_route=/ihuyi-sms/v1/push/{secret}", form).body == b"success"
    assert eventually(lambda: row(site, sent["id"])["fate"] == "delivered")
    # And as a GET, its fields in the address.
    sent = send(site, "13800000006")
    form["smsid"] = sent["message_id"]
    assert site.get(f"/?rest_route=/ihuyi-sms/v1/push/{secret}&" + urllib.parse.urlencode(form)).body == b"success"
    assert eventually(lambda: row(site, sent["id"])["fate"] == "delivered")


def test_what_is_no_push_is_turned_away(world):
    site = world.site
    before = everything(site)
    good = "code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000001234567890"
    for body in (
        "", "x", "{}", '{"code":2,"mobilephone":"13800000000","smsid":"1"}', "<xml/>", good + "&code=0", good + "&mobile=13900000000", good + "&smsid=2",
        "code=2&mobilephone[]=13800000000&smsid=1", "code[]=2&mobilephone=13800000000&smsid=1", "mobilephone=13800000000&smsid=1",
        "code=2&smsid=1", "code=two&mobilephone=13800000000&smsid=1", "code=99999999999&mobilephone=13800000000&smsid=1", "code=2&mobilephone=abc&smsid=1",
        "code=2&mobilephone=13800000000&smsid=1;DROP", "code=2&mobilephone=13800000000&smsid=" + "1" * 65, "code=2&mobilephone=13800000000&smsid=1&report_time=now()",
        good + "&" + "&".join(f"f{i}=1" for i in range(40)), good + "&msg2=%00", "templateid=1", good + "&a b=1", good + "&" + "x" * 70000,
    ):
        answer = site.post(address(site), body.encode())
        assert answer.status == 400 and b"success" not in answer.body, (body[:80], answer.status, answer.text)
    assert everything(site) == before
    # What the gateway may add one day does no harm.
    assert site.post(address(site), (good + "&channel=3&extra=").encode()).body == b"success"
    settled(site)


def test_ten_megabytes_are_not_read(world):
    site = world.site
    before = everything(site)
    port = int(site.url.rsplit(":", 1)[1])
    path = urllib.parse.urlparse(address(site)).path
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, b"code=2&mobilephone=13800000000&smsid=1&msg=" + b"x" * (10 << 20), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        assert answer.status == 400 and b"success" not in answer.read()
    except (BrokenPipeError, ConnectionResetError):
        pass  # It did not want to hear the end.
    finally:
        connection.close()
    assert everything(site) == before
    assert site.get("/").status == 200
    # PHP itself complains of a body beyond its own bound.
    problems = [line for line in site.problems() if "POST Content-Length" not in line]
    assert not problems, problems


HOSTILE = ("'; DROP TABLE wp_ihuyi_sms_log; --", "\" OR 1=1 --", "<script>alert(1)</script>", "%s%d%n", "\\'; SELECT SLEEP(9); --", "{{7*7}}", "${jndi:x}", "😀'\"<b>")


def test_sql_and_script_in_every_field_do_nothing(world):
    site = world.site
    sent = send(site, "13800000007")
    good = {"code": "2", "msg": "DELIVRD", "mobilephone": "13800000007", "smsid": "no-such-id", "report_time": "2026-01-31 09:30:00", "content": "x", "reply_time": "2026-01-31 09:30:00", "templateid": "1"}
    before = everything(site)[1:2] + [len(everything(site)[0])]
    for name in good:
        for hostile in HOSTILE:
            kinds = [{key: good[key] for key in ("code", "msg", "mobilephone", "smsid", "report_time")}, {key: good[key] for key in ("mobilephone", "content", "smsid", "reply_time")}]
            for form in kinds:
                answer = site.post(address(site), {**form, name: hostile})
                assert answer.status in (200, 400) and hostile.encode() not in answer.body, (name, hostile, answer.text)
    settled(site)
    assert everything(site)[1:2] + [len(everything(site)[0])] == before
    assert row(site, sent["id"])["fate"] == ""
    # A carrier's status is shown to the owner: tags do not get into the log.
    assert push(site, code="1", msg="<script>alert(1)</script>" + HOSTILE[0], mobilephone="13800000007", smsid=sent["message_id"]).body == b"success"
    assert eventually(lambda: row(site, sent["id"])["fate"] == "failed")
    assert "<" not in row(site, sent["id"])["fate_code"] and len(row(site, sent["id"])["fate_code"]) <= 32, row(site, sent["id"])


def test_parallel_pushes_of_one_event_are_one(world):
    site = world.site
    clear(site)
    sent = send(site, "13800000008")
    url = address(site)
    form = {"code": "2", "msg": "DELIVRD", "mobilephone": "13800000008", "smsid": sent["message_id"], "report_time": "2026-01-31 09:30:00"}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda i: site.post(url, dict(sorted(form.items(), reverse=bool(i % 2)))), range(24)))
    assert [answer.body for answer in answers] == [b"success"] * 24
    settled(site)
    assert site.sqlite("SELECT COUNT(*) FROM wp_ihuyi_sms_push")[0][0] == 1
    assert row(site, sent["id"])["fate"] == "delivered"
    # What was read is not kept.
    assert site.sqlite("SELECT sealed FROM wp_ihuyi_sms_push") == [(None,)]


def test_nothing_readable_waits_in_the_database(world):
    site = world.site
    clear(site)
    site.set(IHUYI_SMS_PROGRAM="/nowhere/ihuyi")
    try:
        # The library cannot be asked: the push is kept, and its answer is success all the same.
        assert push(site, mobilephone="13800000010", content="T", smsid="1", reply_time="2026-01-31 09:30:00").body == b"success"
        kept = site.sqlite("SELECT done, sealed FROM wp_ihuyi_sms_push")
        assert len(kept) == 1 and kept[0][0] == 0 and kept[0][1], kept
        assert "13800000010" not in str(kept) and "content" not in str(kept), kept
    finally:
        site.set(IHUYI_SMS_PROGRAM=PROGRAM(site))
    # The schedule takes it up.
    assert site.value("IhuyiSms\\Schedule::run()") is True
    assert waiting(site) == 0 and site.value("IhuyiSms\\Push\\OptOut::is_out( '13800000010' )") is True


def PROGRAM(site):
    import wordpress

    return wordpress.PROGRAM


def test_a_receipt_before_its_answer_waits_for_it(world):
    site = world.site
    clear(site)
    running = begin(site, "13800000011", "sending", age=0)
    assert push(site, code="2", msg="DELIVRD", mobilephone="13800000011", smsid="17000000000000000011").body == b"success"
    settled(site)
    assert row(site, running)["fate"] == "" and row(site, running)["message_id"] == ""
    site.php(f"IhuyiSms\\Log::finish( {running}, array( 'outcome' => 'accepted', 'code' => 2, 'message_id' => '17000000000000000011' ) );")
    site.php("IhuyiSms\\Schedule::run();")
    assert row(site, running)["fate"] == "delivered", row(site, running)


def test_an_error_in_one_push_stops_no_other(world):
    site = world.site
    clear(site)
    sent = send(site, "13900000502")
    with broken(site, "INTO wp_ihuyi_sms_optout|id, outcome, service, created FROM wp_ihuyi_sms_log", "broken for 13900000501"):
        # The oldest is a reply, then comes a receipt that would be held, and both end in an error each time.
        push(site, mobilephone="13900000501", content="T", smsid="0", reply_time="2026-01-31 09:30:00")
        push(site, code="2", msg="DELIVRD", mobilephone="13900000503", smsid="17000000000000000503")
        push(site, code="2", msg="DELIVRD", mobilephone="13900000502", smsid=sent["message_id"])
        settled(site)
        assert eventually(lambda: row(site, sent["id"])["fate"] == "delivered"), row(site, sent["id"])
        assert eventually(lambda: not site.sqlite("SELECT * FROM wp_ihuyi_sms_push WHERE sealed IS NOT NULL")), "a body is kept"
        assert site.value("IhuyiSms\\Schedule::run()") is True
    # It is told: to whoever looks for errors, and on the page about pushes.
    with open(f"{site.notes}/debug.log") as log:
        told = [line for line in log if "ihuyi-sms: Error: broken for" in line]
    assert len(told) == 2 and all("139****0501 in " in line and "13900000501" not in line for line in told), told
    page = site.login().get("/wp-admin/options-general.php?page=ihuyi-sms&tab=log")
    assert "2 pushes of this week ended in errors of PHP" in page.text


def test_a_receipt_settles_the_only_unknown_one(world):
    site = world.site
    clear(site)
    unknown = begin(site, "13800000012")
    other = begin(site, "13800000013")
    old = begin(site, "13800000012", age=3 * 86400 + 60)
    assert push(site, code="0", msg="MK:0001", mobilephone="13800000012", smsid="17000000000000000012").body == b"success"
    settled(site)
    shown = row(site, unknown)
    assert (shown["outcome"], shown["fate"], shown["message_id"]) == ("accepted", "failed", "17000000000000000012"), shown
    assert row(site, other)["outcome"] == "unknown" and row(site, old)["outcome"] == "unknown"
    # The delivery that is told later is the same message's.
    assert push(site, code="2", mobilephone="13800000012", smsid="17000000000000000012").body == b"success"
    assert eventually(lambda: row(site, unknown)["fate"] == "delivered")


def test_two_that_may_be_meant_stay_unknown(world):
    site = world.site
    for mobile, rows, pushes in (
        ("13800000014", ("unknown", "unknown"), ("1",)),
        ("13800000015", ("unknown", "sending"), ("1",)),
    ):
        clear(site)
        made = [begin(site, mobile, outcome, age=1) for outcome in rows]
        for identifier in pushes:
            assert push(site, code="2", mobilephone=mobile, smsid=f"1700000000000000{identifier}").body == b"success"
        settled(site)
        site.php("IhuyiSms\\Schedule::run();")
        assert [row(site, one)["outcome"] for one in made] == list(rows) and [row(site, one)["fate"] for one in made] == ["", ""], mobile


def test_two_ids_that_nobody_knows_settle_nothing(world):
    site = world.site
    clear(site)
    running = begin(site, "13800000016", "sending", age=1)
    for identifier in ("17000000000000000016", "17000000000000000017"):
        assert push(site, code="2", mobilephone="13800000016", smsid=identifier).body == b"success"
    settled(site)
    site.php(f"IhuyiSms\\Log::finish( {running}, array( 'outcome' => 'unknown', 'code' => -300 ) ); IhuyiSms\\Schedule::run();")
    assert row(site, running)["outcome"] == "unknown" and row(site, running)["fate"] == "", row(site, running)


def test_a_receipt_of_a_call_is_no_texts(world):
    site = world.site
    clear(site)
    text = begin(site, "13800000018")
    assert push(site, code="2", mobilephone="13800000018", voiceid="17000000000000000018").body == b"success"
    settled(site)
    assert row(site, text)["outcome"] == "unknown"
    clear(site)
    call = begin(site, "13800000018", service="voice")
    assert push(site, code="2", mobilephone="13800000018", voiceid="17000000000000000018").body == b"success"
    settled(site)
    assert row(site, call)["fate"] == "delivered"


def test_receipts_from_elsewhere_than_the_list_are_not_heard(world):
    site = world.site
    site.settings(push_addresses="192.0.2.0/24\n2001:db8::/32")
    try:
        assert push(site, code="2", mobilephone=MOBILE, smsid="1").status == 404
        # Whoever is no proxy may claim what he likes.
        assert site.post(address(site), {"code": "2", "mobilephone": MOBILE, "smsid": "1"}, headers={"X-Forwarded-For": "192.0.2.7"}).status == 404
        site.settings(proxies="127.0.0.1")
        assert site.post(address(site), {"code": "2", "mobilephone": MOBILE, "smsid": "1"}, headers={"X-Forwarded-For": "192.0.2.7"}).body == b"success"
        assert site.post(address(site), {"code": "2", "mobilephone": MOBILE, "smsid": "1"}, headers={"X-Forwarded-For": "192.0.2.7, 203.0.113.1"}).status == 404
        site.settings(push_addresses="127.0.0.0/8", proxies="")
        assert push(site, code="2", mobilephone=MOBILE, smsid="1").body == b"success"
    finally:
        site.settings(push_addresses="", proxies="")
    settled(site)


def test_a_closed_rest_api_lets_receipts_through(world):
    site = world.site
    site.mu("closed", "add_filter( 'rest_authentication_errors', function () { return new WP_Error( 'closed', 'closed', array( 'status' => 401 ) ); } );")
    try:
        assert site.get("/wp-json/").status == 401
        assert push(site, code="2", mobilephone=MOBILE, smsid="2").body == b"success"
        assert site.post("/wp-json/ihuyi-sms/v1/push/x", {"code": "2"}).status == 401
    finally:
        site.mu("closed", "")
    settled(site)


def test_a_helper_is_asked_what_became_of_a_message(world):
    site = world.new_site(way="helper")
    sent = send(site, "13800000019", reference="asked-1")
    assert sent["outcome"] == "accepted", sent
    assert site.value("IhuyiSms\\Push\\Fates::by_asking()") is True
    site.php("IhuyiSms\\Schedule::run();")
    assert row(site, sent["id"])["fate"] == ""
    # The helper's own user lets it know, as its receiver does; the owner opens the log.
    assert record(site, sent), "the helper did not take it"
    assert site.login().get("/wp-admin/tools.php?page=ihuyi-sms-log").status == 200
    assert eventually(lambda: row(site, sent["id"])["fate"] == "delivered"), row(site, sent["id"])
    assert row(site, sent["id"])["fate_code"] == "DELIVRD", row(site, sent["id"])


def record(site, sent):
    """By the library itself, as the user that the helper runs as."""
    body = f"code=2&msg=DELIVRD&mobilephone=13800000019&smsid={sent['message_id']}&report_time=2026-01-31+09%3A30%3A00"
    return site.value(f"IhuyiSms\\Gateway::client()->recordPush( '{body}' )->isSuccess()")


def test_one_that_died_is_asked_for_and_not_sent_again(world):
    site = world.site
    clear(site)
    # It was sent, and the process died before it could say so in the log.
    sent = send(site, "13800000020", reference="died-1")
    count = len(site.inbox("13800000020"))
    site.sqlite("UPDATE wp_ihuyi_sms_log SET outcome = 'sending', code = 0, message_id = '', created = created - 1000 WHERE id = ?", (int(sent["id"]),))
    # And one of which the library knows nothing.
    lost = begin(site, "13800000021", "unknown", reference="died-2")
    site.php("IhuyiSms\\Log::prune( 90 );")
    assert row(site, sent["id"])["outcome"] == "unknown"
    site.php("IhuyiSms\\Schedule::run();")
    shown = row(site, sent["id"])
    assert shown["outcome"] == "accepted" and shown["message_id"] == sent["message_id"], shown
    assert row(site, lost)["outcome"] == "unknown"
    assert len(site.inbox("13800000020")) == count and site.inbox("13800000021") == []


def test_words_that_opt_out(world):
    site = world.site
    clear(site)
    words = {"T": 1, "td": 1, "Ｔ": 1, " ｔｄ ": 1, "退订": 1, "退订。": 1, "退訂": 1, "N": 1, "n!": 1, "【T】": 1, "　T": 1, "Not now": 0, "我要退订会员": 0, "": 0, "1": 0, "TT": 0}
    for number, (word, out) in enumerate(words.items()):
        mobile = f"139000001{number:02}"
        answer = push(site, mobilephone=mobile, content=word, smsid="0", reply_time="2026-01-31 09:30:00")
        assert answer.body == b"success", (word, answer.text)
    settled(site)
    for number, (word, out) in enumerate(words.items()):
        assert site.value(f"IhuyiSms\\Push\\OptOut::is_out( '139000001{number:02}' )") is bool(out), word
    # In GBK, as some gateways still write.
    body = b"mobilephone=13900000200&smsid=0&content=" + urllib.parse.quote("退订".encode("gb18030")).encode()
    assert site.post(address(site), body).body == b"success"
    settled(site)
    assert site.value("IhuyiSms\\Push\\OptOut::is_out( '13900000200' )") is True


def test_who_comes_back_is_in_again_and_the_last_word_holds(world):
    site = world.site
    clear(site)
    now = int(time.time())

    def stamp(ago):
        return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(now - ago + 8 * 3600))

    def out():
        settled(site)
        return site.value("IhuyiSms\\Push\\OptOut::is_out( '13900000300' )")

    push(site, mobilephone="13900000300", content="T", reply_time=stamp(3000))
    assert out() is True
    push(site, mobilephone="13900000300", content="订阅", reply_time=stamp(1000))
    assert out() is False
    # An older word that comes later changes nothing, neither does one that is told again.
    push(site, mobilephone="13900000300", content="退订", reply_time=stamp(2000))
    assert out() is False
    push(site, mobilephone="13900000300", content="start", reply_time=stamp(500))
    push(site, mobilephone="13900000300", content="T", reply_time=stamp(100))
    assert out() is True

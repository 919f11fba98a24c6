"""The owner's list of those who want no notices, and what the schedule does once a day."""


def test_the_owner_adds_and_removes(world):
    site = world.site
    admin = site.login()
    path = "/wp-admin/options-general.php?page=ihuyi-sms&tab=optouts"
    page = admin.submit(admin.get(path), "ihuyi-sms-save", more={"ihuyi_sms[optout]": " +86 139-0000-0001 "})
    assert "139****0001 gets no notices any more" in page.text and "1 number gets no notices" in page.text, page.text[:2000]
    assert "13900000001" not in page.text and "13900000001" not in str(site.sqlite("SELECT * FROM wp_ihuyi_sms_optout"))
    page = admin.submit(admin.get(path), "ihuyi-sms-save", more={"ihuyi_sms[optout]": "<script>alert(1)</script>"})
    assert "not a mobile number" in page.text and "<script>alert(1)" not in page.text
    page = admin.submit(admin.get(path), "ihuyi-sms-opt-in", button="number")
    assert "gets notices again" in page.text and "0 numbers get no notices" in page.text, page.text[:2000]
    assert site.value("IhuyiSms\\Push\\OptOut::is_out( '13900000001' )") is False


def test_nobody_else_may(world):
    site = world.site
    site.php("IhuyiSms\\Push\\OptOut::write( '13900000002', true, 'T', time() );")
    admin = site.login()
    form = admin.get("/wp-admin/options-general.php?page=ihuyi-sms&tab=optouts").form("ihuyi-sms-opt-in")
    sent = {**form.fields, **form.buttons}
    site.user("reader")
    assert site.login("reader").post("/wp-admin/admin-post.php", sent).status == 403
    site.post("/wp-admin/admin-post.php", sent)
    # The right person without the nonce, as a page elsewhere would make him.
    assert admin.post("/wp-admin/admin-post.php", {**sent, "_wpnonce": "0"}).status == 403
    assert site.value("IhuyiSms\\Push\\OptOut::is_out( '13900000002' )") is True


def test_a_long_list_has_pages(world):
    site = world.site
    site.sqlite("DELETE FROM wp_ihuyi_sms_optout")
    site.php("foreach ( range( 100, 219 ) as $i ) { IhuyiSms\\Push\\OptOut::write( '13900000' . $i, true, '<b>T', time() - $i ); }")
    admin = site.login()
    last = admin.get("/wp-admin/options-general.php?page=ihuyi-sms&tab=optouts&paged=3")
    assert last.text.count(">Opt in<") == 20 and "139****0219" in last.text and "<b>T" not in last.text, last.text.count(">Opt in<")
    assert admin.get("/wp-admin/options-general.php?page=ihuyi-sms&tab=optouts&paged=99").text.count(">Opt in<") == 20


def test_the_log_tab_says_how_deliveries_get_here(world):
    site = world.site
    site.post("/wp-json/ihuyi-sms/v1/push/x", {})
    page = site.login().get("/wp-admin/options-general.php?page=ihuyi-sms&tab=log")
    assert "by pushes to the address above" in page.text and "No push has come yet" in page.text and "1 request of this week" in page.text
    helped = world.new_site(way="helper")
    assert "sends through a helper" in helped.login().get("/wp-admin/options-general.php?page=ihuyi-sms&tab=log").text


def test_the_privacy_guide_has_words_for_the_sites_policy(world):
    page = world.site.login().get("/wp-admin/options-privacy.php?tab=policyguide")
    assert page.status == 200 and "Ihuyi SMS" in page.text and "90 days." in page.text and "(ihuyi.com)" in page.text


def test_once_a_day_the_balance_is_written_down_and_old_rows_go(world):
    site = world.site
    site.settings(log_days=30, voice=True)
    site.php("""foreach ( array( 29, 31 ) as $days ) { IhuyiSms\\Log::begin( array( 'service' => 'sms', 'mobile' => '13900000003', 'outcome' => 'accepted', 'created' => time() - $days * DAY_IN_SECONDS ) ); }
        delete_option( 'ihuyi_sms_daily' ); delete_option( 'ihuyi_sms_balance' ); IhuyiSms\\Schedule::run();""")
    assert site.value("IhuyiSms\\Log::count( array( 'mobile' => '13900000003' ) )") == 1
    kept = site.sqlite("SELECT sms, voice FROM wp_ihuyi_sms_balance")
    assert len(kept) == 1 and kept[0][0] > 0 and kept[0][1] > 0, kept
    asked = len(site.sandbox.get("ledger?method=GetNum"))
    site.php("IhuyiSms\\Schedule::run();")
    assert len(site.sandbox.get("ledger?method=GetNum")) == asked


def test_an_error_in_one_part_of_a_run_stops_no_other(world):
    site = world.site
    from pushes_test import broken

    parts = ("outcome = 'queued' ORDER BY id", "FROM wp_ihuyi_sms_push WHERE done = 0 ORDER BY", "fate = '' AND created >=", "SET outcome = 'unknown', code = -300", "DELETE FROM wp_ihuyi_sms_push")
    for part in parts:
        with broken(site, part):
            # What is the last of the daily part, and what comes after it.
            site.sqlite("INSERT INTO wp_ihuyi_sms_balance (day, sms) VALUES (20200101, 1)")
            site.php("delete_option( 'ihuyi_sms_daily' ); delete_option( 'ihuyi_sms_balance' ); IhuyiSms\\Schedule::run();")
            assert site.value("IhuyiSms\\Schedule::run()") is True, "the lock is kept"
        assert not site.sqlite("SELECT day FROM wp_ihuyi_sms_balance WHERE day = 20200101"), part
        assert site.value("get_option( 'ihuyi_sms_balance' )['asked']"), part
        with open(f"{site.notes}/debug.log") as log:
            assert "ihuyi-sms: Error: broken in " in log.read(), part
        site.problems()


def test_wordpress_runs_it(world):
    site = world.site
    site.php("IhuyiSms\\Push\\Inbox::keep( str_repeat( 'a', 64 ), 'mobilephone=13900000004&content=T&smsid=0', array( 'mobilephone' => '13900000004' ) ); "
             "wp_clear_scheduled_hook( 'ihuyi_sms_hourly' ); wp_schedule_event( time() - 60, 'hourly', 'ihuyi_sms_hourly' );")
    assert site.get("/wp-cron.php?doing_wp_cron").status == 200
    from pushes_test import eventually

    assert eventually(lambda: site.value("IhuyiSms\\Push\\OptOut::is_out( '13900000004' )")), site.sqlite("SELECT * FROM wp_ihuyi_sms_push")

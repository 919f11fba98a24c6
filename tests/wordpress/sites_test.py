"""Networks of sites, and leaving: what comes and goes with a site, and what is left of the plugin."""

import os

from attack import sleep_out
from gateway import KEY

PLUGIN = "ihuyi-sms/ihuyi-sms.php"
TABLES = ("balance", "log", "optout", "proof", "push", "tally", "told")


def network(world, activate=True):
    """A site that becomes a network's first, with the plugin active on all its sites or on none."""
    site = world.new_site(active=False)
    host = site.url.split("//")[1]
    site.php(f"""define( 'WP_INSTALLING_NETWORK', true ); require_once ABSPATH . 'wp-admin/includes/admin.php'; require_once ABSPATH . 'wp-admin/includes/network.php';
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        foreach ( $wpdb->tables( 'ms_global' ) as $table => $name ) {{ $wpdb->$table = $name; }}
        install_network(); populate_network( 1, '{host}', 'admin@example.com', 'Network', '/', false );
        if ( ! $wpdb->get_var( "SELECT id FROM {{$wpdb->site}}" ) ) {{ fwrite( STDERR, 'no network' ); exit( 1 ); }}""")
    site.set(MULTISITE=True, SUBDOMAIN_INSTALL=False, DOMAIN_CURRENT_SITE=host, PATH_CURRENT_SITE="/", SITE_ID_CURRENT_SITE=1, BLOG_ID_CURRENT_SITE=1)
    site.sqlite("UPDATE wp_options SET option_value = ? WHERE option_name IN ('home', 'siteurl')", (site.url,))
    assert site.value("is_multisite()") is True
    if activate:
        activated(site)
    return site


def activated(site):
    site.php(f"require_once ABSPATH . 'wp-admin/includes/plugin.php'; $r = activate_plugin( '{PLUGIN}', '', true ); if ( is_wp_error( $r ) ) {{ fwrite( STDERR, $r->get_error_message() ); exit( 1 ); }}")


def blog(site, name):
    """One more site. WordPress takes the colon of a port out of a new site's address; it is put in again."""
    host = site.url.split("//")[1]
    number = int(site.php(f"$id = wp_insert_site( array( 'domain' => '{host}', 'path' => '/{name}/', 'title' => '{name}', 'user_id' => 1 ) ); if ( is_wp_error( $id ) ) {{ fwrite( STDERR, $id->get_error_message() ); exit( 1 ); }} echo $id;"))
    site.sqlite("UPDATE wp_blogs SET domain = ? WHERE blog_id = ?", (host, number))
    site.sqlite(f"UPDATE wp_{number}_options SET option_value = ? WHERE option_name IN ('home', 'siteurl')", (f"{site.url}/{name}",))
    return number


def on(site, number, expression):
    return site.value(f"(static function () {{ switch_to_blog( {number} ); $v = {expression}; restore_current_blog(); return $v; }})()")


def quiet(site):
    """Making and deleting sites, WordPress and the drop-in for SQLite complain of themselves, and at its signup of the theme; of the plugin nobody does."""
    problems = [line for line in site.problems() if "/sqlite/" not in line and "/wp-includes/ms-" not in line and "File Theme without" not in line]
    assert not problems, problems


def tables(site, begin="wp_"):
    return {row[0] for row in site.sqlite("SELECT name FROM sqlite_master WHERE type = 'table'") if "ihuyi" in row[0] and row[0].startswith(begin)}


def named(begin):
    return {f"{begin}ihuyi_sms_{name}" for name in TABLES}


def left(site):
    """Every trace of the plugin in the database."""
    found = sorted(tables(site))
    for (table,) in site.sqlite("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'wp%'"):
        columns = {row[1] for row in site.sqlite(f"PRAGMA table_info({table})")}
        for column in columns & {"option_name", "option_value", "meta_key", "meta_value", "meta"}:
            # That the plugin is active, or was, is WordPress's own list, and the test's own deletion of the plugin empties it.
            for row in site.sqlite(f"SELECT {column} FROM {table} WHERE {column} LIKE '%ihuyi%'"):
                if "active" not in str(site.sqlite(f"SELECT * FROM {table} WHERE {column} = ?", row)):
                    found.append(f"{table}.{column}: {row[0][:200]}")
    return found


def delete(site):
    """As the page of the plugins does: deactivated, then deleted, which runs uninstall.php."""
    site.php(f"require_once ABSPATH . 'wp-admin/includes/admin.php'; deactivate_plugins( '{PLUGIN}' );")
    site.php(f"require_once ABSPATH . 'wp-admin/includes/admin.php'; $r = delete_plugins( array( '{PLUGIN}' ) ); if ( true !== $r ) {{ fwrite( STDERR, print_r( $r, true ) ); exit( 1 ); }}")
    assert not os.path.exists(f"{site.web}/wp-content/plugins/ihuyi-sms")


def use(site, prefix=""):
    """Leaves something in each place where the plugin keeps something."""
    site.php("""IhuyiSms\\Gateway::submit( 'sms', '13800000000', 'x', array( 'purpose' => 'test' ) ); IhuyiSms\\Gateway::explain( 4072 ); IhuyiSms\\Gateway::balance( 'sms' );
        IhuyiSms\\Push\\OptOut::write( '13800000001', true, 'T', time() ); IhuyiSms\\Push\\Receiver::count( 'refused' ); IhuyiSms\\Schedule::run(); IhuyiSms\\Schedule::soon( 600 );
        update_user_meta( 1, 'ihuyi_sms_mobile', '13800000000' ); update_user_meta( 1, 'ihuyi_sms_mobile_hash', IhuyiSms\\Mobile::hash( '13800000000' ) );
        set_transient( 'ihuyi_sms_said_1', 'x', 600 );""")


def test_uninstalling_with_the_data_leaves_nothing(world):
    site = world.new_site()
    use(site)
    site.settings(wipe=True)
    assert tables(site) == named("wp_") and len(left(site)) > 10, left(site)
    delete(site)
    assert left(site) == [], left(site)
    assert site.get("/").status == 200
    quiet(site)


def test_uninstalling_without_says_goodbye_to_the_schedule_alone(world):
    site = world.new_site()
    use(site)
    delete(site)
    assert tables(site) == named("wp_")
    assert "ihuyi" not in site.sqlite("SELECT option_value FROM wp_options WHERE option_name = 'cron'")[0][0]
    assert site.sqlite("SELECT COUNT(*) FROM wp_ihuyi_sms_log")[0][0] == 1
    # Installed again, everything is there.
    assert site.sqlite("SELECT meta_value FROM wp_usermeta WHERE meta_key = 'ihuyi_sms_mobile'") == [("13800000000",)]


def test_deactivation_takes_it_off_the_schedule_and_keeps_the_rest(world):
    site = world.new_site()
    use(site)
    assert site.value("wp_next_scheduled( 'ihuyi_sms_hourly' )")
    site.php(f"require_once ABSPATH . 'wp-admin/includes/admin.php'; deactivate_plugins( '{PLUGIN}' );")
    assert "ihuyi" not in site.sqlite("SELECT option_value FROM wp_options WHERE option_name = 'cron'")[0][0]
    assert tables(site) == named("wp_")
    site.activate()
    assert site.value("wp_next_scheduled( 'ihuyi_sms_hourly' )")


def test_a_networks_sites_come_and_go(world):
    site = network(world, activate=False)
    second = blog(site, "second")
    activated(site)
    assert tables(site, "wp_ihuyi") == named("wp_") and tables(site, f"wp_{second}_") == named(f"wp_{second}_"), tables(site)
    # A new one gets its own at once.
    third = blog(site, "third")
    assert tables(site, f"wp_{third}_") == named(f"wp_{third}_"), tables(site)
    secrets = [on(site, number, "IhuyiSms\\Settings::get( 'push_secret' )") for number in (1, second, third)]
    assert len(set(secrets)) == 3 and all(len(secret) == 32 for secret in secrets), secrets
    assert on(site, third, "wp_next_scheduled( 'ihuyi_sms_hourly' )")
    # Settings are each site's own; a constant is the network's.
    site.php(f"switch_to_blog( {second} ); IhuyiSms\\Settings::save( array( 'account' => 'C00000002', 'log_days' => 7 ) );")
    assert on(site, second, "IhuyiSms\\Settings::get( 'account' )") == "C00000002" and on(site, 1, "IhuyiSms\\Settings::get( 'account' )") == ""
    site.set(IHUYI_SMS_ACCOUNT="C00000009")
    assert on(site, second, "IhuyiSms\\Settings::get( 'account' )") == "C00000009" == on(site, 1, "IhuyiSms\\Settings::get( 'account' )")
    # A receipt goes to the site whose address it is pushed to.
    addresses = [on(site, number, "IhuyiSms\\Push\\Receiver::address()") for number in (1, second)]
    assert addresses[1].startswith(f"{site.url}/second/") and len(set(addresses)) == 2, addresses
    form = {"mobilephone": "13900000001", "content": "T", "smsid": "0"}
    assert site.post(addresses[1], form).body == b"success"
    assert site.post(addresses[1].replace("/second/", "/"), form).status == 404
    site.php(f"switch_to_blog( {second} ); IhuyiSms\\Schedule::run();")
    assert [on(site, number, "IhuyiSms\\Push\\OptOut::is_out( '13900000001' )") for number in (1, second, third)] == [False, True, False]
    # One that goes takes its tables along, and no others.
    site.php(f"require_once ABSPATH . 'wp-admin/includes/admin.php'; wpmu_delete_blog( {third}, true );")
    assert tables(site, f"wp_{third}_") == set() and tables(site, f"wp_{second}_") == named(f"wp_{second}_"), tables(site)
    quiet(site)


def test_a_network_is_left_without_a_trace(world):
    site = network(world)
    second = blog(site, "second")
    use(site)
    for number in (1, second):
        site.php(f"switch_to_blog( {number} ); IhuyiSms\\Settings::save( array( 'wipe' => true ) ); IhuyiSms\\Schedule::soon( 600 ); IhuyiSms\\Push\\OptOut::write( '13800000001', true, 'T', time() );")
    delete(site)
    assert left(site) == [], left(site)
    quiet(site)


def test_a_site_that_never_had_it_keeps_nothing(world):
    site = network(world, activate=False)
    blog(site, "second")
    site.activate()
    use(site)
    site.php("wpmu_signup_user( 'pending', 'pending@example.com', array( 'ihuyi_sms_mobile' => '13800000002', 'lang_id' => 1 ) );")
    site.settings(wipe=True)
    delete(site)
    assert left(site) == [], left(site)
    assert site.sqlite("SELECT meta FROM wp_signups") == [('a:1:{s:7:"lang_id";i:1;}',)]
    quiet(site)


def test_a_site_that_keeps_its_data_keeps_the_users_numbers(world):
    site = network(world)
    second = blog(site, "second")
    use(site)
    site.php(f"switch_to_blog( {second} ); IhuyiSms\\Settings::save( array( 'wipe' => true ) );")
    delete(site)
    assert tables(site, f"wp_{second}_") == set() and tables(site, "wp_ihuyi") == named("wp_"), tables(site)
    assert site.sqlite("SELECT meta_value FROM wp_usermeta WHERE meta_key = 'ihuyi_sms_mobile'") == [("13800000000",)]
    assert site.sqlite("SELECT COUNT(*) FROM wp_sitemeta WHERE meta_key = 'ihuyi_sms_key'") == [(1,)]
    quiet(site)


def signed_up(site, name, mobile):
    """Somebody fills in wp-signup.php; the page at the end."""
    visitor = site.visitor()
    fields = {"user_name": name, "user_email": f"{name}@example.com", "ihuyi_sms_mobile": mobile, "more": {"signup_for": "user"}}
    before = len(site.inbox(mobile))
    page = visitor.submit(visitor.get("/wp-signup.php"), "setupform", "ihuyi_sms_send", **{**fields, "more": {"signup_for": "user", "ihuyi_sms_send": "sms"}})
    assert len(site.inbox(mobile)) == before + 1, page.text
    return visitor.submit(page, "setupform", "submit", ihuyi_sms_code=site.code(mobile), **fields)


def activate_signup(site, name):
    """The link in the mail is followed; whose account it made."""
    return site.value(f"(static function () {{ global $wpdb; $r = wpmu_activate_signup( $wpdb->get_var( \"SELECT activation_key FROM $wpdb->signups WHERE user_login = '{name}'\" ) ); return is_wp_error( $r ) ? $r->get_error_code() : $r['user_id']; }})()")


def numbers(site):
    return site.sqlite("SELECT user_id, meta_value FROM wp_usermeta WHERE meta_key = 'ihuyi_sms_mobile'")


def signups_open(world):
    site = network(world)
    site.restart(IHUYI_LIMITS="sms:mobile 1/1s, ip 500/1h, session 100/1h, site 5000/1d")
    host = site.url.split("//")[1]
    site.set(DOMAIN_CURRENT_SITE=host)
    site.php("update_site_option( 'registration', 'all' );")
    site.settings(account="C00000000", apikey=KEY, register="required", captcha="never", unique=True)
    return site


def test_in_a_network_too_a_number_makes_one_account(world):
    site = signups_open(world)
    signed_up(site, "firstone", "13800000011")
    held = "SELECT user_login FROM wp_signups WHERE meta LIKE '%13800000011%'"
    assert site.sqlite(held) == [("firstone",)]
    # It has no account yet, and nobody else gets one for its number, nor has it in his profile.
    sleep_out(1)
    assert "belongs to an account already" in signed_up(site, "secondone", "13800000011").text
    assert site.sqlite(held) == [("firstone",)] and site.value("IhuyiSms\\Verify\\Numbers::taken( '13800000011', 1 )") is True
    user = activate_signup(site, "firstone")
    assert numbers(site) == [(user, "13800000011")] and site.sqlite(held) == []
    # Whoever never follows his link keeps a number from nobody for ever; and then his link makes no second account for it.
    signed_up(site, "thirdone", "13800000012")
    site.sqlite("UPDATE wp_signups SET registered = '2020-01-01 00:00:00' WHERE user_login = 'thirdone'")
    sleep_out(1)
    signed_up(site, "fourthone", "13800000012")
    assert site.sqlite("SELECT user_login FROM wp_signups WHERE active = 0") == [("fourthone",)]
    # Two that wait for one number, as they could be made before: one gets it.
    site.php("foreach ( array( 'fifthone', 'sixthone' ) as $name ) { wpmu_signup_user( $name, $name . '@example.com', array( 'ihuyi_sms_mobile' => '13800000013' ) ); }")
    users = [activate_signup(site, name) for name in ("fifthone", "sixthone")]
    assert all(isinstance(one, int) for one in users) and [row for row in numbers(site) if row[1] == "13800000013"] == [(users[0], "13800000013")]
    # While somebody else holds it for a moment, nobody is given it.
    site.php("wpmu_signup_user( 'seventhone', 'seventhone@example.com', array( 'ihuyi_sms_mobile' => '13800000014' ) ); IhuyiSms\\Verify\\Numbers::claim( '13800000014' );")
    activate_signup(site, "seventhone")
    assert not [row for row in numbers(site) if row[1] == "13800000014"]
    quiet(site)


def test_no_number_stays_with_a_signup(world):
    site = signups_open(world)
    host = site.url.split("//")[1]
    for name, mobile in (("stays", "13800000021"), ("erased", "13800000022")):
        site.php(f"wpmu_signup_user( '{name}', '{name}@example.com', array( 'ihuyi_sms_mobile' => '{mobile}' ) );")
    site.php(f"wpmu_signup_blog( '{host}', '/third/', 'Third', 'withsite', 'withsite@example.com', array( 'ihuyi_sms_mobile' => '13800000023', 'lang_id' => 1 ) );")
    # With the new site WordPress makes options of what was kept.
    assert activate_signup(site, "withsite") and [row[1] for row in numbers(site)] == ["13800000023"]
    assert not [trace for trace in left(site) if "13800000023" in trace and "usermeta" not in trace], left(site)
    # Of one that waits the owner of the address gets a copy, and has it erased.
    assert "13800000022" in str(site.value("IhuyiSms\\Privacy::export( 'erased@example.com' )"))
    assert site.value("IhuyiSms\\Privacy::erase( 'erased@example.com' )['items_removed']") is True
    assert site.value("IhuyiSms\\Privacy::erase( 'erased@example.com' )['items_removed']") is False
    traces = [trace for trace in left(site) if "1380000002" in trace and "usermeta" not in trace]
    assert len(traces) == 1 and "13800000021" in traces[0], traces
    quiet(site)

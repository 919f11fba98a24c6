"""The same as it is on a server: Debian's WordPress with MariaDB, nginx and php-fpm, whose workers are another user's. Once by way of the
local helper, with FFI switched off; once with FFI preloaded, as bindings/php/README.md says."""

import flows_test
from flows_test import LIMITS, ROW, SETTINGS, Flow

STEPS = ("he_tests_the_connection_and_sees_what_is_left", "he_sends_himself_a_message", "he_chooses_where_a_number_is_asked_for",
         "a_visitor_registers_with_a_code", "the_second_factor_of_a_login", "a_lost_password", "a_guest_comments_with_a_code",
         "a_receipt_arrives_and_the_log_says_delivered", "the_log_is_filtered_and_exported", "site_health_tells_the_way_and_its_cost", "deleting_it_leaves_nothing")
CHAIN = True


def begin(world, way):
    world.flow = Flow(world, world.new_server(way=way, active=False, language="zh_CN", helper=f"limits = {LIMITS}\n"))
    site = world.flow.site
    # Another user's workers, and Debian's WordPress over MariaDB: no other test's.
    assert site.value("array( $GLOBALS['wp_version'], posix_geteuid() === 0, $GLOBALS['wpdb']->db_server_info() )")[0].startswith("6.1.")
    assert "MariaDB" in site.value("$GLOBALS['wpdb']->db_server_info()")
    if site.account:
        assert site.value("posix_getpwuid( posix_geteuid() )['name']") == site.account


def test_helper_a_site_on_a_server(world):
    begin(world, "helper")


def steps(way, names):
    for name in names:
        step = getattr(flows_test, f"test_{name}")
        globals()[f"test_{way}_{name}"] = step


def test_helper_the_owner_activates_it_and_needs_no_account(world):
    """Account and key are in the helper's own file."""
    owner = world.flow.owner
    owner.go("/wp-admin/plugins.php")
    owner.press(f"{ROW} .activate a")
    assert not owner.has(".ihuyi-sms-welcome") and owner.has(".notice, .updated"), owner.text("#wpbody")
    owner.go(SETTINGS)
    assert "helper/ihuyi.sock" in owner.text(".wrap")


steps("helper", STEPS)


def test_ffi_a_site_on_a_server(world):
    begin(world, "ffi")


steps("ffi", ("the_owner_activates_it_in_the_list_of_plugins", "he_writes_his_account_into_the_settings"))


def test_ffi_is_open_to_the_plugin_alone(world):
    site = world.flow.site
    with open(f"{site.web}/stranger.php", "w") as file:
        file.write("<?php try { FFI::cdef( 'int getpid();' )->getpid(); echo 'open'; } catch ( Throwable $e ) { echo get_class( $e ); }")
    assert site.get("/stranger.php").text == "FFI\\Exception"
    world.flow.owner.go(SETTINGS)
    assert site.says("inside PHP (FFI)") in world.flow.owner.text(".wrap")


steps("ffi", STEPS)

<?php
// phpunit inside WordPress. Not its own bootstrap option: that includes a file within a function, and WordPress's globals would not be any.

require getenv( 'TEST_ROOT' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once __DIR__ . '/class-phones.php';
require_once 'PHPUnit/Autoload.php';
// It is about noon where the site is, so that no day ends between two lines of a test.
update_option( 'timezone_string', '' );
update_option( 'gmt_offset', 12 - (int) gmdate( 'G' ) );
PHPUnit\TextUI\Command::main();

<?php
// The site's settings stand in a file that is no PHP, because PHP keeps what it compiled: a change of the same second would go unseen.

foreach ( json_decode( file_get_contents( __DIR__ . '/../constants.json' ), true ) as $ihuyi_test_name => $ihuyi_test_value ) {
	define( $ihuyi_test_name, $ihuyi_test_value );
}
$table_prefix = 'wp_';

// The command line asks for no host.
if ( ! isset( $_SERVER['HTTP_HOST'] ) ) {
	$_SERVER['HTTP_HOST']   = parse_url( WP_HOME, PHP_URL_HOST ) . ':' . parse_url( WP_HOME, PHP_URL_PORT );
	$_SERVER['REQUEST_URI'] = '/';
}

defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';

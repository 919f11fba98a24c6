<?php
/**
 * Plugin Name:       Ihuyi SMS
 * Plugin URI:        https://www.ihuyi.com/
 * Description:       One-time codes by text message or call on the forms that you have, order notices, and a log that says what was delivered. Through the 互亿无线 (ihuyi) gateway.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.2
 * Author:            ihuyi contributors
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       ihuyi-sms
 * Domain Path:       /languages
 *
 * @package IhuyiSms
 */

defined( 'ABSPATH' ) || exit;

spl_autoload_register(
	static function ( $name ) {
		if ( 0 !== strncmp( $name, 'IhuyiSms\\', 9 ) ) {
			return;
		}
		$parts = explode( '\\', substr( $name, 9 ) );
		$last  = array_pop( $parts );
		// LogPage is in class-log-page.php.
		$file   = 'class-' . strtolower( preg_replace( '/(?<=[a-z0-9])(?=[A-Z])/', '-', $last ) ) . '.php';
		$folder = strtolower( implode( '/', $parts ) );
		$path   = __DIR__ . '/includes/' . ( '' === $folder ? '' : $folder . '/' ) . $file;
		if ( is_file( $path ) ) {
			require $path;
		}
	}
);

IhuyiSms\Plugin::boot( __FILE__ );

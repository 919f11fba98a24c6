<?php
/**
 * The tab with what few sites need.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * The way to the library, the server's files, and proxies.
 */
final class AdvancedTab {

	const NAMES = array( 'way', 'helper', 'proxies' );

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'ihuyi_sms_settings_tab_advanced', array( self::class, 'rows' ) );
		add_filter( 'ihuyi_sms_settings_values_advanced', array( self::class, 'values' ), 10, 2 );
	}

	/**
	 * The rows.
	 */
	public static function rows() {
		$ways = Trial::ways();
		Fields::choice( 'way', __( 'Way to the library', 'ihuyi-sms' ), array( 'auto' => __( 'Automatic: the first one available', 'ihuyi-sms' ) ) + $ways, Trial::way() );
		$row  = Settings::outside( 'helper' ) ? 'outside' : 'text';
		Fields::$row( 'helper', __( 'Address of the helper', 'ihuyi-sms' ), __( 'As unix:/run/ihuyi/ihuyi.sock or http://127.0.0.1:8089. Empty: the usual place.', 'ihuyi-sms' ) );
		Fields::outside( 'helper_token_file', __( 'Token file of the helper', 'ihuyi-sms' ) );
		Fields::outside( 'program', __( 'The program', 'ihuyi-sms' ) );
		Fields::outside( 'store', __( 'Where codes and counts are kept', 'ihuyi-sms' ) );
		Fields::outside( 'secret_file', __( 'Key file', 'ihuyi-sms' ) );
		Fields::outside( 'gateway', __( 'Another gateway', 'ihuyi-sms' ), __( 'For tests, as a sandbox.', 'ihuyi-sms' ) );
		Fields::outside( 'ca_file', __( 'Additional trusted root certificates', 'ihuyi-sms' ) );
		Fields::lines( 'proxies', __( 'Proxies in front of this site', 'ihuyi-sms' ), __( 'Addresses of your own proxy or CDN, one a line, as 10.0.0.0/8. Only from these is X-Forwarded-For believed. Limits count by the visitor\'s address, so a site behind a proxy needs this.', 'ihuyi-sms' ) );
	}

	/**
	 * What to save.
	 *
	 * @param array<string, mixed> $values So far.
	 * @param array<string, mixed> $post   The form.
	 * @return array<string, mixed>
	 */
	public static function values( array $values, array $post ) {
		$new = Addresses::checked( Fields::values( self::NAMES, $post ), 'proxies' );
		if ( isset( $new['helper'] ) && ! Settings::outside( 'helper' ) ) {
			$new['helper'] = trim( $new['helper'] );
			if ( '' !== $new['helper'] && ! preg_match( '#^(?:unix:.+|http://(?:127\.0\.0\.1|\[::1\]|localhost):\d{1,5}/?)$#D', $new['helper'] ) ) {
				Said::say( 'error', __( 'The helper\'s address was not saved: it begins with unix: or with http://127.0.0.1: and a port.', 'ihuyi-sms' ) );
				unset( $new['helper'] );
			}
		}
		if ( isset( $new['way'] ) && ! in_array( $new['way'], Settings::CHOICES['way'], true ) ) {
			unset( $new['way'] );
		}
		return $new + $values;
	}
}

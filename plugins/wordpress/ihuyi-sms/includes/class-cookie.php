<?php
/**
 * Cookies of the plugin.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * All alike: no script reads them, no other site's form carries them, and they end with the browser.
 */
final class Cookie {

	/**
	 * What this request set, which PHP shows in the next one only.
	 *
	 * @var array<string, string>
	 */
	private static $set = array();

	/**
	 * The value of one.
	 *
	 * @param string $name Its name, after our prefix.
	 * @return string Letters, digits, - and _; empty when there is none.
	 */
	public static function get( $name ) {
		if ( isset( self::$set[ $name ] ) ) {
			return self::$set[ $name ];
		}
		$value = isset( $_COOKIE[ 'ihuyi_sms_' . $name ] ) && is_string( $_COOKIE[ 'ihuyi_sms_' . $name ] )
			? sanitize_text_field( wp_unslash( $_COOKIE[ 'ihuyi_sms_' . $name ] ) )
			: '';
		return preg_match( '/^[A-Za-z0-9_-]*$/D', $value ) ? $value : '';
	}

	/**
	 * Sets one for this answer, and for the rest of this request.
	 *
	 * @param string $name  Its name, after our prefix.
	 * @param string $value Letters, digits, - and _; empty removes it.
	 */
	public static function set( $name, $value ) {
		$ends = '' === $value ? time() - DAY_IN_SECONDS : 0;
		$path = COOKIEPATH ? COOKIEPATH : '/';
		foreach ( array_unique( array( $path, SITECOOKIEPATH ? SITECOOKIEPATH : '/' ) ) as $path ) {
			if ( headers_sent() ) {
				break;
			}
			if ( PHP_VERSION_ID < 70300 ) {
				// Before PHP 7.3 the path is the only place for SameSite.
				setcookie( 'ihuyi_sms_' . $name, $value, $ends, $path . '; SameSite=Lax', COOKIE_DOMAIN, is_ssl(), true );
				continue;
			}
			setcookie(
				'ihuyi_sms_' . $name,
				$value,
				array(
					'expires'  => $ends,
					'path'     => $path,
					'domain'   => (string) COOKIE_DOMAIN,
					'secure'   => is_ssl(),
					'httponly' => true,
					'samesite' => 'Lax',
				)
			);
		}
		self::$set[ $name ] = $value;
	}
}

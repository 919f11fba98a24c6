<?php
/**
 * Whether one of the site's own pages asks.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

/**
 * What a browser says of the page that a request comes from. A page cannot change it; a program can, which has nobody's cookies.
 */
final class Near {

	/**
	 * Whether the browser says that a page of this site asks.
	 *
	 * @return bool False also when it says nothing.
	 */
	public static function own_page() {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- compared only.
		$fetch = isset( $_SERVER['HTTP_SEC_FETCH_SITE'] ) ? (string) wp_unslash( $_SERVER['HTTP_SEC_FETCH_SITE'] ) : '';
		if ( '' !== $fetch ) {
			return 'same-origin' === $fetch;
		}
		$origin = (string) get_http_origin();
		return '' !== $origin && self::ours( $origin );
	}

	/**
	 * Whether an address is this site's.
	 *
	 * @param string $url An address.
	 * @return bool
	 */
	public static function ours( $url ) {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- compared only.
		$host  = isset( $_SERVER['HTTP_HOST'] ) ? (string) wp_unslash( $_SERVER['HTTP_HOST'] ) : '';
		$hosts = array( strtolower( $host ), self::host( home_url() ), self::host( site_url() ) );
		return in_array( self::host( $url ), $hosts, true );
	}

	/**
	 * Host and port of an address.
	 *
	 * @param string $url An address.
	 * @return string
	 */
	private static function host( $url ) {
		$parts = wp_parse_url( $url );
		$host  = is_array( $parts ) && isset( $parts['host'] ) ? strtolower( $parts['host'] ) : '';
		return isset( $parts['port'] ) ? $host . ':' . $parts['port'] : $host;
	}
}

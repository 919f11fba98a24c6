<?php
/**
 * Who asks.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * The visitor's address and his random cookie: what limits are counted by, and what every form token, code and proof is bound to.
 */
final class Visitor {

	const COOKIE = 'visitor';

	/**
	 * The visitor's address. A header is believed from the site's own proxies alone: whoever else sends it may write what he likes.
	 *
	 * @return string Empty when there is none, as on the command line.
	 */
	public static function ip() {
		$remote    = self::plain( self::server( 'REMOTE_ADDR' ) );
		$proxies   = preg_split( '/[\s,]+/', (string) Settings::get( 'proxies' ), -1, PREG_SPLIT_NO_EMPTY );
		$forwarded = self::server( 'HTTP_X_FORWARDED_FOR' );
		if ( '' === $remote || '' === $forwarded || ! self::within( $remote, $proxies ) ) {
			return $remote;
		}
		// From the right: each proxy appends whom it spoke to, and what stands left of the first stranger is that stranger's own text.
		$ip = $remote;
		foreach ( array_reverse( explode( ',', $forwarded ) ) as $hop ) {
			$hop = self::plain( $hop );
			if ( '' === $hop ) {
				break;
			}
			$ip = $hop;
			if ( ! self::within( $hop, $proxies ) ) {
				break;
			}
		}
		return $ip;
	}

	/**
	 * What counts as one visitor's address, and as one neighbourhood's, as the library counts them: one connection has a whole /64 of
	 * IPv6, and one customer often a /48.
	 *
	 * @return array{string, string} Both empty where there is no address.
	 */
	public static function nets() {
		$bytes = self::packed( self::ip() );
		if ( 16 !== strlen( $bytes ) ) {
			return '' === $bytes ? array( '', '' ) : array( (string) inet_ntop( $bytes ), inet_ntop( substr( $bytes, 0, 3 ) . "\0" ) . '/24' );
		}
		return array( (string) inet_ntop( str_pad( substr( $bytes, 0, 8 ), 16, "\0" ) ), inet_ntop( str_pad( substr( $bytes, 0, 6 ), 16, "\0" ) ) . '/48' );
	}

	/**
	 * The visitor's cookie.
	 *
	 * @return string 32 characters, or empty: he has none yet.
	 */
	public static function id() {
		$cookie = Cookie::get( self::COOKIE );
		return preg_match( '/^[0-9a-f]{32}$/D', $cookie ) ? $cookie : '';
	}

	/**
	 * Makes the cookie where there is none. Called before a page prints anything.
	 *
	 * @return string As id(); empty when it is too late for a cookie.
	 */
	public static function ensure() {
		$id = self::id();
		return '' === $id ? self::renew() : $id;
	}

	/**
	 * A new cookie: after a login, so that whoever planted the old one holds nothing.
	 *
	 * @return string
	 */
	public static function renew() {
		if ( headers_sent() && 'cli' !== PHP_SAPI ) {
			return '';
		}
		Cookie::set( self::COOKIE, bin2hex( random_bytes( 16 ) ) );
		return self::id();
	}

	/**
	 * What limits count by, for the library.
	 *
	 * @return array<string, string>
	 */
	public static function keys() {
		$keys = array(
			'ip'      => self::ip(),
			'session' => self::mark(),
			// Sites that share a helper have a budget each.
			'site'    => (string) wp_parse_url( home_url(), PHP_URL_HOST ) . (string) wp_parse_url( home_url(), PHP_URL_PATH ),
		);
		return array_filter( $keys, 'strlen' );
	}

	/**
	 * What stands for the cookie in seals and counts: not the cookie itself.
	 *
	 * @return string
	 */
	public static function mark() {
		$id = self::id();
		return '' === $id ? '' : substr( hash_hmac( 'sha256', 'visitor ' . $id, Secret::bytes( 'visitor' ) ), 0, 32 );
	}

	/**
	 * Whether an address is in one of the networks.
	 *
	 * @param string   $ip       An address.
	 * @param string[] $networks As 10.0.0.0/8, ::1.
	 * @return bool
	 */
	public static function within( $ip, array $networks ) {
		$bytes = self::packed( $ip );
		foreach ( $networks as $network ) {
			$parts = explode( '/', trim( $network ), 2 );
			$base  = self::packed( $parts[0] );
			if ( '' === $bytes || '' === $base || strlen( $base ) !== strlen( $bytes ) ) {
				continue;
			}
			$all  = 8 * strlen( $base );
			$bits = isset( $parts[1] ) ? $parts[1] : (string) $all;
			if ( ! preg_match( '/^\d+$/D', $bits ) || (int) $bits > $all ) {
				continue;
			}
			$whole = intdiv( (int) $bits, 8 );
			$rest  = (int) $bits % 8;
			$mask  = $rest > 0 ? ( 0xFF << ( 8 - $rest ) ) & 0xFF : 0;
			$alike = 0 === strncmp( $bytes, $base, $whole );
			if ( $alike && ( 0 === $rest || ( ord( $bytes[ $whole ] ) & $mask ) === ( ord( $base[ $whole ] ) & $mask ) ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * An address without port, brackets and zone; empty when it is none.
	 *
	 * @param string $text As 192.0.2.1:1234 or [2001:db8::1]:443.
	 * @return string
	 */
	private static function plain( $text ) {
		$text = trim( $text );
		if ( preg_match( '/^(?|\[([0-9a-fA-F:.]+)(?:%[^\]]*)?\](?::\d+)?|([0-9.]+):\d+|([0-9a-fA-F:.]+)%.*)$/D', $text, $parts ) ) {
			$text = $parts[1];
		}
		$bytes = self::packed( $text );
		return '' === $bytes ? '' : (string) inet_ntop( $bytes );
	}

	/**
	 * The bytes of an address, those of an IPv4 address in IPv6's clothes as IPv4's.
	 *
	 * @param string $ip An address.
	 * @return string Empty when it is none.
	 */
	private static function packed( $ip ) {
		if ( false === filter_var( $ip, FILTER_VALIDATE_IP ) ) {
			return '';
		}
		$bytes = (string) inet_pton( $ip );
		return 16 === strlen( $bytes ) && 0 === strncmp( $bytes, str_repeat( "\0", 10 ) . "\xFF\xFF", 12 ) ? substr( $bytes, 12 ) : $bytes;
	}

	/**
	 * A variable of the server.
	 *
	 * @param string $name Its name.
	 * @return string
	 */
	private static function server( $name ) {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- every piece is taken for an address or thrown away.
		return isset( $_SERVER[ $name ] ) && is_string( $_SERVER[ $name ] ) ? wp_unslash( $_SERVER[ $name ] ) : '';
	}
}

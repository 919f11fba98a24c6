<?php
/**
 * Lists of addresses in settings.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * A list with a slip in it would let nobody in, or everybody: it is not saved.
 */
final class Addresses {

	/**
	 * Leaves out a list that cannot be read, and says so.
	 *
	 * @param array<string, string> $values To be saved.
	 * @param string                $name   Of the list.
	 * @return array<string, string>
	 */
	public static function checked( array $values, $name ) {
		if ( isset( $values[ $name ] ) ) {
			$wrong = self::wrong( $values[ $name ] );
			if ( '' !== $wrong ) {
				/* translators: %s: what somebody wrote */
				Said::say( 'error', sprintf( __( '"%s" is not an IP address. The list was not saved.', 'ihuyi-sms' ), mb_substr( $wrong, 0, 60 ) ) );
				unset( $values[ $name ] );
			}
		}
		return $values;
	}

	/**
	 * The first line that is none.
	 *
	 * @param string $text Addresses, one a line.
	 * @return string Empty: all can be read.
	 */
	public static function wrong( $text ) {
		foreach ( array_filter( array_map( 'trim', preg_split( '/[\r\n]+/', (string) $text ) ), 'strlen' ) as $line ) {
			$parts = explode( '/', $line );
			$most  = filter_var( $parts[0], FILTER_VALIDATE_IP, FILTER_FLAG_IPV6 ) ? 128 : 32;
			$fits  = ! isset( $parts[1] ) || ( preg_match( '/^\d{1,3}$/D', $parts[1] ) && (int) $parts[1] <= $most );
			if ( ! filter_var( $parts[0], FILTER_VALIDATE_IP ) || ! $fits || count( $parts ) > 2 ) {
				return $line;
			}
		}
		return '';
	}
}

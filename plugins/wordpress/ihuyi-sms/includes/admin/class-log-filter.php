<?php
/**
 * What of the log is shown.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Mobile;

defined( 'ABSPATH' ) || exit;

/**
 * The filter as it stands in an address, and back. A number stands there as its hash alone: addresses are in the server's own log.
 */
final class LogFilter {

	/**
	 * From the address of this request.
	 *
	 * @return array<string, string|int> As Log::find() takes it.
	 */
	public static function read() {
		$filter = array();
		if ( isset( Labels::outcomes()[ Action::field( 'outcome' ) ] ) ) {
			$filter['outcome'] = Action::field( 'outcome' );
		}
		if ( isset( Labels::fates()[ Action::field( 'fate' ) ] ) ) {
			$filter['fate'] = Action::field( 'fate' );
		}
		$purpose = sanitize_key( Action::field( 'purpose' ) );
		if ( '' !== $purpose ) {
			$filter['purpose'] = $purpose;
		}
		if ( preg_match( '/^[0-9a-f]{64}$/D', Action::field( 'number' ) ) ) {
			$filter['mobile_hash'] = Action::field( 'number' );
		}
		foreach ( array( 'from', 'to' ) as $end ) {
			$day = self::day( Action::field( $end ) );
			if ( $day ) {
				$filter[ $end ] = $day;
			}
		}
		return $filter;
	}

	/**
	 * As arguments of an address.
	 *
	 * @param array<string, string|int> $filter What read() gave.
	 * @return array<string, string>
	 */
	public static function arguments( array $filter ) {
		$arguments = array();
		foreach ( $filter as $name => $value ) {
			if ( 'mobile_hash' === $name ) {
				$name = 'number';
			} elseif ( 'from' === $name || 'to' === $name ) {
				$value = self::date( $value );
			}
			$arguments[ $name ] = (string) $value;
		}
		return $arguments;
	}

	/**
	 * From the form: a number that was typed becomes its hash, and what is in force is kept unless it was changed.
	 *
	 * @return array{0: array<string, string>, 1: bool} Arguments of an address; whether what was typed is a number, or empty.
	 */
	public static function asked() {
		$filter = self::read();
		$typed  = Action::field( 'mobile' );
		$hash   = Mobile::hash( $typed );
		if ( '' !== $typed && '' !== $hash ) {
			$filter['mobile_hash'] = $hash;
		}
		return array( self::arguments( $filter ), '' === $typed || '' !== $hash );
	}

	/**
	 * A day as the log counts it.
	 *
	 * @param string $date As 2026-01-31.
	 * @return int 0: it is none.
	 */
	private static function day( $date ) {
		if ( ! preg_match( '/^(\d{4})-(\d{2})-(\d{2})$/D', $date, $parts ) || ! checkdate( (int) $parts[2], (int) $parts[3], (int) $parts[1] ) ) {
			return 0;
		}
		return (int) ( $parts[1] . $parts[2] . $parts[3] );
	}

	/**
	 * The date of a day.
	 *
	 * @param int $day As 20260131.
	 * @return string
	 */
	public static function date( $day ) {
		return preg_replace( '/^(\d{4})(\d{2})(\d{2})$/D', '$1-$2-$3', (string) $day );
	}
}

<?php
/**
 * How many messages were left, day by day.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- a table of our own; its name is ours, all values are prepared.

/**
 * Gateway::balance() writes down what it is told; the chart reads it.
 */
final class Balance {

	/** When each account was asked, and when it last answered. */
	const OPTION = 'ihuyi_sms_balance';

	/**
	 * Writes down what is left today.
	 *
	 * @param string $service sms or voice; others are not kept.
	 * @param int    $left    Messages.
	 */
	public static function record( $service, $left ) {
		global $wpdb;
		if ( ! in_array( $service, array( 'sms', 'voice' ), true ) ) {
			return;
		}
		$table = Tables::name( 'balance' );
		$day   = (int) wp_date( 'Ymd' );
		// Somebody else may write the day's row at the same moment.
		$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $table (day) VALUES (%d)", $day ) );
		$wpdb->update( $table, array( $service => (int) $left ), array( 'day' => $day ) );
		self::note( $service );
	}

	/**
	 * Asks what is left, where nobody has for an hour. It costs nothing.
	 */
	public static function ask() {
		$times = get_option( self::OPTION );
		if ( isset( $times['asked'] ) && (int) $times['asked'] > time() - HOUR_IN_SECONDS + MINUTE_IN_SECONDS ) {
			return;
		}
		self::note( 'asked' );
		if ( '' !== Settings::get( 'account' ) || 'helper' === Gateway::way() ) {
			Gateway::balance( 'sms' );
		}
		if ( Settings::get( 'voice' ) ) {
			Gateway::balance( 'voice' );
		}
	}

	/**
	 * When an account last said what is left.
	 *
	 * @param string $service sms or voice.
	 * @return int UTC; 0: not known.
	 */
	public static function time( $service ) {
		$times = get_option( self::OPTION );
		return isset( $times[ $service ] ) ? (int) $times[ $service ] : 0;
	}

	/**
	 * Writes down that something was now.
	 *
	 * @param string $what sms, voice or asked.
	 */
	private static function note( $what ) {
		$times          = get_option( self::OPTION );
		$times          = is_array( $times ) ? $times : array();
		$times[ $what ] = time();
		update_option( self::OPTION, $times, false );
	}

	/**
	 * What was left at the end of the last days.
	 *
	 * @param int $n Days, today included.
	 * @return array<int, array{sms: int|null, voice: int|null}> By day, as 20260131; days that nobody asked are not there.
	 */
	public static function days( $n ) {
		global $wpdb;
		$from = ( new \DateTimeImmutable( 'today', wp_timezone() ) )->modify( '-' . ( max( 1, (int) $n ) - 1 ) . ' days' )->format( 'Ymd' );
		$sql  = 'SELECT day, sms, voice FROM ' . Tables::name( 'balance' ) . ' WHERE day >= %d ORDER BY day';
		$days = array();
		foreach ( (array) $wpdb->get_results( $wpdb->prepare( $sql, (int) $from ) ) as $row ) {
			$days[ (int) $row->day ] = array(
				'sms'   => null === $row->sms ? null : (int) $row->sms,
				'voice' => null === $row->voice ? null : (int) $row->voice,
			);
		}
		return $days;
	}

	/**
	 * Removes what is older than the chart can show.
	 */
	public static function prune() {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM ' . Tables::name( 'balance' ) . ' WHERE day < %d', (int) wp_date( 'Ymd', time() - YEAR_IN_SECONDS ) ) );
	}
}

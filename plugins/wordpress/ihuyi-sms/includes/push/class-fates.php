<?php
/**
 * What became of messages whose receipts come to somebody else.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

use Ihuyi\Code;
use Ihuyi\Exception\IhuyiException;
use Ihuyi\State;
use IhuyiSms\Gateway;
use IhuyiSms\Log;
use IhuyiSms\Schedule;
use IhuyiSms\Tables;
use IhuyiSms\Way;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- a table of our own; its name is ours, all values are prepared.

/**
 * Asks the library for what it remembers. Where a helper takes the pushes this is how the log learns of a delivery; and a notice
 * whose process died learns whether it went. Asking sends nothing, whatever the answer.
 */
final class Fates {

	/** How far down the log the last round came. */
	const OPTION = 'ihuyi_sms_fates';

	/** The library forgets after these days. */
	const DAYS = 7;

	/** Asks when the owner opens the log, too. */
	public static function hook() {
		add_action( 'load-tools_page_ihuyi-sms-log', array( self::class, 'looked_at' ) );
	}

	/** The log is opened: a process of its own asks, so that the page does not wait; once a minute is enough. */
	public static function looked_at() {
		if ( false === get_transient( self::OPTION ) && self::by_asking() ) {
			set_transient( self::OPTION, 1, MINUTE_IN_SECONDS );
			Schedule::soon( 0 );
		}
	}

	/**
	 * Asks for some rows, the newest first; the next round goes on where this one stopped.
	 *
	 * @param int $limit   How many at most.
	 * @param int $seconds No more are asked for after these.
	 * @return int How many were answered.
	 */
	public static function work( $limit, $seconds ) {
		$end    = microtime( true ) + $seconds;
		$before = (int) get_option( self::OPTION, 0 );
		$rows   = self::rows( $before, $limit );
		if ( ! $rows && $before > 0 ) {
			$rows = self::rows( 0, $limit );
		}
		$told   = 0;
		$before = 0;
		foreach ( $rows as $row ) {
			if ( microtime( true ) > $end ) {
				break;
			}
			$before = (int) $row->id;
			try {
				$told += self::ask( $row ) ? 1 : 0;
			} catch ( \Throwable $e ) {
				// Whoever cannot be asked now is asked in the next round.
				break;
			}
		}
		update_option( self::OPTION, count( $rows ) === $limit ? $before : 0, false );
		return $told;
	}

	/**
	 * Whether the log learns of deliveries by asking: the library's memory is a helper's, and its receiver takes the pushes.
	 *
	 * @return bool
	 */
	public static function by_asking() {
		return 'helper' === Gateway::way();
	}

	/**
	 * Rows without a fate. Of those that the gateway took only where somebody else hears of it; of unknown end always.
	 *
	 * @param int $before Only rows with a smaller id; 0: all.
	 * @param int $limit  How many at most.
	 * @return object[]
	 */
	private static function rows( $before, $limit ) {
		global $wpdb;
		$table = Tables::name( 'log' );
		$which = self::by_asking() ? "(outcome = 'accepted' AND message_id <> '') OR " : '';
		return (array) $wpdb->get_results(
			$wpdb->prepare(
				"SELECT id, outcome, message_id, reference FROM {$table} WHERE fate = '' AND created >= %d AND ({$which}(outcome = 'unknown' AND reference IS NOT NULL)) AND id < %d ORDER BY id DESC LIMIT %d",
				time() - self::DAYS * DAY_IN_SECONDS,
				$before > 0 ? $before : PHP_INT_MAX,
				$limit
			)
		);
	}

	/**
	 * Asks for one row.
	 *
	 * @param object $row Of the log.
	 * @return bool Something new was told.
	 * @throws IhuyiException When the library cannot be asked.
	 */
	private static function ask( $row ) {
		$what = '' === $row->message_id ? (string) $row->reference : $row->message_id;
		try {
			$known = Way::call(
				static function ( $client ) use ( $what ) {
					return $client->status( $what );
				}
			);
		} catch ( IhuyiException $e ) {
			if ( Code::E_NO_STATUS === (int) $e->getCode() ) {
				// Not remembered is not "not sent": the memory may be another one. It stays as it is.
				return false;
			}
			throw $e;
		}
		return self::write( $row, $known );
	}

	/**
	 * Writes what the library remembers.
	 *
	 * @param object          $row   Of the log.
	 * @param \Ihuyi\Delivery $known The library's.
	 * @return bool Something new.
	 */
	private static function write( $row, $known ) {
		global $wpdb;
		$table = Tables::name( 'log' );
		$news  = false;
		if ( 'unknown' === $row->outcome && State::UNKNOWN !== $known->getState() && '' !== $known->getMessageId() ) {
			$news = 1 === $wpdb->query(
				$wpdb->prepare(
					"UPDATE {$table} SET outcome = 'accepted', code = 2, message_id = %s, words = %s, sealed = NULL WHERE id = %d AND outcome = 'unknown' AND message_id = ''",
					$known->getMessageId(),
					__( 'No answer had come; the library remembers that the gateway took it.', 'ihuyi-sms' ),
					(int) $row->id
				)
			);
		}
		$fates = array(
			State::DELIVERED => 'delivered',
			State::FAILED    => 'failed',
		);
		if ( isset( $fates[ $known->getState() ] ) ) {
			$status = '' === $known->getStatus() ? (string) $known->getCode() : $known->getStatus();
			$news   = 1 === $wpdb->query(
				$wpdb->prepare(
					"UPDATE {$table} SET fate = %s, fate_code = %s, fate_time = %d WHERE id = %d AND fate <> 'delivered'",
					$fates[ $known->getState() ],
					mb_substr( sanitize_text_field( $status ), 0, 32 ),
					Letter::when( $known->getReported() ),
					(int) $row->id
				)
			) || $news;
		}
		return $news;
	}
}

<?php
/**
 * Pushes that were let in, until what they say is in the log.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

use IhuyiSms\Mobile;
use IhuyiSms\Schedule;
use IhuyiSms\Seal;
use IhuyiSms\Tables;
use IhuyiSms\Trouble;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- a table of our own; its name is ours, all values are prepared.

/**
 * One row for each event, by its fingerprint: an event that comes again is the same row. The body is sealed, as it holds a
 * number and perhaps what somebody wrote, and it goes when it has been read.
 */
final class Inbox {

	/** Not looked at yet. */
	const FRESH = 0;

	/** A receipt whose message is not known: it may be of one that has no answer yet. Any larger number: the time it was done. */
	const HELD = 1;

	/** How long a receipt is held. */
	const HOLD = 259200;

	/** How long an event is known again; the gateway pushes it three times in three minutes. */
	const KNOWN = 2592000;

	/**
	 * Keeps a push.
	 *
	 * @param string                $fingerprint Of its fields.
	 * @param string                $body        As it came.
	 * @param array<string, string> $fields      Of it.
	 * @return bool Kept, now or before.
	 */
	public static function keep( $fingerprint, $body, array $fields ) {
		global $wpdb;
		$table  = Tables::name( 'push' );
		$mobile = isset( $fields['mobilephone'] ) ? Mobile::normalise( $fields['mobilephone'] ) : '';
		$kept   = $wpdb->query(
			$wpdb->prepare(
				"INSERT IGNORE INTO {$table} (fingerprint, created, done, mobile_hash, sealed) VALUES (%s, %d, %d, %s, %s)",
				$fingerprint,
				time(),
				self::FRESH,
				'' === $mobile ? '' : Mobile::hash( $mobile ),
				Seal::seal( $body )
			)
		);
		return false !== $kept;
	}

	/**
	 * Reads what is there.
	 *
	 * @param int $limit   How many at most.
	 * @param int $seconds No more are begun after these.
	 * @return int How many were read.
	 */
	public static function work( $limit, $seconds ) {
		$end   = microtime( true ) + $seconds;
		$count = 0;
		foreach ( self::rows( self::FRESH, $limit ) as $row ) {
			if ( microtime( true ) > $end ) {
				break;
			}
			$count += self::read( $row ) ? 1 : 0;
		}
		self::held( 20 );
		if ( self::waiting( self::FRESH ) > 0 ) {
			Schedule::soon( MINUTE_IN_SECONDS );
		}
		return $count;
	}

	/**
	 * Looks once more for the messages of receipts that are held: an answer may have come since.
	 *
	 * @param int $limit How many at most.
	 */
	public static function held( $limit ) {
		foreach ( self::rows( self::HELD, $limit ) as $row ) {
			try {
				$letter = self::letter( $row );
				if ( null === $letter || $row->created < time() - self::HOLD || Settle::receipt( $letter ) ) {
					self::done( $row->fingerprint );
				}
			} catch ( Unreachable $e ) {
				return;
			} catch ( \Throwable $e ) {
				self::failed( $row, $e );
			}
		}
	}

	/**
	 * How many are in a state.
	 *
	 * @param int $state FRESH or HELD.
	 * @return int
	 */
	public static function waiting( $state ) {
		global $wpdb;
		$table = Tables::name( 'push' );
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM {$table} WHERE done = %d", $state ) );
	}

	/**
	 * When the last push came; 0: never.
	 *
	 * @return int
	 */
	public static function latest() {
		global $wpdb;
		$table = Tables::name( 'push' );
		return (int) $wpdb->get_var( "SELECT MAX(created) FROM {$table}" );
	}

	/** Forgets events that cannot come again, and receipts that were held too long. */
	public static function prune() {
		global $wpdb;
		$table = Tables::name( 'push' );
		$wpdb->query( $wpdb->prepare( "UPDATE {$table} SET done = %d, sealed = NULL WHERE done <= %d AND created < %d", time(), self::HELD, time() - self::HOLD ) );
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$table} WHERE created < %d", time() - self::KNOWN ) );
	}

	/**
	 * The receipts that are held for a number.
	 *
	 * @param string $mobile_hash Of the number.
	 * @return Letter[]|null Null: that could not be found out.
	 */
	public static function held_for( $mobile_hash ) {
		global $wpdb;
		$table   = Tables::name( 'push' );
		$letters = array();
		$rows    = $wpdb->get_results(
			$wpdb->prepare( "SELECT fingerprint, created, done, sealed FROM {$table} WHERE done = %d AND mobile_hash = %s ORDER BY created LIMIT 50", self::HELD, $mobile_hash )
		);
		try {
			foreach ( (array) $rows as $row ) {
				$letter = self::letter( $row );
				if ( $letter ) {
					$letters[ $row->fingerprint ] = $letter;
				}
			}
		} catch ( Unreachable $e ) {
			return null;
		}
		return $letters;
	}

	/**
	 * That a push is dealt with. Its body goes; that it was there stays.
	 *
	 * @param string $fingerprint Its name.
	 */
	public static function done( $fingerprint ) {
		global $wpdb;
		$table = Tables::name( 'push' );
		$wpdb->query( $wpdb->prepare( "UPDATE {$table} SET done = %d, sealed = NULL WHERE fingerprint = %s AND done <= %d", time(), $fingerprint, self::HELD ) );
	}

	/**
	 * Reads one push.
	 *
	 * @param object $row Of the table.
	 * @return bool It is read; false: the library could not be asked, and it is left for later.
	 */
	private static function read( $row ) {
		try {
			self::obey( $row );
		} catch ( Unreachable $e ) {
			return false;
		} catch ( \Throwable $e ) {
			self::failed( $row, $e );
		}
		return true;
	}

	/**
	 * Gives up on a push that ends in an error. It would do so each time, and none that came later would ever be read.
	 *
	 * @param object     $row Of the table.
	 * @param \Throwable $e   What was thrown.
	 */
	private static function failed( $row, \Throwable $e ) {
		self::done( $row->fingerprint );
		Receiver::count( 'failed' );
		Trouble::tell( $e );
	}

	/**
	 * Does what a push says.
	 *
	 * @param object $row Of the table.
	 * @throws Unreachable When the library cannot be asked now.
	 */
	private static function obey( $row ) {
		global $wpdb;
		$letter = self::letter( $row );
		if ( null === $letter ) {
			Receiver::count( 'malformed' );
			self::done( $row->fingerprint );
			return;
		}
		if ( Letter::RECEIPT === $letter->kind ) {
			// Held before it is looked at: of two that are read at the same time each sees the other.
			$table = Tables::name( 'push' );
			$wpdb->query( $wpdb->prepare( "UPDATE {$table} SET done = %d WHERE fingerprint = %s AND done = %d", self::HELD, $row->fingerprint, self::FRESH ) );
			if ( ! Settle::receipt( $letter ) ) {
				// It may have been quicker than the answer to the one who sends.
				Schedule::soon( 2 * MINUTE_IN_SECONDS );
				return;
			}
		} elseif ( Letter::REPLY === $letter->kind ) {
			OptOut::hear( $letter );
		}
		self::done( $row->fingerprint );
		/**
		 * A push was read: a receipt, a reply or the review of a template. Each event is told once, as a rule; not more is promised.
		 *
		 * @param Letter $letter What it says; the number is whole.
		 */
		do_action( 'ihuyi_sms_push', $letter );
	}

	/**
	 * What the library makes of a row.
	 *
	 * @param object $row Of the table.
	 * @return Letter|null Null: it is no push, or cannot be opened.
	 * @throws Unreachable When the library cannot be asked now.
	 */
	private static function letter( $row ) {
		$body = Seal::open( (string) $row->sealed );
		return null === $body ? null : Letter::read( $body, self::FRESH === (int) $row->done );
	}

	/**
	 * Rows of a state, the oldest first.
	 *
	 * @param int $state FRESH or HELD.
	 * @param int $limit How many at most.
	 * @return object[]
	 */
	private static function rows( $state, $limit ) {
		global $wpdb;
		$table = Tables::name( 'push' );
		return (array) $wpdb->get_results(
			$wpdb->prepare( "SELECT fingerprint, created, done, sealed FROM {$table} WHERE done = %d ORDER BY created LIMIT %d", $state, $limit )
		);
	}
}

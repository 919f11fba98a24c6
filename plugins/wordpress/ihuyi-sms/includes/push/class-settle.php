<?php
/**
 * What a receipt says of the log.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

use IhuyiSms\Log;
use IhuyiSms\Mobile;
use IhuyiSms\Tables;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- a table of our own; its name is ours, all values are prepared.

/**
 * A receipt with an id that stands in the log is that row's. One whose id nobody knows settles a message of unknown end only when
 * there is no doubt: in the three days before, exactly one to this number ended as unknown, none is under way, and no receipt of
 * another unknown id is held for the number. Otherwise nothing is guessed.
 */
final class Settle {

	/**
	 * Takes a receipt.
	 *
	 * @param Letter $letter The receipt.
	 * @return bool It is dealt with; false: its message is not known, and may still be.
	 */
	public static function receipt( Letter $letter ) {
		if ( '' === $letter->mobile || '' === $letter->message_id ) {
			// Without an id it can be any message's to the number, and without a number any's at all.
			return true;
		}
		if ( self::tell( $letter ) ) {
			return true;
		}
		$hash = Mobile::hash( $letter->mobile );
		if ( ! self::claims( $letter, $hash ) ) {
			return false;
		}
		// Others of the same id, as a failure that was told before the delivery.
		foreach ( (array) Inbox::held_for( $hash ) as $fingerprint => $other ) {
			if ( $other->message_id === $letter->message_id && self::tell( $other ) ) {
				Inbox::done( $fingerprint );
			}
		}
		return true;
	}

	/**
	 * Writes the receipt to the row with its id.
	 *
	 * @param Letter $letter The receipt.
	 * @return bool There is one.
	 */
	private static function tell( Letter $letter ) {
		$status = '' === trim( $letter->status ) ? (string) $letter->code : $letter->status;
		return Log::receipt( $letter->message_id, $letter->mobile, $letter->success, $status, $letter->time ) > 0;
	}

	/**
	 * Gives the receipt's id to the one message that it can be of.
	 *
	 * @param Letter $letter The receipt.
	 * @param string $hash   Of its number.
	 * @return bool Done.
	 */
	private static function claims( Letter $letter, $hash ) {
		global $wpdb;
		$held = Inbox::held_for( $hash );
		if ( null === $held ) {
			return false;
		}
		foreach ( $held as $other ) {
			if ( $other->message_id !== $letter->message_id ) {
				return false;
			}
		}
		$table = Tables::name( 'log' );
		// One that is under way may be the receipt's, too: its answer is waited for.
		$rows = $wpdb->get_results(
			$wpdb->prepare(
				"SELECT id, outcome, service, created FROM {$table} WHERE mobile_hash = %s AND created >= %d AND message_id = '' AND outcome IN ('unknown', 'sending') LIMIT 2",
				$hash,
				time() - Log::SETTLE
			)
		);
		if ( 1 !== count( (array) $rows ) || 'unknown' !== Log::outcome( $rows[0] ) || $rows[0]->created > time() ) {
			return false;
		}
		if ( $letter->services && ! in_array( $rows[0]->service, $letter->services, true ) ) {
			return false;
		}
		// Of two that settle at once, the first.
		$won = $wpdb->query(
			$wpdb->prepare(
				"UPDATE {$table} SET outcome = 'accepted', code = 2, message_id = %s, words = %s, sealed = NULL WHERE id = %d AND message_id = '' AND outcome IN ('unknown', 'sending')",
				$letter->message_id,
				__( 'No answer had come; the receipt told that the gateway took it.', 'ihuyi-sms' ),
				(int) $rows[0]->id
			)
		);
		return 1 === $won && self::tell( $letter );
	}
}

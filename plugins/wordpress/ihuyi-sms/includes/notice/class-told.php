<?php
/**
 * Which events were told, when the log has forgotten them.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Notice;

use IhuyiSms\Secret;
use IhuyiSms\Tables;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- a table of our own; its name is ours, all values are prepared.

/**
 * While a notice's row is in the log, the row's reference keeps its event from being told twice. Rows grow old or are erased; orders change
 * their status years later. What stays of such a row is a keyed hash of its reference: it says nothing but "that was told".
 */
final class Told {

	/**
	 * Keeps the events of rows that are about to go.
	 *
	 * @param int[] $ids Rows of the log, of whatever kind.
	 * @return bool False: it could not be written down, and the rows must stay.
	 */
	public static function keep( array $ids ) {
		global $wpdb;
		$log    = Tables::name( 'log' );
		$events = $wpdb->get_col( "SELECT reference FROM {$log} WHERE reference IS NOT NULL AND purpose LIKE 'order-%' AND id IN (" . implode( ',', array_map( 'intval', $ids ) ) . ')' );
		if ( ! $events ) {
			return true;
		}
		$table = Tables::name( 'told' );
		$marks = implode( ',', array_fill( 0, count( $events ), '(%s)' ) );
		return false !== $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$table} (event_hash) VALUES {$marks}", array_map( array( __CLASS__, 'hash' ), $events ) ) );
	}

	/**
	 * Whether an event was told by a row that is gone.
	 *
	 * @param string $reference The event's.
	 * @return bool
	 */
	public static function has( $reference ) {
		global $wpdb;
		$table = Tables::name( 'told' );
		return null !== $wpdb->get_var( $wpdb->prepare( "SELECT event_hash FROM {$table} WHERE event_hash = %s", self::hash( $reference ) ) );
	}

	/**
	 * What an event is looked up by: neither an order nor a status can be read from it.
	 *
	 * @param string $reference The event's.
	 * @return string
	 */
	private static function hash( $reference ) {
		return hash_hmac( 'sha256', $reference, Secret::bytes( 'told' ) );
	}
}

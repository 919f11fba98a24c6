<?php
/**
 * Small counters.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * The library counts what is sent. These count what must be counted although nothing is sent: questions about numbers that nobody
 * here has. Of any number of requests at the same time no more get through than the limit says, by the database's own atomic UPDATE.
 */
final class Tally {

	/**
	 * Counts one, if there is room.
	 *
	 * @param string $kind    What is counted.
	 * @param string $who     For whom: not kept, only a keyed hash of it.
	 * @param int    $limit   How many in the window.
	 * @param int    $seconds The window, which begins with the first.
	 * @return int 0: counted. Otherwise seconds until there is room again; a database that does not answer has none.
	 */
	public static function count( $kind, $who, $limit, $seconds ) {
		global $wpdb;
		$table  = Tables::name( 'tally' );
		$bucket = self::bucket( $kind, $who );
		$now    = time();
		// phpcs:disable WordPress.DB -- our own table; a count that came out of a cache would be none.
		$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $table (bucket_hash, expires, count) VALUES (%s, %d, 0)", $bucket, $now + $seconds ) );
		$wpdb->query( $wpdb->prepare( "UPDATE $table SET count = 0, expires = %d WHERE bucket_hash = %s AND expires <= %d", $now + $seconds, $bucket, $now ) );
		$done = $wpdb->query( $wpdb->prepare( "UPDATE $table SET count = count + 1 WHERE bucket_hash = %s AND count < %d", $bucket, $limit ) );
		if ( 1 === $done ) {
			self::sweep();
			return 0;
		}
		$expires = $wpdb->get_var( $wpdb->prepare( "SELECT expires FROM $table WHERE bucket_hash = %s", $bucket ) );
		// phpcs:enable
		return null === $expires ? 60 : max( 1, (int) $expires - $now );
	}

	/**
	 * Counts one in several, stopping at the first that is full.
	 *
	 * @param array[] $rules Each kind, who, limit, seconds; those without a who are left out.
	 * @return int As count().
	 */
	public static function all( array $rules ) {
		foreach ( $rules as $rule ) {
			if ( '' === (string) $rule[1] ) {
				continue;
			}
			$wait = self::count( $rule[0], $rule[1], $rule[2], $rule[3] );
			if ( $wait > 0 ) {
				return $wait;
			}
		}
		return 0;
	}

	/**
	 * How many were counted in the window that runs.
	 *
	 * @param string $kind As for count().
	 * @param string $who  As for count().
	 * @return int
	 */
	public static function now( $kind, $who ) {
		global $wpdb;
		$table = Tables::name( 'tally' );
		// phpcs:ignore WordPress.DB -- as above.
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT count FROM $table WHERE bucket_hash = %s AND expires > %d", self::bucket( $kind, $who ), time() ) );
	}

	/**
	 * Throws away what ran out. Called by the daily clean-up, and now and then by a count: a site without a schedule stays small, too.
	 */
	public static function prune() {
		global $wpdb;
		$table = Tables::name( 'tally' );
		// phpcs:ignore WordPress.DB -- our own table.
		$wpdb->query( $wpdb->prepare( "DELETE FROM $table WHERE expires < %d", time() ) );
	}

	/**
	 * One count in a hundred sweeps.
	 */
	private static function sweep() {
		if ( 1 === random_int( 1, 100 ) ) {
			self::prune();
		}
	}

	/**
	 * The row's name.
	 *
	 * @param string $kind As for count().
	 * @param string $who  As for count().
	 * @return string
	 */
	private static function bucket( $kind, $who ) {
		return hash_hmac( 'sha256', $kind . "\n" . $who, Secret::bytes( 'tally' ) );
	}
}

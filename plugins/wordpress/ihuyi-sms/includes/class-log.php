<?php
/**
 * The log of what was sent.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

use IhuyiSms\Notice\Told;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- our own table, values are prepared.

/**
 * One row for one message to one number. A row stands before anything is sent, so that a page that dies leaves a trace. No row
 * holds a code or a whole number.
 */
final class Log {

	/**
	 * A row that says 'sending' for longer belongs to a process that is gone: nobody knows whether it went.
	 */
	const STALE = 900;

	/**
	 * How long after a send of unknown end a receipt may still be its.
	 */
	const SETTLE = 259200;

	/**
	 * Columns that a caller may write.
	 */
	const WRITABLE = array(
		'service',
		'purpose',
		'user_id',
		'outcome',
		'code',
		'message_id',
		'reference',
		'words',
		'segments',
		'fate',
		'fate_code',
		'fate_time',
		'sealed',
	);

	/**
	 * Columns that a list has.
	 */
	const SHOWN = 'id, created, day, service, purpose, mobile, user_id, outcome, code, message_id, reference, words, segments, fate, fate_code, fate_time';

	/**
	 * Writes a new row.
	 *
	 * @param array<string, mixed> $row Columns; 'mobile' is the whole number, which is masked and hashed here.
	 * @return int Its id; 0 when there is a row with this reference, or the table cannot be written.
	 */
	public static function begin( array $row ) {
		global $wpdb;
		$new = array_intersect_key( $row, array_flip( self::WRITABLE ) );
		if ( isset( $row['mobile'] ) ) {
			$new['mobile']      = Mobile::mask( $row['mobile'] );
			$new['mobile_hash'] = Mobile::hash( $row['mobile'] );
		}
		$now             = isset( $row['created'] ) ? (int) $row['created'] : time();
		$new['created']  = $now;
		$new['day']      = (int) wp_date( 'Ymd', $now );
		$new['outcome']  = isset( $new['outcome'] ) ? $new['outcome'] : 'sending';
		$new['purpose']  = isset( $new['purpose'] ) ? substr( sanitize_key( $new['purpose'] ), 0, 40 ) : '';
		$new['words']    = isset( $new['words'] ) ? self::words( $new['words'] ) : '';
		if ( empty( $new['reference'] ) ) {
			unset( $new['reference'] );
		}
		// That there is one with this reference is no error.
		$quiet = $wpdb->suppress_errors( true );
		$done  = $wpdb->insert( Tables::name( 'log' ), $new );
		$wpdb->suppress_errors( $quiet );
		return $done ? (int) $wpdb->insert_id : 0;
	}

	/**
	 * Writes what a row came to.
	 *
	 * @param int                  $id  The row.
	 * @param array<string, mixed> $row Columns of WRITABLE.
	 */
	public static function finish( $id, array $row ) {
		global $wpdb;
		$row = array_intersect_key( $row, array_flip( self::WRITABLE ) );
		if ( isset( $row['words'] ) ) {
			$row['words'] = self::words( $row['words'] );
		}
		if ( $row ) {
			$wpdb->update( Tables::name( 'log' ), $row, array( 'id' => (int) $id ) );
		}
	}

	/**
	 * Takes a row for sending. Of several that try at once one gets it. Its time is that of the sending from now on: by it a row is
	 * stale, and a receipt its.
	 *
	 * @param int      $id   The row.
	 * @param string[] $from The outcomes that it may have now.
	 * @return bool
	 */
	public static function claim( $id, array $from = array( 'queued' ) ) {
		global $wpdb;
		$marks = implode( ',', array_fill( 0, count( $from ), '%s' ) );
		$sql   = 'UPDATE ' . Tables::name( 'log' ) . " SET outcome = 'sending', created = %d, day = %d WHERE id = %d AND outcome IN ($marks)";
		return 1 === $wpdb->query( $wpdb->prepare( $sql, array_merge( array( time(), (int) wp_date( 'Ymd' ), (int) $id ), array_values( $from ) ) ) );
	}

	/**
	 * Removes rows. That their events were told stays.
	 *
	 * @param int[] $ids The rows.
	 * @return int How many went.
	 */
	public static function forget( array $ids ) {
		global $wpdb;
		if ( ! $ids || ! Told::keep( $ids ) ) {
			return 0;
		}
		return (int) $wpdb->query( 'DELETE FROM ' . Tables::name( 'log' ) . ' WHERE id IN (' . implode( ',', array_map( 'intval', $ids ) ) . ')' );
	}

	/**
	 * One row.
	 *
	 * @param int $id The row.
	 * @return object|null
	 */
	public static function row( $id ) {
		global $wpdb;
		return $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . Tables::name( 'log' ) . ' WHERE id = %d', (int) $id ) );
	}

	/**
	 * The row with a reference.
	 *
	 * @param string $reference As it was sent.
	 * @return object|null
	 */
	public static function of_reference( $reference ) {
		global $wpdb;
		return $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . Tables::name( 'log' ) . ' WHERE reference = %s', (string) $reference ) );
	}

	/**
	 * Rows, newest first.
	 *
	 * @param array<string, mixed> $filter    See where().
	 * @param int                  $before_id Only rows with a smaller id; 0: from the newest on.
	 * @param int                  $limit     How many at the most.
	 * @return object[]
	 */
	public static function find( array $filter = array(), $before_id = 0, $limit = 50 ) {
		global $wpdb;
		list( $where, $values ) = self::where( $filter );
		if ( $before_id > 0 ) {
			$where   .= ' AND id < %d';
			$values[] = (int) $before_id;
		}
		$values[] = max( 1, (int) $limit );
		$sql      = 'SELECT id, created, day, service, purpose, mobile, user_id, outcome, code, message_id, reference, words, segments,'
			. ' fate, fate_code, fate_time FROM ' . Tables::name( 'log' ) . " WHERE $where ORDER BY id DESC LIMIT %d";
		return (array) $wpdb->get_results( $wpdb->prepare( $sql, $values ) );
	}

	/**
	 * The rows just newer than one, newest first.
	 *
	 * @param array<string, mixed> $filter   See where().
	 * @param int                  $after_id Only rows with a larger id.
	 * @param int                  $limit    How many at the most.
	 * @return object[]
	 */
	public static function find_newer( array $filter, $after_id, $limit = 50 ) {
		global $wpdb;
		list( $where, $values ) = self::where( $filter );
		array_push( $values, (int) $after_id, max( 1, (int) $limit ) );
		$sql = 'SELECT ' . self::SHOWN . ' FROM ' . Tables::name( 'log' ) . " WHERE $where AND id > %d ORDER BY id LIMIT %d";
		return array_reverse( (array) $wpdb->get_results( $wpdb->prepare( $sql, $values ) ) );
	}

	/**
	 * The purposes that there are, from the index: as many questions as purposes, whatever the number of rows.
	 *
	 * @param int $limit How many at the most.
	 * @return string[]
	 */
	public static function purposes( $limit = 30 ) {
		global $wpdb;
		$found = array();
		$last  = '';
		while ( count( $found ) < $limit ) {
			// phpcs:ignore IhuyiSms.Loop -- one leap along the index for each purpose; all at once would read every row.
			$last = $wpdb->get_var( $wpdb->prepare( 'SELECT purpose FROM ' . Tables::name( 'log' ) . ' WHERE purpose > %s ORDER BY purpose LIMIT 1', $last ) );
			if ( null === $last || in_array( $last, $found, true ) ) {
				break;
			}
			$found[] = $last;
		}
		return $found;
	}

	/**
	 * Of the messages that the gateway took, how many have a receipt. Looks at the newest two hundred.
	 *
	 * @param int $within Seconds: not sent before.
	 * @param int $older  Seconds: time that a receipt has had at the least.
	 * @return array{accepted: int, told: int}
	 */
	public static function receipts( $within, $older ) {
		global $wpdb;
		$sql  = 'SELECT outcome, fate FROM ' . Tables::name( 'log' ) . ' WHERE created >= %d AND created < %d ORDER BY created DESC LIMIT 200';
		$seen = array(
			'accepted' => 0,
			'told'     => 0,
		);
		foreach ( (array) $wpdb->get_results( $wpdb->prepare( $sql, time() - $within, time() - $older ) ) as $row ) {
			$seen['accepted'] += 'accepted' === $row->outcome ? 1 : 0;
			$seen['told']     += 'accepted' === $row->outcome && '' !== $row->fate ? 1 : 0;
		}
		return $seen;
	}

	/**
	 * How many rows there are, up to a bound: nobody waits for a large number to be exact.
	 *
	 * @param array<string, mixed> $filter See where().
	 * @param int                  $bound  Counted no further.
	 * @return int
	 */
	public static function count( array $filter = array(), $bound = 1001 ) {
		global $wpdb;
		list( $where, $values ) = self::where( $filter );
		$values[]               = max( 1, (int) $bound );
		$sql                    = 'SELECT COUNT(*) FROM (SELECT id FROM ' . Tables::name( 'log' ) . " WHERE $where LIMIT %d) AS counted";
		return (int) $wpdb->get_var( $wpdb->prepare( $sql, $values ) );
	}

	/**
	 * Sent, delivered, failed, unknown and refused of the last days, oldest first; days without a message are there.
	 * Sent is what the gateway accepted, delivered and failed what the receipts say, unknown what nobody knows, refused what was
	 * not taken or not sent.
	 *
	 * @param int $n Days, today included.
	 * @return array<int, array{sent: int, delivered: int, failed: int, unknown: int, refused: int}> By day, as 20260131.
	 */
	public static function days( $n ) {
		global $wpdb;
		$n    = max( 1, min( 366, (int) $n ) );
		$days = array();
		for ( $i = $n - 1; $i >= 0; $i-- ) {
			$day          = ( new \DateTimeImmutable( 'today', wp_timezone() ) )->modify( "-$i days" )->format( 'Ymd' );
			$days[ (int) $day ] = array(
				'sent'      => 0,
				'delivered' => 0,
				'failed'    => 0,
				'unknown'   => 0,
				'refused'   => 0,
			);
		}
		// All of it stands in the index (day, outcome, fate).
		$sql  = 'SELECT day, outcome, fate, COUNT(*) AS rows_ FROM ' . Tables::name( 'log' ) . ' WHERE day >= %d GROUP BY day, outcome, fate';
		$rows = (array) $wpdb->get_results( $wpdb->prepare( $sql, key( $days ) ) );
		foreach ( $rows as $row ) {
			if ( ! isset( $days[ (int) $row->day ] ) ) {
				continue;
			}
			$day = &$days[ (int) $row->day ];
			if ( 'accepted' === $row->outcome ) {
				$day['sent'] += (int) $row->rows_;
			} elseif ( 'unknown' === $row->outcome ) {
				$day['unknown'] += (int) $row->rows_;
			} elseif ( 'refused' === $row->outcome || 'not_sent' === $row->outcome ) {
				$day['refused'] += (int) $row->rows_;
			}
			if ( in_array( $row->fate, array( 'delivered', 'failed' ), true ) ) {
				$day[ $row->fate ] += (int) $row->rows_;
			}
			unset( $day );
		}
		return $days;
	}

	/**
	 * Writes down what a receipt says of the row with its id. A receipt that is told twice changes nothing. What a receipt of an
	 * unknown id may settle, Push\Settle knows.
	 *
	 * @param string $message_id The gateway's id.
	 * @param string $mobile     The whole number; both have to fit.
	 * @param bool   $ok         Delivered.
	 * @param string $code       The carrier's status, as DELIVRD.
	 * @param int    $time       When, UTC.
	 * @return int The row; 0 when there is none: it may be another program's message, or not yet written down.
	 */
	public static function receipt( $message_id, $mobile, $ok, $code, $time ) {
		global $wpdb;
		$hash  = Mobile::hash( $mobile );
		$table = Tables::name( 'log' );
		if ( '' === $hash || '' === (string) $message_id ) {
			return 0;
		}
		$fate = array(
			'fate'      => $ok ? 'delivered' : 'failed',
			'fate_code' => mb_substr( sanitize_text_field( (string) $code ), 0, 32 ),
			'fate_time' => max( 0, (int) $time ),
		);
		$row = $wpdb->get_row( $wpdb->prepare( "SELECT id, fate FROM $table WHERE message_id = %s AND mobile_hash = %s ORDER BY id DESC LIMIT 1", (string) $message_id, $hash ) );
		if ( $row ) {
			// What has arrived has arrived; a later word against it is a mix-up of the carrier's.
			if ( 'delivered' !== $row->fate ) {
				$wpdb->update( $table, $fate, array( 'id' => (int) $row->id ) );
			}
			return (int) $row->id;
		}
		return 0;
	}

	/**
	 * Removes rows that are older than the site keeps them, a piece at a time, and gives up on senders that are gone.
	 *
	 * @param int $days Kept.
	 * @return int How many went.
	 */
	public static function prune( $days ) {
		global $wpdb;
		$table = Tables::name( 'log' );
		$wpdb->query( $wpdb->prepare( "UPDATE $table SET outcome = 'unknown', code = -300 WHERE outcome = 'sending' AND created < %d", time() - self::STALE ) );
		$before = time() - max( 1, (int) $days ) * DAY_IN_SECONDS;
		$gone   = 0;
		do {
			// phpcs:ignore IhuyiSms.Loop -- five hundred at a time, so that no row is locked for long.
			$ids = $wpdb->get_col( $wpdb->prepare( "SELECT id FROM $table WHERE created < %d ORDER BY created LIMIT 500", $before ) );
			$went  = self::forget( $ids );
			$gone += $went;
		} while ( 500 === count( $ids ) && $went > 0 && $gone < 50000 );
		return $gone;
	}

	/**
	 * The rows of one number, for the privacy tools.
	 *
	 * @param string $hash  What Mobile::hash() gives.
	 * @param int    $page  From 1 on.
	 * @param int    $limit Rows of a page.
	 * @return object[]
	 */
	public static function of_mobile( $hash, $page = 1, $limit = 100 ) {
		global $wpdb;
		$sql = 'SELECT * FROM ' . Tables::name( 'log' ) . ' WHERE mobile_hash = %s ORDER BY id LIMIT %d OFFSET %d';
		return '' === (string) $hash ? array() : (array) $wpdb->get_results( $wpdb->prepare( $sql, $hash, $limit, ( max( 1, (int) $page ) - 1 ) * $limit ) );
	}

	/**
	 * Removes the rows of one number.
	 *
	 * @param string $hash What Mobile::hash() gives.
	 * @return int How many went.
	 */
	public static function erase_mobile( $hash ) {
		global $wpdb;
		return '' === (string) $hash ? 0 : (int) $wpdb->delete( Tables::name( 'log' ), array( 'mobile_hash' => (string) $hash ) );
	}

	/**
	 * What a row shows: one that has said 'sending' for too long is unknown.
	 *
	 * @param object $row A row.
	 * @return string
	 */
	public static function outcome( $row ) {
		return 'sending' === $row->outcome && (int) $row->created < time() - self::STALE ? 'unknown' : $row->outcome;
	}

	/**
	 * The condition for a filter.
	 *
	 * @param array<string, mixed> $filter Any of: outcome, fate ('none': no receipt yet), purpose, service, mobile (a whole number), mobile_hash,
	 *                                     user_id, reference, from and to (days as 20260131).
	 * @return array{string, array<int, mixed>}
	 */
	private static function where( array $filter ) {
		$where  = array( '1 = 1' );
		$values = array();
		foreach ( array( 'outcome', 'purpose', 'service', 'reference', 'mobile_hash' ) as $name ) {
			if ( isset( $filter[ $name ] ) && '' !== $filter[ $name ] ) {
				$where[]  = "$name = %s";
				$values[] = (string) $filter[ $name ];
			}
		}
		if ( ! empty( $filter['fate'] ) ) {
			// No receipt is told of what the gateway has not taken.
			$where[]  = 'none' === $filter['fate'] ? "fate = %s AND outcome = 'accepted'" : 'fate = %s';
			$values[] = 'none' === $filter['fate'] ? '' : (string) $filter['fate'];
		}
		if ( ! empty( $filter['mobile'] ) ) {
			$hash     = Mobile::hash( $filter['mobile'] );
			$where[]  = 'mobile_hash = %s';
			$values[] = '' === $hash ? '-' : $hash;
		}
		foreach ( array(
			'user_id' => 'user_id = %d',
			'from'    => 'day >= %d',
			'to'      => 'day <= %d',
		) as $name => $condition ) {
			if ( ! empty( $filter[ $name ] ) ) {
				$where[]  = $condition;
				$values[] = (int) $filter[ $name ];
			}
		}
		return array( implode( ' AND ', $where ), $values );
	}

	/**
	 * Words fit for the table: a gateway may repeat a number, or whoever plays it a key, and no log shows either.
	 *
	 * @param string $words The gateway's, the library's, or an error's.
	 * @return string
	 */
	public static function words( $words ) {
		$words = (string) $words;
		if ( 1 !== preg_match( '//u', $words ) ) {
			$words = preg_replace( '/[\x80-\xff]+/', '?', $words );
		}
		// A key has 32 hexadecimal digits, a code six figures at most, and no country's numbers are shorter than seven.
		$words = preg_replace( '/([0-9A-Fa-f]{4})[0-9A-Fa-f]{16,}/', '$1…', $words );
		$words = preg_replace_callback(
			'/[0-9]{7,}/',
			static function ( $found ) {
				return Mobile::mask( $found[0] );
			},
			$words
		);
		return mb_substr( $words, 0, 1000, 'UTF-8' );
	}
}

<?php
/**
 * Who wants no more notices.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

use IhuyiSms\Mobile;
use IhuyiSms\Tables;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- a table of our own; its name is ours, all values are prepared.

/**
 * A number that has answered T is sent no notice any more. One-time codes are sent all the same: somebody who logs in has
 * asked for his.
 */
final class OptOut {

	/** Answers that opt out. */
	// phpcs:ignore IhuyiSms.Words -- what people answer, in whatever language the site is.
	const OUT = array( 'T', 'TD', 'N', 'R', 'STOP', '退订', '退訂', 'T退订', 'TD退订' );

	/** Answers that opt in again. */
	// phpcs:ignore IhuyiSms.Words -- as above.
	const IN = array( 'START', '订阅', '訂閱' );

	/**
	 * What an answer wants.
	 *
	 * @param string $text What somebody wrote.
	 * @return string 'out', 'in', or '' for anything else.
	 */
	public static function wants( $text ) {
		$word = self::fold( $text );
		if ( in_array( $word, self::OUT, true ) ) {
			return 'out';
		}
		return in_array( $word, self::IN, true ) ? 'in' : '';
	}

	/**
	 * A word as it is looked up: one case, one width, no blanks, no marks around it. A sentence with such a word in it is none.
	 *
	 * @param string $text What somebody wrote.
	 * @return string
	 */
	public static function fold( $text ) {
		$text = wp_check_invalid_utf8( (string) $text );
		if ( strlen( $text ) > 100 ) {
			return '';
		}
		// ！ to ～ stand in the same order as ! to ~, from U+FF01 on; of their three bytes the last eight bits that count are looked at,
		// as not every PHP has mb_ord().
		$text = preg_replace_callback(
			'/[\x{FF01}-\x{FF5E}]/u',
			static function ( $match ) {
				return chr( ( ( ord( $match[0][1] ) & 0x03 ) << 6 | ord( $match[0][2] ) & 0x3F ) + 0x20 );
			},
			$text
		);
		$text = preg_replace( '/[\s\x{3000}\x{00A0}\x{200B}\x{FEFF}]+/u', '', (string) $text );
		$text = preg_replace( '/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/u', '', (string) $text );
		return strtoupper( (string) $text );
	}

	/**
	 * Takes an answer.
	 *
	 * @param Letter $letter A reply.
	 */
	public static function hear( Letter $letter ) {
		$wants = self::wants( $letter->content );
		if ( '' !== $wants && '' !== $letter->mobile ) {
			self::write( $letter->mobile, 'out' === $wants, self::fold( $letter->content ), $letter->time );
		}
	}

	/**
	 * Opts a number out, or in again.
	 *
	 * @param string $mobile The number.
	 * @param bool   $out    Out.
	 * @param string $word   What was answered; empty: the owner says so.
	 * @param int    $time   When, UTC.
	 * @return bool False: it is no number.
	 */
	public static function write( $mobile, $out, $word, $time ) {
		global $wpdb;
		$hash = Mobile::hash( $mobile );
		if ( '' === $hash ) {
			return false;
		}
		$table = Tables::name( 'optout' );
		if ( $out ) {
			$wpdb->query(
				$wpdb->prepare( "INSERT IGNORE INTO {$table} (mobile_hash, mobile, created, word, active) VALUES (%s, %s, %d, %s, 1)", $hash, Mobile::mask( Mobile::normalise( $mobile ) ), $time, $word )
			);
		}
		// Answers may come in any order: the last that was written holds.
		$wpdb->query(
			$wpdb->prepare( "UPDATE {$table} SET mobile = %s, created = %d, word = %s, active = %d WHERE mobile_hash = %s AND created <= %d", Mobile::mask( Mobile::normalise( $mobile ) ), $time, $word, $out ? 1 : 0, $hash, $time )
		);
		return true;
	}

	/**
	 * Whether a number wants no notices.
	 *
	 * @param string $mobile The number.
	 * @return bool
	 */
	public static function is_out( $mobile ) {
		global $wpdb;
		$table = Tables::name( 'optout' );
		$hash  = Mobile::hash( $mobile );
		return '' !== $hash && null !== $wpdb->get_var( $wpdb->prepare( "SELECT active FROM {$table} WHERE mobile_hash = %s AND active = 1", $hash ) );
	}

	/**
	 * Who is out, the latest first.
	 *
	 * @param int $limit How many.
	 * @param int $skip  From which on.
	 * @return object[]
	 */
	public static function find( $limit = 50, $skip = 0 ) {
		global $wpdb;
		$table = Tables::name( 'optout' );
		return (array) $wpdb->get_results( $wpdb->prepare( "SELECT mobile_hash, mobile, created, word FROM {$table} WHERE active = 1 ORDER BY created DESC, mobile_hash LIMIT %d OFFSET %d", $limit, $skip ) );
	}

	/**
	 * How many are out.
	 *
	 * @return int
	 */
	public static function count() {
		global $wpdb;
		$table = Tables::name( 'optout' );
		return (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$table} WHERE active = 1" );
	}

	/**
	 * Opts a row in again, by its hash: the page does not know the number.
	 *
	 * @param string $hash Of the number.
	 * @return bool There was one.
	 */
	public static function remove( $hash ) {
		global $wpdb;
		$table = Tables::name( 'optout' );
		return 1 === $wpdb->query( $wpdb->prepare( "UPDATE {$table} SET active = 0, word = '', created = %d WHERE mobile_hash = %s AND active = 1", time(), $hash ) );
	}

	/**
	 * Forgets what the number looks like; that its owner wants no notices stays, so that he gets none.
	 *
	 * @param string $hash Of the number.
	 * @return bool There was one.
	 */
	public static function veil( $hash ) {
		global $wpdb;
		$table = Tables::name( 'optout' );
		return 1 === $wpdb->query( $wpdb->prepare( "UPDATE {$table} SET mobile = '****', word = '' WHERE mobile_hash = %s AND mobile <> '****'", $hash ) );
	}

	/**
	 * The row of a number.
	 *
	 * @param string $hash Of the number.
	 * @return object|null
	 */
	public static function row( $hash ) {
		global $wpdb;
		$table = Tables::name( 'optout' );
		return $wpdb->get_row( $wpdb->prepare( "SELECT mobile, created, word, active FROM {$table} WHERE mobile_hash = %s", $hash ) );
	}
}

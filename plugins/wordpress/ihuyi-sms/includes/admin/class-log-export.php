<?php
/**
 * The log as a file.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Log;

defined( 'ABSPATH' ) || exit;

/**
 * Writes the log as CSV, a piece at a time: a hundred thousand rows need no more memory than ten.
 */
final class LogExport {

	const PIECE = 500;

	/**
	 * Hooks.
	 */
	public static function hook() {
		Action::add( 'export', array( self::class, 'send' ) );
	}

	/**
	 * Sends the file, and ends.
	 */
	public static function send() {
		$filter = LogFilter::read();
		while ( ob_get_level() > 0 ) {
			ob_end_clean();
		}
		if ( function_exists( 'set_time_limit' ) ) {
			// phpcs:ignore WordPress.PHP.NoSilencedErrors -- a host may forbid it; then the file ends where PHP does.
			@set_time_limit( 0 );
		}
		nocache_headers();
		header( 'Content-Type: text/csv; charset=utf-8' );
		header( 'Content-Disposition: attachment; filename="ihuyi-sms-log-' . wp_date( 'Ymd-His' ) . '.csv"' );
		header( 'X-Content-Type-Options: nosniff' );
		self::write( $filter );
		exit;
	}

	/**
	 * Prints all rows that fit.
	 *
	 * @param array<string, string|int> $filter As Log::find() takes it.
	 */
	public static function write( array $filter ) {
		// Excel reads UTF-8 only where this stands at the beginning.
		// phpcs:ignore WordPress.Security.EscapeOutput -- a file, and no page; row() takes care of its own dangers.
		echo "\xEF\xBB\xBF" . self::row( self::names() );
		$before = 0;
		do {
			$rows = Log::find( $filter, $before, self::PIECE );
			cache_users( array_filter( array_unique( array_map( 'intval', array_column( $rows, 'user_id' ) ) ) ) );
			foreach ( $rows as $row ) {
				// phpcs:ignore WordPress.Security.EscapeOutput -- as above.
				echo self::row( self::cells( $row ) );
				$before = (int) $row->id;
			}
			flush();
		} while ( self::PIECE === count( $rows ) );
	}

	/**
	 * A line of CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe.
	 *
	 * @param string[] $cells Texts.
	 * @return string
	 */
	public static function row( array $cells ) {
		$line = array();
		foreach ( $cells as $cell ) {
			$cell = (string) $cell;
			// Our codes are below 0; whole numbers calculate nothing.
			// What is no text at all makes preg_match() say false, and is not trusted either.
			if ( 0 !== preg_match( '/^[\s\x00-\x20\x{FEFF}\x{3000}]*[=+\-@|%\t\r＝＋－＠]/u', $cell ) && ! preg_match( '/^-?\d{1,10}$/D', $cell ) ) {
				$cell = "'" . $cell;
			}
			$line[] = '"' . str_replace( '"', '""', $cell ) . '"';
		}
		return implode( ',', $line ) . "\r\n";
	}

	/**
	 * The first line.
	 *
	 * @return string[]
	 */
	private static function names() {
		return array(
			__( 'Time', 'ihuyi-sms' ),
			__( 'Number', 'ihuyi-sms' ),
			__( 'Purpose', 'ihuyi-sms' ),
			__( 'Kind', 'ihuyi-sms' ),
			__( 'Gateway', 'ihuyi-sms' ),
			_x( 'Code', 'of a result, as 4072', 'ihuyi-sms' ),
			__( 'Words', 'ihuyi-sms' ),
			__( 'Message id', 'ihuyi-sms' ),
			__( 'Billed messages', 'ihuyi-sms' ),
			__( 'Delivery', 'ihuyi-sms' ),
			__( 'Delivery code', 'ihuyi-sms' ),
			__( 'Delivery time', 'ihuyi-sms' ),
			__( 'Reference', 'ihuyi-sms' ),
			__( 'User', 'ihuyi-sms' ),
		);
	}

	/**
	 * A user's login name.
	 *
	 * @param int $id Or 0.
	 * @return string The id, where the user is gone.
	 */
	private static function user( $id ) {
		if ( $id <= 0 ) {
			return '';
		}
		$user = get_userdata( $id );
		return $user ? $user->user_login : (string) $id;
	}

	/**
	 * A row's cells.
	 *
	 * @param object $row Of the log.
	 * @return string[]
	 */
	private static function cells( $row ) {
		$fate = '' === $row->fate && 'accepted' === $row->outcome ? 'none' : $row->fate;
		return array(
			wp_date( 'Y-m-d H:i:s', (int) $row->created ),
			$row->mobile,
			Labels::of( Labels::purposes(), $row->purpose ),
			Labels::of( Labels::services(), $row->service ),
			Labels::of( Labels::outcomes(), Log::outcome( $row ) ),
			(string) $row->code,
			(string) $row->words,
			// A spreadsheet would round twenty digits; with a tab behind them they are a text.
			'' === $row->message_id ? '' : $row->message_id . "\t",
			(string) $row->segments,
			Labels::of( Labels::fates(), $fate ),
			$row->fate_code,
			(int) $row->fate_time > 0 ? wp_date( 'Y-m-d H:i:s', (int) $row->fate_time ) : '',
			(string) $row->reference,
			self::user( (int) $row->user_id ),
		);
	}
}

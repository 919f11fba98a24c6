<?php
/**
 * What is done after the answer.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Response;

/**
 * Gives the visitor his page first, and works then: how long a send takes must not tell whether there was one.
 */
final class Later {

	/**
	 * What is to be done.
	 *
	 * @var callable[]
	 */
	private static $jobs = array();

	/**
	 * The depth of output buffers below ours.
	 *
	 * @var int|null
	 */
	private static $below = null;

	/**
	 * Does it when the page has gone out.
	 *
	 * @param callable $job Takes nothing, gives nothing.
	 */
	public static function run( $job ) {
		self::$jobs[] = $job;
		if ( null === self::$below ) {
			self::$below = ob_get_level();
			ob_start();
			add_action( 'shutdown', array( self::class, 'shutdown' ), -1000 );
		}
	}

	/**
	 * At the end of the request.
	 */
	public static function shutdown() {
		ignore_user_abort( true );
		self::part();
		foreach ( self::$jobs as $job ) {
			try {
				call_user_func( $job );
			} catch ( \Throwable $trouble ) {
				// Nobody is there any more to be told; the send itself is in the log.
				unset( $trouble );
			}
		}
		self::$jobs = array();
	}

	/**
	 * Sends all that was printed, and says that this was all.
	 */
	private static function part() {
		while ( ob_get_level() > self::$below + 1 ) {
			ob_end_flush();
		}
		$body = ob_get_level() > self::$below ? (string) ob_get_clean() : '';
		$last = ob_get_status();
		if ( 1 === ob_get_level() && isset( $last['name'] ) && 'default output handler' === $last['name'] ) {
			$body = ob_get_clean() . $body;
		}
		// A buffer of somebody else's (a page cache, compression) may change the length.
		if ( 0 === ob_get_level() && ! headers_sent() && ! ini_get( 'zlib.output_compression' ) && 'cli' !== PHP_SAPI ) {
			header( 'Content-Length: ' . strlen( $body ) );
			header( 'Connection: close' );
		}
		// phpcs:ignore WordPress.Security.EscapeOutput -- the page itself, which was escaped where it was made.
		echo $body;
		while ( ob_get_level() > 0 && 'cli' !== PHP_SAPI ) {
			ob_end_flush();
		}
		flush();
		Response::finish();
	}
}

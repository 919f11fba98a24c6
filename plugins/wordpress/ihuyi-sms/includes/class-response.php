<?php
/**
 * Answers that go out before the work is done.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * The end of a page, and what may still be done behind it.
 */
final class Response {

	/**
	 * Answers with plain text.
	 *
	 * @param int    $status HTTP status.
	 * @param string $text   The body.
	 */
	public static function text( $status, $text ) {
		status_header( $status );
		nocache_headers();
		header( 'Content-Type: text/plain; charset=utf-8' );
		header( 'X-Content-Type-Options: nosniff' );
		header( 'X-Robots-Tag: noindex' );
		// The reader need not wait for the connection's end to know that this was all. Where something compresses, it knows the length.
		if ( ! ini_get( 'zlib.output_compression' ) ) {
			header( 'Content-Length: ' . strlen( $text ) );
		}
		echo $text; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- plain text, and nothing of the request's.
	}

	/**
	 * Sends the page off, so that nobody waits for what follows.
	 *
	 * @return bool False: all that this server can do is to send what there is; whoever was not told the length still waits.
	 */
	public static function close() {
		ignore_user_abort( true );
		if ( function_exists( 'session_status' ) && PHP_SESSION_ACTIVE === session_status() ) {
			// The visitor's next page would wait for the session.
			session_write_close();
		}
		if ( self::finish() ) {
			return true;
		}
		while ( ob_get_level() > 0 && ob_end_flush() ) {
			continue;
		}
		flush();
		return self::unattended();
	}

	/**
	 * Ends the request for the visitor and not for this process, where the server can.
	 *
	 * @return bool It can.
	 */
	public static function finish() {
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			// Where another part has done so already it says false, and the page is gone all the same.
			fastcgi_finish_request();
			return true;
		}
		if ( function_exists( 'litespeed_finish_request' ) ) {
			litespeed_finish_request();
			return true;
		}
		return false;
	}

	/**
	 * Whether no visitor waits for this process at all: the command line, and the schedule's own request.
	 *
	 * @return bool
	 */
	public static function unattended() {
		return wp_doing_cron() || ( 'cli' === PHP_SAPI );
	}
}

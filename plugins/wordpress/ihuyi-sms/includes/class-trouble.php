<?php
/**
 * What should not happen.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * An error that must not keep anything else from being done, and must not go unseen either.
 */
final class Trouble {

	/**
	 * Into PHP's error log, where errors that nobody catches are told, too.
	 *
	 * @param \Throwable $e What was thrown.
	 */
	public static function tell( \Throwable $e ) {
		// Not trigger_error(): some handler may make an exception of it.
		// phpcs:ignore IhuyiSms.Forbidden, WordPress.PHP.DevelopmentFunctions -- an owner has to find it where he looks for errors.
		error_log( sprintf( 'ihuyi-sms: %s: %s in %s:%d', get_class( $e ), Log::words( $e->getMessage() ), $e->getFile(), $e->getLine() ) );
	}
}

<?php
/**
 * What a form must carry before anything is sent.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Secret;
use IhuyiSms\Visitor;

/**
 * A token of a purpose and of the visitor's cookie, as WordPress's nonces are of a user's. A page of another site has neither.
 */
final class Token {

	const HALF_LIFE = 21600;

	/**
	 * For a form.
	 *
	 * @param string $purpose What the form is for.
	 * @return string Empty when the visitor has no cookie: a cached page, which gets its token by script.
	 */
	public static function make( $purpose ) {
		return '' === Visitor::id() ? '' : self::at( $purpose, self::tick() );
	}

	/**
	 * Whether a form was shown to this visitor within half a day.
	 *
	 * @param string $purpose What the form is for.
	 * @param mixed  $token   What came with it.
	 * @return bool
	 */
	public static function good( $purpose, $token ) {
		if ( ! is_string( $token ) || '' === $token || '' === Visitor::id() ) {
			return false;
		}
		$now = self::tick();
		return hash_equals( self::at( $purpose, $now ), $token ) || hash_equals( self::at( $purpose, $now - 1 ), $token );
	}

	/**
	 * The token of a time.
	 *
	 * @param string $purpose What the form is for.
	 * @param int    $tick    The time.
	 * @return string
	 */
	private static function at( $purpose, $tick ) {
		return substr( hash_hmac( 'sha256', $purpose . "\n" . Visitor::id() . "\n" . get_current_user_id() . "\n" . $tick, Secret::bytes( 'token' ) ), 0, 40 );
	}

	/**
	 * The time, coarsely.
	 *
	 * @return int
	 */
	private static function tick() {
		return intdiv( time(), self::HALF_LIFE );
	}
}

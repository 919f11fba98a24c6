<?php
/**
 * What a visitor has shown already.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Verify\Paper;

/**
 * A code is right once. Where the rest of the form has to be mended after it, the form carries this: sealed, for one number, one
 * purpose and one visitor, for a quarter of an hour, and good for one use. Whoever deletes its row has used it; all others come too late.
 */
final class Proof {

	const SECONDS = 900;

	/**
	 * Made after a right code.
	 *
	 * @param string $purpose What the code was for.
	 * @param string $mobile  The number that check_code gave.
	 * @return string For the form; empty when the database did not take it.
	 */
	public static function issue( $purpose, $mobile ) {
		$nonce = bin2hex( random_bytes( 16 ) );
		if ( ! self::put( 'proof ' . $nonce, self::SECONDS ) ) {
			return '';
		}
		$says = array(
			'purpose' => $purpose,
			'mobile'  => $mobile,
			'nonce'   => $nonce,
		);
		return Paper::write( 'proof', $says, self::SECONDS );
	}

	/**
	 * Whose number it is, without using it up.
	 *
	 * @param string $text    From a form.
	 * @param string $purpose What it shall be good for.
	 * @return string The number; empty when it is not good (any more).
	 */
	public static function look( $text, $purpose ) {
		$says = self::read( $text, $purpose );
		return null !== $says && self::there( 'proof ' . $says['nonce'] ) ? $says['mobile'] : '';
	}

	/**
	 * Uses it up.
	 *
	 * @param string $text    From a form.
	 * @param string $purpose What it shall be good for.
	 * @return string The number; empty when it is not good, or somebody was faster.
	 */
	public static function consume( $text, $purpose ) {
		$says = self::read( $text, $purpose );
		return null !== $says && self::take( 'proof ' . $says['nonce'] ) ? $says['mobile'] : '';
	}

	/**
	 * Something that can be taken once. Of several who put the same thing while it is there, one succeeds.
	 *
	 * @param string $thing   What.
	 * @param int    $seconds How long it is there.
	 * @return bool
	 */
	public static function put( $thing, $seconds ) {
		global $wpdb;
		$table = Tables::name( 'proof' );
		$name  = self::name( $thing );
		$now   = time();
		// phpcs:disable WordPress.DB -- our own table; a cache could not decide who was first.
		$wpdb->query( $wpdb->prepare( "DELETE FROM $table WHERE token_hash = %s AND expires <= %d", $name, $now ) );
		if ( 1 === random_int( 1, 100 ) ) {
			self::prune();
		}
		return 1 === $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $table (token_hash, expires) VALUES (%s, %d)", $name, $now + $seconds ) );
		// phpcs:enable
	}

	/**
	 * Whether it is still there.
	 *
	 * @param string $thing As for put().
	 * @return bool
	 */
	public static function there( $thing ) {
		global $wpdb;
		$table = Tables::name( 'proof' );
		// phpcs:ignore WordPress.DB -- as above.
		return null !== $wpdb->get_var( $wpdb->prepare( "SELECT expires FROM $table WHERE token_hash = %s AND expires > %d", self::name( $thing ), time() ) );
	}

	/**
	 * Takes it away.
	 *
	 * @param string $thing As for put().
	 * @return bool True for exactly one of all who ask.
	 */
	public static function take( $thing ) {
		global $wpdb;
		$table = Tables::name( 'proof' );
		// phpcs:ignore WordPress.DB -- as above.
		return 1 === $wpdb->query( $wpdb->prepare( "DELETE FROM $table WHERE token_hash = %s AND expires > %d", self::name( $thing ), time() ) );
	}

	/**
	 * Throws away what ran out.
	 */
	public static function prune() {
		global $wpdb;
		$table = Tables::name( 'proof' );
		// phpcs:ignore WordPress.DB -- our own table.
		$wpdb->query( $wpdb->prepare( "DELETE FROM $table WHERE expires < %d", time() ) );
	}

	/**
	 * What a proof says.
	 *
	 * @param string $text    From a form.
	 * @param string $purpose What it shall be good for.
	 * @return array<string, string>|null
	 */
	private static function read( $text, $purpose ) {
		$says = Paper::read( 'proof', $text );
		return null !== $says && $says['purpose'] === $purpose ? $says : null;
	}

	/**
	 * The row's name.
	 *
	 * @param string $thing As for put().
	 * @return string
	 */
	private static function name( $thing ) {
		return hash_hmac( 'sha256', $thing, Secret::bytes( 'proof' ) );
	}
}

<?php
/**
 * A login that waits for its second factor.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Cookie;
use IhuyiSms\Proof;
use IhuyiSms\Visitor;

/**
 * Whoever gave the right password holds this in a cookie, sealed, for ten minutes: it says which account, and where the login was
 * going. It logs in once.
 */
final class Ticket {

	const COOKIE  = 'login';
	const SECONDS = 600;

	/**
	 * Gives one.
	 *
	 * @param \WP_User $user The user.
	 * @param array    $says Of remember, redirect, interim, challenge, wait, sentence, status.
	 */
	public static function give( \WP_User $user, array $says ) {
		Visitor::ensure();
		$nonce = bin2hex( random_bytes( 16 ) );
		Proof::put( 'ticket ' . $nonce, self::SECONDS );
		// WordPress may have hashed the password anew as it compared it; then this is the user as he was before.
		$now  = get_userdata( $user->ID );
		$says = array(
			'user'  => $user->ID,
			'pass'  => self::pass( $now ? $now : $user ),
			'nonce' => $nonce,
			'ends'  => time() + self::SECONDS,
		) + $says;
		self::write( $says );
	}

	/**
	 * The visitor's ticket.
	 *
	 * @return array|null What it says; null when there is none that is good.
	 */
	public static function read() {
		$says = Paper::read( 'ticket', Cookie::get( self::COOKIE ) );
		if ( null === $says || ! Proof::there( 'ticket ' . $says['nonce'] ) ) {
			return null;
		}
		$user = get_userdata( $says['user'] );
		// With a new password old logins are over, begun ones as well.
		return $user && hash_equals( self::pass( $user ), $says['pass'] ) ? $says : null;
	}

	/**
	 * Changes what it says about the code.
	 *
	 * @param array $says   What it says.
	 * @param array $change What is new.
	 */
	public static function change( array $says, array $change ) {
		self::write( $change + $says );
	}

	/**
	 * Uses it up.
	 *
	 * @param array $says What it says.
	 * @return bool True for one of all who try.
	 */
	public static function take( array $says ) {
		Cookie::set( self::COOKIE, '' );
		return Proof::take( 'ticket ' . $says['nonce'] );
	}

	/**
	 * Into the cookie.
	 *
	 * @param array $says What it says.
	 */
	private static function write( array $says ) {
		Cookie::set( self::COOKIE, Paper::write( 'ticket', $says, max( 1, $says['ends'] - time() ) ) );
	}

	/**
	 * What changes with the password.
	 *
	 * @param \WP_User $user The user.
	 * @return string
	 */
	private static function pass( \WP_User $user ) {
		return substr( wp_hash( $user->user_pass . '|' . $user->ID, 'auth' ), 0, 16 );
	}
}

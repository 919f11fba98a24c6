<?php
/**
 * The numbers of users.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Mobile;
use IhuyiSms\Proof;
use IhuyiSms\Settings;

/**
 * Who has which number. A number gets here after a right code only.
 */
final class Numbers {

	const META = 'ihuyi_sms_mobile';
	const HASH = 'ihuyi_sms_mobile_hash';

	/**
	 * A user's number.
	 *
	 * @param int $user_id The user.
	 * @return string Empty: he has none.
	 */
	public static function of( $user_id ) {
		return Mobile::normalise( (string) get_user_meta( $user_id, self::META, true ) );
	}

	/**
	 * Who has a number.
	 *
	 * @param string $mobile A number.
	 * @return \WP_User[] Of the whole network, where there is one, because a login is; oldest first.
	 */
	public static function owners( $mobile ) {
		$hash = Mobile::hash( $mobile );
		if ( '' === $hash ) {
			return array();
		}
		$query = array(
			'meta_key'      => self::HASH, // phpcs:ignore WordPress.DB.SlowDBQuery -- the key is indexed, and that is what users are looked up by.
			'meta_value'    => $hash, // phpcs:ignore WordPress.DB.SlowDBQuery -- as above.
			'orderby'       => 'ID',
			'number'        => 20,
			'count_total'   => false,
			'blog_id'       => 0,
			// Asked twice in a request, before and after a number is claimed, it must not answer from memory.
			'cache_results' => false,
		);
		return get_users( $query );
	}

	/**
	 * Whether somebody else has it, where a number is good for one account. To be asked only after the number was proved.
	 *
	 * @param string $mobile  A number.
	 * @param int    $user_id Whose it may be.
	 * @return bool
	 */
	public static function taken( $mobile, $user_id = 0 ) {
		return self::owned( $mobile, $user_id ) || ( Settings::get( 'unique' ) && Signups::waiting( $mobile ) );
	}

	/**
	 * The same, of accounts alone and not of those that wait for their link.
	 *
	 * @param string $mobile  As for taken().
	 * @param int    $user_id As for taken().
	 * @return bool
	 */
	public static function owned( $mobile, $user_id = 0 ) {
		return Settings::get( 'unique' ) && array() !== array_diff( wp_list_pluck( self::owners( $mobile ), 'ID' ), array( (int) $user_id ) );
	}

	/**
	 * Reserves a number for a moment: of two accounts that are made for it at the same time, one is.
	 *
	 * @param string $mobile A number.
	 * @return bool
	 */
	public static function claim( $mobile ) {
		return ! Settings::get( 'unique' ) || Proof::put( 'claim ' . Mobile::hash( $mobile ), MINUTE_IN_SECONDS );
	}

	/**
	 * Ends what claim() began.
	 *
	 * @param string $mobile A number.
	 */
	public static function release( $mobile ) {
		Proof::take( 'claim ' . Mobile::hash( $mobile ) );
	}

	/**
	 * Gives a user a number that was proved.
	 *
	 * @param int    $user_id The user.
	 * @param string $mobile  The number.
	 */
	public static function set( $user_id, $mobile ) {
		$before = self::of( $user_id );
		update_user_meta( $user_id, self::META, $mobile );
		update_user_meta( $user_id, self::HASH, Mobile::hash( $mobile ) );
		/**
		 * A user has a number, after a right code.
		 *
		 * @param int    $user_id The user.
		 * @param string $mobile  The number.
		 * @param string $before  The number until now; empty: none.
		 */
		do_action( 'ihuyi_sms_number_set', $user_id, $mobile, $before );
	}

	/**
	 * Takes a user's number away.
	 *
	 * @param int $user_id The user.
	 */
	public static function remove( $user_id ) {
		$before = self::of( $user_id );
		delete_user_meta( $user_id, self::META );
		delete_user_meta( $user_id, self::HASH );
		/**
		 * A user has no number any more.
		 *
		 * @param int    $user_id The user.
		 * @param string $before  The number until now.
		 */
		do_action( 'ihuyi_sms_number_removed', $user_id, $before );
	}
}

<?php
/**
 * What codes are for.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Settings;

/**
 * Each form has a purpose of its own, and a code of one is not good for another.
 */
final class Purpose {

	const REGISTER = 'register';
	const LOGIN    = 'login';
	const SIGNIN   = 'signin';
	const RESET    = 'reset';
	const PROFILE  = 'profile';
	const COMMENT  = 'comment';

	const ALL = array( self::REGISTER, self::LOGIN, self::SIGNIN, self::RESET, self::PROFILE, self::COMMENT );

	/**
	 * Whether the site uses it.
	 *
	 * @param string $purpose One of ALL.
	 * @return bool
	 */
	public static function open( $purpose ) {
		switch ( $purpose ) {
			case self::REGISTER:
				return 'off' !== Settings::get( 'register' );
			case self::LOGIN:
				return 'off' !== Settings::get( 'login' );
			case self::SIGNIN:
				return (bool) Settings::get( 'login_sms' );
			case self::RESET:
				return (bool) Settings::get( 'reset' );
			case self::PROFILE:
				return Settings::get( 'profile' ) || 'off' !== Settings::get( 'login' ) || Settings::get( 'login_sms' ) || Settings::get( 'reset' );
			case self::COMMENT:
				return 'off' !== Settings::get( 'comment' );
		}
		return false;
	}

	/**
	 * Whether nobody may learn from the answers which numbers have accounts.
	 *
	 * @param string $purpose One of ALL.
	 * @return bool
	 */
	public static function hidden( $purpose ) {
		return self::SIGNIN === $purpose || self::RESET === $purpose;
	}
}

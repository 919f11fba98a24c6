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
use IhuyiSms\Sites;

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
				return 'off' !== self::login();
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
	 * What a login asks for. In a network it is good on all sites, so none asks for less than the main site does.
	 *
	 * @return string One of Settings::CHOICES, which begin with the least.
	 */
	public static function login() {
		$all = Settings::CHOICES['login'];
		return $all[ max( (int) array_search( Settings::get( 'login' ), $all, true ), (int) array_search( Sites::main( 'login' ), $all, true ) ) ];
	}

	/**
	 * Does what a code needs, by the settings that it goes by: this site's. The code of a login that the network's main site guards goes by
	 * the main site's, or the administrator of any other site, who chooses that site's account, could read it.
	 *
	 * @param string   $purpose One of ALL.
	 * @param callable $job     Takes nothing.
	 * @return mixed What it gives.
	 */
	public static function settled( $purpose, callable $job ) {
		$main = self::LOGIN === $purpose && in_array( Sites::main( 'login' ), array( 'optional', 'required' ), true );
		return $main ? Sites::on_main( $job ) : call_user_func( $job );
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

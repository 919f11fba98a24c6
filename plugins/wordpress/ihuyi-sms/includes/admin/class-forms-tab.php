<?php
/**
 * The tab with the forms.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * Where a number is asked for.
 */
final class FormsTab {

	const NAMES = array( 'register', 'login', 'login_sms', 'reset', 'profile', 'comment', 'voice', 'captcha', 'unique' );

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'ihuyi_sms_settings_tab_forms', array( self::class, 'rows' ) );
		add_filter(
			'ihuyi_sms_settings_values_forms',
			static function ( array $values, array $post ) {
				return Fields::values( self::NAMES, $post ) + $values;
			},
			10,
			2
		);
	}

	/**
	 * What the settings are called.
	 *
	 * @return array<string, string>
	 */
	public static function labels() {
		return array(
			'register'  => __( 'Registration', 'ihuyi-sms' ),
			'login'     => __( 'Login', 'ihuyi-sms' ),
			'login_sms' => __( 'Login without a password', 'ihuyi-sms' ),
			'reset'     => __( 'Lost password', 'ihuyi-sms' ),
			'profile'   => __( 'Profile', 'ihuyi-sms' ),
			'comment'   => __( 'Comments', 'ihuyi-sms' ),
			'unique'    => __( 'One number, one account', 'ihuyi-sms' ),
			'voice'     => __( 'Calls', 'ihuyi-sms' ),
			'captcha'   => __( 'Picture challenge', 'ihuyi-sms' ),
		);
	}

	/**
	 * What the values of a setting mean.
	 *
	 * @param string $name Of a setting.
	 * @return array<string, string> None where it is yes or no, or a number.
	 */
	public static function choices( $name ) {
		switch ( $name ) {
			case 'register':
				return array(
					'off'      => __( 'Do not ask for a number', 'ihuyi-sms' ),
					'optional' => __( 'Ask, but optional', 'ihuyi-sms' ),
					'required' => __( 'A verified number is required', 'ihuyi-sms' ),
				);
			case 'login':
				return array(
					'off'      => __( 'Password only', 'ihuyi-sms' ),
					'optional' => __( 'Password and a code, for users with a verified number', 'ihuyi-sms' ),
					'required' => __( 'Password and a code, for everybody', 'ihuyi-sms' ),
				);
			case 'comment':
				return array(
					'off'    => __( 'Do not ask for a number', 'ihuyi-sms' ),
					'guests' => __( 'Guests verify a number before they comment', 'ihuyi-sms' ),
				);
			case 'captcha':
				return array(
					'never'    => __( 'Never', 'ihuyi-sms' ),
					'after 1'  => __( 'After one code in 24 hours', 'ihuyi-sms' ),
					'after 3'  => __( 'After 3 codes in 24 hours', 'ihuyi-sms' ),
					'after 5'  => __( 'After 5 codes in 24 hours', 'ihuyi-sms' ),
					'after 10' => __( 'After 10 codes in 24 hours', 'ihuyi-sms' ),
					'always'   => __( 'Before every code', 'ihuyi-sms' ),
				);
		}
		return array();
	}

	/**
	 * The rows.
	 */
	public static function rows() {
		$labels = self::labels();
		Fields::choice( 'register', $labels['register'], self::choices( 'register' ) );
		Fields::choice( 'login', $labels['login'], self::choices( 'login' ), __( 'Verify your own number in your profile before you choose "for everybody".', 'ihuyi-sms' ) );
		Fields::tick( 'login_sms', $labels['login_sms'], __( 'Users with a verified number can log in with a code alone', 'ihuyi-sms' ) );
		Fields::tick( 'reset', $labels['reset'], __( 'Can be reset with a code sent to the verified number', 'ihuyi-sms' ) );
		Fields::tick( 'profile', $labels['profile'], __( 'Users can add, change and remove their number', 'ihuyi-sms' ) );
		Fields::choice( 'comment', $labels['comment'], self::choices( 'comment' ) );
		Fields::tick( 'unique', $labels['unique'], __( 'A number can belong to one account only', 'ihuyi-sms' ) );
		Fields::tick( 'voice', $labels['voice'], __( 'Offer to read the code out in a call when no message comes', 'ihuyi-sms' ), __( 'Needs the account for calls.', 'ihuyi-sms' ) );
		Fields::choice( 'captcha', $labels['captcha'], self::choices( 'captcha' ), __( 'Counted for one number or one address. It stops programs that would send messages at your cost.', 'ihuyi-sms' ) );
	}
}

<?php
/**
 * The plugin's settings.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * A constant in wp-config.php (IHUYI_SMS_ACCOUNT) beats the environment (IHUYI_ACCOUNT), and that the saved option.
 */
final class Settings {

	const OPTION = 'ihuyi_sms';

	/**
	 * What a page must not set: whoever can log in as an administrator must not choose the server's files or where keys are sent.
	 */
	const OUTSIDE = array( 'gateway', 'ca_file', 'store', 'secret_file', 'helper_token_file', 'program' );

	/**
	 * Values of the settings that are one of a few.
	 */
	const CHOICES = array(
		'way'      => array( 'auto', 'ffi', 'helper', 'program' ),
		'register' => array( 'off', 'optional', 'required' ),
		'login'    => array( 'off', 'optional', 'required' ),
		'comment'  => array( 'off', 'guests' ),
	);

	/**
	 * Every setting and what it is when nobody says anything. The type of the default is the setting's.
	 *
	 * @return array<string, mixed>
	 */
	public static function defaults() {
		return array(
			'account'           => '',
			'apikey'            => '',
			'voice_account'     => '',
			'voice_apikey'      => '',
			'signature'         => '',
			'gateway'           => '',
			'ca_file'           => '',
			'store'             => '',
			'secret_file'       => '',
			'way'               => 'auto',
			'helper'            => '',
			'helper_token_file' => '',
			'program'           => '',
			'register'          => 'off',
			'login'             => 'off',
			'login_sms'         => false,
			'reset'             => false,
			'profile'           => false,
			'comment'           => 'off',
			'voice'             => false,
			'captcha'           => 'after 3',
			'unique'            => true,
			'proxies'           => '',
			'notices'           => array(),
			'staff'             => '',
			'push_secret'       => '',
			'push_addresses'    => '',
			'log_days'          => 90,
			'wipe'              => false,
		);
	}

	/**
	 * The value that holds.
	 *
	 * @param string $name One of defaults().
	 * @return mixed
	 */
	public static function get( $name ) {
		$fixed = self::outer( $name );
		if ( null !== $fixed ) {
			return self::clean( $name, $fixed[1] );
		}
		$defaults = self::defaults();
		$saved    = self::saved();
		if ( isset( $saved[ $name ] ) && ! self::outside( $name ) ) {
			return self::clean( $name, $saved[ $name ] );
		}
		return isset( $defaults[ $name ] ) ? $defaults[ $name ] : null;
	}

	/**
	 * Who says it, when it is not the settings page.
	 *
	 * @param string $name One of defaults().
	 * @return string|null 'constant', 'environment' or null.
	 */
	public static function fixed( $name ) {
		$fixed = self::outer( $name );
		return null === $fixed ? null : $fixed[0];
	}

	/**
	 * Whether only a constant or the environment may set it.
	 *
	 * @param string $name One of defaults().
	 * @return bool
	 */
	public static function outside( $name ) {
		// A helper gets the keys that the network's owner set for all its sites, and says which codes are right: no site's administrator names it.
		return in_array( $name, self::OUTSIDE, true ) || ( 'helper' === $name && is_multisite() );
	}

	/**
	 * Saves what is given and leaves the rest; what is fixed outside, and what only a constant or the environment may set, is left out.
	 *
	 * @param array<string, mixed> $values By name.
	 */
	public static function save( array $values ) {
		$saved = self::saved();
		foreach ( array_intersect_key( $values, self::defaults() ) as $name => $value ) {
			if ( null === self::fixed( $name ) && ! self::outside( $name ) ) {
				$saved[ $name ] = self::clean( $name, $value );
			}
		}
		update_option( self::OPTION, $saved, true );
	}

	/**
	 * Makes what has to be there before anybody opens the settings: the secret part of the address for receipts.
	 */
	public static function prime() {
		$saved = self::saved();
		if ( empty( $saved['push_secret'] ) ) {
			self::save( array( 'push_secret' => bin2hex( random_bytes( 16 ) ) ) );
		}
	}

	/**
	 * The saved option.
	 *
	 * @return array<string, mixed>
	 */
	private static function saved() {
		$saved = get_option( self::OPTION );
		return is_array( $saved ) ? $saved : array();
	}

	/**
	 * What a constant or the environment says. Empty is not said.
	 *
	 * @param string $name One of defaults().
	 * @return array{string, mixed}|null
	 */
	private static function outer( $name ) {
		$constant = 'IHUYI_SMS_' . strtoupper( $name );
		if ( defined( $constant ) && '' !== constant( $constant ) && null !== constant( $constant ) ) {
			return array( 'constant', constant( $constant ) );
		}
		$value = getenv( 'IHUYI_' . strtoupper( $name ) );
		return is_string( $value ) && '' !== $value ? array( 'environment', $value ) : null;
	}

	/**
	 * Brings a value into its setting's type and range; what makes no sense becomes the default.
	 *
	 * @param string $name  One of defaults().
	 * @param mixed  $value From a form, the option, a constant or the environment.
	 * @return mixed
	 */
	private static function clean( $name, $value ) {
		$defaults = self::defaults();
		$default  = $defaults[ $name ];
		if ( is_array( $default ) ) {
			return is_array( $value ) ? $value : $default;
		}
		if ( is_bool( $default ) ) {
			return is_bool( $value ) ? $value : in_array( strtolower( (string) $value ), array( '1', 'yes', 'on', 'true' ), true );
		}
		if ( ! is_scalar( $value ) ) {
			return $default;
		}
		if ( is_int( $default ) ) {
			return min( 3650, max( 1, (int) $value ) );
		}
		$value = trim( wp_check_invalid_utf8( (string) $value ) );
		if ( isset( self::CHOICES[ $name ] ) ) {
			return in_array( $value, self::CHOICES[ $name ], true ) ? $value : $default;
		}
		if ( 'captcha' === $name ) {
			return preg_match( '/^(?:never|always|after [1-9]\d{0,3})$/D', $value ) ? $value : $default;
		}
		if ( 'push_secret' === $name ) {
			return preg_match( '/^[A-Za-z0-9_-]{16,64}$/D', $value ) ? $value : $default;
		}
		$lines = in_array( $name, array( 'proxies', 'push_addresses', 'staff' ), true );
		return $lines ? sanitize_textarea_field( $value ) : preg_replace( '/[\x00-\x1f\x7f]/', '', $value );
	}
}

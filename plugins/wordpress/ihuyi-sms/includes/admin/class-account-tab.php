<?php
/**
 * The tab with the account.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Gateway;

defined( 'ABSPATH' ) || exit;

/**
 * Whose money it is, and whether it works.
 */
final class AccountTab {

	const NAMES = array( 'account', 'apikey', 'voice_account', 'voice_apikey', 'signature' );

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'ihuyi_sms_settings_tab_account', array( self::class, 'rows' ) );
		add_action( 'ihuyi_sms_settings_after_account', array( self::class, 'after' ) );
		add_filter( 'ihuyi_sms_settings_values_account', array( self::class, 'values' ), 10, 2 );
		Trial::hook();
	}

	/**
	 * What the settings of the accounts are called.
	 *
	 * @return array<string, string>
	 */
	public static function labels() {
		return array(
			'account'       => __( 'APIID for messages', 'ihuyi-sms' ),
			'apikey'        => __( 'APIKEY for messages', 'ihuyi-sms' ),
			'voice_account' => __( 'APIID for calls', 'ihuyi-sms' ),
			'voice_apikey'  => __( 'APIKEY for calls', 'ihuyi-sms' ),
		);
	}

	/**
	 * The rows.
	 */
	public static function rows() {
		if ( 'helper' === Gateway::way() ) {
			echo '<tr><td colspan="2" class="td-full"><p class="description">' . esc_html__( 'This site sends by way of the local helper. Where the helper has an account of its own, leave these empty.', 'ihuyi-sms' ) . '</p></td></tr>';
		}
		$labels = self::labels();
		Fields::text( 'account', $labels['account'], __( 'From the console of 互亿无线, as C00000000.', 'ihuyi-sms' ) );
		Fields::secret( 'apikey', $labels['apikey'], __( 'Better in wp-config.php, as the constant IHUYI_SMS_APIKEY: then it is in no database backup.', 'ihuyi-sms' ) );
		Fields::text( 'voice_account', $labels['voice_account'], __( 'Only to read codes out in a call, as V00000000. It is another product with an account of its own.', 'ihuyi-sms' ) );
		Fields::secret( 'voice_apikey', $labels['voice_apikey'] );
		Fields::text( 'signature', __( 'Signature', 'ihuyi-sms' ), __( 'As it was approved, without 【】. The gateway adds it by itself; here it only serves to count what a message costs.', 'ihuyi-sms' ) );
	}

	/**
	 * Below the form.
	 */
	public static function after() {
		Trial::render();
	}

	/**
	 * What to save.
	 *
	 * @param array<string, mixed> $values So far.
	 * @param array<string, mixed> $post   The form.
	 * @return array<string, mixed>
	 */
	public static function values( array $values, array $post ) {
		$new = Fields::values( self::NAMES, $post );
		foreach ( array( 'account', 'apikey', 'voice_account', 'voice_apikey' ) as $name ) {
			if ( ! isset( $new[ $name ] ) ) {
				continue;
			}
			// Copied from a page they often bring blanks along.
			$new[ $name ] = preg_replace( '/\s+/u', '', $new[ $name ] );
			$key          = false !== strpos( $name, 'apikey' );
			if ( $key && '' !== $new[ $name ] && ! preg_match( '/^[0-9a-f]{32}$/Di', $new[ $name ] ) ) {
				Said::say( 'warning', __( 'This does not look like an APIKEY, which has 32 digits and letters from a to f. It was saved all the same; please test the connection.', 'ihuyi-sms' ) );
			}
		}
		return $new + $values;
	}
}

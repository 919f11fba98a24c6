<?php
/**
 * The tab with log and privacy.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Push\Receiver;
use IhuyiSms\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * What is kept, for how long, and where receipts come in.
 */
final class LogTab {

	const NAMES = array( 'log_days', 'wipe', 'push_addresses' );

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'ihuyi_sms_settings_tab_log', array( self::class, 'rows' ) );
		add_action( 'ihuyi_sms_settings_after_log', array( self::class, 'after' ) );
		add_filter( 'ihuyi_sms_settings_values_log', array( self::class, 'values' ), 10, 2 );
		Action::add( 'new_address', array( self::class, 'renew' ) );
	}

	/**
	 * What two of its settings are called.
	 *
	 * @return array<string, string>
	 */
	public static function labels() {
		return array(
			'log_days' => __( 'Keep the log for', 'ihuyi-sms' ),
			'wipe'     => __( 'When the plugin is deleted', 'ihuyi-sms' ),
		);
	}

	/**
	 * The rows.
	 */
	public static function rows() {
		if ( class_exists( Receiver::class ) ) {
			$id = 'ihuyi-sms-push-address';
			echo '<tr><th scope="row"><label for="' . esc_attr( $id ) . '">' . esc_html__( 'Address for receipts', 'ihuyi-sms' ) . '</label></th><td>';
			echo '<textarea class="large-text code" rows="2" readonly spellcheck="false" id="' . esc_attr( $id ) . '" aria-describedby="' . esc_attr( $id ) . '-about">' . esc_textarea( Receiver::address() ) . '</textarea>';
			echo '<p class="description" id="' . esc_attr( $id ) . '-about">' . esc_html__( 'Write it into the console of 互亿无线, for delivery receipts and for replies. Without it nobody knows what arrived. It is secret: whoever has it could tell this site of receipts that are none.', 'ihuyi-sms' ) . '</p></td></tr>';
		}
		Fields::lines( 'push_addresses', __( 'Accept receipts from', 'ihuyi-sms' ), __( 'Addresses of the gateway, one per line, such as 203.0.113.7 or 203.0.113.0/24. Empty: from anywhere.', 'ihuyi-sms' ) );
		Fields::number( 'log_days', self::labels()['log_days'], __( 'Days. Numbers are masked, and codes are never kept.', 'ihuyi-sms' ) );
		Fields::tick( 'wipe', self::labels()['wipe'], __( 'Delete all its data: log, settings, and the numbers of the users', 'ihuyi-sms' ) );
	}

	/**
	 * Below the form.
	 */
	public static function after() {
		if ( null !== Settings::fixed( 'push_secret' ) || ! class_exists( Receiver::class ) ) {
			return;
		}
		echo '<h2>' . esc_html__( 'A new address for receipts', 'ihuyi-sms' ) . '</h2>';
		Action::begin( 'new_address' );
		echo '<p>' . esc_html__( 'If somebody else may know the address, make a new one. The old one stops at once, so write the new one into the console.', 'ihuyi-sms' ) . '</p>';
		submit_button( __( 'Make a new address', 'ihuyi-sms' ), 'secondary', 'new_address' );
		echo '</form>';
	}

	/**
	 * Makes a new secret.
	 *
	 * @return string Where to go.
	 */
	public static function renew() {
		Settings::save( array( 'push_secret' => bin2hex( random_bytes( 16 ) ) ) );
		Said::say( 'success', __( 'There is a new address. Write it into the console of 互亿无线.', 'ihuyi-sms' ) );
		return SettingsPage::address( 'log' );
	}

	/**
	 * What to save.
	 *
	 * @param array<string, mixed> $values So far.
	 * @param array<string, mixed> $post   The form.
	 * @return array<string, mixed>
	 */
	public static function values( array $values, array $post ) {
		return Addresses::checked( Fields::values( self::NAMES, $post ), 'push_addresses' ) + $values;
	}
}

<?php
/**
 * The first page after activation, and the row in the list of plugins.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Gateway;
use IhuyiSms\Plugin;
use IhuyiSms\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Says the next step, where somebody who has just activated the plugin is looking.
 */
final class Welcome {

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_filter( 'plugin_action_links_' . Plugin::basename(), array( self::class, 'links' ) );
		add_action( 'admin_notices', array( self::class, 'notice' ) );
	}

	/**
	 * Links in the plugin's row.
	 *
	 * @param string[] $links Of WordPress.
	 * @return string[]
	 */
	public static function links( $links ) {
		if ( ! current_user_can( Action::RIGHT ) ) {
			return $links;
		}
		$ours = array(
			'settings' => '<a href="' . esc_url( SettingsPage::address() ) . '">' . esc_html__( 'Settings', 'ihuyi-sms' ) . '</a>',
			'log'      => '<a href="' . esc_url( LogPage::address() ) . '">' . esc_html__( 'Log', 'ihuyi-sms' ) . '</a>',
		);
		return $ours + $links;
	}

	/**
	 * The next step, on the list of plugins alone and until it is done.
	 */
	public static function notice() {
		$screen = get_current_screen();
		if ( ! $screen || 'plugins' !== $screen->id || ! current_user_can( Action::RIGHT ) || self::has_account() ) {
			return;
		}
		printf(
			'<div class="notice notice-info is-dismissible ihuyi-sms-welcome"><p>%1$s <a href="%2$s">%3$s</a></p></div>',
			esc_html__( 'Ihuyi SMS is active. Next: write APIID and APIKEY of your account into its settings, and test the connection.', 'ihuyi-sms' ),
			esc_url( SettingsPage::address() ),
			esc_html__( 'To the settings', 'ihuyi-sms' )
		);
	}

	/**
	 * Whether messages have somebody who pays for them.
	 *
	 * @return bool
	 */
	public static function has_account() {
		return ( '' !== Settings::get( 'account' ) && '' !== Settings::get( 'apikey' ) ) || 'helper' === Gateway::way();
	}
}

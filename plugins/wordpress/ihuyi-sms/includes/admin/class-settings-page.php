<?php
/**
 * The settings page.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Settings;
use IhuyiSms\Way;

defined( 'ABSPATH' ) || exit;

/**
 * Settings > Ihuyi SMS, with a tab for each part. Another part adds a tab of its own:
 * the filter ihuyi_sms_settings_tabs names it, the action ihuyi_sms_settings_tab_NAME prints its rows in the form, and the filter
 * ihuyi_sms_settings_values_NAME picks the values to save from the form; the action ihuyi_sms_settings_after_NAME prints below the form.
 */
final class SettingsPage {

	const SLUG = 'ihuyi-sms';

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action(
			'admin_menu',
			static function () {
				$screen = add_options_page( __( 'Ihuyi SMS', 'ihuyi-sms' ), __( 'Ihuyi SMS', 'ihuyi-sms' ), Action::RIGHT, self::SLUG, array( self::class, 'render' ) );
				add_action( 'load-' . $screen, array( self::class, 'load' ) );
			}
		);
		Action::add( 'save', array( self::class, 'save' ) );
		foreach ( array( AccountTab::class, FormsTab::class, LogTab::class, AdvancedTab::class ) as $tab ) {
			$tab::hook();
		}
	}

	/**
	 * The address of a tab.
	 *
	 * @param string $tab Its name.
	 * @return string Not escaped.
	 */
	public static function address( $tab = 'account' ) {
		return add_query_arg(
			array(
				'page' => self::SLUG,
				'tab'  => $tab,
			),
			admin_url( 'options-general.php' )
		);
	}

	/**
	 * Names and labels of the tabs.
	 *
	 * @return array<string, string>
	 */
	public static function tabs() {
		$tabs = array(
			'account'  => __( 'Account', 'ihuyi-sms' ),
			'forms'    => __( 'Forms', 'ihuyi-sms' ),
			'log'      => __( 'Log and privacy', 'ihuyi-sms' ),
			'advanced' => __( 'Advanced', 'ihuyi-sms' ),
		);
		/**
		 * The tabs of the settings page; the last one stays the last.
		 *
		 * @param array<string, string> $tabs Labels, by name.
		 */
		$all  = (array) apply_filters( 'ihuyi_sms_settings_tabs', $tabs );
		$last = array( 'advanced' => $tabs['advanced'] );
		return array_diff_key( $all, $last ) + $last;
	}

	/**
	 * Before the page is printed.
	 */
	public static function load() {
		Action::style();
		Help::settings();
	}

	/**
	 * The page.
	 */
	public static function render() {
		if ( ! current_user_can( Action::RIGHT ) ) {
			return;
		}
		$tabs = self::tabs();
		$now  = self::tab();
		echo '<div class="wrap ihuyi-sms"><h1>' . esc_html__( 'Ihuyi SMS', 'ihuyi-sms' ) . '</h1>';
		Said::show();
		echo '<nav class="nav-tab-wrapper" aria-label="' . esc_attr__( 'Settings', 'ihuyi-sms' ) . '">';
		foreach ( $tabs as $tab => $label ) {
			printf(
				'<a href="%1$s" class="nav-tab%2$s"%3$s>%4$s</a>',
				esc_url( self::address( $tab ) ),
				$tab === $now ? ' nav-tab-active' : '',
				$tab === $now ? ' aria-current="page"' : '',
				esc_html( $label )
			);
		}
		echo '</nav>';
		if ( 'account' === $now || 'advanced' === $now ) {
			Standing::render();
		}
		Action::begin( 'save' );
		echo '<input type="hidden" name="tab" value="' . esc_attr( $now ) . '"><table class="form-table" role="presentation">';
		do_action( 'ihuyi_sms_settings_tab_' . $now );
		echo '</table>';
		submit_button( null, 'primary', 'save' );
		echo '</form>';
		do_action( 'ihuyi_sms_settings_after_' . $now );
		echo '</div>';
	}

	/**
	 * Saves a tab.
	 *
	 * @return string Where to go.
	 */
	public static function save() {
		$tab = self::tab();
		// phpcs:ignore WordPress.Security -- Action has checked the nonce; Settings cleans each value for its type.
		$post   = isset( $_POST['ihuyi_sms'] ) && is_array( $_POST['ihuyi_sms'] ) ? wp_unslash( $_POST['ihuyi_sms'] ) : array();
		$values = (array) apply_filters( 'ihuyi_sms_settings_values_' . $tab, array(), $post );
		Settings::save( $values );
		Way::forget();
		Said::say( 'success', __( 'Settings saved.', 'ihuyi-sms' ) );
		return self::address( $tab );
	}

	/**
	 * The tab that was asked for.
	 *
	 * @return string
	 */
	private static function tab() {
		$tab = sanitize_key( Action::field( 'tab' ) );
		return isset( self::tabs()[ $tab ] ) ? $tab : 'account';
	}
}

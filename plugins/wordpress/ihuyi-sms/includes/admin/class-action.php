<?php
/**
 * Actions of the admin pages.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Plugin;

defined( 'ABSPATH' ) || exit;

/**
 * Every action goes through here: right and nonce first, then a redirect back. Nothing needs JavaScript.
 */
final class Action {

	const RIGHT = 'manage_options';

	/**
	 * Makes a function of admin-post.php.
	 *
	 * @param string   $name   As 'save'; the action is ihuyi_sms_save, and so is its nonce.
	 * @param callable $action Gives the address to go to, or ends the request itself.
	 */
	public static function add( $name, callable $action ) {
		add_action(
			'admin_post_ihuyi_sms_' . $name,
			static function () use ( $name, $action ) {
				if ( ! current_user_can( self::RIGHT ) ) {
					wp_die( esc_html__( 'You are not allowed to do this.', 'ihuyi-sms' ), '', array( 'response' => 403 ) );
				}
				check_admin_referer( 'ihuyi_sms_' . $name );
				$to = $action();
				wp_safe_redirect( $to );
				exit;
			}
		);
	}

	/**
	 * Begins a form for an action.
	 *
	 * @param string $name  As for add().
	 * @param string $class Of the form.
	 */
	public static function begin( $name, $class = '' ) {
		printf(
			'<form method="post" action="%1$s" id="ihuyi-sms-%2$s" class="%3$s"><input type="hidden" name="action" value="ihuyi_sms_%4$s">',
			esc_url( admin_url( 'admin-post.php' ) ),
			esc_attr( str_replace( '_', '-', $name ) ),
			esc_attr( $class ),
			esc_attr( $name )
		);
		wp_nonce_field( 'ihuyi_sms_' . $name );
	}

	/**
	 * The address of an action that only reads, for a link.
	 *
	 * @param string                    $name As for add().
	 * @param array<string, string|int> $more Arguments.
	 * @return string Not escaped.
	 */
	public static function address( $name, array $more = array() ) {
		$more['action']   = 'ihuyi_sms_' . $name;
		$more['_wpnonce'] = wp_create_nonce( 'ihuyi_sms_' . $name );
		return add_query_arg( array_map( 'rawurlencode', array_map( 'strval', $more ) ), admin_url( 'admin-post.php' ) );
	}

	/**
	 * A text of the form, or of the address, without slashes.
	 *
	 * @param string $name Of the field.
	 * @return string
	 */
	public static function field( $name ) {
		// phpcs:ignore WordPress.Security -- the caller has checked the nonce, and each value is cleaned for its use.
		$value = isset( $_REQUEST[ $name ] ) ? wp_unslash( $_REQUEST[ $name ] ) : '';
		return is_string( $value ) ? trim( sanitize_text_field( $value ) ) : '';
	}

	/**
	 * Style of the plugin's own pages.
	 */
	public static function style() {
		wp_enqueue_style( 'ihuyi-sms-admin', Plugin::url( 'assets/admin.css' ), array(), Plugin::VERSION );
	}
}

<?php
/**
 * A lost password.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

/**
 * Number and code as one more way on the form that is there. It ends on WordPress's own page for a new password, with a key of
 * WordPress's own.
 */
final class Reset {

	/**
	 * What this request did with our fields.
	 *
	 * @var Reply|null
	 */
	private static $reply = null;

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'login_form_lostpassword', array( self::class, 'handle' ) );
		add_action( 'login_form_retrievepassword', array( self::class, 'handle' ) );
		add_filter( 'lostpassword_errors', array( self::class, 'errors' ), PHP_INT_MAX );
		add_action( 'lostpassword_form', array( self::class, 'show' ) );
	}

	/**
	 * Before WordPress looks at the form.
	 */
	public static function handle() {
		$form = Form::of( Purpose::RESET );
		if ( ! Purpose::open( Purpose::RESET ) || '' === $form->sent['purpose'] ) {
			return;
		}
		// phpcs:disable WordPress.Security.NonceVerification -- which way was taken; token and code are checked where they are used.
		$mine  = isset( $_POST['ihuyi_sms_go'] );
		$empty = ! isset( $_POST['user_login'] ) || '' === trim( sanitize_text_field( wp_unslash( $_POST['user_login'] ) ) );
		// phpcs:enable
		if ( '' !== $form->asked() ) {
			self::$reply = $form->send();
		} elseif ( $mine || ( $empty && $form->filled() ) ) {
			self::enter( $form );
			self::$reply = $form->reply;
		}
		if ( null !== self::$reply && $empty ) {
			// WordPress trims what is not there, of which PHP complains since 8.1.
			$_POST['user_login'] = ' ';
		}
	}

	/**
	 * What WordPress says to the form: ours alone, when our way was taken. No mail goes out then.
	 *
	 * @param \WP_Error $errors Of WordPress.
	 * @return \WP_Error
	 */
	public static function errors( $errors ) {
		if ( null === self::$reply ) {
			return $errors;
		}
		// phpcs:ignore WordPress.Security.NonceVerification -- what handle() put there is taken away again.
		if ( isset( $_POST['user_login'] ) && ' ' === $_POST['user_login'] ) {
			$_POST['user_login'] = '';
		}
		return new \WP_Error( 'ihuyi_sms_' . self::$reply->status, self::$reply->notice(), self::$reply->fine() || 'other' === self::$reply->status ? 'message' : '' );
	}

	/**
	 * The fields, below those for user name or mail.
	 */
	public static function show() {
		if ( ! Purpose::open( Purpose::RESET ) ) {
			return;
		}
		$form = Form::of( Purpose::RESET );
		echo '<p class="ihuyi-sms-or">' . esc_html__( 'Or by the mobile number of your account:', 'ihuyi-sms' ) . '</p>';
		Fields::show( $form, array( 'valid' => false ) );
		Account::show( $form );
		echo '<p class="ihuyi-sms-go"><button type="submit" name="ihuyi_sms_go" value="1" class="button button-large" formnovalidate>' . esc_html__( 'Set a new password with the code', 'ihuyi-sms' ) . '</button></p>';
	}

	/**
	 * A code was entered.
	 *
	 * @param Form $form The form.
	 */
	private static function enter( Form $form ) {
		$user = '' === $form->prove() ? null : Account::of( $form );
		if ( null === $user || ! $form->finish() ) {
			return;
		}
		$key = get_password_reset_key( $user );
		if ( is_wp_error( $key ) ) {
			$form->reply = new Reply( 'denied', wp_strip_all_tags( $key->get_error_message() ) );
			return;
		}
		wp_safe_redirect( network_site_url( 'wp-login.php?action=rp&key=' . $key . '&login=' . rawurlencode( $user->user_login ), 'login' ) );
		exit;
	}
}

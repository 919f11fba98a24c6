<?php
/**
 * Logging in without a password.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

/**
 * A link below the login form leads to a page with number and code. The login form itself stays as it is.
 */
final class SignIn {

	const PAGE = 'ihuyi_sms_signin';

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'login_form', array( self::class, 'link' ) );
		add_action( 'woocommerce_login_form_end', array( self::class, 'link' ) );
		add_action( 'login_form_' . self::PAGE, array( self::class, 'page' ) );
	}

	/**
	 * The link.
	 */
	public static function link() {
		if ( ! Purpose::open( Purpose::SIGNIN ) ) {
			return;
		}
		$more = array(
			'redirect_to'   => LoginPage::requested(),
			'interim-login' => LoginPage::interim() ? '1' : '',
		);
		echo '<p class="ihuyi-sms-link"><a href="' . esc_url( LoginPage::url( self::PAGE, $more ) ) . '">' . esc_html__( 'Log in with a code by text message', 'ihuyi-sms' ) . '</a></p>';
		Fields::assets();
	}

	/**
	 * The page.
	 */
	public static function page() {
		if ( ! Purpose::open( Purpose::SIGNIN ) ) {
			wp_safe_redirect( wp_login_url() );
			exit;
		}
		nocache_headers();
		$form = Form::of( Purpose::SIGNIN );
		if ( '' !== $form->asked() ) {
			$form->send();
		} elseif ( $form->filled() || '' !== $form->sent['proof'] ) {
			self::enter( $form );
		}
		LoginPage::show(
			__( 'Log in with a code', 'ihuyi-sms' ),
			$form,
			array(
				'page'     => self::PAGE,
				'number'   => true,
				'intro'    => __( 'Type the mobile number of your account; a code is sent to it.', 'ihuyi-sms' ),
				'button'   => __( 'Log in', 'ihuyi-sms' ),
				'remember' => true,
				'hidden'   => array_filter( array( 'redirect_to' => LoginPage::requested() ), 'strlen' ),
			),
			static function () use ( $form ) {
				Account::show( $form );
			}
		);
	}

	/**
	 * A code was entered.
	 *
	 * @param Form $form The form.
	 */
	private static function enter( Form $form ) {
		$user = '' === $form->prove() ? null : Account::of( $form );
		if ( null === $user ) {
			return;
		}
		// Whoever keeps accounts out (not yet approved, blocked, a network's spammers) does it by these.
		$may = apply_filters( 'wp_authenticate_user', $user, '' ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress's own hook.
		$may = is_wp_error( $may ) ? $may : wp_authenticate_spam_check( $user );
		if ( is_wp_error( $may ) ) {
			$form->reply = new Reply( 'denied', wp_strip_all_tags( $may->get_error_message() ) );
			return;
		}
		if ( $form->finish() ) {
			// phpcs:ignore WordPress.Security.NonceVerification -- the code that was proved is no other page's.
			LoginPage::enter( $user, ! empty( $_POST['rememberme'] ), LoginPage::requested() );
		}
	}
}

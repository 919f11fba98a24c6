<?php
/**
 * Which account a proved number means.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

/**
 * Mostly there is one. Where numbers may have several, whoever proved the number chooses.
 */
final class Account {

	/**
	 * The account. Without one the form's reply says what to do.
	 *
	 * @param Form $form A form whose number was proved.
	 * @return \WP_User|null
	 */
	public static function of( Form $form ) {
		$users = self::all( $form->mobile, $form->purpose );
		if ( 1 === count( $users ) ) {
			return $users[0];
		}
		if ( array() === $users ) {
			$form->reply         = new Reply( 'none', __( 'There is no code to check, or it was used already. Please ask for a new one.', 'ihuyi-sms' ) );
			$form->sent['proof'] = '';
			$form->mobile        = '';
			return null;
		}
		// phpcs:ignore WordPress.Security.NonceVerification -- the proof in the same form is no other page's.
		$chosen = isset( $_POST['ihuyi_sms_account'] ) && is_scalar( $_POST['ihuyi_sms_account'] ) ? (int) $_POST['ihuyi_sms_account'] : 0;
		foreach ( $users as $user ) {
			if ( $user->ID === $chosen ) {
				return $user;
			}
		}
		$form->reply = new Reply( 'ok', __( 'Several accounts have this number. Please choose one.', 'ihuyi-sms' ) );
		return null;
	}

	/**
	 * Prints the choice, where there is one.
	 *
	 * @param Form $form The form.
	 */
	public static function show( Form $form ) {
		$users = '' === $form->mobile ? array() : self::all( $form->mobile, $form->purpose );
		if ( count( $users ) < 2 ) {
			return;
		}
		echo '<p class="ihuyi-sms-account"><label for="ihuyi-sms-account">' . esc_html__( 'Account', 'ihuyi-sms' ) . '</label> <select name="ihuyi_sms_account" id="ihuyi-sms-account">';
		foreach ( $users as $user ) {
			echo '<option value="' . esc_attr( $user->ID ) . '">' . esc_html( $user->user_login ) . '</option>';
		}
		echo '</select></p>';
	}

	/**
	 * All that a code to a number opens. To the others none is sent, as if nobody had the number.
	 *
	 * @param string $mobile  The number.
	 * @param string $purpose signin or reset.
	 * @return \WP_User[]
	 */
	public static function all( $mobile, $purpose ) {
		$users = array();
		foreach ( Numbers::owners( $mobile ) as $user ) {
			/**
			 * Whether an account can be entered, or its password set, with a code alone.
			 *
			 * @param bool     $may     Whether; in a network, whether it is an account of this site and of nothing else.
			 * @param \WP_User $user    The user.
			 * @param string   $purpose signin or reset.
			 */
			if ( apply_filters( 'ihuyi_sms_code_is_enough', self::is_of_this_site( $user ), $user, $purpose ) ) {
				$users[] = $user;
			}
		}
		return $users;
	}

	/**
	 * Whether nobody gains anything beyond this site by an account. A network's users are all its sites', but the account that sends this
	 * site's codes is its administrator's, who could read them.
	 *
	 * @param \WP_User $user The user.
	 * @return bool
	 */
	private static function is_of_this_site( \WP_User $user ) {
		// Also in sites that are closed now and may be opened again.
		return ! is_multisite() || ( ! is_super_admin( $user->ID ) && array( get_current_blog_id() ) === array_keys( get_blogs_of_user( $user->ID, true ) ) );
	}
}

<?php
/**
 * The number on the profile.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Mobile;
use IhuyiSms\Visitor;

/**
 * Shows the number, sets or changes it with a code, removes it. The fields are part of the profile's form, so that its own button saves
 * the number as well. Our buttons do what they say and nothing else: nobody shall save half a profile because he asked for a code.
 */
final class Profile {

	const FORM = 'ihuyi-sms-profile';

	/**
	 * Whether the form is what the last page left of it.
	 *
	 * @var bool
	 */
	private static $restored = false;

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'load-profile.php', array( self::class, 'pressed' ) );
		add_action( 'user_profile_update_errors', array( self::class, 'update' ), PHP_INT_MAX, 3 );
		add_action( 'admin_notices', array( self::class, 'warn' ) );
		add_action( 'show_user_profile', array( self::class, 'show' ) );
		add_action( 'edit_user_profile', array( self::class, 'show_other' ) );
		add_action( 'admin_footer-profile.php', array( self::class, 'form' ) );
		add_action( 'admin_footer-user-edit.php', array( self::class, 'form' ) );
		add_action( 'admin_post_ihuyi_sms_profile', array( self::class, 'handle' ) );
		add_action( 'ihuyi_sms_number_set', array( self::class, 'mail_set' ), 10, 3 );
		add_action( 'ihuyi_sms_number_removed', array( self::class, 'mail_removed' ), 10, 2 );
	}

	/**
	 * One's own profile.
	 *
	 * @param \WP_User $user The user.
	 */
	public static function show( $user ) {
		if ( ! Purpose::open( Purpose::PROFILE ) ) {
			return;
		}
		$form   = self::restored( $user->ID );
		$number = Numbers::of( $user->ID );
		self::head( $number );
		self::notice( $form->reply );
		$how = array(
			'nonce' => wp_create_nonce( 'wp_rest' ),
			'hint'  => '' === $number
				? __( 'We send a code to this phone.', 'ihuyi-sms' )
				: __( 'To change it, type the new number; the code goes there.', 'ihuyi-sms' ),
		);
		Fields::show( $form, $how );
		echo '<p><button type="submit" name="ihuyi_sms_do" value="set" class="button" formnovalidate>' . esc_html__( 'Save this number', 'ihuyi-sms' ) . '</button> ';
		self::remove_button( $number );
		echo '</p></td></tr></table>';
	}

	/**
	 * Somebody else's profile: the number can be removed, and not be set, because nobody here has that phone.
	 *
	 * @param \WP_User $user The user.
	 */
	public static function show_other( $user ) {
		if ( ! Purpose::open( Purpose::PROFILE ) || ! current_user_can( 'edit_user', $user->ID ) ) {
			return;
		}
		$number = Numbers::of( $user->ID );
		self::head( $number );
		self::notice( self::restored( $user->ID )->reply );
		echo '<p>';
		self::remove_button( $number );
		echo '</p></td></tr></table>';
	}

	/**
	 * The form that the button which removes belongs to, at the page's end.
	 */
	public static function form() {
		global $user_id;
		if ( ! Purpose::open( Purpose::PROFILE ) ) {
			return;
		}
		$id = $user_id ? (int) $user_id : get_current_user_id();
		echo '<form id="' . esc_attr( self::FORM ) . '" method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '">';
		echo '<input type="hidden" name="action" value="ihuyi_sms_profile"><input type="hidden" name="user_id" value="' . esc_attr( $id ) . '">';
		wp_nonce_field( 'ihuyi_sms_profile_' . $id, 'ihuyi_sms_nonce' );
		echo '</form>';
	}

	/**
	 * One's own profile is about to be shown or saved. Where one of our buttons was pressed, nothing of WordPress's is saved.
	 */
	public static function pressed() {
		Visitor::ensure();
		$id = get_current_user_id();
		if ( ! isset( $_POST['ihuyi_sms_send'] ) && ! isset( $_POST['ihuyi_sms_do'] ) ) {
			return;
		}
		check_admin_referer( 'update-user_' . $id ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress's own form has its own nonce.
		if ( ! current_user_can( 'edit_user', $id ) || ! Purpose::open( Purpose::PROFILE ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'ihuyi-sms' ), 403 );
		}
		$form = Form::of( Purpose::PROFILE );
		if ( '' !== $form->asked() ) {
			$form->send( null, $id );
		} else {
			self::set( $form, $id );
		}
		self::back( $form, $id );
	}

	/**
	 * WordPress is about to save a profile: of one's own the number as well, when there is nothing wrong with the rest.
	 *
	 * @param \WP_Error $errors What is wrong with the rest.
	 * @param bool      $update Whether the user is there already.
	 * @param object    $user   What is saved.
	 */
	public static function update( $errors, $update, $user ) {
		$id   = get_current_user_id();
		$form = Form::of( Purpose::PROFILE );
		if ( ! $update || $errors->has_errors() || ! defined( 'IS_PROFILE_PAGE' ) || ! IS_PROFILE_PAGE || (int) $user->ID !== $id ) {
			return;
		}
		// A browser that fills in the number that is saved already asks for nothing.
		$same = '' === trim( $form->sent['code'] ) && Mobile::normalise( $form->sent['mobile'] ) === Numbers::of( $id );
		if ( Purpose::open( Purpose::PROFILE ) && $form->filled() && ! $same ) {
			self::set( $form, $id );
			self::keep( $form, $id );
		}
	}

	/**
	 * Above a profile that was saved, that its number was not.
	 */
	public static function warn() {
		global $pagenow;
		// phpcs:ignore WordPress.Security.NonceVerification -- which page it is, no more.
		if ( 'profile.php' !== $pagenow || ! isset( $_GET['updated'] ) || ! Purpose::open( Purpose::PROFILE ) ) {
			return;
		}
		$reply = self::restored( get_current_user_id() )->reply;
		if ( '' !== $reply->sentence && ! $reply->fine() ) {
			/* translators: %s: a sentence that says why */
			$text = sprintf( __( 'The mobile number was not saved. %s', 'ihuyi-sms' ), $reply->sentence );
			echo '<div class="notice notice-error ihuyi-sms-notice"><p>' . esc_html( $text ) . '</p></div>';
		}
	}

	/**
	 * The form was sent.
	 */
	public static function handle() {
		$id = isset( $_POST['user_id'] ) && is_scalar( $_POST['user_id'] ) ? (int) $_POST['user_id'] : 0;
		check_admin_referer( 'ihuyi_sms_profile_' . $id, 'ihuyi_sms_nonce' );
		if ( ! current_user_can( 'edit_user', $id ) || ! Purpose::open( Purpose::PROFILE ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'ihuyi-sms' ), 403 );
		}
		$own  = get_current_user_id() === $id;
		$do   = isset( $_POST['ihuyi_sms_do'] ) ? sanitize_key( wp_unslash( $_POST['ihuyi_sms_do'] ) ) : '';
		$form = Form::of( Purpose::PROFILE );
		if ( 'remove' === $do ) {
			Numbers::remove( $id );
			$form->reply = new Reply( 'ok', __( 'The number was removed.', 'ihuyi-sms' ) );
			$form->sent  = array_fill_keys( Form::NAMES, '' );
		} elseif ( $own && '' !== $form->asked() ) {
			$form->send( null, $id );
		} elseif ( $own ) {
			self::set( $form, $id );
		}
		self::back( $form, $id );
	}

	/**
	 * Keeps the form for the page that is shown next.
	 *
	 * @param Form $form The form.
	 * @param int  $id   Whose profile it is.
	 */
	private static function keep( Form $form, $id ) {
		set_transient( self::kept( $id ), array( $form->sent, (array) $form->reply, get_current_user_id() ), 10 * MINUTE_IN_SECONDS );
	}

	/**
	 * Leads back to the profile.
	 *
	 * @param Form $form The form.
	 * @param int  $id   Whose profile it is.
	 */
	private static function back( Form $form, $id ) {
		self::keep( $form, $id );
		$own = get_current_user_id() === $id;
		wp_safe_redirect( ( $own ? admin_url( 'profile.php' ) : add_query_arg( 'user_id', $id, admin_url( 'user-edit.php' ) ) ) . '#ihuyi-sms' );
		exit;
	}

	/**
	 * Tells the user by mail: whoever took an account over would begin with its number.
	 *
	 * @param int    $user_id The user.
	 * @param string $mobile  The new number.
	 * @param string $before  The number until now.
	 */
	public static function mail_set( $user_id, $mobile, $before ) {
		if ( '' !== $before && $before !== $mobile ) {
			/* translators: 1: new phone number, 2: old phone number, both with their middle hidden */
			self::mail( $user_id, sprintf( __( 'The mobile number of your account is now %1$s; it was %2$s.', 'ihuyi-sms' ), Mobile::mask( $mobile ), Mobile::mask( $before ) ) );
		}
	}

	/**
	 * The same, of a number that was removed.
	 *
	 * @param int    $user_id The user.
	 * @param string $before  The number until now.
	 */
	public static function mail_removed( $user_id, $before ) {
		if ( '' !== $before ) {
			/* translators: %s: a phone number with its middle hidden */
			self::mail( $user_id, sprintf( __( 'The mobile number %s was removed from your account.', 'ihuyi-sms' ), Mobile::mask( $before ) ) );
		}
	}

	/**
	 * A mail.
	 *
	 * @param int    $user_id  To whom.
	 * @param string $sentence What happened.
	 */
	private static function mail( $user_id, $sentence ) {
		$user = get_userdata( $user_id );
		if ( $user && is_email( $user->user_email ) ) {
			$site = wp_specialchars_decode( get_option( 'blogname' ), ENT_QUOTES );
			/* translators: %s: the site's name */
			$subject = sprintf( __( '[%s] Mobile number changed', 'ihuyi-sms' ), $site );
			$advice  = __( 'If this was not you, please change your password and tell the site\'s owner.', 'ihuyi-sms' );
			wp_mail( $user->user_email, $subject, $sentence . "\n\n" . $advice . "\n\n" . home_url( '/' ) );
		}
	}

	/**
	 * A code was entered.
	 *
	 * @param Form $form The form.
	 * @param int  $id   Whose profile it is.
	 */
	private static function set( Form $form, $id ) {
		$mobile = $form->prove();
		if ( '' === $mobile ) {
			return;
		}
		if ( Numbers::taken( $mobile, $id ) || ! Numbers::claim( $mobile ) ) {
			$form->reply = new Reply( 'taken', Registration::belongs() );
		} elseif ( $form->finish() ) {
			Numbers::set( $id, $mobile );
			Numbers::release( $mobile );
			/* translators: %s: a phone number with its middle hidden */
			$form->reply = new Reply( 'ok', sprintf( __( 'The number %s is saved.', 'ihuyi-sms' ), Mobile::mask( $mobile ) ) );
		}
		$form->sent['proof'] = '';
		if ( 'ok' === $form->reply->status ) {
			$form->sent = array_fill_keys( Form::NAMES, '' );
		}
	}

	/**
	 * The form as handle() left it.
	 *
	 * @param int $id Whose profile it is.
	 * @return Form
	 */
	private static function restored( $id ) {
		$kept = get_transient( self::kept( $id ) );
		if ( self::$restored || ! is_array( $kept ) || get_current_user_id() !== $kept[2] ) {
			return Form::of( Purpose::PROFILE );
		}
		delete_transient( self::kept( $id ) );
		self::$restored = true;
		$form = Form::restore( Purpose::PROFILE, array_diff_key( $kept[0], array( 'purpose' => '' ) ) );
		foreach ( $kept[1] as $name => $value ) {
			$form->reply->$name = $value;
		}
		return $form;
	}

	/**
	 * Where the form is kept between its two pages.
	 *
	 * @param int $id Whose profile it is.
	 * @return string
	 */
	private static function kept( $id ) {
		return 'ihuyi_sms_profile_' . $id;
	}

	/**
	 * The heading, and the number as far as it is shown.
	 *
	 * @param string $number The number, or empty.
	 */
	private static function head( $number ) {
		echo '<h2 id="ihuyi-sms">' . esc_html__( 'Mobile number', 'ihuyi-sms' ) . '</h2><table class="form-table" role="presentation"><tr><th scope="row">' . esc_html__( 'Number of this account', 'ihuyi-sms' ) . '</th><td>';
		echo '<p><strong>' . esc_html( '' === $number ? __( 'None yet', 'ihuyi-sms' ) : Mobile::mask( $number ) ) . '</strong></p>';
	}

	/**
	 * What became of the form.
	 *
	 * @param Reply $reply The reply.
	 */
	private static function notice( Reply $reply ) {
		if ( '' !== $reply->sentence ) {
			$kind = $reply->fine() ? 'notice-success' : ( 'other' === $reply->status ? 'notice-info' : 'notice-error' );
			echo '<div class="notice inline ihuyi-sms-notice ' . esc_attr( $kind ) . '" role="status"><p>' . esc_html( $reply->sentence ) . '</p></div>';
		}
	}

	/**
	 * The button that removes.
	 *
	 * @param string $number The number, or empty.
	 */
	private static function remove_button( $number ) {
		if ( '' !== $number ) {
			echo '<button type="submit" form="' . esc_attr( self::FORM ) . '" name="ihuyi_sms_do" value="remove" class="button button-link-delete" formnovalidate>' . esc_html__( 'Remove the number', 'ihuyi-sms' ) . '</button>';
		}
	}
}

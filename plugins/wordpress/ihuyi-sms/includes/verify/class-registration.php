<?php
/**
 * Registration.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Mobile;
use IhuyiSms\Settings;
use IhuyiSms\Visitor;

/**
 * Number and code on the forms by which people make their accounts: WordPress's own, a network's, and WooCommerce's.
 */
final class Registration {

	/**
	 * The number of the account that this request makes.
	 *
	 * @var string
	 */
	private static $mobile = '';

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'login_init', array( self::class, 'before' ) );
		add_action( 'template_redirect', array( self::class, 'before_shop' ) );
		add_action( 'register_form', array( self::class, 'show' ) );
		add_filter( 'registration_errors', array( self::class, 'check' ), PHP_INT_MAX );
		add_action( 'user_register', array( self::class, 'store' ) );
		add_action( 'woocommerce_register_form', array( self::class, 'show_shop' ) );
		add_filter( 'woocommerce_process_registration_errors', array( self::class, 'check' ), PHP_INT_MAX );
		add_action( 'before_signup_header', array( Visitor::class, 'ensure' ) );
		add_action( 'signup_extra_fields', array( self::class, 'show_network' ) );
		add_action( 'signup_hidden_fields', array( self::class, 'carry' ) );
		add_filter( 'wpmu_validate_user_signup', array( self::class, 'check_network' ), PHP_INT_MAX );
		add_filter( 'add_signup_meta', array( self::class, 'remember' ) );
		add_action( 'after_signup_user', array( self::class, 'remembered' ), 10, 4 );
		add_action( 'after_signup_site', array( self::class, 'remembered' ), 10, 7 );
		add_action( 'wpmu_activate_user', array( self::class, 'activate' ), 10, 3 );
		add_action( 'wpmu_activate_blog', array( self::class, 'activate_blog' ), 10, 5 );
	}

	/**
	 * The cookie, before anything is printed: most pages of wp-login.php can hold one of our forms.
	 */
	public static function before() {
		if ( array_filter( array( Purpose::REGISTER, Purpose::LOGIN, Purpose::SIGNIN, Purpose::RESET ), array( Purpose::class, 'open' ) ) ) {
			Visitor::ensure();
		}
	}

	/**
	 * The same for the shop's account page, which no cache keeps.
	 */
	public static function before_shop() {
		if ( self::on() && function_exists( 'is_account_page' ) && is_account_page() && ! is_user_logged_in() ) {
			Visitor::ensure();
		}
	}

	/**
	 * The fields on wp-login.php?action=register.
	 */
	public static function show() {
		if ( self::on() ) {
			Fields::show( Form::of( Purpose::REGISTER ), array( 'hint' => self::hint() ) );
		}
	}

	/**
	 * The fields on the shop's account page, which tells errors above both its forms.
	 */
	public static function show_shop() {
		if ( self::on() ) {
			Fields::show( Form::of( Purpose::REGISTER ), array( 'hint' => self::hint() ) );
		}
	}

	/**
	 * Asks for the number, and does what the form's buttons say.
	 *
	 * @param \WP_Error $errors What is wrong with the rest.
	 * @return \WP_Error
	 */
	public static function check( $errors ) {
		if ( ! self::on() || ! is_wp_error( $errors ) ) {
			return $errors;
		}
		$form = Form::of( Purpose::REGISTER );
		if ( '' !== $form->asked() ) {
			$reply = $form->send();
			// Nothing else is told: whoever asks for a code is not done with the form.
			return new \WP_Error( 'ihuyi_sms_' . $reply->status, $reply->notice(), $reply->fine() || 'other' === $reply->status ? 'message' : '' );
		}
		if ( 'optional' === Settings::get( 'register' ) && ! $form->filled() ) {
			return $errors;
		}
		$mobile = $form->prove();
		if ( '' !== $mobile && Numbers::taken( $mobile ) ) {
			self::refuse( $form, self::belongs() );
			$mobile = '';
		} elseif ( '' !== $mobile && ! $errors->has_errors() ) {
			// From here on there are two of the same number at most, and one of them has the claim.
			if ( ! Numbers::claim( $mobile ) || Numbers::taken( $mobile ) ) {
				self::refuse( $form, self::belongs() );
				$mobile = '';
			} elseif ( $form->finish() ) {
				self::$mobile = $mobile;
			} else {
				Numbers::release( $mobile );
				$mobile = '';
			}
		}
		if ( '' === $mobile ) {
			$errors->add( 'ihuyi_sms_' . $form->reply->status, '<strong class="ihuyi-sms-notice">' . esc_html__( 'Error:', 'ihuyi-sms' ) . '</strong> ' . $form->reply->notice() );
		}
		return $errors;
	}

	/**
	 * Writes the number down for the account that was made.
	 *
	 * @param int $user_id The new user.
	 */
	public static function store( $user_id ) {
		if ( '' !== self::$mobile ) {
			$mobile       = self::$mobile;
			self::$mobile = '';
			Numbers::set( $user_id, $mobile );
			Numbers::release( $mobile );
		}
	}

	/**
	 * The fields of a network's wp-signup.php.
	 *
	 * @param \WP_Error $errors What was wrong.
	 */
	public static function show_network( $errors ) {
		if ( ! self::on() ) {
			return;
		}
		$sentence = is_wp_error( $errors ) ? $errors->get_error_message( 'ihuyi_sms' ) : '';
		if ( '' !== $sentence ) {
			echo '<p class="error ihuyi-sms-notice" role="alert">' . esc_html( $sentence ) . '</p>';
		}
		Fields::show( Form::of( Purpose::REGISTER ), array( 'hint' => self::hint() ) );
	}

	/**
	 * A network's second step, the site's name, checks the first once more.
	 *
	 * @param string $step The step that is shown.
	 */
	public static function carry( $step ) {
		if ( self::on() && 'validate-site' === $step ) {
			$form = Form::of( Purpose::REGISTER );
			$form->resume();
			Fields::hidden( $form );
			echo '<input type="hidden" name="ihuyi_sms_mobile" value="' . esc_attr( $form->sent['mobile'] ) . '">';
		}
	}

	/**
	 * As check(), for a network.
	 *
	 * @param array $result As wpmu_validate_user_signup() has it.
	 * @return array
	 */
	public static function check_network( $result ) {
		// phpcs:ignore WordPress.Security.NonceVerification -- which form it is, no more.
		if ( self::on() && isset( $_POST['stage'] ) && isset( $result['errors'] ) && '' === self::$mobile ) {
			$mine = self::check( new \WP_Error( $result['errors']->has_errors() ? 'other' : '', ' ' ) );
			foreach ( $mine->get_error_codes() as $code ) {
				if ( 0 === strpos( (string) $code, 'ihuyi_sms_' ) ) {
					$result['errors']->add( 'ihuyi_sms', Form::of( Purpose::REGISTER )->reply->sentence );
				}
			}
		}
		return $result;
	}

	/**
	 * Keeps the number until the account is activated.
	 *
	 * @param array $meta Of the signup.
	 * @return array
	 */
	public static function remember( $meta ) {
		if ( '' !== self::$mobile ) {
			if ( Settings::get( 'unique' ) ) {
				Signups::expire( self::$mobile );
			}
			$meta[ Signups::KEY ] = self::$mobile;
			self::$mobile         = '';
		}
		return $meta;
	}

	/**
	 * It is kept: from now on that is what others find the number taken by.
	 *
	 * @param mixed ...$told Of the signup; the last is what remember() gave.
	 */
	public static function remembered( ...$told ) {
		$meta = end( $told );
		if ( ! empty( $meta[ Signups::KEY ] ) ) {
			Numbers::release( $meta[ Signups::KEY ] );
		}
	}

	/**
	 * A network's account is activated.
	 *
	 * @param int    $user_id  The new user.
	 * @param string $password Not needed.
	 * @param array  $meta     Of the signup.
	 */
	public static function activate( $user_id, $password, $meta ) {
		unset( $password );
		$mobile = empty( $meta[ Signups::KEY ] ) ? '' : Mobile::normalise( $meta[ Signups::KEY ] );
		if ( '' === $mobile ) {
			return;
		}
		// Two links may be followed at the same moment.
		if ( Numbers::claim( $mobile ) ) {
			if ( ! Numbers::owned( $mobile, $user_id ) ) {
				Numbers::set( $user_id, $mobile );
			}
			Numbers::release( $mobile );
		}
		$user = get_userdata( $user_id );
		if ( $user ) {
			Signups::forget( 'user_login', $user->user_login );
		}
	}

	/**
	 * The same, where a site was made along with it.
	 *
	 * @param int    $blog_id  The new site.
	 * @param int    $user_id  The new user.
	 * @param string $password Not needed.
	 * @param string $title    Not needed.
	 * @param array  $meta     Of the signup.
	 */
	public static function activate_blog( $blog_id, $user_id, $password, $title, $meta ) {
		unset( $title );
		self::activate( $user_id, $password, $meta );
		// WordPress makes an option of the new site of whatever it kept with the signup.
		delete_blog_option( $blog_id, Signups::KEY );
	}

	/**
	 * Told to whoever has proved the number, and to nobody else.
	 *
	 * @return string
	 */
	public static function belongs() {
		return __( 'This number belongs to an account already. Please log in with that account, or take another number.', 'ihuyi-sms' );
	}

	/**
	 * A number that cannot be taken.
	 *
	 * @param Form   $form     The form.
	 * @param string $sentence Why not.
	 */
	private static function refuse( Form $form, $sentence ) {
		$form->reply         = new Reply( 'taken', $sentence );
		$form->sent['proof'] = '';
		$form->mobile        = '';
	}

	/**
	 * Whether it is asked for.
	 *
	 * @return bool
	 */
	private static function on() {
		return Purpose::open( Purpose::REGISTER );
	}

	/**
	 * What the number is for.
	 *
	 * @return string
	 */
	private static function hint() {
		return 'required' === Settings::get( 'register' )
			? __( 'We send a code to this phone.', 'ihuyi-sms' )
			: __( 'Optional. We send a code to this phone.', 'ihuyi-sms' );
	}
}

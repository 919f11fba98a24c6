<?php
/**
 * The second factor.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Mobile;
use IhuyiSms\Visitor;

/**
 * After the right password, a code. Only then is somebody logged in: no cookie of WordPress's is set before.
 */
final class SecondFactor {

	const PAGE = 'ihuyi_sms_second';

	/**
	 * Who is logging in by a form, and whether for two weeks: WordPress says it a moment before it looks at the password.
	 *
	 * @var array<string, mixed>|null
	 */
	private static $signing = null;

	/**
	 * Whose application password was right in this request. Of whom matters: one's own must not open the door to another's account.
	 *
	 * @var int[]
	 */
	private static $programs = array();

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_filter( 'secure_signon_cookie', array( self::class, 'note' ), PHP_INT_MAX, 2 );
		add_action( 'application_password_did_authenticate', array( self::class, 'program' ) );
		add_filter( 'authenticate', array( self::class, 'gate' ), PHP_INT_MAX, 3 );
		add_action( 'login_form_' . self::PAGE, array( self::class, 'page' ) );
		add_filter( 'wp_login_errors', array( self::class, 'expired' ) );
	}

	/**
	 * Somebody fills a login form in.
	 *
	 * @param bool  $secure      Passed on.
	 * @param array $credentials What was typed.
	 * @return bool
	 */
	public static function note( $secure, $credentials ) {
		self::$signing = (array) $credentials;
		return $secure;
	}

	/**
	 * A program gave an application password.
	 *
	 * @param \WP_User $user Whose.
	 */
	public static function program( $user ) {
		self::$programs[] = $user->ID;
	}

	/**
	 * After all other checks of a login.
	 *
	 * @param \WP_User|\WP_Error|null $user     Who it is.
	 * @param string                  $username What was typed.
	 * @param string                  $password What was typed.
	 * @return \WP_User|\WP_Error|null
	 */
	public static function gate( $user, $username, $password ) {
		$way = Purpose::login();
		// A cookie that is good already comes without a password. Application passwords are made for programs, which read no texts.
		if ( ! $user instanceof \WP_User || '' === (string) $password || 'off' === $way || in_array( $user->ID, self::$programs, true ) ) {
			return $user;
		}
		$mobile = Numbers::of( $user->ID );
		if ( '' === $mobile && 'optional' === $way ) {
			return $user;
		}
		/**
		 * Whether this account needs no second factor.
		 *
		 * @param bool     $free Whether.
		 * @param \WP_User $user The user.
		 */
		if ( apply_filters( 'ihuyi_sms_login_free', false, $user ) ) {
			return $user;
		}
		if ( ! self::by_form( $username ) ) {
			return new \WP_Error( 'ihuyi_sms_second_factor', __( 'This account is protected by a code. Please log in on the website; programs need an application password.', 'ihuyi-sms' ) );
		}
		self::begin( $user, $mobile );
		return $user;
	}

	/**
	 * The page that asks for the code.
	 */
	public static function page() {
		nocache_headers();
		$says = Ticket::read();
		$user = null === $says || ! Purpose::open( Purpose::LOGIN ) ? false : get_userdata( $says['user'] );
		if ( ! $user ) {
			$more = LoginPage::interim() ? array( 'interim-login' => '1' ) : array();
			wp_safe_redirect( add_query_arg( array( 'ihuyi_sms' => 'expired' ) + $more, wp_login_url() ) );
			exit;
		}
		$form   = Form::of( Purpose::LOGIN );
		$number = Numbers::of( $user->ID );

		$form->reply->challenge  = $says['challenge'];
		$form->sent['challenge'] = $says['challenge'];
		if ( 'POST' !== self::method() ) {
			// That the code was sent the page says itself.
			$sentence    = 'sent' === $says['status'] ? '' : $says['sentence'];
			$form->reply = 'captcha' === $says['status'] ? Picture::of( Purpose::LOGIN ) : new Reply( $says['status'], $sentence, max( 0, $says['wait'] - time() ) );

			$form->reply->challenge = $says['challenge'];
		} elseif ( '' !== $form->asked() ) {
			self::press( $form, $says, $number );
		} else {
			self::enter( $form, $says, $user, $number );
		}
		self::show( $form, $number );
	}

	/**
	 * Sends a code to whoever holds a ticket.
	 *
	 * @param array  $more  As for Codes::send().
	 * @param string $typed The number that was typed: for accounts without one.
	 * @return Reply
	 */
	public static function send( array $more, $typed ) {
		$says   = Ticket::read();
		$number = Numbers::of( $says['user'] );
		$reply  = Codes::send(
			Purpose::LOGIN,
			'' === $number ? $typed : $number,
			array(
				'challenge' => $says['challenge'],
				'user_id'   => $says['user'],
			) + $more
		);
		self::keep( $says, $reply );
		return $reply;
	}

	/**
	 * Why the login page is there again.
	 *
	 * @param \WP_Error $errors Of the page.
	 * @return \WP_Error
	 */
	public static function expired( $errors ) {
		// phpcs:ignore WordPress.Security.NonceVerification -- a sentence, no more.
		if ( is_wp_error( $errors ) && isset( $_GET['ihuyi_sms'] ) && 'expired' === $_GET['ihuyi_sms'] && empty( $_POST ) ) {
			$errors->add( 'ihuyi_sms_expired', esc_html__( 'This login has expired. Please log in again.', 'ihuyi-sms' ), 'message' );
		}
		return $errors;
	}

	/**
	 * Gives the ticket, sends the code, and leads to the page that asks for it.
	 *
	 * @param \WP_User $user   The user.
	 * @param string   $mobile His number, or empty.
	 */
	private static function begin( \WP_User $user, $mobile ) {
		$old = Ticket::read();
		Visitor::ensure();
		$more = array( 'user_id' => $user->ID );
		if ( null !== $old && $old['user'] === $user->ID ) {
			// The password was typed twice within a minute: the code that is on its way is good.
			$more['challenge'] = $old['challenge'];
			Ticket::take( $old );
		}
		$reply   = '' === $mobile ? new Reply() : Codes::send( Purpose::LOGIN, $mobile, $more );
		$interim = LoginPage::interim();
		$says    = array(
			'remember'  => ! empty( self::$signing['remember'] ),
			'redirect'  => LoginPage::requested(),
			'challenge' => '',
			'status'    => '',
			'sentence'  => '',
			'wait'      => 0,
		);
		Ticket::give( $user, self::told( $reply ) + $says );
		wp_safe_redirect( LoginPage::url( self::PAGE, $interim ? array( 'interim-login' => '1' ) : array() ) );
		exit;
	}

	/**
	 * A button that sends was pressed.
	 *
	 * @param Form   $form   The form.
	 * @param array  $says   The ticket.
	 * @param string $number The account's number, or empty.
	 */
	private static function press( Form $form, array $says, $number ) {
		self::keep( $says, $form->send( '' === $number ? null : $number, $says['user'] ) );
	}

	/**
	 * A code was entered.
	 *
	 * @param Form     $form   The form.
	 * @param array    $says   The ticket.
	 * @param \WP_User $user   The user.
	 * @param string   $number His number, or empty.
	 */
	private static function enter( Form $form, array $says, \WP_User $user, $number ) {
		$mobile = $form->prove( '' === $number );
		if ( '' === $mobile ) {
			self::keep( $says, $form->reply );
			return;
		}
		$fits = '' === $number ? ! Numbers::taken( $mobile, $user->ID ) && Numbers::claim( $mobile ) : $mobile === $number;
		if ( ! $fits ) {
			$form->sent['proof'] = '';
			$form->mobile        = '';
			$form->reply         = new Reply( 'taken', Registration::belongs() );
			self::keep( $says, $form->reply );
			return;
		}
		if ( ! $form->finish() || ! Ticket::take( $says ) ) {
			$form->reply = new Reply( 'none', __( 'This login has expired. Please log in again.', 'ihuyi-sms' ) );
			return;
		}
		if ( '' === $number ) {
			Numbers::set( $user->ID, $mobile );
			Numbers::release( $mobile );
		}
		LoginPage::enter( $user, $says['remember'], $says['redirect'] );
	}

	/**
	 * Prints the page and ends the request.
	 *
	 * @param Form   $form   The form.
	 * @param string $number The account's number, or empty.
	 */
	private static function show( Form $form, $number ) {
		$how = array(
			'page'   => self::PAGE,
			'number' => '' === $number,
			'hidden' => array(),
			'button' => __( 'Log in', 'ihuyi-sms' ),
			'intro'  => '' === $number
				? __( 'This site asks every account for a code. Please give your mobile number; the next login will send the code to it.', 'ihuyi-sms' )
				/* translators: %s: a phone number with its middle hidden */
				: sprintf( __( 'Please type the code that was sent to %s.', 'ihuyi-sms' ), Mobile::mask( $number ) ),
		);
		if ( '' !== $number && '' === $form->reply->challenge ) {
			/* translators: %s: a phone number with its middle hidden */
			$how['intro'] = sprintf( __( 'To log in you need a code, which is sent to %s.', 'ihuyi-sms' ), Mobile::mask( $number ) );
		}
		LoginPage::show( __( 'Log in with a code', 'ihuyi-sms' ), $form, $how );
	}

	/**
	 * Whether a person fills in a form, and not a program that gives a password.
	 *
	 * @param string $username What was typed.
	 * @return bool
	 */
	private static function by_form( $username ) {
		$program = ( defined( 'XMLRPC_REQUEST' ) && XMLRPC_REQUEST ) || ( defined( 'REST_REQUEST' ) && REST_REQUEST ) || wp_doing_ajax() || wp_doing_cron() || 'cli' === PHP_SAPI;
		$typed = isset( self::$signing['user_login'] ) ? sanitize_user( (string) self::$signing['user_login'] ) : null;
		return ! $program && ! headers_sent() && $typed === $username;
	}

	/**
	 * Keeps in the ticket what the next page needs.
	 *
	 * @param array $says  The ticket.
	 * @param Reply $reply What the visitor is told.
	 */
	private static function keep( array $says, Reply $reply ) {
		Ticket::change( $says, self::told( $reply ) );
	}

	/**
	 * What is kept of a reply.
	 *
	 * @param Reply $reply The reply.
	 * @return array
	 */
	private static function told( Reply $reply ) {
		return array(
			'challenge' => $reply->challenge,
			'status'    => $reply->status,
			'sentence'  => $reply->sentence,
			'wait'      => $reply->wait > 0 ? time() + $reply->wait : 0,
		);
	}

	/**
	 * How the page was asked for.
	 *
	 * @return string
	 */
	private static function method() {
		return isset( $_SERVER['REQUEST_METHOD'] ) ? strtoupper( sanitize_key( $_SERVER['REQUEST_METHOD'] ) ) : 'GET';
	}
}

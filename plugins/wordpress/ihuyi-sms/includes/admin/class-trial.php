<?php
/**
 * Connection test and test send.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Cure;
use IhuyiSms\Gateway;
use IhuyiSms\Mobile;
use IhuyiSms\SendAnswer;
use IhuyiSms\Settings;
use IhuyiSms\Way;

defined( 'ABSPATH' ) || exit;

/**
 * The connection test asks for the balance, which costs nothing; the test send is a message like any other.
 */
final class Trial {

	/**
	 * Hooks.
	 */
	public static function hook() {
		Action::add( 'test_connection', array( self::class, 'connection' ) );
		Action::add( 'test_send', array( self::class, 'send' ) );
	}

	/**
	 * The two forms.
	 */
	public static function render() {
		echo '<h2>' . esc_html__( 'Connection test', 'ihuyi-sms' ) . '</h2>';
		$way = self::way();
		echo '' === $way ? '' : '<p>' . esc_html( $way ) . '</p>';
		Action::begin( 'test_connection' );
		echo '<p>' . esc_html__( 'Asks the gateway how many messages are left. It costs nothing. Save changed settings first.', 'ihuyi-sms' ) . '</p>';
		submit_button( __( 'Test the connection', 'ihuyi-sms' ), 'secondary', 'test_connection', true, array( 'id' => 'ihuyi-sms-test-connection-button' ) );
		echo '</form><h2>' . esc_html__( 'Test send', 'ihuyi-sms' ) . '</h2>';
		Action::begin( 'test_send' );
		$typed = Said::kept();
		$real = '' === Way::elsewhere()
			? __( 'Sends a real message with a made-up code. It is billed like any other.', 'ihuyi-sms' )
			/* translators: %s: an address */
			: sprintf( __( 'Sends a message with a made-up code to %s. Whether it reaches the phone and what it costs is up to that gateway; a sandbox only keeps it.', 'ihuyi-sms' ), Way::elsewhere() );
		echo '<p>' . esc_html( $real ) . '</p>';
		echo '<p><label for="ihuyi-sms-test-mobile">' . esc_html__( 'Mobile number', 'ihuyi-sms' ) . '</label> ';
		echo '<input type="tel" id="ihuyi-sms-test-mobile" name="mobile" class="regular-text ihuyi-sms-mobile" autocomplete="tel" required value="' . esc_attr( isset( $typed['mobile'] ) ? $typed['mobile'] : '' ) . '"></p>';
		echo '<fieldset><legend class="screen-reader-text">' . esc_html__( 'How it is sent', 'ihuyi-sms' ) . '</legend><p>';
		$voice = isset( $typed['service'] ) && 'voice' === $typed['service'];
		echo '<label><input type="radio" name="service" value="sms"' . checked( $voice, false, false ) . '> ' . esc_html__( 'As a text message', 'ihuyi-sms' ) . '</label> &nbsp; ';
		echo '<label><input type="radio" name="service" value="voice"' . checked( $voice, true, false ) . '> ' . esc_html__( 'As a call', 'ihuyi-sms' ) . '</label></p></fieldset>';
		submit_button( __( 'Send', 'ihuyi-sms' ), 'secondary', 'test_send', true, array( 'id' => 'ihuyi-sms-test-send-button' ) );
		echo '</form>';
	}

	/**
	 * Which way is gone, in a sentence.
	 *
	 * @return string Empty when there is none: Standing says so.
	 */
	public static function way() {
		try {
			/* translators: 1: FFI, local helper or program; 2: a path or an address */
			return sprintf( __( 'Way to the library: %1$s, %2$s', 'ihuyi-sms' ), self::ways()[ Way::name() ], Way::place() );
		} catch ( \Throwable $e ) {
			return '';
		}
	}

	/**
	 * The ways and what they are.
	 *
	 * @return array<string, string>
	 */
	public static function ways() {
		return array(
			'ffi'     => __( 'inside PHP (FFI)', 'ihuyi-sms' ),
			'helper'  => __( 'the local helper (ihuyi serve)', 'ihuyi-sms' ),
			'program' => __( 'the program ihuyi, started for each call', 'ihuyi-sms' ),
		);
	}

	/**
	 * Tests the connection.
	 *
	 * @return string Where to go.
	 */
	public static function connection() {
		$begin  = microtime( true );
		$answer = Gateway::balance( 'sms' );
		/* translators: %s: milliseconds */
		$took = sprintf( __( 'The answer took %s ms.', 'ihuyi-sms' ), number_format_i18n( 1000 * ( microtime( true ) - $begin ) ) );
		if ( null === $answer->balance ) {
			Said::say( 'error', __( 'The connection test failed.', 'ihuyi-sms' ), array_merge( self::lines( $answer, 'balance' ), self::where() ) );
			return SettingsPage::address();
		}
		/* translators: %s: a number of messages */
		$lines = array( sprintf( __( 'Text messages left: %s.', 'ihuyi-sms' ), number_format_i18n( $answer->balance ) ) );
		if ( '' !== Settings::get( 'voice_account' ) ) {
			$voice = Gateway::balance( 'voice' );
			/* translators: %s: a number of calls */
			$calls   = sprintf( __( 'Calls left: %s.', 'ihuyi-sms' ), number_format_i18n( (int) $voice->balance ) );
			$lines[] = null === $voice->balance ? __( 'The account for calls does not work:', 'ihuyi-sms' ) . ' ' . implode( ' ', self::lines( $voice, 'balance' ) ) : $calls;
		}
		Said::say( 'success', __( 'The connection works.', 'ihuyi-sms' ), array_merge( $lines, self::where(), array( $took ) ) );
		return SettingsPage::address();
	}

	/**
	 * Sends a test message.
	 *
	 * @return string Where to go.
	 */
	public static function send() {
		$mobile  = Mobile::normalise( Action::field( 'mobile' ) );
		$service = 'voice' === Action::field( 'service' ) ? 'voice' : 'sms';
		if ( '' === $mobile ) {
			Said::say( 'error', __( 'This is not a mobile number, so nothing was sent.', 'ihuyi-sms' ) );
			// To be mended, and not typed again. Whole numbers are kept nowhere; this is none.
			Said::keep(
				array(
					'mobile'  => mb_substr( Action::field( 'mobile' ), 0, 40 ),
					'service' => $service,
				)
			);
			return SettingsPage::address();
		}
		$code   = (string) random_int( 100000, 999999 );
		// phpcs:ignore IhuyiSms.Words -- the text that the gateway has approved for every new account; it takes no other.
		$text   = 'voice' === $service ? $code : "您的验证码是：{$code}。请不要把验证码泄露给其他人。";
		$answer = Gateway::submit(
			$service,
			$mobile,
			$text,
			array(
				'purpose' => 'test',
				'user_id' => get_current_user_id(),
			)
		);
		$shown  = Mobile::mask( $mobile );
		$lines  = self::lines( $answer, $service );
		if ( 'accepted' === $answer->outcome && '' !== Way::elsewhere() ) {
			$lines[] = Standing::elsewhere();
		}
		list( $type, $sentence ) = 'voice' === $service ? self::call( $answer->outcome ) : self::text( $answer->outcome );
		Said::say( $type, sprintf( $sentence, $shown ), $lines );
		return SettingsPage::address();
	}

	/**
	 * What became of a text.
	 *
	 * @param string $outcome Of an answer.
	 * @return array{string, string} The notice's type and sentence.
	 */
	private static function text( $outcome ) {
		switch ( $outcome ) {
			case 'accepted':
				/* translators: %s: a masked number */
				return array( 'success', __( 'The gateway accepted the message to %s. The log says whether it arrived once the receipt is in.', 'ihuyi-sms' ) );
			case 'unknown':
				/* translators: %s: a masked number */
				return array( 'warning', __( 'It is not known whether the message to %s was sent. Check the phone before you send it again.', 'ihuyi-sms' ) );
			case 'refused':
				/* translators: %s: a masked number */
				return array( 'error', __( 'The message to %s was refused.', 'ihuyi-sms' ) );
		}
		/* translators: %s: a masked number */
		return array( 'error', __( 'Nothing was sent to %s.', 'ihuyi-sms' ) );
	}

	/**
	 * What became of a call.
	 *
	 * @param string $outcome Of an answer.
	 * @return array{string, string} The notice's type and sentence.
	 */
	private static function call( $outcome ) {
		switch ( $outcome ) {
			case 'accepted':
				/* translators: %s: a masked number */
				return array( 'success', __( 'The gateway accepted the call to %s. The log says whether it was answered once the receipt is in.', 'ihuyi-sms' ) );
			case 'unknown':
				/* translators: %s: a masked number */
				return array( 'warning', __( 'It is not known whether the call to %s was made. Wait for the phone to ring before you try again.', 'ihuyi-sms' ) );
			case 'refused':
				/* translators: %s: a masked number */
				return array( 'error', __( 'The call to %s was refused.', 'ihuyi-sms' ) );
		}
		/* translators: %s: a masked number */
		return array( 'error', __( 'No call to %s was made.', 'ihuyi-sms' ) );
	}

	/**
	 * Which way is gone, and where to.
	 *
	 * @return string[]
	 */
	private static function where() {
		return array( self::way(), '' === Way::elsewhere() ? '' : Standing::elsewhere() );
	}

	/**
	 * Code, words and cure.
	 *
	 * @param SendAnswer $answer  What it came to.
	 * @param string     $service Who said it.
	 * @return string[]
	 */
	private static function lines( SendAnswer $answer, $service ) {
		// Why nothing can be sent at all stands on the page already.
		if ( null !== Way::trouble() ) {
			return array();
		}
		$cure = 'accepted' === $answer->outcome ? null : Cure::of( $answer->code, $service );
		// What is wrong with an account is the same for all that it is used for.
		if ( null === $cure && 'accepted' !== $answer->outcome ) {
			$cure = Cure::of( $answer->code, 'sms' );
		}
		$words = $cure && '' !== $cure['text'] ? $cure['text'] : $answer->words;
		/* translators: 1: a code; 2: the gateway's words */
		$lines = array( sprintf( __( 'Code %1$s: %2$s', 'ihuyi-sms' ), $answer->code, $words ) );
		return $cure ? array_merge( $lines, array( $cure['cause'], $cure['advice'] ) ) : $lines;
	}
}

<?php
/**
 * What became of a one-time code.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * The answer of Gateway::start_code(), resend_code() and check_code().
 */
final class CodeAnswer {

	/**
	 * After a send: sent, unknown (it may have arrived, its id is good when there is one), wait, captcha, number or trouble; none,
	 * expired and locked of a resend. After a check: ok, wrong, expired, none, locked or trouble.
	 *
	 * @var string
	 */
	public $status = 'trouble';

	/**
	 * For the visitor's own state on the server, never for a page.
	 *
	 * @var string
	 */
	public $id = '';

	/**
	 * Seconds until a code can be asked for again.
	 *
	 * @var int
	 */
	public $wait = 0;

	/**
	 * Seconds that the code is good.
	 *
	 * @var int
	 */
	public $valid = 0;

	/**
	 * Tries that are left.
	 *
	 * @var int
	 */
	public $left = 0;

	/**
	 * Digits of the code.
	 *
	 * @var int
	 */
	public $digits = 0;

	/**
	 * How it went: sms, voice or empty.
	 *
	 * @var string
	 */
	public $channel = '';

	/**
	 * After a right check: the number that the code was sent to.
	 *
	 * @var string
	 */
	public $mobile = '';

	/**
	 * After a right check: what the code was for. The caller compares both.
	 *
	 * @var string
	 */
	public $purpose = '';

	/**
	 * The gateway's or the library's code, for the site's owner.
	 *
	 * @var int
	 */
	public $code = 0;

	/**
	 * The gateway's or the library's words, for the site's owner.
	 *
	 * @var string
	 */
	public $words = '';

	/**
	 * What the visitor is told, to be escaped where it is shown: what happened and what to do next, and nothing else.
	 *
	 * @return string
	 */
	public function sentence() {
		switch ( $this->status ) {
			case 'sent':
				return 'voice' === $this->channel
					? __( 'We are calling you now. Listen to the code and type it in.', 'ihuyi-sms' )
					: __( 'The code is on its way. Type it in when the message has arrived.', 'ihuyi-sms' );
			case 'unknown':
				return __( 'The code may be on its way. If nothing has arrived after a minute, ask for it again.', 'ihuyi-sms' );
			case 'wait':
				return $this->waiting();
			case 'captcha':
				return __( 'Please type the characters in the picture, then ask for the code again.', 'ihuyi-sms' );
			case 'number':
				return __( 'Please check the mobile number.', 'ihuyi-sms' );
			case 'wrong':
				return $this->left > 0
					/* translators: %s: a number of tries */
					? sprintf( _n( 'This code is not right. You have %s try left.', 'This code is not right. You have %s tries left.', $this->left, 'ihuyi-sms' ), number_format_i18n( $this->left ) )
					: __( 'This code is not right. Please ask for a new one.', 'ihuyi-sms' );
			case 'expired':
				return __( 'This code has expired. Please ask for a new one.', 'ihuyi-sms' );
			case 'none':
				return __( 'There is no code to check, or it was used already. Please ask for a new one.', 'ihuyi-sms' );
			case 'locked':
				return __( 'The code was entered wrong too many times. Please ask for a new one.', 'ihuyi-sms' );
			case 'ok':
				return __( 'The number is verified.', 'ihuyi-sms' );
		}
		return __( 'Codes cannot be sent or checked just now. Please try again in a few minutes, or tell the site\'s owner.', 'ihuyi-sms' );
	}

	/**
	 * How long to wait, in a unit that people use.
	 *
	 * @return string
	 */
	private function waiting() {
		if ( $this->wait <= 0 ) {
			return __( 'Too many codes were asked for. Please try again tomorrow.', 'ihuyi-sms' );
		}
		if ( $this->wait <= 120 ) {
			/* translators: %s: a number of seconds */
			return sprintf( _n( 'Please wait %s second, then ask for the code again.', 'Please wait %s seconds, then ask for the code again.', $this->wait, 'ihuyi-sms' ), number_format_i18n( $this->wait ) );
		}
		$minutes = (int) ceil( $this->wait / 60 );
		if ( $minutes <= 120 ) {
			/* translators: %s: a number of minutes */
			return sprintf( _n( 'Too many codes were asked for. Please try again in %s minute.', 'Too many codes were asked for. Please try again in %s minutes.', $minutes, 'ihuyi-sms' ), number_format_i18n( $minutes ) );
		}
		$hours = (int) ceil( $this->wait / 3600 );
		/* translators: %s: a number of hours */
		return sprintf( _n( 'Too many codes were asked for. Please try again in %s hour.', 'Too many codes were asked for. Please try again in %s hours.', $hours, 'ihuyi-sms' ), number_format_i18n( $hours ) );
	}
}

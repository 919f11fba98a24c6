<?php
/**
 * The fields of a form, as they were sent.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Mobile;
use IhuyiSms\Proof;
use IhuyiSms\Visitor;

/**
 * One of this request's forms: what was typed into it, and what it is told. Its own page prints it again with all that was typed.
 */
final class Form {

	const NAMES = array( 'purpose', 'token', 'mobile', 'code', 'challenge', 'proof', 'picture_id', 'picture', 'send' );

	/**
	 * The forms of this request.
	 *
	 * @var array<string, Form>
	 */
	private static $forms = array();

	/**
	 * One of Purpose::ALL.
	 *
	 * @var string
	 */
	public $purpose;

	/**
	 * What was sent, by NAMES.
	 *
	 * @var array<string, string>
	 */
	public $sent = array();

	/**
	 * What the visitor is told.
	 *
	 * @var Reply
	 */
	public $reply;

	/**
	 * The number that was proved.
	 *
	 * @var string
	 */
	public $mobile = '';

	/**
	 * Whether the proof was used up by this request.
	 *
	 * @var bool
	 */
	private $used = false;

	/**
	 * The form of a purpose.
	 *
	 * @param string $purpose One of Purpose::ALL.
	 * @return Form
	 */
	public static function of( $purpose ) {
		if ( ! isset( self::$forms[ $purpose ] ) ) {
			self::$forms[ $purpose ] = new self( $purpose, self::posted() );
		}
		return self::$forms[ $purpose ];
	}

	/**
	 * A form from what was kept of it, in place of what was sent.
	 *
	 * @param string                $purpose One of Purpose::ALL.
	 * @param array<string, string> $kept    As $sent.
	 * @return Form
	 */
	public static function restore( $purpose, array $kept ) {
		self::$forms[ $purpose ] = new self( $purpose, array( 'purpose' => $purpose ) + $kept );
		return self::$forms[ $purpose ];
	}

	/**
	 * Reads.
	 *
	 * @param string                $purpose One of Purpose::ALL.
	 * @param array<string, string> $fields  By NAMES.
	 */
	private function __construct( $purpose, array $fields ) {
		$this->purpose = $purpose;
		$this->reply   = new Reply();
		$this->sent    = array_fill_keys( self::NAMES, '' );
		if ( isset( $fields['purpose'] ) && $fields['purpose'] === $purpose ) {
			$this->sent = array_intersect_key( $fields, $this->sent ) + $this->sent;
		}
		$this->reply->challenge = $this->sent['challenge'];
	}

	/**
	 * Which button was pressed that sends: sms or voice; 'other' takes another number; empty: none of them.
	 *
	 * @return string
	 */
	public function asked() {
		return in_array( $this->sent['send'], array( 'sms', 'voice', 'other' ), true ) ? $this->sent['send'] : '';
	}

	/**
	 * Whether there is anything in it.
	 *
	 * @return bool
	 */
	public function filled() {
		return '' !== trim( $this->sent['mobile'] ) || '' !== trim( $this->sent['code'] );
	}

	/**
	 * Does what the button says. The page is printed again afterwards, with the reply.
	 *
	 * @param string|null $mobile  The number; null: the form's.
	 * @param int         $user_id Whose it is, for the log.
	 * @param bool        $near    Whether it is known by other means than the token that a page of this site asks.
	 * @return Reply
	 */
	public function send( $mobile = null, $user_id = 0, $near = false ) {
		if ( 'other' === $this->asked() ) {
			$this->sent['proof']     = '';
			$this->sent['challenge'] = '';
			$this->reply             = new Reply( 'other', __( 'Please type the other number, then ask for a code.', 'ihuyi-sms' ) );
			return $this->reply;
		}
		if ( ! $near && ! Token::good( $this->purpose, $this->sent['token'] ) ) {
			Visitor::ensure();
			$this->reply            = new Reply( 'token', __( 'This page was open for too long, or cookies are off. Please ask for the code once more.', 'ihuyi-sms' ) );
			$this->reply->challenge = '';
			return $this->reply;
		}
		$more        = array(
			'channel' => $this->asked(),
			'user_id' => $user_id,
		);
		$this->reply = Codes::send( $this->purpose, null === $mobile ? $this->sent['mobile'] : $mobile, $more + $this->sent );
		// The old code is no use to the visitor who asks for another.
		$this->sent['code'] = '';
		return $this->reply;
	}

	/**
	 * Whether the number is the visitor's: by a proof that the form carries, or by a right code, for which it carries one from now on.
	 *
	 * @param bool $typed Whether the form has a field for the number.
	 * @return string The number; empty: the reply says why not.
	 */
	public function prove( $typed = true ) {
		$mobile = '' === $this->sent['proof'] ? '' : Proof::look( $this->sent['proof'], $this->purpose );
		if ( '' !== $mobile && ( ! $typed || Mobile::normalise( $this->sent['mobile'] ) === $mobile ) ) {
			$this->mobile = $mobile;
			$this->reply  = new Reply( 'ok' );
			return $mobile;
		}
		if ( '' !== $this->sent['proof'] && '' === trim( $this->sent['code'] ) ) {
			$this->sent['proof'] = '';
			$this->reply         = new Reply( 'none', __( 'The number has to be verified once more. Please ask for a new code.', 'ihuyi-sms' ) );
			return '';
		}
		$this->sent['proof'] = '';
		$this->reply         = Codes::check( $this->purpose, $this->sent['challenge'], $this->sent['code'], $typed ? $this->sent['mobile'] : null );
		if ( 'ok' === $this->reply->status ) {
			$this->mobile        = $this->reply->mobile;
			$this->sent['proof'] = Proof::issue( $this->purpose, $this->mobile );
		}
		if ( 'trouble' !== $this->reply->status ) {
			// Right or wrong, it is no use a second time; what could not be checked is.
			$this->sent['code'] = '';
		}
		return $this->mobile;
	}

	/**
	 * Uses the proof up, right before that is done which it was for.
	 *
	 * @return bool False: it was used before.
	 */
	public function finish() {
		if ( '' === $this->mobile || Proof::consume( $this->sent['proof'], $this->purpose ) !== $this->mobile ) {
			$this->reply         = new Reply( 'none', __( 'There is no code to check, or it was used already. Please ask for a new one.', 'ihuyi-sms' ) );
			$this->sent['proof'] = '';
			$this->mobile        = '';
			return false;
		}
		$this->sent['proof'] = '';
		$this->used          = true;
		return true;
	}

	/**
	 * The form is shown again although the proof was used up: what it was for was not done. The visitor gets another one.
	 */
	public function resume() {
		if ( $this->used ) {
			$this->used          = false;
			$this->sent['proof'] = Proof::issue( $this->purpose, $this->mobile );
			Numbers::release( $this->mobile );
		}
	}

	/**
	 * What was sent with this request.
	 *
	 * @return array<string, string>
	 */
	private static function posted() {
		$fields = array();
		foreach ( self::NAMES as $name ) {
			// phpcs:ignore WordPress.Security -- the token is checked before anything is sent; each field is held to its own shape where it is read.
			$value           = isset( $_POST[ 'ihuyi_sms_' . $name ] ) ? wp_unslash( $_POST[ 'ihuyi_sms_' . $name ] ) : '';
			$fields[ $name ] = is_string( $value ) && strlen( $value ) <= 6000 ? wp_check_invalid_utf8( $value ) : '';
		}
		return $fields;
	}
}

<?php
/**
 * Sending, and one-time codes.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

use Ihuyi\Channel;
use Ihuyi\Code;
use Ihuyi\Exception\IhuyiException;
use Ihuyi\Family;
use Ihuyi\Outcome;
use Ihuyi\Result;
use Ihuyi\Verification;

defined( 'ABSPATH' ) || exit;

/**
 * The one place that asks the library. It never throws, and writes every send into the log.
 */
final class Gateway {

	/**
	 * How many codes that did not leave this machine stand in the log in an hour: whoever tries all numbers must not fill it.
	 */
	const REFUSALS = 60;

	/**
	 * The client with this site's settings.
	 *
	 * @return \Ihuyi\Client
	 * @throws \Ihuyi\Exception\LoadException When there is no way to the library.
	 * @throws IhuyiException When a setting is wrong.
	 */
	public static function client() {
		return Way::client();
	}

	/**
	 * The way that is gone.
	 *
	 * @return string ffi, helper or program; empty when there is none.
	 */
	public static function way() {
		try {
			return Way::name();
		} catch ( \Throwable $e ) {
			return '';
		}
	}

	/**
	 * Makes a one-time code and sends it.
	 *
	 * @param string                $purpose As 'register'.
	 * @param string                $mobile  As it was typed.
	 * @param array<string, string> $keys    What limits count by: ip, device, session; captcha_id and captcha_answer; channel.
	 * @param int                   $user_id Whose it is, for the log.
	 * @return CodeAnswer
	 */
	public static function start_code( $purpose, $mobile, array $keys, $user_id = 0 ) {
		$mobile = Mobile::normalise( $mobile );
		if ( '' === $mobile ) {
			$answer         = new CodeAnswer();
			$answer->status = 'number';
			return $answer;
		}
		$voice = isset( $keys['channel'] ) && 'voice' === $keys['channel'];
		return self::code(
			array(
				'service' => $voice ? 'voice' : 'sms',
				'purpose' => $purpose,
				'mobile'  => $mobile,
				'user_id' => (int) $user_id,
			),
			static function ( $client ) use ( $purpose, $mobile, $keys ) {
				return $client->verifyStart( $purpose, $mobile, $keys );
			}
		);
	}

	/**
	 * Sends the code of a verification again.
	 *
	 * @param string                $id      Of the verification.
	 * @param string                $channel sms, voice or empty: as the settings say.
	 * @param string                $mobile  For the log.
	 * @param string                $purpose For the log.
	 * @param array<string, string> $keys    As for start_code().
	 * @param int                   $user_id Whose it is, for the log.
	 * @return CodeAnswer
	 */
	public static function resend_code( $id, $channel, $mobile, $purpose, array $keys, $user_id = 0 ) {
		return self::code(
			array(
				'service' => 'voice' === $channel ? 'voice' : 'sms',
				'purpose' => $purpose,
				'mobile'  => $mobile,
				'user_id' => (int) $user_id,
			),
			static function ( $client ) use ( $id, $channel, $keys ) {
				return $client->verifyResend( $id, '' === (string) $channel ? null : $channel, $keys );
			}
		);
	}

	/**
	 * Checks a code. When it is right, the answer says number and purpose: compare both with what you are about to do.
	 *
	 * @param string $id   Of the verification.
	 * @param string $code As it was typed.
	 * @return CodeAnswer
	 */
	public static function check_code( $id, $code ) {
		$answer = new CodeAnswer();
		try {
			$checked = Way::call(
				static function ( $client ) use ( $id, $code ) {
					return $client->verifyCheck( (string) $id, (string) $code );
				}
			);
			self::fill( $answer, $checked );
			$answer->status = $checked->getStatus();
			if ( 'ok' === $answer->status ) {
				$answer->mobile  = Mobile::normalise( $checked->getMobile() );
				$answer->purpose = $checked->getPurpose();
			}
		} catch ( \Throwable $e ) {
			$trouble        = self::trouble( $e );
			$answer->code   = $trouble->code;
			$answer->words  = $trouble->words;
			$answer->status = 'trouble';
		}
		return $answer;
	}

	/**
	 * Counts a code that is not sent, because nobody here has the number, as if it were: what the limits say afterwards must not tell
	 * whether somebody has it.
	 *
	 * @param string                $mobile Whose code it would be.
	 * @param array<string, string> $keys   As for start_code().
	 * @return int Seconds to wait, where it was too early to count it.
	 */
	public static function count_code( $mobile, array $keys ) {
		$voice = isset( $keys['channel'] ) && 'voice' === $keys['channel'];
		try {
			$decision = Way::call(
				static function ( $client ) use ( $mobile, $keys, $voice ) {
					return $client->guardAsk( $voice ? 'voice' : 'sms', $mobile, $keys );
				}
			);
			return $decision->isAllowed() ? 0 : $decision->getWait();
		} catch ( \Throwable $e ) {
			// What cannot be counted now could not be sent either.
			return 0;
		}
	}

	/**
	 * A picture with a few characters.
	 *
	 * @param array<string, string> $keys As for start_code().
	 * @return array{id: string, data_uri: string}|null
	 */
	public static function picture( array $keys ) {
		try {
			$picture = Way::call(
				static function ( $client ) use ( $keys ) {
					return $client->captchaNew( $keys );
				}
			);
			return array(
				'id'       => $picture->getId(),
				'data_uri' => $picture->getDataUri(),
			);
		} catch ( \Throwable $e ) {
			return null;
		}
	}

	/**
	 * Sends one message.
	 *
	 * @param string               $service sms, voice, voice_notice, international or marketing.
	 * @param string               $mobile  One number.
	 * @param string               $content The text, or a template's variables.
	 * @param array<string, mixed> $more    template_id, reference (one event is sent once), purpose, user_id, log_id (a row that was
	 *                                      claimed; sealed is emptied unless nothing was sent).
	 * @return SendAnswer
	 */
	public static function submit( $service, $mobile, $content, array $more = array() ) {
		$number = Mobile::normalise( $mobile );
		$number = '' === $number ? trim( (string) $mobile ) : $number;
		if ( 'sms' === $service && false !== strpos( $number, ' ' ) ) {
			$service = 'international';
		}
		$reference = isset( $more['reference'] ) ? (string) $more['reference'] : '';
		$id        = isset( $more['log_id'] ) ? (int) $more['log_id'] : Log::begin(
			array(
				'service'   => $service,
				'mobile'    => $number,
				'purpose'   => isset( $more['purpose'] ) ? $more['purpose'] : '',
				'user_id'   => isset( $more['user_id'] ) ? (int) $more['user_id'] : 0,
				'reference' => $reference,
			)
		);
		if ( ! $id && '' !== $reference ) {
			$row = Log::of_reference( $reference );
			if ( $row && ! Log::claim( $row->id, array( 'not_sent', 'refused' ) ) ) {
				return self::earlier( $row );
			}
			$id = $row ? (int) $row->id : 0;
		}
		$answer = self::send( $service, $number, $content, isset( $more['template_id'] ) ? (string) $more['template_id'] : '', $reference );
		$answer->log_id = $id;
		if ( $id ) {
			$row = self::columns( $answer );
			if ( 'not_sent' !== $answer->outcome ) {
				$row['sealed'] = null;
			}
			Log::finish( $id, array( 'service' => $service ) + $row );
		}
		return $answer;
	}

	/**
	 * How many messages are left. It costs nothing.
	 *
	 * @param string $service sms, voice, ....
	 * @return SendAnswer
	 */
	public static function balance( $service = 'sms' ) {
		return self::ask(
			static function ( $client ) use ( $service ) {
				return $client->balance( $service );
			},
			$service
		);
	}

	/**
	 * What a code means and what to do about it, in the site's language.
	 *
	 * @param int    $code    The gateway's or the library's.
	 * @param string $service The service that said it.
	 * @return array{text: string, meaning: string, cause: string, advice: string}|null Null: nothing is known, or nobody can be asked.
	 */
	public static function explain( $code, $service = 'sms' ) {
		$found = self::known(
			$service . ' ' . (int) $code,
			static function ( $client ) use ( $code, $service ) {
				$explained = $client->explain( (int) $code, $service, Way::language() );
				return ! $explained->isKnown() ? array() : array(
					'text'    => $explained->getText(),
					'meaning' => $explained->getMeaning(),
					'cause'   => $explained->getCause(),
					'advice'  => $explained->getAdvice(),
				);
			}
		);
		return $found ? $found : null;
	}

	/**
	 * What a carrier's status means and what to do about it, in the site's language.
	 *
	 * @param string $status As MK:0001, from a receipt.
	 * @return string Empty: nothing is known of it.
	 */
	public static function explain_fate( $status ) {
		if ( ! preg_match( '/^[A-Za-z0-9:_-]{1,32}$/D', (string) $status ) ) {
			return '';
		}
		$found = self::known(
			'fate ' . $status,
			static function ( $client ) use ( $status ) {
				// The library explains what stands in a receipt; this one is nobody's.
				$push = $client->parsePush( 'code=0&mobilephone=13800000000&smsid=1&msg=' . rawurlencode( $status ) );
				return array( 'text' => $push->getExplanation() );
			}
		);
		return $found ? $found['text'] : '';
	}

	/**
	 * An explanation that was asked for before, or is asked for now. A page asks for many, and they change with the library alone.
	 *
	 * @param string   $key Of what.
	 * @param callable $ask Gets the client, gives texts; none: nothing is known.
	 * @return array<string, string>
	 */
	private static function known( $key, callable $ask ) {
		static $asked = true;
		$kept = get_transient( 'ihuyi_sms_explained' );
		$kept = is_array( $kept ) ? $kept : array();
		$key  = Way::language() . ' ' . $key;
		if ( isset( $kept[ $key ] ) ) {
			return $kept[ $key ];
		}
		// Where one question found no way the next will not either.
		if ( ! $asked ) {
			return array();
		}
		try {
			$kept[ $key ] = Way::call( $ask );
		} catch ( \Throwable $e ) {
			$asked = false;
			return array();
		}
		set_transient( 'ihuyi_sms_explained', array_slice( $kept, -200, null, true ), DAY_IN_SECONDS );
		return $kept[ $key ];
	}

	/**
	 * Sends, without the log.
	 *
	 * @param string $service   A service.
	 * @param string $mobile    One number.
	 * @param string $content   Text or variables.
	 * @param string $template  A template's number, or empty.
	 * @param string $reference Of the event, or empty.
	 * @return SendAnswer
	 */
	private static function send( $service, $mobile, $content, $template, $reference ) {
		return self::ask(
			static function ( $client ) use ( $service, $mobile, $content, $template, $reference ) {
				return $client->submit(
					$service,
					$mobile,
					(string) $content,
					'' === $template ? null : $template,
					'' === $reference ? null : array( 'reference' => $reference )
				);
			},
			$service
		);
	}

	/**
	 * Makes a call that gives a result.
	 *
	 * @param callable $call    Gets the client.
	 * @param string   $service A service, for the account.
	 * @return SendAnswer
	 */
	private static function ask( callable $call, $service ) {
		try {
			$missing = self::missing( $service );
			if ( $missing ) {
				return $missing;
			}
			$answer = self::answer( Way::call( $call ) );
			// Whoever is told what is left writes it down.
			if ( null !== $answer->balance ) {
				Balance::record( $service, $answer->balance );
			}
			return $answer;
		} catch ( \Throwable $e ) {
			return self::trouble( $e );
		}
	}

	/**
	 * Sends a code, with its row in the log.
	 *
	 * @param array<string, mixed> $row  Of the log.
	 * @param callable             $call Gets the client, gives a verification.
	 * @return CodeAnswer
	 */
	private static function code( array $row, callable $call ) {
		$answer = new CodeAnswer();
		$id     = Log::begin( $row );
		try {
			$send = self::missing( $row['service'] );
			if ( ! $send ) {
				$sent           = Way::call( $call );
				$answer->status = 'sent';
				$send           = self::answer( $sent->getResult() );
				self::fill( $answer, $sent );
			}
		} catch ( \Throwable $e ) {
			$send = self::trouble( $e );
			if ( $e instanceof IhuyiException ) {
				$answer->status = self::status( $e );
				if ( null !== $e->getVerification() ) {
					self::fill( $answer, $e->getVerification() );
				}
				self::wait( $answer, $e );
				// What did not leave this machine was not counted: nothing forbids to try again.
				if ( 'trouble' === $answer->status && 'not_sent' === $send->outcome && Code::E_BREAKER !== $e->getCode() ) {
					$answer->wait = 0;
				}
			}
		}
		$answer->code  = $send->code;
		$answer->words = $send->words;
		self::finish_code( $id, $answer, $send );
		return $answer;
	}

	/**
	 * Writes what a code's send came to.
	 *
	 * @param int        $id     The row.
	 * @param CodeAnswer $answer The visitor's side of it.
	 * @param SendAnswer $send   The gateway's side of it.
	 */
	private static function finish_code( $id, CodeAnswer $answer, SendAnswer $send ) {
		if ( ! $id ) {
			return;
		}
		// It ended on this machine: nothing was sent, nothing was billed.
		if ( $send->code < 0 && 'unknown' !== $send->outcome && self::REFUSALS <= self::refusals() ) {
			Log::forget( array( $id ) );
			return;
		}
		$row = self::columns( $send );
		if ( '' !== $answer->channel ) {
			$row['service'] = $answer->channel;
		}
		Log::finish( $id, $row );
	}

	/**
	 * What did not leave this machine in the last hour, up to the bound.
	 *
	 * @return int
	 */
	private static function refusals() {
		global $wpdb;
		$sql = 'SELECT COUNT(*) FROM (SELECT id FROM ' . Tables::name( 'log' )
			. " WHERE created >= %d AND code < 0 AND outcome IN ('refused','not_sent') LIMIT %d) AS counted";
		// phpcs:ignore WordPress.DB -- a table of our own; its name is ours.
		return (int) $wpdb->get_var( $wpdb->prepare( $sql, time() - HOUR_IN_SECONDS, self::REFUSALS ) );
	}

	/**
	 * What a visitor is told of a code that did not go.
	 *
	 * @param IhuyiException $e What happened.
	 * @return string A status.
	 */
	private static function status( IhuyiException $e ) {
		if ( Outcome::UNKNOWN === $e->getOutcome() ) {
			return 'unknown';
		}
		switch ( $e->getCode() ) {
			case Code::E_CAPTCHA_NEEDED:
			case Code::E_CAPTCHA_WRONG:
				return 'captcha';
			case Code::E_CODE_EXPIRED:
				return 'expired';
			case Code::E_CODE_NONE:
				return 'none';
			case Code::E_CODE_LOCKED:
				return 'locked';
			case Code::E_DENIED:
				return 'number';
			case Code::E_BREAKER:
				return 'trouble';
		}
		if ( Family::NUMBER === $e->getFamily() ) {
			return 'number';
		}
		return Family::LIMIT === $e->getFamily() ? 'wait' : 'trouble';
	}

	/**
	 * How long to wait where the library does not say.
	 *
	 * @param CodeAnswer     $answer Gets it.
	 * @param IhuyiException $e      What happened.
	 */
	private static function wait( CodeAnswer $answer, IhuyiException $e ) {
		$minute = array( Code::TOO_FAST, Code::TOO_FREQUENT );
		if ( $answer->wait <= 0 && ( 'unknown' === $answer->status || in_array( $e->getCode(), $minute, true ) ) ) {
			$answer->wait = 60;
		}
	}

	/**
	 * What a verification says, but for number and purpose.
	 *
	 * @param CodeAnswer   $answer       Gets it.
	 * @param Verification $verification Of the library.
	 */
	private static function fill( CodeAnswer $answer, Verification $verification ) {
		$channels        = array(
			Channel::SMS   => 'sms',
			Channel::VOICE => 'voice',
		);
		$channel         = $verification->getChannel();
		$answer->id      = $verification->getId();
		$answer->wait    = $verification->getWait();
		$answer->valid   = $verification->getValid();
		$answer->left    = $verification->getLeft();
		$answer->digits  = $verification->getDigits();
		$answer->channel = isset( $channels[ $channel ] ) ? $channels[ $channel ] : '';
		$answer->code    = $verification->getResult()->getCode();
		$answer->words   = $verification->getResult()->getMessage();
	}

	/**
	 * What a result says.
	 *
	 * @param Result $result Of the library.
	 * @return SendAnswer
	 */
	private static function answer( Result $result ) {
		$outcomes           = array(
			Outcome::ACCEPTED => 'accepted',
			Outcome::REFUSED  => 'refused',
			Outcome::NOT_SENT => 'not_sent',
			Outcome::UNKNOWN  => 'unknown',
		);
		$outcome            = $result->getOutcome();
		$answer             = new SendAnswer();
		$answer->outcome    = isset( $outcomes[ $outcome ] ) ? $outcomes[ $outcome ] : 'refused';
		$answer->code       = $result->getCode();
		$answer->words      = $result->getMessage();
		$answer->message_id = $result->getMessageId();
		$answer->segments   = $result->getSegments();
		$answer->balance    = $result->getBalance();
		$answer->repeated   = $result->isRepeated();
		return $answer;
	}

	/**
	 * What happened instead of an answer.
	 *
	 * @param \Throwable $e What was thrown.
	 * @return SendAnswer
	 */
	private static function trouble( \Throwable $e ) {
		if ( $e instanceof IhuyiException ) {
			return self::answer( $e->getResult() );
		}
		$answer = new SendAnswer();
		if ( $e instanceof NoTime ) {
			$answer->code  = -207;
			$answer->words = __( 'The page had no time left for it, so nothing was sent. It may be tried again.', 'ihuyi-sms' );
			return $answer;
		}
		// The installation is at fault; what was tried stands in the settings.
		$answer->code  = -501;
		$answer->words = Way::sentence( $e );
		return $answer;
	}

	/**
	 * That no account is set. With the helper it may be in the helper's own ihuyi.ini.
	 *
	 * @param string $service A service.
	 * @return SendAnswer|null
	 */
	private static function missing( $service ) {
		$voice = 'voice' === $service && '' !== Settings::get( 'voice_account' );
		$empty = array(
			401 => '' === Settings::get( 'account' ) && ! $voice,
			402 => '' === Settings::get( 'apikey' ) && ! ( $voice && '' !== Settings::get( 'voice_apikey' ) ),
		);
		if ( ! array_filter( $empty ) || 'helper' === self::way() ) {
			return null;
		}
		$answer          = new SendAnswer();
		$answer->outcome = 'refused';
		$answer->code    = $empty[401] ? 401 : 402;
		$answer->words   = __( 'No account is set yet, so nothing was sent. Write APIID and APIKEY into the settings of Ihuyi SMS; both are in the console of 互亿无线.', 'ihuyi-sms' );
		return $answer;
	}

	/**
	 * The log's columns for an answer.
	 *
	 * @param SendAnswer $answer What it came to.
	 * @return array<string, mixed>
	 */
	private static function columns( SendAnswer $answer ) {
		return array(
			'outcome'    => $answer->outcome,
			'code'       => $answer->code,
			'message_id' => $answer->message_id,
			'words'      => $answer->words,
			'segments'   => $answer->segments,
		);
	}

	/**
	 * What an event that was sent before came to.
	 *
	 * @param object $row Of the log.
	 * @return SendAnswer
	 */
	private static function earlier( $row ) {
		$answer             = new SendAnswer();
		$outcome            = Log::outcome( $row );
		$answer->outcome    = in_array( $outcome, array( 'accepted', 'refused', 'not_sent' ), true ) ? $outcome : 'unknown';
		$answer->code       = (int) $row->code;
		$answer->words      = (string) $row->words;
		$answer->message_id = $row->message_id;
		$answer->segments   = (int) $row->segments;
		$answer->log_id     = (int) $row->id;
		$answer->repeated   = true;
		return $answer;
	}
}

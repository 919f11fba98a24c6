<?php
/**
 * Sends codes and checks them.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\CodeAnswer;
use IhuyiSms\Gateway;
use IhuyiSms\Mobile;
use IhuyiSms\Seal;
use IhuyiSms\Settings;
use IhuyiSms\Tally;
use IhuyiSms\Visitor;

/**
 * What all forms have in common. Between sending and checking the form carries a sealed paper, the challenge: it holds the library's
 * id, which no visitor sees, and is good for this visitor, this purpose and this number alone.
 */
final class Codes {

	/**
	 * How long a form may be left alone; the code itself is good for five minutes after it was last sent.
	 */
	const CHALLENGE = 900;

	/**
	 * Seconds between two codes for one number, as the library has it by default.
	 */
	const WAIT = 60;

	/**
	 * Sends a code, or the same code again.
	 *
	 * @param string $purpose One of Purpose::ALL, which is open.
	 * @param string $typed   The number as it was typed.
	 * @param array  $more    Of channel (sms, voice), challenge, picture_id, picture, user_id.
	 * @return Reply
	 */
	public static function send( $purpose, $typed, array $more = array() ) {
		return Purpose::settled(
			$purpose,
			static function () use ( $purpose, $typed, $more ) {
				return self::begin( $purpose, $typed, $more );
			}
		);
	}

	/**
	 * As send().
	 *
	 * @param string $purpose As for send().
	 * @param string $typed   As for send().
	 * @param array  $more    As for send().
	 * @return Reply
	 */
	private static function begin( $purpose, $typed, array $more ) {
		$more  += array(
			'channel'    => 'sms',
			'challenge'  => '',
			'picture_id' => '',
			'picture'    => '',
			'user_id'    => 0,
		);
		$mobile = Mobile::normalise( $typed );
		if ( '' === $mobile ) {
			return self::no_number( $typed );
		}
		$old   = self::challenge( $purpose, $more['challenge'], $mobile );
		$voice = 'voice' === $more['channel'];
		if ( $voice && ! Settings::get( 'voice' ) ) {
			return self::kept( new Reply( 'trouble', __( 'This site makes no calls. The code comes by text message.', 'ihuyi-sms' ) ), $more['challenge'] );
		}
		// A call costs more than a text and rings: it comes after the text only.
		if ( $voice && null === $old ) {
			return new Reply( 'none', __( 'Please ask for the code by text message first.', 'ihuyi-sms' ) );
		}
		if ( $voice && $old['next'] > time() ) {
			return self::kept( self::waiting( $old['next'] - time() ), $more['challenge'] );
		}
		$passed = false;
		if ( '' !== (string) $more['picture_id'] ) {
			$passed = Picture::read( (string) $more['picture_id'], trim( (string) $more['picture'] ) );
			if ( null === $passed ) {
				return self::kept( self::trouble(), $more['challenge'] );
			}
			if ( ! $passed ) {
				return self::kept( Picture::ask( true ), $more['challenge'] );
			}
		}
		if ( ! $passed && Picture::due( $mobile ) ) {
			return self::kept( Picture::ask( false ), $more['challenge'] );
		}
		return Purpose::hidden( $purpose )
			? self::quietly( $purpose, $mobile, $old, $voice, $more['challenge'] )
			: self::openly( $purpose, $mobile, $old, $voice, $passed, $more );
	}

	/**
	 * Checks what was entered.
	 *
	 * @param string $purpose   As for send().
	 * @param string $challenge The paper from the form.
	 * @param string $code      What was typed.
	 * @param string $typed     The number as it stands in the form now; null: the form has none.
	 * @return Reply Its status is ok and its mobile filled, or it is an error.
	 */
	public static function check( $purpose, $challenge, $code, $typed ) {
		$reply = Purpose::settled(
			$purpose,
			static function () use ( $purpose, $challenge, $code, $typed ) {
				return self::compare( $purpose, $challenge, self::digits( $code ), $typed );
			}
		);
		if ( 'ok' !== $reply->status && $reply->wait <= 0 ) {
			$reply->wait = self::pause( $purpose, $challenge );
		}
		return $reply;
	}

	/**
	 * Seconds until the code that a paper stands for can be asked for again.
	 *
	 * @param string $purpose   As for send().
	 * @param mixed  $challenge From the form.
	 * @return int
	 */
	public static function pause( $purpose, $challenge ) {
		$is = Purpose::settled(
			$purpose,
			static function () use ( $challenge ) {
				return Paper::read( 'challenge', $challenge );
			}
		);
		return null !== $is && $is['purpose'] === $purpose ? max( 0, $is['next'] - time() ) : 0;
	}

	/**
	 * As check().
	 *
	 * @param string $purpose   As for check().
	 * @param string $challenge As for check().
	 * @param string $code      Without blanks.
	 * @param string $typed     As for check().
	 * @return Reply
	 */
	private static function compare( $purpose, $challenge, $code, $typed ) {
		$is = Paper::read( 'challenge', $challenge );
		if ( null === $is || $is['purpose'] !== $purpose ) {
			if ( null !== $typed && '' === trim( $typed ) ) {
				return self::no_number( $typed );
			}
			$sentence = '' === (string) $challenge
				? __( 'Please ask for a code first: press "Send code", then type the code that you receive.', 'ihuyi-sms' )
				: __( 'This code has expired. Please ask for a new one.', 'ihuyi-sms' );
			return new Reply( 'none', $sentence );
		}
		if ( null !== $typed && Mobile::normalise( $typed ) !== $is['mobile'] ) {
			return new Reply( 'changed', __( 'The number is not the one that the code was sent to. Please ask for a code for this number.', 'ihuyi-sms' ) );
		}
		if ( '' === $code ) {
			return self::kept( new Reply( 'missing', __( 'Please type the code that you received.', 'ihuyi-sms' ) ), $challenge );
		}
		if ( ! preg_match( '/^\d{4,8}$/D', $code ) ) {
			return self::kept( new Reply( 'wrong', __( 'A code has digits only, mostly six. Please check it.', 'ihuyi-sms' ) ), $challenge );
		}
		return Purpose::hidden( $purpose ) ? self::check_quietly( $is, $challenge, $code ) : self::check_openly( $is, $challenge, $code );
	}

	/**
	 * Whether a paper is a challenge of this purpose for this number.
	 *
	 * @param string $purpose As for send().
	 * @param mixed  $text    From the form.
	 * @param string $mobile  A number.
	 * @return array|null What it says.
	 */
	private static function challenge( $purpose, $text, $mobile ) {
		$is = Paper::read( 'challenge', $text );
		return null !== $is && $is['purpose'] === $purpose && $is['mobile'] === $mobile ? $is : null;
	}

	/**
	 * Sends, and says what became of it.
	 *
	 * @param string     $purpose As for send().
	 * @param string     $mobile  The number.
	 * @param array|null $old     The challenge that there is.
	 * @param bool       $voice   Whether to call.
	 * @param bool       $passed  Whether a picture was read.
	 * @param array      $more    As for send().
	 * @return Reply
	 */
	private static function openly( $purpose, $mobile, $old, $voice, $passed, array $more ) {
		$keys    = self::keys( $passed );
		$channel = $voice ? 'voice' : 'sms';
		$answer  = null;
		if ( null !== $old && '' !== $old['id'] ) {
			$answer = Gateway::resend_code( $old['id'], $channel, $mobile, $purpose, $keys, $more['user_id'] );
			if ( in_array( $answer->status, array( 'none', 'expired', 'locked' ), true ) ) {
				$answer = null;
			}
		}
		$again = null !== $answer;
		if ( null === $answer ) {
			$answer = Gateway::start_code( $purpose, $mobile, $voice ? $keys + array( 'channel' => 'voice' ) : $keys, $more['user_id'] );
		}
		if ( 'captcha' === $answer->status ) {
			return self::kept( Picture::ask( false ), $more['challenge'] );
		}
		$reply = new Reply( $answer->status, $answer->sentence(), $answer->wait );
		if ( $reply->sent() && '' !== ( $again ? $old['id'] : $answer->id ) ) {
			$reply->wait      = max( 1, $answer->wait );
			Picture::note( $mobile );
			$reply->challenge = self::paper( $purpose, $mobile, $again ? $old['id'] : $answer->id, '', $reply->wait );
		} else {
			// What was not sent leaves the code good that was sent before.
			$reply->challenge = null === $old ? '' : (string) $more['challenge'];
		}
		if ( 'trouble' === $reply->status ) {
			$reply->wait = max( 10, $reply->wait );
		}
		return $reply;
	}

	/**
	 * Sends if there is an account with this number, and says the same in every case. All that an answer depends on is counted and
	 * decided before anybody looks whether there is one; the look and the sending come when the visitor has his answer.
	 *
	 * @param string     $purpose   As for send().
	 * @param string     $mobile    The number.
	 * @param array|null $old       The challenge that there is.
	 * @param bool       $voice     Whether to call.
	 * @param string     $challenge The paper that the form has.
	 * @return Reply
	 */
	private static function quietly( $purpose, $mobile, $old, $voice, $challenge ) {
		list( $ip, $net ) = Visitor::nets();
		/**
		 * Seconds between two codes for one number on forms whose answers tell nothing. Where the library's own limit
		 * (sms:mobile) is another, this shall be the same.
		 *
		 * @param int $seconds How many.
		 */
		$pause = max( 1, (int) apply_filters( 'ihuyi_sms_wait', self::WAIT ) );
		$wait  = Tally::all(
			array(
				array( 'quiet minute', $mobile, 1, $pause ),
				array( 'quiet day', $mobile, 10, DAY_IN_SECONDS ),
				array( 'quiet session', Visitor::mark(), 10, HOUR_IN_SECONDS ),
				array( 'quiet hour', $ip, 30, HOUR_IN_SECONDS ),
				array( 'quiet ip', $ip, 200, DAY_IN_SECONDS ),
				array( 'quiet net', $net, 300, HOUR_IN_SECONDS ),
				array( 'quiet site', 'all', 10000, DAY_IN_SECONDS ),
			)
		);
		if ( $wait > 0 ) {
			return self::kept( self::waiting( $wait ), $challenge );
		}
		Picture::note( $mobile );
		// A code that was tried too often is dead, and so is what stands for it.
		$ref = null === $old || Tally::now( 'quiet check', $old['ref'] ) >= 5 ? bin2hex( random_bytes( 16 ) ) : $old['ref'];
		Later::run(
			static function () use ( $purpose, $mobile, $ref, $voice ) {
				self::deliver( $purpose, $mobile, $ref, $voice, Account::all( $mobile, $purpose ) );
			}
		);
		$sentence         = $voice
			? __( 'If an account has this number, its phone is ringing now. Listen to the code and type it in.', 'ihuyi-sms' )
			: __( 'If an account has this number, a code is on its way to it. Type it in when the message has arrived.', 'ihuyi-sms' );
		$reply            = new Reply( 'sent', $sentence, $pause );
		$reply->challenge = self::paper( $purpose, $mobile, '', $ref, $pause );
		return $reply;
	}

	/**
	 * After the answer.
	 *
	 * @param string $purpose As for send().
	 * @param string $mobile  The number.
	 * @param string $ref     What the challenge names.
	 * @param bool   $voice   Whether to call.
	 * @param array  $owners  Whose number it is.
	 */
	private static function deliver( $purpose, $mobile, $ref, $voice, array $owners ) {
		// A picture was asked for and read already, where one was due.
		$keys = self::keys( true );
		if ( array() === $owners ) {
			// Otherwise the number's next code, or the address's, would tell on any other form.
			$keys = $voice ? $keys + array( 'channel' => 'voice' ) : $keys;
			$wait = Gateway::count_code( $mobile, $keys );
			if ( $wait > 0 && $wait <= 5 ) {
				sleep( $wait );
				Gateway::count_code( $mobile, $keys );
			}
			// Where the connection ends with the request, its end shall not tell either.
			usleep( random_int( 60, 600 ) * 1000 );
			return;
		}
		$answer = self::attempt( $purpose, $mobile, $ref, $voice, $keys, $owners[0]->ID );
		if ( 'wait' === $answer->status && $answer->wait > 0 && $answer->wait <= 5 ) {
			// The library's pause began a little after ours: with the message, and not with the answer.
			sleep( $answer->wait );
			$answer = self::attempt( $purpose, $mobile, $ref, $voice, $keys, $owners[0]->ID );
		}
	}

	/**
	 * Sends the code that there is, or a new one.
	 *
	 * @param string $purpose As for send().
	 * @param string $mobile  The number.
	 * @param string $ref     What the challenge names.
	 * @param bool   $voice   Whether to call.
	 * @param array  $keys    What limits count by.
	 * @param int    $user_id Whose number it is.
	 * @return CodeAnswer
	 */
	private static function attempt( $purpose, $mobile, $ref, $voice, array $keys, $user_id ) {
		$id = self::remembered( $ref );
		if ( '' !== $id ) {
			$answer = Gateway::resend_code( $id, $voice ? 'voice' : 'sms', $mobile, $purpose, $keys, $user_id );
			if ( ! in_array( $answer->status, array( 'none', 'expired', 'locked' ), true ) ) {
				return $answer;
			}
		}
		$answer = Gateway::start_code( $purpose, $mobile, $voice ? $keys + array( 'channel' => 'voice' ) : $keys, $user_id );
		if ( '' !== $answer->id ) {
			set_transient( self::name( $ref ), Seal::seal( $answer->id ), self::CHALLENGE );
		}
		return $answer;
	}

	/**
	 * Checks with the library, and says what it says.
	 *
	 * @param array  $is        The challenge.
	 * @param string $challenge The same, as a paper.
	 * @param string $code      Digits.
	 * @return Reply
	 */
	private static function check_openly( array $is, $challenge, $code ) {
		$answer = Gateway::check_code( $is['id'], $code );
		if ( 'ok' === $answer->status && ( $answer->purpose !== $is['purpose'] || Mobile::normalise( $answer->mobile ) !== $is['mobile'] ) ) {
			return new Reply( 'none', __( 'There is no code to check, or it was used already. Please ask for a new one.', 'ihuyi-sms' ) );
		}
		$reply = new Reply( $answer->status, $answer->sentence() );
		if ( 'ok' === $answer->status ) {
			$reply->mobile = $is['mobile'];
		} elseif ( 'wrong' === $answer->status || 'trouble' === $answer->status ) {
			$reply->challenge = $challenge;
		}
		return $reply;
	}

	/**
	 * Checks so that a number that nobody has looks like one whose code was typed wrongly.
	 *
	 * @param array  $is        The challenge.
	 * @param string $challenge The same, as a paper.
	 * @param string $code      Digits.
	 * @return Reply
	 */
	private static function check_quietly( array $is, $challenge, $code ) {
		$began = microtime( true );
		if ( Tally::count( 'quiet check', $is['ref'], 5, self::CHALLENGE ) > 0 ) {
			return new Reply( 'locked', __( 'The code was entered wrong too many times. Please ask for a new one.', 'ihuyi-sms' ) );
		}
		$id = self::remembered( $is['ref'] );
		// One that nobody has is asked for as well: it takes the time that a question takes.
		$answer = Gateway::check_code( '' === $id ? bin2hex( random_bytes( 16 ) ) : $id, $code );
		$right  = '' !== $id && 'ok' === $answer->status && $answer->purpose === $is['purpose'] && Mobile::normalise( $answer->mobile ) === $is['mobile'];
		if ( $right ) {
			delete_transient( self::name( $is['ref'] ) );
		}
		$rest = 0.4 - ( microtime( true ) - $began );
		if ( $rest > 0 ) {
			usleep( (int) ( 1000000 * $rest ) );
		}
		if ( $right ) {
			$reply         = new Reply( 'ok', $answer->sentence() );
			$reply->mobile = $is['mobile'];
			return $reply;
		}
		if ( 'trouble' === $answer->status ) {
			return self::kept( self::trouble(), $challenge );
		}
		return self::kept( new Reply( 'wrong', __( 'This code is not right, or has expired. Please check it, or ask for a new one.', 'ihuyi-sms' ) ), $challenge );
	}

	/**
	 * The library's id of a challenge that does not say it itself.
	 *
	 * @param string $ref What the challenge names.
	 * @return string Empty: there is none.
	 */
	private static function remembered( $ref ) {
		$sealed = get_transient( self::name( $ref ) );
		return is_string( $sealed ) ? (string) Seal::open( $sealed ) : '';
	}

	/**
	 * Where it is remembered.
	 *
	 * @param string $ref What the challenge names.
	 * @return string
	 */
	private static function name( $ref ) {
		return 'ihuyi_sms_code_' . $ref;
	}

	/**
	 * A challenge, as a paper.
	 *
	 * @param string $purpose What it is for.
	 * @param string $mobile  Whose phone has the code.
	 * @param string $id      The library's id.
	 * @param string $ref     Or where it is remembered.
	 * @param int    $wait    Seconds until it can be sent again.
	 * @return string
	 */
	private static function paper( $purpose, $mobile, $id, $ref, $wait ) {
		$says = array(
			'purpose' => $purpose,
			'mobile'  => $mobile,
			'id'      => $id,
			'ref'     => $ref,
			'next'    => time() + $wait,
		);
		return Paper::write( 'challenge', $says, self::CHALLENGE );
	}

	/**
	 * What the library's limits count by.
	 *
	 * @param bool $passed Whether a picture was read.
	 * @return array<string, string>
	 */
	private static function keys( $passed ) {
		return Visitor::keys() + ( $passed ? array( 'captcha' => 'passed' ) : array() );
	}

	/**
	 * A reply with which the form keeps the challenge it has.
	 *
	 * @param Reply  $reply     The reply.
	 * @param string $challenge The paper.
	 * @return Reply
	 */
	private static function kept( Reply $reply, $challenge ) {
		$reply->challenge = null === Paper::read( 'challenge', $challenge ) ? '' : $challenge;
		return $reply;
	}

	/**
	 * Nothing can be sent or checked.
	 *
	 * @return Reply
	 */
	private static function trouble() {
		$answer = new CodeAnswer();
		return new Reply( 'trouble', $answer->sentence(), 10 );
	}

	/**
	 * There is no number, or it is none.
	 *
	 * @param string $typed What was typed.
	 * @return Reply
	 */
	private static function no_number( $typed ) {
		return new Reply(
			'number',
			'' === trim( (string) $typed )
				? __( 'Please type your mobile number first, then press "Send code".', 'ihuyi-sms' )
				: __( 'Please check the mobile number.', 'ihuyi-sms' )
		);
	}

	/**
	 * Too early.
	 *
	 * @param int $seconds Until when.
	 * @return Reply
	 */
	private static function waiting( $seconds ) {
		$answer         = new CodeAnswer();
		$answer->status = 'wait';
		$answer->wait   = max( 1, (int) $seconds );
		return new Reply( 'wait', $answer->sentence(), $answer->wait );
	}

	/**
	 * What was typed for a code, in ASCII and without blanks.
	 *
	 * @param mixed $code What was typed.
	 * @return string
	 */
	private static function digits( $code ) {
		$code = is_string( $code ) && strlen( $code ) < 100 ? $code : '';
		$code = str_replace( array( '０', '１', '２', '３', '４', '５', '６', '７', '８', '９', '　', "\xC2\xA0" ), array( '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '', '' ), $code );
		return (string) preg_replace( '/[\s-]+/', '', $code );
	}
}

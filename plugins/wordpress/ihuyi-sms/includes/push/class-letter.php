<?php
/**
 * A push as the library reads it.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

use Ihuyi\Exception\IhuyiException;
use Ihuyi\Exception\LoadException;
use IhuyiSms\Gateway;
use IhuyiSms\Mobile;

defined( 'ABSPATH' ) || exit;

/**
 * A receipt, a reply, or the review of a template.
 */
final class Letter {

	const RECEIPT = 1;
	const REPLY   = 2;
	const REVIEW  = 3;

	/**
	 * Codes of a body that is no push, however often it is read: encoding, size, fields.
	 */
	const MALFORMED = array( -103, -106, -110 );

	/**
	 * Which product a receipt's id is of, by the name of its field; a text's may also be of an international one.
	 */
	const SERVICES = array(
		'task_id' => array( 'marketing' ),
		'voiceid' => array( 'voice', 'voice_notice' ),
		'ismsid'  => array( 'international' ),
		'smsid'   => array( 'sms', 'international' ),
	);

	/**
	 * RECEIPT, REPLY or REVIEW.
	 *
	 * @var int
	 */
	public $kind = 0;

	/**
	 * The number, whole, as the plugin writes it; empty where there is none.
	 *
	 * @var string
	 */
	public $mobile = '';

	/**
	 * The gateway's id of the message.
	 *
	 * @var string
	 */
	public $message_id = '';

	/**
	 * Delivered, or approved.
	 *
	 * @var bool
	 */
	public $success = false;

	/**
	 * The push's own code; 2 is success.
	 *
	 * @var int
	 */
	public $code = 0;

	/**
	 * The carrier's status, or the reason of a review.
	 *
	 * @var string
	 */
	public $status = '';

	/**
	 * What somebody wrote.
	 *
	 * @var string
	 */
	public $content = '';

	/**
	 * When it happened, UTC; now where the push does not say, or something impossible.
	 *
	 * @var int
	 */
	public $time = 0;

	/**
	 * The template's number.
	 *
	 * @var string
	 */
	public $template_id = '';

	/**
	 * What the message can be of; empty: anything.
	 *
	 * @var string[]
	 */
	public $services = array();

	/**
	 * Reads a body.
	 *
	 * @param string $body   As it came.
	 * @param bool   $record Let the library remember it, where this process may.
	 * @return self|null Null: it is no push.
	 * @throws Unreachable When the library cannot be asked.
	 */
	public static function read( $body, $record = false ) {
		try {
			$client = Gateway::client();
			// Where a helper has the library's memory, only its own user may write pushes into it: its own receiver does, or the
			// schedule asks it what became of a message.
			$push = $record && 'helper' !== Gateway::way() ? self::recorded( $client, $body ) : $client->parsePush( $body );
		} catch ( IhuyiException $e ) {
			if ( in_array( (int) $e->getCode(), self::MALFORMED, true ) ) {
				return null;
			}
			throw new Unreachable( 'push', 0, $e );
		} catch ( LoadException $e ) {
			throw new Unreachable( 'push', 0, $e );
		}
		return self::of( $push, Form::fields( $body ) );
	}

	/**
	 * When the gateway says that something was; it writes China's time.
	 *
	 * @param string $text As 2017-08-02 14:31:51.
	 * @return int UTC; now where it says nothing, or what cannot be.
	 */
	public static function when( $text ) {
		$text = trim( (string) $text );
		$time = \DateTimeImmutable::createFromFormat( '!Y-m-d H:i:s', $text, new \DateTimeZone( 'Asia/Shanghai' ) );
		$wins = $time && $time->format( 'Y-m-d H:i:s' ) === $text ? $time->getTimestamp() : 0;
		return $wins > time() - 30 * DAY_IN_SECONDS && $wins <= time() + HOUR_IN_SECONDS ? min( $wins, time() ) : time();
	}

	/**
	 * Lets the library remember a push: so it knows what became of a message that had no answer, and does not send it again.
	 *
	 * @param \Ihuyi\Client $client The site's.
	 * @param string        $body   As it came.
	 * @return \Ihuyi\Push
	 */
	private static function recorded( $client, $body ) {
		try {
			return $client->recordPush( $body );
		} catch ( IhuyiException $e ) {
			if ( in_array( (int) $e->getCode(), self::MALFORMED, true ) ) {
				throw $e;
			}
			// The log must not wait for the library's memory.
			return $client->parsePush( $body );
		}
	}

	/**
	 * What the library says, in the plugin's own words.
	 *
	 * @param \Ihuyi\Push               $push   The library's.
	 * @param array<string,string>|null $fields Of the body.
	 * @return self
	 */
	private static function of( $push, $fields ) {
		$letter              = new self();
		$letter->kind        = $push->getKind();
		$letter->mobile      = Mobile::normalise( $push->getMobile() );
		$letter->message_id  = preg_match( '/^[A-Za-z0-9_.-]{1,64}$/D', $push->getMessageId() ) ? $push->getMessageId() : '';
		$letter->success     = $push->isSuccess();
		$letter->code        = $push->getCode();
		$letter->status      = $push->getStatus();
		$letter->content     = $push->getContent();
		$letter->time        = self::when( $push->getTime() );
		$letter->template_id = $push->getTemplateId();
		foreach ( self::SERVICES as $field => $services ) {
			if ( isset( $fields[ $field ] ) && '' !== $letter->message_id && trim( $fields[ $field ] ) === $letter->message_id ) {
				$letter->services = $services;
				break;
			}
		}
		return $letter;
	}
}

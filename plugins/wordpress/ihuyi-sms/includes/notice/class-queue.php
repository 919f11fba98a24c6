<?php
/**
 * Notices that wait to be sent.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Notice;

use IhuyiSms\Gateway;
use IhuyiSms\Log;
use IhuyiSms\Mobile;
use IhuyiSms\Push\OptOut;
use IhuyiSms\Response;
use IhuyiSms\Schedule;
use IhuyiSms\Seal;
use IhuyiSms\Tables;
use IhuyiSms\Way;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- a table of our own; its name is ours, all values are prepared.

/**
 * A notice is a row of the log from the start: queued, then sending, then what it came to. The reference is unique there, so an
 * event that is fired twice is one row, and one message; of rows that are gone, Told knows. A row that stays at sending belongs to
 * a process that died: it becomes unknown and is never sent again by itself.
 */
final class Queue {

	/** The action for Action Scheduler. */
	const ACTION = 'ihuyi_sms_queue';

	/** A notice that could not be sent for so long is of no use any more. */
	const LONGEST = 86400;

	/** How often a notice is tried while nothing leaves this machine. */
	const TRIES = 6;

	/**
	 * The sites of this request that have something waiting.
	 *
	 * @var array<int, bool>
	 */
	private static $sites = array();

	/** Sends at the end of requests that queued something. */
	public static function hook() {
		add_action( self::ACTION, array( __CLASS__, 'act' ) );
		add_action( 'shutdown', array( __CLASS__, 'finish' ), 1000 );
	}

	/**
	 * Queues a notice.
	 *
	 * @param array<string, mixed> $notice mobile, content, template, purpose, user_id, reference.
	 * @return int The row of the log; 0: this event was queued before.
	 */
	public static function add( array $notice ) {
		if ( Told::has( $notice['reference'] ) ) {
			return 0;
		}
		$mobile = Mobile::normalise( $notice['mobile'] );
		$row    = array(
			'service'   => false === strpos( $mobile, ' ' ) ? 'sms' : 'international',
			'purpose'   => $notice['purpose'],
			'mobile'    => '' === $mobile ? (string) $notice['mobile'] : $mobile,
			'user_id'   => $notice['user_id'],
			'reference' => $notice['reference'],
			'outcome'   => 'not_sent',
		);
		if ( '' === $mobile ) {
			$row['words'] = '' === trim( (string) $notice['mobile'] )
				? __( 'The order has no phone number, so nothing was sent.', 'ihuyi-sms' )
				: __( 'The order\'s phone number is no mobile number, so nothing was sent. One from abroad needs its country code, as +852.', 'ihuyi-sms' );
			return Log::begin( $row );
		}
		if ( OptOut::is_out( $mobile ) ) {
			$row['words'] = self::opted_out();
			return Log::begin( $row );
		}
		$row['outcome'] = 'queued';
		$row['sealed']  = self::sealed(
			array(
				'mobile'   => $mobile,
				'content'  => (string) $notice['content'],
				'template' => (string) $notice['template'],
				'queued'   => time(),
				'after'    => 0,
				'tries'    => 0,
			)
		);
		$id             = Log::begin( $row );
		if ( $id > 0 ) {
			self::$sites[ get_current_blog_id() ] = true;
		}
		return $id;
	}

	/** At the end of a request: sends what it queued, once the visitor has his page; where that cannot be told apart, another process does. */
	public static function finish() {
		$sites       = self::$sites;
		self::$sites = array();
		if ( ! $sites ) {
			return;
		}
		$alone = function_exists( 'fastcgi_finish_request' ) || function_exists( 'litespeed_finish_request' ) || Response::unattended();
		if ( $alone ) {
			Response::close();
			Way::unattended();
		}
		foreach ( array_keys( $sites ) as $site ) {
			$away = is_multisite() && get_current_blog_id() !== $site;
			if ( $away ) {
				switch_to_blog( $site );
			}
			if ( $alone ) {
				self::act();
			} elseif ( function_exists( 'as_enqueue_async_action' ) ) {
				as_enqueue_async_action( self::ACTION, array(), 'ihuyi-sms', true );
				// It runs when WooCommerce next does; the schedule is there for the case that it does not.
				Schedule::soon( MINUTE_IN_SECONDS );
			} else {
				Schedule::soon( 0 );
			}
			if ( $away ) {
				restore_current_blog();
			}
		}
	}

	/** Sends some, and sees to the rest. */
	public static function act() {
		if ( self::work( 10, 20 ) > 0 ) {
			Schedule::soon( MINUTE_IN_SECONDS );
		}
	}

	/**
	 * Sends what waits, the oldest first.
	 *
	 * @param int $limit   How many at most.
	 * @param int $seconds No more are begun after these.
	 * @return int How many wait still.
	 */
	public static function work( $limit, $seconds ) {
		global $wpdb;
		$table = Tables::name( 'log' );
		$end   = microtime( true ) + $seconds;
		$rows  = (array) $wpdb->get_results( $wpdb->prepare( "SELECT id, sealed FROM {$table} WHERE outcome = 'queued' ORDER BY id LIMIT %d", $limit + 100 ) );
		foreach ( $rows as $row ) {
			if ( $limit <= 0 || microtime( true ) > $end ) {
				break;
			}
			$notice = self::opened( $row->sealed );
			if ( null !== $notice && $notice['after'] > time() ) {
				continue;
			}
			// Of several processes one gets it.
			if ( Log::claim( $row->id ) ) {
				--$limit;
				self::send( (int) $row->id, $notice );
			}
		}
		return self::waiting();
	}

	/**
	 * How many wait.
	 *
	 * @return int
	 */
	public static function waiting() {
		return Log::count( array( 'outcome' => 'queued' ) );
	}

	/**
	 * Sends one that was claimed.
	 *
	 * @param int                       $id     Its row.
	 * @param array<string, mixed>|null $notice What was sealed.
	 */
	private static function send( $id, $notice ) {
		if ( null === $notice ) {
			self::end( $id, __( 'The notice could not be read any more: the site\'s key has changed since it was queued. Nothing was sent.', 'ihuyi-sms' ) );
			return;
		}
		if ( OptOut::is_out( $notice['mobile'] ) ) {
			self::end( $id, self::opted_out() );
			return;
		}
		if ( $notice['queued'] < time() - self::LONGEST ) {
			self::end( $id, __( 'It could not be sent for a day, and is too old now. Nothing was sent.', 'ihuyi-sms' ) );
			return;
		}
		$row = Log::row( $id );
		// The event's first row may have gone just between add()'s look and its new row; what is told of by now was told before.
		if ( $row && Told::has( (string) $row->reference ) ) {
			Log::forget( array( $id ) );
			return;
		}
		$answer = Gateway::submit(
			false === strpos( $notice['mobile'], ' ' ) ? 'sms' : 'international',
			$notice['mobile'],
			$notice['content'],
			array(
				'log_id'      => $id,
				'reference'   => $row ? (string) $row->reference : '',
				'template_id' => $notice['template'],
				'purpose'     => $row ? $row->purpose : '',
			)
		);
		if ( 'not_sent' !== $answer->outcome ) {
			return;
		}
		// Nothing has left this machine: later it may. The wait doubles, from a minute on.
		++$notice['tries'];
		if ( $notice['tries'] < self::TRIES ) {
			$notice['after'] = time() + MINUTE_IN_SECONDS * ( 1 << $notice['tries'] );
			Log::finish(
				$id,
				array(
					'outcome' => 'queued',
					'sealed'  => self::sealed( $notice ),
				)
			);
		} else {
			Log::finish( $id, array( 'sealed' => null ) );
		}
	}

	/**
	 * Gives up on one that was claimed.
	 *
	 * @param int    $id    Its row.
	 * @param string $words Why.
	 */
	private static function end( $id, $words ) {
		Log::finish(
			$id,
			array(
				'outcome' => 'not_sent',
				'words'   => $words,
				'sealed'  => null,
			)
		);
	}

	/**
	 * What the log says of those who want no notices.
	 *
	 * @return string
	 */
	private static function opted_out() {
		return __( 'This number has opted out of notices, so nothing was sent.', 'ihuyi-sms' );
	}

	/**
	 * A notice, sealed.
	 *
	 * @param array<string, mixed> $notice The notice.
	 * @return string
	 */
	private static function sealed( array $notice ) {
		return Seal::seal( (string) wp_json_encode( $notice ) );
	}

	/**
	 * A notice, opened.
	 *
	 * @param string|null $sealed What sealed() gave.
	 * @return array<string, mixed>|null
	 */
	private static function opened( $sealed ) {
		$notice = json_decode( (string) Seal::open( (string) $sealed ), true );
		return is_array( $notice ) && isset( $notice['mobile'], $notice['content'], $notice['template'], $notice['queued'], $notice['after'], $notice['tries'] ) ? $notice : null;
	}
}

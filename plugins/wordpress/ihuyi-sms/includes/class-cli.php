<?php
/**
 * Commands for a terminal.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

use IhuyiSms\Notice\Queue;
use IhuyiSms\Push\Fates;
use IhuyiSms\Push\Inbox;
use IhuyiSms\Push\OptOut;
use IhuyiSms\Push\Receiver;

defined( 'ABSPATH' ) || exit;

/**
 * Sends text messages, and looks at what was sent.
 */
final class Cli {

	/** Only where WP-CLI runs. */
	public static function hook() {
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command( 'ihuyi', __CLASS__ );
		}
	}

	/**
	 * Sends one message. It costs what a message costs.
	 *
	 * ## OPTIONS
	 *
	 * <mobile>
	 * : The number.
	 *
	 * <text>
	 * : The whole text without the signature, or with --template the variables joined with |.
	 *
	 * [--service=<service>]
	 * : sms, voice, voice_notice, international or marketing.
	 * ---
	 * default: sms
	 * ---
	 *
	 * [--template=<number>]
	 * : The number of an approved template.
	 *
	 * [--reference=<name>]
	 * : A name for the event. With the same name nothing is sent a second time.
	 *
	 * ## EXAMPLES
	 *
	 *     wp ihuyi send 13800000000 'Your parcel is here.' --reference=parcel-7
	 *
	 * @param string[]              $args    Number and text.
	 * @param array<string, string> $options The options.
	 */
	public function send( $args, $options ) {
		$service = isset( $options['service'] ) ? $options['service'] : 'sms';
		if ( ! in_array( $service, array( 'sms', 'voice', 'voice_notice', 'international', 'marketing' ), true ) ) {
			\WP_CLI::error( __( 'There is no such service: sms, voice, voice_notice, international, marketing.', 'ihuyi-sms' ) );
		}
		$answer = Gateway::submit(
			$service,
			$args[0],
			$args[1],
			array(
				'purpose'     => 'cli',
				'reference'   => isset( $options['reference'] ) ? $options['reference'] : '',
				'template_id' => isset( $options['template'] ) ? $options['template'] : '',
			)
		);
		$line = sprintf( '%s: %d %s %s', $answer->outcome, $answer->code, $answer->words, $answer->message_id );
		if ( 'accepted' === $answer->outcome ) {
			\WP_CLI::success( trim( $line . ( $answer->repeated ? ' ' . __( '(sent before; nothing was sent now)', 'ihuyi-sms' ) : '' ) ) );
			return;
		}
		if ( 'unknown' === $answer->outcome ) {
			$line .= ' ' . __( 'It may have been sent: do not send it again until its receipt or the console says what happened.', 'ihuyi-sms' );
		}
		\WP_CLI::error( self::cure( $line, $answer->code, $service ) );
	}

	/**
	 * How many messages are left. It costs nothing.
	 *
	 * ## OPTIONS
	 *
	 * [--service=<service>]
	 * : sms, voice, voice_notice, international or marketing.
	 * ---
	 * default: sms
	 * ---
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options The options.
	 */
	public function balance( $args, $options ) {
		unset( $args );
		$service = isset( $options['service'] ) ? $options['service'] : 'sms';
		$answer  = Gateway::balance( $service );
		if ( null === $answer->balance ) {
			\WP_CLI::error( self::cure( sprintf( '%d %s', $answer->code, $answer->words ), $answer->code, $service ) );
		}
		\WP_CLI::line( (string) $answer->balance );
	}

	/**
	 * What was sent, the newest first.
	 *
	 * ## OPTIONS
	 *
	 * [--outcome=<outcome>]
	 * : queued, sending, accepted, refused, not_sent or unknown.
	 *
	 * [--fate=<fate>]
	 * : delivered, failed or none.
	 *
	 * [--mobile=<number>]
	 * : One number.
	 *
	 * [--limit=<n>]
	 * : How many.
	 * ---
	 * default: 20
	 * ---
	 *
	 * [--format=<format>]
	 * : table, csv, json, yaml, ids or count.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options The options.
	 */
	public function log( $args, $options ) {
		unset( $args );
		$filter = array_intersect_key( $options, array_flip( array( 'outcome', 'fate', 'mobile' ) ) );
		$limit  = isset( $options['limit'] ) ? max( 1, min( 10000, (int) $options['limit'] ) ) : 20;
		$rows   = array();
		foreach ( Log::find( $filter, 0, $limit ) as $row ) {
			$rows[] = array(
				'id'      => (int) $row->id,
				'time'    => wp_date( 'Y-m-d H:i:s', (int) $row->created ),
				'mobile'  => $row->mobile,
				'purpose' => $row->purpose,
				'outcome' => Log::outcome( $row ),
				'code'    => (int) $row->code,
				'fate'    => $row->fate,
				'status'  => $row->fate_code,
				'words'   => $row->words,
			);
		}
		$format = isset( $options['format'] ) ? $options['format'] : 'table';
		$fields = array( 'id', 'time', 'mobile', 'purpose', 'outcome', 'code', 'fate', 'status', 'words' );
		\WP_CLI\Utils\format_items( $format, 'ids' === $format ? array_column( $rows, 'id' ) : $rows, $fields );
	}

	/**
	 * Looks whether everything is in order: the way to the library, account, balance, receipts, schedule.
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options None.
	 */
	public function doctor( $args, $options ) {
		unset( $args, $options );
		$bad = 0;
		foreach ( self::findings() as $finding ) {
			\WP_CLI::line( sprintf( '%-5s %s: %s', $finding[0] ? 'ok' : 'BAD', $finding[1], $finding[2] ) );
			$bad += $finding[0] ? 0 : 1;
		}
		if ( $bad > 0 ) {
			/* translators: %d: how many things are wrong. */
			\WP_CLI::error( sprintf( _n( '%d thing is wrong.', '%d things are wrong.', $bad, 'ihuyi-sms' ), $bad ) );
		}
		\WP_CLI::success( __( 'Everything is in order.', 'ihuyi-sms' ) );
	}

	/**
	 * Forgets what the limits have counted.
	 *
	 * ## OPTIONS
	 *
	 * <kind>
	 * : mobile, ip, session, site or breaker.
	 *
	 * [<value>]
	 * : The number, the address and so on; none for breaker.
	 *
	 * ## EXAMPLES
	 *
	 *     wp ihuyi unlock mobile 13800000000
	 *
	 * @param string[] $args Kind and value.
	 */
	public function unlock( $args ) {
		$kind  = $args[0];
		$value = isset( $args[1] ) ? $args[1] : null;
		if ( ! in_array( $kind, array( 'mobile', 'ip', 'session', 'site', 'breaker' ), true ) ) {
			\WP_CLI::error( __( 'There is no such kind: mobile, ip, session, site, breaker.', 'ihuyi-sms' ) );
		}
		if ( 'breaker' !== $kind && null === $value ) {
			\WP_CLI::error( __( 'This kind needs a value, such as a number.', 'ihuyi-sms' ) );
		}
		if ( 'mobile' === $kind && null !== $value && '' !== Mobile::normalise( $value ) ) {
			$value = Mobile::normalise( $value );
		}
		try {
			Way::call(
				static function ( $client ) use ( $kind, $value ) {
					return $client->guardUnlock( $kind, $value );
				}
			);
		} catch ( \Throwable $e ) {
			if ( 'helper' === Gateway::way() ) {
				/* translators: %s: what the helper said. */
				\WP_CLI::error( sprintf( __( 'The helper lets only its own user lift limits: run "sudo -u ihuyi ihuyi guard unlock" there. It said: %s', 'ihuyi-sms' ), $e->getMessage() ) );
			}
			\WP_CLI::error( $e->getMessage() );
		}
		\WP_CLI::success( __( 'Done: its counts were reset.', 'ihuyi-sms' ) );
	}

	/**
	 * The address that the gateway's console is told for receipts and replies. It is a password in itself.
	 *
	 * ## OPTIONS
	 *
	 * [--renew]
	 * : Makes a new one; the old one is good for nothing from then on.
	 *
	 * @subcommand push-url
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options The options.
	 */
	public function push_url( $args, $options ) {
		unset( $args );
		if ( ! empty( $options['renew'] ) ) {
			if ( null !== Settings::fixed( 'push_secret' ) ) {
				\WP_CLI::error( __( 'The secret is set by a constant or the environment: change it there.', 'ihuyi-sms' ) );
			}
			Settings::save( array( 'push_secret' => bin2hex( random_bytes( 16 ) ) ) );
		}
		\WP_CLI::line( Receiver::address() );
	}

	/**
	 * What the doctor finds.
	 *
	 * @return array<int, array{bool, string, string}> In order or not, what, and how it is.
	 */
	private static function findings() {
		$findings = array();
		try {
			$findings[] = array( true, __( 'Way to the library', 'ihuyi-sms' ), Way::name() . ' ' . Way::version() . ' ' . Way::place() );
		} catch ( \Throwable $e ) {
			return array( array( false, __( 'Way to the library', 'ihuyi-sms' ), $e->getMessage() ) );
		}
		$answer     = Gateway::balance( 'sms' );
		$findings[] = array(
			null !== $answer->balance,
			__( 'Messages left', 'ihuyi-sms' ),
			null !== $answer->balance ? (string) $answer->balance : self::cure( sprintf( '%d %s', $answer->code, $answer->words ), $answer->code, 'sms' ),
		);
		$next       = wp_next_scheduled( Schedule::HOURLY );
		$findings[] = array(
			$next && $next > time() - 2 * HOUR_IN_SECONDS,
			__( 'Schedule', 'ihuyi-sms' ),
			$next ? wp_date( 'Y-m-d H:i:s', $next ) : __( 'nothing is scheduled; open the site once', 'ihuyi-sms' ),
		);
		$latest     = Inbox::latest();
		$findings[] = array(
			true,
			__( 'Receipts', 'ihuyi-sms' ),
			$latest > 0
				/* translators: %s: a time. */
				? sprintf( __( 'the last push came %s', 'ihuyi-sms' ), wp_date( 'Y-m-d H:i:s', $latest ) )
				: ( Fates::by_asking() ? __( 'no push came here; the helper is asked', 'ihuyi-sms' ) : __( 'no push has come yet', 'ihuyi-sms' ) ),
		);
		$findings[] = array( true, __( 'Waiting notices', 'ihuyi-sms' ), (string) Queue::waiting() );
		$findings[] = array( true, __( 'Opt-outs', 'ihuyi-sms' ), (string) OptOut::count() );
		$findings[] = array( true, 'WooCommerce', Notice\Orders::present() ? __( 'active', 'ihuyi-sms' ) : __( 'not active', 'ihuyi-sms' ) );
		return $findings;
	}

	/**
	 * A line, and what to do about it.
	 *
	 * @param string $line    What happened.
	 * @param int    $code    The code.
	 * @param string $service The service.
	 * @return string
	 */
	private static function cure( $line, $code, $service ) {
		$explained = Cure::of( $code, $service );
		// Where there is no way to the library, the line says what to do.
		return trim( $explained && false === strpos( $line, $explained['advice'] ) ? $line . ' ' . $explained['advice'] : $line );
	}
}

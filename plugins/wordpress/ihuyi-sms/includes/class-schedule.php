<?php
/**
 * What is done now and then.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

use IhuyiSms\Notice\Queue;
use IhuyiSms\Push\Fates;
use IhuyiSms\Push\Inbox;

defined( 'ABSPATH' ) || exit;

/**
 * Once an hour what was left behind, once a day what gets old; and soon, when something waits.
 */
final class Schedule {

	const HOURLY = 'ihuyi_sms_hourly';
	const SOON   = 'ihuyi_sms_soon';

	/** When the daily part was done last. */
	const OPTION = 'ihuyi_sms_daily';

	/**
	 * When the next run is due; 0: none is. WordPress keeps the whole schedule in one option, and a process that read it earlier writes it back
	 * as it was then: an event that came in between is lost.
	 */
	const DUE = 'ihuyi_sms_due';

	/** Stands there while a run runs. */
	const LOCK = 'ihuyi_sms_lock';

	/** A run that is older than this is dead. */
	const LONGEST = 600;

	/** Runs, and sees to it that there is a schedule: nobody activates a network's new site. */
	public static function hook() {
		add_action( self::HOURLY, array( __CLASS__, 'run' ) );
		add_action( self::SOON, array( __CLASS__, 'run' ) );
		add_action( 'init', array( __CLASS__, 'ensure' ) );
		add_action( 'ihuyi_sms_deactivate', array( __CLASS__, 'clear' ) );
	}

	/** Puts the hourly run on the schedule, where it is not, and the one that was due a minute ago and is not there any more. */
	public static function ensure() {
		if ( ! wp_next_scheduled( self::HOURLY ) ) {
			wp_schedule_event( time() + MINUTE_IN_SECONDS, 'hourly', self::HOURLY );
		}
		// A number of the options that every request has read anyway.
		$due = (int) get_option( self::DUE );
		if ( $due > 0 && $due < time() - MINUTE_IN_SECONDS && ! wp_next_scheduled( self::SOON ) ) {
			wp_schedule_single_event( time(), self::SOON );
		}
	}

	/** Takes everything off the schedule. */
	public static function clear() {
		wp_clear_scheduled_hook( self::HOURLY );
		wp_clear_scheduled_hook( self::SOON );
		delete_option( self::DUE );
		delete_option( self::LOCK );
	}

	/**
	 * A run in some seconds, or earlier where there is one already.
	 *
	 * @param int $seconds From now on; 0: at once, in a request of its own.
	 */
	public static function soon( $seconds ) {
		update_option( self::DUE, time() + $seconds, true );
		$next = wp_next_scheduled( self::SOON );
		if ( $next && $next > time() + $seconds ) {
			// WordPress takes no second event of a name within ten minutes.
			wp_unschedule_event( $next, self::SOON );
			$next = false;
		}
		if ( ! $next ) {
			wp_schedule_single_event( time() + $seconds, self::SOON );
		}
		if ( 0 === $seconds && ! wp_doing_cron() ) {
			spawn_cron();
		}
	}

	/**
	 * Does what waits. One run at a time: a slow gateway does not pile them up.
	 *
	 * @return bool False: another one is at it.
	 */
	public static function run() {
		$mark = self::lock();
		if ( '' === $mark ) {
			// The one that runs may have looked for what waits before this came to wait.
			self::again();
			return false;
		}
		try {
			// Before it looks for what waits: what comes to wait later says anew that a run is due.
			update_option( self::DUE, 0, true );
			self::part( array( Queue::class, 'work' ), 50, 60 );
			self::part( array( Inbox::class, 'work' ), 200, 30 );
			self::part( array( Fates::class, 'work' ), 50, 30 );
			self::daily();
			self::part( array( Balance::class, 'ask' ) );
			// What came to wait meanwhile: WordPress starts no second run beside this one.
			self::part( array( Queue::class, 'work' ), 50, 60 );
		} finally {
			self::unlock( $mark );
		}
		self::again();
		return true;
	}

	/** Another run, while notices wait. */
	private static function again() {
		if ( Queue::waiting() > 0 ) {
			self::soon( MINUTE_IN_SECONDS );
		}
	}

	/** Once a day: what is old. */
	private static function daily() {
		$today = wp_date( 'Ymd' );
		if ( get_option( self::OPTION ) === $today ) {
			return;
		}
		update_option( self::OPTION, $today, false );
		self::part( array( Log::class, 'prune' ), (int) Settings::get( 'log_days' ) );
		self::part( array( Inbox::class, 'prune' ) );
		self::part( array( Tally::class, 'prune' ) );
		self::part( array( Proof::class, 'prune' ) );
		self::part( array( Balance::class, 'prune' ) );
	}

	/**
	 * A part of a run. Where one goes wrong that is told, and the others are done all the same.
	 *
	 * @param callable $job     The part.
	 * @param int      ...$with What it is called with.
	 */
	private static function part( $job, ...$with ) {
		try {
			call_user_func_array( $job, $with );
		} catch ( \Throwable $e ) {
			Trouble::tell( $e );
		}
	}

	/**
	 * Takes the lock: the database lets one have it.
	 *
	 * @return string What it is given back with; empty: somebody else has it.
	 */
	private static function lock() {
		global $wpdb;
		$mark = time() . ' ' . bin2hex( random_bytes( 8 ) );
		// phpcs:disable WordPress.DB.DirectDatabaseQuery -- the options' cache is no lock.
		$held = $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", self::LOCK ) );
		if ( null === $held ) {
			$won = $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')", self::LOCK, $mark ) );
		} elseif ( (int) $held < time() - self::LONGEST ) {
			$won = $wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->options} SET option_value = %s WHERE option_name = %s AND option_value = %s", $mark, self::LOCK, $held ) );
		} else {
			$won = 0;
		}
		// phpcs:enable
		return 1 === $won ? $mark : '';
	}

	/**
	 * Gives the lock back, unless somebody has taken it meanwhile.
	 *
	 * @param string $mark What lock() gave.
	 */
	private static function unlock( $mark ) {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->options} WHERE option_name = %s AND option_value = %s", self::LOCK, $mark ) );
		wp_cache_delete( self::LOCK, 'options' );
	}
}

<?php
/**
 * Leaving.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

use IhuyiSms\Verify\Signups;

defined( 'ABSPATH' ) || exit;

/**
 * What uninstalling removes. The schedule goes in any case. Data go where the setting says so: most people uninstall to install
 * again, and the log is what they would miss.
 */
final class Wipe {

	/** Options of a site. */
	const OPTIONS = array( 'ihuyi_sms', 'ihuyi_sms_tables', 'ihuyi_sms_daily', 'ihuyi_sms_fates', 'ihuyi_sms_due', 'ihuyi_sms_lock' );

	/** What users have. */
	const META = 'ihuyi_sms_';

	/** The plugin is being deleted. */
	public static function uninstall() {
		$kept = 0;
		Sites::each(
			static function () use ( &$kept ) {
				$kept += self::site() ? 0 : 1;
			}
		);
		// Users, and the key that their numbers are hashed with, are the whole network's: they go with the last site's data.
		if ( 0 === $kept ) {
			self::network();
		}
	}

	/**
	 * One site.
	 *
	 * @return bool It has no data, or none any more.
	 */
	private static function site() {
		global $wpdb;
		Schedule::clear();
		if ( function_exists( 'as_unschedule_all_actions' ) ) {
			as_unschedule_all_actions( Notice\Queue::ACTION );
		}
		if ( ! Settings::get( 'wipe' ) ) {
			// Where the plugin never was there is nothing to keep.
			return false === get_option( Tables::OPTION );
		}
		Tables::drop();
		foreach ( self::OPTIONS as $option ) {
			// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- one of OPTIONS.
			delete_option( $option );
		}
		foreach ( array( 'ihuyi_sms_', '_transient_ihuyi_sms_', '_transient_timeout_ihuyi_sms_', '_site_transient_ihuyi_sms_', '_site_transient_timeout_ihuyi_sms_' ) as $begin ) {
			self::options( $begin );
		}
		return true;
	}

	/** What all sites share. */
	private static function network() {
		global $wpdb;
		// phpcs:disable WordPress.DB.DirectDatabaseQuery -- there is no other way to find them all; the caches are emptied.
		$users = $wpdb->get_col( $wpdb->prepare( "SELECT DISTINCT user_id FROM {$wpdb->usermeta} WHERE meta_key LIKE %s", $wpdb->esc_like( self::META ) . '%' ) );
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->usermeta} WHERE meta_key LIKE %s", $wpdb->esc_like( self::META ) . '%' ) );
		// phpcs:enable
		foreach ( $users as $user ) {
			clean_user_cache( (int) $user );
		}
		delete_site_option( Secret::OPTION );
		if ( is_multisite() ) {
			Signups::forget();
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
			$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->sitemeta} WHERE meta_key LIKE %s OR meta_key LIKE %s", $wpdb->esc_like( 'ihuyi_sms_' ) . '%', $wpdb->esc_like( '_site_transient_' ) . '%ihuyi_sms_%' ) );
		}
	}

	/**
	 * Removes options by the beginning of their names.
	 *
	 * @param string $begin The beginning.
	 */
	private static function options( $begin ) {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
		$names = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( $begin ) . '%' ) );
		foreach ( $names as $name ) {
			// The key that numbers are hashed with is an option where there is no network: it goes last, in network().
			if ( Secret::OPTION !== $name ) {
				// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- it begins as was asked for.
				delete_option( $name );
			}
		}
	}
}

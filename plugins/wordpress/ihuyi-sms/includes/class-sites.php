<?php
/**
 * The sites of a network.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * Each site has tables, settings and an address for receipts of its own; constants in wp-config.php are the whole network's.
 */
final class Sites {

	/** So many sites are prepared at activation; the others prepare themselves when they are visited first. */
	const AT_ONCE = 200;

	/** Follows sites as they come and go. */
	public static function hook() {
		add_action( 'ihuyi_sms_activate', array( __CLASS__, 'activate' ) );
		add_action( 'ihuyi_sms_deactivate', array( __CLASS__, 'deactivate' ) );
		add_action( 'wp_initialize_site', array( __CLASS__, 'made' ), 20 );
		add_filter( 'wpmu_drop_tables', array( __CLASS__, 'gone' ), 10, 2 );
	}

	/**
	 * Activated for the whole network: all its sites.
	 *
	 * @param bool $network_wide For all of them.
	 */
	public static function activate( $network_wide ) {
		if ( ! is_multisite() || ! $network_wide ) {
			Schedule::ensure();
			return;
		}
		self::each(
			static function () {
				Plugin::prepare();
				Schedule::ensure();
			},
			self::AT_ONCE
		);
	}

	/**
	 * Deactivated for the whole network: nothing is left on any schedule.
	 *
	 * @param bool $network_wide For all of them.
	 */
	public static function deactivate( $network_wide ) {
		if ( is_multisite() && $network_wide ) {
			self::each( array( Schedule::class, 'clear' ) );
		}
	}

	/**
	 * A network with the plugin got a site.
	 *
	 * @param \WP_Site $site The site.
	 */
	public static function made( $site ) {
		if ( ! function_exists( 'is_plugin_active_for_network' ) ) {
			require_once ABSPATH . 'wp-admin/includes/plugin.php';
		}
		if ( is_plugin_active_for_network( Plugin::basename() ) ) {
			switch_to_blog( (int) $site->blog_id );
			Plugin::prepare();
			Schedule::ensure();
			restore_current_blog();
		}
	}

	/**
	 * A network loses a site: its tables go with it. Its settings and its schedule are in tables that WordPress drops.
	 *
	 * @param string[] $tables What is dropped.
	 * @param int      $site   The site.
	 * @return string[]
	 */
	public static function gone( $tables, $site ) {
		global $wpdb;
		foreach ( Tables::NAMES as $short ) {
			$tables[ 'ihuyi_sms_' . $short ] = $wpdb->get_blog_prefix( (int) $site ) . 'ihuyi_sms_' . $short;
		}
		return $tables;
	}

	/**
	 * A setting of the network's main site.
	 *
	 * @param string $name Of the setting.
	 * @return mixed Null: there is no network, or the plugin was never on its main site.
	 */
	public static function main( $name ) {
		return ! is_multisite() ? null : self::on_main(
			static function () use ( $name ) {
				return get_option( Tables::OPTION ) ? Settings::get( $name ) : null;
			}
		);
	}

	/**
	 * Does something as the network's main site does it: by its settings, and into its tables. Where there is no network, here.
	 *
	 * @param callable $job Takes nothing.
	 * @return mixed What it gives.
	 */
	public static function on_main( callable $job ) {
		if ( ! is_multisite() || is_main_site() ) {
			return call_user_func( $job );
		}
		switch_to_blog( get_main_site_id() );
		try {
			return call_user_func( $job );
		} finally {
			restore_current_blog();
		}
	}

	/**
	 * Does something on each site; where there is no network, here.
	 *
	 * @param callable $job  Takes nothing.
	 * @param int      $most How many sites at most; 0: all.
	 */
	public static function each( callable $job, $most = 0 ) {
		if ( ! is_multisite() ) {
			call_user_func( $job );
			return;
		}
		$done = 0;
		do {
			$sites = get_sites(
				array(
					'fields'                 => 'ids',
					'number'                 => 100,
					'offset'                 => $done,
					'orderby'                => 'id',
					'update_site_meta_cache' => false,
				)
			);
			foreach ( $sites as $site ) {
				switch_to_blog( (int) $site );
				call_user_func( $job );
				restore_current_blog();
				++$done;
				if ( $done === $most ) {
					return;
				}
			}
		} while ( 100 === count( $sites ) );
	}
}

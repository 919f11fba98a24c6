<?php
/**
 * The plugin as a whole.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * Starts the parts, and knows where the plugin is.
 */
final class Plugin {

	const VERSION = '0.1.0';

	/**
	 * Each has a static hook(), and does nothing else before WordPress calls it.
	 */
	const PARTS = array(
		Admin\Pages::class,
		Cli::class,
		Notice\NoticesTab::class,
		Notice\Orders::class,
		Notice\Queue::class,
		Privacy::class,
		Push\Fates::class,
		Push\OptOutsTab::class,
		Push\Receiver::class,
		Schedule::class,
		Sites::class,
		Verify\Comments::class,
		Verify\Profile::class,
		Verify\Registration::class,
		Verify\Reset::class,
		Verify\Rest::class,
		Verify\SecondFactor::class,
		Verify\SignIn::class,
	);

	/**
	 * The plugin's main file.
	 *
	 * @var string
	 */
	private static $file = '';

	/**
	 * Called once, by the main file.
	 *
	 * @param string $file The main file.
	 */
	public static function boot( $file ) {
		self::$file = $file;
		register_activation_hook( $file, array( self::class, 'activate' ) );
		register_deactivation_hook( $file, array( self::class, 'deactivate' ) );
		add_action( 'plugins_loaded', array( self::class, 'ready' ) );
		add_action( 'init', array( self::class, 'translate' ), 0 );
		foreach ( self::PARTS as $part ) {
			$part::hook();
		}
	}

	/**
	 * A file of the plugin.
	 *
	 * @param string $relative As 'ihuyi/autoload.php'.
	 * @return string
	 */
	public static function path( $relative = '' ) {
		return plugin_dir_path( self::$file ) . $relative;
	}

	/**
	 * The address of a file of the plugin.
	 *
	 * @param string $relative As 'assets/admin.css'.
	 * @return string
	 */
	public static function url( $relative = '' ) {
		return plugins_url( $relative, self::$file );
	}

	/**
	 * How WordPress calls the plugin: folder and main file.
	 *
	 * @return string
	 */
	public static function basename() {
		return plugin_basename( self::$file );
	}

	/**
	 * Tables and secrets of this site, also of one that a network got later and after an update: nobody activates those.
	 */
	public static function ready() {
		if ( (string) get_option( Tables::OPTION ) !== Tables::VERSION ) {
			self::prepare();
		}
	}

	/**
	 * The site's tables, its key and its secret address.
	 */
	public static function prepare() {
		Tables::install();
		Secret::bytes( 'made' );
		Settings::prime();
	}

	/**
	 * The texts of the site's language.
	 */
	public static function translate() {
		load_plugin_textdomain( 'ihuyi-sms', false, dirname( self::basename() ) . '/languages' );
	}

	/**
	 * On activation.
	 *
	 * @param bool $network_wide For all sites of a network.
	 */
	public static function activate( $network_wide = false ) {
		self::prepare();
		/**
		 * The plugin was activated.
		 *
		 * @param bool $network_wide For all sites of a network.
		 */
		do_action( 'ihuyi_sms_activate', (bool) $network_wide );
	}

	/**
	 * On deactivation. Data stay: whoever switches a plugin off wants to have it back.
	 *
	 * @param bool $network_wide For all sites of a network.
	 */
	public static function deactivate( $network_wide = false ) {
		/**
		 * The plugin was deactivated.
		 *
		 * @param bool $network_wide For all sites of a network.
		 */
		do_action( 'ihuyi_sms_deactivate', (bool) $network_wide );
	}
}

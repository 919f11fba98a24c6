<?php
/**
 * The way to the library, and the client.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

use Ihuyi\Client;
use Ihuyi\Ihuyi;

defined( 'ABSPATH' ) || exit;

/**
 * Loads the PHP package that stands in the plugin's folder and goes the way that the settings name.
 */
final class Way {

	/**
	 * Seconds for a call: the gateway's answer has to be there before a visitor gives up.
	 */
	const TIMEOUT = 4;
	const CONNECT = 2;

	/**
	 * Seconds that all calls of one page may take together.
	 */
	const PAGE = 4.3;

	/**
	 * Whether the package was told which way to go.
	 *
	 * @var bool
	 */
	private static $ready = false;

	/**
	 * The client of this request.
	 *
	 * @var Client|null
	 */
	private static $client = null;

	/**
	 * Whose settings it has, in a network.
	 *
	 * @var int
	 */
	private static $site = 0;

	/**
	 * Milliseconds that the client has for a call.
	 *
	 * @var int
	 */
	private static $timeout = 0;

	/**
	 * Seconds that this request's calls have taken.
	 *
	 * @var float
	 */
	private static $spent = 0.0;

	/**
	 * Whether the visitor has his page already.
	 *
	 * @var bool
	 */
	private static $unattended = false;

	/**
	 * The client with this site's settings.
	 *
	 * @return Client
	 * @throws \Ihuyi\Exception\LoadException When there is no way to the library.
	 * @throws \Ihuyi\Exception\IhuyiException When a setting is wrong.
	 */
	public static function client() {
		if ( null === self::$client || get_current_blog_id() !== self::$site ) {
			self::ready();
			self::$site    = get_current_blog_id();
			self::$client  = new Client( self::settings( Ihuyi::way() ) );
			self::$timeout = 1000 * self::TIMEOUT;
		}
		return self::$client;
	}

	/**
	 * The way that is gone.
	 *
	 * @return string ffi, helper or program.
	 * @throws \Ihuyi\Exception\LoadException When there is none.
	 */
	public static function name() {
		self::ready();
		return Ihuyi::way();
	}

	/**
	 * Where the library is: a file, ffi.preload, an address or a program.
	 *
	 * @return string
	 * @throws \Ihuyi\Exception\LoadException When there is no way to it.
	 */
	public static function place() {
		self::ready();
		return Ihuyi::libraryPath();
	}

	/**
	 * The library's version.
	 *
	 * @return string
	 * @throws \Ihuyi\Exception\LoadException When there is no way to it.
	 */
	public static function version() {
		self::ready();
		return Ihuyi::version();
	}

	/**
	 * That the page of this request has gone out: nobody waits for its calls any more.
	 */
	public static function unattended() {
		self::$unattended = true;
	}

	/**
	 * Makes a call within the time that is left to this page. A command, a cron job and the like keep nobody waiting: each of their
	 * calls has its own time.
	 *
	 * @param callable $call Gets the client.
	 * @return mixed What it gives.
	 * @throws NoTime When too little is left to begin.
	 */
	public static function call( callable $call ) {
		self::ready();
		$begin = microtime( true );
		$until = $begin + self::PAGE - ( self::is_page() ? self::$spent : 0 );
		try {
			self::bound( $until );
			$client  = self::client();
			$timeout = (int) ( 1000 * min( self::TIMEOUT, self::bound( $until ) ) );
			// Each setting that is changed costs a question where the library is in another process.
			if ( $timeout < self::$timeout - 500 ) {
				$client->set( 'timeout', $timeout . 'ms' );
				self::$timeout = $timeout;
				self::bound( $until );
			}
			return $call( $client );
		} finally {
			self::$spent += microtime( true ) - $begin;
		}
	}

	/**
	 * Has nothing waited for longer than until then.
	 *
	 * @param float $until A time.
	 * @return float Seconds that are left.
	 * @throws NoTime When they are too few to begin.
	 */
	private static function bound( $until ) {
		$left = $until - microtime( true );
		if ( $left < 0.5 ) {
			throw new NoTime();
		}
		// Classes that a server preloads may be older than this plugin.
		if ( is_callable( array( Ihuyi::class, 'waitAtMost' ) ) ) {
			Ihuyi::waitAtMost( $left );
		}
		return $left;
	}

	/**
	 * The words of library and gateway come in the site's language: the owner reads them.
	 *
	 * @return string zh or en.
	 */
	public static function language() {
		return 0 === strpos( get_locale(), 'zh' ) ? 'zh' : 'en';
	}

	/**
	 * What an exception says, in the site's language where it has two.
	 *
	 * @param \Throwable $e Of the package.
	 * @return string
	 */
	public static function words( \Throwable $e ) {
		if ( $e instanceof \Ihuyi\Exception\LoadException ) {
			$languages = $e->languages();
			return $languages[ 'zh' === self::language() ? 0 : 1 ];
		}
		return $e->getMessage();
	}

	/**
	 * What keeps this site from the library.
	 *
	 * @return \Throwable|null Null: there is a way.
	 */
	public static function trouble() {
		try {
			self::name();
			return null;
		} catch ( \Throwable $e ) {
			return $e;
		}
	}

	/**
	 * The one sentence about it that a site's owner needs; the library's own words name everything that was tried.
	 *
	 * @param \Throwable $e What keeps the site from the library.
	 * @return string
	 */
	public static function sentence( \Throwable $e ) {
		if ( ! $e instanceof \Ihuyi\Exception\LoadException ) {
			return self::words( $e );
		}
		$named   = self::named();
		$way     = $named ? $named[0] : 'auto';
		$program = Settings::get( 'program' );
		if ( 'ffi' === $way ) {
			return __( 'The library cannot be used inside PHP (FFI) here: choose another way in the tab "Advanced", or ask your host for FFI.', 'ihuyi-sms' );
		}
		if ( 'helper' === $way ) {
			return __( 'The helper\'s address cannot be used: correct it in the tab "Advanced".', 'ihuyi-sms' );
		}
		if ( ! function_exists( 'proc_open' ) ) {
			return __( 'PHP may start no program here (disable_functions has proc_open), and there is no other way to the library: ask your host to allow proc_open, or FFI, or to run ihuyi serve.', 'ihuyi-sms' );
		}
		if ( '' === $program ) {
			return 'program' === $way
				? __( 'The program ihuyi was not found: install it on the server with make install, or set its path by IHUYI_SMS_PROGRAM in wp-config.php (and chmod 755).', 'ihuyi-sms' )
				: __( 'The program ihuyi was not found, nor another way to the library: install it on the server with make install, or set its path by IHUYI_SMS_PROGRAM in wp-config.php (and chmod 755).', 'ihuyi-sms' );
		}
		$name = 'constant' === Settings::fixed( 'program' ) ? 'IHUYI_SMS_PROGRAM' : 'IHUYI_PROGRAM';
		return is_file( $program )
			/* translators: 1: a path; 2: a constant */
			? sprintf( __( 'The program %1$s, set by %2$s, may not be executed: chmod 755.', 'ihuyi-sms' ), $program, $name )
			/* translators: 1: a path; 2: a constant */
			: sprintf( __( 'There is no program %1$s, which is set by %2$s: install it there, or correct the path.', 'ihuyi-sms' ), $program, $name );
	}

	/**
	 * Where everything is sent, when that is not 互亿无线.
	 *
	 * @return string An address; empty: it is. What a helper does stands in its own settings.
	 */
	public static function elsewhere() {
		$address = Settings::get( 'gateway' );
		if ( '' === $address || preg_match( '#^https://([a-z0-9-]+\.)*ihuyi\.com(?:[:/]|$)#Di', $address ) ) {
			return '';
		}
		try {
			return 'helper' === self::name() ? '' : $address;
		} catch ( \Throwable $e ) {
			return $address;
		}
	}

	/**
	 * Forgets the client, after settings were changed.
	 */
	public static function forget() {
		self::$client = null;
		self::$spent  = 0.0;
	}

	/**
	 * Whether somebody waits for this request.
	 *
	 * @return bool
	 */
	private static function is_page() {
		return ! self::$unattended && ! wp_doing_cron() && 'cli' !== PHP_SAPI;
	}

	/**
	 * Loads the package, and names the way.
	 */
	private static function ready() {
		if ( self::$ready ) {
			return;
		}
		// Preloaded classes, or another plugin's, are there already.
		if ( ! class_exists( Ihuyi::class ) ) {
			$package = Plugin::path( 'ihuyi/autoload.php' );
			if ( ! is_file( $package ) ) {
				throw new \RuntimeException( esc_html__( 'The folder "ihuyi" is missing in the plugin. Please install the plugin again from its zip file.', 'ihuyi-sms' ) );
			}
			require_once $package;
		}
		self::$ready = true;
		self::bound( microtime( true ) + self::PAGE );
		$named = self::named();
		if ( $named ) {
			try {
				Ihuyi::useWay( ...$named );
			} catch ( \LogicException $e ) {
				// Another plugin was quicker in this request: its way is the process's.
				unset( $e );
			}
		}
	}

	/**
	 * What the settings say of the way; what the environment says the package reads by itself.
	 *
	 * @return array<int, string|null>
	 */
	private static function named() {
		$way     = Settings::get( 'way' );
		$helper  = 'environment' === Settings::fixed( 'helper' ) ? '' : Settings::get( 'helper' );
		$program = 'environment' === Settings::fixed( 'program' ) ? '' : Settings::get( 'program' );
		if ( 'auto' === $way && '' !== $helper ) {
			$way = 'helper';
		} elseif ( 'auto' === $way && '' !== $program ) {
			$way = 'program';
		}
		switch ( $way ) {
			case 'ffi':
				return array( 'ffi' );
			case 'helper':
				$token = Settings::get( 'helper_token_file' );
				return array( 'helper', '' === $helper ? null : $helper, '' === $token ? null : $token );
			case 'program':
				return array( 'program', '' === $program ? null : $program );
		}
		return array();
	}

	/**
	 * The client's settings. The helper takes files, limits and the like from its own ihuyi.ini alone.
	 *
	 * @param string $way ffi, helper or program.
	 * @return array<string, string>
	 */
	private static function settings( $way ) {
		$settings = array(
			'lang'            => self::language(),
			'timeout'         => (string) self::TIMEOUT,
			'connect_timeout' => (string) self::CONNECT,
		);
		$names    = array( 'account', 'apikey', 'voice_account', 'voice_apikey', 'signature' );
		if ( 'helper' !== $way ) {
			array_push( $names, 'gateway', 'ca_file', 'store', 'secret_file', 'captcha' );
			// As the helper has it: each message is written down before it leaves, so that not even a process that is killed loses one.
			$settings['track'] = 'on';
		}
		foreach ( $names as $name ) {
			$value = Settings::get( $name );
			if ( '' !== $value ) {
				$settings[ $name ] = $value;
			}
		}
		return $settings;
	}
}

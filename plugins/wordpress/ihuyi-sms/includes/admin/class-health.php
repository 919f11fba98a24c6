<?php
/**
 * Site Health.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use Ihuyi\Exception\StoreException;
use IhuyiSms\Balance;
use IhuyiSms\Log;
use IhuyiSms\Plugin;
use IhuyiSms\Settings;
use IhuyiSms\Sites;
use IhuyiSms\Verify\Purpose;
use IhuyiSms\Way;

defined( 'ABSPATH' ) || exit;

/**
 * What Site Health says of the plugin. Nothing here asks the gateway or costs anything.
 */
final class Health {

	/**
	 * Milliseconds for a call above which a page feels it.
	 */
	const SLOW = 200;

	/**
	 * Messages left below which the owner is told.
	 */
	const FEW = 100;

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_filter( 'site_status_tests', array( self::class, 'tests' ) );
		add_filter( 'debug_information', array( self::class, 'information' ) );
	}

	/**
	 * Adds the tests.
	 *
	 * @param array<string, array<string, mixed>> $tests Of all.
	 * @return array<string, array<string, mixed>>
	 */
	public static function tests( $tests ) {
		$all = array(
			'way'      => __( 'Ihuyi SMS: the way to the library', 'ihuyi-sms' ),
			'account'  => __( 'Ihuyi SMS: the account', 'ihuyi-sms' ),
			'gateway'  => __( 'Ihuyi SMS: where messages go', 'ihuyi-sms' ),
			'store'    => __( 'Ihuyi SMS: the store of codes', 'ihuyi-sms' ),
			'receipts' => __( 'Ihuyi SMS: receipts', 'ihuyi-sms' ),
			'balance'  => __( 'Ihuyi SMS: messages left', 'ihuyi-sms' ),
			'https'    => __( 'Ihuyi SMS: HTTPS', 'ihuyi-sms' ),
		);
		if ( is_multisite() && Purpose::open( Purpose::LOGIN ) ) {
			$all['network'] = __( 'Ihuyi SMS: logins of the network', 'ihuyi-sms' );
		}
		foreach ( $all as $name => $label ) {
			$tests['direct'][ 'ihuyi_sms_' . $name ] = array(
				'label' => $label,
				'test'  => array( self::class, $name ),
			);
		}
		return $tests;
	}

	/**
	 * Whether the library can be reached, and what a call costs.
	 *
	 * @return array<string, mixed>
	 */
	public static function way() {
		try {
			$cost = self::cost();
		} catch ( \Throwable $e ) {
			return self::result( 'way', 'critical', __( 'Ihuyi SMS cannot reach its library', 'ihuyi-sms' ), array( Way::sentence( $e ), __( 'No code and no notice can be sent.', 'ihuyi-sms' ) ), SettingsPage::address( 'advanced' ), __( 'Settings', 'ihuyi-sms' ), Standing::details( $e ) );
		}
		/* translators: %s: milliseconds */
		$lines = array( Trial::way(), sprintf( __( 'A call costs %s ms on this server, without the gateway\'s own time.', 'ihuyi-sms' ), number_format_i18n( $cost, 1 ) ) );
		if ( $cost > self::SLOW ) {
			$lines[] = __( 'That is slow. FFI or the local helper would be faster.', 'ihuyi-sms' );
			return self::result( 'way', 'recommended', __( 'Ihuyi SMS reaches its library slowly', 'ihuyi-sms' ), $lines );
		}
		return self::result( 'way', 'good', __( 'Ihuyi SMS reaches its library', 'ihuyi-sms' ), $lines );
	}

	/**
	 * Whether there is an account.
	 *
	 * @return array<string, mixed>
	 */
	public static function account() {
		if ( Welcome::has_account() ) {
			return self::result( 'account', 'good', __( 'Ihuyi SMS has an account', 'ihuyi-sms' ), array( __( 'The connection test in the settings tells whether the gateway takes it, and how many messages are left.', 'ihuyi-sms' ) ), SettingsPage::address(), __( 'Test the connection', 'ihuyi-sms' ) );
		}
		return self::result( 'account', 'recommended', __( 'Ihuyi SMS has no account yet', 'ihuyi-sms' ), array( __( 'Nothing can be sent before APIID and APIKEY are set.', 'ihuyi-sms' ) ), SettingsPage::address(), __( 'Set the account', 'ihuyi-sms' ) );
	}

	/**
	 * Whether messages go to 互亿无线.
	 *
	 * @return array<string, mixed>
	 */
	public static function gateway() {
		if ( '' === Way::elsewhere() ) {
			return self::result( 'gateway', 'good', __( 'Ihuyi SMS sends through 互亿无线', 'ihuyi-sms' ), array( __( 'No other gateway is set.', 'ihuyi-sms' ) ) );
		}
		return self::result( 'gateway', 'recommended', __( 'Ihuyi SMS does not send through 互亿无线', 'ihuyi-sms' ), array( Standing::elsewhere(), Standing::sandbox() ) );
	}

	/**
	 * Whether codes and counts can be kept.
	 *
	 * @return array<string, mixed>
	 */
	public static function store() {
		try {
			Way::call(
				static function ( $client ) {
					// Counts nothing; it only has to read.
					return $client->guardStatus( 'sms', '13800000000' );
				}
			);
		} catch ( StoreException $e ) {
			return self::result( 'store', 'critical', __( 'Ihuyi SMS cannot keep its codes', 'ihuyi-sms' ), array( $e->getResult()->getMessage(), __( 'No code is sent while the store cannot be used.', 'ihuyi-sms' ) ), SettingsPage::address( 'advanced' ), __( 'Settings', 'ihuyi-sms' ) );
		} catch ( \Throwable $e ) {
			return self::result( 'store', 'recommended', __( 'Ihuyi SMS could not look at its store of codes', 'ihuyi-sms' ), array( Way::sentence( $e ) ) );
		}
		$store = Settings::get( 'store' );
		$path  = wp_normalize_path( preg_replace( '/^sqlite:/', '', $store ) );
		if ( '' !== $store && 0 === strpos( $path, wp_normalize_path( ABSPATH ) ) ) {
			return self::result( 'store', 'critical', __( 'Ihuyi SMS keeps its codes where visitors can fetch them', 'ihuyi-sms' ), array( __( 'The store is a file below the web root. Name another place by the constant IHUYI_SMS_STORE.', 'ihuyi-sms' ) ) );
		}
		return self::result( 'store', 'good', __( 'Ihuyi SMS keeps its codes', 'ihuyi-sms' ), array( __( 'Codes and counts can be written and read.', 'ihuyi-sms' ) ) );
	}

	/**
	 * Whether receipts come in.
	 *
	 * @return array<string, mixed>
	 */
	public static function receipts() {
		$seen = Log::receipts( 3 * DAY_IN_SECONDS, HOUR_IN_SECONDS );
		if ( $seen['accepted'] >= 5 && 0 === $seen['told'] ) {
			return self::result(
				'receipts',
				'recommended',
				__( 'Ihuyi SMS gets no receipts', 'ihuyi-sms' ),
				array( __( 'Messages were accepted in the last days, and no receipt has told whether they arrived. Write the address for receipts into the console of 互亿无线. Where it stands there already, see whether a firewall keeps the gateway out.', 'ihuyi-sms' ) ),
				SettingsPage::address( 'log' ),
				__( 'The address for receipts', 'ihuyi-sms' )
			);
		}
		if ( 0 === $seen['told'] ) {
			return self::result( 'receipts', 'good', __( 'Ihuyi SMS waits for receipts', 'ihuyi-sms' ), array( __( 'Too few messages were sent lately to tell whether receipts come in.', 'ihuyi-sms' ) ) );
		}
		return self::result( 'receipts', 'good', __( 'Ihuyi SMS gets receipts', 'ihuyi-sms' ), array( __( 'The log says which messages arrived.', 'ihuyi-sms' ) ) );
	}

	/**
	 * Whether there are messages left, by the balance that was asked for last.
	 *
	 * @return array<string, mixed>
	 */
	public static function balance() {
		$days = Balance::days( 7 );
		$last = $days ? end( $days ) : array();
		$few  = array();
		foreach ( array( 'sms', 'voice' ) as $account ) {
			$used = 'sms' === $account || Settings::get( 'voice' );
			if ( $used && isset( $last[ $account ] ) && $last[ $account ] < self::FEW ) {
				$few[] = 'sms' === $account
					/* translators: %s: a number of messages */
					? sprintf( __( 'Text messages left: %s.', 'ihuyi-sms' ), number_format_i18n( $last[ $account ] ) )
					/* translators: %s: a number of calls */
					: sprintf( __( 'Calls left: %s.', 'ihuyi-sms' ), number_format_i18n( $last[ $account ] ) );
			}
		}
		if ( $few ) {
			$few[] = __( 'When none is left nobody gets a code. Top up in the console of 互亿无线.', 'ihuyi-sms' );
			return self::result( 'balance', 'recommended', __( 'Few messages are left for Ihuyi SMS', 'ihuyi-sms' ), $few, LogPage::address(), __( 'The log', 'ihuyi-sms' ) );
		}
		$told = $last ? __( 'There were enough when the gateway was last asked.', 'ihuyi-sms' ) : __( 'The gateway was not asked lately.', 'ihuyi-sms' );
		return self::result( 'balance', 'good', __( 'Ihuyi SMS has messages left, as far as is known', 'ihuyi-sms' ), array( $told ) );
	}

	/**
	 * Whether codes and receipts travel safely.
	 *
	 * @return array<string, mixed>
	 */
	public static function https() {
		if ( 'https' === wp_parse_url( home_url(), PHP_URL_SCHEME ) ) {
			return self::result( 'https', 'good', __( 'Codes and receipts are sent over HTTPS', 'ihuyi-sms' ), array( __( 'Nobody in between can read them.', 'ihuyi-sms' ) ) );
		}
		return self::result( 'https', 'recommended', __( 'Codes are sent without HTTPS', 'ihuyi-sms' ), array( __( 'Anyone between the visitor and the site can read numbers, codes and the secret address for receipts. Set up HTTPS for this site.', 'ihuyi-sms' ) ) );
	}

	/**
	 * Whether a login at another site of the network goes around the code.
	 *
	 * @return array<string, mixed>
	 */
	public static function network() {
		if ( ! function_exists( 'is_plugin_active_for_network' ) ) {
			require_once ABSPATH . 'wp-admin/includes/plugin.php';
		}
		if ( is_plugin_active_for_network( Plugin::basename() ) && Sites::main( 'login' ) === Purpose::login() ) {
			return self::result( 'network', 'good', __( 'All sites of the network ask for the code', 'ihuyi-sms' ), array( __( 'A login is good on all sites of a network, and none of them asks for less than the main site does.', 'ihuyi-sms' ) ) );
		}
		return self::result( 'network', 'critical', __( 'A login at another site of the network goes around the code', 'ihuyi-sms' ), array( __( 'A login is good on all sites of a network, so whoever knows a password logs in where no code is asked for. Activate the plugin for the whole network, and choose the code for the login on its main site or by the constant IHUYI_SMS_LOGIN.', 'ihuyi-sms' ) ) );
	}

	/**
	 * What stands under Tools > Site Health > Info; no key and no number.
	 *
	 * @param array<string, mixed> $information Of all.
	 * @return array<string, mixed>
	 */
	public static function information( $information ) {
		$fields = array( 'version' => array( __( 'Version', 'ihuyi-sms' ), Plugin::VERSION ) );
		try {
			$fields['way']     = array( __( 'Way to the library', 'ihuyi-sms' ), Trial::ways()[ Way::name() ], false, Way::name() );
			$fields['place']   = array( __( 'Library location', 'ihuyi-sms' ), Way::place(), true );
			$fields['library'] = array( __( 'Library version', 'ihuyi-sms' ), Way::version() );
			$fields['cost']    = array( __( 'Milliseconds per call', 'ihuyi-sms' ), number_format_i18n( self::cost(), 1 ) );
		} catch ( \Throwable $e ) {
			$fields['trouble'] = array( __( 'Problem', 'ihuyi-sms' ), Way::words( $e ), true );
		}
		$other             = Way::elsewhere();
		$fields['gateway'] = array( __( 'Gateway', 'ihuyi-sms' ), '' === $other ? '互亿无线' : $other, false, '' === $other ? 'default' : $other );
		foreach ( AccountTab::labels() as $name => $label ) {
			$fixed           = Settings::fixed( $name );
			$wheres          = array(
				''            => array( __( 'set in the settings', 'ihuyi-sms' ), 'option' ),
				'constant'    => array( __( 'set in wp-config.php', 'ihuyi-sms' ), 'constant' ),
				'environment' => array( __( 'set by the environment', 'ihuyi-sms' ), 'environment' ),
			);
			$where           = '' === Settings::get( $name ) ? array( __( 'not set', 'ihuyi-sms' ), 'not set' ) : $wheres[ (string) $fixed ];
			$fields[ $name ] = array( $label, $where[0], false, $where[1] );
		}
		foreach ( FormsTab::labels() + LogTab::labels() as $name => $label ) {
			$value           = Settings::get( $name );
			$raw             = is_bool( $value ) ? ( $value ? 'yes' : 'no' ) : (string) $value;
			$choices         = FormsTab::choices( $name ) + array(
				'yes' => __( 'Yes', 'ihuyi-sms' ),
				'no'  => __( 'No', 'ihuyi-sms' ),
			);
			$fields[ $name ] = array( $label, Labels::of( $choices, $raw ), false, $raw );
		}
		$rows             = Log::count();
		$fields['rows']   = array( __( 'Rows in the log', 'ihuyi-sms' ), $rows > 1000 ? '> 1000' : (string) $rows );
		$fields['limits'] = array( __( 'Seconds that a page waits at most', 'ihuyi-sms' ), (string) Way::PAGE );

		$section = array(
			'label'  => __( 'Ihuyi SMS', 'ihuyi-sms' ),
			'fields' => array(),
		);
		foreach ( $fields as $name => $field ) {
			$section['fields'][ $name ] = array(
				'label'   => $field[0],
				'value'   => $field[1],
				'private' => ! empty( $field[2] ),
			);
			// What is copied for support stays the same in every language.
			if ( isset( $field[3] ) ) {
				$section['fields'][ $name ]['debug'] = $field[3];
			}
		}
		$information['ihuyi-sms'] = $section;
		return $information;
	}

	/**
	 * Milliseconds for a call that asks no network: the best of three, because the first one also loads.
	 *
	 * @return float
	 */
	private static function cost() {
		$best = null;
		for ( $i = 0; $i < 3; $i++ ) {
			$begin = microtime( true );
			Way::call(
				static function ( $client ) {
					return $client->explain( 2, 'sms', 'en' );
				}
			);
			$took = 1000 * ( microtime( true ) - $begin );
			$best = null === $best ? $took : min( $best, $took );
		}
		return $best;
	}

	/**
	 * A result as Site Health takes it.
	 *
	 * @param string   $name   Of the test.
	 * @param string   $status good, recommended or critical.
	 * @param string   $label  What it came to.
	 * @param string[] $lines  More about it. Plain text.
	 * @param string   $to     Where to do something about it.
	 * @param string   $button What stands on that link.
	 * @param string   $more   More about it, as HTML.
	 * @return array<string, mixed>
	 */
	private static function result( $name, $status, $label, array $lines, $to = '', $button = '', $more = '' ) {
		return array(
			'label'       => $label,
			'status'      => $status,
			'badge'       => array(
				'label' => __( 'Ihuyi SMS', 'ihuyi-sms' ),
				'color' => 'blue',
			),
			'description' => '<p>' . implode( '</p><p>', array_map( 'esc_html', $lines ) ) . '</p>' . $more,
			'actions'     => '' === $to ? '' : '<p><a href="' . esc_url( $to ) . '">' . esc_html( $button ) . '</a></p>',
			'test'        => 'ihuyi_sms_' . $name,
		);
	}
}

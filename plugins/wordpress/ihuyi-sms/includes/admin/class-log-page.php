<?php
/**
 * The page of the log.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Balance;
use IhuyiSms\Log;

defined( 'ABSPATH' ) || exit;

/**
 * Tools > SMS log.
 */
final class LogPage {

	const SLUG = 'ihuyi-sms-log';
	const SIZE = 'ihuyi_sms_log_per_page';

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action(
			'admin_menu',
			static function () {
				$screen = add_management_page( __( 'SMS log', 'ihuyi-sms' ), __( 'SMS log', 'ihuyi-sms' ), Action::RIGHT, self::SLUG, array( self::class, 'render' ) );
				add_action( 'load-' . $screen, array( self::class, 'load' ) );
			}
		);
		add_filter(
			'set_screen_option_' . self::SIZE,
			static function ( $keep, $option, $value ) {
				return max( 1, min( 200, (int) $value ) );
			},
			10,
			3
		);
		Action::add( 'find', array( self::class, 'find' ) );
		LogExport::hook();
	}

	/**
	 * The address of the page.
	 *
	 * @param array<string, string|int> $filter As Log::find() takes it.
	 * @param array<string, string|int> $more   Further arguments.
	 * @return string Not escaped.
	 */
	public static function address( array $filter = array(), array $more = array() ) {
		$arguments = array( 'page' => self::SLUG ) + LogFilter::arguments( $filter ) + $more;
		return add_query_arg( array_map( 'rawurlencode', array_map( 'strval', $arguments ) ), admin_url( 'tools.php' ) );
	}

	/**
	 * Before the page is printed.
	 */
	public static function load() {
		Action::style();
		Help::log();
		add_screen_option(
			'per_page',
			array(
				'label'   => __( 'Messages per page', 'ihuyi-sms' ),
				'default' => 50,
				'option'  => self::SIZE,
			)
		);
	}

	/**
	 * The page.
	 */
	public static function render() {
		if ( ! current_user_can( Action::RIGHT ) ) {
			return;
		}
		$filter = LogFilter::read();
		$table  = new LogTable( $filter );
		$table->prepare_items();
		echo '<div class="wrap ihuyi-sms"><h1 class="wp-heading-inline">' . esc_html__( 'SMS log', 'ihuyi-sms' ) . '</h1> ';
		echo '<a class="page-title-action" href="' . esc_url( Action::address( 'export', LogFilter::arguments( $filter ) ) ) . '">' . esc_html__( 'Export as CSV', 'ihuyi-sms' ) . '</a> ';
		echo '<a class="page-title-action" href="' . esc_url( SettingsPage::address( 'log' ) ) . '">' . esc_html__( 'Settings', 'ihuyi-sms' ) . '</a><hr class="wp-header-end">';
		Said::show();
		self::chart( $filter );
		self::form( $filter );
		$table->display();
		echo '</div>';
	}

	/**
	 * The filter's form sends a number in its body; the address has its hash.
	 *
	 * @return string Where to go.
	 */
	public static function find() {
		list( $arguments, $fits ) = LogFilter::asked();
		if ( ! $fits ) {
			Said::say( 'error', __( 'This is not a mobile number. Enter the whole number; the log cannot be searched by a part of one.', 'ihuyi-sms' ) );
		}
		return add_query_arg( array_map( 'rawurlencode', array( 'page' => self::SLUG ) + $arguments ), admin_url( 'tools.php' ) );
	}

	/**
	 * The chart, of 14 or 30 days.
	 *
	 * @param array<string, string|int> $filter As read.
	 */
	private static function chart( array $filter ) {
		$n = 30 === (int) Action::field( 'days' ) ? 30 : 14;
		Chart::render( Log::days( $n ), Balance::days( $n ) );
		echo '<p class="ihuyi-sms-days">';
		foreach ( array( 14, 30 ) as $days ) {
			/* translators: %s: a number of days */
			$label = sprintf( _n( '%s day', '%s days', $days, 'ihuyi-sms' ), number_format_i18n( $days ) );
			printf(
				'<a href="%1$s"%2$s>%3$s</a> ',
				esc_url( self::address( $filter, array( 'days' => $days ) ) ),
				$days === $n ? ' aria-current="true"' : '',
				esc_html( $label )
			);
		}
		echo '</p>';
	}

	/**
	 * The filter's form.
	 *
	 * @param array<string, string|int> $filter As read.
	 */
	private static function form( array $filter ) {
		$purposes = array();
		foreach ( Log::purposes() as $purpose ) {
			$purposes[ $purpose ] = Labels::of( Labels::purposes(), $purpose );
		}
		Action::begin( 'find', 'ihuyi-sms-filter' );
		self::select( 'outcome', __( 'Gateway', 'ihuyi-sms' ), Labels::outcomes(), $filter );
		self::select( 'fate', __( 'Delivery', 'ihuyi-sms' ), Labels::fates(), $filter );
		self::select( 'purpose', __( 'Purpose', 'ihuyi-sms' ), $purposes, $filter );
		foreach ( array(
			'from' => __( 'From', 'ihuyi-sms' ),
			'to'   => __( 'To', 'ihuyi-sms' ),
		) as $name => $label ) {
			printf(
				'<span><label for="ihuyi-sms-%1$s">%2$s</label><input type="date" id="ihuyi-sms-%1$s" name="%1$s" value="%3$s"></span>',
				esc_attr( $name ),
				esc_html( $label ),
				esc_attr( isset( $filter[ $name ] ) ? LogFilter::date( $filter[ $name ] ) : '' )
			);
		}
		echo '<span><label for="ihuyi-sms-number">' . esc_html__( 'Whole number', 'ihuyi-sms' ) . '</label><input type="search" id="ihuyi-sms-number" name="mobile" autocomplete="off" inputmode="tel"></span>';
		if ( isset( $filter['mobile_hash'] ) ) {
			// Until another number is typed, or all are shown.
			echo '<input type="hidden" name="number" value="' . esc_attr( $filter['mobile_hash'] ) . '">';
		}
		echo '<span class="ihuyi-sms-buttons">';
		submit_button( __( 'Filter', 'ihuyi-sms' ), 'secondary', 'filter', false, array( 'id' => 'ihuyi-sms-filter-button' ) );
		if ( $filter ) {
			echo ' <a class="button" href="' . esc_url( self::address() ) . '">' . esc_html__( 'Show all', 'ihuyi-sms' ) . '</a>';
		}
		echo '</span></form>';
		if ( isset( $filter['mobile_hash'] ) ) {
			echo '<p>' . esc_html__( 'The messages of one number are shown.', 'ihuyi-sms' ) . '</p>';
		}
	}

	/**
	 * One of several, or all.
	 *
	 * @param string                    $name    Of the argument.
	 * @param string                    $label   What it is.
	 * @param array<string, string>     $choices Values and words.
	 * @param array<string, string|int> $filter  As read.
	 */
	private static function select( $name, $label, array $choices, array $filter ) {
		$now = isset( $filter[ $name ] ) ? $filter[ $name ] : '';
		printf( '<span><label for="ihuyi-sms-%1$s">%2$s</label><select id="ihuyi-sms-%1$s" name="%1$s"><option value="">%3$s</option>', esc_attr( $name ), esc_html( $label ), esc_html__( 'All', 'ihuyi-sms' ) );
		foreach ( $choices as $value => $words ) {
			echo '<option value="' . esc_attr( $value ) . '"' . selected( $now, $value, false ) . '>' . esc_html( $words ) . '</option>';
		}
		echo '</select></span>';
	}
}

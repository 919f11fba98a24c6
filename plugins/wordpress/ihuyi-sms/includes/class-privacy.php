<?php
/**
 * What is kept of people, and how they get at it.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

use IhuyiSms\Push\OptOut;

defined( 'ABSPATH' ) || exit;

/**
 * Exports and erases by WordPress's own tools. The log has masked numbers only; what is somebody's is found by the keyed hash of
 * his number, and by his account.
 */
final class Privacy {

	/** Rows of one step. */
	const STEP = 100;

	/** Tells WordPress. */
	public static function hook() {
		add_filter( 'wp_privacy_personal_data_exporters', array( __CLASS__, 'exporters' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( __CLASS__, 'erasers' ) );
		add_action( 'admin_init', array( __CLASS__, 'policy' ) );
	}

	/**
	 * One exporter more.
	 *
	 * @param array<string, mixed> $all The others.
	 * @return array<string, mixed>
	 */
	public static function exporters( $all ) {
		$all['ihuyi-sms'] = array(
			'exporter_friendly_name' => __( 'Text messages (Ihuyi SMS)', 'ihuyi-sms' ),
			'callback'               => array( __CLASS__, 'export' ),
		);
		return $all;
	}

	/**
	 * One eraser more.
	 *
	 * @param array<string, mixed> $all The others.
	 * @return array<string, mixed>
	 */
	public static function erasers( $all ) {
		$all['ihuyi-sms'] = array(
			'eraser_friendly_name' => __( 'Text messages (Ihuyi SMS)', 'ihuyi-sms' ),
			'callback'             => array( __CLASS__, 'erase' ),
		);
		return $all;
	}

	/**
	 * What there is of somebody.
	 *
	 * @param string $email Who.
	 * @param int    $page  From 1 on.
	 * @return array{data: array<int, mixed>, done: bool}
	 */
	public static function export( $email, $page = 1 ) {
		$page  = max( 1, (int) $page );
		$user  = get_user_by( 'email', $email );
		$items = 1 === $page ? self::person( $user ? $user->ID : 0, $email ) : array();
		$rows  = self::rows( $user ? $user->ID : 0, self::hashes( $user ? $user->ID : 0, $email ), ( $page - 1 ) * self::STEP );
		foreach ( $rows as $row ) {
			$items[] = self::item(
				'ihuyi-sms-log',
				__( 'Text messages', 'ihuyi-sms' ),
				'ihuyi-sms-log-' . $row->id,
				array(
					__( 'Time', 'ihuyi-sms' )     => wp_date( 'Y-m-d H:i:s', (int) $row->created ),
					__( 'Number', 'ihuyi-sms' )   => $row->mobile,
					__( 'Purpose', 'ihuyi-sms' )  => $row->purpose,
					__( 'Outcome', 'ihuyi-sms' )  => Log::outcome( $row ),
					__( 'Delivery', 'ihuyi-sms' ) => trim( $row->fate . ' ' . ( $row->fate_time > 0 ? wp_date( 'Y-m-d H:i:s', (int) $row->fate_time ) : '' ) ),
				)
			);
		}
		return array(
			'data' => $items,
			'done' => count( $rows ) < self::STEP,
		);
	}

	/**
	 * Erases what there is of somebody. That his number opted out stays, as a hash: it is what keeps notices away from him.
	 *
	 * @param string $email Who.
	 * @param int    $page  From 1 on.
	 * @return array{items_removed: bool, items_retained: bool, messages: string[], done: bool}
	 */
	public static function erase( $email, $page = 1 ) {
		unset( $page );
		$user    = get_user_by( 'email', $email );
		$user_id = $user ? $user->ID : 0;
		$hashes  = self::hashes( $user_id, $email );
		$rows    = self::rows( $user_id, $hashes, 0 );
		Log::forget( array_column( $rows, 'id' ) );
		$done     = count( $rows ) < self::STEP;
		$removed  = count( $rows ) > 0;
		$messages = array();
		$retained = false;
		if ( $done ) {
			// The number goes last: by it the rows are found.
			foreach ( $hashes as $hash ) {
				OptOut::veil( $hash );
				$row = OptOut::row( $hash );
				if ( $row && (int) $row->active ) {
					$retained   = true;
					$messages[] = __( 'The opt-out is kept, as a hash from which the number cannot be read: without it, the number would get notices again.', 'ihuyi-sms' );
				}
			}
			if ( $user_id ) {
				$removed = self::forget_user( $user_id ) || $removed;
			}
		}
		return array(
			'items_removed'  => $removed,
			'items_retained' => $retained,
			'messages'       => array_values( array_unique( $messages ) ),
			'done'           => $done,
		);
	}

	/** Words for the site's privacy policy. */
	public static function policy() {
		if ( ! function_exists( 'wp_add_privacy_policy_content' ) ) {
			return;
		}
		$text = array(
			__( 'When you give us your mobile number, we send it one-time codes and, if you order something, notices about your order. For this the number and the text are handed to the short-message service 互亿无线 (ihuyi.com), and from it to your phone\'s carrier.', 'ihuyi-sms' ),
			__( 'Your number is stored in your account until it is removed. We log when we sent something, for what purpose and whether it arrived, with the number masked, and keep that for the time set here:', 'ihuyi-sms' ) . ' ' . sprintf(
				/* translators: %d: a number of days. */
				_n( '%d day.', '%d days.', (int) Settings::get( 'log_days' ), 'ihuyi-sms' ),
				(int) Settings::get( 'log_days' )
			),
			__( 'Answer T to a notice and you get no more of them. One-time codes, which you ask for yourself, are still sent. A random cookie lets us count how many codes were asked for from one browser.', 'ihuyi-sms' ),
		);
		wp_add_privacy_policy_content( 'Ihuyi SMS', '<p class="privacy-policy-tutorial">' . esc_html__( 'Please check that these words fit what your site does.', 'ihuyi-sms' ) . '</p><p>' . implode( '</p><p>', array_map( 'esc_html', $text ) ) . '</p>' );
	}

	/**
	 * Number and opt-out.
	 *
	 * @param int    $user_id The account; 0: none.
	 * @param string $email   The address.
	 * @return array<int, mixed>
	 */
	private static function person( $user_id, $email ) {
		$items  = array();
		$mobile = $user_id ? (string) get_user_meta( $user_id, 'ihuyi_sms_mobile', true ) : '';
		if ( '' !== $mobile ) {
			$items[] = self::item( 'ihuyi-sms-number', __( 'Mobile number', 'ihuyi-sms' ), 'ihuyi-sms-number-' . $user_id, array( __( 'Number', 'ihuyi-sms' ) => $mobile ) );
		}
		foreach ( self::hashes( $user_id, $email ) as $hash ) {
			$row = OptOut::row( $hash );
			if ( $row ) {
				$items[] = self::item(
					'ihuyi-sms-optout',
					__( 'Notices', 'ihuyi-sms' ),
					'ihuyi-sms-optout-' . $hash,
					array(
						__( 'Number', 'ihuyi-sms' ) => $row->mobile,
						__( 'Time', 'ihuyi-sms' )   => wp_date( 'Y-m-d H:i:s', (int) $row->created ),
						__( 'Wants notices', 'ihuyi-sms' ) => (int) $row->active ? __( 'no', 'ihuyi-sms' ) : __( 'yes', 'ihuyi-sms' ),
					)
				);
			}
		}
		return $items;
	}

	/**
	 * The hashes of somebody's numbers: the account's, and those of his orders.
	 *
	 * @param int    $user_id The account; 0: none.
	 * @param string $email   The address.
	 * @return string[]
	 */
	private static function hashes( $user_id, $email ) {
		$numbers = array();
		if ( $user_id ) {
			$numbers[] = (string) get_user_meta( $user_id, 'ihuyi_sms_mobile', true );
			$numbers[] = (string) get_user_meta( $user_id, 'billing_phone', true );
		}
		if ( function_exists( 'wc_get_orders' ) ) {
			$orders = wc_get_orders(
				array(
					'customer' => $email,
					'limit'    => 50,
				)
			);
			foreach ( is_array( $orders ) ? $orders : array() as $order ) {
				$numbers[] = is_callable( array( $order, 'get_billing_phone' ) ) ? (string) $order->get_billing_phone() : '';
			}
		}
		$hashes = array_map( array( Mobile::class, 'hash' ), $numbers );
		return array_values( array_unique( array_filter( $hashes ) ) );
	}

	/**
	 * Somebody's rows of the log.
	 *
	 * @param int      $user_id The account; 0: none.
	 * @param string[] $hashes  Of his numbers.
	 * @param int      $skip    From which on.
	 * @return object[]
	 */
	private static function rows( $user_id, array $hashes, $skip ) {
		global $wpdb;
		$where  = array();
		$values = array();
		if ( $user_id ) {
			$where[]  = 'user_id = %d';
			$values[] = $user_id;
		}
		if ( $hashes ) {
			$where[] = 'mobile_hash IN (' . implode( ',', array_fill( 0, count( $hashes ), '%s' ) ) . ')';
			$values  = array_merge( $values, $hashes );
		}
		if ( ! $where ) {
			return array();
		}
		$sql = 'SELECT id, created, mobile, purpose, outcome, fate, fate_time FROM ' . Tables::name( 'log' )
			. ' WHERE ' . implode( ' OR ', $where ) . ' ORDER BY id LIMIT %d OFFSET %d';
		// phpcs:ignore WordPress.DB -- a table of our own; its name is ours, all values are prepared.
		return (array) $wpdb->get_results( $wpdb->prepare( $sql, array_merge( $values, array( self::STEP, $skip ) ) ) );
	}

	/**
	 * Takes everything of the plugin's off an account.
	 *
	 * @param int $user_id The account.
	 * @return bool There was something.
	 */
	private static function forget_user( $user_id ) {
		$gone = false;
		foreach ( array_keys( (array) get_user_meta( $user_id ) ) as $key ) {
			if ( 0 === strpos( $key, Wipe::META ) ) {
				// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- it begins with ours, as was just looked at.
				$gone = delete_user_meta( $user_id, $key ) || $gone;
			}
		}
		return $gone;
	}

	/**
	 * One entry of an export.
	 *
	 * @param string                $group  Its group.
	 * @param string                $label  The group's name.
	 * @param string                $id     Its name.
	 * @param array<string, string> $values What it says.
	 * @return array<string, mixed>
	 */
	private static function item( $group, $label, $id, array $values ) {
		$data = array();
		foreach ( $values as $name => $value ) {
			$data[] = array(
				'name'  => $name,
				'value' => $value,
			);
		}
		return array(
			'group_id'    => $group,
			'group_label' => $label,
			'item_id'     => $id,
			'data'        => $data,
		);
	}
}

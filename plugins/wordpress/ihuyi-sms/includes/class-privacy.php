<?php
/**
 * What is kept of people, and how they get at it.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

use IhuyiSms\Notice\Orders;
use IhuyiSms\Push\OptOut;
use IhuyiSms\Verify\Signups;

defined( 'ABSPATH' ) || exit;

/**
 * Exports and erases by WordPress's own tools. The log has masked numbers only; what is somebody's is found by his account, by the
 * keyed hash of the number that he has verified, and by his orders. The phone of a bill proves nothing: anybody may type another's.
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
		$rows  = self::rows( $user ? $user->ID : 0, self::orders( $email ), ( $page - 1 ) * self::STEP );
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
		$user     = get_user_by( 'email', $email );
		$user_id  = $user ? $user->ID : 0;
		$orders   = self::orders( $email );
		$rows     = self::rows( $user_id, $orders, 0, false );
		$gone     = Log::forget( array_column( $rows, 'id' ) );
		$removed  = $gone > 0;
		$done     = count( $rows ) < self::STEP || 0 === $gone;
		$messages = array();
		if ( $done ) {
			if ( self::rows( $user_id, $orders, 0, true ) ) {
				$messages[] = __( 'Kept: messages that are waiting or being sent, and those of the last three days whose outcome is unknown. Erased now, they would not be sent, or their receipts would be taken for another message\'s. They are removed when the days are over that the log is kept.', 'ihuyi-sms' );
			}
			// The number goes last: by it the rows are found.
			$hash = self::hash( $user_id );
			OptOut::veil( $hash );
			$row = OptOut::row( $hash );
			if ( $row && (int) $row->active ) {
				$messages[] = __( 'The opt-out is kept, as a hash from which the number cannot be read: without it, the number would get notices again.', 'ihuyi-sms' );
			}
			$removed = Signups::forget( 'user_email', $email ) || $removed;
			if ( $user_id ) {
				$removed = self::forget_user( $user_id ) || $removed;
			}
		}
		return array(
			'items_removed'  => $removed,
			'items_retained' => array() !== $messages,
			'messages'       => $messages,
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
		// Of whoever has signed up to the network with this address and has not followed the link yet, no more than what he gave then.
		foreach ( array_diff( Signups::numbers( $email ), array( $mobile ) ) as $number ) {
			$items[] = self::item( 'ihuyi-sms-number', __( 'Mobile number', 'ihuyi-sms' ), 'ihuyi-sms-number-signup-' . Mobile::hash( $number ), array( __( 'Number', 'ihuyi-sms' ) => $number ) );
		}
		$hash = self::hash( $user_id );
		$row  = OptOut::row( $hash );
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
		return $items;
	}

	/**
	 * The hash of the number that an account has verified.
	 *
	 * @param int $user_id The account; 0: none.
	 * @return string Empty: there is none.
	 */
	private static function hash( $user_id ) {
		return $user_id ? Mobile::hash( (string) get_user_meta( $user_id, 'ihuyi_sms_mobile', true ) ) : '';
	}

	/**
	 * Which rows of the log are somebody's: his account's, all of the number that he has verified, and what his orders told the
	 * customer. What they told the staff is the staff's.
	 *
	 * @param int   $user_id The account; 0: none.
	 * @param int[] $orders  His orders.
	 * @return array{string, array<int, mixed>} A condition and its values.
	 */
	private static function whose( $user_id, array $orders ) {
		global $wpdb;
		$where  = array( '1 = 0' );
		$values = array();
		$hash   = self::hash( $user_id );
		if ( $user_id ) {
			$where[]  = 'user_id = %d';
			$values[] = $user_id;
		}
		if ( '' !== $hash ) {
			$where[]  = 'mobile_hash = %s';
			$values[] = $hash;
		}
		foreach ( $orders as $order_id ) {
			$where[]  = "(purpose = 'order-customer' AND reference LIKE %s)";
			$values[] = $wpdb->esc_like( Orders::beginning( $order_id ) ) . '%';
		}
		return array( '(' . implode( ' OR ', $where ) . ')', $values );
	}

	/**
	 * The orders of an address, the newest.
	 *
	 * @param string $email The address.
	 * @return int[]
	 */
	private static function orders( $email ) {
		// Asked for nobody's, WooCommerce may give everybody's.
		if ( ! function_exists( 'wc_get_orders' ) || ! is_email( $email ) ) {
			return array();
		}
		$orders = wc_get_orders(
			array(
				'customer' => $email,
				'limit'    => 50,
				'return'   => 'ids',
			)
		);
		return is_array( $orders ) ? array_map( 'intval', $orders ) : array();
	}

	/**
	 * Somebody's rows of the log.
	 *
	 * @param int       $user_id The account; 0: none.
	 * @param int[]     $orders  His orders.
	 * @param int       $skip    From which on.
	 * @param bool|null $open    Only those that something is still to become of, only the others; null: all.
	 * @return object[]
	 */
	private static function rows( $user_id, array $orders, $skip, $open = null ) {
		global $wpdb;
		list( $where, $values ) = self::whose( $user_id, $orders );
		if ( null !== $open ) {
			// A receipt may yet settle one of unknown end. Were it gone, Settle could take the receipt for another's of the same number.
			$where   .= ( $open ? ' AND' : ' AND NOT' ) . " (outcome IN ('queued', 'sending') OR (outcome = 'unknown' AND created >= %d))";
			$values[] = time() - Log::SETTLE;
		}
		array_push( $values, self::STEP, $skip );
		$sql = 'SELECT id, created, mobile, purpose, outcome, fate, fate_time FROM ' . Tables::name( 'log' ) . " WHERE $where ORDER BY id LIMIT %d OFFSET %d";
		// phpcs:ignore WordPress.DB -- a table of our own; its name is ours, all values are prepared.
		return (array) $wpdb->get_results( $wpdb->prepare( $sql, $values ) );
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

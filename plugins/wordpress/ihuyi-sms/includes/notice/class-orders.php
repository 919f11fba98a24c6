<?php
/**
 * Notices about orders.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Notice;

use IhuyiSms\Mobile;
use IhuyiSms\Plugin;
use IhuyiSms\Secret;

defined( 'ABSPATH' ) || exit;

/**
 * Listens to WooCommerce. It fires some of these more than once for one event, and several for a new order; what counts is the
 * order, the status and who is told.
 */
final class Orders {

	/**
	 * Orders that this request made, and the statuses that they had: by site, then by order. Ids only, however many they are.
	 *
	 * @var array<int, array<int, array<string, bool>>>
	 */
	private static $made = array();

	/** Without WooCommerce nobody fires these, and nothing happens. */
	public static function hook() {
		// Before the queue's own end of the request, which sends.
		add_action( 'shutdown', array( __CLASS__, 'finish' ), 900 );
		add_action( 'before_woocommerce_init', array( __CLASS__, 'fits' ) );
		add_action( 'woocommerce_order_status_changed', array( __CLASS__, 'changed' ), 20, 4 );
		add_action( 'woocommerce_new_order', array( __CLASS__, 'made' ), 20, 1 );
		add_action( 'woocommerce_checkout_order_processed', array( __CLASS__, 'processed' ), 20, 3 );
		add_action( 'woocommerce_store_api_checkout_order_processed', array( __CLASS__, 'placed' ), 20, 1 );
	}

	/** Tells WooCommerce that it does not matter where it keeps its orders, nor which checkout it has; else it warns of the plugin. */
	public static function fits() {
		$features = 'Automattic\\WooCommerce\\Utilities\\FeaturesUtil';
		if ( class_exists( $features ) ) {
			foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
				$features::declare_compatibility( $feature, Plugin::path( 'ihuyi-sms.php' ), true );
			}
		}
	}

	/**
	 * Whether there is a WooCommerce.
	 *
	 * @return bool
	 */
	public static function present() {
		return function_exists( 'WC' ) || function_exists( 'wc_get_order' );
	}

	/**
	 * An order has another status. One that is just being made may have it before it has a customer.
	 *
	 * @param int            $order_id The order.
	 * @param string         $from     The status until now.
	 * @param string         $to       The status.
	 * @param \WC_Order|null $order    The order.
	 */
	public static function changed( $order_id, $from, $to, $order = null ) {
		unset( $from );
		$site = get_current_blog_id();
		if ( isset( self::$made[ $site ][ (int) $order_id ] ) ) {
			self::$made[ $site ][ (int) $order_id ][ (string) $to ] = true;
			return;
		}
		self::tell( self::order( $order_id, $order ), (string) $to );
	}

	/**
	 * An order was made. Programs save it empty first and fill it in afterwards (wc_create_order() does): what there is to tell is known
	 * when they are done.
	 *
	 * @param int $order_id The order.
	 */
	public static function made( $order_id ) {
		self::$made[ get_current_blog_id() ][ (int) $order_id ]['new'] = true;
	}

	/** At the end of a request: tells of the orders that it made, as they are now. One that is gone by then is none. */
	public static function finish() {
		$made       = self::$made;
		self::$made = array();
		foreach ( $made as $site => $orders ) {
			$away = is_multisite() && get_current_blog_id() !== $site;
			if ( $away ) {
				switch_to_blog( $site );
			}
			foreach ( $orders as $order_id => $statuses ) {
				foreach ( array_keys( $statuses ) as $status ) {
					self::tell( self::order( $order_id, null ), (string) $status );
				}
			}
			if ( $away ) {
				restore_current_blog();
			}
		}
	}

	/**
	 * The checkout made an order.
	 *
	 * @param int            $order_id The order.
	 * @param mixed          $posted   The form.
	 * @param \WC_Order|null $order    The order.
	 */
	public static function processed( $order_id, $posted = null, $order = null ) {
		unset( $posted );
		self::tell( self::order( $order_id, $order ), 'new' );
	}

	/**
	 * The block checkout made an order.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function placed( $order ) {
		self::tell( self::order( 0, $order ), 'new' );
	}

	/**
	 * Queues the notices about an order's status.
	 *
	 * @param \WC_Order|null $order  The order.
	 * @param string         $status The status, or new.
	 */
	private static function tell( $order, $status ) {
		if ( null === $order ) {
			return;
		}
		// A cart that somebody fills in, or an order that is being typed, is none yet.
		if ( 'new' === $status && in_array( (string) $order->get_status(), array( 'checkout-draft', 'auto-draft', 'draft', 'trash' ), true ) ) {
			return;
		}
		$status = sanitize_key( preg_replace( '/^wc-/', '', $status ) );
		foreach ( Notices::ROLES as $role ) {
			$notice = Notices::get( $status, $role );
			if ( '' === $notice['text'] ) {
				continue;
			}
			$numbers = 'staff' === $role ? Notices::staff() : array( self::number( $order ) );
			/**
			 * Who is told about an order.
			 *
			 * @param string[]  $numbers Mobile numbers.
			 * @param \WC_Order $order   The order.
			 * @param string    $status  The status, or new.
			 * @param string    $role    customer or staff.
			 */
			$numbers = (array) apply_filters( 'ihuyi_sms_notice_numbers', $numbers, $order, $status, $role );
			/**
			 * What is said about an order; empty: nothing.
			 *
			 * @param string    $text   The text with its variables filled in.
			 * @param \WC_Order $order  The order.
			 * @param string    $status The status, or new.
			 * @param string    $role   customer or staff.
			 */
			$text = (string) apply_filters( 'ihuyi_sms_notice_text', Wording::fill( $notice['text'], Wording::of( $order, $status ) ), $order, $status, $role );
			foreach ( '' === trim( $text ) ? array() : $numbers as $number ) {
				Queue::add(
					array(
						'mobile'    => (string) $number,
						'content'   => $text,
						'template'  => $notice['template'],
						'purpose'   => 'order-' . $role,
						'user_id'   => 'customer' === $role ? (int) $order->get_customer_id() : 0,
						'reference' => self::reference( $order->get_id(), $status, $role, (string) $number ),
					)
				);
			}
		}
	}

	/**
	 * What makes one event one message, in the log and in the library's memory.
	 *
	 * @param int    $order_id The order.
	 * @param string $status   The status.
	 * @param string $role     Of Notices::ROLES.
	 * @param string $number   Who is told.
	 * @return string
	 */
	public static function reference( $order_id, $status, $role, $number ) {
		$mobile = Mobile::normalise( $number );
		$who    = substr( hash_hmac( 'sha256', $role . ' ' . ( '' === $mobile ? $number : $mobile ), Secret::bytes( 'recipient' ) ), 0, 16 );
		return self::beginning( $order_id ) . substr( $status, 0, 30 ) . '-' . $who;
	}

	/**
	 * What all references of an order begin with, and no other's.
	 *
	 * @param int $order_id The order.
	 * @return string
	 */
	public static function beginning( $order_id ) {
		// Several installations may share a helper, and each has an order 1001.
		return 'wc-' . substr( bin2hex( Secret::bytes( 'site' ) ), 0, 8 ) . '.' . get_current_blog_id() . '-' . (int) $order_id . '-';
	}

	/**
	 * The customer's number. One that stands there without its country is of the country that the bill goes to: ten digits of the
	 * United States with their 1 in front look like a number of the mainland, and somebody else's phone would ring.
	 *
	 * @param \WC_Order $order The order.
	 * @return string As it stands there, or with its country.
	 */
	private static function number( $order ) {
		$phone   = trim( (string) $order->get_billing_phone() );
		$country = (string) $order->get_billing_country();
		if ( '' === $phone || '' === $country || 'CN' === $country || preg_match( '/^\s*(?:\+|00)/', $phone ) || ! function_exists( 'WC' ) ) {
			return $phone;
		}
		$code   = WC()->countries->get_country_calling_code( $country );
		$code   = preg_replace( '/[^0-9]/', '', (string) ( is_array( $code ) ? reset( $code ) : $code ) );
		$digits = preg_replace( '/[^0-9]/', '', $phone );
		if ( '' === $code || '' === $digits ) {
			return $phone;
		}
		$with = 0 === strpos( $digits, $code ) ? '+' . $digits : '';
		// Elsewhere a 0 is dialled before the number at home, and nowhere else.
		$without = '+' . $code . ' ' . ltrim( $digits, '0' );
		return '' !== $with && strlen( $digits ) > 10 && '' !== Mobile::normalise( $with ) ? $with : $without;
	}

	/**
	 * The order.
	 *
	 * @param int            $order_id Its number.
	 * @param \WC_Order|null $order    Where the hook has it.
	 * @return \WC_Order|null
	 */
	private static function order( $order_id, $order ) {
		if ( ! is_object( $order ) && function_exists( 'wc_get_order' ) ) {
			$order = wc_get_order( $order_id );
		}
		return is_object( $order ) && is_callable( array( $order, 'get_billing_phone' ) ) ? $order : null;
	}
}

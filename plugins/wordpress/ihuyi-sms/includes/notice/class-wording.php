<?php
/**
 * What a notice says.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Notice;

defined( 'ABSPATH' ) || exit;

/**
 * Puts an order's facts into the owner's text. Only the order object's own methods are called, so it does not matter where
 * WooCommerce keeps its orders.
 */
final class Wording {

	/** The longest that a fact may be: a customer writes some of them himself. */
	const LONGEST = 60;

	/** The place of a variable in a template, as the platform writes it. */
	// phpcs:ignore IhuyiSms.Words -- the platform's own mark, the same in every language.
	const PLACE = '【变量】';

	/** What a variable looks like. */
	const VARIABLE = '/\{([a-z]+(?::[A-Za-z0-9_.-]{1,64})?)\}/';

	/**
	 * The variables, and what each is, for the settings page.
	 *
	 * @return array<string, string>
	 */
	public static function variables() {
		return array(
			'number'   => __( 'the order\'s number', 'ihuyi-sms' ),
			'name'     => __( 'the customer\'s name', 'ihuyi-sms' ),
			'total'    => __( 'the amount, without the currency', 'ihuyi-sms' ),
			'currency' => __( 'the currency, as CNY', 'ihuyi-sms' ),
			'status'   => __( 'the new status', 'ihuyi-sms' ),
			'date'     => __( 'the day of the order', 'ihuyi-sms' ),
			'items'    => __( 'how many articles', 'ihuyi-sms' ),
			'payment'  => __( 'how it is paid', 'ihuyi-sms' ),
			'shipping' => __( 'how it is sent', 'ihuyi-sms' ),
			'site'     => __( 'the shop\'s name', 'ihuyi-sms' ),
			'meta:KEY' => __( 'any field of the order, as {meta:_tracking_number}', 'ihuyi-sms' ),
		);
	}

	/**
	 * The text with its variables filled in.
	 *
	 * @param string                       $text The owner's.
	 * @param callable(string): string $fact Gives a variable's value.
	 * @return string
	 */
	public static function fill( $text, $fact ) {
		return (string) preg_replace_callback(
			self::VARIABLE,
			static function ( $match ) use ( $fact ) {
				$value = call_user_func( $fact, $match[1] );
				// What is no variable stays as it stands, and the preview shows it.
				return null === $value ? $match[0] : self::clean( $value );
			},
			(string) $text
		);
	}

	/**
	 * What of a text will not come out as it was meant.
	 *
	 * @param string $text The owner's.
	 * @return string[] Sentences.
	 */
	public static function slips( $text ) {
		$slips = array();
		$text  = trim( (string) $text );
		if ( preg_match( '/^【[^【】]*】/u', $text, $match ) && self::PLACE !== $match[0] ) {
			/* translators: %s: a signature in its brackets, as 【example】 */
			$slips[] = sprintf( __( 'It begins with %s: the platform adds the approved signature by itself, so remove it here.', 'ihuyi-sms' ), $match[0] );
		}
		if ( false !== strpos( $text, self::PLACE ) ) {
			/* translators: %s: the place of a variable, as the platform writes it */
			$slips[] = sprintf( __( '%s only marks a place in the approved template: write a variable there, such as {number}.', 'ihuyi-sms' ), self::PLACE );
		}
		preg_match_all( '/[{｛][^{}｛｝]*[}｝]/u', $text, $found );
		foreach ( array_unique( $found[0] ) as $typed ) {
			if ( ! self::is_variable( $typed ) ) {
				/* translators: %s: what was typed, as {foo} */
				$slips[] = sprintf( __( '%s is not a variable and would be sent as it is. The variables are listed at the top of this tab.', 'ihuyi-sms' ), $typed );
			}
		}
		return $slips;
	}

	/**
	 * Whether fill() puts a value in its place.
	 *
	 * @param string $typed With its braces.
	 * @return bool
	 */
	private static function is_variable( $typed ) {
		if ( ! preg_match( self::VARIABLE, $typed, $match ) || $match[0] !== $typed ) {
			return false;
		}
		$names = self::variables();
		unset( $names['meta:KEY'] );
		return isset( $names[ $match[1] ] ) || 0 === strpos( $match[1], 'meta:' );
	}

	/**
	 * The facts of an order.
	 *
	 * @param \WC_Order $order  The order.
	 * @param string    $status The status that the notice is for, without wc-.
	 * @return callable(string): string
	 */
	public static function of( $order, $status ) {
		return static function ( $name ) use ( $order, $status ) {
			if ( 0 === strpos( $name, 'meta:' ) ) {
				$value = $order->get_meta( substr( $name, 5 ) );
				return is_scalar( $value ) ? (string) $value : '';
			}
			switch ( $name ) {
				case 'number':
					return (string) $order->get_order_number();
				case 'name':
					return self::name( (string) $order->get_billing_first_name(), (string) $order->get_billing_last_name() );
				case 'total':
					return number_format( (float) $order->get_total(), 2, '.', '' );
				case 'currency':
					return (string) $order->get_currency();
				case 'status':
					return self::status( $status );
				case 'date':
					$date = $order->get_date_created();
					return wp_date( 'Y-m-d', $date ? $date->getTimestamp() : time() );
				case 'items':
					return (string) $order->get_item_count();
				case 'payment':
					return (string) $order->get_payment_method_title();
				case 'shipping':
					return (string) $order->get_shipping_method();
				case 'site':
					return wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES );
			}
			return null;
		};
	}

	/**
	 * An order that shows what a text will look like.
	 *
	 * @param string $status The status.
	 * @return callable(string): string
	 */
	public static function example( $status ) {
		$facts = array(
			'number'   => '1001',
			'name'     => __( 'Li Lei', 'ihuyi-sms' ),
			'total'    => '128.00',
			'currency' => 'CNY',
			'status'   => self::status( $status ),
			'date'     => wp_date( 'Y-m-d' ),
			'items'    => '2',
			'payment'  => __( 'Bank transfer', 'ihuyi-sms' ),
			'shipping' => __( 'Express', 'ihuyi-sms' ),
			'site'     => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
		);
		return static function ( $name ) use ( $facts ) {
			if ( 0 === strpos( $name, 'meta:' ) ) {
				return 'SF1234567890';
			}
			return isset( $facts[ $name ] ) ? $facts[ $name ] : null;
		};
	}

	/**
	 * A status as people read it.
	 *
	 * @param string $status Without wc-.
	 * @return string
	 */
	public static function status( $status ) {
		if ( 'new' === $status ) {
			return __( 'New order', 'ihuyi-sms' );
		}
		return function_exists( 'wc_get_order_status_name' ) ? (string) wc_get_order_status_name( $status ) : $status;
	}

	/**
	 * A name in its own order.
	 *
	 * @param string $first Given name.
	 * @param string $last  Family name.
	 * @return string
	 */
	private static function name( $first, $last ) {
		$chinese = preg_match( '/\p{Han}/u', $first . $last );
		return $chinese ? trim( $last . $first ) : trim( $first . ' ' . $last );
	}

	/**
	 * A value fit for a text message. A customer must not be able to write a signature, or a second message, into it.
	 *
	 * @param string $value As the order has it.
	 * @return string
	 */
	private static function clean( $value ) {
		$value = html_entity_decode( wp_strip_all_tags( wp_check_invalid_utf8( (string) $value ) ), ENT_QUOTES, 'UTF-8' );
		$value = str_replace( array( '【', '】', '|' ), array( '[', ']', '/' ), $value );
		$value = preg_replace( '/[\s\p{C}]+/u', ' ', $value );
		return mb_substr( trim( (string) $value ), 0, self::LONGEST );
	}
}

<?php
/**
 * Words for what stands in the log.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * The log's short names in the site's language.
 */
final class Labels {

	/**
	 * Outcomes.
	 *
	 * @return array<string, string>
	 */
	public static function outcomes() {
		return array(
			'accepted' => __( 'Accepted', 'ihuyi-sms' ),
			'refused'  => __( 'Refused', 'ihuyi-sms' ),
			'not_sent' => __( 'Not sent', 'ihuyi-sms' ),
			'unknown'  => __( 'Unknown', 'ihuyi-sms' ),
			'queued'   => __( 'Waiting', 'ihuyi-sms' ),
			'sending'  => __( 'Sending', 'ihuyi-sms' ),
		);
	}

	/**
	 * What receipts say.
	 *
	 * @return array<string, string>
	 */
	public static function fates() {
		return array(
			'delivered' => __( 'Delivered', 'ihuyi-sms' ),
			'failed'    => __( 'Not delivered', 'ihuyi-sms' ),
			'none'      => __( 'No receipt yet', 'ihuyi-sms' ),
		);
	}

	/**
	 * Services.
	 *
	 * @return array<string, string>
	 */
	public static function services() {
		return array(
			'sms'           => __( 'Text', 'ihuyi-sms' ),
			'voice'         => __( 'Call', 'ihuyi-sms' ),
			'voice_notice'  => __( 'Voice notice', 'ihuyi-sms' ),
			'international' => __( 'International text', 'ihuyi-sms' ),
			'marketing'     => __( 'Marketing', 'ihuyi-sms' ),
		);
	}

	/**
	 * Purposes.
	 *
	 * @return array<string, string>
	 */
	public static function purposes() {
		/**
		 * What the log calls the purposes of messages.
		 *
		 * @param array<string, string> $labels By purpose.
		 */
		return (array) apply_filters(
			'ihuyi_sms_purposes',
			array(
				'register'       => __( 'Registration', 'ihuyi-sms' ),
				'login'          => __( 'Login', 'ihuyi-sms' ),
				'signin'         => __( 'Login without a password', 'ihuyi-sms' ),
				'reset'          => __( 'Lost password', 'ihuyi-sms' ),
				'profile'        => __( 'Profile', 'ihuyi-sms' ),
				'comment'        => __( 'Comment', 'ihuyi-sms' ),
				'test'           => __( 'Test', 'ihuyi-sms' ),
				'cli'            => __( 'Command line', 'ihuyi-sms' ),
				'order-customer' => __( 'Order notice to the customer', 'ihuyi-sms' ),
				'order-staff'    => __( 'Order notice to the staff', 'ihuyi-sms' ),
			)
		);
	}

	/**
	 * A word for a name; the name itself where there is none.
	 *
	 * @param array<string, string> $labels Of one kind.
	 * @param string                $name   What stands in the log.
	 * @return string
	 */
	public static function of( array $labels, $name ) {
		return isset( $labels[ $name ] ) ? $labels[ $name ] : (string) $name;
	}
}

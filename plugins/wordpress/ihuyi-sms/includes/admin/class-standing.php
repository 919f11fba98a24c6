<?php
/**
 * Notices that stand until their cause is gone.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Settings;
use IhuyiSms\Way;

defined( 'ABSPATH' ) || exit;

/**
 * What an owner has to know before he believes anything else on the page: that nothing can be sent, or that it goes elsewhere.
 */
final class Standing {

	/**
	 * The notices.
	 */
	public static function render() {
		$trouble = Way::trouble();
		if ( null !== $trouble ) {
			echo '<div class="notice notice-error inline ihuyi-sms-standing" role="alert"><p><strong>' . esc_html( Way::sentence( $trouble ) ) . '</strong></p>';
			echo wp_kses_post( self::details( $trouble ) ) . '</div>';
		}
		if ( '' !== Way::elsewhere() ) {
			echo '<div class="notice notice-warning inline ihuyi-sms-standing" role="status"><p><strong>' . esc_html( self::elsewhere() ) . '</strong></p>';
			echo '<p>' . esc_html( self::sandbox() ) . '</p></div>';
		}
	}

	/**
	 * That messages go elsewhere, and who says so.
	 *
	 * @return string
	 */
	public static function elsewhere() {
		$who = 'constant' === Settings::fixed( 'gateway' )
			? __( 'the constant IHUYI_SMS_GATEWAY in wp-config.php', 'ihuyi-sms' )
			: __( 'the environment variable IHUYI_GATEWAY', 'ihuyi-sms' );
		/* translators: 1: an address; 2: a constant or a variable of the environment */
		return sprintf( __( 'Everything is sent to %1$s and not to 互亿无线, as set by %2$s.', 'ihuyi-sms' ), Way::elsewhere(), $who );
	}

	/**
	 * What that means.
	 *
	 * @return string
	 */
	public static function sandbox() {
		return __( 'A sandbox sends nothing to phones and bills nothing. Remove that setting before visitors are meant to get codes.', 'ihuyi-sms' );
	}

	/**
	 * What the library itself says, to be opened: it is long, and for whoever runs the server.
	 *
	 * @param \Throwable $trouble What keeps the library away.
	 * @return string HTML; empty where the sentence says it all.
	 */
	public static function details( \Throwable $trouble ) {
		$words = Way::words( $trouble );
		if ( Way::sentence( $trouble ) === $words ) {
			return '';
		}
		return '<details><summary>' . esc_html__( 'Details for whoever runs the server', 'ihuyi-sms' ) . '</summary><p>' . esc_html( $words ) . '</p></details>';
	}
}

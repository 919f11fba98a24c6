<?php
/**
 * What the last action came to, on the next page.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * An action ends with a redirect, so that loading the page again does nothing twice; what it came to is told after that, to whoever
 * did it and to nobody else.
 */
final class Said {

	/**
	 * Keeps a message for this user's next page.
	 *
	 * @param string   $type     success, info, warning or error.
	 * @param string   $sentence What happened. Plain text.
	 * @param string[] $lines    More about it. Plain text.
	 */
	public static function say( $type, $sentence, array $lines = array() ) {
		$kept   = get_transient( self::key() );
		$kept   = is_array( $kept ) ? $kept : array();
		$kept[] = array( $type, $sentence, array_values( array_filter( $lines, 'strlen' ) ) );
		set_transient( self::key(), $kept, 5 * MINUTE_IN_SECONDS );
	}

	/**
	 * Keeps what this user typed and has to mend, for his next page.
	 *
	 * @param array<string, string> $typed By field.
	 */
	public static function keep( array $typed ) {
		set_transient( self::key() . '_typed', $typed, 5 * MINUTE_IN_SECONDS );
	}

	/**
	 * What he typed, once.
	 *
	 * @return array<string, string>
	 */
	public static function kept() {
		$typed = get_transient( self::key() . '_typed' );
		if ( ! is_array( $typed ) ) {
			return array();
		}
		delete_transient( self::key() . '_typed' );
		return $typed;
	}

	/**
	 * Shows what was kept, once.
	 */
	public static function show() {
		$kept = get_transient( self::key() );
		if ( ! is_array( $kept ) ) {
			return;
		}
		delete_transient( self::key() );
		foreach ( $kept as $message ) {
			list( $type, $sentence, $lines ) = $message;
			printf(
				'<div class="notice notice-%1$s inline ihuyi-sms-said" role="%2$s"><p><strong>%3$s</strong></p>',
				esc_attr( $type ),
				'error' === $type ? 'alert' : 'status',
				esc_html( $sentence )
			);
			foreach ( $lines as $line ) {
				echo '<p>' . esc_html( $line ) . '</p>';
			}
			echo '</div>';
		}
	}

	/**
	 * Of this user.
	 *
	 * @return string
	 */
	private static function key() {
		return 'ihuyi_sms_said_' . get_current_user_id();
	}
}

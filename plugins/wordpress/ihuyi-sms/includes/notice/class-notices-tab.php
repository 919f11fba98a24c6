<?php
/**
 * The tab with order notices.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Notice;

use IhuyiSms\Admin\Fields;
use IhuyiSms\Admin\Said;
use IhuyiSms\Settings;
use IhuyiSms\Way;

defined( 'ABSPATH' ) || exit;

/**
 * For each status of an order what the customer and the staff is told, with what it will look like and what it will cost.
 */
final class NoticesTab {

	const TAB = 'notices';

	/** Hooks. */
	public static function hook() {
		add_filter( 'ihuyi_sms_settings_tabs', array( self::class, 'tabs' ) );
		add_action( 'ihuyi_sms_settings_tab_' . self::TAB, array( self::class, 'rows' ) );
		add_filter( 'ihuyi_sms_settings_values_' . self::TAB, array( self::class, 'values' ), 10, 2 );
	}

	/**
	 * One tab more.
	 *
	 * @param array<string, string> $tabs The others.
	 * @return array<string, string>
	 */
	public static function tabs( array $tabs ) {
		$tabs[ self::TAB ] = __( 'Order notices', 'ihuyi-sms' );
		return $tabs;
	}

	/** The rows. */
	public static function rows() {
		echo '<tr><td colspan="2" class="td-full">';
		if ( ! Orders::present() ) {
			echo '<p><strong>' . esc_html__( 'WooCommerce is not active on this site, so there are no orders to notify about. What you enter here takes effect once it is.', 'ihuyi-sms' ) . '</strong></p>';
		}
		echo '<p>' . esc_html__( 'Each order, status and receiver gets one message, however often the status changes back and forth. Where the text is empty nothing is sent. Messages leave after the customer has his page.', 'ihuyi-sms' ) . '</p>';
		echo '<p>' . esc_html__( 'The gateway sends only texts that fit a template that it has approved: write the text as it was approved, with the variables in the places of the template\'s. Or give the template\'s number, and as text only the variables in their order, joined with |.', 'ihuyi-sms' ) . '</p>';
		self::variables();
		echo '</td></tr>';
		Fields::lines( 'staff', __( 'Numbers of the staff', 'ihuyi-sms' ), __( 'Mobile numbers, one per line.', 'ihuyi-sms' ) );
		foreach ( Notices::statuses() as $status => $name ) {
			self::status( (string) $status, (string) $name );
		}
	}

	/**
	 * What to save.
	 *
	 * @param array<string, mixed> $values So far.
	 * @param array<string, mixed> $post   The form, without slashes.
	 * @return array<string, mixed>
	 */
	public static function values( array $values, array $post ) {
		if ( isset( $post['notices'] ) ) {
			$values['notices'] = Notices::clean( $post['notices'] );
			self::warn( $values['notices'] );
		}
		return Fields::values( array( 'staff' ), $post ) + $values;
	}

	/**
	 * Says what of the saved texts will not come out as it was meant. It is saved all the same: the owner may know better.
	 *
	 * @param array<string, array<string, array{text: string, template: string}>> $notices By status and role.
	 */
	private static function warn( array $notices ) {
		$names = Notices::statuses();
		$roles = self::roles();
		foreach ( $notices as $status => $by_role ) {
			foreach ( $by_role as $role => $notice ) {
				$slips = Wording::slips( $notice['text'] );
				if ( $slips ) {
					$name = isset( $names[ $status ] ) ? $names[ $status ] : $status;
					/* translators: 1: a status of an order; 2: to whom */
					Said::say( 'warning', sprintf( __( 'Please check the notice "%1$s", %2$s:', 'ihuyi-sms' ), $name, $roles[ $role ] ), $slips );
				}
			}
		}
	}

	/**
	 * Who is told.
	 *
	 * @return array<string, string>
	 */
	private static function roles() {
		return array(
			'customer' => __( 'To the customer', 'ihuyi-sms' ),
			'staff'    => __( 'To the staff', 'ihuyi-sms' ),
		);
	}

	/** The variables. */
	private static function variables() {
		echo '<details><summary>' . esc_html__( 'Variables', 'ihuyi-sms' ) . '</summary><ul class="ul-disc">';
		foreach ( Wording::variables() as $name => $about ) {
			echo '<li><code>{' . esc_html( $name ) . '}</code> ' . esc_html( $about ) . '</li>';
		}
		echo '</ul></details>';
	}

	/**
	 * The row of a status.
	 *
	 * @param string $status Its slug.
	 * @param string $name   Its name.
	 */
	private static function status( $status, $name ) {
		$roles = self::roles();
		echo '<tr class="ihuyi-sms-notices"><th scope="row">' . esc_html( $name ) . '</th><td><fieldset><legend class="screen-reader-text">' . esc_html( $name ) . '</legend>';
		foreach ( $roles as $role => $label ) {
			$notice = Notices::get( $status, $role );
			$id     = 'ihuyi-sms-notice-' . $status . '-' . $role;
			$field  = 'ihuyi_sms[notices][' . $status . '][' . $role . ']';
			printf(
				'<p><label for="%1$s">%2$s</label><br>'
				. '<textarea class="large-text" rows="2" maxlength="%3$d" id="%1$s" name="%4$s[text]"%5$s aria-describedby="%1$s-about">%6$s</textarea></p>',
				esc_attr( $id ),
				esc_html( $label ),
				absint( Notices::LONGEST ),
				esc_attr( $field ),
				disabled( null !== Settings::fixed( 'notices' ), true, false ),
				esc_textarea( $notice['text'] )
			);
			printf(
				'<p><label for="%1$s-template">%2$s</label> '
				. '<input type="text" inputmode="numeric" class="small-text" id="%1$s-template" name="%3$s[template]" value="%4$s" pattern="[0-9]*" autocomplete="off"></p>',
				esc_attr( $id ),
				esc_html__( 'Number of the template, where one is used', 'ihuyi-sms' ),
				esc_attr( $field ),
				esc_attr( $notice['template'] )
			);
			echo '<p class="description" id="' . esc_attr( $id ) . '-about">' . esc_html( self::preview( $notice, $status ) );
			foreach ( Wording::slips( $notice['text'] ) as $slip ) {
				echo '<br><span class="ihuyi-sms-slip">' . esc_html( $slip ) . '</span>';
			}
			echo '</p>';
		}
		echo '</fieldset></td></tr>';
	}

	/**
	 * What a notice will look like, and what it will cost.
	 *
	 * @param array{text: string, template: string} $notice The notice.
	 * @param string                                $status Its status.
	 * @return string
	 */
	private static function preview( array $notice, $status ) {
		if ( '' === $notice['text'] ) {
			return __( 'Nothing is sent.', 'ihuyi-sms' );
		}
		$text = Wording::fill( $notice['text'], Wording::example( $status ) );
		if ( '' !== $notice['template'] ) {
			/* translators: 1: a template's number, 2: its variables */
			return sprintf( __( 'Example: template %1$s with %2$s', 'ihuyi-sms' ), $notice['template'], $text );
		}
		/* translators: %s: a text message */
		$words = sprintf( __( 'Example: %s', 'ihuyi-sms' ), $text );
		try {
			$counted = Way::call(
				static function ( $client ) use ( $text ) {
					return $client->segments( $text, 'sms' );
				}
			);
		} catch ( \Throwable $e ) {
			return $words;
		}
		$segments = $counted->getSegments();
		if ( $segments < 1 ) {
			return $words;
		}
		return $words . ' ' . sprintf(
			/* translators: 1: a number of characters, signature included, 2: a number of messages */
			_n( '(%1$d characters, costs %2$d message)', '(%1$d characters, costs %2$d messages)', $segments, 'ihuyi-sms' ),
			$counted->getCharacters(),
			$segments
		);
	}
}

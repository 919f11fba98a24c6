<?php
/**
 * The tab with opt-outs.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

use IhuyiSms\Admin\Action;
use IhuyiSms\Admin\Said;
use IhuyiSms\Admin\SettingsPage;
use IhuyiSms\Mobile;

defined( 'ABSPATH' ) || exit;

/**
 * Who wants no notices: the list, and adding and removing by hand. And, in the log's tab, how deliveries get here.
 */
final class OptOutsTab {

	const TAB = 'optouts';

	/** Rows of a page. */
	const PAGE = 50;

	/** Hooks. */
	public static function hook() {
		add_filter( 'ihuyi_sms_settings_tabs', array( self::class, 'tabs' ) );
		add_action( 'ihuyi_sms_settings_tab_' . self::TAB, array( self::class, 'rows' ) );
		add_action( 'ihuyi_sms_settings_after_' . self::TAB, array( self::class, 'listed' ) );
		add_filter( 'ihuyi_sms_settings_values_' . self::TAB, array( self::class, 'added' ), 10, 2 );
		add_action( 'ihuyi_sms_settings_tab_log', array( self::class, 'deliveries' ), 20 );
		Action::add( 'opt_in', array( self::class, 'removed' ) );
	}

	/**
	 * One tab more.
	 *
	 * @param array<string, string> $tabs The others.
	 * @return array<string, string>
	 */
	public static function tabs( array $tabs ) {
		$tabs[ self::TAB ] = __( 'Opt-outs', 'ihuyi-sms' );
		return $tabs;
	}

	/** The form's rows. */
	public static function rows() {
		/* translators: 1: answers that opt out, 2: answers that opt in again */
		$about = __( 'Whoever answers one of %1$s to a message gets no notices any more; %2$s lets them come again. One-time codes are always sent: somebody who logs in has asked for his. For answers to arrive here the console of 互亿无线 needs the address in the tab "Log and privacy".', 'ihuyi-sms' );
		$comma = _x( ', ', 'between two words', 'ihuyi-sms' );
		echo '<tr><td colspan="2" class="td-full"><p>' . esc_html( sprintf( $about, implode( $comma, OptOut::OUT ), implode( $comma, OptOut::IN ) ) ) . '</p></td></tr>';
		echo '<tr><th scope="row"><label for="ihuyi-sms-optout">' . esc_html__( 'Add a number', 'ihuyi-sms' ) . '</label></th><td>';
		echo '<input type="tel" class="regular-text" id="ihuyi-sms-optout" name="ihuyi_sms[optout]" value="" autocomplete="off" aria-describedby="ihuyi-sms-optout-about">';
		echo '<p class="description" id="ihuyi-sms-optout-about">' . esc_html__( 'It gets no notices from then on. Only its mask and a code are kept, not the number itself.', 'ihuyi-sms' ) . '</p></td></tr>';
	}

	/**
	 * Adds the number of the form. It is no setting.
	 *
	 * @param array<string, mixed> $values So far.
	 * @param array<string, mixed> $post   The form, without slashes.
	 * @return array<string, mixed>
	 */
	public static function added( array $values, array $post ) {
		$text = isset( $post['optout'] ) && is_scalar( $post['optout'] ) ? trim( (string) $post['optout'] ) : '';
		if ( '' !== $text ) {
			if ( OptOut::write( $text, true, '', time() ) ) {
				/* translators: %s: a masked number */
				Said::say( 'success', sprintf( __( '%s gets no notices any more.', 'ihuyi-sms' ), Mobile::mask( Mobile::normalise( $text ) ) ) );
			} else {
				Said::say( 'error', __( 'This is not a mobile number, so nothing was added. A number from abroad begins with + and its country code.', 'ihuyi-sms' ) );
			}
		}
		return $values;
	}

	/** The list. */
	public static function listed() {
		$all  = OptOut::count();
		$page = min( max( 1, (int) Action::field( 'paged' ) ), max( 1, (int) ceil( $all / self::PAGE ) ) );
		/* translators: %d: how many numbers */
		echo '<h2>' . esc_html( sprintf( _n( '%d number gets no notices', '%d numbers get no notices', $all, 'ihuyi-sms' ), $all ) ) . '</h2>';
		if ( 0 === $all ) {
			return;
		}
		Action::begin( 'opt_in' );
		echo '<table class="widefat striped"><thead><tr>';
		foreach ( array( __( 'Number', 'ihuyi-sms' ), __( 'Since', 'ihuyi-sms' ), __( 'Reply', 'ihuyi-sms' ), __( 'Notices', 'ihuyi-sms' ) ) as $head ) {
			echo '<th scope="col">' . esc_html( $head ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( OptOut::find( self::PAGE, ( $page - 1 ) * self::PAGE ) as $row ) {
			printf(
				'<tr><td>%1$s</td><td>%2$s</td><td>%3$s</td><td><button type="submit" class="button" name="number" value="%4$s" aria-label="%5$s">%6$s</button></td></tr>',
				esc_html( $row->mobile ),
				esc_html( wp_date( 'Y-m-d H:i', (int) $row->created ) ),
				esc_html( '' === $row->word ? __( 'by hand', 'ihuyi-sms' ) : $row->word ),
				esc_attr( $row->mobile_hash ),
				/* translators: %s: a masked number */
				esc_attr( sprintf( __( 'Send notices to %s again', 'ihuyi-sms' ), $row->mobile ) ),
				esc_html__( 'Opt in', 'ihuyi-sms' )
			);
		}
		echo '</tbody></table></form>';
		if ( $all > self::PAGE ) {
			$links = paginate_links(
				array(
					'base'    => add_query_arg( 'paged', '%#%', SettingsPage::address( self::TAB ) ),
					'format'  => '',
					'current' => $page,
					'total'   => (int) ceil( $all / self::PAGE ),
				)
			);
			echo '<div class="tablenav"><div class="tablenav-pages">' . wp_kses_post( (string) $links ) . '</div></div>';
		}
	}

	/**
	 * Opts a number in again.
	 *
	 * @return string Where to go.
	 */
	public static function removed() {
		if ( OptOut::remove( Action::field( 'number' ) ) ) {
			Said::say( 'success', __( 'The number gets notices again.', 'ihuyi-sms' ) );
		} else {
			Said::say( 'error', __( 'The number was not in the list any more.', 'ihuyi-sms' ) );
		}
		return SettingsPage::address( self::TAB );
	}

	/** How this site learns what was delivered. */
	public static function deliveries() {
		$latest = Inbox::latest();
		$lines  = array();
		if ( Fates::by_asking() ) {
			$lines[] = __( 'This site sends through a helper. Where the helper receives the pushes itself, it is asked once an hour, and when the log is opened, what became of each message. You may also let the gateway push to the address above.', 'ihuyi-sms' );
		} else {
			$lines[] = __( 'The gateway tells this site by pushes to the address above.', 'ihuyi-sms' );
		}
		$lines[] = $latest > 0
			/* translators: %s: a time */
			? sprintf( __( 'The last push came at %s.', 'ihuyi-sms' ), wp_date( 'Y-m-d H:i:s', $latest ) )
			: __( 'No push has come yet.', 'ihuyi-sms' );
		$refused = Receiver::counted( 'refused' );
		if ( $refused > 0 ) {
			/* translators: %d: a number of requests */
			$lines[] = sprintf( _n( '%d request of this week did not know the address, or came from elsewhere, and was turned away.', '%d requests of this week did not know the address, or came from elsewhere, and were turned away.', $refused, 'ihuyi-sms' ), $refused );
		}
		$malformed = Receiver::counted( 'malformed' );
		if ( $malformed > 0 ) {
			/* translators: %d: a number of requests */
			$lines[] = sprintf( _n( '%d request knew the address and was no push of the gateway.', '%d requests knew the address and were no push of the gateway.', $malformed, 'ihuyi-sms' ), $malformed );
		}
		$failed = Receiver::counted( 'failed' );
		if ( $failed > 0 ) {
			/* translators: %d: a number of pushes */
			$lines[] = sprintf( _n( '%d push of this week ended in an error of PHP, which its error log tells.', '%d pushes of this week ended in errors of PHP, which its error log tells.', $failed, 'ihuyi-sms' ), $failed );
		}
		echo '<tr><th scope="row">' . esc_html__( 'Where delivery reports come from', 'ihuyi-sms' ) . '</th><td>';
		foreach ( $lines as $line ) {
			echo '<p>' . esc_html( $line ) . '</p>';
		}
		echo '</td></tr>';
	}
}

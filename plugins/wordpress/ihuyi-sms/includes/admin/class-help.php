<?php
/**
 * Screen help.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * What stands behind the button "Help" of the plugin's pages.
 */
final class Help {

	/**
	 * Of the settings.
	 */
	public static function settings() {
		self::tab(
			'start',
			__( 'First steps', 'ihuyi-sms' ),
			array(
				__( '1. Write APIID and APIKEY from the console of 互亿无线 into the tab "Account", save, and test the connection.', 'ihuyi-sms' ),
				__( '2. Send yourself a test message.', 'ihuyi-sms' ),
				__( '3. Choose in the tab "Forms" where a number is asked for.', 'ihuyi-sms' ),
				__( '4. Write the address for receipts (tab "Log and privacy") into the console: only then the log can say what arrived.', 'ihuyi-sms' ),
			)
		);
		self::tab(
			'constants',
			__( 'Settings in wp-config.php', 'ihuyi-sms' ),
			array(
				__( 'Every setting can be a constant in wp-config.php instead, or a variable of the environment: IHUYI_SMS_ACCOUNT or IHUYI_ACCOUNT, IHUYI_SMS_APIKEY or IHUYI_APIKEY, and so on. A constant beats the environment, and both beat this page.', 'ihuyi-sms' ),
			)
		);
	}

	/**
	 * Of the log.
	 */
	public static function log() {
		self::tab(
			'words',
			__( 'What the words mean', 'ihuyi-sms' ),
			array(
				__( 'Accepted: the gateway has taken the message. Whether it arrived, the receipt says.', 'ihuyi-sms' ),
				__( 'Refused: the gateway, or a check on this server, did not take it. Code and words say why. Nothing is billed.', 'ihuyi-sms' ),
				__( 'Not sent: nothing left this server. It may be sent again.', 'ihuyi-sms' ),
				__( 'Unknown: it left, and no answer came. It may have arrived, so do not send it again before you know. A receipt that comes later settles it.', 'ihuyi-sms' ),
				__( 'No receipt yet: nobody has told this site what became of it. If that stays so, see whether the address for receipts stands in the console.', 'ihuyi-sms' ),
			)
		);
	}

	/**
	 * Adds a tab.
	 *
	 * @param string   $id    Its id.
	 * @param string   $title Its title.
	 * @param string[] $lines Its paragraphs.
	 */
	private static function tab( $id, $title, array $lines ) {
		$screen = get_current_screen();
		if ( $screen ) {
			$screen->add_help_tab(
				array(
					'id'      => 'ihuyi-sms-' . $id,
					'title'   => $title,
					'content' => '<p>' . implode( '</p><p>', array_map( 'esc_html', $lines ) ) . '</p>',
				)
			);
		}
	}
}

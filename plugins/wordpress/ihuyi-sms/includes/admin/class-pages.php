<?php
/**
 * The admin side.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * Hooks the pages where there are any; a visitor's page reads none of their files. Site Health asks in a cron job, too.
 */
final class Pages {

	/**
	 * Hooks.
	 */
	public static function hook() {
		Health::hook();
		if ( is_admin() ) {
			SettingsPage::hook();
			LogPage::hook();
			Welcome::hook();
		}
	}
}

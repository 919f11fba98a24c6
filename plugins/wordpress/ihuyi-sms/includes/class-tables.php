<?php
/**
 * The plugin's tables.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * Makes and removes the tables of one site.
 */
final class Tables {

	const VERSION = '2';
	const OPTION  = 'ihuyi_sms_tables';
	const NAMES   = array( 'log', 'optout', 'proof', 'push', 'tally', 'balance', 'told' );

	/**
	 * The full name of a table of this site.
	 *
	 * @param string $short One of NAMES.
	 * @return string
	 */
	public static function name( $short ) {
		global $wpdb;
		return $wpdb->prefix . 'ihuyi_sms_' . $short;
	}

	/**
	 * Makes the tables, or brings them up to date.
	 */
	public static function install() {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$end = $wpdb->get_charset_collate();
		foreach ( self::columns() as $short => $columns ) {
			dbDelta( 'CREATE TABLE ' . self::name( $short ) . " (\n" . implode( ",\n", $columns ) . "\n) $end;" );
		}
		update_option( self::OPTION, self::VERSION );
	}

	/**
	 * Removes the tables of this site and all that is in them.
	 */
	public static function drop() {
		global $wpdb;
		foreach ( self::NAMES as $short ) {
			// phpcs:ignore WordPress.DB, IhuyiSms.Loop -- seven tables; a table's name cannot be a placeholder before WordPress 6.2; it is ours.
			$wpdb->query( 'DROP TABLE IF EXISTS ' . self::name( $short ) );
		}
		delete_option( self::OPTION );
	}

	/**
	 * Columns and keys as dbDelta() reads them: one a line, two blanks after PRIMARY KEY.
	 * Every list of the log is read along an index, newest first: a key of InnoDB and of SQLite ends with the row's id.
	 *
	 * @return array<string, string[]>
	 */
	private static function columns() {
		return array(
			'log'     => array(
				'id bigint(20) unsigned NOT NULL AUTO_INCREMENT',
				'created bigint(20) unsigned NOT NULL DEFAULT 0',
				'day int(10) unsigned NOT NULL DEFAULT 0',
				"service varchar(20) NOT NULL DEFAULT ''",
				"purpose varchar(40) NOT NULL DEFAULT ''",
				"mobile varchar(32) NOT NULL DEFAULT ''",
				"mobile_hash varchar(64) NOT NULL DEFAULT ''",
				'user_id bigint(20) unsigned NOT NULL DEFAULT 0',
				"outcome varchar(10) NOT NULL DEFAULT 'sending'",
				'code int(11) NOT NULL DEFAULT 0',
				"message_id varchar(64) NOT NULL DEFAULT ''",
				'reference varchar(100) DEFAULT NULL',
				'words text',
				'segments int(10) unsigned NOT NULL DEFAULT 0',
				"fate varchar(10) NOT NULL DEFAULT ''",
				"fate_code varchar(32) NOT NULL DEFAULT ''",
				'fate_time bigint(20) unsigned NOT NULL DEFAULT 0',
				'sealed longtext',
				'PRIMARY KEY  (id)',
				'UNIQUE KEY reference (reference)',
				'KEY created (created)',
				'KEY day (day,outcome,fate)',
				'KEY message_id (message_id)',
				'KEY mobile_hash (mobile_hash)',
				'KEY outcome (outcome)',
				'KEY fate (fate)',
				'KEY purpose (purpose)',
				'KEY user_id (user_id)',
			),
			'optout'  => array(
				'mobile_hash varchar(64) NOT NULL',
				"mobile varchar(32) NOT NULL DEFAULT ''",
				'created bigint(20) unsigned NOT NULL DEFAULT 0',
				"word varchar(100) NOT NULL DEFAULT ''",
				'active tinyint(1) NOT NULL DEFAULT 1',
				'PRIMARY KEY  (mobile_hash)',
			),
			'proof'   => array(
				'token_hash varchar(64) NOT NULL',
				'expires bigint(20) unsigned NOT NULL DEFAULT 0',
				'PRIMARY KEY  (token_hash)',
				'KEY expires (expires)',
			),
			'push'    => array(
				'fingerprint varchar(64) NOT NULL',
				'created bigint(20) unsigned NOT NULL DEFAULT 0',
				'done bigint(20) unsigned NOT NULL DEFAULT 0',
				"mobile_hash varchar(64) NOT NULL DEFAULT ''",
				'sealed longtext',
				'PRIMARY KEY  (fingerprint)',
				'KEY done (done,created)',
				'KEY mobile_hash (mobile_hash)',
			),
			'tally'   => array(
				'bucket_hash varchar(64) NOT NULL',
				'expires bigint(20) unsigned NOT NULL DEFAULT 0',
				'count int(10) unsigned NOT NULL DEFAULT 0',
				'PRIMARY KEY  (bucket_hash)',
				'KEY expires (expires)',
			),
			'balance' => array(
				'day int(10) unsigned NOT NULL',
				'sms int(11) DEFAULT NULL',
				'voice int(11) DEFAULT NULL',
				'PRIMARY KEY  (day)',
			),
			'told'    => array(
				'event_hash varchar(64) NOT NULL',
				'PRIMARY KEY  (event_hash)',
			),
		);
	}
}

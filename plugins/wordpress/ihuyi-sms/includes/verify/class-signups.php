<?php
/**
 * Accounts of a network that wait for their link.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Wipe;

/**
 * Whoever signs up in a network has an account when he follows the link in his mail. Until then his number is in WordPress's table of
 * signups, which WordPress keeps for ever.
 */
final class Signups {

	const KEY = 'ihuyi_sms_mobile';

	/**
	 * As long as WordPress itself keeps a signup's name and address for it.
	 */
	const SECONDS = 172800;

	/**
	 * Whether one has a number.
	 *
	 * @param string $mobile A number.
	 * @return bool
	 */
	public static function waiting( $mobile ) {
		global $wpdb;
		if ( ! is_multisite() ) {
			return false;
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WordPress has no function for it, and no cache.
		return null !== $wpdb->get_var( $wpdb->prepare( "SELECT signup_id FROM {$wpdb->signups} WHERE active = 0 AND registered > %s AND meta LIKE %s LIMIT 1", self::since(), self::holds( $mobile ) ) );
	}

	/**
	 * Removes those that waited too long with a number, as WordPress does it with names: their links must not make a second account for it.
	 *
	 * @param string $mobile A number.
	 */
	public static function expire( $mobile ) {
		global $wpdb;
		if ( ! is_multisite() ) {
			return;
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- as above.
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->signups} WHERE active = 0 AND registered <= %s AND meta LIKE %s", self::since(), self::holds( $mobile ) ) );
	}

	/**
	 * The numbers of somebody's.
	 *
	 * @param string $email Who.
	 * @return string[]
	 */
	public static function numbers( $email ) {
		return array_values( array_unique( array_filter( array_map( 'strval', array_column( self::metas( 'user_email', $email ), self::KEY ) ) ) ) );
	}

	/**
	 * Takes out of them what is the plugin's.
	 *
	 * @param string $column user_email or user_login; empty: of all.
	 * @param string $value  Whose.
	 * @return bool There was something.
	 */
	public static function forget( $column = '', $value = '' ) {
		global $wpdb;
		$metas = self::metas( $column, $value );
		foreach ( $metas as $id => $meta ) {
			foreach ( array_keys( $meta ) as $key ) {
				if ( 0 === strpos( (string) $key, Wipe::META ) ) {
					unset( $meta[ $key ] );
				}
			}
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery, IhuyiSms.Loop -- as above; each has its own.
			$wpdb->update( $wpdb->signups, array( 'meta' => maybe_serialize( $meta ) ), array( 'signup_id' => $id ) );
		}
		return array() !== $metas;
	}

	/**
	 * What WordPress keeps with signups, where something of it is the plugin's.
	 *
	 * @param string $column As for forget().
	 * @param string $value  As for forget().
	 * @return array<int, array>
	 */
	private static function metas( $column, $value ) {
		global $wpdb;
		if ( ! is_multisite() ) {
			return array();
		}
		$sql    = "SELECT signup_id, meta FROM {$wpdb->signups} WHERE meta LIKE %s";
		$values = array( '%"' . $wpdb->esc_like( Wipe::META ) . '%' );
		if ( '' !== $column ) {
			$sql     .= 'user_email' === $column ? ' AND user_email = %s' : ' AND user_login = %s';
			$values[] = $value;
		}
		$metas = array();
		// phpcs:ignore WordPress.DB -- as above.
		foreach ( (array) $wpdb->get_results( $wpdb->prepare( $sql, $values ) ) as $row ) {
			// phpcs:ignore IhuyiSms.Forbidden -- so WordPress wrote it, and so it reads it when the link is followed.
			$meta = maybe_unserialize( $row->meta );
			if ( is_array( $meta ) ) {
				$metas[ (int) $row->signup_id ] = $meta;
			}
		}
		return $metas;
	}

	/**
	 * What stands in the data of those that have a number.
	 *
	 * @param string $mobile A number.
	 * @return string For LIKE.
	 */
	private static function holds( $mobile ) {
		global $wpdb;
		// Without the array around it: a:1:{...}.
		return '%' . $wpdb->esc_like( substr( maybe_serialize( array( self::KEY => $mobile ) ), 5, -1 ) ) . '%';
	}

	/**
	 * Since when they wait that still count.
	 *
	 * @return string As the table has it.
	 */
	private static function since() {
		return gmdate( 'Y-m-d H:i:s', time() - self::SECONDS );
	}
}

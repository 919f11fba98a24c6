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
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery, IhuyiSms.Loop -- WordPress has no function for it, and no cache; each has its own.
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
		// phpcs:ignore WordPress.DB -- WordPress has no function for it, and no cache.
		foreach ( (array) $wpdb->get_results( $wpdb->prepare( $sql, $values ) ) as $row ) {
			// phpcs:ignore IhuyiSms.Forbidden -- so WordPress wrote it, and so it reads it when the link is followed.
			$meta = maybe_unserialize( $row->meta );
			if ( is_array( $meta ) ) {
				$metas[ (int) $row->signup_id ] = $meta;
			}
		}
		return $metas;
	}
}

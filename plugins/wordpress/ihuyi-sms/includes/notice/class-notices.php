<?php
/**
 * Which notices there are.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Notice;

use IhuyiSms\Mobile;
use IhuyiSms\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * The setting `notices`: for a status what the customer and what the staff is told. No text, no notice.
 */
final class Notices {

	/** Who is told. */
	const ROLES = array( 'customer', 'staff' );

	/** The longest text that is kept. */
	const LONGEST = 500;

	/**
	 * The statuses that a notice can be for, and their names.
	 *
	 * @return array<string, string>
	 */
	public static function statuses() {
		$names = array( 'new' => Wording::status( 'new' ) );
		if ( function_exists( 'wc_get_order_statuses' ) ) {
			foreach ( wc_get_order_statuses() as $status => $name ) {
				$status = preg_replace( '/^wc-/', '', $status );
				if ( 'checkout-draft' !== $status ) {
					$names[ $status ] = $name;
				}
			}
		}
		// What was written for a status that is gone for now is not lost.
		foreach ( array_keys( self::all() ) as $status ) {
			$names += array( $status => $status );
		}
		return $names;
	}

	/**
	 * What one is told.
	 *
	 * @param string $status Without wc-.
	 * @param string $role   Of ROLES.
	 * @return array{text: string, template: string} Text: empty is no notice; template: the number of an approved one, or empty.
	 */
	public static function get( $status, $role ) {
		$all = self::all();
		$one = isset( $all[ $status ][ $role ] ) && is_array( $all[ $status ][ $role ] ) ? $all[ $status ][ $role ] : array();
		return array(
			'text'     => isset( $one['text'] ) ? (string) $one['text'] : '',
			'template' => isset( $one['template'] ) ? (string) $one['template'] : '',
		);
	}

	/**
	 * What of a form may be saved.
	 *
	 * @param mixed $given By status and role, unslashed.
	 * @return array<string, array<string, array{text: string, template: string}>>
	 */
	public static function clean( $given ) {
		$kept = array();
		foreach ( is_array( $given ) ? array_slice( $given, 0, 50, true ) : array() as $status => $roles ) {
			$status = sanitize_key( $status );
			foreach ( self::ROLES as $role ) {
				$one      = is_array( $roles ) && isset( $roles[ $role ] ) && is_array( $roles[ $role ] ) ? $roles[ $role ] : array();
				$text     = isset( $one['text'] ) && is_scalar( $one['text'] ) ? sanitize_textarea_field( (string) $one['text'] ) : '';
				$text     = mb_substr( trim( preg_replace( '/\s+/u', ' ', $text ) ), 0, self::LONGEST );
				$template = isset( $one['template'] ) && is_scalar( $one['template'] ) ? trim( (string) $one['template'] ) : '';
				if ( '' !== $status && '' !== $text ) {
					$kept[ $status ][ $role ] = array(
						'text'     => $text,
						'template' => preg_match( '/^[0-9]{1,20}$/D', $template ) ? $template : '',
					);
				}
			}
		}
		return $kept;
	}

	/**
	 * The numbers of the staff.
	 *
	 * @return string[]
	 */
	public static function staff() {
		$numbers = array();
		foreach ( preg_split( '/[\r\n,;，；]+/u', (string) Settings::get( 'staff' ), -1, PREG_SPLIT_NO_EMPTY ) as $text ) {
			$mobile = Mobile::normalise( $text );
			if ( '' !== $mobile ) {
				$numbers[ $mobile ] = $mobile;
			}
		}
		return array_values( $numbers );
	}

	/**
	 * The setting.
	 *
	 * @return array<string, mixed>
	 */
	private static function all() {
		$all = Settings::get( 'notices' );
		return is_array( $all ) ? $all : array();
	}
}

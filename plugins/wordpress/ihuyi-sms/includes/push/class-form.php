<?php
/**
 * The shape of a push: what is let in before anything is stored.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

use IhuyiSms\Secret;

defined( 'ABSPATH' ) || exit;

/**
 * What the gateway posts is a small form. What is none, or has a field twice, is turned away here, at no cost; what the
 * fields mean is read later, by the library.
 */
final class Form {

	/** The largest body that the library reads. */
	const LARGEST = 65536;

	/** More fields than any push has. */
	const FIELDS = 32;

	/** Other spellings of a field, which the library knows, too. */
	const SPELLINGS = array(
		'mobile'      => 'mobilephone',
		'taskid'      => 'task_id',
		'reportTime'  => 'report_time',
		'replyTime'   => 'reply_time',
		'template_id' => 'templateid',
	);

	/**
	 * The fields of a body, by name; null when it is no push.
	 *
	 * PHP's own reading will not do: it keeps the last of two fields of a name, makes arrays of `a[]`, and renames others.
	 *
	 * @param string $body As it came.
	 * @return array<string, string>|null
	 */
	public static function fields( $body ) {
		$body = (string) $body;
		if ( '' === $body || strlen( $body ) > self::LARGEST ) {
			return null;
		}
		$fields = array();
		foreach ( explode( '&', $body ) as $pair ) {
			if ( '' === $pair ) {
				continue;
			}
			$parts = explode( '=', $pair, 2 );
			$name  = urldecode( $parts[0] );
			$name  = isset( self::SPELLINGS[ $name ] ) ? self::SPELLINGS[ $name ] : $name;
			if ( ! preg_match( '/^[A-Za-z][A-Za-z0-9_]{0,31}$/D', $name ) || isset( $fields[ $name ] ) ) {
				return null;
			}
			$fields[ $name ] = isset( $parts[1] ) ? urldecode( $parts[1] ) : '';
			if ( count( $fields ) > self::FIELDS || false !== strpos( $fields[ $name ], "\0" ) ) {
				return null;
			}
		}
		return self::fits( $fields ) ? $fields : null;
	}

	/**
	 * The name of an event: the same for the same fields in any order, and nothing can be read out of it.
	 *
	 * @param array<string, string> $fields Of a push.
	 * @return string
	 */
	public static function fingerprint( array $fields ) {
		ksort( $fields, SORT_STRING );
		$text = '';
		foreach ( $fields as $name => $value ) {
			$text .= $name . ':' . strlen( $value ) . ':' . $value . "\n";
		}
		// WordPress's salts would not do: they change, and where wp-config.php has none several requests at once may each make their own.
		return hash_hmac( 'sha256', $text, Secret::bytes( 'push' ) );
	}

	/**
	 * Whether these can be the fields of a receipt, a reply or the review of a template.
	 *
	 * @param array<string, string> $fields Of a body.
	 * @return bool
	 */
	private static function fits( array $fields ) {
		$has = static function ( $name, $pattern ) use ( $fields ) {
			return isset( $fields[ $name ] ) && preg_match( $pattern, trim( $fields[ $name ] ) );
		};
		foreach ( array( 'smsid', 'task_id', 'voiceid', 'ismsid', 'templateid' ) as $id ) {
			if ( isset( $fields[ $id ] ) && ! $has( $id, '/^[A-Za-z0-9_.-]{0,64}$/D' ) ) {
				return false;
			}
		}
		foreach ( array( 'report_time', 'reply_time' ) as $time ) {
			if ( isset( $fields[ $time ] ) && ! $has( $time, '/^[0-9 :T\/.+Z-]{0,40}$/D' ) ) {
				return false;
			}
		}
		if ( isset( $fields['code'] ) && ! $has( 'code', '/^-?[0-9]{1,10}$/D' ) ) {
			return false;
		}
		if ( isset( $fields['mobilephone'] ) ) {
			return $has( 'mobilephone', '/^\+?[0-9][0-9 -]{4,23}$/D' ) && ( isset( $fields['code'] ) || isset( $fields['content'] ) );
		}
		return isset( $fields['code'] ) && $has( 'templateid', '/./' );
	}
}

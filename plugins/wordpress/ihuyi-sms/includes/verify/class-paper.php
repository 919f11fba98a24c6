<?php
/**
 * What the plugin gives a visitor to keep.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Seal;
use IhuyiSms\Visitor;

/**
 * A sealed paper: the visitor can neither read nor change it, no other visitor can use it, it runs out, and one kind is not good as another.
 */
final class Paper {

	/**
	 * Writes one.
	 *
	 * @param string $kind    What it is.
	 * @param array  $says    What it says: texts and numbers.
	 * @param int    $seconds How long it is good.
	 * @return string Letters, digits, - and _.
	 */
	public static function write( $kind, array $says, $seconds ) {
		$says['_'] = array( $kind, Visitor::mark(), time() + $seconds, get_current_blog_id() );
		return rtrim( strtr( Seal::seal( (string) wp_json_encode( $says, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ) ), '+/', '-_' ), '=' );
	}

	/**
	 * Reads one.
	 *
	 * @param string $kind What it must be.
	 * @param mixed  $text From a form or a cookie.
	 * @return array|null What it says; null when it is none, another's, or too old.
	 */
	public static function read( $kind, $text ) {
		if ( ! is_string( $text ) || strlen( $text ) > 6000 || ! preg_match( '/^[A-Za-z0-9_-]+$/D', $text ) ) {
			return null;
		}
		$text = strtr( $text, '-_', '+/' );
		$says = json_decode( (string) Seal::open( str_pad( $text, (int) ( 4 * ceil( strlen( $text ) / 4 ) ), '=' ) ), true );
		if ( ! is_array( $says ) || ! isset( $says['_'] ) || '' === Visitor::mark() ) {
			return null;
		}
		list( $is, $visitor, $ends, $blog ) = $says['_'];
		unset( $says['_'] );
		return $is === $kind && hash_equals( $visitor, Visitor::mark() ) && $ends > time() && get_current_blog_id() === $blog ? $says : null;
	}
}

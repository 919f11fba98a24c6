<?php
/**
 * Phone numbers.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * One way to write a number, so that one number is one user: 11 digits for the mainland, country code, blank and number for
 * everywhere else.
 */
final class Mobile {

	/**
	 * Country codes of one and of two digits; all others have three.
	 */
	const ONE = array( '1', '7' );
	const TWO = array(
		20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54,
		55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
	);

	/**
	 * Reads a number as people type it.
	 *
	 * @param string $text With blanks, hyphens, +86, full-width digits.
	 * @return string 11 digits, or 'CC number'; empty when it is no mobile number.
	 */
	public static function normalise( $text ) {
		$text = self::plain( $text );
		if ( null === $text ) {
			return '';
		}
		// As this function writes it itself: a number of the United States looks like one of the mainland without the blank.
		if ( preg_match( '/^(\d{1,3}) (\d{5,14})$/D', $text, $parts ) && self::country( $parts[1] ) === $parts[1] && '86' !== $parts[1] ) {
			return $parts[0];
		}
		$digits = preg_replace( '/[^0-9+]/', '', $text );
		if ( preg_match( '/^(?:\+86|0086|86)?(1[3-9]\d{9})$/D', $digits, $parts ) ) {
			return $parts[1];
		}
		if ( ! preg_match( '/^(?:\+|00)([1-9]\d{6,16})$/D', $digits, $parts ) ) {
			return '';
		}
		$country = self::country( $parts[1] );
		$number  = substr( $parts[1], strlen( $country ) );
		$fits    = strlen( $number ) >= 5 && strlen( $parts[1] ) <= 15;
		return '86' !== $country && $fits ? $country . ' ' . $number : '';
	}

	/**
	 * For pages and logs.
	 *
	 * @param string $mobile A number, or what was typed for one.
	 * @return string As 138****0000.
	 */
	public static function mask( $mobile ) {
		$mobile = (string) $mobile;
		$length = strlen( $mobile );
		if ( $length < 5 ) {
			return '' === $mobile ? '' : '****';
		}
		$shown = $length < 9 ? array( 1, 1 ) : array( 3, 4 );
		return substr( $mobile, 0, $shown[0] ) . '****' . substr( $mobile, -$shown[1] );
	}

	/**
	 * What a number is looked up by. Without the site's key nobody can try all numbers.
	 *
	 * @param string $mobile A number, in any writing.
	 * @return string 64 characters; empty when it is no mobile number.
	 */
	public static function hash( $mobile ) {
		$mobile = self::normalise( $mobile );
		return '' === $mobile ? '' : hash_hmac( 'sha256', $mobile, Secret::bytes( 'mobile' ) );
	}

	/**
	 * ASCII digits, plus and blanks; null when there is anything else than people write into numbers.
	 *
	 * @param string $text What was typed.
	 * @return string|null
	 */
	private static function plain( $text ) {
		if ( ! is_scalar( $text ) || strlen( (string) $text ) > 100 ) {
			return null;
		}
		$wide  = array( '０', '１', '２', '３', '４', '５', '６', '７', '８', '９', '＋', '　', "\xC2\xA0", '－', '（', '）', '—', '–', '‑' );
		$ascii = array( '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', ' ', ' ', '-', '(', ')', '-', '-', '-' );
		$text  = trim( str_replace( $wide, $ascii, (string) $text ) );
		return preg_match( '/^\+?[0-9 ().\-]+$/D', $text ) ? $text : null;
	}

	/**
	 * The country code that digits begin with.
	 *
	 * @param string $digits At least three of a whole number, or the code itself.
	 * @return string
	 */
	private static function country( $digits ) {
		if ( in_array( $digits[0], self::ONE, true ) ) {
			return $digits[0];
		}
		return in_array( (int) substr( $digits, 0, 2 ), self::TWO, true ) ? substr( $digits, 0, 2 ) : substr( $digits, 0, 3 );
	}
}

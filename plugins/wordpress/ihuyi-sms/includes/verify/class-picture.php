<?php
/**
 * Pictures to be read before a code is sent.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Gateway;
use IhuyiSms\Settings;
use IhuyiSms\Tally;
use IhuyiSms\Visitor;
use IhuyiSms\Way;

/**
 * The library demands pictures of its own accord, by its own settings, which are the helper's where there is one. The site's rule is
 * kept here, before the library is asked: it holds with a helper as well, and for numbers that nobody here has.
 */
final class Picture {

	const DAY = 86400;

	/**
	 * Whether a picture is due before the library is asked at all.
	 *
	 * @param string $mobile The number.
	 * @return bool
	 */
	public static function due( $mobile ) {
		$rule = (string) Settings::get( 'captcha' );
		if ( 'always' === $rule ) {
			return true;
		}
		if ( ! preg_match( '/^after (\d+)$/D', $rule, $parts ) ) {
			return false;
		}
		return max( Tally::now( 'picture ip', Visitor::nets()[0] ), Tally::now( 'picture mobile', $mobile ) ) >= (int) $parts[1];
	}

	/**
	 * Remembers a request for due().
	 *
	 * @param string $mobile The number.
	 */
	public static function note( $mobile ) {
		Tally::count( 'picture ip', Visitor::nets()[0], 1000000, self::DAY );
		Tally::count( 'picture mobile', $mobile, 1000000, self::DAY );
	}

	/**
	 * Whether it was read rightly. Right or wrong, it is used up.
	 *
	 * @param string $id     Of the picture.
	 * @param string $answer What was typed.
	 * @return bool|null Null: nobody can say just now.
	 */
	public static function read( $id, $answer ) {
		if ( '' === $id || '' === $answer || strlen( $id ) > 200 || strlen( $answer ) > 40 ) {
			return false;
		}
		try {
			return (bool) Way::call(
				static function ( $client ) use ( $id, $answer ) {
					return $client->captchaCheck( $id, $answer );
				}
			);
		} catch ( \Ihuyi\Exception\VerifyException $wrong ) {
			return false;
		} catch ( \Throwable $trouble ) {
			return null;
		}
	}

	/**
	 * A reply that shows one, for a form.
	 *
	 * @param string $purpose The form's.
	 * @return Reply
	 */
	public static function of( $purpose ) {
		return Purpose::settled(
			$purpose,
			static function () {
				return self::ask( false );
			}
		);
	}

	/**
	 * A reply that shows one.
	 *
	 * @param bool $again Whether one was read wrongly.
	 * @return Reply
	 */
	public static function ask( $again ) {
		$picture = Gateway::picture( Visitor::keys() );
		if ( null === $picture ) {
			return new Reply( 'trouble', __( 'No picture can be shown just now. Please try again in a few minutes.', 'ihuyi-sms' ), 10 );
		}
		$sentence       = $again
			? __( 'The characters did not match. Please type those of the new picture, then ask for the code again.', 'ihuyi-sms' )
			: __( 'Please type the characters in the picture, then ask for the code again.', 'ihuyi-sms' );
		$reply          = new Reply( 'captcha', $sentence );
		$reply->picture = $picture;
		return $reply;
	}
}

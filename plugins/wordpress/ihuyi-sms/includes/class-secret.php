<?php
/**
 * The key that numbers are hashed and waiting texts are sealed with.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * Made once. It is the network's, because a network's users are: a number has one hash on all of its sites. WordPress's own
 * salts would not do: whoever changes them would lose every number.
 */
final class Secret {

	const OPTION = 'ihuyi_sms_key';

	/**
	 * 32 bytes for one use; those of another use tell nothing of them.
	 *
	 * @param string $purpose As 'mobile'.
	 * @return string
	 */
	public static function bytes( $purpose ) {
		return hash_hmac( 'sha256', $purpose, self::key(), true );
	}

	/**
	 * The key itself.
	 *
	 * @return string
	 */
	private static function key() {
		$key = get_site_option( self::OPTION );
		if ( is_string( $key ) && 64 === strlen( $key ) ) {
			return $key;
		}
		add_site_option( self::OPTION, bin2hex( random_bytes( 32 ) ) );
		// Somebody else may have been quicker: what stands there counts.
		return (string) get_site_option( self::OPTION );
	}
}

<?php
/**
 * Texts that wait in the database.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * Seals what has to stand in the database for a while and is nobody's to read there: number and text of a queued notice.
 * WordPress brings sodium's functions along where PHP has none.
 */
final class Seal {

	/**
	 * Seals a text.
	 *
	 * @param string $text Any bytes.
	 * @return string Base64.
	 */
	public static function seal( $text ) {
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- sealed bytes are no text.
		return base64_encode( $nonce . sodium_crypto_secretbox( (string) $text, $nonce, Secret::bytes( 'seal' ) ) );
	}

	/**
	 * Opens what was sealed.
	 *
	 * @param string $sealed What seal() gave.
	 * @return string|null Null: it was changed, or sealed with another key.
	 */
	public static function open( $sealed ) {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- sealed bytes are no text.
		$bytes = base64_decode( (string) $sealed, true );
		$head  = SODIUM_CRYPTO_SECRETBOX_NONCEBYTES;
		if ( false === $bytes || strlen( $bytes ) < $head + SODIUM_CRYPTO_SECRETBOX_MACBYTES ) {
			return null;
		}
		$text = sodium_crypto_secretbox_open( substr( $bytes, $head ), substr( $bytes, 0, $head ), Secret::bytes( 'seal' ) );
		return false === $text ? null : $text;
	}
}

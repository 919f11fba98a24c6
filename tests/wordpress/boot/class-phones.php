<?php
namespace IhuyiSms\Tests;

/** What the sandbox's phones received, and orders to the sandbox; for the tests in PHP. */
final class Phones {
	/** Asks the sandbox's control API, such as ask( 'inbox' ) or ask( 'faults', array( 'kind' => 'html' ) ). */
	public static function ask( $name, $body = null ) {
		$options = array( 'timeout' => 60, 'ignore_errors' => true );
		if ( null !== $body ) {
			$options += array( 'method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => json_encode( $body ) );
		}
		$answer = file_get_contents( getenv( 'TEST_SANDBOX' ) . '/_sandbox/' . $name, false, stream_context_create( array( 'http' => $options ) ) );
		return json_decode( $answer, true );
	}

	public static function reset() {
		self::ask( 'reset', array() );
	}

	/** All that came to a number, or to any. */
	public static function inbox( $mobile = null ) {
		$all = self::ask( 'inbox' );
		return null === $mobile ? $all : array_values(
			array_filter(
				$all,
				static function ( $message ) use ( $mobile ) {
					return $message['mobile'] === $mobile;
				}
			)
		);
	}

	/** The digits of the last code that a number received, by text or by call; '' when there was none. */
	public static function code( $mobile ) {
		$texts = self::inbox( $mobile );
		return $texts && preg_match( '/\d{4,8}/', end( $texts )['content'], $found ) ? $found[0] : '';
	}
}

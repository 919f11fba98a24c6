<?php
namespace IhuyiSms;

class Letters {
	function ok( $a ) {
		$b = mb_substr( $a, 0, 3 ) . mb_strlen( $a );
		if ( function_exists( 'session_status' ) && PHP_SESSION_ACTIVE === session_status() ) {
			session_write_close();
		}
		$c = hash( 'sha256', $a ) . preg_replace( '/a/', 'b', $a ) . json_decode( $a );
		$d = filter_var( $a, FILTER_VALIDATE_IP );
		return new \DateTimeImmutable( $a );
	}

	function slips( $a ) {
		$b = mb_ord( $a ); // slip
		$b = mb_strimwidth( $a, 0, 9 ); // slip
		$b = \mb_strtolower( $a ); // slip
		$b = ctype_digit( $a ); // slip
		$b = iconv( 'UTF-8', 'GBK', $a ); // slip
		$b = iconv_strlen( $a ); // slip
		session_write_close(); // slip
		$b = new \DOMDocument(); // slip
		$b = \Normalizer::normalize( $a ); // slip
		return bcadd( $a, $b ) . imagecreate( 1, 1 ); // slip
	}

	function another( $a ) {
		return function_exists( 'mb_ord' ) ? gzcompress( $a ) : ''; // slip
	}
}

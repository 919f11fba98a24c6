<?php
namespace IhuyiSms;

class Slip { // slip
	public $good_name;
	public $badName; // slip

	function ok( $a, $list ) {
		if ( 'a' === $a && in_array( $a, $list, true ) && $a->someOther ) {
			return $_POST;
		}
		return self::X !== $a ? 1 : 0;
	}

	function badName() { // slip
		if ( $a === 'a' ) { // slip
			return 1;
		}
		if ( 'a' == $a ) { // slip
			return 2;
		}
		if ( in_array( $a, $list ) ) { // slip
			return 3;
		}
		$someName = 1; // slip
		return $a ?: 4; // slip
		$x = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; // slip
		$x = __( 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'ihuyi-sms' );
	}
}

<?php

use IhuyiSms\Push\Form;
use IhuyiSms\Push\Letter;

/** The shape of a push, before anything is kept of it. */
final class PushFormTest extends PHPUnit\Framework\TestCase {
	const GOOD = 'code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000001234567890&report_time=2017-08-02+14%3A31%3A51';

	public function test_the_fields_are_those_that_came() {
		self::assertSame(
			array( 'code' => '2', 'msg' => 'DELIVRD', 'mobilephone' => '13800000000', 'smsid' => '17000000001234567890', 'report_time' => '2017-08-02 14:31:51' ),
			Form::fields( self::GOOD )
		);
		self::assertNotNull( Form::fields( 'mobilephone=13800000000&content=&smsid=0' ) );
		self::assertNotNull( Form::fields( 'code=0&msg=x&templateid=12' ) );
		// Other spellings are the same field, and given twice with it.
		self::assertSame( '13800000000', Form::fields( 'mobile=13800000000&content=T' )['mobilephone'] );
		self::assertNull( Form::fields( 'mobile=13800000000&mobilephone=13800000000&content=T' ) );
	}

	public function test_a_fingerprint_is_the_events_alone() {
		$one     = Form::fingerprint( Form::fields( self::GOOD ) );
		$another = Form::fingerprint( Form::fields( implode( '&', array_reverse( explode( '&', self::GOOD ) ) ) ) );
		self::assertSame( $one, $another );
		self::assertNotSame( $one, Form::fingerprint( Form::fields( str_replace( 'code=2', 'code=0', self::GOOD ) ) ) );
		// What stands in one field is not another's.
		self::assertNotSame( Form::fingerprint( array( 'a' => 'b', 'c' => "d\n" ) ), Form::fingerprint( array( 'a' => "b\nc:2:d", 'c' => '' ) ) );
		// Whoever changes WordPress's salts gets no event twice.
		$salt = static function () {
			return 'another';
		};
		add_filter( 'salt', $salt );
		self::assertSame( $one, Form::fingerprint( Form::fields( self::GOOD ) ) );
		remove_filter( 'salt', $salt );
	}

	public function test_times_are_chinas_and_possible() {
		$when = time() - 3600;
		$text = ( new DateTime( "@$when" ) )->setTimezone( new DateTimeZone( 'Asia/Shanghai' ) )->format( 'Y-m-d H:i:s' );
		self::assertSame( $when, Letter::when( $text ) );
		foreach ( array( '', 'now', '2017-08-02 14:31:51', '2099-01-01 00:00:00', '2026-02-30 10:00:00', $text . 'x' ) as $odd ) {
			self::assertEqualsWithDelta( time(), Letter::when( $odd ), 5, $odd );
		}
	}
}

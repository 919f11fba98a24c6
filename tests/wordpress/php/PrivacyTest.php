<?php
/** WordPress's own tools for what is kept of people. */
final class PrivacyTest extends PHPUnit\Framework\TestCase {
	const MOBILE = '13800000040';

	private static $user;

	public static function setUpBeforeClass(): void {
		self::$user = wp_insert_user( array( 'user_login' => 'lilei', 'user_pass' => 'x', 'user_email' => 'lilei@example.com' ) );
		update_user_meta( self::$user, 'ihuyi_sms_mobile', self::MOBILE );
		update_user_meta( self::$user, 'ihuyi_sms_mobile_hash', IhuyiSms\Mobile::hash( self::MOBILE ) );
		for ( $i = 0; $i < 230; $i++ ) {
			IhuyiSms\Log::begin( array( 'service' => 'sms', 'purpose' => 'login', 'mobile' => self::MOBILE, 'outcome' => 'accepted', 'fate' => 'delivered', 'fate_time' => 1767225600 ) );
		}
		IhuyiSms\Log::begin( array( 'service' => 'sms', 'mobile' => '13800000041', 'user_id' => self::$user, 'outcome' => 'accepted' ) );
		IhuyiSms\Log::begin( array( 'service' => 'sms', 'mobile' => '13800000042', 'outcome' => 'accepted' ) );
		IhuyiSms\Push\OptOut::write( self::MOBILE, true, 'T', time() );
	}

	public function test_wordpress_knows_exporter_and_eraser() {
		self::assertArrayHasKey( 'ihuyi-sms', apply_filters( 'wp_privacy_personal_data_exporters', array() ) );
		self::assertArrayHasKey( 'ihuyi-sms', apply_filters( 'wp_privacy_personal_data_erasers', array() ) );
	}

	public function test_an_export_has_all_of_somebody_and_nothing_of_others() {
		$items = array();
		for ( $page = 1; $page < 10; $page++ ) {
			$part  = IhuyiSms\Privacy::export( 'lilei@example.com', $page );
			$items = array_merge( $items, $part['data'] );
			if ( $part['done'] ) {
				break;
			}
		}
		self::assertSame( 3, $page );
		self::assertCount( 231 + 2, $items );
		self::assertCount( 233, array_unique( array_column( $items, 'item_id' ) ) );
		$text = wp_json_encode( $items );
		self::assertStringContainsString( self::MOBILE, $text );
		self::assertStringNotContainsString( '0042', $text );
		self::assertSame( array( 'data' => array(), 'done' => true ), IhuyiSms\Privacy::export( 'nobody@example.com', 1 ) );
	}

	/** @depends test_an_export_has_all_of_somebody_and_nothing_of_others */
	public function test_erasing_takes_all_but_the_opt_outs_hash() {
		for ( $page = 1; $page < 10; $page++ ) {
			$part = IhuyiSms\Privacy::erase( 'lilei@example.com', $page );
			if ( $part['done'] ) {
				break;
			}
		}
		self::assertTrue( $part['done'] && $part['items_removed'] && $part['items_retained'] );
		self::assertCount( 1, $part['messages'] );
		self::assertSame( 1, IhuyiSms\Log::count() );
		self::assertSame( array(), array_filter( array_keys( get_user_meta( self::$user ) ), static function ( $key ) { return 0 === strpos( $key, 'ihuyi' ); } ) );
		// It still gets no notices, and nothing tells its number.
		self::assertTrue( IhuyiSms\Push\OptOut::is_out( self::MOBILE ) );
		self::assertSame( '****', IhuyiSms\Push\OptOut::row( IhuyiSms\Mobile::hash( self::MOBILE ) )->mobile );
		self::assertFalse( IhuyiSms\Privacy::erase( 'lilei@example.com', 1 )['items_removed'] );
	}
}

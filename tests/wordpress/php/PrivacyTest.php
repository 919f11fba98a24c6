<?php
/** WordPress's own tools for what is kept of people. */
final class PrivacyTest extends PHPUnit\Framework\TestCase {
	const MOBILE = '13800000040';
	const VICTIM = '13800000050';

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

	/** The stub shop, with an order by code 7001 of lihua's to a number that he only typed, and another's 70011. */
	private static function shop() {
		static $lihua = 0;
		if ( $lihua > 0 ) {
			return $lihua;
		}
		eval( file_get_contents( __DIR__ . '/../shop/woocommerce.php' ) );
		IhuyiSms\Settings::save( array( 'notices' => array( 'processing' => array_fill_keys( array( 'customer', 'staff' ), array( 'text' => '{number}', 'template' => '' ) ) ), 'staff' => '13700000001' ) );
		$lihua = wp_insert_user( array( 'user_login' => 'lihua', 'user_pass' => 'x', 'user_email' => 'lihua@example.com' ) );
		update_user_meta( $lihua, 'billing_phone', self::VICTIM );
		test_order( 7001, array( 'billing_phone' => self::VICTIM, 'billing_email' => 'lihua@example.com' ) );
		test_order( 70011, array( 'billing_phone' => self::VICTIM, 'billing_email' => 'victim@example.com' ) );
		foreach ( array( 7001, 70011 ) as $order ) {
			do_action( 'woocommerce_order_status_changed', $order, 'pending', 'processing' );
		}
		// Not sent by the request's own end, which is the test's.
		remove_all_actions( 'shutdown' );
		IhuyiSms\Log::begin( array( 'service' => 'sms', 'purpose' => 'login', 'mobile' => self::VICTIM, 'outcome' => 'accepted', 'user_id' => 4711 ) );
		IhuyiSms\Push\OptOut::write( self::VICTIM, true, 'T', time() );
		return $lihua;
	}

	private static function log() {
		return array_column( array_reverse( IhuyiSms\Log::find( array( 'mobile' => self::VICTIM ) ) ), 'outcome', 'reference' );
	}

	/** Somebody's shown rows, by purpose. */
	private static function shown( $email ) {
		$shown = array();
		foreach ( IhuyiSms\Privacy::export( $email, 1 )['data'] as $item ) {
			$shown[] = $item['group_id'] . ( 'ihuyi-sms-log' === $item['group_id'] ? ' ' . $item['data'][2]['value'] : '' );
		}
		return $shown;
	}

	public function test_a_number_that_was_only_typed_shows_and_erases_nothing_of_its_owner() {
		self::shop();
		// Of his own order what it told the customer, and neither its staff's nor another order's that begins with the same digits.
		self::assertSame( array( 'ihuyi-sms-log order-customer' ), self::shown( 'lihua@example.com' ) );
		IhuyiSms\Log::finish( self::row( 7001 )->id, array( 'outcome' => 'accepted' ) );
		$before = self::log();
		self::assertCount( 3, $before );
		$part = IhuyiSms\Privacy::erase( 'lihua@example.com', 1 );
		self::assertSame( array( true, false, array(), true ), array( $part['items_removed'], $part['items_retained'], $part['messages'], $part['done'] ) );
		self::assertSame( array_slice( $before, 1 ), self::log() );
		self::assertSame( '138****0050', IhuyiSms\Push\OptOut::row( IhuyiSms\Mobile::hash( self::VICTIM ) )->mobile );
		// It is gone, and not told again.
		do_action( 'woocommerce_order_status_changed', 7001, 'pending', 'processing' );
		self::assertSame( array_slice( $before, 1 ), self::log() );
		self::assertSame( array( 'ihuyi-sms-log order-customer' ), self::shown( 'victim@example.com' ) );
		self::assertSame( array(), self::shown( '' ) );
	}

	/** @depends test_a_number_that_was_only_typed_shows_and_erases_nothing_of_its_owner */
	public function test_the_verified_number_shows_all_of_it() {
		update_user_meta( self::shop(), 'ihuyi_sms_mobile', self::VICTIM );
		self::assertSame( array( 'ihuyi-sms-number', 'ihuyi-sms-optout', 'ihuyi-sms-log order-customer', 'ihuyi-sms-log login' ), self::shown( 'lihua@example.com' ) );
	}

	public function test_what_something_is_still_to_become_of_is_kept_and_told() {
		$user = self::shop();
		update_user_meta( $user, 'ihuyi_sms_mobile', self::VICTIM );
		foreach ( array( 'sending' => 0, 'unknown' => 0, 'refused' => 0, 'unknown 4 days' => 4 ) as $name => $days ) {
			IhuyiSms\Log::begin( array( 'service' => 'sms', 'purpose' => 'login', 'mobile' => self::VICTIM, 'outcome' => strtok( $name, ' ' ), 'created' => time() - $days * DAY_IN_SECONDS ) );
		}
		$part = IhuyiSms\Privacy::erase( 'lihua@example.com', 1 );
		self::assertSame( array( true, true, true ), array( $part['items_removed'], $part['items_retained'], $part['done'] ) );
		self::assertCount( 2, $part['messages'] );
		self::assertStringContainsString( 'waiting', $part['messages'][0] );
		self::assertSame( array( 'queued', 'sending', 'unknown' ), array_values( array_unique( array_column( array_reverse( IhuyiSms\Log::find( array( 'mobile' => self::VICTIM ) ) ), 'outcome' ) ) ) );
		self::assertSame( '', get_user_meta( $user, 'ihuyi_sms_mobile', true ) );
		// The notice that waited is sent.
		self::assertTrue( IhuyiSms\Log::claim( self::row( 70011 )->id ) );
	}

	private static function row( $order ) {
		return IhuyiSms\Log::of_reference( IhuyiSms\Notice\Orders::reference( $order, 'processing', 'customer', self::VICTIM ) );
	}
}

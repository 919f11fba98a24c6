<?php
use IhuyiSms\Balance;
use IhuyiSms\CodeAnswer;
use IhuyiSms\Mobile;
use IhuyiSms\Plugin;
use IhuyiSms\Seal;
use IhuyiSms\Secret;
use IhuyiSms\Settings;
use IhuyiSms\Tables;

/** Settings, numbers, seals and tables. */
final class CoreTest extends PHPUnit\Framework\TestCase {
	protected function tearDown(): void {
		putenv( 'IHUYI_SIGNATURE' );
		putenv( 'IHUYI_VOICE' );
	}

	public function test_a_constant_beats_the_environment_and_that_the_option() {
		Settings::save( array( 'signature' => 'saved' ) );
		self::assertSame( array( 'saved', null ), array( Settings::get( 'signature' ), Settings::fixed( 'signature' ) ) );
		putenv( 'IHUYI_SIGNATURE=environment' );
		self::assertSame( array( 'environment', 'environment' ), array( Settings::get( 'signature' ), Settings::fixed( 'signature' ) ) );
		// What is fixed is not saved over what will hold again later.
		Settings::save( array( 'signature' => 'another' ) );
		putenv( 'IHUYI_SIGNATURE' );
		self::assertSame( 'saved', Settings::get( 'signature' ) );
		putenv( 'IHUYI_SIGNATURE=environment' );
		// This process's last test of the signature: a constant stays.
		define( 'IHUYI_SMS_SIGNATURE', 'constant' );
		self::assertSame( array( 'constant', 'constant' ), array( Settings::get( 'signature' ), Settings::fixed( 'signature' ) ) );
	}

	public function test_an_empty_variable_is_none() {
		putenv( 'IHUYI_VOICE=' );
		self::assertNull( Settings::fixed( 'voice' ) );
		putenv( 'IHUYI_VOICE=yes' );
		self::assertTrue( Settings::get( 'voice' ) );
	}

	public function test_what_a_page_must_not_set_is_not_saved() {
		foreach ( Settings::OUTSIDE as $name ) {
			$before = Settings::get( $name );
			Settings::save( array( $name => '/tmp/of-the-page' ) );
			self::assertSame( $before, Settings::get( $name ), $name );
			self::assertArrayNotHasKey( $name, get_option( 'ihuyi_sms' ) );
		}
		// Nor is it read from an option that somebody wrote into the database.
		$saved = get_option( 'ihuyi_sms' );
		update_option( 'ihuyi_sms', array( 'ca_file' => '/tmp/of-the-database' ) + $saved );
		self::assertSame( '', Settings::get( 'ca_file' ) );
		update_option( 'ihuyi_sms', $saved );
	}

	/** @dataProvider values */
	public function test_a_value_that_makes_no_sense_is_the_default( $name, $given, $expected ) {
		Settings::save( array( $name => $given ) );
		self::assertSame( $expected, Settings::get( $name ) );
	}

	public function values() {
		return array(
			array( 'register', 'required', 'required' ),
			array( 'register', 'perhaps', 'off' ),
			array( 'register', array( 'required' ), 'off' ),
			array( 'login_sms', '1', true ),
			array( 'login_sms', '0', false ),
			array( 'unique', 'no', false ),
			array( 'unique', true, true ),
			array( 'captcha', 'after 12', 'after 12' ),
			array( 'captcha', "always\nallow = ip 0.0.0.0/0", 'after 3' ),
			array( 'log_days', '30', 30 ),
			array( 'log_days', '-4', 1 ),
			array( 'log_days', 'many', 1 ),
			array( 'account', " C00000000\n", 'C00000000' ),
			array( 'account', "C0000\r\n0000", 'C00000000' ),
			array( 'push_secret', '../../x', '' ),
			array( 'notices', 'none', array() ),
			array( 'staff', "13800000000\n13800000001<script>", "13800000000\n13800000001" ),
		);
	}

	public function test_a_setting_that_nobody_knows_is_not_saved() {
		Settings::save( array( 'acount' => 'C1' ) );
		self::assertArrayNotHasKey( 'acount', get_option( 'ihuyi_sms' ) );
		self::assertNull( Settings::get( 'acount' ) );
	}

	public function test_the_secret_of_the_address_is_made_once() {
		delete_option( 'ihuyi_sms' );
		Settings::prime();
		$made = Settings::get( 'push_secret' );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{32}$/', $made );
		Settings::prime();
		self::assertSame( $made, Settings::get( 'push_secret' ) );
	}

	/** @dataProvider numbers */
	public function test_a_number_has_one_writing( $typed, $number ) {
		self::assertSame( $number, Mobile::normalise( $typed ) );
		// Read again it is the same.
		self::assertSame( $number, Mobile::normalise( $number ) );
	}

	public function numbers() {
		$pairs = array(
			'13800000000'                => '13800000000',
			' 138 0000-0000 '            => '13800000000',
			'+86 138 0000 0000'          => '13800000000',
			'008613800000000'            => '13800000000',
			'86-13800000000'             => '13800000000',
			'１３８００００００００'     => '13800000000',
			'＋８６　１３８０００００００１' => '13800000001',
			'138 00000000'               => '13800000000',
			'+1 202 555 0100'            => '1 2025550100',
			'1 2025550100'               => '1 2025550100',
			// With the blank it is American; without, of the mainland.
			'1 3105550100'               => '1 3105550100',
			'13105550100'                => '13105550100',
			'+852 5123 4567'             => '852 51234567',
			'0085251234567'              => '852 51234567',
			'+7 9001234567'              => '7 9001234567',
			''                           => '',
			'12345'                      => '',
			'12800000000'                => '',
			'1380000000'                 => '',
			'138000000000'               => '',
			'+86 02151000029'            => '',
			'138abc00000000'             => '',
			"13800000000'--"             => '',
			'+1'                         => '',
			"13800000000\n13800000001"   => '',
		);
		$rows  = array();
		foreach ( $pairs as $typed => $number ) {
			$rows[] = array( (string) $typed, $number );
		}
		$rows[] = array( str_repeat( '1', 5000 ), '' );
		return $rows;
	}

	public function test_a_number_that_is_none_at_all() {
		self::assertSame( '', Mobile::normalise( array( '13800000000' ) ) );
		self::assertSame( '', Mobile::normalise( null ) );
	}

	public function test_a_mask_shows_no_whole_number() {
		self::assertSame( '138****0000', Mobile::mask( '13800000000' ) );
		self::assertSame( '', Mobile::mask( '' ) );
		foreach ( array( '1234', '12345', '12345678', '123456789', '1 2025550100' ) as $number ) {
			self::assertStringNotContainsString( $number, Mobile::mask( $number ) );
			self::assertGreaterThanOrEqual( 2, strlen( $number ) - strlen( str_replace( '*', '', Mobile::mask( $number ) ) ) );
		}
	}

	public function test_a_hash_is_the_numbers_and_the_sites() {
		$hash = Mobile::hash( '13800000000' );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{64}$/', $hash );
		self::assertSame( $hash, Mobile::hash( '+86 138-0000-0000' ) );
		self::assertNotSame( $hash, Mobile::hash( '13800000001' ) );
		self::assertSame( '', Mobile::hash( 'nobody' ) );
		// Nobody can try all numbers without the key.
		self::assertNotSame( $hash, hash( 'sha256', '13800000000' ) );
		$key = get_site_option( Secret::OPTION );
		update_site_option( Secret::OPTION, str_repeat( 'ab', 32 ) );
		self::assertNotSame( $hash, Mobile::hash( '13800000000' ) );
		update_site_option( Secret::OPTION, $key );
		self::assertSame( $hash, Mobile::hash( '13800000000' ) );
	}

	public function test_a_seal_opens_for_its_own_key_alone() {
		foreach ( array( '', '您好', "\0\1", str_repeat( 'x', 100000 ) ) as $text ) {
			$sealed = Seal::seal( $text );
			self::assertSame( $text, Seal::open( $sealed ) );
			self::assertNotSame( $sealed, Seal::seal( $text ) );
		}
		$sealed = Seal::seal( '13800000000 您的订单已发货' );
		self::assertStringNotContainsString( '13800000000', base64_decode( $sealed ) );
		$changed     = base64_decode( $sealed );
		$changed[30] = chr( ord( $changed[30] ) ^ 1 );
		self::assertNull( Seal::open( base64_encode( $changed ) ) );
		foreach ( array( '', 'x', '####', base64_encode( 'short' ) ) as $nonsense ) {
			self::assertNull( Seal::open( $nonsense ) );
		}
		$key = get_site_option( Secret::OPTION );
		update_site_option( Secret::OPTION, str_repeat( 'cd', 32 ) );
		self::assertNull( Seal::open( $sealed ) );
		update_site_option( Secret::OPTION, $key );
		self::assertNotNull( Seal::open( $sealed ) );
	}

	public function test_tables_are_made_again_with_what_is_in_them_and_dropped_whole() {
		global $wpdb;
		Balance::record( 'sms', 77 );
		Tables::install();
		self::assertSame( 77, Balance::days( 1 )[ (int) wp_date( 'Ymd' ) ]['sms'] );
		Tables::drop();
		self::assertSame( array(), $wpdb->get_col( "SHOW TABLES LIKE '%ihuyi%'" ) );
		self::assertFalse( get_option( Tables::OPTION ) );
		// The next request finds them missing and makes them.
		Plugin::ready();
		self::assertCount( count( Tables::NAMES ), $wpdb->get_col( "SHOW TABLES LIKE '%ihuyi%'" ) );
		self::assertSame( array(), Balance::days( 30 ) );
		self::assertSame( '', $wpdb->last_error );
	}

	public function test_balances_of_a_day_stand_side_by_side() {
		Balance::record( 'sms', 100 );
		Balance::record( 'voice', 0 );
		Balance::record( 'sms', 99 );
		Balance::record( 'marketing', 5 );
		self::assertSame( array( (int) wp_date( 'Ymd' ) => array( 'sms' => 99, 'voice' => 0 ) ), Balance::days( 7 ) );
	}

	public function test_the_balance_is_asked_for_once_an_hour_and_its_time_is_known() {
		delete_option( Balance::OPTION );
		self::assertSame( 0, Balance::time( 'sms' ) );
		Settings::save( array( 'account' => 'C00000000', 'apikey' => '0123456789abcdef0123456789abcdef', 'voice_account' => 'V00000000', 'voice_apikey' => '0123456789abcdef0123456789abcdef', 'voice' => true ) );
		IhuyiSms\Way::forget();
		Balance::ask();
		Settings::save( array( 'voice' => false ) );
		$times = get_option( Balance::OPTION );
		self::assertEqualsWithDelta( time(), Balance::time( 'sms' ), 30 );
		self::assertEqualsWithDelta( time(), Balance::time( 'voice' ), 30 );
		// Not again within the hour: what is written down stays.
		Balance::record( 'sms', 1 );
		Balance::ask();
		self::assertSame( 1, Balance::days( 1 )[ (int) wp_date( 'Ymd' ) ]['sms'] );
		$times['asked'] = time() - HOUR_IN_SECONDS;
		update_option( Balance::OPTION, $times, false );
		Balance::ask();
		self::assertGreaterThan( 1, Balance::days( 1 )[ (int) wp_date( 'Ymd' ) ]['sms'] );
		// Of another account nothing is noted.
		Balance::record( 'marketing', 5 );
		self::assertSame( 0, Balance::time( 'marketing' ) );
	}

	/** Visitors read no code, no key, no number and no name of the gateway's. */
	public function test_every_answer_has_a_sentence_that_says_what_to_do() {
		$answer        = new CodeAnswer();
		$answer->code  = -401;
		$answer->words = 'sms:mobile 1/60s 13800000000';
		$seen          = array();
		foreach ( array( 'sent', 'unknown', 'wait', 'captcha', 'number', 'wrong', 'expired', 'none', 'locked', 'trouble', 'ok', 'of a newer version' ) as $status ) {
			$answer->status  = $status;
			$answer->wait    = 42;
			$answer->left    = 3;
			$answer->channel = 'sms';
			$sentence        = $answer->sentence();
			self::assertGreaterThan( 15, strlen( $sentence ), $status );
			self::assertDoesNotMatchRegularExpression( '/401|sms:|138/', $sentence );
			$seen[ $sentence ] = $status;
		}
		self::assertCount( 11, $seen );
		$answer->status = 'wait';
		foreach ( array( 1 => '1 second,', 60 => '60 seconds', 3000 => '50 minutes', 7300 => '3 hours', 0 => 'tomorrow' ) as $wait => $words ) {
			$answer->wait = $wait;
			self::assertStringContainsString( $words, $answer->sentence() );
		}
	}

	public function test_the_autoloader_knows_the_plugins_classes_alone() {
		self::assertTrue( class_exists( 'IhuyiSms\Admin\LogPage' ) );
		self::assertFalse( class_exists( 'IhuyiSms\Admin\..\..\NoSuch' ) );
		self::assertFalse( class_exists( 'IhuyiSmsOther\Plugin' ) );
		foreach ( Plugin::PARTS as $part ) {
			self::assertTrue( method_exists( $part, 'hook' ), $part );
		}
	}
}

<?php
use IhuyiSms\Balance;
use IhuyiSms\Gateway;
use IhuyiSms\Log;
use IhuyiSms\Mobile;
use IhuyiSms\Settings;
use IhuyiSms\Tables;
use IhuyiSms\Tests\Phones;
use IhuyiSms\Way;

/** Sends and codes through the sandbox, and what the log says of them. */
final class GatewayTest extends PHPUnit\Framework\TestCase {
	/** @var int Each test has a number of its own, because limits count by it. */
	private static $last = 13800000000;

	/** @var string */
	private $mobile;

	protected function setUp(): void {
		Phones::reset();
		$this->mobile = (string) ++self::$last;
		Settings::save(
			array(
				'account' => 'C00000000',
				'apikey'  => '0123456789abcdef0123456789abcdef',
				'captcha' => 'never',
			)
		);
		Way::forget();
	}

	private function row() {
		$rows = Log::find( array( 'mobile' => $this->mobile ), 0, 1 );
		self::assertCount( 1, $rows );
		return $rows[0];
	}

	public function test_a_message_that_is_taken() {
		$answer = Gateway::submit( 'sms', '+86 ' . $this->mobile, '您的验证码是：1234。请不要把验证码泄露给其他人。', array( 'purpose' => 'test', 'user_id' => 7 ) );
		self::assertSame( array( 'accepted', 2, 1, false ), array( $answer->outcome, $answer->code, $answer->segments, $answer->repeated ) );
		$row = $this->row();
		self::assertEquals( $answer->log_id, $row->id );
		self::assertSame( Phones::inbox( $this->mobile )[0]['id'], $row->message_id );
		self::assertSame( $answer->message_id, $row->message_id );
		self::assertSame( array( 'accepted', '', 'test', 'sms' ), array( $row->outcome, $row->fate, $row->purpose, $row->service ) );
		self::assertSame( Mobile::mask( $this->mobile ), $row->mobile );
		self::assertEquals( array( 7, (int) wp_date( 'Ymd' ), 2, 1 ), array( $row->user_id, $row->day, $row->code, $row->segments ) );
	}

	public function test_a_message_that_is_refused() {
		$this->mobile = '19900004051';
		$answer       = Gateway::submit( 'sms', $this->mobile, '您的验证码是：1234。' );
		self::assertSame( array( 'refused', 4051 ), array( $answer->outcome, $answer->code ) );
		self::assertSame( array( 'refused', '剩余条数不足' ), array( $this->row()->outcome, $this->row()->words ) );
	}

	public function test_a_message_that_nobody_knows_of_is_not_called_failed() {
		Phones::ask( 'faults', array( 'kind' => 'reset_after' ) );
		$answer = Gateway::submit( 'sms', $this->mobile, '您的验证码是：1234。' );
		self::assertSame( array( 'unknown', -300 ), array( $answer->outcome, $answer->code ) );
		self::assertSame( 'unknown', $this->row()->outcome );
	}

	public function test_a_call_and_a_message_abroad() {
		Settings::save( array( 'voice_account' => 'V00000000', 'voice_apikey' => '0123456789abcdef0123456789abcdef' ) );
		Way::forget();
		self::assertSame( 'accepted', Gateway::submit( 'voice', $this->mobile, '123456' )->outcome );
		self::assertSame( 'voice', Phones::inbox( $this->mobile )[0]['service'] );
		$this->mobile = '1 2025550100';
		// Another account's product; the sandbox's plain one serves it, too.
		$answer = Gateway::submit( 'sms', '+1 202 555 0100', 'Your verification code is 5500.' );
		self::assertSame( 'international', $this->row()->service );
		self::assertSame( $answer->outcome, $this->row()->outcome );
	}

	public function test_an_event_is_sent_once() {
		$more  = array( 'reference' => 'order-' . $this->mobile, 'purpose' => 'order_paid' );
		$first = Gateway::submit( 'sms', $this->mobile, '订单已付款。', $more );
		$again = Gateway::submit( 'sms', $this->mobile, '订单已付款。', $more );
		self::assertSame( array( 'accepted', false ), array( $first->outcome, $first->repeated ) );
		self::assertSame( array( 'accepted', true, $first->log_id, $first->message_id ), array( $again->outcome, $again->repeated, $again->log_id, $again->message_id ) );
		self::assertCount( 1, Phones::inbox( $this->mobile ) );
		self::assertSame( 1, Log::count( array( 'mobile' => $this->mobile ) ) );
	}

	public function test_an_event_of_unknown_end_is_not_sent_again() {
		Phones::ask( 'faults', array( 'kind' => 'reset_after' ) );
		$more = array( 'reference' => 'order-' . $this->mobile );
		Gateway::submit( 'sms', $this->mobile, '订单已付款。', $more );
		Phones::ask( 'faults', array() );
		$again = Gateway::submit( 'sms', $this->mobile, '订单已付款。', $more );
		self::assertSame( array( 'unknown', true ), array( $again->outcome, $again->repeated ) );
		self::assertLessThanOrEqual( 1, count( Phones::inbox( $this->mobile ) ) );
	}

	public function test_an_event_that_was_refused_may_be_sent_when_the_cause_is_gone() {
		$more = array( 'reference' => 'order-' . $this->mobile );
		Settings::save( array( 'apikey' => 'ffffffffffffffffffffffffffffffff' ) );
		Way::forget();
		$answer = Gateway::submit( 'sms', $this->mobile, '订单已付款。', $more );
		self::assertSame( array( 'refused', 40502 ), array( $answer->outcome, $answer->code ) );
		Settings::save( array( 'apikey' => '0123456789abcdef0123456789abcdef' ) );
		Way::forget();
		self::assertSame( 'accepted', Gateway::submit( 'sms', $this->mobile, '订单已付款。', $more )->outcome );
		self::assertSame( 1, Log::count( array( 'mobile' => $this->mobile ) ) );
	}

	public function test_a_queued_row_loses_its_seal_when_it_was_sent_and_keeps_it_when_not() {
		global $wpdb;
		foreach ( array( 'accepted' => null, 'not_sent' => 'sealed' ) as $outcome => $left ) {
			$id = Log::begin( array( 'mobile' => $this->mobile, 'outcome' => 'queued', 'sealed' => 'sealed' ) );
			self::assertTrue( Log::claim( $id ) );
			if ( 'not_sent' === $outcome ) {
				// A connection that ends before a byte was read: the library knows that nothing was taken.
				Settings::save( array( 'captcha' => 'never' ) );
				$store = $this->closed();
			}
			$answer = Gateway::submit( 'sms', $this->mobile, '订单已付款。', array( 'log_id' => $id ) );
			self::assertSame( $outcome, $answer->outcome, $answer->words );
			self::assertSame( $left, $wpdb->get_var( 'SELECT sealed FROM ' . Tables::name( 'log' ) . " WHERE id = $id" ) );
			if ( 'not_sent' === $outcome ) {
				$store();
			}
		}
	}

	/** No way to the library until what is given back is called. */
	private function closed() {
		$client = new ReflectionProperty( Way::class, 'client' );
		$client->setAccessible( true );
		$client->setValue( null, new Ihuyi\Client( array( 'account' => 'C00000000', 'apikey' => '0123456789abcdef0123456789abcdef', 'gateway' => 'http://127.0.0.1:9' ) ) );
		return array( Way::class, 'forget' );
	}

	public function test_the_gateway_that_nobody_reaches() {
		$open   = $this->closed();
		$answer = Gateway::submit( 'sms', $this->mobile, '您的验证码是：1234。' );
		$code   = Gateway::start_code( 'register', $this->mobile, array( 'ip' => '192.0.2.7' ) );
		$open();
		self::assertSame( array( 'not_sent', -202 ), array( $answer->outcome, $answer->code ) );
		self::assertSame( array( 'trouble', '' ), array( $code->status, $code->id ) );
		self::assertStringNotContainsString( '202', $code->sentence() );
		self::assertSame( 'not_sent', $this->row()->outcome );
	}

	public function test_without_an_account_the_owner_is_told_and_nothing_is_asked() {
		Settings::save( array( 'account' => '' ) );
		Way::forget();
		$answer = Gateway::submit( 'sms', $this->mobile, '您的验证码是：1234。' );
		self::assertSame( array( 'refused', 401 ), array( $answer->outcome, $answer->code ) );
		self::assertStringContainsString( 'APIID', $answer->words );
		self::assertStringContainsString( 'APIID', $this->row()->words );
		self::assertSame( array( 'refused', null ), array( Gateway::balance( 'sms' )->outcome, Gateway::balance( 'sms' )->balance ) );
		self::assertSame( 'trouble', Gateway::start_code( 'register', $this->mobile, array() )->status );
		Settings::save( array( 'account' => 'C00000000', 'apikey' => '' ) );
		Way::forget();
		self::assertSame( 402, Gateway::submit( 'sms', $this->mobile, '您的验证码是：1234。' )->code );
		self::assertSame( array(), Phones::inbox() );
	}

	public function test_the_balance_is_told_and_kept() {
		$answer = Gateway::balance( 'sms' );
		self::assertSame( 'accepted', $answer->outcome );
		self::assertGreaterThan( 0, $answer->balance );
		self::assertSame( $answer->balance, Balance::days( 1 )[ (int) wp_date( 'Ymd' ) ]['sms'] );
	}

	public function test_a_code_from_start_to_end() {
		$sent = Gateway::start_code( 'register', $this->mobile, array( 'ip' => '192.0.2.7' ), 5 );
		self::assertSame( array( 'sent', 'sms', 6 ), array( $sent->status, $sent->channel, $sent->digits ) );
		self::assertNotSame( '', $sent->id );
		self::assertGreaterThan( 30, $sent->wait );
		$code  = Phones::code( $this->mobile );
		$wrong = Gateway::check_code( $sent->id, '000000' === $code ? '000001' : '000000' );
		self::assertSame( array( 'wrong', 4, '', '' ), array( $wrong->status, $wrong->left, $wrong->mobile, $wrong->purpose ) );
		$right = Gateway::check_code( $sent->id, $code );
		self::assertSame( array( 'ok', $this->mobile, 'register' ), array( $right->status, $right->mobile, $right->purpose ) );
		self::assertSame( 'none', Gateway::check_code( $sent->id, $code )->status );
		self::assertSame( 'none', Gateway::check_code( 'nonsense', $code )->status );
		$row = $this->row();
		self::assertSame( array( 'accepted', 'register' ), array( $row->outcome, $row->purpose ) );
		self::assertEquals( 5, $row->user_id );
	}

	/** Whoever reads the database learns neither a code nor a whole number. */
	public function test_no_code_and_no_number_stands_in_any_table() {
		global $wpdb;
		Gateway::start_code( 'register', $this->mobile, array( 'ip' => '192.0.2.7' ) );
		Gateway::submit( 'sms', $this->mobile, '您的订单 774411 已发货。' );
		$code = Phones::code( $this->mobile );
		self::assertNotSame( '', $code );
		foreach ( $wpdb->get_col( "SHOW TABLES LIKE 'wp_%'" ) as $table ) {
			$all = wp_json_encode( $wpdb->get_results( "SELECT * FROM `$table`" ) );
			self::assertStringNotContainsString( $this->mobile, $all, $table );
			self::assertStringNotContainsString( '774411', $all, $table );
			self::assertDoesNotMatchRegularExpression( '/\b' . $code . '\b/', $all, $table );
		}
	}

	public function test_too_soon_too_often_and_in_a_call() {
		Settings::save( array( 'voice_account' => 'V00000000', 'voice_apikey' => '0123456789abcdef0123456789abcdef' ) );
		Way::forget();
		$sent = Gateway::start_code( 'login', $this->mobile, array( 'ip' => '192.0.2.7' ) );
		$soon = Gateway::start_code( 'login', $this->mobile, array( 'ip' => '192.0.2.7' ) );
		self::assertSame( array( 'wait', '' ), array( $soon->status, $soon->id ) );
		self::assertGreaterThan( 30, $soon->wait );
		$call = Gateway::resend_code( $sent->id, 'voice', $this->mobile, 'login', array( 'ip' => '192.0.2.7' ) );
		self::assertSame( array( 'sent', 'voice' ), array( $call->status, $call->channel ) );
		self::assertSame( array( 'accepted', 'voice' ), array( $this->row()->outcome, $this->row()->service ) );
		self::assertSame( 'none', Gateway::resend_code( 'nonsense', 'sms', $this->mobile, 'login', array() )->status );
		foreach ( range( 1, 4 ) as $unused ) {
			self::assertSame( 'wrong', Gateway::check_code( $sent->id, 'abcdef' )->status );
		}
		self::assertSame( 'locked', Gateway::check_code( $sent->id, 'abcdef' )->status );
		self::assertSame( 'locked', Gateway::check_code( $sent->id, Phones::code( $this->mobile ) )->status );
	}

	public function test_a_code_of_unknown_end_is_good() {
		Phones::ask( 'faults', array( 'kind' => 'reset_after' ) );
		$sent = Gateway::start_code( 'reset', $this->mobile, array( 'ip' => '192.0.2.7' ) );
		self::assertSame( 'unknown', $sent->status );
		self::assertGreaterThan( 0, $sent->wait );
		self::assertNotSame( '', $sent->id );
		self::assertSame( 'unknown', $this->row()->outcome );
		$code = Phones::code( $this->mobile );
		self::assertSame( '' === $code ? 'wrong' : 'ok', Gateway::check_code( $sent->id, '' === $code ? '000000' : $code )->status );
	}

	public function test_a_picture_is_asked_for_and_taken_once() {
		Settings::save( array( 'captcha' => 'always' ) );
		Way::forget();
		self::assertSame( 'captcha', Gateway::start_code( 'register', $this->mobile, array( 'ip' => '192.0.2.7' ) )->status );
		$picture = Gateway::picture( array( 'ip' => '192.0.2.7' ) );
		self::assertStringStartsWith( 'data:image/png;base64,', $picture['data_uri'] );
		$keys = array( 'ip' => '192.0.2.7', 'captcha_id' => $picture['id'], 'captcha_answer' => '-----' );
		self::assertSame( 'captcha', Gateway::start_code( 'register', $this->mobile, $keys )->status );
		self::assertSame( array(), Phones::inbox( $this->mobile ) );
	}

	public function test_a_number_that_is_none_costs_nothing_and_writes_nothing() {
		$before = Log::count();
		self::assertSame( 'number', Gateway::start_code( 'register', "13800000000'; DROP TABLE", array() )->status );
		self::assertSame( $before, Log::count() );
	}

	/** A key with a line break would forge another key. */
	public function test_a_visitors_key_cannot_say_that_the_picture_was_passed() {
		Settings::save( array( 'captcha' => 'always' ) );
		Way::forget();
		$sent = Gateway::start_code( 'register', $this->mobile, array( 'ip' => '192.0.2.7', 'captcha_answer' => "x\ncaptcha = passed" ) );
		self::assertContains( $sent->status, array( 'trouble', 'captcha' ) );
		self::assertSame( array(), Phones::inbox( $this->mobile ) );
	}

	public function test_whoever_tries_all_numbers_does_not_fill_the_log() {
		Settings::save( array( 'captcha' => 'always' ) );
		Way::forget();
		$before = Log::count();
		for ( $i = 0; $i < Gateway::REFUSALS + 15; $i++ ) {
			self::assertSame( 'captcha', Gateway::start_code( 'register', (string) ( 13900000000 + $i ), array( 'ip' => '192.0.2.9' ) )->status );
		}
		self::assertLessThanOrEqual( $before + Gateway::REFUSALS, Log::count() );
		self::assertGreaterThan( $before, Log::count() );
	}

	public function test_codes_are_explained_in_the_sites_language() {
		$english = Gateway::explain( 4051 );
		self::assertMatchesRegularExpression( '/[a-z]{3}/', $english['advice'] );
		self::assertDoesNotMatchRegularExpression( '/[\x{4e00}-\x{9fff}]/u', $english['advice'] );
		self::assertNull( Gateway::explain( 987654 ) );
		add_filter( 'locale', array( self::class, 'chinese' ) );
		Way::forget();
		self::assertMatchesRegularExpression( '/[\x{4e00}-\x{9fff}]/u', Gateway::explain( 4051 )['advice'] );
		self::assertMatchesRegularExpression( '/[\x{4e00}-\x{9fff}]/u', Gateway::explain_fate( 'MK:0001' ) );
		remove_filter( 'locale', array( self::class, 'chinese' ) );
		Way::forget();
		self::assertMatchesRegularExpression( '/[a-z]{3}/', Gateway::explain_fate( 'MK:0001' ) );
		self::assertSame( '', Gateway::explain_fate( "MK:0001\nx" ) );
		self::assertSame( '', Gateway::explain_fate( '<script>' ) );
	}

	public static function chinese() {
		return 'zh_CN';
	}

	/** What the helper keeps for itself is not sent along to it: it would refuse the call. */
	public function test_each_way_gets_the_settings_that_it_takes() {
		$settings = new ReflectionMethod( Way::class, 'settings' );
		$settings->setAccessible( true );
		$helper  = $settings->invoke( null, 'helper' );
		$program = $settings->invoke( null, 'program' );
		self::assertSame( array(), array_intersect( array( 'gateway', 'ca_file', 'store', 'secret_file', 'captcha', 'track', 'verify_channel' ), array_keys( $helper ) ) );
		self::assertSame( array( 'C00000000', '4', '2' ), array( $helper['account'], $helper['timeout'], $helper['connect_timeout'] ) );
		self::assertSame( IHUYI_SMS_GATEWAY, $program['gateway'] );
		self::assertArrayNotHasKey( 'ca_file', $program );
	}
}

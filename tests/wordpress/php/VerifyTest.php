<?php
/** What the forms stand on: who a visitor is, counters, proofs, papers and tokens; and the shop's and a network's hooks. */

use IhuyiSms\Cookie;
use IhuyiSms\Mobile;
use IhuyiSms\Proof;
use IhuyiSms\Settings;
use IhuyiSms\Tables;
use IhuyiSms\Tally;
use IhuyiSms\Tests\Phones;
use IhuyiSms\Verify\Codes;
use IhuyiSms\Verify\Form;
use IhuyiSms\Verify\Later;
use IhuyiSms\Verify\Numbers;
use IhuyiSms\Verify\Paper;
use IhuyiSms\Verify\Purpose;
use IhuyiSms\Verify\Token;
use IhuyiSms\Visitor;

final class VerifyTest extends PHPUnit\Framework\TestCase {
	/** A number that no other test uses. */
	private static $last = 13800009000;

	protected function setUp(): void {
		unset( $_SERVER['HTTP_X_FORWARDED_FOR'] );
		$_SERVER['REMOTE_ADDR'] = '192.0.2.7';
		$_POST                  = array();
		Settings::save( array( 'proxies' => '', 'register' => 'required', 'unique' => true, 'captcha' => 'never', 'voice' => true ) );
		$this->visitor();
	}

	private static function number() {
		return (string) ++self::$last;
	}

	/** Somebody else from here on. */
	private function visitor() {
		Cookie::set( Visitor::COOKIE, bin2hex( random_bytes( 16 ) ) );
		$forms = new ReflectionProperty( Form::class, 'forms' );
		$forms->setAccessible( true );
		$forms->setValue( null, array() );
	}

	public static function addresses() {
		return array(
			'no proxy: the header is nothing'        => array( '', '192.0.2.7', '198.51.100.1', '192.0.2.7' ),
			'another proxy than ours'                => array( '10.0.0.0/8', '192.0.2.7', '198.51.100.1', '192.0.2.7' ),
			'our proxy'                              => array( '192.0.2.0/24', '192.0.2.7', '198.51.100.1', '198.51.100.1' ),
			'what the visitor wrote himself'         => array( '192.0.2.7', '192.0.2.7', '127.0.0.1, 198.51.100.1', '198.51.100.1' ),
			'two of our proxies'                     => array( "192.0.2.7\n10.1.0.0/16", '192.0.2.7', '203.0.113.5, 198.51.100.1, 10.1.2.3', '198.51.100.1' ),
			'all are ours'                           => array( '192.0.2.7, 10.0.0.0/8', '192.0.2.7', '10.9.9.9', '10.9.9.9' ),
			'nonsense'                               => array( '192.0.2.7', '192.0.2.7', "1' OR 1=1, <script>", '192.0.2.7' ),
			'nonsense left of a visitor'             => array( '192.0.2.7', '192.0.2.7', 'nonsense, 198.51.100.1', '198.51.100.1' ),
			'a port'                                 => array( '192.0.2.7', '192.0.2.7', '198.51.100.1:4711', '198.51.100.1' ),
			'IPv6 with a port'                       => array( '::1', '::1', '[2001:db8::5]:4711', '2001:db8::5' ),
			'IPv4 in IPv6'                           => array( '192.0.2.0/24', '::ffff:192.0.2.7', '198.51.100.1', '198.51.100.1' ),
			'IPv6 network'                           => array( '2001:db8::/33', '2001:db8:7fff::1', '198.51.100.1', '198.51.100.1' ),
			'outside of the IPv6 network'            => array( '2001:db8::/33', '2001:db8:8000::1', '198.51.100.1', '2001:db8:8000::1' ),
			'a bad setting trusts nobody'            => array( '192.0.2.7/99, /, nonsense/8', '192.0.2.7', '198.51.100.1', '192.0.2.7' ),
			'no address at all'                      => array( '0.0.0.0/0', '', '198.51.100.1', '' ),
		);
	}

	/** @dataProvider addresses */
	public function test_a_visitor_s_address( $proxies, $remote, $header, $expected ) {
		Settings::save( array( 'proxies' => $proxies ) );
		$_SERVER['REMOTE_ADDR']          = $remote;
		$_SERVER['HTTP_X_FORWARDED_FOR'] = $header;
		self::assertSame( $expected, Visitor::ip() );
	}

	public static function nets() {
		return array(
			'IPv4'              => array( '192.0.2.7', '192.0.2.7', '192.0.2.0/24' ),
			'IPv4 in IPv6'      => array( '::ffff:192.0.2.7', '192.0.2.7', '192.0.2.0/24' ),
			'IPv6'              => array( '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::', '2001:db8:1::/48' ),
			'IPv6, another way' => array( '2001:0DB8:1:2::ffff', '2001:db8:1:2::', '2001:db8:1::/48' ),
			'a zone'            => array( '[fe80::1%eth0]', 'fe80::', 'fe80::/48' ),
			'a zone, bare'      => array( 'fe80::1%eth0', 'fe80::', 'fe80::/48' ),
			'IPv6 of this host' => array( '::1', '::', '::/48' ),
			'none'              => array( '', '', '' ),
		);
	}

	/**
	 * As src/guard/circumstances.rs has it.
	 *
	 * @dataProvider nets
	 */
	public function test_what_counts_as_one_visitor_s_address( $remote, $one, $net ) {
		$_SERVER['REMOTE_ADDR'] = $remote;
		self::assertSame( array( $one, $net ), Visitor::nets() );
	}

	public function test_keys_name_no_cookie() {
		$keys = Visitor::keys();
		self::assertSame( array( 'ip', 'session', 'site' ), array_keys( $keys ) );
		self::assertStringNotContainsString( Visitor::id(), implode( ' ', $keys ) );
		Cookie::set( Visitor::COOKIE, "x' OR 1=1" );
		self::assertSame( '', Visitor::id() );
		self::assertArrayNotHasKey( 'session', Visitor::keys() );
	}

	public function test_a_tally_is_full_and_empty_again() {
		self::assertSame( array( 0, 0 ), array( Tally::count( 'test', 'a', 2, 100 ), Tally::count( 'test', 'a', 2, 100 ) ) );
		$wait = Tally::count( 'test', 'a', 2, 100 );
		self::assertTrue( $wait > 90 && $wait <= 100, (string) $wait );
		self::assertSame( 2, Tally::now( 'test', 'a' ) );
		self::assertSame( 0, Tally::count( 'test', 'b', 2, 100 ) );
		self::assertSame( 0, Tally::count( 'other', 'a', 2, 100 ) );
		global $wpdb;
		$wpdb->query( 'UPDATE ' . Tables::name( 'tally' ) . ' SET expires = ' . ( time() - 1 ) );
		self::assertSame( array( 0, 0 ), array( Tally::now( 'test', 'a' ), Tally::count( 'test', 'a', 2, 100 ) ) );
		Tally::prune();
		self::assertSame( 1, (int) $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Tables::name( 'tally' ) ) );
		self::assertStringNotContainsString( 'test', (string) $wpdb->get_var( 'SELECT bucket_hash FROM ' . Tables::name( 'tally' ) ) );
	}

	public function test_the_first_full_tally_decides() {
		$rules = array( array( 'first', 'x', 1, 60 ), array( 'second', 'x', 5, 60 ), array( 'nobody', '', 1, 60 ) );
		self::assertSame( 0, Tally::all( $rules ) );
		self::assertGreaterThan( 0, Tally::all( $rules ) );
		self::assertSame( 1, Tally::now( 'second', 'x' ) );
		self::assertSame( 0, Tally::now( 'nobody', '' ) );
	}

	public function test_a_tally_without_its_table_lets_nobody_through() {
		global $wpdb;
		$prefix       = $wpdb->prefix;
		$wpdb->prefix = 'nowhere_';
		$hides        = $wpdb->suppress_errors( true );
		try {
			self::assertSame( 60, Tally::count( 'test', 'gone', 5, 60 ) );
			self::assertFalse( Proof::put( 'gone', 60 ) );
			self::assertFalse( Proof::take( 'gone' ) );
		} finally {
			$wpdb->prefix = $prefix;
			$wpdb->suppress_errors( $hides );
		}
	}

	public function test_a_proof_is_good_once_for_one_purpose_and_one_visitor() {
		$mobile = self::number();
		$proof  = Proof::issue( Purpose::REGISTER, $mobile );
		self::assertStringNotContainsString( $mobile, $proof );
		self::assertSame( array( $mobile, $mobile ), array( Proof::look( $proof, Purpose::REGISTER ), Proof::look( $proof, Purpose::REGISTER ) ) );
		self::assertSame( array( '', '' ), array( Proof::look( $proof, Purpose::PROFILE ), Proof::consume( $proof, Purpose::PROFILE ) ) );
		$mine = Visitor::id();
		$this->visitor();
		self::assertSame( array( '', '' ), array( Proof::look( $proof, Purpose::REGISTER ), Proof::consume( $proof, Purpose::REGISTER ) ) );
		Cookie::set( Visitor::COOKIE, $mine );
		foreach ( array( '', 'x', strrev( $proof ), substr( $proof, 1 ), $proof . 'A', array( $proof ), null ) as $wrong ) {
			self::assertSame( '', Proof::look( $wrong, Purpose::REGISTER ) );
		}
		self::assertSame( array( $mobile, '' ), array( Proof::consume( $proof, Purpose::REGISTER ), Proof::consume( $proof, Purpose::REGISTER ) ) );
		self::assertSame( '', Proof::look( $proof, Purpose::REGISTER ) );
	}

	public function test_a_proof_runs_out() {
		global $wpdb;
		$proof = Proof::issue( Purpose::REGISTER, self::number() );
		$wpdb->query( 'UPDATE ' . Tables::name( 'proof' ) . ' SET expires = ' . ( time() - 1 ) );
		self::assertSame( array( '', '' ), array( Proof::look( $proof, Purpose::REGISTER ), Proof::consume( $proof, Purpose::REGISTER ) ) );
		Proof::prune();
		self::assertSame( 0, (int) $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Tables::name( 'proof' ) ) );
	}

	public function test_a_paper_is_of_its_kind_its_time_and_its_visitor() {
		$paper = Paper::write( 'ticket', array( 'word' => '你好' ), 60 );
		self::assertMatchesRegularExpression( '/^[A-Za-z0-9_-]+$/D', $paper );
		self::assertSame( array( 'word' => '你好' ), Paper::read( 'ticket', $paper ) );
		self::assertNull( Paper::read( 'proof', $paper ) );
		self::assertNull( Paper::read( 'ticket', Paper::write( 'ticket', array(), 0 ) ) );
		self::assertNull( Paper::read( 'ticket', \IhuyiSms\Seal::seal( '{"_":["ticket"]}' ) . 'x' ) );
		$this->visitor();
		self::assertNull( Paper::read( 'ticket', $paper ) );
		Cookie::set( Visitor::COOKIE, '' );
		self::assertNull( Paper::read( 'ticket', Paper::write( 'ticket', array(), 60 ) ), 'Whoever has no cookie has no papers.' );
	}

	public function test_a_token_is_of_its_form_and_its_visitor() {
		$token = Token::make( Purpose::REGISTER );
		self::assertTrue( Token::good( Purpose::REGISTER, $token ) );
		self::assertFalse( Token::good( Purpose::RESET, $token ) );
		foreach ( array( '', null, array( $token ), strtoupper( $token ) . ' ', substr( $token, 1 ) ) as $wrong ) {
			self::assertFalse( Token::good( Purpose::REGISTER, $wrong ) );
		}
		$this->visitor();
		self::assertFalse( Token::good( Purpose::REGISTER, $token ) );
		Cookie::set( Visitor::COOKIE, '' );
		self::assertSame( '', Token::make( Purpose::REGISTER ) );
	}

	public function test_a_code_that_lay_too_long() {
		$mobile = self::number();
		$says   = array( 'purpose' => Purpose::REGISTER, 'mobile' => $mobile, 'id' => 'x', 'ref' => '', 'next' => 0 );
		$old    = Codes::check( Purpose::REGISTER, Paper::write( 'challenge', $says, 0 ), '123456', $mobile );
		self::assertSame( array( 'none', 'This code has expired. Please ask for a new one.' ), array( $old->status, $old->sentence ) );
		// One that the library does not know (any more).
		$gone = Codes::check( Purpose::REGISTER, Paper::write( 'challenge', $says, 60 ), '123456', $mobile );
		self::assertSame( array( 'none', '' ), array( $gone->status, $gone->challenge ) );
		self::assertStringContainsString( 'new one', $gone->sentence );
	}

	public function test_a_code_is_for_the_number_and_the_purpose_that_it_was_sent_for() {
		$mobile = self::number();
		$sent   = Codes::send( Purpose::REGISTER, $mobile );
		self::assertSame( 'sent', $sent->status );
		$says = Paper::read( 'challenge', $sent->challenge );
		$code = Phones::code( $mobile );
		// A challenge with the same id, made out for something else: only what the library says counts.
		foreach ( array( array( 'purpose' => Purpose::COMMENT ), array( 'mobile' => self::number() ) ) as $other ) {
			$made  = $other + $says;
			$reply = Codes::check( $made['purpose'], Paper::write( 'challenge', $made, 60 ), $code, $made['mobile'] );
			self::assertNotSame( 'ok', $reply->status );
			self::assertSame( '', $reply->mobile );
			$again = Codes::send( Purpose::REGISTER, $mobile = self::number() );
			$says  = Paper::read( 'challenge', $again->challenge );
			$code  = Phones::code( $mobile );
		}
		self::assertSame( 'ok', Codes::check( Purpose::REGISTER, $again->challenge, $code, $mobile )->status );
	}

	public function test_a_picture_that_was_read_is_as_good_as_none_that_is_due() {
		Settings::save( array( 'captcha' => 'always' ) );
		\IhuyiSms\Way::forget();
		$asked = Codes::send( Purpose::REGISTER, self::number() );
		self::assertSame( array( 'captcha', '' ), array( $asked->status, $asked->challenge ) );
		self::assertStringStartsWith( 'data:image/png;base64,', $asked->picture['data_uri'] );
		$mobile = self::number();
		$passed = \IhuyiSms\Gateway::start_code( Purpose::REGISTER, $mobile, Visitor::keys() + array( 'captcha' => 'passed' ) );
		self::assertSame( 'sent', $passed->status );
		self::assertNotSame( '', Phones::code( $mobile ) );
		Settings::save( array( 'captcha' => 'never' ) );
		\IhuyiSms\Way::forget();
	}

	public function test_numbers_are_found_whatever_way_they_are_written() {
		$mobile = self::number();
		$user   = self::user();
		Numbers::set( $user, $mobile );
		self::assertSame( array( $user ), wp_list_pluck( Numbers::owners( "+86 $mobile" ), 'ID' ) );
		self::assertTrue( Numbers::taken( $mobile ) );
		self::assertFalse( Numbers::taken( $mobile, $user ) );
		self::assertFalse( Numbers::taken( self::number() ) );
		Settings::save( array( 'unique' => false ) );
		self::assertFalse( Numbers::taken( $mobile ) );
		Numbers::remove( $user );
		self::assertSame( array( array(), '' ), array( Numbers::owners( $mobile ), Numbers::of( $user ) ) );
		self::assertSame( array(), Numbers::owners( '' ) );
	}

	public function test_whose_number_it_is_is_looked_up_after_the_answer() {
		Settings::save( array( 'login_sms' => true ) );
		$known = self::number();
		Numbers::set( self::user(), $known );
		$asked = array();
		$note  = static function ( $query ) use ( &$asked ) {
			$asked[] = $query;
			return $query;
		};
		add_filter( 'query', $note );
		$sent = Codes::send( Purpose::SIGNIN, $known );
		remove_filter( 'query', $note );
		// What is left for the end of the request this test does itself.
		$jobs = new ReflectionProperty( Later::class, 'jobs' );
		$jobs->setAccessible( true );
		$all = $jobs->getValue();
		$jobs->setValue( null, array() );
		ob_end_clean();
		$below = new ReflectionProperty( Later::class, 'below' );
		$below->setAccessible( true );
		$below->setValue( null, null );
		remove_action( 'shutdown', array( Later::class, 'shutdown' ), -1000 );
		self::assertSame( array( 'sent', 1 ), array( $sent->status, count( $all ) ) );
		// How long a look takes, and how many there are, would tell.
		self::assertSame( array(), preg_grep( '/wp_users|wp_usermeta/', $asked ) );
		call_user_func( $all[0] );
		self::assertNotSame( '', Phones::code( $known ) );
	}

	public function test_the_shop_s_registration() {
		ob_start();
		do_action( 'woocommerce_register_form' );
		self::assertStringContainsString( 'name="ihuyi_sms_mobile"', ob_get_clean() );
		$none = apply_filters( 'woocommerce_process_registration_errors', new WP_Error(), 'shopper', 'password', 'shopper@example.com' );
		self::assertTrue( $none->has_errors() );
		$mobile = self::number();
		$this->post( array( 'mobile' => $mobile, 'send' => 'sms' ) );
		$sent = apply_filters( 'woocommerce_process_registration_errors', new WP_Error(), 'shopper', 'password', 'shopper@example.com' );
		self::assertSame( array( 'ihuyi_sms_sent' ), $sent->get_error_codes() );
		$challenge = Form::of( Purpose::REGISTER )->reply->challenge;
		$this->post( array( 'mobile' => $mobile, 'challenge' => $challenge, 'code' => Phones::code( $mobile ) ) );
		$good = apply_filters( 'woocommerce_process_registration_errors', new WP_Error(), 'shopper', 'password', 'shopper@example.com' );
		self::assertFalse( $good->has_errors(), implode( ' ', $good->get_error_messages() ) );
		$user = self::user();
		self::assertSame( $mobile, Numbers::of( $user ) );
		// It was this account's alone.
		self::assertSame( '', Numbers::of( self::user() ) );
		// The checkout makes accounts without this form.
		self::assertFalse( apply_filters( 'woocommerce_registration_errors', new WP_Error(), 'x', 'x@example.com' )->has_errors() );
	}

	public function test_a_network_s_registration_keeps_the_number_until_it_is_activated() {
		$mobile = self::number();
		$this->post( array( 'mobile' => $mobile, 'send' => 'sms' ) );
		$_POST['stage'] = 'validate-user-signup';
		$result         = apply_filters( 'wpmu_validate_user_signup', array( 'errors' => new WP_Error() ) );
		self::assertStringContainsString( 'on its way', $result['errors']->get_error_message( 'ihuyi_sms' ) );
		$challenge = Form::of( Purpose::REGISTER )->reply->challenge;
		$this->post( array( 'mobile' => $mobile, 'challenge' => $challenge, 'code' => '000000' ) );
		$_POST['stage'] = 'validate-user-signup';
		self::assertTrue( apply_filters( 'wpmu_validate_user_signup', array( 'errors' => new WP_Error() ) )['errors']->has_errors() );
		$this->post( array( 'mobile' => $mobile, 'challenge' => $challenge, 'code' => Phones::code( $mobile ) ) );
		$_POST['stage'] = 'validate-user-signup';
		self::assertFalse( apply_filters( 'wpmu_validate_user_signup', array( 'errors' => new WP_Error() ) )['errors']->has_errors() );
		// The second step, the site's name: the form carries a proof, and is checked once more.
		ob_start();
		do_action( 'signup_hidden_fields', 'validate-site' );
		preg_match_all( '/name="ihuyi_sms_(\w+)" value="([^"]*)"/', ob_get_clean(), $hidden );
		$this->post( array_combine( $hidden[1], $hidden[2] ) );
		$_POST['stage'] = 'validate-blog-signup';
		$verified       = new ReflectionProperty( \IhuyiSms\Verify\Registration::class, 'mobile' );
		$verified->setAccessible( true );
		$verified->setValue( null, '' );
		self::assertFalse( apply_filters( 'wpmu_validate_user_signup', array( 'errors' => new WP_Error() ) )['errors']->has_errors() );
		$meta = apply_filters( 'add_signup_meta', array( 'lang_id' => 1 ) );
		self::assertSame( array( 'lang_id' => 1, 'ihuyi_sms_mobile' => $mobile ), $meta );
		self::assertSame( array(), apply_filters( 'add_signup_meta', array() ) );
		// While WordPress has not kept it yet nobody else may have the number, and a link is followed later than that.
		self::assertFalse( Numbers::claim( $mobile ) );
		do_action( 'after_signup_user', 'name', 'name@example.com', 'key', $meta );
		$user = self::user();
		self::assertSame( '', Numbers::of( $user ) );
		do_action( 'wpmu_activate_user', $user, 'password', $meta );
		self::assertSame( $mobile, Numbers::of( $user ) );
	}

	public function test_comments_by_other_doors() {
		Settings::save( array( 'comment' => 'guests' ) );
		wp_set_current_user( 0 );
		$refused = apply_filters( 'rest_pre_insert_comment', array( 'comment_content' => 'x' ), null );
		self::assertInstanceOf( WP_Error::class, $refused );
		// Links from other sites have no phone.
		$ping = array( 'comment_type' => 'pingback', 'comment_content' => 'x' );
		self::assertSame( $ping, apply_filters( 'preprocess_comment', $ping ) );
		Settings::save( array( 'comment' => 'off' ) );
		self::assertIsArray( apply_filters( 'rest_pre_insert_comment', array( 'comment_content' => 'x' ), null ) );
	}

	/** The next request's form. */
	private function post( array $fields ) {
		$fields += array( 'purpose' => Purpose::REGISTER, 'token' => Token::make( Purpose::REGISTER ) );
		$_POST   = array();
		foreach ( $fields as $name => $value ) {
			$_POST[ "ihuyi_sms_$name" ] = $value;
		}
		$forms = new ReflectionProperty( Form::class, 'forms' );
		$forms->setAccessible( true );
		$forms->setValue( null, array() );
	}

	private static function user() {
		static $made = 0;
		++$made;
		return wp_insert_user( array( 'user_login' => "verify$made", 'user_pass' => 'x', 'user_email' => "verify$made@example.com" ) );
	}
}

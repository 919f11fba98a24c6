<?php
// A stand-in for WP-CLI, which Debian has not: what the commands call of it, and nothing else.
namespace WP_CLI\Utils {
	function format_items( $format, $items, $fields ) {
		\WP_CLI::$lines[] = 'ids' === $format ? implode( ' ', $items ) : json_encode( array( $format, $items, $fields ), JSON_UNESCAPED_UNICODE );
	}
}

namespace {

	final class WP_CLI {
		public static $lines = array();
		public static $commands = array();

		public static function add_command( $name, $class ) {
			self::$commands[ $name ] = $class;
		}

		public static function line( $text ) {
			self::$lines[] = $text;
		}

		public static function success( $text ) {
			self::$lines[] = "Success: $text";
		}

		public static function error( $text ) {
			throw new RuntimeException( $text );
		}
	}

	/** `wp ihuyi`, by a stand-in for WP-CLI. */
	final class CommandsTest extends PHPUnit\Framework\TestCase {
		protected function setUp(): void {
			WP_CLI::$lines = array();
			IhuyiSms\Tests\Phones::reset();
		}

		private function run_command( $name, array $arguments = array(), array $options = array() ) {
			( new IhuyiSms\Cli() )->$name( $arguments, $options );
			return implode( "\n", WP_CLI::$lines );
		}

		private function fails( $name, array $arguments = array(), array $options = array() ) {
			try {
				$this->run_command( $name, $arguments, $options );
			} catch ( RuntimeException $e ) {
				return $e->getMessage();
			}
			self::fail( 'it did not fail: ' . implode( "\n", WP_CLI::$lines ) );
		}

		public function test_the_command_is_there_with_wp_cli_alone() {
			self::assertSame( array(), WP_CLI::$commands );
			define( 'WP_CLI', true );
			IhuyiSms\Cli::hook();
			self::assertSame( array( 'ihuyi' => 'IhuyiSms\Cli' ), WP_CLI::$commands );
			foreach ( array( 'send', 'balance', 'log', 'doctor', 'unlock', 'push_url' ) as $name ) {
				self::assertTrue( method_exists( 'IhuyiSms\Cli', $name ) );
			}
		}

		public function test_send_says_how_it_ended() {
			self::assertStringStartsWith( 'Success: accepted: 2 ', $this->run_command( 'send', array( '13800000030', '您好' ), array( 'reference' => 'cli-1' ) ) );
			self::assertStringContainsString( 'nothing was sent now', $this->run_command( 'send', array( '13800000030', '您好' ), array( 'reference' => 'cli-1' ) ) );
			self::assertCount( 1, IhuyiSms\Tests\Phones::inbox( '13800000030' ) );
			$said = $this->fails( 'send', array( '19900004072', '您好' ) );
			self::assertStringContainsString( 'refused: 4072', $said );
			self::assertStringContainsString( 'such service', $this->fails( 'send', array( '13800000030', 'x' ), array( 'service' => 'fax' ) ) );
			IhuyiSms\Tests\Phones::ask( 'faults', array( 'kind' => 'reset_after' ) );
			self::assertStringContainsString( 'do not send it again', $this->fails( 'send', array( '13800000031', '您好' ) ) );
		}

		public function test_balance_is_a_number() {
			self::assertMatchesRegularExpression( '/^\d+$/', $this->run_command( 'balance' ) );
			WP_CLI::$lines = array();
			self::assertMatchesRegularExpression( '/^\d+$/', $this->run_command( 'balance', array(), array( 'service' => 'voice' ) ) );
		}

		public function test_log_filters_and_masks() {
			$this->run_command( 'send', array( '13800000032', 'one' ) );
			WP_CLI::$lines = array();
			$said = $this->run_command( 'log', array(), array( 'mobile' => '13800000032', 'format' => 'json' ) );
			list( $format, $items, $fields ) = json_decode( $said, true );
			self::assertSame( 'json', $format );
			self::assertCount( 1, $items );
			self::assertSame( $fields, array_keys( $items[0] ) );
			self::assertSame( '138****0032', $items[0]['mobile'] );
			self::assertStringNotContainsString( '13800000032', $said );
		}

		public function test_doctor_finds_the_site_in_order_and_what_is_not() {
			IhuyiSms\Schedule::ensure();
			$said = $this->run_command( 'doctor' );
			self::assertStringContainsString( 'Success: ', $said );
			self::assertStringNotContainsString( 'BAD', $said );
			self::assertStringNotContainsString( '0123456789abcdef', $said );
			wp_clear_scheduled_hook( IhuyiSms\Schedule::HOURLY );
			WP_CLI::$lines = array();
			self::assertStringContainsString( '1 thing is wrong', $this->fails( 'doctor' ) );
			IhuyiSms\Schedule::ensure();
		}

		public function test_unlock_lets_a_number_have_a_code_again() {
			$ask = static function () {
				return IhuyiSms\Gateway::start_code( 'login', '13800000033', array( 'ip' => '192.0.2.33' ) )->status;
			};
			self::assertSame( 'sent', $ask() );
			self::assertSame( 'wait', $ask() );
			self::assertStringStartsWith( 'Success', $this->run_command( 'unlock', array( 'mobile', '+86 138 0000 0033' ) ) );
			self::assertSame( 'sent', $ask() );
			self::assertStringContainsString( 'breaker', $this->fails( 'unlock', array( 'moon', 'x' ) ) );
			self::assertStringContainsString( 'value', $this->fails( 'unlock', array( 'mobile' ) ) );
		}

		public function test_push_url_and_a_new_one() {
			$old = $this->run_command( 'push_url' );
			self::assertSame( IhuyiSms\Push\Receiver::address(), $old );
			WP_CLI::$lines = array();
			$new = $this->run_command( 'push_url', array(), array( 'renew' => true ) );
			self::assertNotSame( $old, $new );
			self::assertStringContainsString( '/ihuyi-sms/v1/push/', $new );
		}
	}
}

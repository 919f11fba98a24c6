<?php
/** That the tests in PHP stand where they think they do: inside a WordPress that has the plugin, with phones to read. */
final class SiteTest extends PHPUnit\Framework\TestCase {
	public function test_the_plugin_is_active() {
		self::assertTrue( is_plugin_active( 'ihuyi-sms/ihuyi-sms.php' ) );
	}

	public function test_the_sandbox_answers() {
		self::assertSame( array(), IhuyiSms\Tests\Phones::inbox() );
	}
}

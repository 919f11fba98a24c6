<?php
use IhuyiSms\Admin\Labels;
use IhuyiSms\Admin\LogExport;
use IhuyiSms\Log;
use IhuyiSms\Mobile;
use IhuyiSms\Tables;

/** The log as a table: rows, receipts, lists, and ten thousand of them. */
final class LogTest extends PHPUnit\Framework\TestCase {
	protected function setUp(): void {
		global $wpdb;
		$wpdb->query( 'DELETE FROM ' . Tables::name( 'log' ) );
	}

	private static function row( array $more = array() ) {
		return Log::begin( $more + array( 'service' => 'sms', 'mobile' => '13800000000', 'purpose' => 'test' ) );
	}

	private static function accepted( $message, $mobile = '13800000000' ) {
		return self::row( array( 'outcome' => 'accepted', 'message_id' => $message, 'mobile' => $mobile ) );
	}

	public function test_a_row_stands_before_anything_is_sent() {
		$id = self::row( array( 'words' => "ab\xffc" ) );
		self::assertSame( array( 'sending', '138****0000', 'ab?c' ), array( Log::row( $id )->outcome, Log::row( $id )->mobile, Log::row( $id )->words ) );
		Log::finish( $id, array( 'outcome' => 'accepted', 'code' => 2, 'message_id' => '17959962198333646672', 'mobile' => 'not to be changed' ) );
		self::assertSame( array( 'accepted', '17959962198333646672', '138****0000' ), array( Log::row( $id )->outcome, Log::row( $id )->message_id, Log::row( $id )->mobile ) );
	}

	public function test_a_reference_has_one_row_and_its_second_is_no_error() {
		global $wpdb;
		$first = self::row( array( 'reference' => 'order-1-paid' ) );
		self::assertGreaterThan( 0, $first );
		self::assertSame( 0, self::row( array( 'reference' => 'order-1-paid' ) ) );
		self::assertEquals( $first, Log::of_reference( 'order-1-paid' )->id );
		// None is not one.
		self::assertGreaterThan( 0, self::row() );
		self::assertGreaterThan( 0, self::row( array( 'reference' => '' ) ) );
		self::assertNull( Log::of_reference( '' ) );
	}

	public function test_a_row_is_claimed_once() {
		$id = self::row( array( 'outcome' => 'queued' ) );
		self::assertTrue( Log::claim( $id ) );
		self::assertFalse( Log::claim( $id ) );
		self::assertFalse( Log::claim( $id, array( 'not_sent', 'refused' ) ) );
		Log::finish( $id, array( 'outcome' => 'not_sent' ) );
		self::assertTrue( Log::claim( $id, array( 'not_sent', 'refused' ) ) );
	}

	public function test_a_sender_that_is_gone_leaves_an_unknown_and_no_failure() {
		$id = self::row( array( 'created' => time() - Log::STALE - 10 ) );
		self::assertSame( 'unknown', Log::outcome( Log::row( $id ) ) );
		self::assertSame( 'sending', Log::outcome( Log::row( self::row() ) ) );
		Log::prune( 90 );
		self::assertSame( 'unknown', Log::row( $id )->outcome );
	}

	public function test_a_receipt_finds_its_message() {
		$id = self::accepted( '901' );
		self::assertSame( $id, Log::receipt( '901', '13800000000', true, 'DELIVRD', 1790000000 ) );
		$row = Log::row( $id );
		self::assertSame( array( 'delivered', 'DELIVRD' ), array( $row->fate, $row->fate_code ) );
		self::assertEquals( 1790000000, $row->fate_time );
		// The same again, and a later word against it.
		self::assertSame( $id, Log::receipt( '901', '13800000000', true, 'DELIVRD', 1790000000 ) );
		self::assertSame( $id, Log::receipt( '901', '+8613800000000', false, 'MK:0001', 1790000099 ) );
		self::assertEquals( $row, Log::row( $id ) );
	}

	public function test_a_failure_may_still_become_a_delivery() {
		$id = self::accepted( '902' );
		Log::receipt( '902', '13800000000', false, "MK:0001<b>\n", 1790000000 );
		self::assertSame( array( 'failed', 'MK:0001' ), array( Log::row( $id )->fate, Log::row( $id )->fate_code ) );
		Log::receipt( '902', '13800000000', true, 'DELIVRD', 1790000060 );
		self::assertSame( 'delivered', Log::row( $id )->fate );
	}

	public function test_a_receipt_for_another_number_or_message_alters_nothing() {
		$id = self::accepted( '903' );
		foreach ( array( array( '903', '13800000001' ), array( '904', '13800000000' ), array( '', '13800000000' ), array( '903', '' ), array( "903' OR '1'='1", '13800000000' ) ) as $forged ) {
			self::assertSame( 0, Log::receipt( $forged[0], $forged[1], false, 'MK:0001', 1 ), implode( ' ', $forged ) );
		}
		self::assertSame( '', Log::row( $id )->fate );
	}

	/** Whose it may be, IhuyiSms\Push\Settle decides. */
	public function test_a_receipt_of_an_id_that_nobody_knows_alters_nothing_by_itself() {
		$id = self::row( array( 'outcome' => 'unknown', 'code' => -300 ) );
		self::assertSame( 0, Log::receipt( '905', '13800000000', true, 'DELIVRD', time() ) );
		self::assertSame( array( 'unknown', '', '' ), array( Log::row( $id )->outcome, Log::row( $id )->fate, Log::row( $id )->message_id ) );
	}

	public function test_filters() {
		$a = self::accepted( '1' );
		$b = self::row( array( 'outcome' => 'refused', 'purpose' => 'login', 'mobile' => '13800000001', 'user_id' => 3 ) );
		$c = self::accepted( '2', '13800000001' );
		Log::receipt( '2', '13800000001', true, 'DELIVRD', 1 );
		$d     = self::row( array( 'outcome' => 'accepted', 'created' => time() - 5 * DAY_IN_SECONDS, 'service' => 'voice' ) );
		$today = (int) wp_date( 'Ymd' );
		foreach ( array(
			array( array(), array( $d, $c, $b, $a ) ),
			array( array( 'outcome' => 'refused' ), array( $b ) ),
			array( array( 'fate' => 'delivered' ), array( $c ) ),
			array( array( 'fate' => 'none' ), array( $d, $a ) ),
			array( array( 'purpose' => 'login' ), array( $b ) ),
			array( array( 'mobile' => '138-0000-0001' ), array( $c, $b ) ),
			array( array( 'mobile_hash' => Mobile::hash( '13800000001' ), 'outcome' => 'accepted' ), array( $c ) ),
			array( array( 'mobile' => 'nobody' ), array() ),
			array( array( 'service' => 'voice' ), array( $d ) ),
			array( array( 'user_id' => 3 ), array( $b ) ),
			array( array( 'from' => $today ), array( $c, $b, $a ) ),
			array( array( 'to' => $today - 1 ), array( $d ) ),
			array( array( 'purpose' => "' OR 1=1 --" ), array() ),
		) as list( $filter, $ids ) ) {
			self::assertEquals( $ids, array_column( Log::find( $filter ), 'id' ), wp_json_encode( $filter ) );
			self::assertSame( count( $ids ), Log::count( $filter ) );
		}
		self::assertSame( array( 'login', 'test' ), Log::purposes() );
	}

	public function test_pages_follow_by_id_and_miss_nothing() {
		$all = array();
		for ( $i = 0; $i < 23; $i++ ) {
			array_unshift( $all, self::row() );
		}
		$seen   = array();
		$before = 0;
		while ( $rows = Log::find( array(), $before, 5 ) ) {
			$seen   = array_merge( $seen, array_column( $rows, 'id' ) );
			$before = end( $rows )->id;
			// What comes in between belongs to no older page.
			self::row( array( 'purpose' => 'late' ) );
		}
		self::assertEquals( $all, $seen );
		self::assertEquals( array_slice( $all, 5, 5 ), array_column( Log::find_newer( array( 'purpose' => 'test' ), $all[10], 5 ), 'id' ) );
		self::assertSame( 10, Log::count( array(), 10 ) );
	}

	public function test_days_add_up() {
		self::accepted( '1' );
		self::accepted( '2' );
		self::row( array( 'outcome' => 'unknown' ) );
		self::row( array( 'outcome' => 'refused' ) );
		self::row( array( 'outcome' => 'not_sent' ) );
		self::row( array( 'outcome' => 'queued' ) );
		self::accepted( '3' );
		Log::receipt( '1', '13800000000', true, 'DELIVRD', 1 );
		Log::receipt( '2', '13800000000', false, 'MK:0001', 1 );
		self::row( array( 'outcome' => 'accepted', 'created' => time() - 3 * DAY_IN_SECONDS ) );
		self::row( array( 'outcome' => 'accepted', 'created' => time() - 30 * DAY_IN_SECONDS ) );
		$days = Log::days( 14 );
		self::assertCount( 14, $days );
		self::assertSame( array( 'sent' => 3, 'delivered' => 1, 'failed' => 1, 'unknown' => 1, 'refused' => 2 ), $days[ (int) wp_date( 'Ymd' ) ] );
		self::assertSame( 4, array_sum( array_column( $days, 'sent' ) ) );
		$names = array_keys( $days );
		self::assertSame( (int) wp_date( 'Ymd' ), end( $names ) );
	}

	public function test_every_purpose_has_a_label() {
		$used = IhuyiSms\Verify\Purpose::ALL;
		foreach ( IhuyiSms\Notice\Notices::ROLES as $role ) {
			$used[] = 'order-' . $role;
		}
		// And whatever else the sources write into the log.
		foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( IhuyiSms\Plugin::path( 'includes' ), FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			preg_match_all( "/'purpose'\s*=>\s*'([a-z-]+[a-z])',/", file_get_contents( $file ), $found );
			$used = array_merge( $used, $found[1] );
		}
		self::assertContains( 'test', $used );
		self::assertContains( 'cli', $used );
		foreach ( array_unique( $used ) as $purpose ) {
			self::assertNotSame( $purpose, Labels::of( Labels::purposes(), $purpose ), $purpose );
		}
	}

	public function test_what_is_old_goes_and_the_rest_stays() {
		$old = self::row( array( 'outcome' => 'accepted', 'created' => time() - 91 * DAY_IN_SECONDS ) );
		$new = self::row( array( 'outcome' => 'accepted', 'created' => time() - 89 * DAY_IN_SECONDS ) );
		self::assertSame( 1, Log::prune( 90 ) );
		self::assertNull( Log::row( $old ) );
		self::assertNotNull( Log::row( $new ) );
	}

	public function test_a_notice_whose_mark_cannot_be_written_stays() {
		global $wpdb;
		$old  = time() - 91 * DAY_IN_SECONDS;
		$told = self::row( array( 'purpose' => 'order-customer', 'reference' => 'wc-1', 'outcome' => 'accepted', 'created' => $old ) );
		$wpdb->query( 'DROP TABLE ' . Tables::name( 'told' ) );
		$quiet = $wpdb->suppress_errors( true );
		self::assertSame( 0, Log::prune( 90 ) );
		$wpdb->suppress_errors( $quiet );
		self::assertNotNull( Log::row( $told ) );
		// As a site finds it that comes from the version before.
		update_option( Tables::OPTION, '1' );
		IhuyiSms\Plugin::ready();
		self::assertSame( 1, Log::prune( 90 ) );
		self::assertTrue( IhuyiSms\Notice\Told::has( 'wc-1' ) );
		self::assertFalse( IhuyiSms\Notice\Told::has( 'wc-2' ) );
	}

	public function test_the_rows_of_a_number_are_found_and_erased() {
		self::row();
		self::row( array( 'mobile' => '13800000001' ) );
		self::assertCount( 1, Log::of_mobile( Mobile::hash( '13800000001' ) ) );
		self::assertSame( 1, Log::erase_mobile( Mobile::hash( '13800000001' ) ) );
		self::assertSame( 0, Log::erase_mobile( '' ) );
		self::assertSame( array(), Log::of_mobile( '' ) );
		self::assertSame( 1, Log::count() );
	}

	/** @dataProvider cells */
	public function test_a_cell_is_no_formula( $cell, $written ) {
		self::assertSame( '"' . $written . "\"\r\n", LogExport::row( array( $cell ) ) );
	}

	public function cells() {
		return array(
			array( '=cmd|\'/c calc\'!A1', "'=cmd|'/c calc'!A1" ),
			array( '+86', "'+86" ),
			array( '-2+3', "'-2+3" ),
			array( '@SUM(1)', "'@SUM(1)" ),
			array( "\t=1", "'\t=1" ),
			array( " \r\n=1", "' \r\n=1" ),
			array( '＝1+1', "'＝1+1" ),
			array( '"=1', '""=1' ),
			array( '-501', '-501' ),
			array( '138****0000', '138****0000' ),
			array( '提交成功', '提交成功' ),
			array( "a\nb,\"c\"", "a\nb,\"\"c\"\"" ),
		);
	}

	/**
	 * Ten thousand rows: every list of the page is read along an index in its order, and no question looks at all rows to show fifty.
	 */
	public function test_ten_thousand_rows_are_read_along_an_index() {
		global $wpdb;
		$this->fill( 10000 );
		$asked = $this->asked(
			static function () {
				$number = array( 'mobile' => '13800000003' );
				foreach ( array( array(), array( 'outcome' => 'unknown' ), array( 'fate' => 'failed' ), array( 'purpose' => 'login' ), $number, array( 'user_id' => 3 ) ) as $filter ) {
					Log::find( $filter, 9000, 51 );
					Log::find_newer( $filter, 1000, 51 );
					Log::count( $filter );
				}
				Log::purposes();
				Log::days( 30 );
				Log::receipts( 3 * DAY_IN_SECONDS, HOUR_IN_SECONDS );
				Log::receipt( '17959962198333640001', '13800000001', true, 'DELIVRD', 1 );
				Log::of_reference( 'order-1' );
			}
		);
		self::assertGreaterThan( 20, count( $asked ) );
		$database = new PDO( 'sqlite:' . DB_DIR . '/' . DB_FILE );
		foreach ( $asked as $sql ) {
			foreach ( $database->query( "EXPLAIN QUERY PLAN $sql" )->fetchAll( PDO::FETCH_OBJ ) as $step ) {
				self::assertStringNotContainsString( 'TEMP B-TREE FOR ORDER BY', $step->detail, $sql );
				// To go through the rows themselves is good only where a bound ends it, newest first.
				if ( preg_match( '/^SCAN (?!counted|\(|SUBQUERY)/', $step->detail ) && ! preg_match( '/USING (COVERING )?INDEX/', $step->detail ) ) {
					self::assertStringContainsString( ' LIMIT ', $sql, $step->detail );
				}
			}
		}
	}

	/** The processor's time so far, in microseconds: whoever else wants the processor does not count. */
	private static function worked() {
		$used = getrusage();
		return 1e6 * ( $used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'] ) + $used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec'];
	}

	/** The same, seen from outside: the time for what the page asks grows by far less than the rows. */
	public function test_ten_thousand_rows_take_about_as_long_as_ten() {
		$page = static function () {
			$best = INF;
			for ( $i = 0; $i < 7; $i++ ) {
				$begin = self::worked();
				$rows  = Log::find( array(), 0, 51 );
				Log::find( array( 'outcome' => 'unknown' ), 0, 51 );
				Log::count();
				Log::purposes();
				$best = min( $best, self::worked() - $begin );
			}
			return array( $best, count( $rows ) );
		};
		$this->fill( 10 );
		list( $few, ) = $page();
		$this->setUp();
		$this->fill( 10000 );
		list( $many, $shown ) = $page();
		self::assertSame( 51, $shown );
		// A thousand times the rows; what grows is fifty rows in place of ten, and counting to a thousand.
		self::assertLessThan( 20, $many / $few );
	}

	private function fill( $n ) {
		global $wpdb;
		$outcomes = array( 'accepted', 'accepted', 'accepted', 'accepted', 'accepted', 'accepted', 'accepted', 'refused', 'not_sent', 'unknown' );
		$wpdb->query( 'BEGIN' );
		for ( $i = 0; $i < $n; $i += 100 ) {
			$values = array();
			for ( $j = $i; $j < min( $n, $i + 100 ); $j++ ) {
				$at       = time() - (int) ( ( $n - $j ) * 40 * DAY_IN_SECONDS / $n );
				$outcome  = $outcomes[ $j % 10 ];
				$fate     = 'accepted' === $outcome ? array( 'delivered', 'delivered', 'failed', '' )[ $j % 4 ] : '';
				$mobile   = (string) ( 13800000000 + $j % 500 );
				$values[] = $wpdb->prepare( '(%d,%d,%s,%s,%s,%s,%d,%s,%d,%s,%s,%s)', $at, (int) wp_date( 'Ymd', $at ), 'sms', array( 'register', 'login', 'reset' )[ $j % 3 ], Mobile::mask( $mobile ), self::hash( $mobile ), $j % 50, $outcome, 2, '1795996219833364' . ( 10000 + $j ), '提交成功', $fate );
			}
			$wpdb->query( 'INSERT INTO ' . Tables::name( 'log' ) . ' (created,day,service,purpose,mobile,mobile_hash,user_id,outcome,code,message_id,words,fate) VALUES ' . implode( ',', $values ) );
		}
		$wpdb->query( 'COMMIT' );
		self::assertSame( $n, Log::count( array(), 20000 ) );
	}

	private static function hash( $mobile ) {
		static $known = array();
		return isset( $known[ $mobile ] ) ? $known[ $mobile ] : $known[ $mobile ] = Mobile::hash( $mobile );
	}

	/** What was asked of the log's table meanwhile, in WordPress's own words. */
	private function asked( callable $what ) {
		$asked  = array();
		$listen = static function ( $sql ) use ( &$asked ) {
			if ( 0 === strpos( $sql, 'SELECT' ) ) {
				$asked[] = $sql;
			}
			return $sql;
		};
		add_filter( 'query', $listen );
		$what();
		remove_filter( 'query', $listen );
		return $asked;
	}
}

<?php
namespace IhuyiSms;

class Store {
	private $key;

	function ok( $a, array $ids ) {
		global $wpdb;
		$table = Tables::name( 'log' );
		$wpdb->query( "DELETE FROM $table" );
		$wpdb->get_var( $wpdb->prepare( "SELECT a FROM {$wpdb->prefix}b WHERE c = %s", $a ) );
		$where = array( '1 = 1' );
		$args = array();
		if ( $a ) {
			$where[] = 'a = %s';
			$args[] = $a;
		}
		$sql = "SELECT * FROM $table WHERE " . implode( ' AND ', $where );
		$wpdb->get_results( $wpdb->prepare( $sql . ' LIMIT %d', array_merge( $args, array( 10 ) ) ) );
		$marks = implode( ',', array_fill( 0, count( $ids ), '%d' ) );
		$wpdb->query( $wpdb->prepare( "DELETE FROM $table WHERE id IN ($marks)", $ids ) );
		list( $more, $values ) = self::where( $a );
		$wpdb->get_results( $wpdb->prepare( "SELECT a FROM $table WHERE $more", $values ) );
		$wpdb->insert( $table, array( 'a' => $a ) );
	}

	static function where( $a ) {
		$sql = 'a = %s';
		return array( $sql, array( $a ) );
	}

	static function open_where( $a ) {
		return array( 'a = ' . $a, array() );
	}

	function slips( $a, $column ) {
		global $wpdb;
		$wpdb->query( "DELETE FROM x WHERE a = $a" ); // slip
		$wpdb->get_results( $wpdb->prepare( "SELECT a FROM x ORDER BY $column LIMIT %d", 1 ) ); // slip
		$sql = 'SELECT 1';
		$sql .= ' WHERE a = ' . $a;
		$wpdb->get_var( $sql ); // slip
		list( $more, $values ) = self::open_where( $a );
		$wpdb->get_row( "SELECT a FROM x WHERE $more" ); // slip
		$wpdb->get_col( 'SELECT a FROM x WHERE b = ' . $this->key ); // slip
		$wpdb->query( 'DELETE FROM x WHERE a = ' . esc_sql( $a ) ); // slip
		$wpdb->query( $wpdb->prepare( "DELETE FROM x WHERE a = '%s'", $a ) ); // slip
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE a = %s', 'x', $a ) ); // slip
		$wpdb->query( $wpdb->prepare( 'DELETE FROM x WHERE a = %s AND b = %d', $a, 1, 2 ) ); // slip
		$wpdb->insert( $a, array() ); // slip
		foreach ( $a as $one ) {
			$GLOBALS['wpdb']->query( "DELETE FROM x WHERE a IN ($one)" ); // slip
		}
	}
}

<?php
namespace IhuyiSms;

function ok() {
	global $wpdb;
	foreach ( $wpdb->get_results( 'SELECT 1' ) as $row ) {
		$row->a = 1;
	}
	do {
		// phpcs:ignore IhuyiSms.Loop -- a thousand rows at a time, so that no lock is long.
		$gone = $wpdb->query( 'DELETE FROM x LIMIT 1000' );
	} while ( $gone > 0 );
}

function slips( $ids ) {
	global $wpdb;
	foreach ( $ids as $id ) {
		$wpdb->query( $wpdb->prepare( 'DELETE FROM x WHERE id = %d', $id ) ); // slip
		get_userdata( $id ); // slip
	}
	while ( $ids ) {
		new \WP_User_Query(); // slip
	}
	for ( $i = 0; $i < 9; $i++ ) {
		if ( $i ) {
			$wpdb->insert( 'x', array() ); // slip
		}
	}
}

<?php
namespace IhuyiSms;

function ok() {
	do_action( 'ihuyi_sms_sent', 1 );
	update_option( 'ihuyi_sms', array() );
	get_option( 'admin_email' );
	update_user_meta( 1, 'ihuyi_sms_mobile', '' );
	wp_enqueue_script( 'ihuyi-sms-verify', '' );
	set_transient( "ihuyi_sms_{$a}", 1 );
	wp_enqueue_script( 'wp-a11y' );
	set_transient( name( $a ), 1 );
	do_action( $own = 'ihuyi_sms_a' ); // slip
}

function name( $a ) {
	return 'ihuyi_sms_' . $a;
}

function other( $a ) {
	return $a;
}

function slips() {
	set_transient( other( $a ), 1 ); // slip
	do_action( 'sms_sent', 1 ); // slip
	apply_filters( 'sms_text', '' ); // slip
	update_option( 'sms', 1 ); // slip
	update_user_meta( 1, 'mobile', '' ); // slip
	set_transient( 'balance', 1 ); // slip
	wp_schedule_event( 1, 'hourly', 'sms_hourly' ); // slip
	define( 'SMS_FILE', __FILE__ ); // slip
	wp_enqueue_style( 'verify', '' ); // slip
	register_rest_route( 'sms/v1', '/a', array() ); // slip
	update_option( $name, 1 ); // slip
	wp_verify_nonce( '', 'send' ); // slip
}

<?php
namespace IhuyiSms;

function ok( $a ) {
	__( 'Settings', 'ihuyi-sms' );
	/* translators: %s: a number. */
	sprintf( __( 'The number %s.', 'ihuyi-sms' ), $a );
	sprintf(
		/* translators: 1: how many, 2: where. */
		_n( '%1$d message in %2$s', '%1$d messages in %2$s', $a, 'ihuyi-sms' ),
		$a,
		$a
	);
	_x( 'Sent', 'a message', 'ihuyi-sms' );
	_x( ', ', 'between two words', 'ihuyi-sms' );
	// phpcs:ignore IhuyiSms.Words -- the word that the gateway's rules ask for.
	$out = '退订';
}

function slips( $a ) {
	__( 'Settings' ); // slip
	__( 'Settings', 'other' ); // slip
	__( 'Settings', $a ); // slip
	__( $a, 'ihuyi-sms' ); // slip
	esc_html__( "Hello $a", 'ihuyi-sms' ); // slip
	__( 'Hello ' . $a, 'ihuyi-sms' ); // slip
	__( 'The number %s.', 'ihuyi-sms' ); // slip

	/* translators: many */
	__( '%s of %s', 'ihuyi-sms' ); // slip
	__( ' Sent', 'ihuyi-sms' ); // slip
	__( '<div class="a">Sent</div>', 'ihuyi-sms' ); // slip
	_n( 'one', 'many', 1, 'other' ); // slip
	$b = '短信'; // slip
}

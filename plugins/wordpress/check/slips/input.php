<?php
namespace IhuyiSms;

class Form {
	function ok() {
		if ( isset( $_POST['a'] ) && 'post' === $_SERVER['REQUEST_METHOD'] && ! empty( $_GET['b'] ) ) {
			$a = sanitize_text_field( wp_unslash( $_POST['a'] ) );
			$b = absint( $_GET['b'] );
			$c = isset( $_POST['c'] ) ? sanitize_key( $_POST['c'] ) : '';
			$d = array_map( 'sanitize_text_field', wp_unslash( (array) $_POST['d'] ) );
			$e = (int) $_POST['e']['f'];
			$f = sanitize_text_field( trim( wp_unslash( $_POST['a'] ?? '' ) ) );
		}
		$_COOKIE['g'] = $f;
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- a password is taken as it is.
		$password = wp_unslash( $_POST['pwd'] );
	}

	function slips() {
		$a = $_POST['a']; // slip
		$b = wp_unslash( $_POST['b'] ); // slip
		$c = sanitize_text_field( $_POST['c'] ); // slip
		$d = trim( wp_unslash( $_COOKIE['d'] ) ); // slip
		$e = $_SERVER['HTTP_X_FORWARDED_FOR']; // slip
		$f = array_map( 'trim', wp_unslash( $_POST['f'] ) ); // slip
		$g = isset( $_GET['g'] ) ? $_GET['g'] : ''; // slip
		foreach ( $_POST as $h ) { // slip
			$a = 1;
		}
		$i = Mobile::normalise( $_POST['i'] ); // slip
		$j = filter_input( INPUT_POST, 'j' ); // slip
	}
}

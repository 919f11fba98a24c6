<?php
namespace IhuyiSms;

class Form {
	function ok() {
		check_admin_referer( 'ihuyi_sms_a' );
		return sanitize_key( $_POST['a'] );
	}

	function far() {
		self::look();
		return sanitize_key( $_POST['a'] );
	}

	static function look() {
		if ( ! wp_verify_nonce( 'a', 'b' ) ) {
			exit;
		}
	}

	function slips() {
		return sanitize_key( $_POST['a'] ); // slip
	}

	function excused() {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- the form is WordPress' own, which has none.
		return sanitize_key( $_POST['a'] );
	}
}

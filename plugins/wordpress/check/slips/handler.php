<?php
namespace IhuyiSms;

class Actions {
	const ONE = 'ihuyi_sms_one';

	static function hook() {
		add_action( 'admin_post_' . self::ONE, array( __CLASS__, 'both' ) );
		add_action( 'wp_ajax_ihuyi_sms_far', array( self::class, 'far' ) );
		add_action( 'admin_post_nopriv_ihuyi_sms_listed', array( __CLASS__, 'neither' ) );
		add_action( 'init', array( __CLASS__, 'neither' ) );
		add_action( 'admin_post_ihuyi_sms_a', array( __CLASS__, 'nonce' ) ); // slip
		add_action( 'wp_ajax_ihuyi_sms_b', array( __CLASS__, 'capability' ) ); // slip
		add_action( 'wp_ajax_nopriv_ihuyi_sms_c', array( __CLASS__, 'neither' ) ); // slip
		add_action( 'admin_post_ihuyi_sms_d', array( __CLASS__, 'gone' ) ); // slip
	}

	static function both() {
		check_admin_referer( self::ONE );
		if ( ! current_user_can( 'manage_options' ) ) {
			exit;
		}
	}

	static function far() {
		self::both();
	}

	static function nonce() {
		check_ajax_referer( self::ONE );
	}

	static function capability() {
		return current_user_can( 'manage_options' );
	}

	static function neither() {
	}
}

<?php
namespace IhuyiSms;

class Routes {
	const SPACE = 'ihuyi-sms/v1';

	static function add() {
		register_rest_route( self::SPACE, '/ok', array( 'callback' => 'a', 'permission_callback' => array( __CLASS__, 'may' ) ) );
		register_rest_route( self::SPACE, '/listed', array( 'callback' => 'a', 'permission_callback' => '__return_true' ) );
		register_rest_route( self::SPACE, '/two', array( array( 'callback' => 'a', 'permission_callback' => array( self::class, 'may' ) ) ) );
		register_rest_route( self::SPACE, '/none', array( 'callback' => 'a' ) ); // slip
		register_rest_route( self::SPACE, '/open', array( 'callback' => 'a', 'permission_callback' => '__return_true' ) ); // slip
		register_rest_route( self::SPACE, '/hidden', array( 'callback' => 'a', 'permission_callback' => array( __CLASS__, 'all' ) ) ); // slip
		register_rest_route( self::SPACE, '/half', array( array( 'callback' => 'a', 'permission_callback' => array( self::class, 'may' ) ), array( 'callback' => 'b' ) ) ); // slip
		register_rest_route( self::SPACE, '/gone', array( 'callback' => 'a', 'permission_callback' => array( __CLASS__, 'gone' ) ) ); // slip
		register_rest_route( self::SPACE, '/far', self::options() ); // slip
		register_rest_route( self::SPACE, '/empty', array() ); // slip
	}

	static function may() {
		return current_user_can( 'manage_options' );
	}

	static function all() {
		return true;
	}
}

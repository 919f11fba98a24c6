<?php
/**
 * What the script asks.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Visitor;

/**
 * Three addresses: a token, a code, a picture. What they do the form's own buttons do, too; they know no more and allow no more.
 */
final class Rest {

	const SPACE = 'ihuyi-sms/v1';

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'rest_api_init', array( self::class, 'routes' ) );
	}

	/**
	 * The addresses.
	 */
	public static function routes() {
		$purpose = array(
			'type'     => 'string',
			'required' => true,
			'enum'     => Purpose::ALL,
		);
		$text    = array(
			'type'      => 'string',
			'default'   => '',
			'maxLength' => 200,
		);
		$paper   = array( 'maxLength' => 6000 ) + $text;
		$common  = array(
			'purpose' => $purpose,
			'token'   => array( 'required' => true ) + $text,
		);
		register_rest_route(
			self::SPACE,
			'/token',
			array(
				'methods'             => 'GET',
				'callback'            => array( self::class, 'token' ),
				'permission_callback' => array( self::class, 'near' ),
				'args'                => array( 'purpose' => $purpose ),
			)
		);
		register_rest_route(
			self::SPACE,
			'/code',
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'code' ),
				'permission_callback' => array( self::class, 'may' ),
				'args'                => $common + array(
					'mobile'     => $text,
					'channel'    => array(
						'type'    => 'string',
						'default' => 'sms',
						'enum'    => array( 'sms', 'voice' ),
					),
					'challenge'  => $paper,
					'picture_id' => $text,
					'picture'    => $text,
				),
			)
		);
		register_rest_route(
			self::SPACE,
			'/picture',
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'picture' ),
				'permission_callback' => array( self::class, 'may' ),
				'args'                => $common,
			)
		);
	}

	/**
	 * Whether the site has such a form, and one of its own pages asks.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return true|\WP_Error
	 */
	public static function near( $request ) {
		$origin = (string) get_http_origin();
		// A script of any page can be read, and a browser says no origin with it.
		// phpcs:ignore WordPress.Security.NonceVerification -- that it is there is reason enough.
		if ( isset( $_GET['_jsonp'] ) ) {
			return self::no();
		}
		if ( '' !== $origin && ! Near::ours( $origin ) ) {
			return self::no();
		}
		// Asked once more after the answer, for a header, even of a request whose fields did not fit.
		return is_string( $request['purpose'] ) && Purpose::open( $request['purpose'] ) ? true : self::no();
	}

	/**
	 * Whether the visitor was shown the form, and may use it.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return true|\WP_Error
	 */
	public static function may( $request ) {
		$near = self::near( $request );
		if ( true !== $near ) {
			return $near;
		}
		$purpose = (string) $request['purpose'];
		if ( Purpose::PROFILE === $purpose && ! is_user_logged_in() ) {
			return self::no();
		}
		if ( Purpose::LOGIN === $purpose && null === Ticket::read() ) {
			return new \WP_Error( 'ihuyi_sms_ticket', __( 'This login has expired. Please log in again.', 'ihuyi-sms' ), array( 'status' => 403 ) );
		}
		if ( ! Token::good( $purpose, $request['token'] ) ) {
			return new \WP_Error( 'ihuyi_sms_token', __( 'This page was open for too long, or cookies are off. Please load it again.', 'ihuyi-sms' ), array( 'status' => 403 ) );
		}
		return true;
	}

	/**
	 * A token, for forms of pages that came out of a cache.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return \WP_REST_Response
	 */
	public static function token( $request ) {
		Visitor::ensure();
		return self::answer( array( 'token' => Token::make( (string) $request['purpose'] ) ) );
	}

	/**
	 * Sends a code.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return \WP_REST_Response
	 */
	public static function code( $request ) {
		$purpose = (string) $request['purpose'];
		$more    = array();
		foreach ( array( 'channel', 'challenge', 'picture_id', 'picture' ) as $name ) {
			$more[ $name ] = (string) $request[ $name ];
		}
		if ( Purpose::LOGIN === $purpose ) {
			return self::answer( SecondFactor::send( $more, (string) $request['mobile'] )->to_array() );
		}
		if ( Purpose::PROFILE === $purpose ) {
			$more['user_id'] = get_current_user_id();
		}
		return self::answer( Codes::send( $purpose, (string) $request['mobile'], $more )->to_array() );
	}

	/**
	 * Another picture, for whom cannot read the first.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return \WP_REST_Response
	 */
	public static function picture( $request ) {
		return self::answer( Picture::of( (string) $request['purpose'] )->to_array() );
	}

	/**
	 * An answer that no cache keeps.
	 *
	 * @param array $body What it says.
	 * @return \WP_REST_Response
	 */
	private static function answer( array $body ) {
		$response = new \WP_REST_Response( $body );
		$response->header( 'Cache-Control', 'no-store, private, max-age=0' );
		return $response;
	}

	/**
	 * A refusal that explains nothing.
	 *
	 * @return \WP_Error
	 */
	private static function no() {
		return new \WP_Error( 'ihuyi_sms_no', __( 'This is not possible here.', 'ihuyi-sms' ), array( 'status' => 403 ) );
	}
}

<?php
/**
 * The address that the gateway pushes to.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

use IhuyiSms\Response;
use IhuyiSms\Settings;
use IhuyiSms\Tally;
use IhuyiSms\Visitor;

defined( 'ABSPATH' ) || exit;

/**
 * `ihuyi-sms/v1/push/<secret>` beneath the REST API's address.
 *
 * It is no registered route. For who does not know the secret there is nothing there: WordPress itself gives the answer
 * that it gives for any unknown route, whatever the method, and the API's index does not name it. And sites that close
 * the REST API to visitors still get their receipts.
 */
final class Receiver {

	/** Beneath the REST API's address. */
	const ROUTE = '/ihuyi-sms/v1/push/';

	/** Listens, before the REST server does. */
	public static function hook() {
		add_action( 'parse_request', array( __CLASS__, 'look' ), 5 );
	}

	/**
	 * The whole address, for the gateway's console; a password in itself.
	 *
	 * @return string Empty while there is no secret.
	 */
	public static function address() {
		$secret = (string) Settings::get( 'push_secret' );
		return '' === $secret ? '' : rest_url( ltrim( self::ROUTE, '/' ) . rawurlencode( $secret ) );
	}

	/**
	 * Whether this request is a push; then it is answered here, and ends.
	 *
	 * @param \WP $wp The request.
	 */
	public static function look( $wp ) {
		$route = isset( $wp->query_vars['rest_route'] ) && is_string( $wp->query_vars['rest_route'] ) ? $wp->query_vars['rest_route'] : '';
		if ( 0 !== strpos( $route, self::ROUTE ) ) {
			return;
		}
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- it is compared, and nothing else.
		$method = isset( $_SERVER['REQUEST_METHOD'] ) ? $_SERVER['REQUEST_METHOD'] : '';
		$said   = untrailingslashit( substr( $route, strlen( self::ROUTE ) ) );
		if ( ! self::knows( $said ) || ! self::may() ) {
			self::count( 'refused' );
			return;
		}
		if ( 'POST' !== $method && 'GET' !== $method ) {
			return;
		}
		self::answer( self::body( $method ) );
	}

	/**
	 * One more that was turned away. A number is all that stays: no stranger can fill the database.
	 *
	 * @param string $what refused (no secret, or from elsewhere), malformed, or failed: let in, and then there was an error.
	 */
	public static function count( $what ) {
		Tally::count( 'push ' . $what, 'site', PHP_INT_MAX >> 33, WEEK_IN_SECONDS );
	}

	/**
	 * How many were turned away in the week that runs.
	 *
	 * @param string $what As for count().
	 * @return int
	 */
	public static function counted( $what ) {
		return Tally::now( 'push ' . $what, 'site' );
	}

	/**
	 * Whether this is the secret; how long the answer takes does not tell how much of it is right.
	 *
	 * @param string $said What the request has in its place.
	 * @return bool
	 */
	private static function knows( $said ) {
		$secret = (string) Settings::get( 'push_secret' );
		// Twice hashed, so that not even the length tells.
		return strlen( $secret ) >= 16 && hash_equals( hash( 'sha256', $secret ), hash( 'sha256', $said ) );
	}

	/**
	 * Whether the request comes from an address of the list, where there is one.
	 *
	 * @return bool
	 */
	private static function may() {
		$list = trim( (string) Settings::get( 'push_addresses' ) );
		return '' === $list || Visitor::within( Visitor::ip(), preg_split( '/[\s,]+/', $list, -1, PREG_SPLIT_NO_EMPTY ) );
	}

	/**
	 * What was posted, a little more than the largest that is read at most.
	 *
	 * @param string $method POST or GET.
	 * @return string
	 */
	private static function body( $method ) {
		if ( 'POST' === $method ) {
			return trim( (string) file_get_contents( 'php://input', false, null, 0, Form::LARGEST + 1 ) );
		}
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- the raw query: its fields are read as those of a body are, by Form.
		$query = isset( $_SERVER['QUERY_STRING'] ) ? (string) $_SERVER['QUERY_STRING'] : '';
		$pairs = array_filter(
			explode( '&', $query ),
			static function ( $pair ) {
				return 0 !== strpos( $pair, 'rest_route=' );
			}
		);
		return implode( '&', $pairs );
	}

	/**
	 * Answers a push: keeps it, says `success`, and only then looks at what it means.
	 *
	 * @param string $body What was posted.
	 */
	private static function answer( $body ) {
		$fields = Form::fields( $body );
		if ( null === $fields ) {
			self::count( 'malformed' );
			Response::text( 400, __( 'This is not a push of the gateway. The address itself is right.', 'ihuyi-sms' ) );
			exit;
		}
		if ( ! Inbox::keep( Form::fingerprint( $fields ), $body, $fields ) ) {
			// Not success: the gateway will push it again.
			Response::text( 503, __( 'The push could not be kept. Please push it again.', 'ihuyi-sms' ) );
			exit;
		}
		Response::text( 200, 'success' );
		Response::close();
		// What is cut off here is taken up by the schedule.
		Inbox::work( 5, 10 );
		exit;
	}
}

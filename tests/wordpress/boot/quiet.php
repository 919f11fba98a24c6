<?php
// No mail leaves a test's site: each is a line of JSON beside it. And nobody is asked whether there is something newer.

add_filter(
	'pre_wp_mail',
	static function ( $sent, $mail ) {
		$mail['to'] = (array) $mail['to'];
		file_put_contents( dirname( WP_DEBUG_LOG ) . '/mail.jsonl', wp_json_encode( $mail ) . "\n", FILE_APPEND | LOCK_EX );
		return true;
	},
	10,
	2
);

foreach ( array( 'core', 'plugins', 'themes' ) as $ihuyi_test_kind ) {
	add_filter(
		"pre_site_transient_update_{$ihuyi_test_kind}",
		static function () {
			return (object) array(
				'last_checked'    => time(),
				'version_checked' => $GLOBALS['wp_version'],
				'updates'         => array(),
				'response'        => array(),
				'translations'    => array(),
				'checked'         => array(),
			);
		}
	);
}
add_filter( 'pre_site_transient_available_translations', '__return_empty_array' );
add_filter( 'translations_api', '__return_empty_array' );

// WordPress's own questions to its makers get an empty answer; who asked is written down, because a plugin has nothing to ask there.
add_filter(
	'pre_http_request',
	static function ( $answer, $request, $url ) {
		if ( in_array( wp_parse_url( $url, PHP_URL_HOST ), array( '127.0.0.1', 'localhost' ), true ) ) {
			return $answer;
		}
		$plugin = (bool) preg_grep( '~/plugins/ihuyi-sms/~', array_column( debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS ), 'file' ) );
		file_put_contents( dirname( WP_DEBUG_LOG ) . '/outside.jsonl', wp_json_encode( compact( 'url', 'plugin' ) ) . "\n", FILE_APPEND | LOCK_EX );
		if ( ! strpos( $url, '/update-check/' ) ) {
			return new WP_Error( 'http_request_failed', 'Nothing is asked for outside.' );
		}
		return array(
			'headers'  => array(),
			'body'     => '{"plugins":[],"themes":[],"no_update":[],"translations":[]}',
			'response' => array(
				'code'    => 200,
				'message' => 'OK',
			),
			'cookies'  => array(),
			'filename' => null,
		);
	},
	10,
	3
);

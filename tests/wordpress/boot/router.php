<?php
// What a web server's rules do: files as they are, dot files and data never, everything else is WordPress's; in a network a site's
// folder stands before the path.

$ihuyi_test_root = $_SERVER['DOCUMENT_ROOT'];
$ihuyi_test_path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
if ( preg_match( '~/\.|\.\.~', $ihuyi_test_path ) ) {
	http_response_code( 403 );
	return true;
}
if ( ! file_exists( $ihuyi_test_root . $ihuyi_test_path ) && preg_match( '~^/[^/]+(/(?:wp-(?:admin|content|includes)/.*|wp-[^/]+\.php|[^/]+\.php))$~', $ihuyi_test_path, $ihuyi_test_match ) ) {
	$ihuyi_test_path = $ihuyi_test_match[1];
}
if ( is_dir( $ihuyi_test_root . $ihuyi_test_path ) ) {
	$ihuyi_test_path = rtrim( $ihuyi_test_path, '/' ) . '/index.php';
}
if ( ! is_file( $ihuyi_test_root . $ihuyi_test_path ) ) {
	$ihuyi_test_path = '/index.php';
}
if ( '.php' !== substr( $ihuyi_test_path, -4 ) ) {
	if ( rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) ) === $ihuyi_test_path ) {
		return false;
	}
	$ihuyi_test_kinds = array( 'css' => 'text/css', 'js' => 'text/javascript', 'svg' => 'image/svg+xml', 'png' => 'image/png' );
	header( 'Content-Type: ' . ( $ihuyi_test_kinds[ pathinfo( $ihuyi_test_path, PATHINFO_EXTENSION ) ] ?? 'application/octet-stream' ) );
	readfile( $ihuyi_test_root . $ihuyi_test_path );
	return true;
}
$_SERVER['SCRIPT_NAME']     = $ihuyi_test_path;
$_SERVER['PHP_SELF']        = $ihuyi_test_path;
$_SERVER['SCRIPT_FILENAME'] = $ihuyi_test_root . $ihuyi_test_path;
unset( $_SERVER['PATH_INFO'] );
chdir( dirname( $_SERVER['SCRIPT_FILENAME'] ) );
require $_SERVER['SCRIPT_FILENAME'];

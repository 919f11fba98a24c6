<?php
// A fresh WordPress, as its own installer makes it, with a post to comment on and registration open.

define( 'WP_INSTALLING', true );
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( '测试站点', 'admin', 'admin@example.com', true, '', 'an admin of tests' );
foreach (
	array(
		'permalink_structure'       => '/%postname%/',
		'users_can_register'        => 1,
		'timezone_string'           => 'Asia/Shanghai',
		'comment_moderation'        => 0,
		'comment_previously_approved' => 0,
		'close_comments_for_old_posts' => 0,
	) as $name => $value
) {
	update_option( $name, $value );
}
flush_rewrite_rules( false );

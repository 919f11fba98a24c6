<?php
// Debian's translations of WordPress are older than the WordPress of the quick tests; these are the words that a picture would show in English.

add_filter(
	'gettext',
	static function ( $translation, $text, $domain ) {
		$words = array(
			'Howdy, %s'              => '您好，%s',
			'Username or Email Address' => '用户名或电子邮箱地址',
			'Please enter your username or email address. You will receive an email message with instructions on how to reset your password.' => '请输入您的用户名或电子邮箱地址，您会收到一封说明如何重设密码的邮件。',
			'Site Health'            => '站点健康',
			'Export Personal Data'   => '导出个人数据',
			'Erase Personal Data'    => '抹除个人数据',
			'Privacy'                => '隐私',
			'Theme File Editor'      => '主题文件编辑器',
			'Plugin File Editor'     => '插件文件编辑器',
			'Add New Plugin'         => '安装新插件',
			'Plugin activated.'      => '插件已启用。',
			'Bulk actions'           => '批量操作',
			'Save my name, email, and website in this browser for the next time I comment.' => '在此浏览器中保存我的名字、邮箱和网址，以便下次评论时使用。',
		);
		return 'zh_CN' === determine_locale() && $translation === $text && isset( $words[ $text ] ) ? $words[ $text ] : $translation;
	},
	10,
	3
);
add_filter(
	'gettext_with_context',
	static function ( $translation, $text ) {
		return '&larr; Go to %s' === $text && 'zh_CN' === determine_locale() ? '&larr; 返回 %s' : $translation;
	},
	10,
	2
);
add_filter( 'login_display_language_dropdown', '__return_false' );
add_filter( 'option_show_avatars', '__return_zero' );

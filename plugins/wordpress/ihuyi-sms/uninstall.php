<?php
/**
 * The plugin is deleted.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

// The plugin itself is not running: its main file brings the autoloader, and hooks nothing that matters here.
require_once __DIR__ . '/ihuyi-sms.php';

IhuyiSms\Wipe::uninstall();

<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;

/** Whatever others can see bears our name. */
final class Prefix implements Rule
{
    /** Function, place of the name, what it begins with. */
    private const NAMED = [
        'do_action' => [0, 'ihuyi_sms_'], 'do_action_ref_array' => [0, 'ihuyi_sms_'], 'apply_filters' => [0, 'ihuyi_sms_'],
        'apply_filters_ref_array' => [0, 'ihuyi_sms_'],
        'add_option' => [0, 'ihuyi_sms'], 'update_option' => [0, 'ihuyi_sms'], 'delete_option' => [0, 'ihuyi_sms'],
        'add_site_option' => [0, 'ihuyi_sms'], 'update_site_option' => [0, 'ihuyi_sms'], 'delete_site_option' => [0, 'ihuyi_sms'],
        'set_transient' => [0, 'ihuyi_sms'], 'get_transient' => [0, 'ihuyi_sms'], 'delete_transient' => [0, 'ihuyi_sms'],
        'set_site_transient' => [0, 'ihuyi_sms'],
        'add_user_meta' => [1, 'ihuyi_sms_'], 'update_user_meta' => [1, 'ihuyi_sms_'], 'delete_user_meta' => [1, 'ihuyi_sms_'],
        'update_post_meta' => [1, '_ihuyi_sms_'], 'add_post_meta' => [1, '_ihuyi_sms_'], 'update_comment_meta' => [1, 'ihuyi_sms_'],
        'add_comment_meta' => [1, 'ihuyi_sms_'],
        'wp_schedule_event' => [2, 'ihuyi_sms_'], 'wp_schedule_single_event' => [1, 'ihuyi_sms_'],
        'register_setting' => [1, 'ihuyi_sms'], 'add_shortcode' => [0, 'ihuyi_sms'], 'define' => [0, 'IHUYI_SMS_'],
        'wp_enqueue_script' => [0, 'ihuyi-sms'], 'wp_register_script' => [0, 'ihuyi-sms'], 'wp_enqueue_style' => [0, 'ihuyi-sms'],
        'wp_register_style' => [0, 'ihuyi-sms'], 'add_menu_page' => [3, 'ihuyi-sms'], 'add_submenu_page' => [4, 'ihuyi-sms'],
        'add_options_page' => [3, 'ihuyi-sms'], 'register_rest_route' => [0, 'ihuyi-sms/v1'],
        'wp_nonce_field' => [0, 'ihuyi_sms'], 'wp_create_nonce' => [0, 'ihuyi_sms'], 'check_admin_referer' => [0, 'ihuyi_sms'],
        'check_ajax_referer' => [0, 'ihuyi_sms'], 'wp_verify_nonce' => [1, 'ihuyi_sms'], 'setcookie' => [0, 'ihuyi_sms'],
        'wp_cache_set' => [2, 'ihuyi_sms'], 'wp_cache_get' => [1, 'ihuyi_sms'],
    ];
    /** Of others, and meant to be used or heard by them. */
    private const OTHERS = ['wp_rest', 'wp-i18n', 'wp-a11y', 'wp-util', 'common', 'woocommerce_*'];

    public function says(): string
    {
        return 'names that others can see begin with ours';
    }

    public function names(): array
    {
        return ['WordPress.NamingConventions.PrefixAllGlobals'];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Expr\FuncCall::class) as $call) {
            [$at, $prefix] = self::NAMED[Project::called($call)] ?? [0, ''];
            $name = $prefix === '' ? null : Project::argument($call, $at);
            if ($name === null) {
                continue;
            }
            $text = $project->literal($name);
            if (strncmp($text, $prefix, strlen($prefix)) !== 0 && !in_array($text, self::OTHERS, true)) {
                $findings[] = [$call, Project::called($call) . "(): {$text} does not begin with {$prefix}"];
            }
        }
        foreach ($source->all(Stmt\Function_::class, Stmt\Class_::class, Stmt\Interface_::class, Stmt\Trait_::class, Stmt\Const_::class) as $own) {
            $full = $own instanceof Stmt\Const_ ? $own->consts[0]->namespacedName : $own->namespacedName ?? null;
            if ($full === null) {
                continue;
            }
            $name = $full->toString();
            if (strncmp($name, 'IhuyiSms\\', 9) !== 0 && stripos($name, 'ihuyi_sms_') !== 0) {
                $findings[] = [$own, "{$name} stands outside of IhuyiSms\\"];
            }
        }
        return $findings;
    }
}

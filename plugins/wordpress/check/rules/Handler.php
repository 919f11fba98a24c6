<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node\Expr;

/** What admin-post.php and admin-ajax.php hand on looks at the nonce and at what the user may do. */
final class Handler implements Rule
{
    public function says(): string
    {
        return 'a handler looks at nonce and capability';
    }

    public function names(): array
    {
        return [];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Expr\FuncCall::class) as $call) {
            if (!in_array(Project::called($call), ['add_action', 'add_filter'], true)) {
                continue;
            }
            $hook = $project->literal(Project::argument($call, 0));
            if (!preg_match('/^(admin_post|wp_ajax|admin_action)_/', $hook)) {
                continue;
            }
            $handler = $project->callback(Project::argument($call, 1));
            if ($handler === null) {
                $findings[] = [$call, "{$hook}: its handler is not found"];
                continue;
            }
            $reached = $project->reaches($handler);
            if (array_intersect(Nonce::CHECKS, $reached) === [] && !$project->isOpen("nonce {$hook}")) {
                $findings[] = [$call, "{$hook}: no nonce is looked at"];
            }
            $may = array_intersect(['current_user_can', 'current_user_can_for_blog'], $reached);
            if ($may === [] && !$project->isOpen("capability {$hook}")) {
                $findings[] = [$call, "{$hook}: nobody asks what the user may do"];
            }
        }
        return $findings;
    }
}

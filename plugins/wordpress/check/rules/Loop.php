<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;

/** The database is not asked once for each thing. */
final class Loop implements Rule
{
    private const CALLS = [
        'get_posts', 'get_post', 'get_users', 'get_user_by', 'get_userdata', 'get_user_meta', 'update_user_meta', 'get_comments', 'get_comment',
        'update_option', 'get_transient', 'set_transient',
    ];

    public function says(): string
    {
        return 'the database is not asked in a loop';
    }

    public function names(): array
    {
        return ['IhuyiSms.Loop'];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Expr\MethodCall::class, Expr\FuncCall::class, Expr\New_::class) as $call) {
            $asks = $call instanceof Expr\MethodCall && Query::isDatabase($call->var)
                && in_array(Project::method($call), array_merge(Query::ASKS, ['insert', 'update', 'delete', 'replace']), true);
            $asks = $asks || in_array(Project::called($call), self::CALLS, true);
            $asks = $asks || ($call instanceof Expr\New_ && $call->class instanceof Node\Name && substr($call->class->getLast(), -6) === '_Query');
            if ($asks && $this->inLoop($call)) {
                $findings[] = [$call, 'in a loop: ' . Text::of($call)];
            }
        }
        return $findings;
    }

    private function inLoop(Node $node): bool
    {
        for ($child = $node, $up = $node->getAttribute('parent'); $up instanceof Node; $child = $up, $up = $up->getAttribute('parent')) {
            if ($up instanceof Node\FunctionLike) {
                return false;
            }
            // What a foreach goes through, and where a for begins, is asked once.
            if ($up instanceof Stmt\Foreach_ && $up->expr === $child || $up instanceof Stmt\For_ && in_array($child, $up->init, true)) {
                continue;
            }
            if ($up instanceof Stmt\Foreach_ || $up instanceof Stmt\For_ || $up instanceof Stmt\While_ || $up instanceof Stmt\Do_) {
                return true;
            }
        }
        return false;
    }
}

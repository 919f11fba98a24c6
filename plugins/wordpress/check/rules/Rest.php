<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;

/** Every REST route says who may call it. */
final class Rest implements Rule
{
    public function says(): string
    {
        return 'a REST route says who may call it';
    }

    public function names(): array
    {
        return [];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Expr\FuncCall::class) as $call) {
            if (Project::called($call) !== 'register_rest_route') {
                continue;
            }
            $route = $project->literal(Project::argument($call, 0)) . $project->literal(Project::argument($call, 1));
            $options = Project::argument($call, 2);
            if (!$options instanceof Expr\Array_) {
                $findings[] = [$call, "the options of {$route} are no array that can be read here"];
                continue;
            }
            $all = [$options];
            foreach ($options->items as $item) {
                if ($item->key === null && $item->value instanceof Expr\Array_) {
                    $all[] = $item->value;
                }
            }
            $routes = array_filter($all, function (Expr\Array_ $one): bool {
                return $this->option($one, 'callback') !== null;
            });
            if ($routes === []) {
                $findings[] = [$call, "{$route} has no callback"];
            }
            foreach ($routes as $one) {
                $wrong = $this->permission($this->option($one, 'permission_callback'), $project);
                if ($wrong !== '' && !($wrong === 'lets everybody in' && $project->isOpen("rest {$route}"))) {
                    $findings[] = [$call, "{$route} {$wrong}"];
                }
            }
        }
        return $findings;
    }

    private function permission(?Expr $by, Project $project): string
    {
        if ($by === null) {
            return 'has no permission_callback';
        }
        if ($by instanceof Node\Scalar\String_ && $by->value === '__return_true') {
            return 'lets everybody in';
        }
        $function = $project->callback($by);
        if ($function === null) {
            return 'has a permission_callback that is not found';
        }
        $body = $function->getStmts();
        $only = count($body) === 1 && $body[0] instanceof Stmt\Return_ ? $body[0]->expr : null;
        return $only instanceof Expr\ConstFetch && $only->name->toLowerString() === 'true' ? 'lets everybody in' : '';
    }

    private function option(Expr\Array_ $options, string $name): ?Expr
    {
        foreach ($options->items as $item) {
            if ($item->key instanceof Node\Scalar\String_ && $item->key->value === $name) {
                return $item->value;
            }
        }
        return null;
    }
}

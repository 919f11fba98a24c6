<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;

/** A file that is asked for by its address does nothing. */
final class Guard implements Rule
{
    public function says(): string
    {
        return 'a file does nothing without WordPress';
    }

    public function names(): array
    {
        return [];
    }

    public function findings(Source $source, Project $project): array
    {
        $statements = $source->tree;
        while ($statements !== []) {
            $first = array_shift($statements);
            if ($first instanceof Stmt\Namespace_) {
                $statements = array_merge($first->stmts, $statements);
                continue;
            }
            if ($first instanceof Stmt\Use_ || $first instanceof Stmt\Nop || $first instanceof Stmt\Declare_) {
                continue;
            }
            return $this->guards($first, basename($source->path)) ? [] : [[$first, 'before it nothing asks for ABSPATH']];
        }
        return [];
    }

    private function guards(Stmt $statement, string $file): bool
    {
        $constant = $file === 'uninstall.php' ? 'WP_UNINSTALL_PLUGIN' : 'ABSPATH';
        if ($statement instanceof Stmt\Expression && ($statement->expr instanceof Expr\BinaryOp\BooleanOr || $statement->expr instanceof Expr\BinaryOp\LogicalOr)) {
            return $this->asks($statement->expr->left, $constant) && $statement->expr->right instanceof Expr\Exit_;
        }
        if ($statement instanceof Stmt\If_ && $statement->cond instanceof Expr\BooleanNot) {
            $does = $statement->stmts[0] ?? null;
            return $this->asks($statement->cond->expr, $constant)
                && ($does instanceof Stmt\Return_ || $does instanceof Stmt\Expression && $does->expr instanceof Expr\Exit_);
        }
        return false;
    }

    private function asks(Expr $expr, string $constant): bool
    {
        $name = Project::argument($expr, 0);
        return Project::called($expr) === 'defined' && $name !== null && ($name->value ?? '') === $constant;
    }
}

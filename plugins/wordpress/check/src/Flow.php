<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;
use PhpParser\Node\Stmt;
use PhpParser\NodeFinder;

/**
 * Whether an expression is made of harmless parts alone. What is harmless a rule says itself (a literal always is); this follows
 * variables to everything that their function assigns to them, and our own methods to everything that they return. A parameter, a
 * property or a variable that comes from elsewhere is not harmless.
 */
final class Flow
{
    /** Functions that make of harmless things a harmless thing. */
    private const MAKES = [
        'sprintf', 'vsprintf', 'implode', 'join', 'trim', 'rtrim', 'ltrim', 'str_repeat', 'str_pad', 'array_fill', 'array_merge', 'array_keys',
        'array_values', 'strtoupper', 'strtolower', 'ucfirst', 'array_filter',
    ];

    /** @var Project */
    private $project;
    /** @var callable node -> true, false or null: look inside */
    private $leaf;

    public function __construct(Project $project, callable $leaf)
    {
        $this->project = $project;
        $this->leaf = $leaf;
    }

    /** @return Node[] the parts that are not harmless */
    public function harms(?Node $node, array $seen = []): array
    {
        if ($node === null || $node instanceof Scalar\EncapsedStringPart) {
            return [];
        }
        $known = ($this->leaf)($node);
        if ($known !== null) {
            return $known ? [] : [$node];
        }
        if ($node instanceof Scalar\Encapsed) {
            return $this->any($node->parts, $seen);
        }
        if ($node instanceof Scalar || $node instanceof Expr\ConstFetch || $node instanceof Expr\ClassConstFetch) {
            return [];
        }
        if ($node instanceof Expr\BinaryOp\Concat || $node instanceof Expr\BinaryOp\Coalesce) {
            return $this->any([$node->left, $node->right], $seen);
        }
        if ($node instanceof Expr\Ternary) {
            return $this->any([$node->if ?? $node->cond, $node->else], $seen);
        }
        if ($node instanceof Expr\Array_) {
            return $this->any(array_map(static function ($item) {
                return $item === null ? null : $item->value;
            }, $node->items), $seen);
        }
        if ($node instanceof Expr\Assign) {
            return $this->harms($node->expr, $seen);
        }
        if ($node instanceof Expr\ArrayDimFetch) {
            return $this->harms($node->var, $seen) === [] ? [] : [$node];
        }
        if (in_array(Project::called($node), self::MAKES, true)) {
            return $this->any(array_map(static function ($arg) {
                return $arg->value;
            }, $node->args), $seen);
        }
        if ($node instanceof Expr\Variable) {
            return $this->variable($node, $seen) ? [] : [$node];
        }
        $target = $this->project->target($node);
        return $target !== null && $this->returns($target, null, $seen) ? [] : [$node];
    }

    private function any(array $nodes, array $seen): array
    {
        $harms = [];
        foreach ($nodes as $node) {
            $harms = array_merge($harms, $this->harms($node, $seen));
        }
        return $harms;
    }

    /** Whether everything that a function returns is harmless; only one place of the arrays that it returns, when $at names one. */
    private function returns(Node $function, ?int $at, array $seen): bool
    {
        if (in_array([$function, $at], $seen, true)) {
            return true;
        }
        $seen[] = [$function, $at];
        $returned = array_filter((new NodeFinder())->findInstanceOf((array) $function->getStmts(), Stmt\Return_::class), static function ($return): bool {
            return $return->expr !== null;
        });
        foreach ($returned as $return) {
            $what = $return->expr;
            if ($at !== null) {
                $what = $what instanceof Expr\Array_ && isset($what->items[$at]) ? $what->items[$at]->value : new Expr\Variable('unknown');
            }
            if ($this->harms($what, $seen) !== []) {
                return false;
            }
        }
        return $returned !== [];
    }

    private function variable(Expr\Variable $variable, array $seen): bool
    {
        $scope = Project::scope($variable);
        if ($scope === null || !is_string($variable->name)) {
            return false;
        }
        if (in_array([$scope, $variable->name], $seen, true)) {
            return true;
        }
        $seen[] = [$scope, $variable->name];
        $assigned = false;
        $functions = array_merge([$scope], (new NodeFinder())->findInstanceOf((array) $scope->getStmts(), Expr\Closure::class));
        foreach ($functions as $function) {
            foreach ($function->getParams() as $parameter) {
                if ($parameter->var->name === $variable->name) {
                    return false;
                }
            }
        }
        foreach ((new NodeFinder())->findInstanceOf((array) $scope->getStmts(), Node::class) as $node) {
            foreach ($this->given($node, $variable->name) as $given) {
                $assigned = true;
                if ($given === false || (is_array($given) ? !$this->returns($given[0], $given[1], $seen) : $this->harms($given, $seen) !== [])) {
                    return false;
                }
            }
        }
        return $assigned;
    }

    /** What a node gives to a variable: expressions, a function with a place in what it returns, or false for what cannot be followed. */
    private function given(Node $node, string $name): array
    {
        if ($node instanceof Expr\Assign && ($node->var instanceof Expr\List_ || $node->var instanceof Expr\Array_)) {
            foreach ($node->var->items as $at => $item) {
                if ($item !== null && $this->isRoot($item->value, $name)) {
                    $target = $this->project->target($node->expr);
                    return [$target === null ? false : [$target, $at]];
                }
            }
            return [];
        }
        if (($node instanceof Expr\Assign || $node instanceof Expr\AssignOp) && $this->isRoot($node->var, $name)) {
            return [$node->expr];
        }
        if ($node instanceof Expr\AssignRef && $this->isRoot($node->var, $name)) {
            return [false];
        }
        if ($node instanceof Stmt\Foreach_) {
            $key = $node->keyVar !== null && $this->isRoot($node->keyVar, $name);
            if ($key) {
                return [$this->fixedKeys($node->expr) ? new Scalar\String_('') : false];
            }
            return $this->isRoot($node->valueVar, $name) ? [$node->expr] : [];
        }
        if ($node instanceof Stmt\Global_ || $node instanceof Stmt\Catch_) {
            foreach ($node instanceof Stmt\Global_ ? $node->vars : [$node->var] as $var) {
                if ($var !== null && $this->isRoot($var, $name)) {
                    return [false];
                }
            }
        }
        return [];
    }

    private function isRoot(Node $node, string $name): bool
    {
        while ($node instanceof Expr\ArrayDimFetch) {
            $node = $node->var;
        }
        return $node instanceof Expr\Variable && $node->name === $name;
    }

    private function fixedKeys(Expr $expr): bool
    {
        if (!$expr instanceof Expr\Array_) {
            return $expr instanceof Expr\ClassConstFetch;
        }
        foreach ($expr->items as $item) {
            if ($item === null || !($item->key === null || $item->key instanceof Scalar)) {
                return false;
            }
        }
        return true;
    }
}

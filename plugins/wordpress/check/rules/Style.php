<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Expr\BinaryOp;
use PhpParser\Node\Scalar;
use PhpParser\Node\Stmt;

/** What the WordPress coding standard asks for and no sniff in Debian looks at. */
final class Style implements Rule
{
    public function says(): string
    {
        return 'WordPress style: Yoda, strict comparison, names';
    }

    public function names(): array
    {
        return [
            'WordPress.PHP.YodaConditions', 'WordPress.PHP.StrictComparisons', 'WordPress.PHP.StrictInArray', 'WordPress.PHP.DisallowShortTernary',
            'WordPress.NamingConventions', 'IhuyiSms.Style',
        ];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Node::class) as $node) {
            foreach ($this->wrong($node) as $wrong) {
                $findings[] = [$node, $wrong];
            }
        }
        foreach (explode("\n", $source->text) as $at => $line) {
            // A text that is translated, a query and an element of a page stand in one piece, because they are looked for.
            if (mb_strlen(str_replace("\t", '    ', $line)) > 180 && !preg_match('/phpcs:|^\s+echo \'<|\b(_[_xn]|esc_(html|attr)_[_ex])\( \'|"(SELECT|UPDATE|INSERT|DELETE) |^ \* Description:/', $line)) {
                $findings[] = [$at + 1, 'longer than 180 characters'];
            }
        }
        foreach ($source->all(Stmt\Class_::class) as $class) {
            $file = 'class-' . strtolower((string) preg_replace(['/(?<=[a-z0-9])(?=[A-Z])/', '/_/'], '-', (string) $class->name)) . '.php';
            if ($class->name !== null && strpos($source->path, 'includes/') === 0 && basename($source->path) !== $file) {
                $findings[] = [$class, "{$class->name} does not stand in {$file}"];
            }
        }
        return $findings;
    }

    /** @return string[] */
    private function wrong(Node $node): array
    {
        $wrong = [];
        $strict = $node instanceof BinaryOp\Identical || $node instanceof BinaryOp\NotIdentical;
        $loose = $node instanceof BinaryOp\Equal || $node instanceof BinaryOp\NotEqual;
        if ($loose) {
            $wrong[] = 'compared with == or !=: ' . Text::of($node);
        }
        if (($strict || $loose) && $this->fixed($node->right) && $this->varies($node->left)) {
            $wrong[] = 'not in Yoda order: ' . Text::of($node);
        }
        if (in_array(Project::called($node), ['in_array', 'array_search'], true) && count($node->args) < 3) {
            $wrong[] = 'compares loosely: ' . Text::of($node);
        }
        $named = $node instanceof Stmt\Function_ || $node instanceof Stmt\ClassMethod ? (string) $node->name : null;
        if ($node instanceof Expr\Variable || $node instanceof Stmt\PropertyProperty) {
            $named = $node->name instanceof Node\VarLikeIdentifier ? $node->name->toString() : $node->name;
        }
        if (is_string($named) && preg_match('/[A-Z]/', $named) && !preg_match('/^(__\w+|_[A-Z]+|GLOBALS)$/', $named)) {
            $wrong[] = "not snake_case: {$named}";
        }
        if ($node instanceof Expr\Ternary && $node->if === null) {
            $wrong[] = 'a short ternary: ' . Text::of($node);
        }
        return $wrong;
    }

    private function varies(Expr $expr): bool
    {
        return $expr instanceof Expr\Variable || $expr instanceof Expr\PropertyFetch || $expr instanceof Expr\StaticPropertyFetch
            || $expr instanceof Expr\ArrayDimFetch;
    }

    private function fixed(Expr $expr): bool
    {
        return $expr instanceof Scalar || $expr instanceof Expr\ConstFetch || $expr instanceof Expr\ClassConstFetch;
    }
}

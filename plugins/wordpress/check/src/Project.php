<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;
use PhpParser\Node\Stmt;
use PhpParser\NodeFinder;

/** All files of a plugin together: who is called, and what a constant is. */
final class Project
{
    /** @var Source[] */
    public $sources = [];
    /** @var string[] lines of the list of what is open to everybody on purpose */
    public $open = [];
    /** @var array<string,bool> */
    public $openUsed = [];
    /** @var Stmt\Class_[] by lower-case name */
    private $classes = [];
    /** @var Stmt\Function_[] by lower-case name */
    private $functions = [];

    /** @param Source[] $sources */
    public function __construct(array $sources)
    {
        $this->sources = $sources;
        foreach ($sources as $source) {
            foreach ($source->all(Stmt\Class_::class, Stmt\Trait_::class) as $class) {
                if ($class->namespacedName !== null) {
                    $this->classes[$class->namespacedName->toLowerString()] = $class;
                }
            }
            foreach ($source->all(Stmt\Function_::class) as $function) {
                $this->functions[$function->namespacedName->toLowerString()] = $function;
            }
        }
    }

    /** The name of a called function in lower case, without its namespace; '' when it is no plain call. */
    public static function called(Node $node): string
    {
        if ($node instanceof Expr\FuncCall && $node->name instanceof Node\Name) {
            return strtolower($node->name->getLast());
        }
        return '';
    }

    /** The name of a called method in lower case, '' when it is none. */
    public static function method(Node $node): string
    {
        $call = $node instanceof Expr\MethodCall || $node instanceof Expr\StaticCall;
        return $call && $node->name instanceof Node\Identifier ? $node->name->toLowerString() : '';
    }

    /** The argument at a place, null when there is none. */
    public static function argument(Node $call, int $at): ?Expr
    {
        return isset($call->args[$at]) && $call->args[$at] instanceof Node\Arg ? $call->args[$at]->value : null;
    }

    /** The function or method around a node; what a closure holds belongs to the function around it. */
    public static function scope(Node $node): ?Node
    {
        for ($up = $node->getAttribute('parent'); $up !== null; $up = $up->getAttribute('parent')) {
            if ($up instanceof Stmt\Function_ || $up instanceof Stmt\ClassMethod) {
                return $up;
            }
        }
        return null;
    }

    /** @return Expr[] what the function, the closure or the file around a variable assigns to it */
    public static function given(Expr\Variable $variable): array
    {
        $around = $variable;
        while ($around->getAttribute('parent') !== null && !$around instanceof Node\FunctionLike) {
            $around = $around->getAttribute('parent');
        }
        $given = [];
        foreach ((new NodeFinder())->findInstanceOf([$around], Expr\Assign::class) as $assign) {
            if ($assign->var instanceof Expr\Variable && $assign->var->name === $variable->name) {
                $given[] = $assign->expr;
            }
        }
        return $given;
    }

    public static function classOf(Node $node): ?Stmt\ClassLike
    {
        for ($up = $node; $up !== null; $up = $up->getAttribute('parent')) {
            if ($up instanceof Stmt\ClassLike) {
                return $up;
            }
        }
        return null;
    }

    /** The line in which the statement begins that a node is part of. */
    public static function statementLine(Node $node): int
    {
        for ($up = $node; $up !== null; $up = $up->getAttribute('parent')) {
            if ($up instanceof Stmt) {
                return $up->getStartLine();
            }
        }
        return $node->getStartLine();
    }

    /** The text of an expression as far as it is fixed, with * for each part that is not. */
    public function literal(?Node $node, int $depth = 0): string
    {
        if ($node instanceof Scalar\String_ || $node instanceof Scalar\EncapsedStringPart) {
            return $node->value;
        }
        if ($node instanceof Expr\BinaryOp\Concat) {
            return $this->literal($node->left, $depth) . $this->literal($node->right, $depth);
        }
        if ($node instanceof Scalar\Encapsed) {
            return implode('', array_map(function (Node $part) use ($depth): string {
                return $this->literal($part, $depth);
            }, $node->parts));
        }
        if ($node instanceof Scalar\MagicConst\Class_) {
            $class = self::classOf($node);
            return $class !== null && $class->namespacedName !== null ? $class->namespacedName->toString() : '*';
        }
        if ($node instanceof Expr\ClassConstFetch && $node->name instanceof Node\Identifier) {
            $class = $this->classNamed($node->class, $node);
            if ($node->name->toLowerString() === 'class') {
                return $class !== null ? $class->namespacedName->toString() : ($node->class instanceof Node\Name ? $node->class->toString() : '*');
            }
            foreach ($class !== null ? $class->stmts : [] as $statement) {
                foreach ($statement instanceof Stmt\ClassConst ? $statement->consts : [] as $constant) {
                    if ($constant->name->toString() === $node->name->toString()) {
                        return $this->literal($constant->value, $depth);
                    }
                }
            }
        }
        $target = $node !== null ? $this->target($node) : null;
        $returns = $target !== null ? (new NodeFinder())->findInstanceOf((array) $target->getStmts(), Stmt\Return_::class) : [];
        if (count($returns) === 1 && $depth < 5) {
            return $this->literal($returns[0]->expr, $depth + 1);
        }
        return '*';
    }

    /** One of our own classes, by what stands before ::. */
    public function classNamed(Node $name, Node $at): ?Stmt\ClassLike
    {
        if ($name instanceof Scalar\MagicConst\Class_ || ($name instanceof Expr\Variable && $name->name === 'this')) {
            return self::classOf($at);
        }
        if ($name instanceof Expr) {
            $name = new Node\Name(ltrim($this->literal($name), '\\') ?: '*');
        }
        if (in_array($name->toLowerString(), ['self', 'static'], true)) {
            return self::classOf($at);
        }
        return $this->classes[$name->toLowerString()] ?? null;
    }

    /** Our own function or method that a call calls. */
    public function target(Node $call): ?Node
    {
        $name = self::method($call);
        if ($name !== '') {
            $class = $this->classNamed($call instanceof Expr\StaticCall ? $call->class : $call->var, $call);
            return $class !== null ? $class->getMethod($name) : null;
        }
        if ($call instanceof Expr\FuncCall && $call->name instanceof Node\Name) {
            $full = $call->name->getAttribute('namespacedName') ?? $call->name;
            return $this->functions[$full->toLowerString()] ?? $this->functions[$call->name->toLowerString()] ?? null;
        }
        return null;
    }

    /** Our own function or method that a callback names. */
    public function callback(?Node $node): ?Node
    {
        if ($node instanceof Expr\Closure) {
            return $node;
        }
        if ($node instanceof Expr\Array_ && count($node->items) === 2) {
            $class = $this->classNamed($node->items[0]->value, $node);
            return $class !== null ? $class->getMethod($this->literal($node->items[1]->value)) : null;
        }
        $name = strtolower(ltrim($this->literal($node), '\\'));
        if (strpos($name, '::') !== false) {
            [$class, $method] = explode('::', $name);
            return isset($this->classes[$class]) ? $this->classes[$class]->getMethod($method) : null;
        }
        return $this->functions[$name] ?? null;
    }

    /** @return string[] the functions that one calls, by itself or through ours, in lower case */
    public function reaches(Node $function, array &$seen = []): array
    {
        if (in_array($function, $seen, true)) {
            return [];
        }
        $seen[] = $function;
        $names = [];
        $calls = [Expr\FuncCall::class, Expr\StaticCall::class, Expr\MethodCall::class];
        $found = (new NodeFinder())->find((array) $function->getStmts(), static function (Node $node) use ($calls): bool {
            return in_array(get_class($node), $calls, true);
        });
        foreach ($found as $call) {
            $names[] = self::called($call);
            $target = $this->target($call);
            if ($target !== null) {
                $names = array_merge($names, $this->reaches($target, $seen));
            }
        }
        return array_values(array_unique(array_filter($names)));
    }

    /** Whether the list of what is open on purpose names this; it is then of use. */
    public function isOpen(string $what): bool
    {
        foreach (array_keys($this->open) as $name) {
            if ($name === $what) {
                $this->openUsed[$name] = true;
                return true;
            }
        }
        return false;
    }
}

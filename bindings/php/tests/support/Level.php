<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PhpParser\Error;
use PhpParser\Lexer\Emulative;
use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;
use PhpParser\NodeFinder;
use PhpParser\ParserFactory;

/**
 * Whether a source file is one that an old PHP can parse and run. PHP-Parser's emulating lexer reads it as PHP 7.4 would (match, enum and
 * readonly are no words of the language there), and it has a grammar of PHP 5 and one of all later versions; what these let through
 * is looked for here.
 */
final class Level
{
    /** Functions, classes and constants by the version that brought them. */
    private const NEWER = [
        80500 => ['array_first', 'array_last'],
        80400 => ['array_find', 'array_any', 'array_all', 'mb_trim', 'mb_ucfirst'],
        80300 => ['json_validate', 'mb_str_pad', 'str_increment'],
        80200 => ['ini_parse_quantity', 'memory_reset_peak_usage', 'sensitiveparametervalue'],
        80100 => ['array_is_list', 'enum_exists', 'fsync'],
        80000 => [
            'str_contains', 'str_starts_with', 'str_ends_with', 'fdiv', 'get_debug_type', 'get_resource_id', 'preg_last_error_msg',
            'stringable', 'weakmap', 'valueerror', 'unhandledmatcherror',
        ],
        70400 => ['mb_str_split', 'password_algos', 'weakreference'],
        70300 => ['array_key_first', 'array_key_last', 'is_countable', 'hrtime', 'jsonexception', 'json_throw_on_error'],
        70200 => [
            'spl_object_id', 'mb_chr', 'mb_ord', 'mb_scrub', 'stream_isatty', 'php_os_family', 'php_float_epsilon',
            'json_invalid_utf8_ignore', 'json_invalid_utf8_substitute', 'preg_unmatched_as_null',
        ],
        70100 => ['is_iterable', 'session_gc', 'argumentcounterror', 'json_unescaped_line_terminators'],
        70000 => ['random_bytes', 'random_int', 'intdiv', 'error_clear_last', 'preg_replace_callback_array', 'typeerror'],
    ];

    /** What PHP 5 took as no name of a method or a constant; of class alone there is Name::class. */
    private const WORDS = [
        'abstract', 'and', 'array', 'as', 'break', 'callable', 'case', 'catch', 'clone', 'const', 'continue', 'declare',
        'default', 'die', 'do', 'echo', 'else', 'elseif', 'empty', 'eval', 'exit', 'extends', 'final', 'finally', 'for',
        'foreach', 'function', 'global', 'goto', 'if', 'implements', 'include', 'instanceof', 'insteadof', 'interface',
        'isset', 'list', 'namespace', 'new', 'or', 'print', 'private', 'protected', 'public', 'require', 'return', 'static',
        'switch', 'throw', 'trait', 'try', 'unset', 'use', 'var', 'while', 'xor', 'yield',
    ];

    /** @var int as PHP_VERSION_ID */
    private $level;

    /** @var string[] */
    private $findings = [];

    private function __construct(int $level)
    {
        $this->level = $level;
    }

    /**
     * @param int $level as PHP_VERSION_ID
     * @return string[] what that PHP would not understand
     */
    public static function findings(string $source, int $level): array
    {
        $check = new self($level);
        $options = ['phpVersion' => '7.4', 'usedAttributes' => ['startLine', 'startTokenPos', 'endTokenPos', 'kind']];
        $lexer = new Emulative($options);
        try {
            $grammar = $level < 70000 ? ParserFactory::ONLY_PHP5 : ParserFactory::ONLY_PHP7;
            $tree = (array) (new ParserFactory())->create($grammar, $lexer)->parse(self::withoutAttributes($source));
        } catch (Error $e) {
            return ['syntax: ' . $e->getMessage()];
        }
        foreach ((new NodeFinder())->findInstanceOf($tree, Node::class) as $node) {
            $check->newSyntax($node);
            $check->types($node);
            $check->names($node);
            $check->trailingComma($node, $lexer->getTokens());
            $check->commaOfCall($node, $lexer->getTokens());
        }
        return $check->findings;
    }

    /** To PHP 7 an attribute is a comment that goes to the end of its line. */
    private static function withoutAttributes(string $source): string
    {
        $out = '';
        foreach (token_get_all($source) as $token) {
            $text = is_array($token) ? $token[1] : $token;
            $out .= $text === '#[' ? '# [' : $text;
        }
        return $out;
    }

    private function need(int $level, bool $found, string $what, Node $node): void
    {
        if ($found && $level > $this->level) {
            $this->findings[] = "line {$node->getStartLine()}: {$what}";
        }
    }

    private function newSyntax(Node $node): void
    {
        $parameter = $node instanceof Node\Param;
        $this->need(80000, $parameter && $node->flags !== 0, 'promoted parameter', $node);
        $this->need(80000, $node instanceof Node\Arg && $node->name !== null, 'named argument', $node);
        $this->need(80000, $node instanceof Expr\Throw_, 'throw expression', $node);
        $this->need(80000, $node instanceof Stmt\Catch_ && $node->var === null, 'catch without a variable', $node);
        $nullsafe = $node instanceof Expr\NullsafePropertyFetch || $node instanceof Expr\NullsafeMethodCall;
        $this->need(80000, $nullsafe, '?->', $node);
        $object = $node instanceof Expr\ClassConstFetch && $node->class instanceof Expr
            && $node->name instanceof Node\Identifier && $node->name->toLowerString() === 'class';
        $this->need(80000, $object, '$object::class', $node);
        $this->need(80100, $node instanceof Node\VariadicPlaceholder, 'first-class callable', $node);
        $this->need(80100, $parameter && $this->hasNew($node->default), 'new in an initializer', $node);
        $this->need(80100, $node instanceof Stmt\ClassConst && ($node->flags & Stmt\Class_::MODIFIER_FINAL) !== 0, 'final constant', $node);

        $this->need(70400, $node instanceof Expr\AssignOp\Coalesce, '??=', $node);
        $this->need(70400, $node instanceof Stmt\Property && $node->type !== null, 'typed property', $node);
        $this->need(70400, $node instanceof Expr\ArrowFunction, 'arrow function', $node);
        $list = $node instanceof Expr\Assign ? $node->var : null;
        foreach ($list instanceof Expr\List_ || $list instanceof Expr\Array_ ? $list->items : [] as $item) {
            $this->need(70300, $item !== null && $item->byRef, 'reference in a list', $node);
        }
        // The indentation that the end of a heredoc brought along.
        $this->need(70300, (string) $node->getAttribute('docIndentation') !== '', 'heredoc with its end indented', $node);
        $this->need(70400, $node instanceof Expr\ArrayItem && $node->unpack, 'spread in an array', $node);
        // The lexer is one of 7.4, and takes them out.
        $number = $node instanceof Node\Scalar\LNumber || $node instanceof Node\Scalar\DNumber;
        $written = $number ? (string) $node->getAttribute('rawValue') : '';
        $this->need(70400, strpos($written, '_') !== false, '_ between digits', $node);
        $call = $node instanceof Expr\FuncCall && $node->name instanceof Node\Name ? $node->name->toLowerString() : '';
        $this->need(70000, $call === 'dirname' && count($node->args) > 1, 'dirname() with levels', $node);
        $this->need(70100, $call === 'getenv' && count($node->args) === 0, 'getenv() of all', $node);
        $this->need(70000, $node instanceof Expr\BinaryOp\Coalesce, '??', $node);
        $this->need(70000, $node instanceof Expr\BinaryOp\Spaceship, '<=>', $node);
        $this->need(70000, $node instanceof Stmt\GroupUse, 'group use', $node);
        $this->need(70000, $node instanceof Stmt\Declare_, 'declare(strict_types)', $node);
        $this->need(70000, $node instanceof Expr\New_ && $node->class instanceof Stmt\Class_, 'anonymous class', $node);
        $this->need(70000, $node instanceof Expr\YieldFrom, 'yield from', $node);
        $named = $node instanceof Stmt\ClassMethod || $node instanceof Expr\MethodCall || $node instanceof Expr\StaticCall
            || $node instanceof Node\Const_ || $node instanceof Expr\ClassConstFetch;
        $name = $named && $node->name instanceof Node\Identifier ? $node->name->toLowerString() : '';
        $this->need(70000, in_array($name, self::WORDS, true), "a word of the language as a name: {$name}", $node);
    }

    private function types(Node $node): void
    {
        $this->need(80000, $node instanceof Node\UnionType, 'union type', $node);
        $this->need(80100, $node instanceof Node\IntersectionType, 'intersection type', $node);
        if ($node instanceof Node\FunctionLike) {
            $this->need(70000, $node->getReturnType() !== null, 'return type', $node);
            $this->type($node->getReturnType());
        }
        if ($node instanceof Node\Param || $node instanceof Stmt\Property) {
            $this->type($node->type);
        }
    }

    private function type(?Node $type): void
    {
        if ($type instanceof Node\NullableType) {
            $type = $type->type;
        }
        if ($type instanceof Node\Identifier || $type instanceof Node\Name) {
            $name = $type->toLowerString();
            $this->need(80200, in_array($name, ['null', 'false', 'true'], true), "type {$name}", $type);
            $this->need(80100, $name === 'never', 'type never', $type);
            $this->need(80000, in_array($name, ['mixed', 'static'], true), "type {$name}", $type);
            $this->need(70000, in_array($name, ['int', 'string', 'bool', 'float'], true), "type {$name}", $type);
        }
    }

    private function names(Node $node): void
    {
        $name = null;
        if ($node instanceof Expr\FuncCall && $node->name instanceof Node\Name) {
            $name = $node->name->toLowerString();
        } elseif ($node instanceof Expr\New_ && $node->class instanceof Node\Name) {
            $name = $node->class->toLowerString();
        } elseif ($node instanceof Expr\ConstFetch) {
            $name = $node->name->toLowerString();
        }
        foreach (self::NEWER as $level => $names) {
            $this->need($level, in_array($name, $names, true), (string) $name, $node);
        }
    }

    /** A comma after the last parameter came with 8.0; the tree does not show it. */
    private function trailingComma(Node $node, array $tokens): void
    {
        if (!$node instanceof Node\FunctionLike) {
            return;
        }
        $last = '';
        for ($i = $node->getStartTokenPos(); $i <= $node->getEndTokenPos() && $tokens[$i] !== '{' && $tokens[$i] !== ';'; $i++) {
            if (is_array($tokens[$i]) && in_array($tokens[$i][0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT], true)) {
                continue;
            }
            $this->need(80000, $last === ',' && $tokens[$i] === ')', 'comma after the last parameter', $node);
            $last = is_array($tokens[$i]) ? $tokens[$i][1] : $tokens[$i];
        }
    }

    /** After the last argument of a call it came with 7.3. */
    private function commaOfCall(Node $node, array $tokens): void
    {
        if (!($node instanceof Expr\CallLike) || $node->getRawArgs() === []) {
            return;
        }
        $args = $node->getRawArgs();
        $i = end($args)->getEndTokenPos() + 1;
        while (is_array($tokens[$i]) && in_array($tokens[$i][0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT], true)) {
            $i++;
        }
        $this->need(70300, $tokens[$i] === ',', 'comma after the last argument', $node);
    }

    private function hasNew(?Node $default): bool
    {
        return $default !== null && (new NodeFinder())->findFirstInstanceOf([$default], Expr\New_::class) !== null;
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;

/** A small PHP has no more than WordPress itself needs: what another extension brings is asked for before it is called, or not called at all. */
final class Extensions implements Rule
{
    /** Functions of extensions that are packages of their own somewhere. */
    private const CALLS = '/^(mb|iconv|ctype|grapheme|normalizer|idn|intl|curl|dom|simplexml|xml|xmlwriter|libxml|gmp|bc(?=add|sub|mul|div|mod|pow|comp)|openssl'
        . '|posix|pcntl|gz|zlib|image(?=create|png|jpeg)|exif|finfo|session|tokenizer|token|gettext|apcu)(_|(?<=iconv)$|(?<=bc|gz|image)[a-z])/';
    /** WordPress has these where PHP does not. */
    private const BROUGHT = ['mb_substr', 'mb_strlen'];
    private const CLASSES = [
        'domdocument', 'simplexmlelement', 'xmlreader', 'xmlwriter', 'normalizer', 'collator', 'transliterator', 'intldateformatter', 'numberformatter',
        'messageformatter', 'ziparchive', 'pdo', 'sqlite3', 'finfo',
    ];

    public function says(): string
    {
        return 'no extension of PHP is needed that WordPress does not need';
    }

    public function names(): array
    {
        return ['IhuyiSms.Extensions'];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Expr\FuncCall::class, Expr\New_::class, Expr\StaticCall::class) as $node) {
            $name = Project::called($node);
            if ($name === '' && isset($node->class) && $node->class instanceof Node\Name) {
                $wrong = in_array($node->class->toLowerString(), self::CLASSES, true);
            } else {
                $wrong = self::family($name) !== '' && !in_array($name, self::BROUGHT, true) && !$this->asked($source, $node, $project);
            }
            if ($wrong) {
                $findings[] = [$node, 'not every PHP has it: ' . Text::of($node)];
            }
        }
        return $findings;
    }

    private static function family(string $name): string
    {
        return preg_match(self::CALLS, $name, $found) ? $found[1] : '';
    }

    /** Whether the function around a call asks for this extension. */
    private function asked(Source $source, Node $call, Project $project): bool
    {
        foreach ($source->all(Expr\FuncCall::class) as $one) {
            if (Project::called($one) === 'function_exists' && Project::scope($one) === Project::scope($call)
                && self::family($project->literal(Project::argument($one, 0))) === self::family(Project::called($call))) {
                return true;
            }
        }
        return false;
    }
}

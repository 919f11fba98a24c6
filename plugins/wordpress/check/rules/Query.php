<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;

/** What varies in a query goes through prepare(). */
final class Query implements Rule
{
    public const ASKS = ['query', 'get_results', 'get_row', 'get_col', 'get_var'];

    public function says(): string
    {
        return 'what varies in a query goes through prepare()';
    }

    public function names(): array
    {
        // WordPress' own sniff cannot see that a table's name is ours, so its name lets nothing off here.
        return ['IhuyiSms.Query'];
    }

    /** Whether this is WordPress' database. */
    public static function isDatabase(Node $node): bool
    {
        return ($node instanceof Expr\Variable || $node instanceof Expr\PropertyFetch)
            && ($node->name === 'wpdb' || ($node->name instanceof Node\Identifier && $node->name->toString() === 'wpdb'))
            || ($node instanceof Expr\ArrayDimFetch && $node->dim instanceof Node\Scalar\String_ && $node->dim->value === 'wpdb');
    }

    public function findings(Source $source, Project $project): array
    {
        $flow = new Flow($project, function (Node $node) use ($project): ?bool {
            return $this->leaf($node, $project);
        });
        $findings = [];
        foreach ($source->all(Expr\MethodCall::class, Expr\FuncCall::class) as $call) {
            $asks = $call instanceof Expr\MethodCall && self::isDatabase($call->var) ? Project::method($call) : '';
            if (Project::called($call) === 'dbdelta') {
                $asks = 'dbDelta';
            }
            if (!in_array($asks, array_merge(self::ASKS, ['prepare', 'insert', 'update', 'delete', 'replace', 'dbDelta']), true)) {
                continue;
            }
            $sql = Project::argument($call, 0);
            foreach ($flow->harms($sql) as $harm) {
                $findings[] = [$harm, "in the text that {$asks}() is given: " . Text::of($harm)];
            }
            if ($asks === 'prepare') {
                foreach ($this->placeholders($call, $project->literal($sql)) as $wrong) {
                    $findings[] = [$call, $wrong];
                }
            }
        }
        return $findings;
    }

    /** @return string[] what is wrong with the placeholders */
    private function placeholders(Expr\MethodCall $call, string $sql): array
    {
        $wrong = [];
        if (preg_match('/[\'"]%\d*\$?[sdf]|%\d*\$?[sdf][\'"]/', $sql)) {
            $wrong[] = 'a placeholder in quotes: prepare() sets them itself';
        }
        if (preg_match('/%i\b/', $sql)) {
            $wrong[] = '%i came with WordPress 6.2';
        }
        $fixed = !preg_match('/\b(IN|WHERE|VALUES|LIMIT) *\(? *\*|^\*$/i', $sql);
        $count = preg_match_all('/%[sdf]/', str_replace('%%', '', $sql));
        $given = array_slice($call->args, 1);
        $list = count($given) === 1 && !$given[0]->value instanceof Node\Scalar && !$given[0]->value instanceof Expr\FuncCall && $count !== 1;
        $spread = array_filter($given, static function ($arg): bool {
            return $arg->unpack;
        });
        if (strpos($sql, '%') !== false && $fixed && !$list && $spread === [] && $count !== count($given) && substr_count($sql, '*') < 2) {
            $wrong[] = "{$count} placeholders and " . count($given) . ' values';
        }
        if ($given === []) {
            $wrong[] = 'prepare() of nothing';
        }
        return $wrong;
    }

    private function leaf(Node $node, Project $project): ?bool
    {
        if ($node instanceof Expr\PropertyFetch) {
            return self::isDatabase($node->var);
        }
        if ($node instanceof Expr\MethodCall && self::isDatabase($node->var)) {
            // The text that it is given is looked at where it is called.
            return in_array(Project::method($node), ['prepare', 'get_charset_collate', 'get_blog_prefix'], true);
        }
        if ($node instanceof Expr\StaticCall && Project::method($node) === 'name' && $node->class instanceof Node\Name) {
            $class = $project->classNamed($node->class, $node);
            return $node->class->getLast() === 'Tables' || ($class !== null && (string) $class->name === 'Tables') ? true : null;
        }
        if (Project::called($node) === 'array_map') {
            return in_array($project->literal(Project::argument($node, 0)), ['intval', 'absint'], true);
        }
        return Project::called($node) === 'count' ? true : null;
    }
}

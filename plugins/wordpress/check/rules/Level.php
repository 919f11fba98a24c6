<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

/** Syntax and functions are those of PHP 7.2; the same class looks at the PHP package. */
final class Level implements Rule
{
    public function says(): string
    {
        return 'PHP 7.2 understands it';
    }

    public function names(): array
    {
        return [];
    }

    public function findings(Source $source, Project $project): array
    {
        return array_map(static function (string $finding): array {
            return preg_match('/line (\d+)/', $finding, $line) ? [(int) $line[1], $finding] : [1, $finding];
        }, \Ihuyi\Tests\Level::findings($source->text, 70200));
    }
}

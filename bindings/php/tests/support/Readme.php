<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** The package's READMEs. */
final class Readme
{
    public const FILES = ['README.zh-CN.md', 'README.md'];

    /** @return array<int, array{string, string}> language and text of each block of code */
    public static function blocks(string $file): array
    {
        preg_match_all('/^```(\w+)\n(.*?)^```$/ms', (string) file_get_contents(Shell::package($file)), $matches, PREG_SET_ORDER);
        return array_map(static function (array $match): array {
            return [$match[1], $match[2]];
        }, $matches);
    }

    /** @return iterable<string, array{string}> */
    public static function files(): iterable
    {
        foreach (self::FILES as $file) {
            yield $file => [$file];
        }
    }
}

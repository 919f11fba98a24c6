<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** @group conformance */
final class ConformanceTest extends TestCase
{
    /** The cases that every binding passes, through tests/runner. The other ways' runners are longer: `make conformance` runs them, too. */
    public function testTheCasesOfEveryBinding(): void
    {
        $root = (string) getenv('TEST_ROOT');
        [$status, $out, $err] = Shell::run(["{$root}/tools/conformance", 'php'], [], '', $root);
        self::assertSame(0, $status, $out . $err);
        self::assertMatchesRegularExpression('/^php +PHP \S+ +[1-9]\d* +[1-9]\d* +0 /m', $out);
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** The source is PHP 7.4, and ihuyi-check.php is PHP 5.6, whatever PHP runs these tests. */
final class LevelTest extends TestCase
{
    /** @dataProvider files */
    public function testTheSourceIsOfPhp74(string $file): void
    {
        self::assertSame([], Level::findings((string) file_get_contents($file), 70400));
    }

    public function files(): iterable
    {
        $found = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(Shell::package('src')));
        foreach (new \RegexIterator($found, '/\.php$/') as $file) {
            yield substr((string) $file, strlen(Shell::package('src/'))) => [(string) $file];
        }
        foreach (['autoload.php', 'preload.php', 'bin/ihuyi-preload', '../../examples/php/send_code.php', 'tests/runner'] as $file) {
            yield $file => [Shell::package($file)];
        }
    }

    public function testTheCheckPageIsOfPhp56(): void
    {
        self::assertSame([], Level::findings((string) file_get_contents(Shell::package('ihuyi-check.php')), 50600));
    }

    /** @dataProvider newer */
    public function testWhatIsNewerIsNoticed(int $level, string $source, string $finding): void
    {
        self::assertStringContainsString($finding, implode("\n", Level::findings("<?php\n" . $source, $level)));
    }

    public function newer(): iterable
    {
        yield [70400, 'class A { function __construct(private int $a) {} }', 'promoted parameter'];
        yield [70400, 'f(a: 1);', 'named argument'];
        yield [70400, '$a = $b ?? throw new E();', 'throw expression'];
        yield [70400, 'try { f(); } catch (E) {}', 'catch without a variable'];
        yield [70400, 'echo $a::class;', '$object::class'];
        yield [70400, '$a = f(...);', 'first-class callable'];
        yield [70400, 'function f($a = new B()) {}', 'new in an initializer'];
        yield [70400, 'class A { final public const B = 1; }', 'final constant'];
        yield [70400, 'function f(int|string $a) {}', 'union type'];
        yield [70400, 'function f(A&B $a) {}', 'intersection type'];
        yield [70400, 'function f(): static {}', 'type static'];
        yield [70400, 'function f(mixed $a) {}', 'type mixed'];
        yield [70400, 'function f(): never {}', 'type never'];
        yield [70400, "function f(\n    \$a,\n) {}", 'comma after the last parameter'];
        yield [70400, 'if (str_contains($a, "b")) {}', 'str_contains'];
        yield [70400, 'echo match ($a) { 1 => 2 };', 'syntax'];
        yield [70400, 'echo $a?->b;', '?->'];
        yield [70400, 'enum A { case B; }', 'syntax'];
        yield [70400, 'class A { public readonly int $a; }', 'syntax'];
        yield [70400, "#[A] function f() {\n}", 'syntax'];
        // To 7.4 the rest of an attribute's line is a comment, and with it this parameter.
        yield [70400, 'function f(#[SensitiveParameter] $a, $b) {}', 'syntax'];
        yield [50600, 'function f(string $a) {}', 'type string'];
        yield [50600, 'function f(): A {}', 'return type'];
        yield [50600, 'echo $a ?? 1;', '??'];
        yield [50600, 'declare(strict_types=1);', 'strict_types'];
        yield [50600, 'use A\{B, C};', 'group use'];
        yield [50600, '[$a, $b] = f();', 'syntax'];
        yield [50600, 'class A { private const B = 1; }', 'syntax'];
        yield [50600, '$f = fn() => 1;', 'syntax'];
        yield [50600, 'function f(?A $a) {}', 'syntax'];
        yield [50600, 'class A { function list() {} }', 'as a name: list'];
        yield [50600, 'class A { public int $a; }', 'syntax'];
        yield [50600, '$a ??= 1;', '??='];
        yield [50600, '$a = [...$b];', 'spread'];
        yield [50600, 'try { f(); } catch (A | B $e) {}', 'syntax'];
        yield [50600, '$a = new class {};', 'anonymous'];
        yield [50600, 'function f() { yield from g(); }', 'yield from'];
        yield [50600, 'echo $a <=> $b;', '<=>'];
        yield [50600, 'f()();', 'syntax'];
        yield [50600, 'echo random_bytes(4);', 'random_bytes'];
    }

    public function testTheStyleIsPsr12(): void
    {
        $style = 'phpcs --standard=' . escapeshellarg(__DIR__ . '/phpcs.xml') . ' -q --extensions=php ';
        $paths = ['src', 'autoload.php', 'preload.php', 'tests'];
        exec($style . implode(' ', array_map('escapeshellarg', array_map([Shell::class, 'package'], $paths))), $lines, $status);
        self::assertSame(0, $status, implode("\n", $lines));
    }
}

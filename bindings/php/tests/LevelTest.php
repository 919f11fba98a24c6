<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** The source is PHP 5.6, but for what needs FFI: that is PHP 7.4, whatever PHP runs these tests. */
final class LevelTest extends TestCase
{
    /** What is loaded only where FFI is, or runs the tests. */
    private const NEW = ['src/Internal/Native.php', 'preload.php', 'bin/ihuyi-preload', 'tests/runner'];

    /** @dataProvider files */
    public function testTheSourceIsOfItsLevel(string $file, int $level): void
    {
        self::assertSame([], Level::findings((string) file_get_contents($file), $level));
    }

    /** The one file that PHP 5.6 cannot read is one that it does not reach, for FFI came with 7.4. */
    public function testNothingButNativeNeedsMoreThanPhp56(): void
    {
        $newer = [];
        foreach ($this->files() as $name => [$file]) {
            if (Level::findings((string) file_get_contents($file), 50600) !== [] && strncmp($name, 'src/', 4) === 0) {
                $newer[] = $name;
            }
        }
        self::assertSame(['src/Internal/Native.php'], $newer);
        self::assertStringContainsString(
            "if (PHP_VERSION_ID < 70400) {\n            throw Library::oldPhp();\n        }\n        return Native::get();",
            (string) file_get_contents(Shell::package('src/Internal/Ways.php'))
        );
    }

    public function files(): iterable
    {
        $found = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(Shell::package('src')));
        $files = ['autoload.php', 'ihuyi-check.php', 'preload.php', 'bin/ihuyi-preload', 'tests/runner'];
        foreach (new \RegexIterator($found, '/\.php$/') as $file) {
            $files[] = substr((string) $file, strlen(Shell::package('')));
        }
        foreach ($files as $file) {
            yield $file => [Shell::package($file), in_array($file, self::NEW, true) ? 70400 : 50600];
        }
        foreach (['send_code.php', 'register/page.php', 'register/public/index.php'] as $file) {
            yield $file => [dirname(__DIR__, 3) . "/examples/php/{$file}", 70400];
        }
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
        yield [70200, 'class A { public int $a; }', 'typed property'];
        yield [70200, '$f = fn() => 1;', 'arrow function'];
        yield [70200, '[&$a, $b] = $c;', 'reference in a list'];
        yield [70200, "f(<<<A\n  b\n  A);", 'heredoc with its end indented'];
        yield [70200, "f(\n    1,\n);", 'comma after the last argument'];
        yield [70200, 'array_key_first($a);', 'array_key_first'];
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
        yield [50600, 'echo PHP_OS_FAMILY;', 'php_os_family'];
        yield [50600, 'json_decode($a, true, 9, JSON_THROW_ON_ERROR);', 'json_throw_on_error'];
        yield [50600, '$a = 1_000;', 'digits'];
        yield [50600, 'dirname($a, 2);', 'dirname'];
        yield [50600, 'class A { function f() : void {} }', 'return type'];
        yield [50600, 'function f(#[SensitiveParameter] $a, $b) {}', 'syntax'];
    }

    public function testTheStyleIsPsr12(): void
    {
        $style = 'phpcs --standard=' . escapeshellarg(__DIR__ . '/phpcs.xml') . ' -q --extensions=php ';
        $paths = ['src', 'autoload.php', 'preload.php', 'tests'];
        exec($style . implode(' ', array_map('escapeshellarg', array_map([Shell::class, 'package'], $paths))), $lines, $status);
        self::assertSame(0, $status, implode("\n", $lines));
    }
}

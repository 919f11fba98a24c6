<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** Everything that the READMEs show is run, in a project that Composer made as they say. */
final class ReadmeTest extends TestCase
{
    /** @var Sandbox */
    private static $sandbox;

    /** @var string */
    private static $project;

    public static function setUpBeforeClass(): void
    {
        self::$sandbox = new Sandbox();
        self::$project = Shell::folder('site');
    }

    public static function tearDownAfterClass(): void
    {
        self::$sandbox->stop();
    }

    public function testBothShowTheSameThings(): void
    {
        $kinds = [];
        foreach (Readme::FILES as $file) {
            $kinds[] = array_column(Readme::blocks($file), 0);
        }
        self::assertSame(['php', 'json', 'php', 'php', 'php', 'sh', 'sh', 'php', 'php', 'csv', 'php', 'sh', 'ini'], $kinds[0]);
        self::assertSame($kinds[0], $kinds[1]);
    }

    /** @dataProvider Ihuyi\Tests\Readme::files */
    public function testTheFirstBlockIsTheExample(string $file): void
    {
        $example = (string) file_get_contents(dirname(__DIR__, 3) . '/examples/php/send_code.php');
        self::assertSame($example, Readme::blocks($file)[0][1]);
    }

    /** @dataProvider Ihuyi\Tests\Readme::files */
    public function testComposerInstallsThePackage(string $file): void
    {
        $project = self::$project;
        if (!is_dir("{$project}/libs")) {
            mkdir("{$project}/libs/ihuyi", 0755, true);
            foreach (array_diff((array) scandir(Shell::package('')), ['.', '..', 'tests']) as $part) {
                Shell::run(['cp', '-r', Shell::package($part), "{$project}/libs/ihuyi/"]);
            }
            mkdir("{$project}/libs/ihuyi/lib");
            copy((string) getenv('TEST_LIBRARY'), "{$project}/libs/ihuyi/lib/libihuyi.so.1");
        }
        $wanted = json_decode(Readme::blocks($file)[1][1], true);
        self::assertSame('path', $wanted['repositories'][0]['type']);
        // Nothing but the README's repository: no test asks a registry.
        $wanted['repositories'][] = ['packagist' => false];
        file_put_contents("{$project}/composer.json", json_encode($wanted));
        $env = ['COMPOSER_ALLOW_SUPERUSER' => '1', 'COMPOSER_HOME' => "{$project}/home", 'COMPOSER_DISABLE_NETWORK' => '1'];
        [$status, $out, $err] = Shell::run(['composer', 'update', '--no-interaction', '--no-ansi'], $env, '', $project);
        self::assertSame(0, $status, $out . $err);
        self::assertFileExists("{$project}/vendor/bin/ihuyi-preload");
        [$status, $out, $err] = Shell::run([PHP_BINARY, 'vendor/bin/ihuyi-preload', "{$project}/ihuyi.h"], [], '', $project);
        self::assertSame(0, $status, $out . $err);
        $validate = ['composer', 'validate', '--no-check-publish', Shell::package('composer.json')];
        [$status, $out, $err] = Shell::run($validate, $env, '', $project);
        self::assertSame(0, $status, $out . $err);
    }

    /**
     * @dataProvider Ihuyi\Tests\Readme::files
     * @depends testComposerInstallsThePackage
     */
    public function testTheCodeRunsAndSaysWhatItPromises(string $file): void
    {
        $run = 0;
        $list = Readme::blocks($file)[9][1];
        foreach (array_slice(Readme::blocks($file), 2) as [$language, $code]) {
            // The page is ReadmePageTest's.
            if ($language !== 'php' || strpos($code, 'session_start()') !== false) {
                continue;
            }
            $gbk = strpos($code, "'charset' => 'gbk'") !== false;
            self::$sandbox->reset();
            // As the README names it.
            if (preg_match("#'/(\S+\.csv)'#", $code, $csv) === 1) {
                file_put_contents(self::$project . "/{$csv[1]}", $list);
            }
            file_put_contents(self::$project . '/block.php', $gbk ? iconv('UTF-8', 'GB18030', $code) : $code);
            $env = [
                'IHUYI_GATEWAY' => self::$sandbox->url, 'IHUYI_STORE' => 'memory:readme',
                'QUERY_STRING' => 'code=2&msg=DELIVRD&mobilephone=13800000000&smsid=1',
            ];
            [$status, $out, $err] = Shell::run([PHP_BINARY, 'block.php'], $env, '', self::$project);
            self::assertSame([0, ''], [$status, $err], $code);
            preg_match_all('#// => (.*)$#m', $code, $promised);
            self::assertNotSame([], $promised[1]);
            $told = str_replace("\n", '', $gbk ? iconv('GB18030', 'UTF-8', $out) : $out);
            self::assertSame(implode('', $promised[1]), $told, $code);
            $run++;
        }
        self::assertSame(5, $run);
    }

    /** @dataProvider Ihuyi\Tests\Readme::files */
    public function testTheLinesForPhpIniAreThoseThatThePackagePrints(string $file): void
    {
        $header = Shell::folder('etc') . '/ihuyi-ffi.h';
        [$status, $out] = Shell::run([PHP_BINARY, Shell::package('bin/ihuyi-preload'), $header, (string) getenv('TEST_LIBRARY')]);
        self::assertSame(0, $status);
        $shown = array_keys((array) parse_ini_string(Readme::blocks($file)[12][1], false, INI_SCANNER_RAW));
        self::assertSame($shown, array_keys((array) parse_ini_string($out, false, INI_SCANNER_RAW)));
    }
}

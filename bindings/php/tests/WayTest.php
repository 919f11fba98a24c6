<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** Which way to the library is gone, and what is said where there is none. Each in a process of its own. */
final class WayTest extends TestCase
{
    private const CODE = 'try { echo Ihuyi\Ihuyi::way(), " ", Ihuyi\Ihuyi::libraryPath(), "\n", Ihuyi\Ihuyi::version(); }'
        . ' catch (Ihuyi\Exception\LoadException $e) { echo $e->getReason(), "\n", $e->getMessage(); }'
        . ' catch (Ihuyi\Exception\IhuyiException $e) { echo "\n", $e->getCode(); }';

    private const CLOSED = ['-d', 'ffi.enable=0'];

    /** @var string */
    private static $program;

    /** @var string */
    private static $library;

    public static function setUpBeforeClass(): void
    {
        self::$program = (string) getenv('TEST_PROGRAM');
        self::$library = (string) getenv('TEST_LIBRARY');
    }

    /** @return string[] lines */
    private static function goes(array $env, array $options = [], string $before = ''): array
    {
        return explode("\n", Shell::php($before . self::CODE, $env, $options)[1]);
    }

    public function testTheFirstThatThereIs(): void
    {
        $version = \Ihuyi\Ihuyi::version();
        $all = ['IHUYI_LIBRARY' => self::$library, 'IHUYI_HELPER' => 'unix:/nowhere/s', 'IHUYI_PROGRAM' => self::$program];
        self::assertSame(['ffi ' . self::$library, $version], self::goes($all));
        // It was written down: what is wrong with it is told, and no other way is gone quietly.
        self::assertSame(['helper unix:/nowhere/s', '', '-501'], self::goes($all, self::CLOSED));
        unset($all['IHUYI_HELPER']);
        self::assertSame(['program ' . self::$program, $version], self::goes($all, self::CLOSED));
    }

    public function testALibraryThatIsMissedGivesWayOnlyWhereNoneWasWrittenDown(): void
    {
        $program = ['IHUYI_PROGRAM' => self::$program];
        self::assertSame('program ' . self::$program, self::goes($program)[0]);
        self::assertSame('missing', self::goes($program + ['IHUYI_LIBRARY' => '/nowhere/libihuyi.so'])[0]);
        $broken = getenv('TEST_ODD_LIBRARIES') . '/libihuyi-broken.so';
        self::assertSame('wrong', self::goes($program + ['IHUYI_LIBRARY' => $broken])[0]);
    }

    public function testTheProgramIsLookedForInThePath(): void
    {
        self::assertSame('program ' . self::$program, self::goes(['PATH' => dirname(self::$program)], self::CLOSED)[0]);
    }

    public function testTheProgramBesideThePackageIsTheFirst(): void
    {
        $package = Shell::folder('package');
        Shell::run(['cp', '-r', '-t', $package, Shell::package('src'), Shell::package('autoload.php')]);
        mkdir("{$package}/bin");
        copy(self::$program, "{$package}/bin/ihuyi");
        chmod("{$package}/bin/ihuyi", 0755);
        $code = "require '{$package}/autoload.php';" . self::CODE;
        [, $said] = Shell::run([PHP_BINARY, '-d', 'ffi.enable=0', '-r', $code], ['PATH' => dirname(self::$program)]);
        self::assertStringStartsWith("program {$package}/bin/ihuyi\n", $said);
    }

    /** A program that FTP left as it leaves files. */
    public function testAProgramThatMayNotBeExecuted(): void
    {
        $program = Shell::folder('closed') . '/ihuyi';
        copy(self::$program, $program);
        chmod($program, 0644);
        $places = [
            [['IHUYI_PROGRAM' => $program], 'disabled'], [['PATH' => dirname($program)], 'disabled'],
            [['IHUYI_PROGRAM' => $program, 'IHUYI_WAY' => 'program'], 'way'],
        ];
        foreach ($places as [$env, $reason]) {
            $lines = self::goes($env, self::CLOSED);
            self::assertSame([$reason, 2], [$lines[0], count($lines)]);
            self::assertStringContainsString("程序 {$program} 在，但没有执行权限：chmod 755 {$program}", $lines[1]);
            self::assertStringContainsString("{$program} is there but may not be executed: chmod 755 {$program}", $lines[1]);
        }
        // One that may be stands later in the PATH.
        $path = dirname($program) . ':' . dirname(self::$program);
        self::assertSame('program ' . self::$program, self::goes(['PATH' => $path], self::CLOSED)[0]);
        chmod($program, 0755);
        self::assertSame("program {$program}", self::goes(['IHUYI_PROGRAM' => $program], self::CLOSED)[0]);
    }

    /** Nor is the program gone in its place. */
    public function testAnAddressThatCannotBeReadIsToldAtOnce(): void
    {
        $program = ['IHUYI_PROGRAM' => self::$program];
        foreach (['/run/ihuyi/ihuyi.sock', 'unix:', '127.0.0.1:8089', 'unix/run/x', ' unix:/run/x'] as $address) {
            $use = 'Ihuyi\Ihuyi::useWay("helper", "' . $address . '");';
            $told = [self::goes($program + ['IHUYI_HELPER' => $address], self::CLOSED), self::goes($program, [], $use)];
            foreach ($told as $lines) {
                self::assertSame(['way', 2], [$lines[0], count($lines)], $address);
                $words = "看不懂本机服务的地址 {$address}；请写成 unix:/run/ihuyi/ihuyi.sock 或 http://127.0.0.1:端口 / cannot read the helper's";
                self::assertStringStartsWith($words, $lines[1]);
            }
        }
    }

    public function testAWayCanBeForced(): void
    {
        $all = ['IHUYI_LIBRARY' => self::$library, 'IHUYI_HELPER' => 'unix:/nowhere/s', 'IHUYI_PROGRAM' => self::$program];
        self::assertSame('program ' . self::$program, self::goes($all + ['IHUYI_WAY' => 'program'])[0]);
        self::assertSame('helper unix:/nowhere/s', self::goes($all + ['IHUYI_WAY' => 'helper'])[0]);
        self::assertSame('helper unix:/run/ihuyi/ihuyi.sock', self::goes(['IHUYI_WAY' => 'helper'])[0]);
        self::assertSame('ffi ' . self::$library, self::goes($all + ['IHUYI_WAY' => 'ffi'])[0]);
        // The code beats the environment.
        $use = 'Ihuyi\Ihuyi::useWay("helper", "http://127.0.0.1:9");';
        self::assertSame('helper http://127.0.0.1:9', self::goes($all + ['IHUYI_WAY' => 'program'], [], $use)[0]);
        $use = 'Ihuyi\Ihuyi::useWay("program", ' . var_export(self::$program, true) . ');';
        self::assertSame('program ' . self::$program, self::goes(['IHUYI_WAY' => 'ffi'], [], $use)[0]);
        $use = 'Ihuyi\Ihuyi::useWay("ffi", ' . var_export(self::$library, true) . ');';
        self::assertSame('ffi ' . self::$library, self::goes([], [], $use)[0]);
    }

    /** @dataProvider wrong */
    public function testAWayThatCannotBeGone(array $env, array $options, string $reason, array $words): void
    {
        $lines = self::goes($env, $options);
        self::assertSame([$reason, 2], [$lines[0], count($lines)], implode("\n", $lines));
        foreach ($words as $word) {
            self::assertStringContainsString($word, $lines[1]);
        }
    }

    public function wrong(): iterable
    {
        yield [['IHUYI_WAY' => 'fii'], [], 'way', ['没有“fii”这条路', 'take ffi, helper or program']];
        yield [['IHUYI_HELPER' => '/run/x'], self::CLOSED, 'way', ['看不懂本机服务的地址 /run/x', 'write unix:/run/ihuyi/ihuyi.sock']];
        yield [['IHUYI_HELPER' => 'http://192.0.2.1:80', 'IHUYI_WAY' => 'helper'], [], 'way', [
            'http://192.0.2.1:80', 'http://127.0.0.1:PORT',
        ]];
        yield [['IHUYI_PROGRAM' => '/nowhere/ihuyi', 'IHUYI_WAY' => 'program'], [], 'way', [
            '没有可执行的程序 /nowhere/ihuyi', 'there is no program /nowhere/ihuyi that may be executed',
        ]];
        yield [['IHUYI_WAY' => 'program'], ['-d', 'disable_functions=proc_open'], 'way', ['禁用了 proc_open', 'forbids proc_open']];
        yield [['IHUYI_WAY' => 'ffi', 'IHUYI_PROGRAM' => PHP_BINARY], self::CLOSED, 'disabled', ['ffi.enable 是关闭的', 'ffi.enable is off']];
    }

    /** One line: what was tried, why it cannot be, and what to ask the host for. */
    public function testWhereThereIsNoneTheSentenceSaysWhyAndWhatToAskFor(): void
    {
        $lines = self::goes(['PATH' => '/nowhere'], ['-d', 'ffi.enable=0', '-d', 'disable_functions=proc_open']);
        self::assertSame(['disabled', 2], [$lines[0], count($lines)]);
        foreach (
            [
                '这里没有一条路能到达 ihuyi。FFI：此 PHP 的 ffi.enable 是关闭的', '本机服务：没有 /run/ihuyi/ihuyi.sock，环境变量 IHUYI_HELPER 也未设置',
                '程序：PHP 的 disable_functions 禁用了 proc_open', '请向主机商提出以下任何一项', '并把网站的帐户加入它的组', '允许 proc_open',
                'there is no way to ihuyi here. FFI: ffi.enable is off in this PHP', 'Helper: there is no /run/ihuyi/ihuyi.sock',
                'Program: disable_functions of PHP forbids proc_open.', 'Ask the host for any one of these: ',
                'ihuyi serve on this machine, with the site\'s account in its group', 'proc_open, and an ihuyi that may be executed',
            ] as $words
        ) {
            self::assertStringContainsString($words, $lines[1]);
        }
        $lines = self::goes(['PATH' => '/nowhere:/nowhere/else'], self::CLOSED);
        $tried = Shell::package('bin/ihuyi') . ', /nowhere/ihuyi, /nowhere/else/ihuyi';
        self::assertStringContainsString("the program ihuyi was not found; tried {$tried}; IHUYI_PROGRAM is not set", $lines[1]);
    }

    /**
     * As systemd makes the usual place, 0750 and a group's; in a /run of this test's own.
     *
     * @dataProvider accounts
     */
    public function testTheHelperAtTheUsualPlace(string $group, array $options, string $told): void
    {
        if (posix_geteuid() !== 0) {
            self::fail('needs root, which alone can have a /run of its own');
        }
        $package = Shell::folder('package');
        Shell::run(['cp', '-r', '-t', $package, Shell::package('src'), Shell::package('autoload.php')]);
        $code = "require '{$package}/autoload.php';" . self::CODE;
        $answer = Odd::http(200, '{"returned":0,"version":"9.9.9","abi":1}');
        $helper = new Odd($answer);
        $place = 'mount -t tmpfs none /run && mkdir -m 750 /run/ihuyi && ln -s "$0" /run/ihuyi/ihuyi.sock && chgrp 65534 /run/ihuyi'
            . ' && chmod 666 "$0" && exec setpriv --reuid=65534 --regid="$1" --clear-groups "$2" -d ffi.enable=0 "${@:3}"';
        $command = array_merge(['bash', '-c', $place, substr($helper->address, 5), $group, PHP_BINARY], $options, ['-r', $code]);
        $env = ['IHUYI_PROGRAM' => self::$program];
        [, $said, $err] = Shell::run(array_merge(['unshare', '-m'], $command), $env);
        $helper->stop();
        self::assertSame(["helper unix:/run/ihuyi/ihuyi.sock\n{$told}", ''], [$said, $err]);
    }

    public function accounts(): iterable
    {
        yield 'in the group' => ['65534', [], '9.9.9'];
        // It is there, and closed to this account: no other way is gone quietly.
        yield 'not in the group' => ['65533', [], "\n-502"];
        yield 'where PHP may not look' => ['65534', ['-d', 'open_basedir=' . sys_get_temp_dir()], '9.9.9'];
        yield 'where PHP may not look, not in the group' => ['65533', ['-d', 'open_basedir=' . sys_get_temp_dir()], "\n-502"];
    }

    public function testTheWayIsNotChangedOnceItIsGone(): void
    {
        self::assertSame('ffi', \Ihuyi\Ihuyi::way());
        $this->expectException(\LogicException::class);
        $this->expectExceptionMessage('useWay()');
        \Ihuyi\Ihuyi::useWay('program');
    }
}

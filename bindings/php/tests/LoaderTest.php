<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** Each way in which the library cannot be loaded has its sentence, in a process of its own. */
final class LoaderTest extends TestCase
{
    private const CODE = 'try { echo Ihuyi\Ihuyi::version(), " ", Ihuyi\Ihuyi::libraryPath(); }'
        . ' catch (Ihuyi\Exception\LoadException $e) { echo $e->getReason(), "\n", $e->getMessage(); }';

    public function testTheVariableNamesTheLibrary(): void
    {
        $library = (string) getenv('TEST_LIBRARY');
        self::assertStringEndsWith(" {$library}", self::loaded(['IHUYI_LIBRARY' => $library]));
    }

    public function testAnExplicitPathBeatsTheVariable(): void
    {
        $library = (string) getenv('TEST_LIBRARY');
        $use = 'Ihuyi\Ihuyi::useLibrary(' . var_export($library, true) . ');';
        self::assertStringEndsWith(" {$library}", Shell::php($use . self::CODE, ['IHUYI_LIBRARY' => '/nowhere/libihuyi.so'])[1]);
    }

    public function testTheSystemsNameIsTheLastResort(): void
    {
        $folder = Shell::folder('system');
        copy((string) getenv('TEST_LIBRARY'), "{$folder}/libihuyi.so.1");
        self::assertStringEndsWith(' libihuyi.so.1', self::loaded(['LD_LIBRARY_PATH' => $folder]));
    }

    public function testALibraryBesideThePackageBeatsTheVariable(): void
    {
        $package = Shell::folder('package');
        Shell::run(['cp', '-r', '-t', $package, Shell::package('src'), Shell::package('autoload.php'), Shell::package('ihuyi-ffi.h')]);
        mkdir("{$package}/lib");
        copy((string) getenv('TEST_LIBRARY'), "{$package}/lib/libihuyi.so.1");
        $code = 'require ' . var_export("{$package}/autoload.php", true) . ';' . self::CODE;
        $said = Shell::run([PHP_BINARY, '-r', $code], ['IHUYI_LIBRARY' => '/nowhere/libihuyi.so'])[1];
        self::assertStringEndsWith(" {$package}/lib/libihuyi.so.1", $said);
    }

    public function testMissingEverywhereListsWhatWasTried(): void
    {
        $package = dirname(__DIR__);
        self::assertSays('missing', self::loaded([]), [
            "找不到 libihuyi，依次试过：{$package}/lib/libihuyi.so.1, {$package}/lib/libihuyi.so, libihuyi.so.1（IHUYI_LIBRARY 未设置）；请",
            "libihuyi was not found; tried {$package}/lib/libihuyi.so.1, {$package}/lib/libihuyi.so, libihuyi.so.1",
            'set IHUYI_LIBRARY to its full path',
        ]);
    }

    public function testAVariableThatIsWrongIsAnErrorAtOnce(): void
    {
        $folder = Shell::folder('system');
        copy((string) getenv('TEST_LIBRARY'), "{$folder}/libihuyi.so.1");
        self::assertSays('missing', self::loaded(['IHUYI_LIBRARY' => '/nowhere/libihuyi.so', 'LD_LIBRARY_PATH' => $folder]), [
            '找不到库文件 /nowhere/libihuyi.so；请核对路径', 'there is no library file /nowhere/libihuyi.so: check the path',
        ]);
    }

    /** @dataProvider oddLibraries */
    public function testALibraryThatIsNotTheRightOne(string $name, string $reason, array $words): void
    {
        $file = getenv('TEST_ODD_LIBRARIES') . "/{$name}";
        self::assertFileExists($file);
        self::assertSays($reason, self::loaded(['IHUYI_LIBRARY' => $file]), array_merge([$file], $words));
    }

    public function oddLibraries(): iterable
    {
        yield 'no library' => ['libihuyi-broken.so', 'wrong', ['不是这个 PHP 能加载的库', 'is not a library that this PHP can load']];
        yield 'another library' => ['libihuyi-other.so', 'wrong', ['不是 libihuyi（没有 ihuyi_abi_version）', 'loads but is not libihuyi']];
        yield 'an old ABI' => ['libihuyi-old.so', 'old', [
            '（版本 0.0.1）的接口版本是 0，本 PHP 包需要 1，请更新库', '(release 0.0.1) has ABI version 0, and this PHP package needs 1: update the library',
        ]];
        yield 'a function that is not there yet' => ['libihuyi-partial.so', 'old', [
            '（版本 0.0.9）太旧，没有函数 ihuyi_', '(release 0.0.9) is too old, it has no function ihuyi_',
        ]];
    }

    /** What keeps FFI out is told before any library is looked for. */
    public function testFfiSwitchedOff(): void
    {
        $said = Shell::php(self::CODE, ['IHUYI_LIBRARY' => '/nowhere'], ['-d', 'ffi.enable=false'])[1];
        self::assertSays('disabled', $said, ['ffi.enable 是关闭的', 'ffi.enable is off', 'ffi.enable=preload']);
    }

    public function testFfiClassDisabled(): void
    {
        $said = Shell::php(self::CODE, ['IHUYI_LIBRARY' => '/nowhere'], ['-d', 'disable_classes=FFI'])[1];
        self::assertSays('extension', $said, ['没有可用的 FFI 扩展', 'has no usable FFI extension', 'disable_classes']);
    }

    public function testFfiExtensionMissing(): void
    {
        // Without php.ini no shared extension is loaded.
        $said = Shell::php(self::CODE, ['IHUYI_LIBRARY' => '/nowhere'], ['-n'])[1];
        self::assertSays('extension', $said, ['没有可用的 FFI 扩展', 'has no usable FFI extension', 'extension=ffi']);
    }

    /** PHP's own web server is no CLI to ffi.enable=preload. */
    public function testTheBuiltInServerIsTheWeb(): void
    {
        $folder = Shell::folder('web');
        file_put_contents("{$folder}/index.php", '<?php require ' . var_export(Shell::package('autoload.php'), true) . ';' . self::CODE);
        copy(Shell::package('ihuyi-check.php'), "{$folder}/ihuyi-check.php");
        // It says which port it has, and then of each request.
        $io = [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['pipe', 'w']];
        $server = proc_open([PHP_BINARY, '-S', '127.0.0.1:0', '-t', $folder], $io, $pipes);
        self::assertSame(1, preg_match('#\((http://127\.0\.0\.1:\d+)\) started#', (string) fgets($pipes[2]), $found));
        $said = file_get_contents("{$found[1]}/");
        $page = (string) file_get_contents("{$found[1]}/ihuyi-check.php");
        proc_terminate($server);
        proc_close($server);
        self::assertStringContainsString('改用 php -d ffi.enable=true -S ', $page);
        self::assertSays('disabled', (string) $said, [
            '网页（cli-server）里 ffi.enable=preload', 'on the web (cli-server) ffi.enable=preload',
            '就这样启动：php -d ffi.enable=true -S ', 'Start it as php -d ffi.enable=true -S ',
        ]);
    }

    public function testALibraryIsNotExchangedOnceItIsLoaded(): void
    {
        \Ihuyi\Ihuyi::version();
        $this->expectException(\LogicException::class);
        \Ihuyi\Ihuyi::useLibrary('/nowhere');
    }

    private static function loaded(array $env): string
    {
        return Shell::php(self::CODE, $env)[1];
    }

    /** One line, the reason's word before it, with all of these words in it. */
    private static function assertSays(string $reason, string $said, array $words): void
    {
        $lines = explode("\n", $said);
        self::assertCount(2, $lines, $said);
        self::assertSame($reason, $lines[0], $said);
        foreach ($words as $word) {
            self::assertStringContainsString($word, $lines[1]);
        }
    }
}

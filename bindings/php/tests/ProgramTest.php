<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** The scripts of the package, and the example: each as a user runs it. */
final class ProgramTest extends TestCase
{
    /** @var Sandbox|null */
    private $sandbox = null;

    protected function tearDown(): void
    {
        if ($this->sandbox !== null) {
            $this->sandbox->stop();
        }
    }

    // ---- examples/php/send_code.php

    public function testTheExampleSendsAndCalls(): void
    {
        $this->sandbox = new Sandbox();
        foreach (['sms' => [], 'voice' => ['voice']] as $service => $way) {
            [$status, $out, $err] = $this->example('13800000000', $way);
            $entry = $this->sandbox->ledger()[0];
            self::assertSame([$service, '13800000000'], [$entry['service'], $entry['mobile']]);
            self::assertSame([0, "2 提交成功  id={$entry['id']}\n", ''], [$status, $out, $err]);
            $this->sandbox->reset();
        }
        self::assertSame([1, "4051 剩余条数不足 (docs/codes.md#code-4051)\n", ''], $this->example('19900004051'));
        $this->sandbox->call('faults', ['kind' => 'reset_after']);
        [$status, $out] = $this->example('13800000000');
        self::assertSame(1, $status);
        self::assertStringStartsWith('-300 ', $out);
        self::assertStringEndsWith("请勿盲目重发 / do not resend blindly\n", $out);
    }

    private function example(string $mobile, array $way = []): array
    {
        $script = dirname(__DIR__, 3) . '/examples/php/send_code.php';
        return Shell::run(array_merge([PHP_BINARY, $script, $mobile, '1234'], $way), [
            'IHUYI_ACCOUNT' => 'C00000000', 'IHUYI_APIKEY' => Shell::KEY, 'IHUYI_GATEWAY' => $this->sandbox->url,
            'IHUYI_LIBRARY' => (string) getenv('TEST_LIBRARY'),
        ]);
    }

    // ---- ihuyi-check.php

    public function testTheCheckPageWhereAllIsWell(): void
    {
        [$status, $out, $err] = $this->check(['IHUYI_LIBRARY' => (string) getenv('TEST_LIBRARY'), 'IHUYI_APIKEY' => Shell::KEY]);
        self::assertSame([0, ''], [$status, $err]);
        self::assertStringStartsWith("可以使用：libihuyi 在这里能用 / It works: this PHP can use libihuyi.\n", $out);
        self::assertSame(4, substr_count($out, "\n[ok] "));
        self::assertStringNotContainsString('[!!]', $out);
        self::assertStringNotContainsString(Shell::KEY, $out);
    }

    /** @dataProvider troubles */
    public function testTheCheckPageNamesTheTroubleAndTheWayOut(array $env, array $options, array $words): void
    {
        [$status, $out, $err] = $this->check($env, $options);
        self::assertSame([1, ''], [$status, $err]);
        self::assertStringStartsWith('还不能用：请看打叉的一项 / It does not work yet', $out);
        self::assertSame(1, substr_count($out, "\n[!!] "), $out);
        self::assertSame(2, substr_count($out, "\n  -> "), $out);
        foreach ($words as $word) {
            self::assertStringContainsString($word, $out);
        }
    }

    public function troubles(): iterable
    {
        $odd = getenv('TEST_ODD_LIBRARIES');
        yield 'no extension' => [[], ['-n'], ['没有 FFI 扩展', 'extension=ffi']];
        yield 'class disabled' => [[], ['-d', 'disable_classes=FFI'], ['disable_classes']];
        yield 'switched off' => [[], ['-d', 'ffi.enable=false'], ['ffi.enable 是关闭的', 'ffi.enable=preload']];
        yield 'missing' => [[], [], ['找不到 libihuyi，依次试过', 'IHUYI_LIBRARY', 'libihuyi.so.1']];
        yield 'named and missing' => [['IHUYI_LIBRARY' => '/nowhere/libihuyi.so'], [], ['/nowhere/libihuyi.so']];
        yield 'no library' => [['IHUYI_LIBRARY' => "{$odd}/libihuyi-broken.so"], [], ["{$odd}/libihuyi-broken.so 不是", 'ldd ']];
        yield 'another library' => [['IHUYI_LIBRARY' => "{$odd}/libihuyi-other.so"], [], ["{$odd}/libihuyi-other.so 不是"]];
        yield 'old' => [['IHUYI_LIBRARY' => "{$odd}/libihuyi-old.so"], [], ['接口版本是 0，PHP 包需要 1', 'has ABI version 0']];
    }

    private function check(array $env, array $options = []): array
    {
        return Shell::run(array_merge([PHP_BINARY], $options, [Shell::package('ihuyi-check.php')]), $env);
    }

    // ---- bin/ihuyi-preload

    public function testThePreloadHeaderNamesTheLibraryByItsFullPath(): void
    {
        $folder = Shell::folder('preload');
        [$status, $out] = $this->preload(["{$folder}/ihuyi.h", (string) getenv('TEST_LIBRARY')]);
        self::assertSame(0, $status);
        self::assertStringStartsWith("ffi.preload={$folder}/ihuyi.h\nopcache.preload=" . Shell::package('preload.php') . "\n", $out);
        $lines = (array) file("{$folder}/ihuyi.h", FILE_IGNORE_NEW_LINES);
        self::assertSame('#define FFI_LIB "' . getenv('TEST_LIBRARY') . '"', $lines[1]);
        unset($lines[1]);
        $shipped = (array) file(Shell::package('ihuyi-ffi.h'), FILE_IGNORE_NEW_LINES);
        unset($shipped[1]);
        self::assertSame($shipped, $lines);
        self::assertSame(['ihuyi.h'], array_values(array_diff((array) scandir($folder), ['.', '..'])));
    }

    public function testNoHeaderIsWrittenForALibraryThatDoesNotWork(): void
    {
        $header = Shell::folder('preload') . '/ihuyi.h';
        [$status, $out, $err] = $this->preload([$header, getenv('TEST_ODD_LIBRARIES') . '/libihuyi-partial.so']);
        self::assertSame([1, ''], [$status, $out]);
        self::assertStringContainsString('is too old', $err);
        self::assertFileDoesNotExist($header);
    }

    public function testAFolderThatIsNotThere(): void
    {
        [$status, , $err] = $this->preload(['/nowhere/ihuyi.h', (string) getenv('TEST_LIBRARY')]);
        self::assertSame(1, $status);
        self::assertStringContainsString('cannot write /nowhere/ihuyi.h', $err);
    }

    public function testUsage(): void
    {
        [$status, $out, $err] = $this->preload([]);
        self::assertSame([1, ''], [$status, $out]);
        self::assertStringStartsWith('用法：', $err);
    }

    private function preload(array $arguments): array
    {
        return Shell::run(array_merge([PHP_BINARY, Shell::package('bin/ihuyi-preload')], $arguments));
    }
}

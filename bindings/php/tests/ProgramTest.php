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
        self::assertStringStartsWith("可以使用：走FFI / It works, by way of FFI.\n", $out);
        self::assertSame(4, substr_count($out, "\n[ok] "));
        // What is not there and not needed is no fault.
        self::assertStringNotContainsString('[!!]', $out);
        self::assertSame(2, substr_count($out, "\n[--] "));
        self::assertStringNotContainsString(Shell::KEY, $out);
    }

    /** @dataProvider troubles */
    public function testTheCheckPageNamesTheTroubleAndTheWayOut(array $env, array $options, array $words): void
    {
        [$status, $out, $err] = $this->check($env, $options);
        self::assertSame([1, ''], [$status, $err]);
        self::assertStringStartsWith('还不能用：三条路都不通，打通任何一条即可 / It does not work yet', $out);
        // Of each way the first that is in it, and what to do about it in both languages.
        self::assertSame(3, substr_count($out, "\n[!!] "), $out);
        self::assertSame(6, substr_count($out, "\n  -> "), $out);
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

    public function testTheCheckPageTriesTheProgram(): void
    {
        $program = (string) getenv('TEST_PROGRAM');
        [$status, $out] = $this->check(['IHUYI_PROGRAM' => $program], ['-d', 'ffi.enable=0']);
        self::assertSame(0, $status, $out);
        self::assertStringStartsWith('可以使用：走程序（每次调用启动一次 ihuyi） / It works, by way of the program', $out);
        self::assertStringContainsString("\n[ok] ihuyi " . \Ihuyi\Ihuyi::version() . "：{$program}\n", $out);
        self::assertStringContainsString("\n[--] ffi.enable 是关闭的", $out);
        [$status, $out] = $this->check(['IHUYI_PROGRAM' => Odd::program('echo "no such command" >&2; exit 2')], ['-d', 'ffi.enable=0']);
        self::assertSame(1, $status);
        self::assertStringContainsString('没有像 ihuyi 那样答复（no such command）', $out);
        [$status, $out] = $this->check([], ['-d', 'ffi.enable=0', '-d', 'disable_functions=proc_open']);
        self::assertSame(1, $status);
        self::assertStringContainsString('请对主机商说：请允许本站使用 proc_open', $out);
    }

    public function testTheCheckPageTriesTheHelper(): void
    {
        $helper = new Odd(Odd::http(200, '{"returned":0,"version":"0.1.0","abi":1}'));
        [$status, $out] = $this->check(['IHUYI_HELPER' => $helper->address], ['-d', 'ffi.enable=0']);
        $helper->stop();
        self::assertSame(0, $status, $out);
        self::assertStringStartsWith('可以使用：走本机服务（ihuyi serve） / It works, by way of the local helper', $out);
        self::assertStringContainsString("\n[ok] ihuyi 0.1.0：{$helper->address}\n", $out);
        $trouble = [
            '不让 PHP 的帐户用' => Odd::http(403, '{}'), '没有像 ihuyi 那样答复' => Odd::http(404, ''),
            '的接口版本是 9，PHP 包需要 1' => Odd::http(200, '{"version":"9.0.0","abi":9}'),
        ];
        foreach ($trouble as $words => $answer) {
            $helper = new Odd($answer);
            [$status, $out] = $this->check(['IHUYI_HELPER' => $helper->address], ['-d', 'ffi.enable=0']);
            $helper->stop();
            self::assertSame(1, $status);
            self::assertStringContainsString($words, $out);
        }
        [$status, $out] = $this->check(['IHUYI_HELPER' => 'http://192.0.2.1:80'], ['-d', 'ffi.enable=0']);
        self::assertStringContainsString('看不懂 IHUYI_HELPER：http://192.0.2.1:80', $out);
        [$status, $out] = $this->check([], ['-d', 'ffi.enable=0']);
        self::assertStringContainsString('连不上 unix:/run/ihuyi/ihuyi.sock', $out);
        self::assertStringContainsString('请对主机商说：请在本机运行 ihuyi serve', $out);
    }

    /** The package goes no other way then, and neither does the page say so. */
    public function testTheCheckPageWhereTheHelperThatIsNamedDoesNotAnswer(): void
    {
        $program = ['IHUYI_PROGRAM' => (string) getenv('TEST_PROGRAM')];
        foreach (['unix:/nowhere/s', '/nowhere/s'] as $address) {
            [$status, $out] = $this->check($program + ['IHUYI_HELPER' => $address], ['-d', 'ffi.enable=0']);
            self::assertSame(1, $status, $out);
            self::assertStringStartsWith("还不能用：IHUYI_HELPER 指明的本机服务 {$address} 不通，有它就不会改走程序。", $out);
            self::assertStringContainsString('或去掉 IHUYI_HELPER / It does not work yet: the helper ' . $address, $out);
            self::assertStringContainsString(strpos($address, 'unix:') === 0 ? "\n[!!] 连不上 {$address}" : "\n[!!] 看不懂 IHUYI_HELPER", $out);
            self::assertStringContainsString('  -> ', $out);
            self::assertStringContainsString("\n[ok] ihuyi ", $out);
        }
        self::assertStringContainsString("env[IHUYI_HELPER] = ", $this->check([], ['-d', 'ffi.enable=0'])[1]);
        // FFI is before it, and the program where it is asked for.
        $env = ['IHUYI_HELPER' => 'unix:/nowhere/s'] + $program;
        self::assertSame(0, $this->check($env + ['IHUYI_LIBRARY' => (string) getenv('TEST_LIBRARY')])[0]);
        self::assertSame(0, $this->check($env + ['IHUYI_WAY' => 'program'], ['-d', 'ffi.enable=0'])[0]);
    }

    public function testTheCheckPageAndTheToken(): void
    {
        $helper = new Odd(Odd::http(401, ''));
        $file = Shell::folder('token') . '/token';
        file_put_contents($file, 'another');
        foreach (['' => '用 IHUYI_HELPER_TOKEN_FILE 指明', $file => "读得到 {$file}；读得到的，里面的令牌和服务的不一样"] as $given => $words) {
            $env = ['IHUYI_HELPER' => $helper->address, 'IHUYI_HELPER_TOKEN_FILE' => $given];
            [$status, $out] = $this->check($env, ['-d', 'ffi.enable=0']);
            self::assertSame(1, $status);
            self::assertStringContainsString($words, $out);
        }
        $helper->stop();
    }

    public function testTheCheckPageAndAProgramThatMayNotBeExecuted(): void
    {
        $program = Odd::program('exit 0');
        chmod($program, 0644);
        [$status, $out, $err] = $this->check(['IHUYI_PROGRAM' => $program], ['-d', 'ffi.enable=0']);
        self::assertSame([1, ''], [$status, $err]);
        self::assertStringContainsString("[!!] {$program} 在，但没有执行权限\n     {$program} is there but may not be executed.\n", $out);
        self::assertStringContainsString("  -> chmod 755 {$program}", $out);
    }

    /** The README's page of one line sees the package's bin/; a copy of the file in the web root does not. */
    public function testTheCheckPageInAWebRoot(): void
    {
        $folder = Shell::folder('shop');
        mkdir("{$folder}/libs/ihuyi/bin", 0755, true);
        mkdir("{$folder}/public");
        foreach (['libs/ihuyi', 'public'] as $place) {
            copy(Shell::package('ihuyi-check.php'), "{$folder}/{$place}/ihuyi-check.php");
        }
        copy((string) getenv('TEST_PROGRAM'), "{$folder}/libs/ihuyi/bin/ihuyi");
        chmod("{$folder}/libs/ihuyi/bin/ihuyi", 0755);
        foreach (['README.zh-CN.md' => '/路径/', 'README.md' => '/path/to/'] as $readme => $path) {
            $line = "<?php require '{$path}libs/ihuyi/ihuyi-check.php';";
            self::assertStringContainsString("`{$line}`", (string) file_get_contents(Shell::package($readme)));
            file_put_contents("{$folder}/public/check.php", str_replace($path, "{$folder}/", $line));
            $site = new Site(['PATH' => '/nowhere', 'IHUYI_LIBRARY' => ''], '0', "{$folder}/public");
            $site->path = '/check.php';
            $site->ask();
            self::assertSame(200, $site->status);
            self::assertStringContainsString('<h1 class="ok">可以使用：走程序', $site->page);
            self::assertStringContainsString("{$folder}/libs/ihuyi/bin/ihuyi</span>", $site->page);
            $site->path = '/ihuyi-check.php';
            $site->ask();
            self::assertStringContainsString('<h1 class="no">还不能用', $site->page);
            $site->stop();
        }
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

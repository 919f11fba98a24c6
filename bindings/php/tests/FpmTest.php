<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Ihuyi;
use PHPUnit\Framework\TestCase;

/** php-fpm with the default ffi.enable=preload. */
final class FpmTest extends TestCase
{
    /** @var Sandbox */
    private $sandbox;

    /** @var Fpm */
    private $fpm;

    protected function setUp(): void
    {
        $this->sandbox = new Sandbox();
        $this->fpm = new Fpm((string) getenv('TEST_LIBRARY'));
    }

    protected function tearDown(): void
    {
        $this->fpm->stop();
        $this->sandbox->stop();
    }

    public function testThePreloadedPackageSendsAndNothingElseMayUseFfi(): void
    {
        $this->start($this->fpm->preloadLines());
        self::assertSame(Ihuyi::version(), $this->fpm->get('do=version'));
        $id = $this->fpm->get('do=send');
        self::assertMatchesRegularExpression('/^\d{20}$/D', $id);
        self::assertSame([$id], array_column($this->sandbox->ledger(), 'id'));
        $refused = $this->fpm->get('do=refused');
        self::assertSame('Ihuyi\Exception\BalanceException: 4051 剩余条数不足 (docs/codes.md#code-4051)', $refused);
        foreach (['do=cdef', 'do=scope'] as $direct) {
            $said = 'FFI\Exception: FFI API is restricted by "ffi.enable" configuration directive';
            self::assertSame($said, $this->fpm->get($direct));
        }
        // Every class is preloaded, and linked: those that extend another, too.
        self::assertSame('0 files loaded', $this->fpm->get('do=files'));
        self::assertStringNotContainsString('Warning', $this->fpm->log);
        $page = $this->fpm->get('', 'ihuyi-check.php');
        self::assertStringContainsString('可以使用：走FFI', $page);
        self::assertStringContainsString('It works, by way of FFI.', $page);
        self::assertStringNotContainsString('✘', $page);
    }

    public function testNotPreloadedThePageGetsTheSentenceThatSaysWhyAndWhatToDo(): void
    {
        $this->start([]);
        $said = $this->fpm->get('do=send');
        self::assertStringContainsString('Ihuyi\Exception\LoadException: ', $said);
        $command = "php {$this->fpm->folder}/bin/ihuyi-preload /etc/ihuyi/ihuyi-ffi.h";
        self::assertStringContainsString('只许预加载的类使用 FFI，而本 PHP 包没有预加载；请在命令行运行 ' . $command, $said);
        self::assertStringContainsString('add the three lines that it prints to php.ini and restart PHP-FPM', $said);
        self::assertSame([], $this->sandbox->ledger());
        $page = $this->fpm->get('', 'ihuyi-check.php');
        self::assertStringContainsString('还不能用', $page);
        self::assertStringContainsString('bin/ihuyi-preload /etc/ihuyi/ihuyi-ffi.h', $page);
    }

    public function testPreloadedWithoutTheHeaderThePageGetsTheSentenceThatSaysWhichLineIsMissing(): void
    {
        $lines = $this->fpm->preloadLines();
        unset($lines['ffi.preload']);
        $this->start($lines);
        self::assertStringContainsString('ffi.preload 没有它的头文件', $this->fpm->get('do=send'));
        self::assertStringContainsString('add the ffi.preload line', $this->fpm->get('', 'ihuyi-check.php'));
    }

    public function testFfiSwitchedOnForAllWorksWithoutPreloading(): void
    {
        $this->start(['ffi.enable' => 'true']);
        self::assertMatchesRegularExpression('/^\d{20}$/D', $this->fpm->get('do=send'));
    }

    /** As the README warns. */
    public function testAHeaderThatIsNotThereKeepsFpmFromStarting(): void
    {
        $lines = $this->fpm->preloadLines();
        unlink($lines['ffi.preload']);
        self::assertFalse($this->fpm->start($lines, []), $this->fpm->log);
        self::assertStringContainsString('ihuyi-preload.h', $this->fpm->log);
        // php-fpm -t, which the README recommends, finds it before a restart does.
        $test = ['php-fpm8.2', '-t', '-y', "{$this->fpm->folder}/fpm.conf", '-d', "ffi.preload={$lines['ffi.preload']}"];
        self::assertNotSame(0, Shell::run($test)[0]);
        $this->fpm->preloadLines();
        self::assertSame(0, Shell::run($test)[0]);
    }

    /** The PHP manual's recipe, against which the README warns: FFI::load() in the preload script. */
    public function testTheManualsRecipeKeepsAnFpmOfRootFromStarting(): void
    {
        $lines = $this->fpm->preloadLines();
        $script = "{$this->fpm->folder}/manual.php";
        file_put_contents($script, '<?php FFI::load(' . var_export($lines['ffi.preload'], true) . ');');
        unset($lines['ffi.preload']);
        $started = $this->fpm->start(['opcache.preload' => $script] + $lines, []);
        self::assertSame(posix_geteuid() !== 0, $started, $this->fpm->log);
    }

    public function testEightWorkersSendAtOnceAndNoneSharesAConnection(): void
    {
        $this->start($this->fpm->preloadLines());
        $meeting = Shell::folder('meeting');
        chmod($meeting, 0777);
        $query = http_build_query(['do' => 'together', 'workers' => Fpm::WORKERS, 'folder' => $meeting]);
        $workers = $this->fpm->together(Fpm::WORKERS, $query);
        self::assertCount(Fpm::WORKERS, array_filter(array_unique($workers), 'ctype_digit'), implode("\n", $workers));

        $ledger = $this->sandbox->ledger();
        self::assertCount(Fpm::WORKERS * 10, $ledger);
        $users = [];
        foreach ($ledger as $entry) {
            self::assertTrue($entry['accepted']);
            // "box" or "client", and the worker's process id.
            $users[$entry['connection']][$entry['content']] = true;
        }
        foreach ($users as $connection => $contents) {
            self::assertCount(1, $contents, "connection {$connection}: " . implode(', ', array_keys($contents)));
        }
        $sent = [];
        foreach ($users as $contents) {
            $sent[] = explode(' ', array_key_first($contents))[1];
        }
        sort($workers);
        self::assertEqualsCanonicalizing($workers, array_values(array_unique($sent)));
        $requests = array_sum(array_column($this->sandbox->connections(), 'requests'));
        self::assertSame(Fpm::WORKERS * 10, $requests);
    }

    /** @param array<string, string> $settings */
    private function start(array $settings): void
    {
        $env = ['IHUYI_GATEWAY' => $this->sandbox->url, 'IHUYI_KEEP_ALIVE' => '30'];
        self::assertTrue($this->fpm->start($settings, $env), $this->fpm->log);
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** PHP where FFI is closed, by way of a real helper: under php-fpm with workers of another account, and over a port. */
final class HelperTest extends TestCase
{
    private const WORKERS = 16;
    private const MESSAGES = 10000;

    /** @var Sandbox */
    private $sandbox;

    /** @var Helper|null */
    private $helper = null;

    /** @var Fpm|null */
    private $fpm = null;

    protected function setUp(): void
    {
        $this->sandbox = new Sandbox();
    }

    protected function tearDown(): void
    {
        foreach ([$this->fpm, $this->helper, $this->sandbox] as $one) {
            if ($one !== null) {
                $one->stop();
            }
        }
    }

    /** @param string[] $options */
    private function helper(array $options = [], string $listen = ''): void
    {
        $this->helper = new Helper(['IHUYI_GATEWAY' => $this->sandbox->url, 'IHUYI_KEEP_ALIVE' => '30'], $options, $listen);
        // As in /run/ihuyi: whoever comes by may look, and the socket itself says no.
        chmod($this->helper->folder, 0755);
    }

    private function fpm(): void
    {
        $this->fpm = new Fpm();
        $this->fpm->start(['ffi.enable' => '0'], ['IHUYI_HELPER' => $this->helper->address]);
    }

    public function testEightWorkersSendTenThousandThroughTheHelpersConnections(): void
    {
        $this->helper(array_merge(['--workers', (string) self::WORKERS], $this->group()));
        $this->fpm();
        $each = intdiv(self::MESSAGES, Fpm::WORKERS);
        $queries = [];
        for ($worker = 0; $worker < Fpm::WORKERS; $worker++) {
            $queries[] = http_build_query(['do' => 'many', 'times' => $each, 'from' => 13800000000 + $worker * $each]);
        }
        self::assertSame(array_fill(0, Fpm::WORKERS, "helper {$each}"), $this->fpm->all($queries));
        $connections = array_column($this->sandbox->connections(), 'requests');
        self::assertSame(self::MESSAGES, array_sum($connections));
        self::assertLessThanOrEqual(self::WORKERS, count(array_filter($connections)));
        // Each number once.
        $accepted = array_column($this->sandbox->ledger(), 'mobile', 'id');
        self::assertSame([self::MESSAGES, self::MESSAGES], [count($accepted), count(array_unique($accepted))]);
    }

    public function testAPageMayNotSayWhereTheHelperSends(): void
    {
        $this->helper($this->group());
        $this->fpm();
        // Nor which file is read.
        file_put_contents("{$this->fpm->folder}/ihuyi.ini", "account = C00000000\n");
        foreach (['setting', 'open'] as $given) {
            $said = $this->fpm->get("do={$given}");
            self::assertSame(posix_geteuid() === 0, strpos($said, 'Ihuyi\Exception\SettingException: -504 ') === 0, $said);
        }
    }

    public function testWorkersOutsideTheGroupAreTold(): void
    {
        if (posix_geteuid() !== 0) {
            self::fail('needs root: other workers are of the account that runs this');
        }
        $this->helper(['--group', 'root']);
        $this->fpm();
        $said = $this->fpm->get('do=send');
        self::assertStringStartsWith("Ihuyi\Exception\SettingException: -502 本机的 ihuyi 服务", $said);
        self::assertStringContainsString('请把 PHP 的帐户加入它的组', $said);
        self::assertSame([], $this->sandbox->ledger());
    }

    public function testAPortWithItsToken(): void
    {
        $token = Shell::folder('token') . '/token';
        $this->helper(['--token-file', $token], '127.0.0.1:0');
        $code = 'try { echo Ihuyi\Ihuyi::way(), " ", Ihuyi\Ihuyi::send("C00000000", "' . Shell::KEY . '", "13800000000", "a")->getCode(); }'
            . ' catch (Ihuyi\Exception\SettingException $e) { echo $e->getMessage(); }';
        self::assertStringStartsWith('http://127.0.0.1:', $this->helper->address);
        $env = ['IHUYI_HELPER' => $this->helper->address, 'IHUYI_HELPER_TOKEN_FILE' => $token];
        self::assertSame([0, 'helper 2', ''], Shell::php($code, $env, ['-d', 'ffi.enable=0']));
        $use = 'Ihuyi\Ihuyi::useWay("helper", "' . $this->helper->address . '", "' . $token . '");';
        self::assertSame([0, 'helper 2', ''], Shell::php($use . $code, [], ['-d', 'ffi.enable=0']));
        file_put_contents("{$token}.wrong", str_repeat('0', 64));
        $trouble = ["{$token}.wrong" => "令牌文件 {$token}.wrong 里的令牌和", '' => '要令牌，而 IHUYI_HELPER_TOKEN_FILE 没有设置'];
        foreach ($trouble as $file => $words) {
            $env['IHUYI_HELPER_TOKEN_FILE'] = $file;
            $said = Shell::php($code, $env, ['-d', 'ffi.enable=0'])[1];
            self::assertStringStartsWith('helper -502 ', $said);
            self::assertStringContainsString($words, $said);
            self::assertStringNotContainsString(str_repeat('0', 64), $said);
        }
        self::assertCount(2, $this->sandbox->ledger());
    }

    /** Killed after it was asked: nobody knows, until the same event is asked for again. */
    public function testAHelperThatIsKilledLeavesTheOutcomeUnknownAndItsSuccessorTells(): void
    {
        $this->helper();
        $this->sandbox->call('faults', ['kind' => 'delay', 'ms' => 60000]);
        $code = '$c = new Ihuyi\Client(["account" => "C00000000", "apikey" => "' . Shell::KEY . '"]);'
            . 'try { $r = $c->send("13800000000", "a", ["reference" => "order-1001-paid"]); echo $r->getCode(), (int) $r->isRepeated(); }'
            . ' catch (Ihuyi\Exception\IhuyiException $e) { echo $e->getCode(), get_class($e), (int) $e->getResult()->isRepeated(); }';
        $env = ['IHUYI_HELPER' => $this->helper->address];
        $program = 'require ' . var_export(Shell::package('autoload.php'), true) . ';' . $code;
        $io = [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR];
        $asking = proc_open([PHP_BINARY, '-d', 'ffi.enable=0', '-r', $program], $io, $pipes, null, $env + getenv());
        while ($this->sandbox->ledger() === []) {
            usleep(10000);
        }
        $this->helper->stop(9);
        self::assertSame('-300Ihuyi\Exception\OutcomeUnknownException0', stream_get_contents($pipes[1]));
        proc_close($asking);
        $folder = $this->helper->folder;
        $kept = ['IHUYI_STORE' => "sqlite:{$folder}/store.db", 'IHUYI_SECRET_FILE' => "{$folder}/secret.key"];
        $this->helper = new Helper(['IHUYI_GATEWAY' => $this->sandbox->url] + $kept);
        $told = Shell::php($code, ['IHUYI_HELPER' => $this->helper->address], ['-d', 'ffi.enable=0'])[1];
        self::assertSame('-300Ihuyi\Exception\OutcomeUnknownException1', $told);
        self::assertCount(1, $this->sandbox->ledger());
    }

    /** @return string[] the group that the workers are of */
    private function group(): array
    {
        return posix_geteuid() === 0 ? ['--group', 'www-data'] : [];
    }
}

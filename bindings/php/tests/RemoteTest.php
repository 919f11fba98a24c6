<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Code;
use Ihuyi\Outcome;
use PHPUnit\Framework\TestCase;

/** What a call comes to when the other process does not do what it should. */
final class RemoteTest extends TestCase
{
    private const RESULT = '"result":{"outcome":0,"code":0,"message":""}';

    /** Makes a call of each kind and says what came of it: code, outcome and class, a line each. */
    private const CALLS = '
        $told = function ($call) {
            try { $call(); echo "done\n"; } catch (Ihuyi\Exception\IhuyiException $e) {
                echo $e->getCode(), " ", $e->getOutcome(), " ", substr(get_class($e), 16), "\n";
                $GLOBALS["message"] = $e->getMessage();
            }
        };
        $told(function () { Ihuyi\Ihuyi::send("C00000000", KEY, "13800000000", "a"); });
        $told(function () { Ihuyi\Ihuyi::voice("C00000000", KEY, "13800000000", "1234"); });
        $told(function () { Ihuyi\Ihuyi::segments("a"); });
        $told(function () { Ihuyi\Ihuyi::strerror(2); });
        $told(function () { Ihuyi\Ihuyi::explain(2); });
        $told(function () { new Ihuyi\Client(["account" => "C00000000", "apikey" => KEY]); });
        echo $message;
    ';

    /** @return string[] what each of CALLS came to; then the last message */
    private static function told(array $env): array
    {
        $code = 'define("KEY", "' . Shell::KEY . '");' . self::CALLS;
        [$status, $out, $err] = Shell::php($code, $env, ['-d', 'ffi.enable=0']);
        self::assertSame([0, ''], [$status, $err], $out);
        return explode("\n", $out);
    }

    /** @param string $sending what a call that may send came to; the others as $asking */
    private static function assertTold(array $told, string $sending, string $asking): void
    {
        self::assertSame([$sending, $sending, $asking, $asking, $asking, $asking], array_slice($told, 0, 6), implode("\n", $told));
    }

    /** @dataProvider helpers */
    public function testAHelper(string $answer, string $sending, string $asking, string $words): void
    {
        $helper = new Odd($answer);
        $told = self::told(['IHUYI_HELPER' => $helper->address]);
        $helper->stop();
        self::assertTold($told, $sending, $asking);
        self::assertStringContainsString($words, $told[6]);
        // Whatever came of it, each was asked once.
        self::assertSame(6, count((array) file($helper->seen)));
    }

    public function helpers(): iterable
    {
        $unknown = Code::E_UNKNOWN . ' ' . Outcome::UNKNOWN . ' OutcomeUnknownException';
        $unsent = ' ' . Outcome::NOT_SENT . ' NetworkException';
        $denied = Code::E_HELPER_DENIED . ' ' . Outcome::REFUSED . ' SettingException';
        $lost = Code::E_HELPER . $unsent;
        yield 'ends without a word' => ['', $unknown, $lost, '没有等到答复；没有发送任何内容，可以再试'];
        $half = substr(Odd::http(200, '{"returned":0,' . self::RESULT . '}'), 0, -5);
        yield 'ends in the middle' => [$half, $unknown, $lost, '没有等到答复'];
        yield 'answers no JSON' => [Odd::http(200, '<html>'), $unknown, $lost, '没有等到答复'];
        yield 'answers no result' => [Odd::http(200, '{"result":{}}'), $unknown, $lost, '没有等到答复'];
        yield 'is another server that broke' => [Odd::http(500, 'x'), $unknown, $lost, '没有等到答复'];
        yield 'is another server' => [Odd::http(404, 'x'), $lost, $lost, '(HTTP 404)，未发送'];
        yield 'lets nobody in' => [Odd::http(403, 'x'), $denied, $denied, '不接受这个调用方'];
        yield 'wants a token' => [Odd::http(401, ''), $denied, $denied, '要令牌，而 IHUYI_HELPER_TOKEN_FILE 没有设置'];
        $own = '{"returned":-502,"result":{"outcome":2,"code":-502,"flags":1,"family":9,"message":"自己的话"}}';
        yield 'wants a token, and says so' => [Odd::http(401, $own), $denied, $denied, '要令牌，而 IHUYI_HELPER_TOKEN_FILE 没有设置'];
        yield 'is full' => [Odd::http(503, ''), Code::E_HELPER_BUSY . $unsent, Code::E_HELPER_BUSY . $unsent, '排队已满'];
        $own = '{"returned":-504,"result":{"outcome":2,"code":-504,"flags":1,"family":9,"message":"自己的话"}}';
        $setting = '-504 2 SettingException';
        yield 'says what it is' => [Odd::http(403, $own), $setting, $setting, '自己的话'];
    }

    public function testNobodyListens(): void
    {
        $told = self::told(['IHUYI_HELPER' => 'unix:/nowhere/s', 'IHUYI_LANG' => 'en']);
        self::assertTold($told, '-501 3 NetworkException', '-501 3 NetworkException');
        self::assertStringContainsString('ihuyi helper unix:/nowhere/s cannot be reached (No such file or directory)', $told[6]);
    }

    public function testASocketThatOneMayNotWriteTo(): void
    {
        if (posix_geteuid() !== 0) {
            self::fail('needs root, which alone can become somebody else');
        }
        $helper = new Odd('');
        $socket = substr($helper->address, 5);
        chmod($socket, 0600);
        // The source is where others may read it.
        $package = Shell::folder('package');
        Shell::run(['cp', '-r', '-t', $package, Shell::package('src'), Shell::package('autoload.php')]);
        $code = "require '{$package}/autoload.php'; posix_setuid(65534);"
            . 'try { Ihuyi\Ihuyi::version(); } catch (Ihuyi\Exception\SettingException $e) { echo $e->getMessage(); }';
        [, $said] = Shell::run([PHP_BINARY, '-d', 'ffi.enable=0', '-r', $code], ['IHUYI_HELPER' => $helper->address]);
        $helper->stop();
        self::assertStringContainsString("-502 本机的 ihuyi 服务（{$helper->address}）不接受这个调用方，未发送；请把 PHP 的帐户加入它的组", $said);
    }

    public function testTheTokenFileThatCannotBeRead(): void
    {
        $env = ['IHUYI_HELPER' => 'http://127.0.0.1:9', 'IHUYI_HELPER_TOKEN_FILE' => '/nowhere/token'];
        $told = self::told($env);
        self::assertTold($told, '-502 2 SettingException', '-502 2 SettingException');
        self::assertStringContainsString('读不到本机服务的令牌文件 /nowhere/token，未发送', $told[6]);
    }

    public function testATokenThatIsNotTheHelpers(): void
    {
        $file = Shell::folder('token') . '/token';
        file_put_contents($file, "another\n");
        $helper = new Odd(Odd::http(401, ''));
        $env = ['IHUYI_HELPER' => $helper->address, 'IHUYI_HELPER_TOKEN_FILE' => $file];
        foreach (['zh' => "令牌文件 {$file} 里的令牌和本机的 ihuyi 服务", 'en' => "the token in {$file} is not that of"] as $lang => $words) {
            $told = self::told($env + ['IHUYI_LANG' => $lang]);
            self::assertTold($told, '-502 2 SettingException', '-502 2 SettingException');
            self::assertStringContainsString($words, $told[6]);
        }
        $helper->stop();
    }

    /** @dataProvider programs */
    public function testAProgram(string $script, string $sending, string $asking, string $words): void
    {
        $program = Odd::program($script);
        $told = self::told(['IHUYI_PROGRAM' => $program]);
        self::assertTold($told, $sending, $asking);
        self::assertStringContainsString(str_replace('PROGRAM', $program, $words), $told[6]);
    }

    public function programs(): iterable
    {
        $unknown = '-300 4 OutcomeUnknownException';
        $lost = '-501 3 NetworkException';
        // Each number of a signal is an exit status of something else, too.
        foreach ([1, 2, 9, 11, 15] as $signal) {
            yield "is ended by signal {$signal}" => ["cat >/dev/null; kill -{$signal} $$", $unknown, $lost, '没有等到答复'];
        }
        yield 'is ended and said much' => ['cat >/dev/null; echo "ihuyi call: no" >&2; kill -2 $$', $unknown, $lost, '没有等到答复'];
        yield 'has begun to answer' => ['cat >/dev/null; printf "{"; exit 127', $unknown, $lost, '没有等到答复'];
        yield 'ends as for a wrong command line, and says nothing' => ['cat >/dev/null; exit 2', $unknown, $lost, '没有等到答复'];
        yield 'ends so for another reason' => ['cat >/dev/null; echo oops >&2; exit 2', $unknown, $lost, '没有等到答复'];
        yield 'is too old' => ['cat >/dev/null; echo "no command call" >&2; exit 2', $lost, $lost, '没能运行 (ihuyi call: no command call)'];
        yield 'says much beside' => ['cat >/dev/null; yes xxxxxxxxxx | head -c 300000 >&2', $unknown, $lost, '没有等到答复'];
    }

    /**
     * A whole answer is one, however the program ends after it.
     *
     * @dataProvider ends
     */
    public function testAProgramThatEndsOddlyAfterItsAnswer(string $end): void
    {
        $answer = '{"returned":-102,"result":{"outcome":2,"code":-102,"flags":1,"family":8,"message":"答了"}}';
        $program = Odd::program("cat >/dev/null; echo '{$answer}'; {$end}");
        $code = 'try { Ihuyi\Ihuyi::send("C00000000", "' . Shell::KEY . '", "13800000000", "a"); }'
            . ' catch (Ihuyi\Exception\ArgumentException $e) { echo $e->getMessage(); }';
        $told = Shell::php($code, ['IHUYI_PROGRAM' => $program], ['-d', 'ffi.enable=0']);
        self::assertSame([0, '-102 答了 (docs/codes.md#code--102)', ''], $told);
    }

    public function ends(): iterable
    {
        yield 'killed' => ['kill -9 $$'];
        yield 'interrupted' => ['kill -2 $$'];
        yield 'as for a request that it cannot read' => ['exit 2'];
        yield 'as one that is not there' => ['exit 127'];
    }

    /** @dataProvider signals */
    public function testAProgramThatASignalEndsWhenItHasSent(int $signal, array $options): void
    {
        $sandbox = new Sandbox();
        $sandbox->call('faults', ['kind' => 'delay', 'ms' => 60000]);
        $folder = Shell::folder('ended');
        $program = Odd::program("echo $$ >{$folder}/pid; exec '" . getenv('TEST_PROGRAM') . "' call");
        $code = 'require ' . var_export(Shell::package('autoload.php'), true) . ';'
            . 'try { echo Ihuyi\Ihuyi::send("C00000000", "' . Shell::KEY . '", "13800000000", "a")->getCode(); }'
            . ' catch (Ihuyi\Exception\IhuyiException $e) { echo $e->getCode(), get_class($e); }';
        $env = ['IHUYI_PROGRAM' => $program, 'IHUYI_GATEWAY' => $sandbox->url, 'IHUYI_STORE' => "sqlite:{$folder}/store.db"];
        $command = array_merge([PHP_BINARY, '-d', 'ffi.enable=0'], $options, ['-r', $code]);
        $asking = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR], $pipes, null, $env + getenv());
        while ($sandbox->ledger() === []) {
            usleep(10000);
        }
        posix_kill((int) file_get_contents("{$folder}/pid"), $signal);
        self::assertSame('-300Ihuyi\Exception\OutcomeUnknownException', stream_get_contents($pipes[1]));
        proc_close($asking);
        self::assertCount(1, $sandbox->ledger());
        $sandbox->stop();
    }

    public function signals(): iterable
    {
        yield 'SIGINT' => [2, []];
        yield 'SIGTERM' => [15, []];
        yield 'SIGKILL' => [9, []];
        yield 'SIGINT, where PHP may not ask how it ended' => [2, ['-d', 'disable_functions=proc_get_status']];
    }

    /** Command line and environment of a process are for everybody's eyes; its input is not. */
    public function testSecretsGoThroughTheInputAlone(): void
    {
        $seen = Shell::folder('seen') . '/seen';
        $script = "tr '\\0' '\\n' </proc/\$\$/cmdline >{$seen}; tr '\\0' '\\n' </proc/\$\$/environ >>{$seen}; cat >{$seen}.in";
        self::told(['IHUYI_PROGRAM' => Odd::program($script)]);
        self::assertStringContainsString("\ncall\n", (string) file_get_contents($seen));
        self::assertStringNotContainsString(Shell::KEY, (string) file_get_contents($seen));
        self::assertStringContainsString('"account","C00000000"', (string) file_get_contents("{$seen}.in"));
        self::assertStringContainsString(Shell::KEY, (string) file_get_contents("{$seen}.in"));
    }

    /** The package's own words are in the charset of the site's pages. */
    public function testTheWordsAreOfTheClientsCharset(): void
    {
        // It lives for the first call, which makes the client, and for no other.
        $folder = Shell::folder('once');
        $script = "cat >/dev/null; mkdir {$folder}/second 2>/dev/null || exit 1;"
            . "echo '{\"returned\":0,\"charset\":\"gbk\"," . self::RESULT . "}'";
        $code = '$c = new Ihuyi\Client(["charset" => "gbk"]);'
            . 'try { $c->send("13800000000", "a"); } catch (Ihuyi\Exception\OutcomeUnknownException $e) { echo $e->getMessage(); }';
        [, $said] = Shell::php($code, ['IHUYI_PROGRAM' => Odd::program($script)], ['-d', 'ffi.enable=0']);
        self::assertStringStartsWith('-300 已交给本机的 ihuyi，但没有等到答复，可能已经发出', (string) iconv('GB18030', 'UTF-8', $said));
    }

    /** @dataProvider refusals */
    public function testTheHelpersOwnWordsAreToo(string $message): void
    {
        $answer = '{"returned":-504,"result":{"outcome":2,"code":-504,"flags":1,"family":9,"message":' . $message . '}}';
        $helper = new Odd(Odd::http(403, $answer));
        $code = 'try { new Ihuyi\Client(["charset" => "gbk"]); } catch (Ihuyi\Exception\SettingException $e) { echo $e->getMessage(); }';
        [, $said] = Shell::php($code, ['IHUYI_HELPER' => $helper->address], ['-d', 'ffi.enable=0']);
        $helper->stop();
        self::assertSame('-504 自己的话 (docs/codes.md#code--504)', (string) iconv('GB18030', 'UTF-8', $said));
    }

    public function refusals(): iterable
    {
        yield 'in UTF-8' => ['"自己的话"'];
        yield 'in the client\'s charset already' => ['{"base64":"' . base64_encode((string) iconv('UTF-8', 'GB18030', '自己的话')) . '"}'];
    }

    public function testAClientShowsNoKeyOfItsOwnInADump(): void
    {
        $code = '$c = new Ihuyi\Client(["account" => "C00000000", "apikey" => "' . Shell::KEY . '"]);'
            . 'var_dump($c, Ihuyi\Internal\Ways::get()); print_r(Ihuyi\Internal\Ways::get());';
        [$status, $out] = Shell::php($code, ['IHUYI_PROGRAM' => (string) getenv('TEST_PROGRAM')], ['-d', 'ffi.enable=0']);
        self::assertSame(0, $status);
        self::assertStringContainsString('Ihuyi\Internal\Program', $out);
        self::assertStringNotContainsString(Shell::KEY, $out);
    }

    /** The settings of helper and INI file are not seen from here, and PHP's own environment is not the helper's. */
    public function testHowLongAnAnswerIsWaitedFor(): void
    {
        $remote = new class extends \Ihuyi\Internal\Remote {
            /** @var float[] */
            public $waits = [];

            protected function deliver($json, $seconds): \Ihuyi\Internal\Handover
            {
                $this->waits[] = $seconds;
                return \Ihuyi\Internal\Handover::answered('{"returned":0,"result":{"outcome":0,"code":0,"message":""}}');
            }

            protected function opened($path)
            {
                return $path;
            }

            public function name()
            {
                return 'program';
            }

            public function path()
            {
                return '';
            }
        };
        putenv('IHUYI_TIMEOUT=1');
        $remote->open('/etc/ihuyi/ihuyi.ini', [], $id);
        $remote->ask($id, 'balance', []);
        $remote->ask(null, 'segments', ['content' => 'a']);
        putenv('IHUYI_TIMEOUT');
        self::assertEquals([615, 615, 615], $remote->waits);
        $waits = ['5' => 20, '500ms' => 15.5, '2.5 S' => 17.5, '600' => 615, '99999' => 615, 'soon' => 615, '' => 615];
        foreach ($waits as $timeout => $seconds) {
            $remote->create([['lang', 'en'], ['timeout', (string) $timeout]], $id);
            self::assertEquals($seconds, end($remote->waits), (string) $timeout);
        }
        $remote->set($id, 'timeout', '30');
        self::assertEquals(45, end($remote->waits));
    }

    // ---- Ihuyi::waitAtMost()

    /** What a send and a question come to, and how long all of CALLS took. */
    private const BOUNDED = 'Ihuyi\Ihuyi::waitAtMost(0.3); $begin = microtime(true); $GLOBALS["message"] = "";'
        . 'register_shutdown_function(function () use ($begin) { echo "\n", microtime(true) - $begin; });' . self::CALLS;

    /** @param array<string, string> $env */
    private static function assertBounded(array $env): void
    {
        $code = 'define("KEY", "' . Shell::KEY . '");' . self::BOUNDED;
        $tries = 0;
        do {
            [$status, $out, $err] = Shell::php($code, $env, ['-d', 'ffi.enable=0']);
            self::assertSame([0, ''], [$status, $err], $out);
            $told = explode("\n", $out);
            // On a machine that stands still the time of a send may be over before a byte of it has left: it is not sent, and that is said.
            $early = array_slice($told, 0, 2) !== array_fill(0, 2, '-300 4 OutcomeUnknownException')
                && array_diff(array_slice($told, 0, 2), ['-300 4 OutcomeUnknownException', '-501 3 NetworkException']) === [];
        } while ($early && ++$tries < 20);
        self::assertTold($told, '-300 4 OutcomeUnknownException', '-501 3 NetworkException');
        self::assertStringContainsString('没有等到答复', $told[6]);
        // Each of the six has waited its time; without the bound it would have been 615 seconds for one.
        self::assertGreaterThan(6 * 0.29, (float) end($told));
        self::assertLessThan(100, (float) end($told));
    }

    public function testAHelperThatTakesCallsAndNeverAnswersIsWaitedForNoLongerThanTold(): void
    {
        $folder = Shell::folder('silent');
        $listening = stream_socket_server("unix://{$folder}/s");
        self::assertIsResource($listening);
        self::assertBounded(['IHUYI_HELPER' => "unix:{$folder}/s"]);
    }

    /** @dataProvider hanging */
    public function testAProgramThatHangsIsEndedNoLaterThanTold(string $script): void
    {
        $folder = Shell::folder('hanging');
        self::assertBounded(['IHUYI_PROGRAM' => Odd::program("echo $$ >>{$folder}/pids; {$script}")]);
        // And is not left behind.
        foreach ((array) file("{$folder}/pids") as $pid) {
            self::assertFalse(posix_kill((int) $pid, 0), (string) $pid);
        }
    }

    public function hanging(): iterable
    {
        yield 'and says nothing' => ['exec sleep 600'];
        yield 'when it has read' => ['cat >/dev/null; exec sleep 600'];
        yield 'in the middle of its answer' => ['cat >/dev/null; printf "{"; exec sleep 600'];
        yield 'with its output closed' => ['exec sleep 600 >/dev/null 2>&1'];
        yield 'and does not hear what a program is asked to end with' => ['trap "" TERM INT; exec sleep 600'];
    }

    /** A queue that is full, as that of a helper which is stopped for good: connecting is part of the time. */
    public function testTheBoundHoldsForConnectingToo(): void
    {
        $short = stream_context_create(['socket' => ['backlog' => 0]]);
        $listening = stream_socket_server('tcp://127.0.0.1:0', $error, $why, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $short);
        $address = stream_socket_get_name($listening, false);
        // What the system takes before anybody accepts it.
        $waiting = [];
        while (($one = @stream_socket_client("tcp://{$address}", $error, $why, 0.2)) !== false) {
            $waiting[] = $one;
        }
        $code = 'Ihuyi\Ihuyi::waitAtMost(0.3); $begin = microtime(true);'
            . 'try { Ihuyi\Ihuyi::send("C00000000", "' . Shell::KEY . '", "13800000000", "a"); }'
            . ' catch (Ihuyi\Exception\NetworkException $e) { echo $e->getCode(), " ", microtime(true) - $begin < 100 ? "soon" : "late"; }';
        [, $said] = Shell::php($code, ['IHUYI_HELPER' => "http://{$address}"], ['-d', 'ffi.enable=0']);
        self::assertSame('-501 soon', $said);
    }

    public function testTheBoundIsTheSmallerOfTheTwoAndCanBeLifted(): void
    {
        $code = '$r = new class extends Ihuyi\Internal\Remote {
            protected function deliver($json, $seconds) { echo $seconds, " ";
                return Ihuyi\Internal\Handover::answered("{\"returned\":0,\"result\":{\"outcome\":0,\"code\":0,\"message\":\"\"}}"); }
            protected function opened($path) { return $path; }
            public function name() { return "program"; }
            public function path() { return ""; }
        };
        foreach ([4, "2.5", 1000, null] as $seconds) {
            Ihuyi\Ihuyi::waitAtMost($seconds);
            $r->create([["timeout", "1"]], $id);
        }
        foreach ([0, -1, "soon", [], NAN] as $wrong) {
            try { Ihuyi\Ihuyi::waitAtMost($wrong); echo "taken"; } catch (InvalidArgumentException $e) { echo "!"; }
        }';
        self::assertSame([0, '4 2.5 16 16 !!!!!', ''], Shell::php($code, [], []));
    }

    public function testAHelperThatTakesTheRequestAndHangs(): void
    {
        $folder = Shell::folder('hangs');
        $listening = stream_socket_server("unix://{$folder}/s");
        $helper = new \Ihuyi\Internal\Helper("unix:{$folder}/s", null);
        $deliver = new \ReflectionMethod($helper, 'deliver');
        $deliver->setAccessible(true);
        // On a machine that stands still the time may be over before anything is written; then nothing is there to be read.
        for ($tries = 0;; $tries++) {
            $handover = $deliver->invoke($helper, '{"call":"send"}', 0.05);
            $read = (string) stream_get_contents(stream_socket_accept($listening, 60));
            if ($read !== '' || $tries === 100) {
                break;
            }
            self::assertSame(Outcome::NOT_SENT, $handover->outcome);
        }
        self::assertSame([null, 0, Outcome::UNKNOWN], [$handover->body, $handover->code, $handover->outcome]);
        // All of it was there to be read.
        self::assertStringEndsWith("\r\n\r\n{\"call\":\"send\"}", $read);
    }

    /** Who never answers is given up, and says so. */
    public function testAnExchangeHasItsTime(): void
    {
        [$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        $tries = 0;
        do {
            $exchange = new \Ihuyi\Internal\Exchange($ours, $ours, null, 0.05);
            $exchange->run('request', static function (): bool {
                return false;
            });
            // On a machine that stands still it may be over before it has begun.
        } while ($exchange->written === 0 && ++$tries < 100);
        self::assertSame([true, 7, ''], [$exchange->late, $exchange->written, $exchange->answer]);
        // More than a socket holds at once, and nobody reads.
        $exchange = new \Ihuyi\Internal\Exchange($ours, $ours, null, 0.05);
        $exchange->run(str_repeat('x', 10000000), static function (): bool {
            return false;
        });
        self::assertTrue($exchange->late);
        self::assertLessThan(10000000, $exchange->written);
        fclose($theirs);
        // And who is gone is noticed at once.
        $exchange = new \Ihuyi\Internal\Exchange($ours, $ours, null, 600);
        $exchange->run('request', static function (): bool {
            return false;
        });
        self::assertFalse($exchange->late);
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** The page about one-time codes that the READMEs show, in the folder and under the server that they say. */
final class ReadmePageTest extends TestCase
{
    private const MOBILE = '13800000000';

    private const SERVER = 'php -d ffi.enable=true -S 127.0.0.1:8001 -t ~/shop/public';

    /** What the page says, in the language of each. */
    private const WORDS = [
        'README.zh-CN.md' => [
            'sent' => '已发送 6 位验证码', 'number' => '请检查手机号码', 'picture' => '请填写图片里的字符', 'wait' => '/^请 \d+ 秒后再试$/D',
            'empty' => '请填写验证码', 'wrong' => '不对，还可以试 4 次', 'gone' => '请重新获取验证码', 'failed' => '暂时办不了，请稍后再试',
            'done' => self::MOBILE . ' 已验证', 'later' => '请稍后再试',
        ],
        'README.md' => [
            'sent' => 'sent 6 digits', 'number' => 'please check the number', 'picture' => 'please type the characters in the picture',
            'wait' => '/^try again in \d+ seconds$/D', 'empty' => 'please type the code', 'wrong' => 'wrong; 4 tries left',
            'gone' => 'ask for a new code', 'failed' => 'not possible just now, try again later',
            'done' => self::MOBILE . ' is verified', 'later' => 'try again later',
        ],
    ];

    /** @var Sandbox */
    private static $sandbox;

    /** @var Site|null */
    private $site = null;

    public static function setUpBeforeClass(): void
    {
        self::$sandbox = new Sandbox();
    }

    public static function tearDownAfterClass(): void
    {
        self::$sandbox->stop();
    }

    protected function setUp(): void
    {
        self::$sandbox->reset();
    }

    protected function tearDown(): void
    {
        if ($this->site !== null) {
            $this->site->stop();
        }
    }

    /**
     * The commands of a first try, then its page.
     *
     * @param array<string, string> $env
     * @param array<string, string> $changed of the page
     */
    private function site(string $file, array $env = [], string $ffi = 'true', array $changed = []): Site
    {
        [, , , , [, $page], [, $commands], [, $start]] = Readme::blocks($file);
        foreach ($changed as $from => $to) {
            self::assertSame(1, substr_count($page, $from));
            $page = str_replace($from, $to, $page);
        }
        self::assertStringContainsString(self::SERVER . "\n", $start);
        // A project as `make build` leaves it, and a home of the test's own.
        $project = Shell::folder('project');
        mkdir("{$project}/bindings");
        mkdir("{$project}/target/release", 0755, true);
        Shell::run(['cp', '-r', Shell::package(''), "{$project}/bindings/php"]);
        copy((string) getenv('TEST_LIBRARY'), "{$project}/target/release/libihuyi.so");
        $home = Shell::folder('home');
        [$status, $out, $err] = Shell::run(['bash', '-euc', $commands], ['HOME' => $home], '', $project);
        self::assertSame([0, ''], [$status, $err], $out);
        self::assertStringStartsWith('可以使用：', $out);
        self::assertStringContainsString("gateway = http://127.0.0.1:8088\n", (string) file_get_contents("{$home}/shop/ihuyi.ini"));
        file_put_contents("{$home}/shop/public/code.php", $page);
        // The account is the file's; the test's gateway has a port of its own.
        $env += ['IHUYI_GATEWAY' => self::$sandbox->url, 'IHUYI_ACCOUNT' => '', 'IHUYI_APIKEY' => '', 'IHUYI_LIBRARY' => ''];
        $this->site = new Site($env, $ffi, "{$home}/shop/public");
        $this->site->path = '/code.php';
        $this->site->ask();
        self::assertSame([200, ''], [$this->site->status, $this->site->said()]);
        return $this->site;
    }

    private function says(string $expected, array $form): void
    {
        $this->site->ask($form + $this->site->hidden());
        self::assertSame([200, $expected], [$this->site->status, $this->site->said()], $this->site->page);
        self::assertDoesNotMatchRegularExpression('/Fatal|Warning|Notice|Exception|docs.codes/', $this->site->page);
    }

    /** @dataProvider Ihuyi\Tests\Readme::files */
    public function testFromTheNumberToTheResult(string $file): void
    {
        $words = self::WORDS[$file];
        $site = $this->site($file);
        $this->says($words['sent'], ['mobile' => ' +86 138-0000-0000 ']);
        $code = self::$sandbox->code();
        // Not within a longer number, where it may stand by chance.
        self::assertDoesNotMatchRegularExpression("/(?<!\\d){$code}(?!\\d)/", $site->page);
        $this->says($words['empty'], ['code' => ' ']);
        $this->says($words['wrong'], ['code' => '12345']);
        $before = $site->cookie;
        $this->says($words['done'], ['code' => $code]);
        self::assertNotSame($before, $site->cookie);
        $this->says($words['gone'], ['code' => $code]);
    }

    /** @dataProvider Ihuyi\Tests\Readme::files */
    public function testWhatAVisitorGetsWrong(string $file): void
    {
        $words = self::WORDS[$file];
        $site = $this->site($file);
        $this->says($words['gone'], ['code' => '123456']);
        foreach (['1380000000', '', 'abc', '12345678901', "13800000000\n13900000000", "\xff", '"><script>alert(1)</script>'] as $mobile) {
            $this->says($words['number'], ['mobile' => $mobile]);
            self::assertStringNotContainsString('<script>', $site->page);
        }
        // An array in place of a text, and a form that has neither.
        $this->says($words['number'], ['mobile' => ['x']]);
        $this->says($words['empty'], ['code' => ['x']]);
        $this->says($words['number'], []);
        self::assertSame([], self::$sandbox->ledger());
        $this->says($words['sent'], ['mobile' => self::MOBILE]);
        $this->says($words['failed'], ['code' => "\xff"]);
        $site->ask(['mobile' => self::MOBILE]);
        self::assertMatchesRegularExpression($words['wait'], $site->said());
        self::assertCount(1, self::$sandbox->ledger());
        // The code that is out is as good as it was.
        $this->says($words['done'], ['code' => self::$sandbox->code()]);
    }

    /** @dataProvider Ihuyi\Tests\Readme::files */
    public function testAPictureThatIsNeeded(string $file): void
    {
        $words = self::WORDS[$file];
        $site = $this->site($file, ['IHUYI_CAPTCHA' => 'always', 'IHUYI_LIMITS' => 'captcha:ip 3/1h']);
        $seen = [];
        foreach ([[], ['captcha_answer' => '!'], ['captcha_answer' => '']] as $answer) {
            $this->says($words['picture'], ['mobile' => self::MOBILE] + $answer);
            self::assertSame(1, preg_match('#<img src="data:image/png;base64,([^"]+)"#', $site->page, $found));
            self::assertNotSame('', $site->hidden()['captcha_id']);
            $seen[] = $found[1];
        }
        self::assertCount(3, array_unique($seen));
        // No more pictures, and still no page of an exception.
        $this->says($words['failed'], ['mobile' => self::MOBILE]);
        self::assertSame([], self::$sandbox->ledger());
    }

    /** @dataProvider Ihuyi\Tests\Readme::files */
    public function testWhatIsNotTheVisitorsFault(string $file): void
    {
        $words = self::WORDS[$file];
        $site = $this->site($file, ['IHUYI_LIMITS' => 'none']);
        $this->says($words['failed'], ['mobile' => '19900004051']);
        self::assertLogs($site, '4051 剩余条数不足');
        $this->says($words['later'], ['mobile' => '19900004085']);
        self::$sandbox->call('faults', ['kind' => 'reset_after']);
        $this->says($words['sent'], ['mobile' => self::MOBILE]);
        $this->says($words['done'], ['code' => self::$sandbox->code()]);
    }

    /**
     * The one line that the page says is another with the helper, whose settings are its own.
     *
     * @dataProvider Ihuyi\Tests\Readme::files
     */
    public function testByWayOfTheHelper(string $file): void
    {
        $own = ['IHUYI_GATEWAY' => self::$sandbox->url, 'IHUYI_ACCOUNT' => 'C00000000', 'IHUYI_APIKEY' => Shell::KEY];
        $helper = new Helper($own);
        $env = ['IHUYI_HELPER' => $helper->address];
        $this->site($file, $env, '0', ["= Client::fromIni(__DIR__ . '/../ihuyi.ini');" => '= new Client([]);']);
        $this->says(self::WORDS[$file]['sent'], ['mobile' => self::MOBILE]);
        $this->says(self::WORDS[$file]['done'], ['code' => self::$sandbox->code()]);
        $helper->stop();
    }

    /** As php -S is by default. */
    public function testWhereFfiIsClosed(): void
    {
        $site = $this->site('README.zh-CN.md', [], 'preload');
        $this->says(self::WORDS['README.zh-CN.md']['failed'], ['mobile' => self::MOBILE]);
        self::assertLogs($site, 'php -d ffi.enable=true -S ');
    }

    /** @dataProvider Ihuyi\Tests\Readme::files */
    public function testItIsOfPhp74(string $file): void
    {
        self::assertSame([], Level::findings(Readme::blocks($file)[4][1], 70400));
    }

    private static function assertLogs(Site $site, string $words): void
    {
        do {
            $line = fgets($site->log);
            self::assertIsString($line, "the log ends without {$words}");
        } while (strpos($line, $words) === false);
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

/** examples/php/register, driven as a browser would: real requests, the code read from the sandbox's inbox. */
final class RegisterTest extends TestCase
{
    private const MOBILE = '13800000000';

    /** @var Sandbox */
    private static $sandbox;

    /** @var Site|null */
    private $site = null;

    /** @var Fpm|null */
    private $fpm = null;

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
        if ($this->fpm !== null) {
            $this->fpm->stop();
        }
    }

    /** @param array<string, string> $env */
    private function site(array $env = [], string $ffi = 'true'): Site
    {
        $this->site = new Site($env + ['IHUYI_GATEWAY' => self::$sandbox->url], $ffi);
        $this->site->ask();
        return $this->site;
    }

    /** No key, no code, no id of a code, no whole number but what the visitor entered, in page and headers. */
    private static function assertHides(Browser $browser, string ...$more): void
    {
        $shown = $browser->page . $browser->head;
        foreach (array_merge([Shell::KEY, 'C00000000'], $more) as $secret) {
            self::assertStringNotContainsString($secret, $shown);
        }
        // An id is 26 letters and digits; so is a session's, which the cookie alone may hold.
        $page = str_replace($browser->hidden()['captcha_id'] ?? '-', '', $browser->page);
        self::assertDoesNotMatchRegularExpression('/\b[a-z2-7]{26}\b/', $page);
        self::assertStringNotContainsString(explode('=', (string) $browser->cookie)[1], $browser->page);
    }

    /** From the number to the result. */
    private static function registers(Browser $browser): void
    {
        self::assertSame([200, [0]], [$browser->status, $browser->waits()]);
        self::assertStringContainsString('<h1>注册</h1>', $browser->page);
        self::assertStringContainsString("default-src 'none'", $browser->head);
        self::assertMatchesRegularExpression('/^Set-Cookie: .*HttpOnly; SameSite=Lax/mi', $browser->head);
        $before = $browser->cookie;
        $browser->press('send', ['mobile' => self::MOBILE]);
        self::assertSame('验证码已发送，请查收短信。', $browser->said(), $browser->page);
        foreach ($browser->waits() as $wait) {
            self::assertTrue($wait > 0 && $wait <= 60);
        }
        self::assertCount(2, $browser->waits());
        $code = self::$sandbox->code();
        self::assertHides($browser, self::MOBILE, $code);
        $wrong = strtr($code, '0123456789', '1234567890');
        self::assertSame('验证码不对，还可以试 4 次。', $browser->press('check', ['code' => $wrong])->said());
        self::assertSame('请填写验证码。', $browser->press('check', ['code' => ' '])->said());
        $browser->press('check', ['code' => $code]);
        self::assertStringContainsString('<p id="done">注册成功，手机号码：138****0000</p>', $browser->page);
        self::assertHides($browser, self::MOBILE, $code);
        self::assertNotSame($before, $browser->cookie);
        // The code was good once.
        self::assertSame('验证码已失效，请重新获取。', $browser->ask()->press('check', ['code' => $code])->said());
    }

    public function testFromTheNumberToTheResult(): void
    {
        $site = $this->site();
        self::registers($site);
        $before = $site->cookie;
        $site->cookie = 'PHPSESSID=planted';
        self::assertNotContains($site->ask()->cookie, [$before, 'PHPSESSID=planted']);
    }

    public function testUnderFpm(): void
    {
        $this->fpm = new Fpm((string) getenv('TEST_LIBRARY'));
        $site = new FpmSite($this->fpm);
        $env = [
            'IHUYI_GATEWAY' => self::$sandbox->url, 'IHUYI_ACCOUNT' => 'C00000000', 'IHUYI_APIKEY' => Shell::KEY,
            'IHUYI_STORE' => "sqlite:{$site->kept()}/codes.db", 'IHUYI_SECRET_FILE' => "{$site->kept()}/secret.key",
        ];
        $settings = $this->fpm->preloadLines() + ['session.save_path' => $site->kept()];
        self::assertTrue($this->fpm->start($settings, $env), $this->fpm->log);
        self::registers($site->ask());
    }

    public function testTooOften(): void
    {
        $site = $this->site();
        $site->press('send', ['mobile' => self::MOBILE])->press('resend');
        self::assertMatchesRegularExpression('/^获取得太频繁了，请\d+ 秒后再试。$/D', $site->said());
        self::assertGreaterThan(0, min($site->waits()));
        // The code that is out is as good as it was.
        self::assertStringContainsString('注册成功', $site->press('check', ['code' => self::$sandbox->code()])->page);
        self::assertCount(1, self::$sandbox->ledger());
    }

    /** However often the page is shown again, while the code is out. */
    public function testTheCountdownGoesOn(): void
    {
        $site = $this->site(['IHUYI_LIMITS' => 'sms:mobile 1/1h, ip 3/1d']);
        $most = max($site->press('send', ['mobile' => self::MOBILE])->waits());
        foreach ([['check', '12345'], ['check', ''], [null, ''], ['resend', ''], ['check', '12345']] as [$do, $code]) {
            $do === null ? $site->ask() : $site->press($do, ['code' => $code]);
            self::assertCount(2, $site->waits());
            self::assertTrue(min($site->waits()) > 0 && max($site->waits()) <= $most, (string) max($site->waits()));
        }
        for ($tries = 0; $tries < 3; $tries++) {
            $site->press('check', ['code' => '12345']);
        }
        // Nor when the code is used up; but a number that was not asked for waits for nothing.
        self::assertSame('验证码已失效，请重新获取。', $site->said());
        self::assertCount(1, $site->waits());
        self::assertGreaterThan(0, $site->waits()[0]);
        self::assertSame([0], $site->ask()->waits());
        $site->press('send', ['mobile' => '13900000000']);
        self::assertGreaterThan(0, min($site->waits()));
        self::assertSame([0], $site->press('restart')->waits());
    }

    public function testResendCallAndAnotherNumber(): void
    {
        $site = $this->site(['IHUYI_LIMITS' => 'none']);
        $site->press('send', ['mobile' => self::MOBILE]);
        $code = self::$sandbox->code();
        self::assertSame('验证码已发送，请查收短信。', $site->press('resend')->said());
        self::assertSame('请接听电话，记下读出的验证码。', $site->press('call')->said());
        self::assertSame(['sms', 'sms', 'voice'], array_column(self::$sandbox->ledger(), 'service'));
        self::assertCount(3, preg_grep("/{$code}/", array_column(self::$sandbox->ledger(), 'content')));
        self::assertStringContainsString('name="mobile"', $site->press('restart')->page);
        self::assertSame('验证码已失效，请重新获取。', $site->press('check', ['code' => $code])->said());
    }

    public function testThePicture(): void
    {
        $site = $this->site(['IHUYI_CAPTCHA' => 'after 1', 'IHUYI_LIMITS' => 'none']);
        $site->press('send', ['mobile' => self::MOBILE]);
        self::assertSame('验证码已发送，请查收短信。', $site->said());
        $other = ['mobile' => '13900000000'];
        self::assertSame('请先填写图片里的字符。', $site->press('restart')->press('send', $other)->said());
        $pictures = [self::picture($site)];
        self::assertHides($site);
        $site->press('send', $other + ['captcha_answer' => '!']);
        self::assertSame('图片里的字符不对，请看新的一张。', $site->said());
        $pictures[] = self::picture($site);
        $pictures[] = self::picture($site->press('picture', $other));
        self::assertCount(3, array_unique($pictures));
        self::assertCount(1, self::$sandbox->ledger());
    }

    public function testThePictureAlways(): void
    {
        $site = $this->site(['IHUYI_CAPTCHA' => 'always']);
        self::picture($site->press('send', ['mobile' => self::MOBILE]));
        self::assertSame([], self::$sandbox->ledger());
    }

    private static function picture(Browser $browser): string
    {
        self::assertSame(1, preg_match('#<img src="data:image/png;base64,([^"]+)"#', $browser->page, $found), $browser->page);
        self::assertNotSame('', $browser->hidden()['captcha_id']);
        $png = (string) base64_decode($found[1], true);
        self::assertSame("\x89PNG\r\n\x1a\n", substr($png, 0, 8));
        return $png;
    }

    public function testUnknownKeepsTheCode(): void
    {
        $site = $this->site();
        self::$sandbox->call('faults', ['kind' => 'reset_after']);
        self::assertStringStartsWith('验证码可能已经发出', $site->press('send', ['mobile' => self::MOBILE])->said());
        self::assertStringContainsString('注册成功', $site->press('check', ['code' => self::$sandbox->code()])->page);
    }

    public function testAFormOfAnotherSiteDoesNothing(): void
    {
        $site = $this->site();
        foreach ([['csrf' => 'x'], ['csrf' => ''], []] as $forged) {
            $site->ask($forged + ['do' => 'send', 'mobile' => self::MOBILE]);
            self::assertSame([403, '页面已过期，请再试一次。'], [$site->status, $site->said()]);
        }
        self::assertSame([], self::$sandbox->ledger());
    }

    public function testWhatIsEnteredIsEscaped(): void
    {
        $site = $this->site();
        $site->press('send', ['mobile' => '"><script>alert(1)</script>']);
        self::assertSame('请检查手机号码。', $site->said());
        self::assertStringContainsString('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"', $site->page);
        self::assertStringNotContainsString('<script>alert', $site->page);
        $site->press('send', ['mobile' => self::MOBILE, 'captcha_id' => 'x', 'captcha_answer' => "x\ncaptcha = passed"]);
        self::assertSame('请检查手机号码。', $site->said());
        // An array in place of a text.
        $site->ask(['mobile' => ['x'], 'do' => 'send'] + $site->hidden());
        self::assertSame('请检查手机号码。', $site->said());
        self::assertStringNotContainsString('Warning', $site->page);
        self::assertSame([], self::$sandbox->ledger());
    }

    public function testWhyItFailedIsForTheLog(): void
    {
        $site = $this->site();
        $site->press('send', ['mobile' => '19900004051']);
        self::assertSame([503, '暂时无法发送验证码，请稍后再试。'], [$site->status, $site->said()]);
        self::assertStringNotContainsString('剩余条数不足', $site->page);
        self::assertLogs($site, '4051 剩余条数不足');
    }

    /** As php -S is by default. */
    public function testWhereFfiIsClosed(): void
    {
        $site = $this->site([], 'preload');
        $site->press('send', ['mobile' => self::MOBILE]);
        self::assertSame([503, '暂时无法发送验证码，请稍后再试。'], [$site->status, $site->said()]);
        self::assertLogs($site, 'ffi.enable');
    }

    private static function assertLogs(Site $site, string $words): void
    {
        do {
            $line = fgets($site->log);
            self::assertIsString($line, "the log ends without {$words}");
        } while (strpos($line, $words) === false);
    }
}

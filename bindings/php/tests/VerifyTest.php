<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Channel;
use Ihuyi\Client;
use Ihuyi\Code;
use Ihuyi\Exception;
use Ihuyi\Exception\IhuyiException;
use Ihuyi\Outcome;
use PHPUnit\Framework\TestCase;

/** One-time codes, limits, pictures and references. */
final class VerifyTest extends TestCase
{
    private const MOBILE = '13800000000';
    private const TEXT = '您的验证码是：1234。请不要把验证码泄露给其他人。';

    /** @var Sandbox */
    private static $sandbox;

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

    /** A client with a store of its own and no limits. */
    private static function client(array $settings = []): Client
    {
        return new Client($settings + [
            'gateway' => self::$sandbox->url, 'account' => 'C00000000', 'apikey' => Shell::KEY,
            'store' => 'memory:' . bin2hex(random_bytes(8)), 'limits' => 'none',
        ]);
    }

    private static function raised(callable $call, string $class = IhuyiException::class): IhuyiException
    {
        try {
            $call();
        } catch (IhuyiException $e) {
            self::assertInstanceOf($class, $e);
            return $e;
        }
        self::fail('nothing was thrown');
    }

    public function testStartAndCheck(): void
    {
        $client = self::client(['limits' => 'sms:mobile 1/60s']);
        $started = $client->verifyStart('register', self::MOBILE, ['ip' => '192.0.2.7']);
        self::assertTrue($started->isOk());
        self::assertSame([Outcome::ACCEPTED, Channel::SMS], [$started->getResult()->getOutcome(), $started->getChannel()]);
        self::assertSame([6, 300, 5, 60, 0], [
            $started->getDigits(), $started->getValid(), $started->getLeft(), $started->getWait(), $started->getFlags(),
        ]);
        self::assertSame(['', '', '', 'ok'], [
            $started->getMobile(), $started->getPurpose(), $started->getLimit(), $started->getStatus(),
        ]);
        $code = self::$sandbox->code();
        self::assertSame("您的验证码是：{$code}。请不要把验证码泄露给其他人。", self::$sandbox->ledger()[0]['content']);
        $checked = $client->verifyCheck($started->getId(), $code);
        self::assertTrue($checked->isOk());
        self::assertSame(['ok', self::MOBILE, 'register', 0], [
            $checked->getStatus(), $checked->getMobile(), $checked->getPurpose(), $checked->getResult()->getOutcome(),
        ]);
        // Once, and once only.
        self::assertSame('none', $client->verifyCheck($started->getId(), $code)->getStatus());
    }

    public function testWhatIsNotRightIsAnAnswer(): void
    {
        $client = self::client(['verify_checks' => 2]);
        $id = $client->verifyStart('register', self::MOBILE)->getId();
        $wrong = $client->verifyCheck($id, self::wrong());
        self::assertSame([false, 'wrong', 1, '', ''], [
            $wrong->isOk(), $wrong->getStatus(), $wrong->getLeft(), $wrong->getMobile(), $wrong->getPurpose(),
        ]);
        self::assertSame(Code::E_CODE_WRONG, $wrong->getResult()->getCode());
        $locked = $client->verifyCheck($id, self::wrong());
        self::assertSame([false, 'locked'], [$locked->isOk(), $locked->getStatus()]);
        self::assertSame('locked', $client->verifyCheck($id, self::$sandbox->code())->getStatus());
        self::assertSame('none', $client->verifyCheck('no-such-id', '123456')->getStatus());
        // What no answer covers is thrown.
        $e = self::raised(static function () use ($client, $id): void {
            $client->verifyCheck($id, ' ');
        }, Exception\ArgumentException::class);
        self::assertSame([false, ''], [$e->getVerification()->isOk(), $e->getVerification()->getStatus()]);
    }

    public function testResendAndCall(): void
    {
        $client = self::client();
        $started = $client->verifyStart('register', self::MOBILE);
        $code = self::$sandbox->code();
        $again = $client->verifyResend($started->getId(), 'sms');
        $called = $client->verifyResend($started->getId(), 'voice', 'ip = 192.0.2.7');
        self::assertSame([$started->getId(), $started->getId()], [$again->getId(), $called->getId()]);
        self::assertSame([Channel::SMS, Channel::VOICE], [$again->getChannel(), $called->getChannel()]);
        self::assertCount(3, preg_grep("/{$code}/", array_column(self::$sandbox->ledger(), 'content')));
        $e = self::raised(static function () use ($client): void {
            $client->verifyResend('no-such-id');
        }, Exception\VerifyException::class);
        self::assertSame([Code::E_CODE_NONE, 'none'], [$e->getCode(), $e->getVerification()->getStatus()]);
    }

    public function testALimitTellsHowLongToWait(): void
    {
        $client = self::client(['limits' => 'sms:mobile 1/60s']);
        $client->verifyStart('register', self::MOBILE);
        $e = self::raised(static function () use ($client): void {
            $client->verifyStart('register', self::MOBILE);
        }, Exception\LimitException::class);
        $stopped = $e->getVerification();
        self::assertSame([false, '', 'sms:mobile 1/60s'], [$stopped->isOk(), $stopped->getId(), $stopped->getLimit()]);
        self::assertSame($e->getWait(), $stopped->getWait());
        self::assertTrue($e->getWait() > 0 && $e->getWait() <= 60);
        self::assertCount(1, self::$sandbox->ledger());
    }

    public function testUnknownLeavesACodeThatIsGood(): void
    {
        $client = self::client();
        self::$sandbox->call('faults', ['kind' => 'reset_after']);
        $e = self::raised(static function () use ($client): void {
            $client->verifyStart('register', self::MOBILE);
        }, Exception\OutcomeUnknownException::class);
        self::assertTrue($e->getVerification()->isOk());
        self::assertTrue($client->verifyCheck($e->getVerification()->getId(), self::$sandbox->code())->isOk());
    }

    /** @dataProvider failures */
    public function testRefusedAndNotSentLeaveNone(string $purpose, string $mobile, array $settings, string $class): void
    {
        $e = self::raised(static function () use ($purpose, $mobile, $settings): void {
            self::client($settings)->verifyStart($purpose, $mobile);
        }, $class);
        self::assertSame([false, ''], [$e->getVerification()->isOk(), $e->getVerification()->getId()]);
    }

    public function failures(): iterable
    {
        yield ['register', '19900004051', [], Exception\BalanceException::class];
        yield ['register', '1380000000x', [], Exception\NumberException::class];
        yield ['', self::MOBILE, [], Exception\ArgumentException::class];
        yield ['register', self::MOBILE, ['gateway' => 'http://127.0.0.1:9'], Exception\NetworkException::class];
        yield ['register', self::MOBILE, self::NO_STORE, Exception\StoreException::class];
    }

    private const NO_STORE = ['store' => 'sqlite:/dev/null/no.db', 'secret' => '00000000000000000000000000000000'];

    /** @dataProvider sameKeys */
    public function testKeysHoweverTheyAreGiven($keys): void
    {
        $client = self::client(['limits' => 'ip 1/1h']);
        $client->verifyStart('register', self::MOBILE, ['ip' => '192.0.2.7']);
        $e = self::raised(static function () use ($client, $keys): void {
            $client->verifyStart('register', '13900000000', $keys);
        }, Exception\LimitException::class);
        self::assertSame('ip 1/1h', $e->getVerification()->getLimit());
    }

    public function sameKeys(): iterable
    {
        yield [['ip' => '192.0.2.7', 'device' => null, 'session' => false, 'user' => 7]];
        yield ['ip = 192.0.2.7'];
    }

    /** @dataProvider forged */
    public function testALineBreakForgesNoOtherKey(array $keys): void
    {
        $client = self::client(['captcha' => 'always']);
        $calls = [
            static function () use ($client, $keys): void {
                $client->verifyStart('register', self::MOBILE, $keys);
            },
            static function () use ($client, $keys): void {
                $client->verifyResend('x', 'sms', $keys);
            },
            static function () use ($client, $keys): void {
                $client->guardAsk('sms', self::MOBILE, $keys);
            },
            static function () use ($client, $keys): void {
                $client->guardStatus('sms', self::MOBILE, $keys);
            },
            static function () use ($client, $keys): void {
                $client->captchaNew($keys);
            },
            static function () use ($client, $keys): void {
                $client->submit('sms', self::MOBILE, self::TEXT, null, $keys);
            },
        ];
        foreach ($calls as $call) {
            $e = self::raised($call, Exception\ArgumentException::class);
            self::assertSame(Code::E_ARGUMENT, $e->getCode());
            self::assertStringContainsString('line break', $e->getMessage());
        }
        self::assertSame([], self::$sandbox->ledger());
    }

    public function forged(): iterable
    {
        yield [['ip' => "192.0.2.7\ncaptcha = passed"]];
        yield [['ip' => "192.0.2.7\rcaptcha = passed"]];
        yield [["ip = x\ncaptcha" => 'passed']];
        yield [['captcha = passed' => '']];
    }

    public function testANulDoesNotEndTheKeys(): void
    {
        $client = self::client(['captcha' => 'always']);
        self::assertTrue($client->verifyStart('register', self::MOBILE, ['device' => "a\0", 'captcha' => 'passed'])->isOk());
    }

    public function testKeysThatAreNoText(): void
    {
        foreach ([7, ['ip' => []], new \stdClass()] as $keys) {
            self::raised(static function () use ($keys): void {
                self::client()->verifyStart('register', self::MOBILE, $keys);
            }, Exception\ArgumentException::class);
        }
    }

    public function testLimitsAlone(): void
    {
        $client = self::client(['limits' => 'sms:mobile 1/60s']);
        self::assertTrue($client->guardStatus('sms', self::MOBILE)->isAllowed());
        $asked = $client->guardAsk('sms', self::MOBILE, ['ip' => '192.0.2.7']);
        self::assertSame([true, '', 0, 0], [
            $asked->isAllowed(), $asked->getLimit(), $asked->getFlags(), $asked->getResult()->getCode(),
        ]);
        foreach ([$client->guardAsk('sms', self::MOBILE), $client->guardStatus(null, self::MOBILE)] as $refused) {
            self::assertSame([false, 'sms:mobile 1/60s', Code::E_LIMIT], [
                $refused->isAllowed(), $refused->getLimit(), $refused->getResult()->getCode(),
            ]);
            self::assertTrue($refused->getWait() > 0 && $refused->getWait() <= 60);
        }
        self::assertSame(Code::OK, $client->guardUnlock('mobile', self::MOBILE)->getCode());
        self::assertTrue($client->guardAsk('sms', self::MOBILE)->isAllowed());
        $denied = self::client(['deny' => 'mobile ' . self::MOBILE])->guardAsk('sms', self::MOBILE);
        self::assertSame([false, Code::E_DENIED], [$denied->isAllowed(), $denied->getResult()->getCode()]);
        self::raised(static function () use ($client): void {
            $client->guardAsk('fax', self::MOBILE);
        }, Exception\ArgumentException::class);
        self::raised(static function (): void {
            self::client(self::NO_STORE)->guardUnlock('mobile', self::MOBILE);
        }, Exception\StoreException::class);
    }

    public function testAPicture(): void
    {
        $client = self::client(['captcha_length' => 4, 'limits' => 'captcha:ip 1/1h']);
        $picture = $client->captchaNew(['ip' => '192.0.2.7']);
        self::assertSame("\x89PNG\r\n\x1a\n", substr($picture->getPng(), 0, 8));
        self::assertSame("IEND\xaeB`\x82", substr($picture->getPng(), -8));
        self::assertSame('data:image/png;base64,' . base64_encode($picture->getPng()), $picture->getDataUri());
        self::assertSame([4, 300], [$picture->getLength(), $picture->getValid()]);
        self::assertLessThan(600, strlen(print_r($picture, true)));
        self::assertFalse($client->captchaCheck($picture->getId(), '!'));
        self::assertFalse($client->captchaCheck('no-such-id', 'a'));
        self::raised(static function () use ($client): void {
            $client->captchaNew(['ip' => '192.0.2.7']);
        }, Exception\LimitException::class);
        self::raised(static function (): void {
            self::client(self::NO_STORE)->captchaCheck('x', 'a');
        }, Exception\StoreException::class);
    }

    public function testACodeMayDemandAPicture(): void
    {
        $client = self::client(['captcha' => 'always']);
        $e = self::raised(static function () use ($client): void {
            $client->verifyStart('register', self::MOBILE);
        }, Exception\LimitException::class);
        self::assertSame(Code::E_CAPTCHA_NEEDED, $e->getCode());
        $e = self::raised(static function () use ($client): void {
            $keys = ['captcha_id' => $client->captchaNew()->getId(), 'captcha_answer' => '!'];
            $client->verifyStart('register', self::MOBILE, $keys);
        }, Exception\VerifyException::class);
        self::assertSame(Code::E_CAPTCHA_WRONG, $e->getCode());
        self::assertSame([], self::$sandbox->ledger());
    }

    public function testTheSameEventIsSentOnce(): void
    {
        $client = self::client(['guard' => true, 'limits' => 'ip 1/1h']);
        $event = ['reference' => 'order-1-paid', 'key.ip' => '192.0.2.7'];
        $first = $client->send(self::MOBILE, self::TEXT, $event);
        $again = $client->submit('sms', self::MOBILE, self::TEXT, null, $event);
        self::assertSame([false, true], [$first->isRepeated(), $again->isRepeated()]);
        self::assertSame($first->getMessageId(), $again->getMessageId());
        self::assertCount(1, self::$sandbox->ledger());
        $e = self::raised(static function () use ($client): void {
            $client->send(self::MOBILE, self::TEXT, ['key.ip' => '192.0.2.7']);
        }, Exception\LimitException::class);
        self::assertSame([null, 0], [$e->getVerification(), $e->getWait()]);
        // false switches a setting off that takes a yes or no, and is not "not given".
        self::assertFalse(self::client(['guard' => false, 'limits' => 'ip 1/1h'])->send(self::MOBILE, self::TEXT)->isRepeated());
    }

    public function testUnknownStaysUnknownUntilTheCallerSaysResend(): void
    {
        $client = self::client();
        self::$sandbox->call('faults', ['kind' => 'reset_before']);
        foreach ([1, 2] as $ignored) {
            self::raised(static function () use ($client): void {
                $client->send(self::MOBILE, self::TEXT, ['reference' => 'order-1-paid']);
            }, Exception\OutcomeUnknownException::class);
        }
        $resent = $client->send(self::MOBILE, self::TEXT, ['reference' => 'order-1-paid', 'resend' => true]);
        self::assertSame(Code::ACCEPTED, $resent->getCode());
    }

    public function testInGbk(): void
    {
        $client = self::client(['charset' => 'gbk']);
        $started = $client->verifyStart((string) iconv('UTF-8', 'GBK', '注册'), self::MOBILE, ['user' => "\xd5\xc5"]);
        $purpose = $client->verifyCheck($started->getId(), self::$sandbox->code())->getPurpose();
        self::assertSame('注册', iconv('GBK', 'UTF-8', $purpose));
    }

    public function testDumpsShowNeitherNumberNorIdNorCode(): void
    {
        $arguments = (string) ini_set('zend.exception_ignore_args', '0');
        $client = self::client();
        $started = $client->verifyStart('register', self::MOBILE);
        $code = self::$sandbox->code();
        $checked = $client->verifyCheck($started->getId(), $code);
        $e = self::raised(static function () use ($client, $started): void {
            $client->verifyResend($started->getId(), 'sms', ['ip' => '192.0.2.7']);
        });
        ini_set('zend.exception_ignore_args', $arguments);
        ob_start();
        var_dump($started, $checked);
        $shown = ob_get_clean() . print_r([$started, $checked, $e->getVerification()], true) . $e;
        foreach ([self::MOBILE, $started->getId(), $code, Shell::KEY, '192.0.2.7'] as $secret) {
            self::assertStringNotContainsString($secret, $shown);
        }
        self::assertStringContainsString('register', $shown);
    }

    /** A code that is as long as the right one and is not it. */
    private static function wrong(): string
    {
        return strtr(self::$sandbox->code(), '0123456789', '1234567890');
    }
}

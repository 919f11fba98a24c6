<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Client;
use Ihuyi\Code;
use Ihuyi\Exception;
use Ihuyi\Family;
use Ihuyi\Ihuyi;
use Ihuyi\Outcome;
use Ihuyi\PushKind;
use Ihuyi\State;
use PHPUnit\Framework\TestCase;

final class ClientTest extends TestCase
{
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

    private static function client(array $settings = []): Client
    {
        return new Client($settings + ['gateway' => self::$sandbox->url, 'account' => 'C00000000', 'apikey' => Shell::KEY]);
    }

    public function testSend(): void
    {
        $result = self::client()->send('13800000000', self::TEXT);
        self::assertSame([2, Outcome::ACCEPTED, 200, 0], [
            $result->getCode(), $result->getOutcome(), $result->getHttpStatus(), $result->getFlags(),
        ]);
        self::assertSame([1, 32, 1, null], [
            $result->getSegments(), $result->getCharacters(), $result->getRecipients(), $result->getBalance(),
        ]);
        self::assertSame([Family::NONE, '提交成功'], [$result->getFamily(), $result->getMessage()]);
        self::assertFalse($result->isLocal() || $result->isClockCorrected());
        self::assertGreaterThanOrEqual(0, $result->getElapsedMs());
        $entry = self::$sandbox->ledger()[0];
        self::assertSame([$result->getMessageId(), self::TEXT], [$entry['id'], $entry['content']]);
    }

    /** @dataProvider conveniences */
    public function testConvenience(string $method, array $arguments, array $arrives): void
    {
        self::client()->$method(...$arguments);
        $entry = self::$sandbox->ledger()[0];
        self::assertSame($arrives, [$entry['service'], $entry['mobile'], $entry['content'], $entry['template_id']]);
    }

    public function conveniences(): iterable
    {
        yield ['voice', ['13800000000', '1234'], ['voice', '13800000000', '1234', null]];
        yield ['sendTemplate', ['13800000000', '1', '1234'], ['sms', '13800000000', '1234', '1']];
        yield ['sendTemplate', ['13800000000', '2', '7', '张三', '王五', '9'], ['sms', '13800000000', '7|张三|王五|9', '2']];
        yield ['voiceNotice', ['13800000000', '1361', '42', '顺丰'], ['voice_notice', '13800000000', '42|顺丰', '1361']];
        yield ['international', ['1 2025550100', 'Your code is 1125'], ['international', '1 2025550100', 'Your code is 1125', null]];
        yield ['submit', ['sms', '13800000000', '1234', '1'], ['sms', '13800000000', '1234', '1']];
    }

    public function testMarketing(): void
    {
        $text = '新品八折，退订回T【互亿无线】';
        $client = self::client();
        $result = $client->marketing(['13800000000', '13800000001', '13800000000'], $text, '2030-01-31 09:30:00');
        self::assertSame(2, $result->getRecipients());
        $entry = self::$sandbox->ledger()[0];
        self::assertSame(['marketing', $text], [$entry['service'], $entry['content']]);
        self::assertStringContainsString(rawurlencode('2030-01-31'), $entry['raw']['body']);
        $this->expectException(Exception\ArgumentException::class);
        $this->expectExceptionCode(Code::E_SCHEDULE);
        $client->marketing(['13800000000'], $text, 'tomorrow');
    }

    public function testBalanceAndTemplate(): void
    {
        self::assertSame(10000, self::client()->balance()->getBalance());
        self::assertSame(10000, self::client()->balance('voice')->getBalance());
        self::assertMatchesRegularExpression('/^\d+$/D', self::client()->addTemplate('您的取件码是【变量】。')->getMessageId());
    }

    public function testSegments(): void
    {
        $result = self::client(['signature' => ''])->segments(str_repeat('字', 71));
        self::assertSame([0, 0], [$result->getCode(), $result->getOutcome()]);
        self::assertGreaterThanOrEqual(2, $result->getSegments());
        self::assertSame(Ihuyi::segments('abc')->getCharacters(), self::client()->segments('abc')->getCharacters());
    }

    public function testExplain(): void
    {
        $told = self::client()->explain(4072, 'sms', 'en');
        self::assertSame([4072, true, Family::TEMPLATE, 'IHUYI_CODE_TEMPLATE_MISMATCH'], [
            $told->getCode(), $told->isKnown(), $told->getFamily(), $told->getName(),
        ]);
        foreach ([$told->getText(), $told->getMeaning(), $told->getCause(), $told->getAdvice()] as $text) {
            self::assertNotSame('', $text);
        }
        self::assertSame(0, $told->getFlags());
        self::assertFalse(Ihuyi::explain(777777)->isKnown());
    }

    public function testACodeBeyond32BitsIsNotAnotherCode(): void
    {
        self::assertSame(4051, self::client()->explain(4051)->getCode());
        self::assertSame('剩余条数不足', Ihuyi::strerror(4051));
        self::assertNotSame('剩余条数不足', Ihuyi::strerror(4294967296 + 4051));
        $this->expectException(Exception\ArgumentException::class);
        $this->expectExceptionMessage('4294971347');
        self::client()->explain(4294967296 + 4051);
    }

    public function testPush(): void
    {
        $push = self::client()->parsePush('code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000004051283667');
        self::assertSame([PushKind::RECEIPT, 2, true, '13800000000', 'DELIVRD', 'success'], [
            $push->getKind(), $push->getCode(), $push->isSuccess(), $push->getMobile(), $push->getStatus(), $push->getAnswer(),
        ]);
        self::assertSame('17000000004051283667', $push->getMessageId());
        self::assertSame('', $push->getTemplateId() . $push->getContent() . $push->getTime());
        self::assertNotSame('', $push->getExplanation());
        self::assertSame(0, $push->getFlags());
        $this->expectException(Exception\ArgumentException::class);
        $this->expectExceptionCode(Code::E_PUSH);
        Ihuyi::parsePush('nothing');
    }

    public function testWhatBecameOfAMessage(): void
    {
        $client = self::client(['track' => true, 'store' => 'memory:fate']);
        $id = $client->send('13800000000', self::TEXT, ['reference' => 'order-1001-paid'])->getMessageId();
        $known = $client->status('order-1001-paid');
        self::assertSame([State::ACCEPTED, $id, '138****0000', 'sms', 1, 0, false], [
            $known->getState(), $known->getMessageId(), $known->getMobile(), $known->getService(), $known->getRecipients(),
            $known->getDelivered(), $known->isSettled(),
        ]);
        $receipt = "code=2&msg=DELIVRD&mobilephone=13800000000&smsid={$id}&report_time=2017-08-02+14%3A31%3A51";
        self::assertSame(['success', 0], [$client->recordPush($receipt)->getAnswer(), $client->recordPush($receipt)->getNumber()]);
        $known = $client->status($id);
        self::assertSame([State::DELIVERED, 1, 'DELIVRD'], [$known->getState(), $known->getDelivered(), $known->getStatus()]);
        self::assertNull($client->inbox());
        $number = $client->recordPush('content=hello&mobile=13800000000&reply_time=2017-08-02+14:31:51&smsid=1')->getNumber();
        $reply = $client->inbox();
        self::assertSame([$number, 'hello'], [$reply->getNumber(), $reply->getContent()]);
        self::assertNull($client->inbox($number));
        foreach ([-1, 4294967296] as $odd) {
            try {
                $client->inbox($odd);
                self::fail('no number of an inbox');
            } catch (Exception\ArgumentException $e) {
                self::assertStringContainsString("the number {$odd} is not one of the inbox", $e->getMessage());
            }
        }
        $this->expectException(Exception\StoreException::class);
        $this->expectExceptionCode(Code::E_NO_STATUS);
        $client->status('no such thing');
    }

    public function testGbk(): void
    {
        $gbk = static function (string $text): string {
            return (string) iconv('UTF-8', 'GB18030', $text);
        };
        // The charset counts for the whole list, wherever it stands in it.
        $client = self::client(['signature' => $gbk('测试')] + ['charset' => 'gbk']);
        self::assertSame('gbk', $client->charset());
        $result = $client->send('13800000000', $gbk(self::TEXT));
        self::assertSame($gbk('提交成功'), $result->getMessage());
        self::assertSame(self::TEXT, self::$sandbox->ledger()[0]['content']);
        try {
            $client->send('19900004051', $gbk(self::TEXT));
            self::fail('refused');
        } catch (Exception\BalanceException $e) {
            self::assertSame('4051 ' . $gbk('剩余条数不足') . ' (docs/codes.md#code-4051)', $e->getMessage());
        }
        try {
            $client->send('13800000000', self::TEXT . "\xff");
            self::fail('refused');
        } catch (Exception\ArgumentException $e) {
            self::assertSame(Code::E_ENCODING, $e->getCode());
        }
        $client->close();
        try {
            $client->balance();
            self::fail('closed');
        } catch (Exception\ArgumentException $e) {
            self::assertStringContainsString($gbk('已经关闭'), $e->getMessage());
        }
    }

    public function testFromIni(): void
    {
        $file = Shell::folder('ini') . '/ihuyi.ini';
        $lines = ['gateway = ' . self::$sandbox->url, 'account = C00000000', 'apikey = ' . Shell::KEY, '[voice]', 'account = V00000000'];
        file_put_contents($file, implode("\n", $lines));
        $client = Client::fromIni($file, ['timeout' => 5, 'allow_http' => false]);
        $client->voice('13800000000', '1234');
        self::assertSame('V00000000', self::$sandbox->ledger()[0]['account']);
        foreach ([$file . '.not' => Code::E_FILE, '' => Code::E_FILE] as $path => $code) {
            try {
                Client::fromIni($path);
                self::fail('there is no such file');
            } catch (Exception\SettingException $e) {
                self::assertSame($code, $e->getCode());
            }
        }
        $this->expectException(Exception\ArgumentException::class);
        $this->expectExceptionCode(Code::E_ARGUMENT);
        Client::fromIni(null);
    }

    public function testSettingsAreTheLibrarys(): void
    {
        $client = self::client();
        self::assertSame($client, $client->set('timeout', '5')->set('lang', 'en'));
        try {
            $client->set('acount', 'x');
            self::fail('there is no such setting');
        } catch (Exception\SettingException $e) {
            self::assertStringContainsString('nearest is account', $e->getMessage());
        }
        $this->expectException(Exception\SettingException::class);
        $this->expectExceptionCode(Code::E_VALUE);
        new Client(['timeout' => 'long']);
    }

    /** A text would end at its NUL in C, and half of it would be sent. */
    public function testNulIsRefusedAndNotCut(): void
    {
        $calls = [
            'content' => static function (Client $c): void {
                $c->send('13800000000', "a\0b");
            },
            'mobile' => static function (Client $c): void {
                $c->send("13800000000\0", 'a');
            },
            'service' => static function (Client $c): void {
                $c->submit("sms\0", '13800000000', 'a');
            },
            'template' => static function (Client $c): void {
                $c->sendTemplate('13800000000', "1\0", 'a');
            },
            'options' => static function (Client $c): void {
                $c->submit('marketing', '13800000000', '退订回T【a】', null, "schedule = 2030-01-31 09:30:00\0");
            },
            'setting' => static function (Client $c): void {
                $c->set("timeout\0", '5');
            },
            'language' => static function (Client $c): void {
                $c->explain(2, 'sms', "zh\0");
            },
            'service to explain' => static function (Client $c): void {
                $c->explain(2, "sms\0");
            },
            'path' => static function (): void {
                Client::fromIni("/dev/null\0");
            },
            'code' => static function (): void {
                Ihuyi::voice('V00000000', Shell::KEY, '13800000000', "1234\0");
            },
        ];
        foreach ($calls as $what => $call) {
            try {
                $call(self::client());
                self::fail("{$what} with a NUL was taken");
            } catch (Exception\IhuyiException $e) {
                self::assertSame(Outcome::REFUSED, $e->getOutcome(), $what);
            }
        }
        self::assertSame([], self::$sandbox->ledger());
    }

    public function testNullIsAnEmptyText(): void
    {
        try {
            self::client()->send(null, null);
            self::fail('refused');
        } catch (Exception\IhuyiException $e) {
            self::assertTrue($e->getResult()->isLocal());
        }
        $this->expectException(Exception\IhuyiException::class);
        Ihuyi::send(null, null, null, null);
    }

    public function testAClosedClientSaysSo(): void
    {
        $client = self::client();
        $client->close();
        $client->close();
        $calls = [
            ['send', '13800000000', 'a'], ['balance'], ['addTemplate', 'a'], ['explain', 2], ['segments', 'a'], ['parsePush', 'a'],
            ['set', 'lang', 'en'], ['verifyStart', 'register', '13800000000'], ['verifyResend', 'x'], ['verifyCheck', 'x', '1'],
            ['guardAsk', 'sms', '13800000000'], ['guardStatus', 'sms', '13800000000'], ['guardUnlock', 'mobile', '13800000000'],
            ['captchaNew'], ['captchaCheck', 'x', 'y'], ['recordPush', 'a'], ['status', 'x'], ['inbox'],
        ];
        foreach ($calls as $call) {
            try {
                $client->{array_shift($call)}(...$call);
                self::fail('closed');
            } catch (Exception\ArgumentException $e) {
                self::assertSame(Code::E_ARGUMENT, $e->getCode());
                self::assertStringContainsString('closed and nothing was sent: make a new Ihuyi\Client', $e->getMessage());
            }
        }
    }

    /** @dataProvider copies */
    public function testAClientIsNotCopied(string $how): void
    {
        $client = self::client();
        try {
            $how === 'clone' ? clone $client : serialize($client);
            self::fail($how);
        } catch (\LogicException $e) {
            self::assertStringContainsString('Ihuyi\Client', $e->getMessage());
        }
        gc_collect_cycles();
        // The failed copy has not taken the original with it.
        self::assertSame(2, $client->balance()->getCode());
    }

    public function copies(): iterable
    {
        yield ['clone'];
        yield ['serialize'];
    }

    public function testAClientIsNotUnserialized(): void
    {
        $this->expectException(\LogicException::class);
        unserialize('O:12:"Ihuyi\Client":0:{}');
    }

    /** It would become two variables, and shift all that follow. */
    public function testASeparatorInAVariableIsRefused(): void
    {
        $client = new Client();
        try {
            $client->sendTemplate('13800000000', '2', 'A1', '王|999', '0571');
            self::fail('accepted');
        } catch (\Ihuyi\Exception\ArgumentException $e) {
            self::assertSame(\Ihuyi\Code::E_ARGUMENT, $e->getResult()->getCode());
            self::assertTrue($e->getResult()->isLocal());
            self::assertStringContainsString('第 2 个变量', $e->getMessage());
        }
        $client->set('charset', 'gbk');
        // One character, whose second byte is the separator's: the library is asked, and knows no account.
        try {
            $client->voiceNotice('13800000000', '1361', "\x81\x7c");
            self::fail('accepted');
        } catch (\Ihuyi\Exception\IhuyiException $e) {
            self::assertNotSame(\Ihuyi\Code::E_ARGUMENT, $e->getResult()->getCode());
        }
        $this->expectException(\Ihuyi\Exception\ArgumentException::class);
        $client->voiceNotice('13800000000', '1361', "\x81\x7c|");
    }

    /** getenv() says false of a variable that is not set, and that is no account. */
    public function testWhatIsNotGivenIsNotSet(): void
    {
        $client = new Client(['account' => getenv('NO_SUCH_VARIABLE'), 'apikey' => null, 'allow_http' => false]);
        try {
            $client->send('13800000000', 'a');
            self::fail('accepted');
        } catch (\Ihuyi\Exception\AccountException $e) {
            self::assertSame(\Ihuyi\Code::ACCOUNT_EMPTY, $e->getResult()->getCode());
        }
        $this->expectException(\Ihuyi\Exception\ArgumentException::class);
        new Client(['account' => ['C00000000']]);
    }
}

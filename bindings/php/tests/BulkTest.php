<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Bulk;
use Ihuyi\BulkState;
use Ihuyi\Client;
use Ihuyi\Code;
use Ihuyi\Exception;
use Ihuyi\Exception\IhuyiException;
use Ihuyi\RowState;
use PHPUnit\Framework\TestCase;

/** Lists of thousands, each sent once. */
final class BulkTest extends TestCase
{
    private const TEXT = '您的订单已发货。';

    /** @var Sandbox */
    private static $sandbox;

    /** @var string */
    private $folder;

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
        $this->folder = Shell::folder('lists');
    }

    private static function client(array $settings = []): Client
    {
        return new Client($settings + ['gateway' => self::$sandbox->url, 'account' => 'C00000000', 'apikey' => Shell::KEY]);
    }

    /** @param array<string, string|int|bool|null>|string|null $options */
    private function bulk(string $journal = 'spring.journal', $options = null): Bulk
    {
        return self::client()->bulk("{$this->folder}/{$journal}", $options);
    }

    private static function raised(callable $call, string $class): IhuyiException
    {
        try {
            $call();
        } catch (IhuyiException $e) {
            self::assertSame($class, get_class($e));
            return $e;
        }
        self::fail('nothing was thrown');
    }

    /** @return int[] how many rows stand where, and what they are billed as */
    private static function counts(\Ihuyi\Progress $told): array
    {
        return [
            $told->getRows(), $told->getPlanned(), $told->getSending(), $told->getAccepted(), $told->getRefused(), $told->getUnknown(),
            $told->getLeftOut(), $told->getSegments(), $told->getAcceptedSegments(),
        ];
    }

    public function testFromTheFirstRowToTheLast(): void
    {
        $list = $this->bulk();
        $added = $list->add('+86 138-0000-0000', self::TEXT, 'order-1001');
        self::assertSame([0, 1, 14, false], [
            $added->getCode(), $added->getSegments(), $added->getCharacters(), $added->isLeftOut(),
        ]);
        $added = $list->add('1380000000', self::TEXT, 'order-1002');
        self::assertSame([Code::MOBILE_FORMAT, true, true], [$added->getCode(), $added->isLocal(), $added->isLeftOut()]);
        self::assertStringContainsString('号码', $added->getMessage());
        $list->add('19900000408', str_repeat('长', 80));
        $told = $list->status();
        self::assertSame(BulkState::PLANNING, $told->getState());
        self::assertSame([2, 2, 0, 0, 0, 0, 1, 3, 0], self::counts($told));
        self::assertSame([], glob("{$this->folder}/*.journal"));

        self::assertSame(BulkState::READY, $list->run(0)->getState());
        self::assertSame([], self::$sandbox->ledger());
        $told = $list->run(60);
        self::assertSame([BulkState::DONE, 0, 0, 0, ''], [
            $told->getState(), $told->getCode(), $told->getWait(), $told->getFlags(), $told->getMessage(),
        ]);
        self::assertSame([2, 0, 0, 1, 1, 0, 1, 3, 1], self::counts($told));
        self::assertSame(['13800000000', '19900000408'], array_column(self::$sandbox->ledger(), 'mobile'));

        $rows = iterator_to_array($list->rows());
        $pick = static function (string $what) use ($rows): array {
            return array_map(static function (\Ihuyi\Row $row) use ($what) {
                return $row->{"get{$what}"}();
            }, $rows);
        };
        self::assertSame([1, 2, 3], $pick('Number'));
        self::assertSame([1, 2, 3], $pick('Line'));
        self::assertSame([RowState::ACCEPTED, RowState::LEFT_OUT, RowState::REFUSED], $pick('State'));
        self::assertSame([2, Code::MOBILE_FORMAT, Code::NUMBER_LIMIT], $pick('Code'));
        self::assertSame([1, 0, 2], $pick('Segments'));
        self::assertSame([0, 0, 0], $pick('Flags'));
        self::assertSame(['13800000000', '1380000000', '19900000408'], $pick('Mobile'));
        self::assertSame(['order-1001', 'order-1002', ''], $pick('Reference'));
        self::assertSame($added->getMessage(), $rows[1]->getMessage());
        self::assertSame(self::$sandbox->ledger()[0]['id'], $rows[0]->getMessageId());
        self::assertMatchesRegularExpression('/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/D', $rows[0]->getTime());
        self::assertSame('', $rows[1]->getTime());
    }

    public function testRowsOfOneStateAndFromOneOn(): void
    {
        $list = $this->bulk();
        foreach (['13800000000', '1380000000', '13800000001', '1380000001'] as $mobile) {
            $list->add($mobile, self::TEXT);
        }
        $list->run(0);
        $numbers = static function (iterable $rows): array {
            $numbers = [];
            foreach ($rows as $row) {
                $numbers[] = $row->getNumber();
            }
            return $numbers;
        };
        self::assertSame([1, 2, 3, 4], $numbers($list->rows()));
        self::assertSame([2, 4], $numbers($list->rows(RowState::LEFT_OUT)));
        self::assertSame([3], $numbers($list->rows(RowState::PLANNED, 1)));
        self::assertSame([], $numbers($list->rows(RowState::UNKNOWN)));
        self::assertSame([], $numbers($list->rows(null, 4294967295)));
        // Said at once, and not when the first row is taken.
        self::raised(static function () use ($list) {
            $list->rows(null, 4294967296);
        }, Exception\ArgumentException::class);
        foreach ([7, 4294967296, -1] as $state) {
            self::raised(static function () use ($list, $state) {
                $list->rows($state)->current();
            }, Exception\ArgumentException::class);
        }
    }

    public function testWhoIsKilledGoesOn(): void
    {
        $journal = "{$this->folder}/killed.journal";
        $code = '
            $sms = new Ihuyi\Client(["gateway" => getenv("URL"), "account" => "C00000000", "apikey" => "' . Shell::KEY . '"]);
            $list = $sms->bulk(getenv("JOURNAL"));
            foreach (["13800000000", "13800000001"] as $mobile) {
                $list->add($mobile, "您的订单已发货。");
            }
            $list->run(0);
            posix_kill(posix_getpid(), SIGKILL);
        ';
        $env = ['URL' => self::$sandbox->url, 'IHUYI_LIBRARY' => (string) getenv('TEST_LIBRARY')];
        Shell::php($code, $env + ['JOURNAL' => $journal]);
        $list = self::client()->bulk($journal);
        self::assertSame([BulkState::READY, 2], [$list->status()->getState(), $list->status()->getPlanned()]);
        $told = $list->run(60);
        self::assertSame([BulkState::DONE, 2], [$told->getState(), $told->getAccepted()]);
        $list->close();
        // Whoever begins once more by mistake sends nothing.
        $told = self::client()->bulk($journal)->run(60);
        self::assertSame([BulkState::DONE, 2], [$told->getState(), $told->getAccepted()]);
        self::assertCount(2, self::$sandbox->ledger());
    }

    public function testOnlyOneSendsAtATime(): void
    {
        $list = $this->bulk();
        $list->add('13800000000', self::TEXT);
        $list->run(0);
        $second = function (): void {
            $this->bulk();
        };
        self::raised($second, Exception\SettingException::class);
        $list->close();
        $second();
        self::assertSame([], self::$sandbox->ledger());
    }

    public function testOptionsAreAnArrayOrLines(): void
    {
        $list = $this->bulk('array.journal', ['repeats' => true, 'rate' => 1000, 'hours' => null]);
        $list->add('13800000000', self::TEXT);
        $list->add('13800000000', self::TEXT);
        self::assertSame(2, $list->run(0)->getRows());
        $list = $this->bulk('lines.journal', "rate = 1000\nrepeats = no");
        $list->add('13800000000', self::TEXT);
        $list->add('13800000000', self::TEXT);
        self::assertSame(1, $list->run(0)->getRows());
        $wrong = self::raised(function (): void {
            $this->bulk('wrong.journal', ['hour' => '09:00-20:30']);
        }, Exception\SettingException::class);
        self::assertStringContainsString('hours', $wrong->getMessage());
        // What a visitor sends makes no second option.
        self::raised(function (): void {
            $this->bulk('forged.journal', ['hours' => "09:00-20:30\nrepeats = yes"]);
        }, Exception\ArgumentException::class);
        self::assertSame([], glob("{$this->folder}/forged*"));
    }

    public function testTimeIsSeconds(): void
    {
        $list = $this->bulk();
        $list->add('13800000000', self::TEXT);
        self::raised(static function () use ($list) {
            $list->run(-0.0001);
        }, Exception\ArgumentException::class);
        self::assertSame(BulkState::PLANNING, $list->status()->getState());
        self::assertSame(BulkState::READY, $list->run('0')->getState());
        // However short, it is not none.
        self::assertSame(BulkState::DONE, $list->run(0.0001)->getState());
        self::assertSame(BulkState::DONE, $list->run(INF)->getState());
        foreach ([null, 'soon', NAN, []] as $wrong) {
            try {
                $list->run($wrong);
                self::fail('no time');
            } catch (\TypeError $e) {
                self::assertStringContainsString('$seconds', $e->getMessage());
            }
        }
    }

    public function testThatAListIsHaltedIsNoException(): void
    {
        $list = self::client(['account' => 'C00000009'])->bulk("{$this->folder}/halted.journal");
        $list->add('13800000000', self::TEXT);
        $told = $list->run(60);
        self::assertSame([BulkState::HALTED, Code::CREDENTIALS], [$told->getState(), $told->getCode()]);
        self::assertNotSame('', $told->getMessage());
    }

    public function testWhatIsTooLateIsSaid(): void
    {
        $list = $this->bulk();
        self::raised(static function () use ($list) {
            $list->rows()->current();
        }, Exception\ArgumentException::class);
        $list->add('13800000001', self::TEXT);
        $list->run(0);
        self::raised(static function () use ($list) {
            $list->add('13800000000', self::TEXT);
        }, Exception\ArgumentException::class);
    }

    public function testAListOutlivesItsClient(): void
    {
        $client = self::client();
        $list = $client->bulk("{$this->folder}/own.journal");
        $client->set('account', 'C00000009');
        $client->close();
        unset($client);
        $list->add('13800000000', self::TEXT);
        self::assertSame(1, $list->run(60)->getAccepted());
    }

    public function testAClosedListSaysSo(): void
    {
        $list = $this->bulk();
        $list->add('13800000000', self::TEXT);
        $rows = $list->rows();
        $list->close();
        $list->close();
        $calls = [
            static function () use ($list) {
                $list->add('13800000000', self::TEXT);
            },
            static function () use ($list) {
                $list->run(1);
            },
            static function () use ($list) {
                $list->status();
            },
            static function () use ($rows) {
                $rows->current();
            },
        ];
        foreach ($calls as $call) {
            self::assertStringContainsString('已经关闭', self::raised($call, Exception\ArgumentException::class)->getMessage());
        }
        // Nothing is left of a plan that was not written.
        self::assertSame([], glob("{$this->folder}/*.journal"));
        self::assertSame(0, $this->bulk()->status()->getRows());
    }

    public function testAClosedClientOpensNone(): void
    {
        $client = self::client();
        $client->close();
        $this->expectException(Exception\ArgumentException::class);
        $client->bulk("{$this->folder}/none.journal");
    }

    public function testGbk(): void
    {
        $gbk = static function (string $text): string {
            return (string) iconv('UTF-8', 'GB18030', $text);
        };
        $list = self::client(['charset' => 'gbk'])->bulk("{$this->folder}/gbk.journal");
        $list->add('13800000000', $gbk(self::TEXT), $gbk('订单一'));
        $list->add('1380000000', $gbk(self::TEXT));
        self::assertSame(1, $list->run(60)->getAccepted());
        [$sent, $left] = iterator_to_array($list->rows());
        self::assertSame($gbk('订单一'), $sent->getReference());
        self::assertStringContainsString($gbk('号码'), $left->getMessage());
        $list->close();
        $closed = self::raised(static function () use ($list) {
            $list->status();
        }, Exception\ArgumentException::class);
        self::assertStringContainsString($gbk('已经关闭'), $closed->getMessage());
        self::assertSame(self::TEXT, self::$sandbox->ledger()[0]['content']);
    }

    public function testATextWithANulIsARowThatIsLeftOut(): void
    {
        $list = $this->bulk();
        $added = $list->add('13800000000', "您的订单\0已发货。");
        self::assertSame([Code::E_CONTROL_CHARACTER, true], [$added->getCode(), $added->isLeftOut()]);
        // A row that has none of its texts is one, too.
        self::assertTrue($list->add(null, null)->isLeftOut());
        self::assertSame(2, $list->run(60)->getLeftOut());
        self::assertSame([], self::$sandbox->ledger());
    }

    public function testItIsNeitherCopiedNorKept(): void
    {
        $list = $this->bulk();
        $list->add('13800000000', self::TEXT);
        try {
            clone $list;
            self::fail('a copy');
        } catch (\LogicException $e) {
            self::assertStringContainsString('Ihuyi\Bulk', $e->getMessage());
        }
        try {
            serialize($list);
            self::fail('kept');
        } catch (\LogicException $e) {
            self::assertStringContainsString('Ihuyi\Bulk', $e->getMessage());
        }
        // The copy that there is not closed nothing.
        self::assertSame(1, $list->run(60)->getAccepted());
    }

    public function testDumpsShowNoNumber(): void
    {
        $list = $this->bulk();
        $list->add('13800000000', self::TEXT);
        $list->run(0);
        self::assertStringNotContainsString('13800000000', print_r([$list, $list->rows()->current(), $list->status()], true));
    }

    /** @dataProvider ways */
    public function testOtherWaysSayWhatToDo(string $way): void
    {
        $helper = $way === 'helper' ? new Helper(['IHUYI_GATEWAY' => self::$sandbox->url]) : null;
        $code = '
            try {
                (new Ihuyi\Client([]))->bulk(getenv("JOURNAL"));
            } catch (Ihuyi\Exception\ArgumentException $e) {
                echo $e->getCode(), " ", $e->getMessage();
            }
        ';
        $env = [
            'IHUYI_WAY' => $way, 'IHUYI_PROGRAM' => (string) getenv('TEST_PROGRAM'), 'IHUYI_HELPER' => $helper ? $helper->address : '',
            'JOURNAL' => "{$this->folder}/other.journal",
        ];
        [, $said] = Shell::php($code, $env, ['-d', 'ffi.enable=0']);
        foreach ([Code::E_UNSUPPORTED . ' ', "（{$way}）", 'FFI', 'ihuyi bulk', 'cron'] as $word) {
            self::assertStringContainsString($word, $said);
        }
        self::assertSame([], glob("{$this->folder}/*"));
        if ($helper !== null) {
            $helper->stop();
        }
    }

    public function ways(): iterable
    {
        yield 'helper' => ['helper'];
        yield 'program' => ['program'];
    }
}

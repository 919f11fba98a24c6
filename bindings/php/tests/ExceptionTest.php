<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Client;
use Ihuyi\Code;
use Ihuyi\Exception;
use Ihuyi\Family;
use Ihuyi\Ihuyi;
use Ihuyi\Outcome;
use Ihuyi\Result;
use PHPUnit\Framework\TestCase;

final class ExceptionTest extends TestCase
{
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

    private static function client(array $settings = []): Client
    {
        return new Client($settings + ['gateway' => self::$sandbox->url, 'account' => 'C00000000', 'apikey' => Shell::KEY]);
    }

    /** @dataProvider refusals */
    public function testARefusalIsOfItsFamilysClass(int $code, string $class): void
    {
        try {
            self::client()->send('199' . sprintf('%08d', $code), 'a');
            self::fail('refused');
        } catch (Exception\IhuyiException $e) {
            self::assertSame([$class, $code, Outcome::REFUSED], [get_class($e), $e->getCode(), $e->getOutcome()]);
            self::assertSame($code, $e->getResult()->getCode());
            self::assertSame($e->getFamily(), self::client()->explain($code)->getFamily());
            self::assertSame("{$code} {$e->getResult()->getMessage()} (docs/codes.md#code-{$code})", $e->getMessage());
        }
    }

    public function refusals(): iterable
    {
        yield [405, Exception\AccountException::class];
        yield [4051, Exception\BalanceException::class];
        yield [4030, Exception\NumberException::class];
        yield [407, Exception\ContentException::class];
        yield [4072, Exception\TemplateException::class];
        yield [4082, Exception\LimitException::class];
        yield [0, Exception\GatewayException::class];
    }

    public function testNotSent(): void
    {
        $this->expectException(Exception\NetworkException::class);
        $this->expectExceptionCode(Code::E_CONNECT);
        $server = stream_socket_server('tcp://127.0.0.1:0');
        $address = stream_socket_get_name($server, false);
        fclose($server);
        self::client(['gateway' => "http://{$address}"])->send('13800000000', 'a');
    }

    public function testOutcomeUnknownIsAClassOfItsOwn(): void
    {
        self::$sandbox->call('faults', ['kind' => 'reset_after']);
        try {
            self::client()->send('13800000000', 'a');
            self::fail('unknown');
        } catch (Exception\OutcomeUnknownException $e) {
            self::assertSame([Code::E_UNKNOWN, Outcome::UNKNOWN], [$e->getCode(), $e->getOutcome()]);
        }
        $accepted = array_column(self::$sandbox->ledger(), 'accepted', 'content');
        self::assertTrue($accepted['a']);
    }

    public function testTheBoxFunctionsRaiseToo(): void
    {
        $this->expectException(Exception\NumberException::class);
        Ihuyi::send('C00000000', Shell::KEY, '1', 'a');
    }

    /** Each family but success has its class, and a family that a newer library adds has the base. */
    public function testEveryFamilyHasAClass(): void
    {
        $classes = [];
        foreach ((new \ReflectionClass(Family::class))->getConstants() as $name => $family) {
            if ($family !== Family::NONE) {
                $class = get_class(Exception\IhuyiException::of(Result::failed(-1, $family, 'x')));
                self::assertTrue(is_subclass_of($class, Exception\IhuyiException::class), $name);
                self::assertNotContains($class, $classes, $name);
                $classes[] = $class;
            }
        }
        self::assertCount(14, $classes);
        $later = Exception\IhuyiException::of(Result::failed(-1, 99, 'x'));
        self::assertSame([Exception\IhuyiException::class, 99], [get_class($later), $later->getFamily()]);
    }

    public function testExplainTellsOfItsOwnRefusal(): void
    {
        try {
            self::client(['lang' => 'en'])->explain(2, 'fax');
            self::fail('refused');
        } catch (Exception\ArgumentException $e) {
            self::assertSame(Code::E_SERVICE, $e->getCode());
            self::assertTrue($e->getResult()->isLocal());
            self::assertStringContainsString('voice_notice', $e->getResult()->getMessage());
        }
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Client;
use Ihuyi\Ihuyi;
use Ihuyi\Internal\Argument;
use PHPUnit\Framework\TestCase;

/** What is no declared type any more is checked all the same. */
final class ArgumentTest extends TestCase
{
    public function testTexts(): void
    {
        $text = new class () {
            public function __toString(): string
            {
                return 'text';
            }
        };
        $given = ['a' => 'x', 'b' => null, 'c' => 13800000000, 'd' => 1.5, 'e' => $text];
        self::assertSame(['a' => 'x', 'b' => null, 'c' => '13800000000', 'd' => '1.5', 'e' => 'text'], Argument::texts($given));
    }

    public function testNumbers(): void
    {
        foreach ([4051, '4051', 4051.0, ' 4051'] as $given) {
            self::assertSame(4051, Argument::number($given, 'code'));
        }
        foreach ([null, '', 'x', '4051x', 1.5, [], NAN] as $given) {
            try {
                Argument::number($given, 'code');
                self::fail(print_r($given, true));
            } catch (\TypeError $e) {
                self::assertStringStartsWith('参数 $code 须是整数，给的是 ', $e->getMessage());
            }
        }
    }

    /** @dataProvider calls */
    public function testWhatIsNoTextIsATypeErrorThatNamesTheParameter(string $parameter, callable $call): void
    {
        $this->expectException(\TypeError::class);
        $this->expectExceptionMessage("\${$parameter} takes text, array given");
        $call(new Client());
    }

    public function calls(): iterable
    {
        foreach (['account', 'apikey', 'mobile', 'content'] as $at => $name) {
            yield "send: {$name}" => [$name, static function () use ($at): void {
                Ihuyi::send(...array_replace(['C00000000', Shell::KEY, '13800000000', 'a'], [$at => []]));
            }];
        }
        $calls = [
            'mobile' => ['send', [], 'a'], 'content' => ['addTemplate', []], 'service' => ['balance', []],
            'purpose' => ['verifyStart', [], ''],
            'id' => ['verifyCheck', [], ''], 'what' => ['status', []], 'body' => ['recordPush', []], 'key' => ['set', [], ''],
            'templateId' => ['sendTemplate', '', [], 'a'], 'variables' => ['sendTemplate', '', '1', []], 'kind' => ['guardUnlock', []],
            'answer' => ['captchaCheck', '', []], 'lang' => ['explain', 2, null, []],
        ];
        foreach ($calls as $name => $call) {
            yield $name => [$name, static function (Client $client) use ($call): void {
                $client->{array_shift($call)}(...$call);
            }];
        }
    }
}

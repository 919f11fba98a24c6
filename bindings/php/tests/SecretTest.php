<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Client;
use Ihuyi\Exception\IhuyiException;
use Ihuyi\Ihuyi;
use PHPUnit\Framework\TestCase;

/** Neither the key nor a number, text or one-time code shows up in a dump or in a trace. */
final class SecretTest extends TestCase
{
    private const TEXT = 'the code is 1234';

    /** @var string */
    private $arguments;

    protected function setUp(): void
    {
        // As on a site that logs whole traces.
        $this->arguments = (string) ini_set('zend.exception_ignore_args', '0');
    }

    protected function tearDown(): void
    {
        ini_set('zend.exception_ignore_args', $this->arguments);
    }

    public function testDumpsOfAClient(): void
    {
        $client = new Client(['account' => 'C00000000', 'apikey' => Shell::KEY]);
        $client->set('voice_apikey', Shell::KEY);
        self::assertNoSecret($client, (array) $client, (new \ReflectionObject($client))->getProperties());
        self::assertStringContainsString('[open] => 1', print_r($client, true));
    }

    public function testDumpsOfAResult(): void
    {
        try {
            Ihuyi::send('C00000000', Shell::KEY, '1380000000x', self::TEXT);
            self::fail('refused');
        } catch (IhuyiException $e) {
            self::assertNoSecret($e->getResult(), $e->getMessage());
            self::assertStringNotContainsString('1380000000', print_r($e->getResult(), true) . $e->getMessage());
        }
    }

    public function testDumpsOfAPush(): void
    {
        $push = (new Client())->parsePush('content=hello&mobile=13800000000&reply_time=2017-08-02+14:31:51&smsid=1');
        self::assertSame(['13800000000', 'hello'], [$push->getMobile(), $push->getContent()]);
        ob_start();
        var_dump($push);
        $dump = ob_get_clean() . print_r($push, true);
        self::assertStringNotContainsString('13800000000', $dump);
        self::assertStringNotContainsString('hello', $dump);
        self::assertStringContainsString('2017-08-02 14:31:51', $dump);
    }

    /** @dataProvider failures */
    public function testTraces(callable $fails): void
    {
        try {
            $fails();
            self::fail('it fails');
        } catch (IhuyiException $e) {
            $seen = false;
            foreach ($e->getTrace() as $frame) {
                if (strncmp($frame['class'] ?? '', 'Ihuyi\\', 6) === 0 && strncmp($frame['class'], 'Ihuyi\\Tests', 11) !== 0) {
                    $seen = true;
                    self::assertArrayNotHasKey('args', $frame);
                }
            }
            self::assertTrue($seen);
            self::assertNoSecret((string) $e, array_slice($e->getTrace(), 0, 4));
        }
    }

    public function testTheLoaderForgetsToo(): void
    {
        $failed = static function (string $key): \Ihuyi\Exception\LoadException {
            return new \Ihuyi\Exception\LoadException('no library', \Ihuyi\Exception\LoadException::MISSING);
        };
        $trace = $failed(Shell::KEY)->getTrace();
        self::assertSame(self::class, $trace[0]['class'] ?? '');
        self::assertArrayNotHasKey('args', $trace[0]);
    }

    public function failures(): iterable
    {
        yield 'send' => [static function (): void {
            Ihuyi::send('C00000000', Shell::KEY, '1', self::TEXT);
        }];
        yield 'voice' => [static function (): void {
            Ihuyi::voice('V00000000', Shell::KEY, '1', '1234 is the code');
        }];
        yield 'constructor' => [static function (): void {
            new Client(['apikey' => Shell::KEY, 'acount' => Shell::KEY . '0']);
        }];
        yield 'set' => [static function (): void {
            (new Client())->set('no_such_thing', Shell::KEY);
        }];
        yield 'submit' => [static function (): void {
            (new Client(['account' => 'C00000000', 'apikey' => Shell::KEY]))->submit('sms', '1', self::TEXT);
        }];
    }

    /** An exception that is PHP's own shows what it likes, but for parameters that are marked. */
    public function testTheMarkedParametersAreThoseThatHoldSecrets(): void
    {
        if (PHP_VERSION_ID < 80200) {
            self::assertFalse(class_exists('SensitiveParameter'));
            return;
        }
        foreach ([[Ihuyi::class, 'send'], [Ihuyi::class, 'voice']] as [$class, $method]) {
            try {
                // No string: PHP itself complains.
                $class::$method('C00000000', Shell::KEY, [], '1234');
                self::fail('a TypeError');
            } catch (\TypeError $e) {
                self::assertStringNotContainsString(Shell::KEY, print_r(array_slice($e->getTrace(), 0, 1), true));
            }
        }
        $marked = [];
        foreach ([Ihuyi::class, Client::class] as $class) {
            foreach ((new \ReflectionClass($class))->getMethods() as $method) {
                foreach ($method->getParameters() as $parameter) {
                    if ($parameter->getAttributes('SensitiveParameter') !== []) {
                        $marked[] = $method->getName() . ' ' . $parameter->getName();
                    }
                }
            }
        }
        foreach (['send apikey', 'voice apikey', 'voice code', '__construct settings', 'fromIni settings', 'set value'] as $needed) {
            self::assertContains($needed, $marked);
        }
    }

    /** @param mixed ...$values */
    private static function assertNoSecret(...$values): void
    {
        ob_start();
        var_dump($values);
        $shown = ob_get_clean() . print_r($values, true);
        foreach ($values as $value) {
            $shown .= is_object($value) ? var_export($value, true) : '';
        }
        self::assertStringNotContainsString(Shell::KEY, $shown);
        self::assertStringNotContainsString(self::TEXT, $shown);
        // PHP itself shows the first 15 characters of an argument.
        self::assertStringNotContainsString(substr(Shell::KEY, 0, 12), $shown);
    }
}

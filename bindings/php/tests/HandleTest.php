<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Client;
use Ihuyi\Exception\SettingException;
use Ihuyi\Internal\Native;
use PHPUnit\Framework\TestCase;

/** What the library gave is given back to it, once. */
final class HandleTest extends TestCase
{
    public function testEveryWayOfLettingAClientGoGivesItsHandleBack(): void
    {
        $before = $this->handles();
        $closed = new Client();
        $dropped = new Client();
        self::assertSame($before + 2, $this->handles());
        $closed->close();
        self::assertSame($before + 1, $this->handles());
        unset($dropped);
        self::assertSame($before, $this->handles());
        unset($closed);
        self::assertSame($before, $this->handles());
    }

    public function testAConstructorThatFailsKeepsNone(): void
    {
        $before = $this->handles();
        try {
            new Client(['timeout' => 'long']);
            self::fail('a wrong value');
        } catch (SettingException $e) {
            self::assertSame($before, $this->handles());
        }
    }

    /** A handle takes some hundred bytes at the least: 20,000 that were not freed would show. */
    public function testTheLibraryFreesThem(): void
    {
        $code = '
            $resident = function () { return (int) explode(" ", file_get_contents("/proc/self/statm"))[1] * 4; };
            $make = function ($times) { for ($i = 0; $i < $times; $i++) { (new Ihuyi\Client())->close(); } };
            $make(2000);
            $before = $resident();
            $make(20000);
            echo $resident() - $before;
        ';
        [$status, $grown] = Shell::php($code, ['IHUYI_LIBRARY' => (string) getenv('TEST_LIBRARY')]);
        self::assertSame(0, $status);
        self::assertLessThan(4000, (int) $grown, 'KiB');
    }

    public function testListsGiveTheirsBackToo(): void
    {
        $folder = Shell::folder('handles');
        $client = new Client(['account' => 'C00000000', 'apikey' => Shell::KEY]);
        $before = $this->handles('lists');
        $closed = $client->bulk("{$folder}/closed.journal");
        $dropped = $client->bulk("{$folder}/dropped.journal");
        try {
            $client->bulk("{$folder}/nowhere/none.journal");
            self::fail('no folder');
        } catch (SettingException $e) {
            self::assertSame($before + 2, $this->handles('lists'));
        }
        $closed->close();
        unset($dropped);
        self::assertSame($before, $this->handles('lists'));
        unset($closed);
        self::assertSame($before, $this->handles('lists'));
        // Its lock would still be held.
        $client->bulk("{$folder}/dropped.journal");
    }

    private function handles(string $of = 'clients'): int
    {
        $property = new \ReflectionProperty(Native::class, $of);
        if (PHP_VERSION_ID < 80100) {
            $property->setAccessible(true);
        }
        return count($property->getValue(Native::get()));
    }
}

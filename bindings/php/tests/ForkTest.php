<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use PHPUnit\Framework\TestCase;

final class ForkTest extends TestCase
{
    /** A client that has sent already is used on in the children and in the parent; every process has connections of its own. */
    public function testAClientIsUsedOnAfterFork(): void
    {
        $sandbox = new Sandbox();
        $code = '
            $client = new Ihuyi\Client(["account" => "C00000000", "apikey" => "' . Shell::KEY . '", "keep_alive" => 30]);
            $client->send("13800000000", "before " . getmypid());
            for ($i = 0; $i < 4; $i++) {
                if (pcntl_fork() === 0) {
                    for ($n = 0; $n < 3; $n++) {
                        $client->send("13800000000", "child " . getmypid());
                    }
                    exit(0);
                }
            }
            while (pcntl_wait($status) > 0) {
                if ($status !== 0) {
                    exit(1);
                }
            }
            $client->send("13800000000", "before " . getmypid());
            $client->close();
        ';
        try {
            self::assertSame([0, '', ''], Shell::php($code, [
                'IHUYI_GATEWAY' => $sandbox->url, 'IHUYI_LIBRARY' => (string) getenv('TEST_LIBRARY'),
            ]));
            $users = [];
            foreach ($sandbox->ledger() as $entry) {
                self::assertTrue($entry['accepted']);
                $users[$entry['connection']][] = $entry['content'];
            }
            self::assertSame(14, array_sum(array_map('count', $users)));
            foreach ($users as $contents) {
                self::assertCount(1, array_unique($contents), implode(', ', $contents));
            }
            self::assertCount(5, array_unique(array_merge(...array_values($users))));
        } finally {
            $sandbox->stop();
        }
    }

    /** A list is its process's own: a child can do nothing with it, can open none beside it, and what it closes stays open in the parent. */
    public function testAListIsNotForTheChild(): void
    {
        $sandbox = new Sandbox();
        $folder = Shell::folder('fork');
        $code = '
            $client = new Ihuyi\Client(["account" => "C00000000", "apikey" => "' . Shell::KEY . '"]);
            $list = $client->bulk(getenv("JOURNAL"));
            $list->add("13800000000", "您的订单已发货。");
            $list->run(0);
            if (pcntl_fork() === 0) {
                try {
                    $list->run(60);
                } catch (Ihuyi\Exception\SettingException $e) {
                    echo "refused;";
                }
                $list->close();
                try {
                    $client->bulk(getenv("JOURNAL") . "-of-the-child");
                } catch (Ihuyi\Exception\SettingException $e) {
                    echo "nor one of its own;";
                }
                exit(0);
            }
            pcntl_wait($status);
            proc_close(proc_open([PHP_BINARY, "-r", getenv("SECOND")], [], $pipes));
            echo $list->run(60)->getAccepted();
        ';
        $second = 'require ' . var_export(Shell::package('autoload.php'), true) . ';
            try {
                (new Ihuyi\Client(["account" => "C00000000", "apikey" => "' . Shell::KEY . '"]))->bulk(getenv("JOURNAL"));
            } catch (Ihuyi\Exception\SettingException $e) {
                echo "taken;";
            }
        ';
        try {
            self::assertSame([0, 'refused;nor one of its own;taken;1', ''], Shell::php($code, [
                'IHUYI_GATEWAY' => $sandbox->url, 'IHUYI_LIBRARY' => (string) getenv('TEST_LIBRARY'),
                'JOURNAL' => "{$folder}/list.journal", 'SECOND' => $second,
            ]));
            self::assertCount(1, $sandbox->ledger());
        } finally {
            $sandbox->stop();
        }
    }
}

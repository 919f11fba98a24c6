<?php

namespace Ihuyi;

use Ihuyi\Exception\IhuyiException;
use Ihuyi\Internal\Argument;
use Ihuyi\Internal\Lists;
use Ihuyi\Internal\Unshared;
use Ihuyi\Internal\Verdict;

/**
 * 一份名单：每一行只发一次；由 Client::bulk() 建立
 *
 * A list of thousands, each sent once: a plan that is being made, or the journal that it became. Made by Client::bulk(). The
 * program may be killed at any moment: opened again, the list goes on where it stood, and rows that were on their way
 * are of unknown end and never sent again by themselves. It has the settings that its client had, and outlives it.
 */
final class Bulk
{
    use Unshared;

    /** @var Lists */
    private $way;

    /** @var int the list's number in the way to the library; 0 when it is closed */
    private $id = 0;

    /** @var string of its texts */
    private $charset;

    /**
     * @internal
     * @param int $client a client's number
     * @param string|null $journal
     * @param string|null $options
     * @param string $charset
     */
    public function __construct(Lists $way, $client, $journal, $options, $charset)
    {
        $this->way = $way;
        $this->charset = $charset;
        Verdict::done($way->openList($client, $journal, $options, $this->id));
    }

    public function __destruct()
    {
        $this->close();
    }

    /** 关闭；还没有写成文件的计划就作废了 / Closes the list. A plan that was not written is given up. Doing so again does no harm. */
    public function close()
    {
        if ($this->id !== 0) {
            $this->way->closeList($this->id);
            $this->id = 0;
        }
    }

    /**
     * 加一行；不发送。不能发的行记为“未列入”，不抛异常，问 Result::isLeftOut() / Adds a row to a plan; nothing is sent. A row
     * that cannot be sent is in the plan as left out and raises nothing: ask Result::isLeftOut(), its message says why.
     *
     * @param string|null $mobile one number, as its service wants it
     * @param string|null $content the whole text; with a template id the variables joined with |
     * @param string|null $reference what the row is called elsewhere, as an order's number
     * @return Result
     * @throws IhuyiException when the plan is written already, or cannot be kept
     */
    public function add(
        $mobile,
        #[\SensitiveParameter]
        $content,
        $reference = null
    ) {
        $texts = Argument::texts(['mobile' => $mobile, 'content' => $content, 'reference' => $reference]);
        return Verdict::added($this->way->addRow($this->id(), $texts['mobile'], $texts['content'], $texts['reference']));
    }

    /**
     * 发送这么多秒就返回，正在途中的一条会等到答复；第一次调用把计划写进文件，此后不能再加行 / Sends for so many seconds, and what the
     * last request takes, and returns. The first call writes the plan: no row is added afterwards. It raises nothing
     * when the list pauses or was halted: Progress::getState() says so.
     *
     * @param int|float $seconds 0: nothing is sent, the plan is written, and what receipts have told since is looked up
     * @return Progress
     * @throws IhuyiException when it could not work at all
     */
    public function run($seconds)
    {
        $seconds = Argument::seconds($seconds, 'seconds') * 1000;
        // However short the time, it is not none; however long, it fits into C's 32 bits.
        $milliseconds = (int) max(-2147483648, min(2147483647, $seconds > 0 ? ceil($seconds) : floor($seconds)));
        return $this->told($this->way->runList($this->id(), $milliseconds));
    }

    /**
     * 到哪一步了；不读文件，不联网 / How far the list is. Asks neither the disk nor the gateway.
     *
     * @return Progress
     */
    public function status()
    {
        return $this->told($this->way->listStatus($this->id()));
    }

    /**
     * 逐行取出；计划写成文件之后才能取 / The rows of a list whose plan is written, one after the other, however many there are.
     *
     * @param int|null $state one of the constants of RowState; null: all
     * @param int $after only rows whose Row::getNumber() is above this
     * @return \Generator|Row[]
     */
    public function rows($state = null, $after = 0)
    {
        $state = $state === null ? 0 : Argument::number($state, 'state');
        // A PHP integer has 64 bits, a state 32: cut to size it would be another one; the ends of the range are none.
        $state = max(-2147483648, min(2147483647, $state));
        $after = Argument::number($after, 'after');
        if ($after < 0 || $after > 4294967295) {
            throw Verdict::argument(
                "行的编号 {$after} 不在 0 到 4294967295 之间",
                "the number {$after} is not one of a row: 0 to 4294967295",
                $this->charset
            );
        }
        return $this->each($state, $after);
    }

    /**
     * What is wrong with its arguments was said when rows() was called, and not when somebody takes the first one.
     *
     * @param int $state
     * @param int $after
     */
    private function each($state, $after)
    {
        while (true) {
            list($result, $row) = $this->way->nextRow($this->id(), $state, $after);
            Verdict::done($result);
            $after = $row->getNumber();
            if ($after === 0) {
                return;
            }
            yield $row;
        }
    }

    /** @return array<string, mixed> */
    public function __debugInfo()
    {
        return ['open' => $this->id !== 0, 'charset' => $this->charset];
    }

    /** @return Progress */
    private function told(array $told)
    {
        list($result, $progress) = $told;
        Verdict::done($result);
        return $progress;
    }

    /** @return int */
    private function id()
    {
        if ($this->id === 0) {
            throw Verdict::argument(
                '这份名单已经关闭；请用 Client::bulk() 重新打开，它会从停下的地方接着发',
                'this list is closed: open it again with Client::bulk(), and it goes on where it stood',
                $this->charset
            );
        }
        return $this->id;
    }
}

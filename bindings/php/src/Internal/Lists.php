<?php

namespace Ihuyi\Internal;

use Ihuyi\Progress;
use Ihuyi\Result;
use Ihuyi\Row;

/**
 * A way to the library on which lists can be sent: one that holds them between two calls. A list is a number.
 *
 * @internal
 */
interface Lists
{
    /**
     * @param int $id a client's number
     * @param string|null $journal
     * @param string|null $options
     * @param int $list what the list is called from now on; 0 when there is none
     * @return Result
     */
    public function openList($id, $journal, $options, &$list);

    /** @param int $list */
    public function closeList($list);

    /**
     * @param int $list
     * @param string|null $mobile
     * @param string|null $content
     * @param string|null $reference
     * @return Result
     */
    public function addRow($list, $mobile, $content, $reference);

    /**
     * @param int $list
     * @param int $milliseconds
     * @return array{Result, Progress} the call's own result, and how far the list is
     */
    public function runList($list, $milliseconds);

    /**
     * @param int $list
     * @return array{Result, Progress} as for runList()
     */
    public function listStatus($list);

    /**
     * @param int $list
     * @param int $state 0: whatever it is
     * @param int $after
     * @return array{Result, Row} the call's own result, and the row; with the number 0 there is no more
     */
    public function nextRow($list, $state, $after);
}

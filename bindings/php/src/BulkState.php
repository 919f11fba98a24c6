<?php

namespace Ihuyi;

/**
 * 一份名单到了哪一步
 * Where a list stands.
 */
final class BulkState
{
    /** Rows can be added; nothing is on the disk, and nothing was sent. */
    const PLANNING = 1;
    /** Rows wait to be sent: call Bulk::run(). */
    const READY = 2;
    /** Nothing can be sent for Progress::getWait() seconds: the hours are over, or the network is. Call Bulk::run() again then. */
    const PAUSED = 3;
    /** Nothing more is sent: the account, a setting, or a gateway that refuses everything. Mend it, and open the list again. */
    const HALTED = 4;
    /** No row waits. */
    const DONE = 5;

    private function __construct()
    {
    }
}

<?php

namespace Ihuyi;

/**
 * 名单里的一行怎么样了
 * What became of a row.
 */
final class RowState
{
    /** It waits. */
    const PLANNED = 1;
    /** It is on its way. */
    const SENDING = 2;
    /** The gateway took it. */
    const ACCEPTED = 3;
    /** The gateway, or a check of the library, refused it. Nothing was sent. */
    const REFUSED = 4;
    /** It may have been sent, and may not. Never sent again by itself. */
    const UNKNOWN = 5;
    /** The plan left it out, or a run, because its number had opted out by then; its words say why. */
    const LEFT_OUT = 6;

    private function __construct()
    {
    }
}

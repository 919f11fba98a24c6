<?php

namespace Ihuyi;

/**
 * 一条短信的下落
 * What became of a message.
 */
final class State
{
    /** The gateway took it; its receipt is not there yet. */
    const ACCEPTED = 1;
    /** The phone has got it; all of them, where there are several. */
    const DELIVERED = 2;
    /** The phone has not got it; where there are several, one of them at least. */
    const FAILED = 3;
    /** It left, and nobody knows whether the gateway took it. Do not send again blindly. */
    const UNKNOWN = 4;

    private function __construct()
    {
    }
}

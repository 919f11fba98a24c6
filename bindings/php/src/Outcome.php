<?php

namespace Ihuyi;

/**
 * 一次发送的四种结局；程序按它分支，而不是按消息文字
 * What a submission came to. Branch on it, never on the words.
 */
final class Outcome
{
    /** The gateway took it and gave an id. */
    const ACCEPTED = 1;
    /** Refused, by the gateway or by a check of the library. */
    const REFUSED = 2;
    /** Nothing left this machine that the gateway could send. */
    const NOT_SENT = 3;
    /** The request left and no readable verdict came back. */
    const UNKNOWN = 4;

    private function __construct()
    {
    }
}

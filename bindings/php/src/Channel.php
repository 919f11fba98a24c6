<?php

namespace Ihuyi;

/**
 * 验证码走的路
 * The way that a one-time code went; 0: it did not go.
 */
final class Channel
{
    /** The code went as a text message. */
    const SMS = 1;
    /** The code was read out in a call. */
    const VOICE = 2;

    private function __construct()
    {
    }
}

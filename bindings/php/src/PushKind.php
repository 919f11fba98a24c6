<?php

namespace Ihuyi;

/**
 * 推送的种类
 * The kinds of a push.
 */
final class PushKind
{
    /** A delivery receipt: what became of one message to one number. */
    const RECEIPT = 1;
    /** A text that a user sent in reply. */
    const REPLY = 2;
    /** The verdict on a template. */
    const TEMPLATE_REVIEW = 3;

    private function __construct()
    {
    }
}

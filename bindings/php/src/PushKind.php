<?php

declare(strict_types=1);

namespace Ihuyi;

/**
 * 推送的种类
 * The kinds of a push.
 */
final class PushKind
{
    /** A delivery receipt: what became of one message to one number. */
    public const RECEIPT = 1;
    /** A text that a user sent in reply. */
    public const REPLY = 2;
    /** The verdict on a template. */
    public const TEMPLATE_REVIEW = 3;

    private function __construct()
    {
    }
}

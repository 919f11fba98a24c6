<?php

declare(strict_types=1);

namespace Ihuyi;

/**
 * 结果的标志，可以相加
 * Flags of a result; their sum is Result::getFlags().
 */
final class Flag
{
    /** A check of the library refused: no request was made, nothing was billed. */
    public const LOCAL = 1;
    /** The gateway called our time stamp expired; its clock was learned and the request made once more. */
    public const CLOCK_CORRECTED = 2;
    /** A text did not fit its array and was cut, between two characters. */
    public const CUT = 4;

    private function __construct()
    {
    }
}

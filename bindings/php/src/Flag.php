<?php

namespace Ihuyi;

/**
 * 结果的标志，可以相加
 * Flags of a result; their sum is Result::getFlags().
 */
final class Flag
{
    /** A check of the library refused: no request was made, nothing was billed. */
    const LOCAL = 1;
    /** The gateway called our time stamp expired; its clock was learned and the request made once more. */
    const CLOCK_CORRECTED = 2;
    /** A text did not fit its array and was cut, between two characters. */
    const CUT = 4;
    /** An earlier call with the same reference came to this; nothing was sent now. */
    const REPEATED = 8;
    /** Of a Delivery: the submission had ended as unknown, and a receipt told its id. */
    const SETTLED = 16;
    /** Of a row that was added to a list: it is in the plan as left out, and is not sent; the other rows are. */
    const LEFT_OUT = 32;

    private function __construct()
    {
    }
}

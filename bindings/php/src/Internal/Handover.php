<?php

namespace Ihuyi\Internal;

use Ihuyi\Code;
use Ihuyi\Family;
use Ihuyi\Outcome;

/**
 * What became of a request on its way to the library: answered, not handed over, or lost after it was.
 *
 * @internal
 */
final class Handover
{
    /** @var string|null the answer */
    public $body = null;

    /** @var bool whether helper or program itself answers, and not the library: nothing was done */
    public $own = false;

    /** @var int 0: lost, and nobody knows what it came to */
    public $code = 0;

    /** @var int */
    public $outcome = Outcome::UNKNOWN;

    /** @var int */
    public $family = Family::UNKNOWN;

    /** @var string[] what happened and what to do, Chinese and English */
    public $words = ['', ''];

    private function __construct()
    {
    }

    /**
     * @param string $body
     * @param bool $own
     * @return self
     */
    public static function answered($body, $own = false)
    {
        $handover = new self();
        $handover->body = $body;
        $handover->own = $own;
        return $handover;
    }

    /** @return self */
    public static function lost()
    {
        return new self();
    }

    /**
     * Not handed over; sending again later is safe.
     *
     * @param int $code
     * @param string $chinese
     * @param string $english
     * @return self
     */
    public static function unsent($code, $chinese, $english)
    {
        $handover = new self();
        $handover->code = $code;
        $handover->outcome = Outcome::NOT_SENT;
        $handover->family = Family::NETWORK;
        $handover->words = [$chinese, $english];
        return $handover;
    }

    /**
     * Not handed over, and it will not be until somebody changes something.
     *
     * @param int $code
     * @param string $chinese
     * @param string $english
     * @return self
     */
    public static function refused($code, $chinese, $english)
    {
        $handover = self::unsent($code, $chinese, $english);
        $handover->outcome = Outcome::REFUSED;
        $handover->family = Family::SETTING;
        return $handover;
    }
}

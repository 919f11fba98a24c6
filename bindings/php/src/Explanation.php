<?php

namespace Ihuyi;

/**
 * 一个返回码的解释；不可修改
 *
 * One code of one service, explained; immutable. Texts are in the client's charset.
 */
final class Explanation
{
    /** @var array<string, int|string> */
    private $fields;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_explanation, by name
     */
    public function __construct(array $fields)
    {
        $this->fields = $fields;
    }

    /** @return int The code that was asked about. */
    public function getCode()
    {
        return $this->fields['code'];
    }

    /** @return bool Whether anything is published about it. */
    public function isKnown()
    {
        return $this->fields['known'] !== 0;
    }

    /** @return int Flag::CUT, or 0. */
    public function getFlags()
    {
        return $this->fields['flags'];
    }

    /** @return int One of the constants of Family. */
    public function getFamily()
    {
        return $this->fields['family'];
    }

    /** @return string The constant's name in ihuyi.h, as IHUYI_E_UNKNOWN; empty where there is none. */
    public function getName()
    {
        return $this->fields['name'];
    }

    /** @return string The vendor's own Chinese words; for the library's codes a short name in the language asked for. */
    public function getText()
    {
        return $this->fields['text'];
    }

    /** @return string What it means in practice. */
    public function getMeaning()
    {
        return $this->fields['meaning'];
    }

    /** @return string What usually causes it. */
    public function getCause()
    {
        return $this->fields['cause'];
    }

    /** @return string What to do about it. */
    public function getAdvice()
    {
        return $this->fields['advice'];
    }
}

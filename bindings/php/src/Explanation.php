<?php

declare(strict_types=1);

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

    /** The code that was asked about. */
    public function getCode(): int
    {
        return $this->fields['code'];
    }

    /** Whether anything is published about it. */
    public function isKnown(): bool
    {
        return $this->fields['known'] !== 0;
    }

    /** Flag::CUT, or 0. */
    public function getFlags(): int
    {
        return $this->fields['flags'];
    }

    /** One of the constants of Family. */
    public function getFamily(): int
    {
        return $this->fields['family'];
    }

    /** The constant's name in ihuyi.h, as IHUYI_E_UNKNOWN; empty where there is none. */
    public function getName(): string
    {
        return $this->fields['name'];
    }

    /** The vendor's own Chinese words; for the library's codes a short name in the language asked for. */
    public function getText(): string
    {
        return $this->fields['text'];
    }

    /** What it means in practice. */
    public function getMeaning(): string
    {
        return $this->fields['meaning'];
    }

    /** What usually causes it. */
    public function getCause(): string
    {
        return $this->fields['cause'];
    }

    /** What to do about it. */
    public function getAdvice(): string
    {
        return $this->fields['advice'];
    }
}

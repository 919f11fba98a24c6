<?php

namespace Ihuyi;

/**
 * 名单和限制的决定；不可修改
 *
 * What lists and limits say of a send; immutable. The object itself is always true to PHP: ask isAllowed().
 */
final class Decision
{
    /** @var array<string, int|string> */
    private $fields;

    /** @var Result */
    private $result;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_decision, by name
     */
    public function __construct(array $fields, Result $result)
    {
        $this->fields = $fields;
        $this->result = $result;
    }

    /** @return bool 可以发送 / Whether it may be sent. */
    public function isAllowed()
    {
        return $this->fields['allowed'] !== 0;
    }

    /**
     * Allowed: seconds until the same may be sent again. Not allowed: seconds until there is room; 0 when no waiting
     * helps.
     *
     * @return int
     */
    public function getWait()
    {
        return $this->fields['wait'];
    }

    /** @return string The limit that decided, as sms:mobile 1/60s; empty when none did. */
    public function getLimit()
    {
        return $this->fields['limit'];
    }

    /** @return int Flag::CUT, or 0. */
    public function getFlags()
    {
        return $this->fields['flags'];
    }

    /** @return Result Why not. */
    public function getResult()
    {
        return $this->result;
    }
}

<?php

namespace Ihuyi;

/**
 * 名单里的一行；不可修改
 *
 * One row of a list; immutable. What a row does not have is empty, or 0. Dumps do not show the number; var_export() does.
 */
final class Row
{
    /** @var array<string, int|string> */
    private $fields;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_row, by name
     */
    public function __construct(
        #[\SensitiveParameter]
        array $fields
    ) {
        $this->fields = $fields;
    }

    /** @return int Its number in the journal, from 1 on. */
    public function getNumber()
    {
        return $this->fields['number'];
    }

    /** @return int One of the constants of RowState. */
    public function getState()
    {
        return $this->fields['state'];
    }

    /** @return int The last answer's code, or why it was left out. */
    public function getCode()
    {
        return $this->fields['code'];
    }

    /** @return int Flag::CUT, or 0. */
    public function getFlags()
    {
        return $this->fields['flags'];
    }

    /** @return int Where it stood in the list: the first that was added is 1; of a plan by ihuyi bulk plan, the spreadsheet's row. */
    public function getLine()
    {
        return $this->fields['line'];
    }

    /** @return int Billed messages; 0 when only the gateway knows. */
    public function getSegments()
    {
        return $this->fields['segments'];
    }

    /** @return string The number, whole: keep it out of logs. */
    public function getMobile()
    {
        return $this->fields['mobile'];
    }

    /** @return string What it was called when it was added. */
    public function getReference()
    {
        return $this->fields['reference'];
    }

    /** @return string The gateway's id. */
    public function getMessageId()
    {
        return $this->fields['message_id'];
    }

    /** @return string When it came to where it stands, as 2017-08-02 14:31:51, China Standard Time; empty: never sent. */
    public function getTime()
    {
        return $this->fields['time'];
    }

    /** @return string The gateway's own words, or the library's. */
    public function getMessage()
    {
        return $this->fields['message'];
    }

    /** @return array<string, int|string> */
    public function __debugInfo()
    {
        return ['mobile' => '***'] + $this->fields;
    }
}

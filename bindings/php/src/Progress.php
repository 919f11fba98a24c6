<?php

namespace Ihuyi;

/**
 * 一份名单的进度；不可修改
 *
 * How far a list is; immutable. Numbers of rows count rows, whatever they are billed as.
 */
final class Progress
{
    /** @var array<string, int|string> */
    private $fields;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_progress, by name
     */
    public function __construct(array $fields)
    {
        $this->fields = $fields;
    }

    /** @return int One of the constants of BulkState. */
    public function getState()
    {
        return $this->fields['state'];
    }

    /** @return int Why it pauses, or was halted; otherwise 0. */
    public function getCode()
    {
        return $this->fields['code'];
    }

    /** @return int Seconds until it can go on, when it pauses. */
    public function getWait()
    {
        return $this->fields['wait'];
    }

    /** @return int Flag::CUT, or 0. */
    public function getFlags()
    {
        return $this->fields['flags'];
    }

    /** @return int Rows that are to be sent, whatever has become of them: without those left out. */
    public function getRows()
    {
        return $this->fields['rows'];
    }

    /** @return int Rows that wait. */
    public function getPlanned()
    {
        return $this->fields['planned'];
    }

    /** @return int Rows that are on their way. */
    public function getSending()
    {
        return $this->fields['sending'];
    }

    /** @return int Rows that the gateway took. */
    public function getAccepted()
    {
        return $this->fields['accepted'];
    }

    /** @return int Rows that were refused. */
    public function getRefused()
    {
        return $this->fields['refused'];
    }

    /** @return int Rows of unknown end. */
    public function getUnknown()
    {
        return $this->fields['unknown'];
    }

    /** @return int Rows that were left out. */
    public function getLeftOut()
    {
        return $this->fields['left_out'];
    }

    /** @return int Billed messages of all rows that are to be sent; a row of which only the gateway knows counts as one. */
    public function getSegments()
    {
        return $this->fields['segments'];
    }

    /** @return int Billed messages of the accepted ones. */
    public function getAcceptedSegments()
    {
        return $this->fields['accepted_segments'];
    }

    /** @return string Why it pauses or was halted, and what to do; otherwise empty. */
    public function getMessage()
    {
        return $this->fields['message'];
    }
}

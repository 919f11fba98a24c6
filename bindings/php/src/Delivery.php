<?php

namespace Ihuyi;

/**
 * 一条短信的下落；不可修改。手机号码已打码，可以写进日志
 *
 * What is known of a message; immutable. The number is masked, and this may be logged. What is not known is empty, or 0.
 */
final class Delivery
{
    /** @var array<string, int|string> */
    private $fields;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_delivery, by name
     */
    public function __construct(array $fields)
    {
        $this->fields = $fields;
    }

    /** @return int One of the constants of State. */
    public function getState()
    {
        return $this->fields['state'];
    }

    /** @return int The receipt's code: 2 is delivered. Of several numbers, that of the first one that failed. */
    public function getCode()
    {
        return $this->fields['code'];
    }

    /** @return int Sum of Flag::CUT and Flag::SETTLED. */
    public function getFlags()
    {
        return $this->fields['flags'];
    }

    /** @return bool The submission had ended as unknown, and a receipt told its id. */
    public function isSettled()
    {
        return ($this->fields['flags'] & Flag::SETTLED) !== 0;
    }

    /** @return int Numbers that it went to. */
    public function getRecipients()
    {
        return $this->fields['recipients'];
    }

    /** @return int Of these, how many have got it. */
    public function getDelivered()
    {
        return $this->fields['delivered'];
    }

    /** @return int Of these, how many have not. */
    public function getFailed()
    {
        return $this->fields['failed'];
    }

    /** @return string As for Client::submit(). */
    public function getService()
    {
        return $this->fields['service'];
    }

    /** @return string The gateway's id; empty while the end is unknown. */
    public function getMessageId()
    {
        return $this->fields['message_id'];
    }

    /** @return string The first number, masked: 138****0000. */
    public function getMobile()
    {
        return $this->fields['mobile'];
    }

    /** @return string The carrier's status, as DELIVRD or MK:0001, of the receipt that getCode() is of. */
    public function getStatus()
    {
        return $this->fields['status'];
    }

    /** @return string What it means and what to do; empty when nothing is known of it. */
    public function getExplanation()
    {
        return $this->fields['explanation'];
    }

    /** @return string When it was submitted, as 2017-08-02 14:31:51, China Standard Time. */
    public function getSubmitted()
    {
        return $this->fields['submitted'];
    }

    /** @return string When the carrier reported, as the gateway wrote it. */
    public function getReported()
    {
        return $this->fields['reported'];
    }
}

<?php

namespace Ihuyi;

/**
 * 一次调用的结果；不可修改。其中没有 APIKEY 和完整的手机号码，可以写进日志
 *
 * What a call came to; immutable. It holds neither the key nor a whole number, and may be logged. Texts are in the
 * client's charset.
 */
final class Result
{
    /** @var array<string, int|string> */
    private $fields;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_result, by name
     */
    public function __construct(array $fields)
    {
        $this->fields = $fields;
    }

    /**
     * @internal a result for a call that has none: it came to nothing on this machine
     * @param int $outcome one of Outcome; the flag LOCAL goes with REFUSED
     * @return self
     */
    public static function failed($code, $family, $message, $outcome = Outcome::REFUSED)
    {
        return new self([
            'outcome' => $outcome,
            'code' => $code,
            'http_status' => 0,
            'flags' => $outcome === Outcome::REFUSED ? Flag::LOCAL : 0,
            'segments' => 0,
            'characters' => 0,
            'recipients' => 0,
            'balance' => -1,
            'elapsed_ms' => 0,
            'family' => $family,
            'message_id' => '',
            'message' => $message,
        ]);
    }

    /** @return int One of the constants of Outcome; 0 for a call that asked no gateway and succeeded. */
    public function getOutcome()
    {
        return $this->fields['outcome'];
    }

    /** @return int 2 is the gateway's success, 0 that of a call that asks no gateway; see Code. */
    public function getCode()
    {
        return $this->fields['code'];
    }

    /** @return int HTTP status of the gateway's last reply; 0 when there was none. */
    public function getHttpStatus()
    {
        return $this->fields['http_status'];
    }

    /** @return int Sum of the constants of Flag. */
    public function getFlags()
    {
        return $this->fields['flags'];
    }

    /** @return bool Refused by a check of the library: no request was made, nothing was billed. */
    public function isLocal()
    {
        return ($this->fields['flags'] & Flag::LOCAL) !== 0;
    }

    /** @return bool The gateway's clock was learned, and the request made once more. */
    public function isClockCorrected()
    {
        return ($this->fields['flags'] & Flag::CLOCK_CORRECTED) !== 0;
    }

    /** @return bool An earlier call with the same reference came to this; nothing was sent now. */
    public function isRepeated()
    {
        return ($this->fields['flags'] & Flag::REPEATED) !== 0;
    }

    /** @return bool The row is in the plan as left out, and is not sent; the other rows are. */
    public function isLeftOut()
    {
        return ($this->fields['flags'] & Flag::LEFT_OUT) !== 0;
    }

    /** @return int Billed messages per recipient; 0 when that cannot be known here. */
    public function getSegments()
    {
        return $this->fields['segments'];
    }

    /** @return int Characters counted for billing, signature included; 0 when that cannot be known here. */
    public function getCharacters()
    {
        return $this->fields['characters'];
    }

    /** @return int Numbers given twice count once. */
    public function getRecipients()
    {
        return $this->fields['recipients'];
    }

    /** @return int|null Messages left, after Client::balance(); null otherwise. */
    public function getBalance()
    {
        return $this->fields['balance'] === -1 ? null : $this->fields['balance'];
    }

    /** @return int Milliseconds that the call took. */
    public function getElapsedMs()
    {
        return $this->fields['elapsed_ms'];
    }

    /** @return string The gateway's id of the submission, or of the new template. It can have more digits than an integer holds. */
    public function getMessageId()
    {
        return $this->fields['message_id'];
    }

    /** @return string The gateway's or the library's words. For people; never branch on it. */
    public function getMessage()
    {
        return $this->fields['message'];
    }

    /** @return int One of the constants of Family. */
    public function getFamily()
    {
        return $this->fields['family'];
    }
}

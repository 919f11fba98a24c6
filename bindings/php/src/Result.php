<?php

declare(strict_types=1);

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

    /** @internal a result for a call that has none: it was refused here, and nothing was sent */
    public static function failed(int $code, int $family, string $message): self
    {
        return new self([
            'outcome' => Outcome::REFUSED,
            'code' => $code,
            'http_status' => 0,
            'flags' => Flag::LOCAL,
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

    /** One of the constants of Outcome; 0 for a call that asked no gateway and succeeded. */
    public function getOutcome(): int
    {
        return $this->fields['outcome'];
    }

    /** 2 is the gateway's success, 0 that of a call that asks no gateway; see Code. */
    public function getCode(): int
    {
        return $this->fields['code'];
    }

    /** HTTP status of the gateway's last reply; 0 when there was none. */
    public function getHttpStatus(): int
    {
        return $this->fields['http_status'];
    }

    /** Sum of the constants of Flag. */
    public function getFlags(): int
    {
        return $this->fields['flags'];
    }

    /** Refused by a check of the library: no request was made, nothing was billed. */
    public function isLocal(): bool
    {
        return ($this->fields['flags'] & Flag::LOCAL) !== 0;
    }

    /** The gateway's clock was learned, and the request made once more. */
    public function isClockCorrected(): bool
    {
        return ($this->fields['flags'] & Flag::CLOCK_CORRECTED) !== 0;
    }

    /** Billed messages per recipient; 0 when that cannot be known here. */
    public function getSegments(): int
    {
        return $this->fields['segments'];
    }

    /** Characters counted for billing, signature included; 0 when that cannot be known here. */
    public function getCharacters(): int
    {
        return $this->fields['characters'];
    }

    /** Numbers given twice count once. */
    public function getRecipients(): int
    {
        return $this->fields['recipients'];
    }

    /** Messages left, after Client::balance(); null otherwise. */
    public function getBalance(): ?int
    {
        return $this->fields['balance'] === -1 ? null : $this->fields['balance'];
    }

    /** Milliseconds that the call took. */
    public function getElapsedMs(): int
    {
        return $this->fields['elapsed_ms'];
    }

    /** The gateway's id of the submission, or of the new template. It can have more digits than an integer holds. */
    public function getMessageId(): string
    {
        return $this->fields['message_id'];
    }

    /** The gateway's or the library's words. For people; never branch on it. */
    public function getMessage(): string
    {
        return $this->fields['message'];
    }

    /** One of the constants of Family. */
    public function getFamily(): int
    {
        return $this->fields['family'];
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi;

/**
 * 一条推送：回执、用户回复或模板审核结果；不可修改
 *
 * A push: a receipt, a user's reply or the verdict on a template; immutable. What a kind of push does not have is empty
 * or 0. Texts are in the client's charset. Dumps show neither the number nor a user's text; var_export() does.
 */
final class Push
{
    /** @var array<string, int|string> */
    private $fields;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_push, by name
     */
    public function __construct(
        #[\SensitiveParameter]
        array $fields
    ) {
        $this->fields = $fields;
    }

    /** One of the constants of PushKind. */
    public function getKind(): int
    {
        return $this->fields['kind'];
    }

    /** The push's own code: 2 is delivered, or approved. */
    public function getCode(): int
    {
        return $this->fields['code'];
    }

    /** Receipt: delivered. Template review: approved. Otherwise false. */
    public function isSuccess(): bool
    {
        return $this->fields['success'] !== 0;
    }

    /** Flag::CUT, or 0. */
    public function getFlags(): int
    {
        return $this->fields['flags'];
    }

    /** The id that the submission was answered with. For a reply it is the vendor's guess. */
    public function getMessageId(): string
    {
        return $this->fields['message_id'];
    }

    /** The number, whole: keep it out of logs. */
    public function getMobile(): string
    {
        return $this->fields['mobile'];
    }

    /** Receipt: the carrier's status, as DELIVRD or MK:0001. Template review: the reason. */
    public function getStatus(): string
    {
        return $this->fields['status'];
    }

    /** What the carrier's status means and what to do; empty when nothing is known of it. */
    public function getExplanation(): string
    {
        return $this->fields['explanation'];
    }

    /** Time of the event, as 2017-08-02 14:31:51; China Standard Time is presumed. */
    public function getTime(): string
    {
        return $this->fields['time'];
    }

    /** Template review: the template's number. */
    public function getTemplateId(): string
    {
        return $this->fields['template_id'];
    }

    /** Reply: the user's text. */
    public function getContent(): string
    {
        return $this->fields['content'];
    }

    /** What to answer the gateway with: success. Anything else makes it push again. */
    public function getAnswer(): string
    {
        return $this->fields['answer'];
    }

    /** @return array<string, int|string> */
    public function __debugInfo(): array
    {
        return ['mobile' => '***', 'content' => '***'] + $this->fields;
    }
}

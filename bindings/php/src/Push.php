<?php

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

    /** @return int One of the constants of PushKind. */
    public function getKind()
    {
        return $this->fields['kind'];
    }

    /** @return int The push's own code: 2 is delivered, or approved. */
    public function getCode()
    {
        return $this->fields['code'];
    }

    /** @return bool Receipt: delivered. Template review: approved. Otherwise false. */
    public function isSuccess()
    {
        return $this->fields['success'] !== 0;
    }

    /** @return int Flag::CUT, or 0. */
    public function getFlags()
    {
        return $this->fields['flags'];
    }

    /** @return string The id that the submission was answered with. For a reply it is the vendor's guess. */
    public function getMessageId()
    {
        return $this->fields['message_id'];
    }

    /** @return string The number, whole: keep it out of logs. */
    public function getMobile()
    {
        return $this->fields['mobile'];
    }

    /** @return string Receipt: the carrier's status, as DELIVRD or MK:0001. Template review: the reason. */
    public function getStatus()
    {
        return $this->fields['status'];
    }

    /** @return string What the carrier's status means and what to do; empty when nothing is known of it. */
    public function getExplanation()
    {
        return $this->fields['explanation'];
    }

    /** @return string Time of the event, as 2017-08-02 14:31:51; China Standard Time is presumed. */
    public function getTime()
    {
        return $this->fields['time'];
    }

    /** @return string Template review: the template's number. */
    public function getTemplateId()
    {
        return $this->fields['template_id'];
    }

    /** @return string Reply: the user's text. */
    public function getContent()
    {
        return $this->fields['content'];
    }

    /** @return int After inbox(), and recordPush() of a reply or a template review: its number in the inbox; otherwise 0. */
    public function getNumber()
    {
        return $this->fields['number'];
    }

    /** @return string What to answer the gateway with: success. Anything else makes it push again. */
    public function getAnswer()
    {
        return $this->fields['answer'];
    }

    /** @return array<string, int|string> */
    public function __debugInfo()
    {
        return ['mobile' => '***', 'content' => '***'] + $this->fields;
    }
}

<?php

namespace Ihuyi;

/**
 * 一个一次性验证码：发送的情况，或校验的答复；不可修改
 *
 * A one-time code: what was sent, or what a check came to; immutable. What a call does not tell is empty, or 0. Dumps show
 * neither number nor id; var_export() does.
 */
final class Verification
{
    /** @var array<int, string> */
    private static $statuses = [
        Code::E_CODE_WRONG => 'wrong',
        Code::E_CODE_EXPIRED => 'expired',
        Code::E_CODE_NONE => 'none',
        Code::E_CODE_LOCKED => 'locked',
    ];

    /** @var array<string, int|string> */
    private $fields;

    /** @var Result */
    private $result;

    /** @var bool */
    private $ok;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_verification, by name
     * @param int $success the code of a call that succeeded
     */
    public function __construct(
        #[\SensitiveParameter]
        array $fields,
        Result $result,
        $success
    ) {
        $this->fields = $fields;
        $this->result = $result;
        // Only a send can end as unknown: then the code may have arrived, and is good.
        $this->ok = $result->getCode() === $success || $result->getOutcome() === Outcome::UNKNOWN;
    }

    /**
     * 发送之后：验证码已发出（网关已受理，或结果未知）；校验之后：填对了
     *
     * After a start or a resend: a code is out, because the gateway accepted it or nobody knows whether it did. After a
     * check: it was right. The object itself is always true to PHP: ask this.
     *
     * @return bool
     */
    public function isOk()
    {
        return $this->ok;
    }

    /** @return string ok, wrong, expired, none or locked; empty: something else, which an exception tells. */
    public function getStatus()
    {
        $code = $this->result->getCode();
        return $this->ok ? 'ok' : (isset(self::$statuses[$code]) ? self::$statuses[$code] : '');
    }

    /** @return string 存在访客的会话里 / What the site keeps in the visitor's session, and shows to nobody; empty when no code was made. */
    public function getId()
    {
        return $this->fields['id'];
    }

    /** @return int One of the constants of Channel: the way that the code went; 0: it did not. */
    public function getChannel()
    {
        return $this->fields['channel'];
    }

    /** @return int Digits of the code. */
    public function getDigits()
    {
        return $this->fields['digits'];
    }

    /** @return int 还要等几秒才能再发 / Seconds until the code can be asked for again. After a limit, until there is room. */
    public function getWait()
    {
        return $this->fields['wait'];
    }

    /** @return int Seconds that the code is still good. */
    public function getValid()
    {
        return $this->fields['valid'];
    }

    /** @return int 还能试几次 / Checks that are left. */
    public function getLeft()
    {
        return $this->fields['left'];
    }

    /** @return string After a right check: the number that the code was sent to. Trust this one, and not what a form says. */
    public function getMobile()
    {
        return $this->fields['mobile'];
    }

    /** @return string After a right check: what the code was for. Compare it with what you are about to do. */
    public function getPurpose()
    {
        return $this->fields['purpose'];
    }

    /** @return string The limit that stopped the send, as sms:mobile 1/60s. */
    public function getLimit()
    {
        return $this->fields['limit'];
    }

    /** @return int Flag::CUT, or 0. */
    public function getFlags()
    {
        return $this->fields['flags'];
    }

    /** @return Result What the call came to. */
    public function getResult()
    {
        return $this->result;
    }

    /** @return array<string, mixed> */
    public function __debugInfo()
    {
        return ['id' => '***', 'mobile' => '***'] + $this->fields + ['result' => $this->result];
    }
}

<?php

namespace Ihuyi\Exception;

use Ihuyi\Family;
use Ihuyi\Internal\Trace;
use Ihuyi\Result;
use Ihuyi\Verification;

/**
 * 一次调用没有成功。消息里有返回码、库或网关的说明，以及在哪里读到更多
 *
 * A call did not succeed. The message has the code, the words of library or gateway in the client's charset, and where
 * to read more. This class itself is thrown for families that a newer library may add.
 */
class IhuyiException extends \RuntimeException
{
    /** @var array<int, string> */
    private static $classes = [
        Family::ACCOUNT => AccountException::class,
        Family::BALANCE => BalanceException::class,
        Family::NUMBER => NumberException::class,
        Family::CONTENT => ContentException::class,
        Family::TEMPLATE => TemplateException::class,
        Family::LIMIT => LimitException::class,
        Family::GATEWAY => GatewayException::class,
        Family::ARGUMENT => ArgumentException::class,
        Family::SETTING => SettingException::class,
        Family::NETWORK => NetworkException::class,
        Family::UNKNOWN => OutcomeUnknownException::class,
        Family::INTERNAL => InternalException::class,
        Family::VERIFY => VerifyException::class,
        Family::STORE => StoreException::class,
    ];

    /** @var Result */
    private $result;

    /** @var Verification|null */
    private $verification;

    /** @param Verification|null $verification */
    final public function __construct(Result $result, $verification = null)
    {
        $code = $result->getCode();
        // The words may be GBK: all that is put around them is ASCII.
        parent::__construct("{$code} {$result->getMessage()} (docs/codes.md#code-{$code})", $code);
        $this->result = $result;
        $this->verification = $verification;
        Trace::forget($this);
    }

    /**
     * @internal the exception of the result's family
     * @param Verification|null $verification
     * @return self
     */
    public static function of(Result $result, $verification = null)
    {
        $family = $result->getFamily();
        $class = isset(self::$classes[$family]) ? self::$classes[$family] : self::class;
        return new $class($result, $verification);
    }

    /** @return int One of Outcome::REFUSED, NOT_SENT and UNKNOWN. */
    public function getOutcome()
    {
        return $this->result->getOutcome();
    }

    /** @return int One of the constants of Family. */
    public function getFamily()
    {
        return $this->result->getFamily();
    }

    /** @return Result */
    public function getResult()
    {
        return $this->result;
    }

    /**
     * After Client::verifyStart() and verifyResend(): the seconds to wait and the limit; of an OutcomeUnknownException
     * the id, too, which is good. null after any other call.
     *
     * @return Verification|null
     */
    public function getVerification()
    {
        return $this->verification;
    }

    /** @return int Seconds until a one-time code can be asked for again; 0 when no waiting helps, or none is known. */
    public function getWait()
    {
        return $this->verification === null ? 0 : $this->verification->getWait();
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Exception;

use Ihuyi\Family;
use Ihuyi\Result;

/**
 * 一次调用没有成功。消息里有返回码、库或网关的说明，以及在哪里读到更多
 *
 * A call did not succeed. The message has the code, the words of library or gateway in the client's charset, and where
 * to read more. This class itself is thrown for families that a newer library may add.
 */
class IhuyiException extends \RuntimeException
{
    use ForgetsArguments;

    private const CLASSES = [
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
    ];

    /** @var Result */
    private $result;

    final public function __construct(Result $result)
    {
        $code = $result->getCode();
        // The words may be GBK: all that is put around them is ASCII.
        parent::__construct("{$code} {$result->getMessage()} (docs/codes.md#code-{$code})", $code);
        $this->result = $result;
        $this->forgetArguments();
    }

    /** @internal the exception of the result's family */
    public static function of(Result $result): self
    {
        $class = self::CLASSES[$result->getFamily()] ?? self::class;
        return new $class($result);
    }

    /** One of Outcome::REFUSED, NOT_SENT and UNKNOWN. */
    public function getOutcome(): int
    {
        return $this->result->getOutcome();
    }

    /** One of the constants of Family. */
    public function getFamily(): int
    {
        return $this->result->getFamily();
    }

    public function getResult(): Result
    {
        return $this->result;
    }
}

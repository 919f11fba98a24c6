<?php

namespace Ihuyi\Internal;

use Ihuyi\Captcha;
use Ihuyi\Code;
use Ihuyi\Decision;
use Ihuyi\Exception\ArgumentException;
use Ihuyi\Exception\IhuyiException;
use Ihuyi\Explanation;
use Ihuyi\Family;
use Ihuyi\Push;
use Ihuyi\Result;
use Ihuyi\Verification;

/**
 * What comes back from the library, as a return value or as an exception.
 *
 * @internal
 */
final class Verdict
{
    private function __construct()
    {
    }

    /** @return Result Of a call that asks the gateway. */
    public static function accepted(Result $result)
    {
        if ($result->getCode() !== Code::ACCEPTED) {
            throw IhuyiException::of($result);
        }
        return $result;
    }

    /** @return Result Of a call that does not. */
    public static function done(Result $result)
    {
        if ($result->getCode() !== Code::OK) {
            throw IhuyiException::of($result);
        }
        return $result;
    }

    /** @return Result Of a row: that it is left out is an answer. */
    public static function added(Result $result)
    {
        return $result->isLeftOut() ? $result : self::done($result);
    }

    /**
     * @param int $id a client's number; 0: the default client
     * @param int $code
     * @param string|null $service
     * @param string|null $lang
     * @return Explanation
     */
    public static function explained($id, $code, $service, $lang)
    {
        $way = Ways::get();
        // A PHP integer has 64 bits, a code 32: cut to size it would be another code.
        if ($code < -2147483648 || $code > 2147483647) {
            throw self::argument(
                "返回码 {$code} 超出 32 位整数的范围",
                "the code {$code} is beyond 32 bits",
                $way->charset($id)
            );
        }
        list($returned, $explanation) = $way->explain($id, $service, $code, $lang);
        if ($returned !== Code::OK) {
            // There is no result to read: the words are what the library says about its own refusal.
            list(, $why) = $way->explain($id, null, $returned, null);
            throw IhuyiException::of(Result::failed($returned, $why->getFamily(), $why->getText()));
        }
        return $explanation;
    }

    /**
     * @param int $id a client's number; 0: the default client
     * @param string|null $body
     * @return Push
     */
    public static function parsed($id, $body)
    {
        return self::pushed($id, 'push_parse', ['body' => $body]);
    }

    /**
     * @param int $id a client's number
     * @param string $call
     * @param array<string, string|int|null> $arguments
     * @return Push
     */
    public static function pushed(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments
    ) {
        list($result, $push) = Ways::get()->push($id, $call, $arguments);
        self::done($result);
        return $push;
    }

    /** @return Verification Of a start or a resend: the exception has the verification. */
    public static function sent(Verification $verification)
    {
        $result = $verification->getResult();
        if ($result->getCode() !== Code::ACCEPTED) {
            throw IhuyiException::of($result, $verification);
        }
        return $verification;
    }

    /** @return Verification Of a check: right, wrong and the like are answers. */
    public static function checked(Verification $verification)
    {
        if ($verification->getStatus() === '') {
            throw IhuyiException::of($verification->getResult(), $verification);
        }
        return $verification;
    }

    /** @return Decision Of a question to the limits: what they refuse is an answer. */
    public static function decided(Decision $decision)
    {
        $refusals = [Code::E_LIMIT, Code::E_BREAKER, Code::E_DENIED, Code::E_CAPTCHA_NEEDED, Code::E_CAPTCHA_WRONG];
        if (!in_array($decision->getResult()->getCode(), $refusals, true)) {
            self::done($decision->getResult());
        }
        return $decision;
    }

    /** @return bool Of an answer to a picture: wrong is an answer. */
    public static function answered(Result $result)
    {
        if ($result->getCode() === Code::E_CAPTCHA_WRONG) {
            return false;
        }
        self::done($result);
        return true;
    }

    /**
     * @param int $id a client's number
     * @param string|null $keys
     * @return Captcha
     */
    public static function drawn($id, $keys)
    {
        list($result, $captcha) = Ways::get()->captcha($id, $keys);
        self::done($result);
        return $captcha;
    }

    /**
     * The lines of `key = value` that the library takes.
     *
     * @param mixed $keys an array of names with texts, lines, or null
     * @return string|null
     */
    public static function lines(
        #[\SensitiveParameter]
        $keys,
        $charset
    ) {
        if ($keys === null || is_string($keys)) {
            return $keys;
        }
        if (!is_array($keys)) {
            throw self::argument('键须是数组或文字', 'keys are an array or a text', $charset);
        }
        $lines = [];
        foreach ($keys as $name => $value) {
            // null and what getenv() says of a variable that is not set: not given.
            if ($value === null || $value === false) {
                continue;
            }
            if (!is_scalar($value)) {
                throw self::argument("键 {$name} 的值须是文字或数字", "the key {$name} takes text or a number", $charset);
            }
            $value = $value === true ? 'yes' : (string) $value;
            // It would make another key: what a visitor sends must not end with a line `captcha = passed`.
            if (strpbrk((string) $name, "\r\n=") !== false || strpbrk($value, "\r\n") !== false) {
                $shown = substr(str_replace(["\r", "\n"], ' ', (string) $name), 0, 32);
                throw self::argument(
                    "键“{$shown}”的名称里有“=”或换行，或者值里有换行，未发送；每个键占一行，请先去掉",
                    "the name of the key \"{$shown}\" holds \"=\" or a line break, or its value a line break; nothing was sent:"
                    . ' each key is one line, remove them first',
                    $charset
                );
            }
            $lines[] = "{$name} = {$value}";
        }
        return implode("\n", $lines);
    }

    /**
     * For what cannot be handed to the library at all. The site's pages may be GBK: a sentence that is not would break them.
     *
     * @return ArgumentException
     */
    public static function argument($chinese, $english, $charset)
    {
        return self::refused(Code::E_ARGUMENT, $chinese, $english, $charset);
    }

    /**
     * For what this way to the library cannot do.
     *
     * @return ArgumentException
     */
    public static function unsupported($chinese, $english, $charset)
    {
        return self::refused(Code::E_UNSUPPORTED, $chinese, $english, $charset);
    }

    private static function refused($code, $chinese, $english, $charset)
    {
        $message = Words::in("{$chinese} / {$english}", $charset, $english);
        return new ArgumentException(Result::failed($code, Family::ARGUMENT, $message));
    }
}

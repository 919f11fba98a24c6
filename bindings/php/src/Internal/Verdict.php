<?php

declare(strict_types=1);

namespace Ihuyi\Internal;

use Ihuyi\Code;
use Ihuyi\Exception\ArgumentException;
use Ihuyi\Exception\IhuyiException;
use Ihuyi\Explanation;
use Ihuyi\Family;
use Ihuyi\Push;
use Ihuyi\Result;

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

    /** Of a call that asks the gateway. */
    public static function accepted(Result $result): Result
    {
        if ($result->getCode() !== Code::ACCEPTED) {
            throw IhuyiException::of($result);
        }
        return $result;
    }

    /** Of a call that does not. */
    public static function done(Result $result): Result
    {
        if ($result->getCode() !== Code::OK) {
            throw IhuyiException::of($result);
        }
        return $result;
    }

    /** @param int $id a client's number; 0: the default client */
    public static function explained(int $id, int $code, ?string $service, ?string $lang): Explanation
    {
        $native = Native::get();
        // A PHP integer has 64 bits, a code 32: cut to size it would be another code.
        if ($code < -2147483648 || $code > 2147483647) {
            throw self::argument(
                "返回码 {$code} 超出 32 位整数的范围",
                "the code {$code} is beyond 32 bits",
                $native->charset($id)
            );
        }
        [$returned, $explanation] = $native->explain($id, $service, $code, $lang);
        if ($returned !== Code::OK) {
            // There is no result to read: the words are what the library says about its own refusal.
            [, $why] = $native->explain($id, null, $returned, null);
            throw IhuyiException::of(Result::failed($returned, $why->getFamily(), $why->getText()));
        }
        return $explanation;
    }

    /** @param int $id a client's number; 0: the default client */
    public static function parsed(int $id, ?string $body): Push
    {
        [$result, $push] = Native::get()->parsePush($id, $body);
        self::done($result);
        return $push;
    }

    /**
     * For what cannot be handed to the library at all. The site's pages may be GBK: a sentence that is not would break them.
     */
    public static function argument(string $chinese, string $english, string $charset): ArgumentException
    {
        $message = "{$chinese} / {$english}";
        if ($charset !== 'utf-8') {
            $converted = function_exists('iconv')
                ? @iconv('UTF-8', $charset === 'gbk' ? 'GB18030' : $charset, $message)
                : false;
            $message = $converted === false ? $english : $converted;
        }
        return new ArgumentException(Result::failed(Code::E_ARGUMENT, Family::ARGUMENT, $message));
    }
}

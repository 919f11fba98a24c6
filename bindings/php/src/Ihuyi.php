<?php

declare(strict_types=1);

namespace Ihuyi;

use Ihuyi\Exception\IhuyiException;
use Ihuyi\Exception\LoadException;
use Ihuyi\Internal\Library;
use Ihuyi\Internal\Native;
use Ihuyi\Internal\Verdict;

/**
 * 三个常用函数：帐号和 APIKEY 当参数，其余设置来自环境变量，再来自库旁边的 ihuyi.ini
 *
 * The functions that most programs need: account and key are arguments, all other settings are those of the process's
 * default client (environment variables, then the file ihuyi.ini beside the library, charset included). Under PHP-FPM
 * its connection outlives the request.
 */
final class Ihuyi
{
    private function __construct()
    {
    }

    /**
     * 发送一条短信 / Sends one text message to a mainland number.
     *
     * @param string|null $account the console's APIID for SMS
     * @param string|null $apikey the console's APIKEY; it does not travel, it signs
     * @param string|null $content the whole text without signature: the platform adds it
     * @throws IhuyiException when the gateway did not accept it
     * @throws LoadException when the library cannot be used
     */
    public static function send(
        ?string $account,
        #[\SensitiveParameter]
        ?string $apikey,
        ?string $mobile,
        #[\SensitiveParameter]
        ?string $content
    ): Result {
        return Verdict::accepted(Native::get()->send($account, $apikey, $mobile, $content));
    }

    /**
     * 打电话读出验证码 / Calls a mainland number and reads out a code of 4 to 6 digits.
     *
     * @param string|null $account the console's APIID for voice codes
     * @param string|null $apikey the console's APIKEY for voice codes
     * @throws IhuyiException when the gateway did not accept it
     * @throws LoadException when the library cannot be used
     */
    public static function voice(
        ?string $account,
        #[\SensitiveParameter]
        ?string $apikey,
        ?string $mobile,
        #[\SensitiveParameter]
        ?string $code
    ): Result {
        return Verdict::accepted(Native::get()->voice($account, $apikey, $mobile, $code));
    }

    /** 返回码的中文含义 / What a code means, in Chinese as the vendor words it, in the default client's charset. */
    public static function strerror(int $code): string
    {
        return Native::get()->strerror($code);
    }

    /**
     * 一个返回码的含义、原因和办法 / As Client::explain(), with the default client.
     *
     * @throws IhuyiException when there is no such service or language
     */
    public static function explain(int $code, ?string $service = null, ?string $lang = null): Explanation
    {
        return Verdict::explained(0, $code, $service, $lang);
    }

    /** 计费条数，不发送 / As Client::segments(), with the default client. */
    public static function segments(?string $content, ?string $service = null): Result
    {
        return Verdict::done(Native::get()->segments(0, $service, $content));
    }

    /**
     * 解析推送 / As Client::parsePush(), with the default client.
     *
     * @throws IhuyiException when the body is no push
     */
    public static function parsePush(
        #[\SensitiveParameter]
        ?string $body
    ): Push {
        return Verdict::parsed(0, $body);
    }

    /** The library's release, as 0.1.0. */
    public static function version(): string
    {
        return Native::get()->version();
    }

    /** The library's ABI version. */
    public static function abiVersion(): int
    {
        return Native::get()->abiVersion();
    }

    /**
     * Uses the library at this path instead of looking for one. To be called before anything else; where the library comes
     * from ffi.preload it has no say.
     */
    public static function useLibrary(string $path): void
    {
        if (Native::isLoaded()) {
            throw new \LogicException(
                '库已经加载，useLibrary() 须在第一次使用之前调用 / the library is loaded already: call useLibrary() before its first use'
            );
        }
        Library::use($path);
    }

    /** The library in use, or ffi.preload. */
    public static function libraryPath(): string
    {
        return Native::get()->path();
    }
}

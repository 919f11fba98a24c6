<?php

namespace Ihuyi;

use Ihuyi\Exception\IhuyiException;
use Ihuyi\Exception\LoadException;
use Ihuyi\Internal\Argument;
use Ihuyi\Internal\Library;
use Ihuyi\Internal\Remote;
use Ihuyi\Internal\Verdict;
use Ihuyi\Internal\Ways;

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
     * @return Result
     * @throws IhuyiException when the gateway did not accept it
     * @throws LoadException when the library cannot be used
     */
    public static function send(
        $account,
        #[\SensitiveParameter]
        $apikey,
        $mobile,
        #[\SensitiveParameter]
        $content
    ) {
        $given = Argument::texts(['account' => $account, 'apikey' => $apikey, 'mobile' => $mobile, 'content' => $content]);
        return Verdict::accepted(Ways::get()->ask(null, 'send', [
            'account' => $given['account'], 'password' => $given['apikey'], 'mobile' => $given['mobile'], 'content' => $given['content'],
        ]));
    }

    /**
     * 打电话读出验证码 / Calls a mainland number and reads out a code of 4 to 6 digits.
     *
     * @param string|null $account the console's APIID for voice codes
     * @param string|null $apikey the console's APIKEY for voice codes
     * @return Result
     * @throws IhuyiException when the gateway did not accept it
     * @throws LoadException when the library cannot be used
     */
    public static function voice(
        $account,
        #[\SensitiveParameter]
        $apikey,
        $mobile,
        #[\SensitiveParameter]
        $code
    ) {
        $given = Argument::texts(['account' => $account, 'apikey' => $apikey, 'mobile' => $mobile, 'code' => $code]);
        return Verdict::accepted(Ways::get()->ask(null, 'voice', [
            'account' => $given['account'], 'password' => $given['apikey'], 'mobile' => $given['mobile'], 'code' => $given['code'],
        ]));
    }

    /** @return string 返回码的中文含义 / What a code means, in Chinese as the vendor words it, in the default client's charset. */
    public static function strerror($code)
    {
        // A PHP integer has 64 bits, a code 32: cut to size it would be another code; the ends of the range are none.
        return Ways::get()->strerror(max(-2147483648, min(2147483647, Argument::number($code, 'code'))));
    }

    /**
     * 一个返回码的含义、原因和办法 / As Client::explain(), with the default client.
     *
     * @return Explanation
     * @throws IhuyiException when there is no such service or language
     */
    public static function explain($code, $service = null, $lang = null)
    {
        $texts = Argument::texts(['service' => $service, 'lang' => $lang]);
        return Verdict::explained(0, Argument::number($code, 'code'), $texts['service'], $texts['lang']);
    }

    /** @return Result 计费条数，不发送 / As Client::segments(), with the default client. */
    public static function segments($content, $service = null)
    {
        $texts = Argument::texts(['service' => $service, 'content' => $content]);
        return Verdict::done(Ways::get()->ask(0, 'segments', $texts));
    }

    /**
     * 解析推送 / As Client::parsePush(), with the default client.
     *
     * @return Push
     * @throws IhuyiException when the body is no push
     */
    public static function parsePush(
        #[\SensitiveParameter]
        $body
    ) {
        $texts = Argument::texts(['body' => $body]);
        return Verdict::parsed(0, $texts['body']);
    }

    /** @return string the library's release, as 0.1.0 */
    public static function version()
    {
        return Ways::get()->version();
    }

    /** @return int the library's ABI version */
    public static function abiVersion()
    {
        return Ways::get()->abiVersion();
    }

    /**
     * 走哪条路到达库 / The way to the library that this process goes: ffi (in the process), helper (ihuyi serve on this
     * machine) or program (ihuyi, started for each call).
     *
     * @return string
     * @throws LoadException when there is none
     */
    public static function way()
    {
        return Ways::get()->name();
    }

    /**
     * 指定走哪条路；不指定时依次试 ffi、helper、program / Goes this way in place of the first that there is. To be called before
     * anything else.
     *
     * @param string $way ffi, helper or program
     * @param string|null $where the library, the helper's address (unix:/run/ihuyi/ihuyi.sock, http://127.0.0.1:PORT) or the
     *     program; null: what the environment says, or the usual place
     * @param string|null $tokenFile of a helper on a port
     */
    public static function useWay($way, $where = null, $tokenFile = null)
    {
        $texts = Argument::texts(['where' => $where, 'tokenFile' => $tokenFile]);
        self::early('useWay');
        Ways::force(Argument::text($way, 'way'), $texts['where'], $texts['tokenFile']);
    }

    /**
     * 本机服务或程序最多等几秒 / Waits no longer than this for the helper or the program, connecting included, whatever the client's
     * timeout is: a page that must not take longer. What was sent and not answered by then is unknown (-300), as ever. With
     * FFI it has no say: there the setting timeout is kept. May be called again at any time.
     *
     * @param int|float|null $seconds null: as long as the client's timeout and 15 seconds more
     */
    public static function waitAtMost($seconds)
    {
        if ($seconds !== null && !(is_numeric($seconds) && $seconds > 0)) {
            throw new \InvalidArgumentException(
                'waitAtMost() 要大于 0 的秒数，或 null / waitAtMost() takes seconds above 0, or null'
            );
        }
        Remote::waitAtMost($seconds === null ? null : (float) $seconds);
    }

    /**
     * Uses the library at this path instead of looking for one. To be called before anything else; where the library comes
     * from ffi.preload it has no say.
     *
     * @param string $path
     */
    public static function useLibrary($path)
    {
        self::early('useLibrary');
        Library::name(Argument::text($path, 'path'));
    }

    /** @return string the library in use, ffi.preload, the helper's address or the program */
    public static function libraryPath()
    {
        return Ways::get()->path();
    }

    /** @param string $function */
    private static function early($function)
    {
        if (Ways::isChosen()) {
            throw new \LogicException(
                "库已经加载，{$function}() 须在第一次使用之前调用 / the library is loaded already: call {$function}() before its first use"
            );
        }
    }
}

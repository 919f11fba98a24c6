<?php

namespace Ihuyi\Internal;

use Ihuyi\Code;
use Ihuyi\Exception\LoadException;

/**
 * The library in the helper of this machine, `ihuyi serve`: one request over a connection of its own, by Unix socket or loopback.
 *
 * @internal
 */
final class Helper extends Remote
{
    /** Where a helper that was installed as the pages say listens. */
    const SOCKET = 'unix:/run/ihuyi/ihuyi.sock';

    /** Seconds until the helper takes a connection. It is on this machine. */
    const CONNECT = 5;

    /** What the system calls a socket that one may not write to; as Windows says it, too. */
    private static $denied = [13, 10013];

    /** @var string as IHUYI_HELPER says it */
    private $address;

    /** @var string|null */
    private $tokenFile;

    /**
     * @param string $address
     * @param string|null $tokenFile null: as the environment says
     */
    public function __construct($address, $tokenFile)
    {
        if (self::target($address) === null) {
            throw Library::failure(
                LoadException::WAY,
                "看不懂本机服务的地址 {$address}；请写成 unix:/run/ihuyi/ihuyi.sock 或 http://127.0.0.1:端口",
                "cannot read the helper's address {$address}: write unix:/run/ihuyi/ihuyi.sock or http://127.0.0.1:PORT"
            );
        }
        $this->address = $address;
        $this->tokenFile = $tokenFile !== null ? $tokenFile : Ways::variable('IHUYI_HELPER_TOKEN_FILE');
    }

    /**
     * The helper that was written down, or the one at the usual place if there is one.
     *
     * @return self
     * @throws LoadException
     */
    public static function find()
    {
        $address = Ways::variable('IHUYI_HELPER');
        if ($address !== null) {
            return new self($address, null);
        }
        $socket = substr(self::SOCKET, 5);
        // One that is there and closed to this account is there: the call says so, and no other way is gone quietly.
        $folder = dirname($socket);
        $found = @file_exists($socket) || (@is_dir($folder) && !@is_executable($folder));
        if (!$found && (string) ini_get('open_basedir') !== '') {
            // PHP may not look there, but it may connect.
            $connection = @stream_socket_client(self::target(self::SOCKET), $error, $why, self::bearable(self::CONNECT));
            $found = $connection !== false || in_array($error, self::$denied, true);
        }
        if (!$found) {
            throw Library::failure(
                LoadException::WAY,
                "没有 {$socket}，环境变量 IHUYI_HELPER 也未设置",
                "there is no {$socket}, and the environment variable IHUYI_HELPER is not set"
            );
        }
        return new self(self::SOCKET, null);
    }

    /**
     * @param string $address
     * @return string|null as stream_socket_client() takes it
     */
    private static function target($address)
    {
        if (strncmp($address, 'unix:', 5) === 0 && strlen($address) > 5) {
            return 'unix://' . substr($address, 5);
        }
        return preg_match('#^http://(127\.0\.0\.1|\[::1\]|localhost):(\d{1,5})/?$#D', $address, $parts) === 1
            ? "tcp://{$parts[1]}:{$parts[2]}"
            : null;
    }

    public function name()
    {
        return 'helper';
    }

    public function path()
    {
        return $this->address;
    }

    protected function opened($path)
    {
        // The helper stands in another folder.
        $relative = $path !== null && $path !== '' && !preg_match('#^(?:[/\\\\]|[A-Za-z]:)#', $path);
        return $relative ? getcwd() . DIRECTORY_SEPARATOR . $path : $path;
    }

    protected function deliver(
        #[\SensitiveParameter]
        $json,
        $seconds
    ) {
        $token = '';
        if ($this->tokenFile !== null) {
            $token = @file_get_contents($this->tokenFile);
            if ($token === false) {
                return Handover::refused(
                    Code::E_HELPER_DENIED,
                    "读不到本机服务的令牌文件 {$this->tokenFile}，未发送；请让网站的帐户可以读它",
                    "cannot read the helper's token file {$this->tokenFile} and nothing was sent: let the site's account read it"
                );
            }
        }
        $begin = microtime(true);
        $socket = @stream_socket_client((string) self::target($this->address), $error, $why, self::bearable(self::CONNECT));
        if ($socket === false) {
            return in_array($error, self::$denied, true) ? $this->denied() : $this->unreachable((string) $why);
        }
        $request = "POST /call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
            . (trim($token) !== '' ? 'Authorization: Bearer ' . trim($token) . "\r\n" : '')
            . 'Content-Length: ' . strlen($json) . "\r\n\r\n" . $json;
        $exchange = new Exchange($socket, $socket, null, $seconds - (microtime(true) - $begin));
        $exchange->run($request, [__CLASS__, 'isWhole']);
        fclose($socket);
        if (!self::isWhole($exchange->answer)) {
            // Whoever was lost before the first byte was not asked.
            return $exchange->written === 0 ? $this->unreachable('') : Handover::lost();
        }
        list($head, $body) = explode("\r\n\r\n", $exchange->answer, 2);
        $status = (int) substr($head, 9, 3);
        if ($status === 401) {
            // The helper knows no variable of this side's; what is to be done is here.
            return $this->withoutToken();
        }
        if ($status === 200 || json_decode($body) instanceof \stdClass) {
            return Handover::answered($body, $status !== 200);
        }
        return $this->unanswered($status);
    }

    /**
     * Whether this is a whole answer of HTTP.
     *
     * @param string $answer
     * @return bool
     */
    public static function isWhole($answer)
    {
        $end = strpos($answer, "\r\n\r\n");
        return $end !== false
            && preg_match('#^HTTP/1\.[01] \d{3}.*\r\ncontent-length:\s*(\d+)\s*(?:\r\n|$)#Dsi', substr($answer, 0, $end), $length) === 1
            && strlen($answer) - $end - 4 >= (int) $length[1];
    }

    /** @param int $status of HTTP; what came with it is no answer of ours */
    private function unanswered($status)
    {
        if ($status === 403) {
            return $this->denied();
        }
        if ($status === 503) {
            return Handover::unsent(
                Code::E_HELPER_BUSY,
                '本机的 ihuyi 服务排队已满或正在停止，未发送；请稍后再发',
                'the local ihuyi helper has no room or is stopping, and nothing was sent; try again later'
            );
        }
        // A server that knows no such address has done nothing.
        return $status >= 400 && $status < 500
            ? $this->unreachable("HTTP {$status}")
            : Handover::lost();
    }

    private function denied()
    {
        return Handover::refused(
            Code::E_HELPER_DENIED,
            "本机的 ihuyi 服务（{$this->address}）不接受这个调用方，未发送；请把 PHP 的帐户加入它的组后重启 PHP-FPM，或给出正确的令牌文件",
            "the local ihuyi helper ({$this->address}) does not let this caller in and nothing was sent; put PHP's account into its group"
            . ' and restart PHP-FPM, or give the right token file'
        );
    }

    /** No token was given, or another than the helper's. */
    private function withoutToken()
    {
        $before = ["本机的 ihuyi 服务（{$this->address}）", "the local ihuyi helper ({$this->address})"];
        return $this->tokenFile === null
            ? Handover::refused(
                Code::E_HELPER_DENIED,
                "{$before[0]}要令牌，而 IHUYI_HELPER_TOKEN_FILE 没有设置，未发送；请用它（或 Ihuyi::useWay() 的第三个参数）指明"
                . '服务的 --token-file 那个文件，并让网站的帐户可以读它',
                "{$before[1]} wants a token, IHUYI_HELPER_TOKEN_FILE is not set, and nothing was sent; point it (or the third argument"
                . ' of Ihuyi::useWay()) at the file of the helper\'s --token-file, and let the site\'s account read that'
            )
            : Handover::refused(
                Code::E_HELPER_DENIED,
                "令牌文件 {$this->tokenFile} 里的令牌和{$before[0]}的不一样，未发送；请从服务的 --token-file 那个文件重新复制",
                "the token in {$this->tokenFile} is not that of {$before[1]}, and nothing was sent; copy the file of the helper's"
                . ' --token-file again'
            );
    }

    /** @param string $why */
    private function unreachable($why)
    {
        $why = $why === '' ? '' : " ({$why})";
        return Handover::unsent(
            Code::E_HELPER,
            "连不上本机的 ihuyi 服务 {$this->address}{$why}，未发送；请确认 ihuyi serve 在运行，地址与 IHUYI_HELPER 一致",
            "the local ihuyi helper {$this->address} cannot be reached{$why} and nothing was sent; see that ihuyi serve runs,"
            . ' at the address of IHUYI_HELPER'
        );
    }
}

<?php

namespace Ihuyi\Internal;

use Ihuyi\Captcha;
use Ihuyi\Code;
use Ihuyi\Decision;
use Ihuyi\Delivery;
use Ihuyi\Exception\IhuyiException;
use Ihuyi\Explanation;
use Ihuyi\Family;
use Ihuyi\Outcome;
use Ihuyi\Push;
use Ihuyi\Result;
use Ihuyi\Verification;

/**
 * The library in another process, asked in JSON: the same calls, arguments and structs as in C. A client is what it is made of, sent along
 * with every call.
 *
 * @internal
 */
abstract class Remote implements Way
{
    /** Seconds that a call may take at the most: the largest `timeout` there is. What INI file or helper say is not known here. */
    const LONGEST = 600;

    /** Seconds beyond a call's own: the helper's queue (5 as it comes), the store, and the way there and back. */
    const MARGIN = 15;

    /** @var float|null seconds that nothing is waited for longer, whatever a client's timeout is; null: no such bound */
    private static $most = null;

    /** What may have sent something when its answer is lost. */
    private static $sending = ['send', 'voice', 'submit', 'add_template', 'verify_start', 'verify_resend'];

    /** What answers with no result. */
    private static $resultless = ['version', 'strerror', 'explain'];

    /** @var string[] the members of each struct that an object of this package is made of: numbers, texts */
    private static $structs = [
        'result' => [
            'outcome code http_status flags segments characters recipients balance elapsed_ms family', 'message_id message',
        ],
        'verification' => ['channel digits wait valid left flags', 'id mobile purpose limit'],
        'decision' => ['allowed wait flags', 'limit'],
        'captcha' => ['length valid', 'id png data_uri'],
        'explanation' => ['code known flags family', 'name text meaning cause advice'],
        'push' => ['kind code success flags number', 'message_id mobile status explanation time template_id content answer'],
        'delivery' => [
            'state code flags recipients delivered failed', 'service message_id mobile status explanation submitted reported',
        ],
    ];

    /** @var array<int, array<string, mixed>> what each client is made of, by its number */
    private $clients = [];

    /** @var int */
    private $lastClient = 0;

    /** @param float|null $seconds */
    final public static function waitAtMost($seconds)
    {
        self::$most = $seconds;
    }

    /**
     * The seconds, or fewer where the program bears no such wait.
     *
     * @param float $seconds
     * @return float
     */
    final protected static function bearable($seconds)
    {
        return self::$most === null ? $seconds : min(self::$most, $seconds);
    }

    /**
     * Hands a request over, once.
     *
     * @param string $json
     * @param float $seconds until the answer has to be there
     * @return Handover
     */
    abstract protected function deliver($json, $seconds);

    /**
     * @param string|null $path of an INI file
     * @return string|null as the other process finds it
     */
    abstract protected function opened($path);

    /** @return array<string, string> nothing of what clients are made of */
    public function __debugInfo()
    {
        return ['path' => $this->path()];
    }

    // ---- Functions without a client

    public function version()
    {
        $answer = $this->told(null, 'version', []);
        return (string) $answer['version'];
    }

    public function abiVersion()
    {
        $answer = $this->told(null, 'version', []);
        return (int) $answer['abi'];
    }

    public function strerror($code)
    {
        $answer = $this->told(null, 'strerror', ['code' => $code]);
        return (string) $answer['text'];
    }

    // ---- Clients

    public function create(
        #[\SensitiveParameter]
        array $settings,
        &$id
    ) {
        return $this->made(['call' => 'new', 'open' => null, 'settings' => $settings], $id);
    }

    public function open(
        $path,
        #[\SensitiveParameter]
        array $settings,
        &$id
    ) {
        // What C would take no path for, it says itself.
        return $this->made(['call' => 'open', 'open' => $this->opened($path), 'settings' => $settings], $id);
    }

    /**
     * @param array<string, mixed> $client
     * @param int $id
     * @return Result
     */
    private function made(
        #[\SensitiveParameter]
        array $client,
        &$id
    ) {
        $id = 0;
        $number = $this->lastClient + 1;
        $client += ['own' => self::own(), 'charset' => 'utf-8'];
        $result = $this->tried($number, $client);
        if ($result->getCode() === Code::OK) {
            $id = $this->lastClient = $number;
        }
        return $result;
    }

    /**
     * Has the library look at what a client is made of; what is right is kept.
     *
     * @param int $id
     * @param array<string, mixed> $client
     * @return Result
     */
    private function tried(
        $id,
        #[\SensitiveParameter]
        array $client
    ) {
        $answer = $this->call($client, $client['call'], []);
        if ($answer['result']->getCode() === Code::OK) {
            $client['charset'] = isset($answer['charset']) ? $answer['charset'] : 'utf-8';
            $this->clients[$id] = $client;
        }
        return $answer['result'];
    }

    public function close($id)
    {
        unset($this->clients[$id]);
    }

    public function charset($id)
    {
        if ($id !== 0) {
            return $this->clients[$id]['charset'];
        }
        $answer = $this->call(null, 'new', []);
        return isset($answer['charset']) ? $answer['charset'] : self::charsetOf(null);
    }

    public function set(
        $id,
        $key,
        #[\SensitiveParameter]
        $value
    ) {
        $client = $this->clients[$id];
        // What is set again counts once. The charset counts for what is set after it, and stays where it is.
        if ($key !== 'charset') {
            $client['settings'] = array_values(array_filter($client['settings'], static function (array $pair) use ($key) {
                return $pair[0] !== $key;
            }));
        }
        $client['settings'][] = [$key, $value];
        return $this->tried($id, $client);
    }

    // ---- Calls

    public function submit(
        $id,
        $service,
        $mobile,
        #[\SensitiveParameter]
        $content,
        $templateId,
        $options
    ) {
        return $this->ask($id, 'submit', [
            'service' => $service, 'mobile' => $mobile, 'content' => $content, 'template_id' => $templateId, 'options' => $options,
        ]);
    }

    public function ask(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments
    ) {
        $answer = $this->call($this->client($id), $call, $arguments);
        return $answer['result'];
    }

    public function verification(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments,
        $success
    ) {
        $answer = $this->call($this->client($id), $call, $arguments);
        return new Verification($answer['verification'], $answer['result'], $success);
    }

    public function decision(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments
    ) {
        $answer = $this->call($this->client($id), $call, $arguments);
        return new Decision($answer['decision'], $answer['result']);
    }

    public function captcha($id, $keys)
    {
        $answer = $this->call($this->client($id), 'captcha_new', ['keys' => $keys]);
        return [$answer['result'], new Captcha($answer['captcha'])];
    }

    public function explain($id, $service, $code, $lang)
    {
        $answer = $this->told($this->client($id), 'explain', ['service' => $service, 'code' => $code, 'lang' => $lang]);
        return [$answer['returned'], new Explanation($answer['explanation'])];
    }

    public function push(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments
    ) {
        $answer = $this->call($this->client($id), $call, $arguments);
        return [$answer['result'], new Push($answer['push'])];
    }

    public function status($id, $what)
    {
        $answer = $this->call($this->client($id), 'status', ['what' => $what]);
        return [$answer['result'], new Delivery($answer['delivery'])];
    }

    // ---- The request and its answer

    /** @return array<string, mixed>|null */
    private function client($id)
    {
        return $id === null || $id === 0 ? null : $this->clients[$id];
    }

    /** A call that has no result, and so no other way to say that it was not asked. */
    private function told(
        #[\SensitiveParameter]
        $client,
        $call,
        array $arguments
    ) {
        $answer = $this->call($client, $call, $arguments);
        if (isset($answer['failed'])) {
            throw IhuyiException::of($answer['result']);
        }
        return $answer;
    }

    /**
     * @param array<string, mixed>|null $client null: none, or the default one
     * @param string $call
     * @param array<string, string|int|null> $arguments
     * @return array<string, mixed> the answer: `result` is one, each struct is there with all members, `failed` where it was not asked
     */
    private function call(
        #[\SensitiveParameter]
        $client,
        $call,
        #[\SensitiveParameter]
        array $arguments
    ) {
        $request = ['call' => $call];
        if ($client !== null) {
            $request['client'] = self::written($client);
        }
        $request['arguments'] = (object) array_map([__CLASS__, 'text'], array_filter($arguments, static function ($argument) {
            return $argument !== null;
        }));
        $json = json_encode($request, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        $handover = $this->deliver($json, self::bearable(self::seconds($client)));
        $read = $handover->body === null ? null : self::read($handover->body);
        // Half an answer is none.
        if (!isset($read['result']['code'], $read['result']['outcome']) && !in_array($call, self::$resultless, true)) {
            $read = null;
        }
        $filled = [];
        foreach (self::$structs as $struct => $members) {
            $filled[$struct] = self::members(isset($read[$struct]) ? $read[$struct] : [], $members);
        }
        if ($read === null) {
            $filled['result'] = self::failed($handover, $client, $call);
            return $filled + ['failed' => true];
        }
        if ($handover->own) {
            // What is UTF-8 already is not yet in the client's charset.
            $message = $filled['result']['message'];
            if (preg_match('//u', $message) === 1) {
                $filled['result']['message'] = Words::in($message, self::charsetOf($client), 'ihuyi: see the code');
            }
            $read['failed'] = true;
        }
        $filled['result'] = new Result($filled['result']);
        return $filled + $read;
    }

    /**
     * What the other process makes the client of.
     *
     * @param array<string, mixed> $client
     */
    private static function written(
        #[\SensitiveParameter]
        array $client
    ) {
        $written = ['settings' => []];
        if ($client['open'] !== null) {
            $written['open'] = self::text($client['open']);
        }
        foreach ($client['settings'] as $pair) {
            $written['settings'][] = array_map([__CLASS__, 'text'], $pair);
            // A store in memory is this client's own, as it would be in this process.
            if ($pair[0] === 'store' && strncmp((string) $pair[1], 'memory:', 7) === 0) {
                $written['own'] = $client['own'];
            }
        }
        return $written;
    }

    /**
     * A text in JSON. C would end it at its first NUL and send half a message; handed on as another control character it is refused by
     * the library, in the library's words.
     *
     * @param string|int|null $text
     */
    private static function text(
        #[\SensitiveParameter]
        $text
    ) {
        if (!is_string($text)) {
            return $text;
        }
        $text = str_replace("\0", "\1", $text);
        return preg_match('//u', $text) === 1 ? $text : ['base64' => base64_encode($text)];
    }

    /**
     * @param string $body
     * @return array<string, mixed>|null null: it is no answer
     */
    private static function read($body)
    {
        $read = json_decode($body, true);
        if (!is_array($read) || !isset($read['returned']) || !is_int($read['returned'])) {
            return null;
        }
        foreach ($read as $name => $value) {
            $read[$name] = is_array($value) && !isset($value['base64']) ? array_map([__CLASS__, 'bytes'], $value) : self::bytes($value);
        }
        return $read;
    }

    /** @param mixed $value */
    private static function bytes($value)
    {
        return is_array($value) ? base64_decode(isset($value['base64']) ? $value['base64'] : '') : $value;
    }

    /**
     * @param mixed $struct
     * @param string[] $members
     * @return array<string, int|string>
     */
    private static function members($struct, array $members)
    {
        $struct = is_array($struct) ? $struct : [];
        $all = [];
        foreach (explode(' ', $members[0]) as $name) {
            $all[$name] = isset($struct[$name]) ? (int) $struct[$name] : 0;
        }
        foreach (explode(' ', $members[1]) as $name) {
            $all[$name] = isset($struct[$name]) ? (string) $struct[$name] : '';
        }
        return $all;
    }

    // ---- Where there is no answer

    private static function failed(
        Handover $handover,
        #[\SensitiveParameter]
        $client,
        $call
    ) {
        $code = $handover->code;
        $words = $handover->words;
        $outcome = $handover->outcome;
        $family = $handover->family;
        if ($code === 0 && in_array($call, self::$sending, true)) {
            $code = Code::E_UNKNOWN;
            $words = [
                '已交给本机的 ihuyi，但没有等到答复，可能已经发出；不要直接重发。带着 reference 的，用同一个 reference 再问一次即知',
                'it was handed to ihuyi on this machine and no answer came: it may have been sent. Do not just resend; with a reference,'
                . ' asking again with the same one tells',
            ];
        } elseif ($code === 0) {
            $code = Code::E_HELPER;
            $outcome = Outcome::NOT_SENT;
            $family = Family::NETWORK;
            $words = [
                '已交给本机的 ihuyi，但没有等到答复；没有发送任何内容，可以再试',
                'it was handed to ihuyi on this machine and no answer came; nothing was sent, and it may be tried again',
            ];
        }
        $english = self::setting($client, 'lang', 'IHUYI_LANG') === 'en';
        $message = $english ? $words[1] : Words::in($words[0], self::charsetOf($client), $words[1]);
        return Result::failed($code, $family, $message, $outcome);
    }

    /** @return string */
    private static function charsetOf(
        #[\SensitiveParameter]
        $client
    ) {
        if ($client !== null && $client['charset'] !== 'utf-8') {
            return $client['charset'];
        }
        $charset = strtolower((string) self::setting($client, 'charset', 'IHUYI_CHARSET'));
        return in_array($charset, ['', 'utf-8', 'utf8'], true) ? 'utf-8' : $charset;
    }

    /**
     * How long to wait for an answer. Who gives up a call that runs well takes a message that was accepted for one that nobody knows of.
     *
     * @return float
     */
    private static function seconds(
        #[\SensitiveParameter]
        $client
    ) {
        $timeout = (string) self::setting($client, 'timeout', null);
        $given = preg_match('/^\s*(\d+(?:\.\d+)?)\s*(ms|s)?\s*$/Di', $timeout, $parts) === 1;
        $seconds = $given ? (float) $parts[1] / (isset($parts[2]) && strtolower($parts[2]) === 'ms' ? 1000 : 1) : self::LONGEST;
        return min($seconds, self::LONGEST) + self::MARGIN;
    }

    /** What a client was given, or else this process's environment, where a variable is named. */
    private static function setting(
        #[\SensitiveParameter]
        $client,
        $key,
        $variable
    ) {
        $found = $variable === null ? null : Ways::variable($variable);
        foreach ($client === null ? [] : $client['settings'] as $pair) {
            $found = $pair[0] === $key ? $pair[1] : $found;
        }
        return $found;
    }

    /** @return string what no other client in any process has */
    private static function own()
    {
        $random = 'random_bytes';
        $bytes = function_exists($random) ? $random(16) : uniqid('', true) . getmypid() . mt_rand();
        return md5($bytes);
    }
}

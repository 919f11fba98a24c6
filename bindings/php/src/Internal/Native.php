<?php

declare(strict_types=1);

// SPDX-License-Identifier: MIT OR Apache-2.0

namespace Ihuyi\Internal;

use Ihuyi\Captcha;
use Ihuyi\Decision;
use Ihuyi\Delivery;
use Ihuyi\Explanation;
use Ihuyi\Progress;
use Ihuyi\Push;
use Ihuyi\Result;
use Ihuyi\Row;
use Ihuyi\Verification;

/**
 * The library in this process. The only class that knows \FFI: loads it, and turns each of its functions into one that takes and
 * gives PHP values.
 *
 * This is the one file that PHP 5.6 is not meant to read: it is loaded where FFI is.
 *
 * Under ffi.enable=preload the engine lets nothing but preloaded code call \FFI, so every such call has to stand in this file.
 *
 * @internal
 */
final class Native implements Way, Lists
{
    /** The IHUYI_ABI_VERSION that this package was written for. */
    private const ABI_VERSION = 1;

    /** Enough to find out what a file is that has not all of the functions. */
    private const PROBE = 'int32_t ihuyi_abi_version(void); const char *ihuyi_version(void);';

    /** ihuyi_result as unpack() reads it: one call in place of thirteen. A test holds it against the header. */
    private const RESULT = 'Lstruct_size/loutcome/lcode/lhttp_status/Lflags/lsegments/lcharacters/lrecipients/lbalance'
        . '/lelapsed_ms/lfamily/Z64message_id/Z512message';

    /** @var self|null */
    private static $instance = null;

    /** @var \FFI */
    private $ffi;

    /** @var \FFI\CType ihuyi_result: found by its name once, not at every call */
    private $result;

    /** @var string */
    private $path;

    /** @var \FFI\CData[] the handles, by the number that a Client holds: no pointer ever leaves this class */
    private $clients = [];

    /** @var int */
    private $lastClient = 0;

    /** @var \FFI\CData[] the lists, in the same way */
    private $lists = [];

    /** @var int */
    private $lastList = 0;

    private function __construct(\FFI $ffi, string $path)
    {
        $this->ffi = $ffi;
        $this->result = $ffi->type('ihuyi_result');
        $this->path = $path;
    }

    public static function get(): self
    {
        if (self::$instance === null) {
            self::$instance = self::load();
        }
        return self::$instance;
    }

    public function name(): string
    {
        return 'ffi';
    }

    public function path(): string
    {
        return $this->path;
    }

    // ---- Loading: first whether FFI may be used here at all, then which file

    private static function load(): self
    {
        // disable_classes leaves the name and takes the methods.
        if (!extension_loaded('ffi') || !method_exists(\FFI::class, 'cdef')) {
            throw Library::noExtension();
        }
        $enable = (string) ini_get('ffi.enable');
        if (strtolower($enable) !== 'preload') {
            if (!filter_var($enable, FILTER_VALIDATE_BOOLEAN)) {
                throw Library::disabled();
            }
            return self::loadFile();
        }
        return PHP_SAPI === 'cli' ? self::loadFile() : self::loadScope();
    }

    /** The web under ffi.enable=preload: the library that ffi.preload names is loaded already, and there is no other way to one. */
    private static function loadScope(): self
    {
        try {
            $ffi = \FFI::scope('IHUYI');
        } catch (\FFI\Exception $e) {
            throw strpos($e->getMessage(), 'restricted') !== false ? Library::notPreloaded() : Library::noScope();
        }
        self::checkAbi($ffi, 'ffi.preload');
        return new self($ffi, 'ffi.preload');
    }

    private static function loadFile(): self
    {
        $demanded = Library::demanded();
        $path = $demanded ?? Library::systemName();
        try {
            $ffi = \FFI::cdef(Library::declarations(), $path);
        } catch (\FFI\Exception $e) {
            throw self::diagnosis($path, $demanded, $e);
        }
        self::checkAbi($ffi, $path);
        return new self($ffi, $path);
    }

    /** Why this file does not serve. */
    private static function diagnosis(string $path, ?string $demanded, \FFI\Exception $e): \Throwable
    {
        if (preg_match("/resolving C function '(\w+)'/", $e->getMessage(), $lacks) !== 1) {
            $found = $demanded !== null && @is_file($demanded);
            return $found ? Library::notLoadable($path, $e->getMessage()) : Library::missing($demanded);
        }
        try {
            $probe = \FFI::cdef(self::PROBE, $path);
        } catch (\FFI\Exception $e) {
            return Library::foreign($path);
        }
        self::checkAbi($probe, $path);
        return Library::lacks($path, $probe->ihuyi_version(), $lacks[1]);
    }

    private static function checkAbi(\FFI $ffi, string $path): void
    {
        $has = $ffi->ihuyi_abi_version();
        if ($has !== self::ABI_VERSION) {
            throw Library::abi($path, $ffi->ihuyi_version(), $has, self::ABI_VERSION);
        }
    }

    public function version(): string
    {
        return $this->ffi->ihuyi_version();
    }

    public function abiVersion(): int
    {
        return $this->ffi->ihuyi_abi_version();
    }

    public function strerror($code): string
    {
        // A PHP integer has 64 bits, a code 32: cut to size it would be another code; the ends of the range are none.
        return $this->ffi->ihuyi_strerror(max(-2147483648, min(2147483647, $code)));
    }

    // ---- Clients

    public function create(
        #[\SensitiveParameter]
        array $settings,
        &$id
    ): Result {
        return $this->made('ihuyi_client_new', [], $settings, $id);
    }

    public function open(
        $path,
        #[\SensitiveParameter]
        array $settings,
        &$id
    ): Result {
        return $this->made('ihuyi_client_open', [self::text($path)], $settings, $id);
    }

    /**
     * @param array<string|null> $arguments
     * @param array<int, array{string, string}> $settings
     */
    private function made(
        string $function,
        array $arguments,
        #[\SensitiveParameter]
        array $settings,
        &$id
    ): Result {
        $id = 0;
        $result = $this->ffi->new($this->result);
        $result->struct_size = \FFI::sizeof($result);
        $arguments[] = \FFI::addr($result);
        $client = $this->ffi->$function(...$arguments);
        if ($client === null) {
            return self::result($result);
        }
        $number = ++$this->lastClient;
        $this->clients[$number] = $client;
        foreach ($settings as [$key, $value]) {
            $set = $this->set($number, $key, $value);
            if ($set->getCode() !== 0) {
                $this->close($number);
                return $set;
            }
        }
        $id = $number;
        return self::result($result);
    }

    public function close($id): void
    {
        if (isset($this->clients[$id])) {
            $this->ffi->ihuyi_client_free($this->clients[$id]);
            unset($this->clients[$id]);
        }
    }

    public function charset($id): string
    {
        return $this->ffi->ihuyi_charset($this->handle($id));
    }

    public function set(
        $id,
        $key,
        #[\SensitiveParameter]
        $value
    ): Result {
        return $this->ask($id, 'client_set', [$key, $value]);
    }

    public function submit(
        $id,
        $service,
        $mobile,
        #[\SensitiveParameter]
        $content,
        $templateId,
        $options
    ): Result {
        // As ask() does, without its detour.
        $result = $this->ffi->new($this->result);
        $result->struct_size = \FFI::sizeof($result);
        $this->ffi->ihuyi_submit(
            $this->handle($id),
            self::text($service),
            self::text($mobile),
            self::text($content),
            self::text($templateId),
            self::text($options),
            \FFI::addr($result)
        );
        return self::result($result);
    }

    public function explain($id, $service, $code, $lang): array
    {
        $out = $this->ffi->new('ihuyi_explanation');
        $out->struct_size = \FFI::sizeof($out);
        $returned = $this->ffi->ihuyi_explain(
            $this->handle($id),
            self::text($service),
            $code,
            self::text($lang),
            \FFI::addr($out)
        );
        return [$returned, new Explanation(self::fields($out, 'code known flags family', 'name text meaning cause advice'))];
    }

    // ---- Pushes, and what became of a message

    public function push(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments
    ): array {
        [$result, $out] = $this->filled($id, $call, $arguments, 'ihuyi_push');
        $texts = 'message_id mobile status explanation time template_id content answer';
        return [$result, new Push(self::fields($out, 'kind code success flags number', $texts))];
    }

    public function status($id, $what): array
    {
        [$result, $out] = $this->filled($id, 'status', [$what], 'ihuyi_delivery');
        $texts = 'service message_id mobile status explanation submitted reported';
        return [$result, new Delivery(self::fields($out, 'state code flags recipients delivered failed', $texts))];
    }

    // ---- One-time codes, limits, pictures

    public function verification(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments,
        $success
    ): Verification {
        [$result, $out] = $this->filled($id, $call, $arguments, 'ihuyi_verification');
        $fields = self::fields($out, 'channel digits wait valid left flags', 'id mobile purpose limit');
        return new Verification($fields, $result, $success);
    }

    public function decision(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments
    ): Decision {
        [$result, $out] = $this->filled($id, $call, $arguments, 'ihuyi_decision');
        return new Decision(self::fields($out, 'allowed wait flags', 'limit'), $result);
    }

    public function captcha($id, $keys): array
    {
        [$result, $out] = $this->filled($id, 'captcha_new', [$keys], 'ihuyi_captcha');
        $fields = self::fields($out, 'length valid', 'id data_uri');
        // As a text it would end at its first NUL.
        return [$result, new Captcha($fields + ['png' => \FFI::string($out->png, $out->png_size)])];
    }

    // ---- Lists

    public function openList($id, $journal, $options, &$list): Result
    {
        $list = 0;
        $result = $this->ffi->new($this->result);
        $result->struct_size = \FFI::sizeof($result);
        $opened = $this->ffi->ihuyi_bulk_open($this->handle($id), self::text($journal), self::text($options), \FFI::addr($result));
        if ($opened !== null) {
            $list = ++$this->lastList;
            $this->lists[$list] = $opened;
        }
        return self::result($result);
    }

    public function closeList($list): void
    {
        $this->ffi->ihuyi_bulk_close($this->lists[$list]);
        unset($this->lists[$list]);
    }

    public function addRow(
        $list,
        $mobile,
        #[\SensitiveParameter]
        $content,
        $reference
    ): Result {
        return $this->called('ihuyi_bulk_add', [$this->lists[$list], $mobile, $content, $reference]);
    }

    public function runList($list, $milliseconds): array
    {
        return $this->progress('ihuyi_bulk_run', [$this->lists[$list], $milliseconds]);
    }

    public function listStatus($list): array
    {
        return $this->progress('ihuyi_bulk_status', [$this->lists[$list]]);
    }

    /**
     * @param mixed[] $given
     * @return array{Result, Progress}
     */
    private function progress(string $function, array $given): array
    {
        [$result, $out] = $this->writing($function, $given, 'ihuyi_progress');
        $numbers = 'state code wait flags rows planned sending accepted refused unknown left_out segments accepted_segments';
        return [$result, new Progress(self::fields($out, $numbers, 'message'))];
    }

    public function nextRow($list, $state, $after): array
    {
        [$result, $out] = $this->writing('ihuyi_bulk_next', [$this->lists[$list], $state, $after], 'ihuyi_row');
        $texts = 'mobile reference message_id time message';
        return [$result, new Row(self::fields($out, 'number state code flags line segments', $texts))];
    }

    // ---- Between PHP and C

    /**
     * Calls a client's function that writes a struct beside its result.
     *
     * @param array<string|null> $texts
     * @return array{Result, \FFI\CData}
     */
    private function filled(
        int $id,
        string $call,
        #[\SensitiveParameter]
        array $texts,
        string $struct
    ): array {
        return $this->writing("ihuyi_{$call}", array_merge([$this->handle($id)], array_values($texts)), $struct);
    }

    /**
     * @param mixed[] $given what stands before the struct
     * @return array{Result, \FFI\CData}
     */
    private function writing(
        string $function,
        #[\SensitiveParameter]
        array $given,
        string $struct
    ): array {
        $out = $this->ffi->new($struct);
        $out->struct_size = \FFI::sizeof($out);
        $given[] = \FFI::addr($out);
        return [$this->called($function, $given), $out];
    }

    /** A client's handle; 0 is the default client, which is NULL to the library. */
    private function handle(int $id): ?\FFI\CData
    {
        return $id === 0 ? null : $this->clients[$id];
    }

    /** @param mixed[] $arguments what stands between the client and the result */
    public function ask(
        $id,
        $call,
        #[\SensitiveParameter]
        array $arguments
    ): Result {
        return $this->called("ihuyi_{$call}", array_merge($id === null ? [] : [$this->handle($id)], array_values($arguments)));
    }

    /** @param mixed[] $given what stands before the result */
    private function called(
        string $function,
        #[\SensitiveParameter]
        array $given
    ): Result {
        foreach ($given as $i => $argument) {
            $given[$i] = is_string($argument) ? self::text($argument) : $argument;
        }
        $result = $this->ffi->new($this->result);
        $result->struct_size = \FFI::sizeof($result);
        $given[] = \FFI::addr($result);
        $this->ffi->$function(...$given);
        return self::result($result);
    }

    /**
     * A text as C takes it. C would end it at its first NUL and send half a message; handed on as another control character
     * it is refused by the library, in the library's words.
     */
    private static function text(
        #[\SensitiveParameter]
        ?string $text
    ): ?string {
        return $text === null ? null : str_replace("\0", "\1", $text);
    }

    private static function result(\FFI\CData $result): Result
    {
        return new Result((array) unpack(self::RESULT, \FFI::string(\FFI::addr($result), \FFI::sizeof($result))));
    }

    /** @return array<string, int|string> the named members of a struct */
    private static function fields(\FFI\CData $struct, string $numbers, string $texts): array
    {
        $fields = [];
        foreach (explode(' ', $numbers) as $name) {
            $fields[$name] = $struct->$name;
        }
        foreach (explode(' ', $texts) as $name) {
            $fields[$name] = \FFI::string($struct->$name);
        }
        return $fields;
    }
}

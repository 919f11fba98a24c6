<?php

declare(strict_types=1);

// SPDX-License-Identifier: MIT OR Apache-2.0

namespace Ihuyi\Internal;

use Ihuyi\Explanation;
use Ihuyi\Push;
use Ihuyi\Result;

/**
 * The only class that knows \FFI: loads the library, and turns each of its functions into one that takes and gives PHP values.
 *
 * Under ffi.enable=preload the engine lets nothing but preloaded code call \FFI, so every such call has to stand in this file.
 *
 * @internal
 */
final class Native
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

    public static function isLoaded(): bool
    {
        return self::$instance !== null;
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

    // ---- Functions without a client

    public function version(): string
    {
        return $this->ffi->ihuyi_version();
    }

    public function abiVersion(): int
    {
        return $this->ffi->ihuyi_abi_version();
    }

    public function strerror(int $code): string
    {
        // A PHP integer has 64 bits, a code 32: cut to size it would be another code; the ends of the range are none.
        return $this->ffi->ihuyi_strerror(max(-2147483648, min(2147483647, $code)));
    }

    public function send(
        ?string $account,
        #[\SensitiveParameter]
        ?string $apikey,
        ?string $mobile,
        ?string $content
    ): Result {
        return $this->ask('ihuyi_send', [$account, $apikey, $mobile, $content]);
    }

    public function voice(
        ?string $account,
        #[\SensitiveParameter]
        ?string $apikey,
        ?string $mobile,
        #[\SensitiveParameter]
        ?string $code
    ): Result {
        return $this->ask('ihuyi_voice', [$account, $apikey, $mobile, $code]);
    }

    // ---- Clients

    /** @param int $id what the client is called from now on; 0 when there is none */
    public function create(int &$id): Result
    {
        return $this->made('ihuyi_client_new', [], $id);
    }

    /** @param int $id what the client is called from now on; 0 when there is none */
    public function open(?string $ini, int &$id): Result
    {
        return $this->made('ihuyi_client_open', [self::text($ini)], $id);
    }

    /** @param array<string|null> $arguments */
    private function made(string $function, array $arguments, int &$id): Result
    {
        $id = 0;
        $result = $this->ffi->new($this->result);
        $result->struct_size = \FFI::sizeof($result);
        $arguments[] = \FFI::addr($result);
        $client = $this->ffi->$function(...$arguments);
        if ($client !== null) {
            $id = ++$this->lastClient;
            $this->clients[$id] = $client;
        }
        return self::result($result);
    }

    public function close(int $id): void
    {
        if (isset($this->clients[$id])) {
            $this->ffi->ihuyi_client_free($this->clients[$id]);
            unset($this->clients[$id]);
        }
    }

    public function charset(int $id): string
    {
        return $this->ffi->ihuyi_charset($this->handle($id));
    }

    public function set(
        int $id,
        ?string $key,
        #[\SensitiveParameter]
        ?string $value
    ): Result {
        return $this->ask('ihuyi_client_set', [$this->handle($id), $key, $value]);
    }

    public function submit(
        int $id,
        ?string $service,
        ?string $mobile,
        #[\SensitiveParameter]
        ?string $content,
        ?string $templateId,
        ?string $options
    ): Result {
        // As ask() does, without its detour: this is the call that is made a thousand times.
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

    public function balance(int $id, ?string $service): Result
    {
        return $this->ask('ihuyi_balance', [$this->handle($id), $service]);
    }

    public function addTemplate(int $id, ?string $content): Result
    {
        return $this->ask('ihuyi_add_template', [$this->handle($id), $content]);
    }

    public function segments(int $id, ?string $service, ?string $content): Result
    {
        return $this->ask('ihuyi_segments', [$this->handle($id), $service, $content]);
    }

    /** @return array{int, Explanation} the call's own code, and what it wrote */
    public function explain(int $id, ?string $service, int $code, ?string $lang): array
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

    /** @return array{Result, Push} the call's own result, and what the push says */
    public function parsePush(int $id, ?string $body): array
    {
        $out = $this->ffi->new('ihuyi_push');
        $out->struct_size = \FFI::sizeof($out);
        $result = $this->ask('ihuyi_push_parse', [$this->handle($id), $body, \FFI::addr($out)]);
        $texts = 'message_id mobile status explanation time template_id content answer';
        return [$result, new Push(self::fields($out, 'kind code success flags', $texts))];
    }

    // ---- Between PHP and C

    /** A client's handle; 0 is the default client, which is NULL to the library. */
    private function handle(int $id): ?\FFI\CData
    {
        return $id === 0 ? null : $this->clients[$id];
    }

    /**
     * Calls a function whose last argument is a result.
     *
     * @param mixed[] $arguments
     */
    private function ask(
        string $function,
        #[\SensitiveParameter]
        array $arguments
    ): Result {
        foreach ($arguments as &$argument) {
            $argument = is_string($argument) ? self::text($argument) : $argument;
        }
        unset($argument);
        $result = $this->ffi->new($this->result);
        $result->struct_size = \FFI::sizeof($result);
        $arguments[] = \FFI::addr($result);
        $this->ffi->$function(...$arguments);
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

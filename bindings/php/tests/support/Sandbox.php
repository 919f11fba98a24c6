<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** A sandbox gateway of a test's own. */
final class Sandbox
{
    /** @var string */
    public $url;

    /** @var resource|null */
    private $process;

    /** @var resource kept open: the rest of what it says would end it otherwise */
    private $pipe;

    public function __construct()
    {
        $log = ['file', sys_get_temp_dir() . '/sandbox.log', 'a'];
        $command = [(string) getenv('TEST_PROGRAM'), 'sandbox', '--listen', '127.0.0.1:0', '--no-limits'];
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], $log], $pipes);
        // A test that dies takes it along.
        register_shutdown_function([$this, 'stop']);
        // Printed once it accepts connections.
        $this->pipe = $pipes[1];
        $this->url = trim((string) fgets($this->pipe));
        if (strncmp($this->url, 'http://', 7) !== 0) {
            throw new \RuntimeException('the sandbox did not start: ' . $this->url);
        }
    }

    public function stop(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process);
            proc_close($this->process);
            $this->process = null;
        }
    }

    /** @return array<int, array<string, mixed>> */
    public function ledger(): array
    {
        return $this->call('ledger');
    }

    /** The one-time code in the newest message that a phone received. */
    public function code(): string
    {
        $newest = array_column($this->call('inbox'), 'content', 'seq');
        ksort($newest);
        preg_match('/\d{4,8}/', (string) end($newest), $code);
        return $code[0];
    }

    /** @return array<int, array<string, mixed>> */
    public function connections(): array
    {
        return $this->call('connections');
    }

    /** @param array<mixed>|null $body */
    public function call(string $path, ?array $body = null): array
    {
        $http = ['ignore_errors' => true, 'header' => 'Content-Type: application/json', 'method' => $body === null ? 'GET' : 'POST'];
        if ($body !== null) {
            $http['content'] = json_encode((object) $body);
        }
        $answer = file_get_contents("{$this->url}/_sandbox/{$path}", false, stream_context_create(['http' => $http]));
        return (array) json_decode((string) $answer, true);
    }

    public function reset(): void
    {
        $this->call('reset', []);
    }
}

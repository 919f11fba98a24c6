<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** A site under php -S; examples/php/register, as its own comment says, where no other is named. */
final class Site extends Browser
{
    /** @var string */
    private $url;

    /** @var string the page of the site */
    public $path = '/';

    /** @var resource|null */
    private $process;

    /** @var resource what it writes to its log */
    public $log;

    /** @param array<string, string> $env */
    public function __construct(array $env, string $ffi = 'true', ?string $public = null)
    {
        $folder = Shell::folder('register');
        $command = [
            PHP_BINARY, '-d', "ffi.enable={$ffi}", '-d', "session.save_path={$folder}", '-d', 'display_errors=1',
            '-S', '127.0.0.1:0', '-t', $public ?? dirname(__DIR__, 4) . '/examples/php/register/public',
        ];
        $env += [
            'IHUYI_ACCOUNT' => 'C00000000', 'IHUYI_APIKEY' => Shell::KEY, 'IHUYI_LIBRARY' => (string) getenv('TEST_LIBRARY'),
            'IHUYI_STORE' => "sqlite:{$folder}/codes.db", 'IHUYI_SECRET_FILE' => "{$folder}/secret.key",
        ];
        $io = [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['pipe', 'w']];
        $this->process = proc_open($command, $io, $pipes, null, $env + getenv());
        register_shutdown_function([$this, 'stop']);
        $this->log = $pipes[2];
        $line = (string) fgets($this->log);
        if (preg_match('#\((http://127\.0\.0\.1:\d+)\) started#', $line, $found) !== 1) {
            throw new \RuntimeException("php -S did not start: {$line}");
        }
        $this->url = $found[1];
    }

    public function stop(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process);
            proc_close($this->process);
            $this->process = null;
        }
    }

    protected function request(?array $form): array
    {
        $http = ['ignore_errors' => true, 'method' => $form === null ? 'GET' : 'POST', 'header' => []];
        if ($this->cookie !== null) {
            $http['header'][] = "Cookie: {$this->cookie}";
        }
        if ($form !== null) {
            $http['header'][] = 'Content-Type: application/x-www-form-urlencoded';
            $http['content'] = http_build_query($form);
        }
        $page = (string) file_get_contents("{$this->url}{$this->path}", false, stream_context_create(['http' => $http]));
        return [implode("\r\n", $http_response_header), $page];
    }
}

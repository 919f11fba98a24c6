<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** Helpers and programs that do not what they should, each of a test's own. */
final class Odd
{
    /** @var resource|null the helper's process */
    private $process;

    /** @var string as IHUYI_HELPER names it */
    public $address;

    /** @var string where each request is written down that came whole */
    public $seen;

    /**
     * A helper that reads a request and says this, and nothing else.
     *
     * @param bool $reads whether it waits for the whole request
     */
    public function __construct(string $answer, bool $reads = true)
    {
        $folder = Shell::folder('odd');
        $this->address = "unix:{$folder}/s";
        $this->seen = "{$folder}/seen";
        file_put_contents("{$folder}/answer", $answer);
        $code = '
            $server = stream_socket_server("unix://{$argv[1]}/s");
            echo "listening\n";
            while ($one = stream_socket_accept($server, -1)) {
                $body = "";
                while ($argv[2] && ($line = fgets($one)) !== false && $line !== "\r\n") {
                    $length = stripos($line, "content-length:") === 0 ? (int) substr($line, 15) : $length ?? 0;
                }
                $body = $argv[2] ? stream_get_contents($one, $length) : "";
                file_put_contents("{$argv[1]}/seen", $body . "\n", FILE_APPEND);
                fwrite($one, file_get_contents("{$argv[1]}/answer"));
                fclose($one);
            }
        ';
        $io = [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR];
        $this->process = proc_open([PHP_BINARY, '-r', $code, $folder, $reads ? '1' : '0'], $io, $pipes);
        register_shutdown_function([$this, 'stop']);
        fgets($pipes[1]);
    }

    public function stop(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process);
            proc_close($this->process);
            $this->process = null;
        }
    }

    /** An answer of HTTP. */
    public static function http(int $status, string $body): string
    {
        return "HTTP/1.1 {$status} X\r\nContent-Length: " . strlen($body) . "\r\nConnection: close\r\n\r\n{$body}";
    }

    /** A program that does this in place of `ihuyi call`. */
    public static function program(string $script): string
    {
        $file = Shell::folder('odd') . '/ihuyi';
        file_put_contents($file, "#!/bin/sh\n{$script}\n");
        chmod($file, 0755);
        return $file;
    }
}

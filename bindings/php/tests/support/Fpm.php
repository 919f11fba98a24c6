<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/**
 * A PHP-FPM of a test's own on a Unix socket, with 8 workers, asked by cgi-fcgi. Started by root its workers are www-data's, as on a
 * server, unless they shall be root's; the package and the library are copied to where they may read them.
 */
final class Fpm
{
    public const WORKERS = 8;

    /** @var string where package, library and pages are */
    public $folder;

    /** @var string what it said when it ended by itself */
    public $log = '';

    /** @var resource|null */
    private $process = null;

    /** @var string the account of the workers; empty: ours */
    private $user;

    /** @param string|null $library null: none, FFI is not to be used */
    public function __construct(?string $library = null, string $user = 'www-data')
    {
        $this->user = posix_geteuid() === 0 ? $user : '';
        // A socket's path has 108 characters at most.
        $this->folder = Shell::folder('fpm');
        mkdir("{$this->folder}/lib");
        $copies = ['src', 'bin', 'autoload.php', 'preload.php', 'ihuyi-ffi.h', 'ihuyi-check.php'];
        Shell::run(array_merge(['cp', '-r', '-t', $this->folder], array_map([Shell::class, 'package'], $copies)));
        if ($library !== null) {
            copy($library, "{$this->folder}/lib/libihuyi.so");
        }
        copy(__DIR__ . '/page.php', "{$this->folder}/page.php");
    }

    /**
     * The lines that bin/ihuyi-preload prints, as settings.
     *
     * @return array<string, string>
     */
    public function preloadLines(): array
    {
        [$status, $out, $err] = Shell::run([PHP_BINARY, "{$this->folder}/bin/ihuyi-preload", "{$this->folder}/ihuyi-preload.h"]);
        if ($status !== 0) {
            throw new \RuntimeException($err);
        }
        $settings = (array) parse_ini_string($out, false, INI_SCANNER_RAW);
        if (posix_geteuid() !== 0) {
            unset($settings['opcache.preload_user']);
        }
        return $settings;
    }

    /**
     * @param array<string, string> $settings of php.ini
     * @param array<string, string> $env of the workers
     */
    public function start(array $settings, array $env): bool
    {
        $user = $this->user === '' ? '' : "user = {$this->user}\ngroup = {$this->user}\n";
        $config = "[global]\nerror_log = {$this->folder}/fpm.log\ndaemonize = no\n[www]\n{$user}"
            . "listen = {$this->folder}/s\nlisten.mode = 0666\npm = static\npm.max_children = " . self::WORKERS . "\n";
        foreach ($env as $name => $value) {
            $config .= "env[{$name}] = {$value}\n";
        }
        file_put_contents("{$this->folder}/fpm.conf", $config);
        $command = ['php-fpm8.2', '-y', "{$this->folder}/fpm.conf", '-F', '-d', 'opcache.enable=1'];
        if ($this->user === 'root') {
            $command[] = '-R';
        }
        foreach ($settings as $name => $value) {
            array_push($command, '-d', "{$name}={$value}");
        }
        $log = ['file', "{$this->folder}/fpm.out", 'w'];
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], $log, $log], $pipes);
        register_shutdown_function([$this, 'stop']);
        do {
            usleep(20000);
            $running = proc_get_status($this->process)['running'];
            $ready = strpos((string) @file_get_contents("{$this->folder}/fpm.log"), 'ready to handle connections') !== false;
        } while ($running && !$ready);
        $this->log = (string) @file_get_contents("{$this->folder}/fpm.out") . (string) @file_get_contents("{$this->folder}/fpm.log");
        return $running;
    }

    public function stop(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process);
            proc_close($this->process);
            $this->process = null;
        }
        @unlink("{$this->folder}/s");
        @unlink("{$this->folder}/fpm.log");
    }

    /** What a page answers, without its headers. */
    public function get(string $query, string $page = 'page.php'): string
    {
        return self::body(Shell::run($this->client(), $this->request($query, $page))[1]);
    }

    /**
     * What a page answers, with its headers.
     *
     * @param array<string, string> $more of the request
     */
    public function ask(string $page, array $more, string $body): string
    {
        return Shell::run($this->client(), $more + $this->request('', $page), $body)[1];
    }

    /** @return resource a request for a page that goes on by itself */
    public function open(string $page)
    {
        $io = [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['file', '/dev/null', 'w']];
        return proc_open($this->client(), $io, $pipes, null, $this->request('', $page) + getenv());
    }

    /**
     * The same page asked many times at once.
     *
     * @return string[]
     */
    public function together(int $times, string $query): array
    {
        return $this->all(array_fill(0, $times, $query));
    }

    /**
     * Several pages asked at once.
     *
     * @param string[] $queries
     * @return string[]
     */
    public function all(array $queries): array
    {
        $running = [];
        foreach ($queries as $query) {
            $out = tmpfile();
            $io = [['file', '/dev/null', 'r'], $out, ['file', '/dev/null', 'w']];
            $running[] = [proc_open($this->client(), $io, $pipes, null, $this->request($query, 'page.php') + getenv()), $out];
        }
        $answers = [];
        foreach ($running as [$process, $out]) {
            proc_close($process);
            rewind($out);
            $answers[] = self::body((string) stream_get_contents($out));
        }
        return $answers;
    }

    /** @return string[] */
    private function client(): array
    {
        return ['cgi-fcgi', '-bind', '-connect', "{$this->folder}/s"];
    }

    /** @return array<string, string> */
    private function request(string $query, string $page): array
    {
        return [
            'REQUEST_METHOD' => 'GET', 'SCRIPT_FILENAME' => "{$this->folder}/{$page}", 'SCRIPT_NAME' => "/{$page}",
            'QUERY_STRING' => $query,
        ];
    }

    private static function body(string $answer): string
    {
        return explode("\r\n\r\n", $answer, 2)[1] ?? $answer;
    }
}

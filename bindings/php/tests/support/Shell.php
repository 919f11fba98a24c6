<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** Programs run from a test, each in its own process. */
final class Shell
{
    /** Of the sandbox's accounts. */
    public const KEY = '0123456789abcdef0123456789abcdef';

    /**
     * @param string[] $command
     * @param array<string, string> $env beside the test's own environment
     * @return array{int, string, string} exit status, standard output, standard error
     */
    public static function run(array $command, array $env = [], string $input = '', ?string $folder = null): array
    {
        // Files, because a program that fills one pipe while the other is read waits for ever.
        $out = tmpfile();
        $err = tmpfile();
        $in = tmpfile();
        fwrite($in, $input);
        rewind($in);
        $process = proc_open($command, [$in, $out, $err], $pipes, $folder, $env + getenv());
        $status = proc_close($process);
        rewind($out);
        rewind($err);
        return [$status, (string) stream_get_contents($out), (string) stream_get_contents($err)];
    }

    /** A PHP of its own runs this code after the package's autoloader. */
    public static function php(string $code, array $env = [], array $options = []): array
    {
        $code = 'require ' . var_export(self::package('autoload.php'), true) . ';' . $code;
        return self::run(array_merge([PHP_BINARY], $options, ['-r', $code]), $env);
    }

    public static function package(string $path): string
    {
        return dirname(__DIR__, 2) . '/' . $path;
    }

    public static function folder(string $name): string
    {
        $folder = sys_get_temp_dir() . '/' . $name . '.' . bin2hex(random_bytes(4));
        mkdir($folder, 0755, true);
        return $folder;
    }
}

<?php

namespace Ihuyi\Internal;

use Ihuyi\Code;
use Ihuyi\Exception\LoadException;

/**
 * The library in the program `ihuyi`, started for each call without a shell between; what is asked goes through its standard input alone.
 *
 * @internal
 */
final class Program extends Remote
{
    /** The exit status of a command line that it cannot read, and of a request. */
    const USAGE = 2;

    /** @var string */
    private $program;

    /** @param string $program */
    private function __construct($program)
    {
        $this->program = $program;
    }

    /**
     * The program that was written down, the one beside this package, or the first in the PATH.
     *
     * @param string|null $where what Ihuyi::useWay() was given
     * @return self
     * @throws LoadException
     */
    public static function find($where)
    {
        if (!function_exists('proc_open')) {
            throw Library::failure(
                LoadException::WAY,
                'PHP 的 disable_functions 禁用了 proc_open',
                'disable_functions of PHP forbids proc_open'
            );
        }
        $demanded = $where !== null ? $where : Ways::variable('IHUYI_PROGRAM');
        // Where open_basedir forbids to look, the one that was written down is believed to be there.
        $blind = (string) ini_get('open_basedir') !== '';
        if ($demanded !== null) {
            if (!$blind && self::isClosed($demanded)) {
                throw self::closed($demanded);
            }
            if (!$blind && !self::isProgram($demanded)) {
                throw Library::failure(
                    LoadException::WAY,
                    "没有可执行的程序 {$demanded}；请核对 IHUYI_PROGRAM 的路径和执行权限",
                    "there is no program {$demanded} that may be executed: check the path in IHUYI_PROGRAM and its permissions"
                );
            }
            return new self($demanded);
        }
        $tried = [];
        $closed = null;
        foreach (self::places() as $place) {
            if (self::isProgram($place)) {
                return new self($place);
            }
            $closed = $closed === null && self::isClosed($place) ? $place : $closed;
            $tried[] = $place;
        }
        if ($closed !== null) {
            throw self::closed($closed);
        }
        $list = implode(', ', $tried);
        throw Library::failure(
            LoadException::WAY,
            "找不到程序 ihuyi，依次试过 {$list}；IHUYI_PROGRAM 未设置",
            "the program ihuyi was not found; tried {$list}; IHUYI_PROGRAM is not set"
        );
    }

    /** @return string[] */
    private static function places()
    {
        $windows = DIRECTORY_SEPARATOR === '\\';
        $name = $windows ? 'ihuyi.exe' : 'ihuyi';
        $places = [dirname(dirname(__DIR__)) . '/bin/' . $name];
        // PHP-FPM clears the environment unless it is told not to.
        $path = Ways::variable('PATH');
        $path = $path !== null ? $path : ($windows ? '' : '/usr/local/bin:/usr/bin');
        foreach (array_filter(explode(PATH_SEPARATOR, $path)) as $folder) {
            $places[] = rtrim($folder, '/\\') . '/' . $name;
        }
        return $places;
    }

    /** @param string $path */
    private static function isProgram($path)
    {
        return @is_file($path) && (DIRECTORY_SEPARATOR === '\\' || @is_executable($path));
    }

    /** Whether it is there and may not be executed, as FTP leaves it. */
    private static function isClosed($path)
    {
        return @is_file($path) && !self::isProgram($path);
    }

    /** @param string $path */
    private static function closed($path)
    {
        return Library::failure(
            LoadException::WAY,
            "程序 {$path} 在，但没有执行权限：chmod 755 {$path}",
            "the program {$path} is there but may not be executed: chmod 755 {$path}"
        );
    }

    public function name()
    {
        return 'program';
    }

    public function path()
    {
        return $this->program;
    }

    protected function opened($path)
    {
        return $path;
    }

    protected function deliver(
        #[\SensitiveParameter]
        $json,
        $seconds
    ) {
        $deadline = microtime(true) + $seconds;
        $io = [['pipe', 'r'], ['pipe', 'w'], ['pipe', 'w']];
        $process = @proc_open($this->command(), $io, $pipes, null, null, ['bypass_shell' => true]);
        if (!is_resource($process)) {
            $last = error_get_last();
            return $this->notStarted($last === null ? '' : $last['message']);
        }
        $exchange = new Exchange($pipes[0], $pipes[1], $pipes[2], $seconds);
        $exchange->run($json, static function ($answer) {
            return substr($answer, -1) === "\n";
        });
        if ($exchange->late) {
            @proc_terminate($process, 9);
        }
        foreach ($pipes as $pipe) {
            if (is_resource($pipe)) {
                fclose($pipe);
            }
        }
        $status = self::ended($process, $deadline);
        if (substr($exchange->answer, -1) === "\n") {
            return Handover::answered($exchange->answer, $status === self::USAGE);
        }
        if ($status === null || $exchange->late || $exchange->answer !== '') {
            return Handover::lost();
        }
        $aside = trim((string) preg_replace('/[\x00-\x20]+/', ' ', $exchange->aside));
        // The program ends with neither: whoever was to start it says so.
        if ($status === 126 || $status === 127) {
            return $this->notStarted($aside);
        }
        // One that knows no such command names it, and did not read on.
        if ($status === self::USAGE && strpos($aside, 'call') !== false) {
            return $this->notStarted('ihuyi call: ' . $aside);
        }
        // A request that did not all arrive is none to the program.
        return $exchange->written < strlen($json) ? $this->notStarted($aside) : Handover::lost();
    }

    /**
     * Waits for the end. proc_close() alone does not do: it says 2 of a program that ended so, and of one that SIGINT ended, too, after
     * it had sent.
     *
     * @param resource $process
     * @param float $deadline one that has said all and does not end is ended then
     * @return int|null the exit status; null: a signal ended it, or nobody knows
     */
    private static function ended($process, $deadline)
    {
        if (!function_exists('proc_get_status') || !function_exists('usleep')) {
            $status = proc_close($process);
            // These are above every signal.
            return $status === 126 || $status === 127 ? $status : null;
        }
        $pause = 100;
        // The exit status is told once, by the first look after the end.
        while (($state = proc_get_status($process)) && $state['running']) {
            if (microtime(true) > $deadline) {
                @proc_terminate($process, 9);
            }
            usleep($pause);
            $pause = min(2 * $pause, 20000);
        }
        proc_close($process);
        return !$state || $state['signaled'] || $state['exitcode'] < 0 ? null : $state['exitcode'];
    }

    /** @return string|string[] */
    private function command()
    {
        if (PHP_VERSION_ID >= 70400) {
            return [$this->program, 'call'];
        }
        // escapeshellarg() drops what is not ASCII in some locales, and a host may forbid it.
        return DIRECTORY_SEPARATOR === '\\'
            ? '"' . $this->program . '" call'
            : "exec '" . str_replace("'", "'\\''", $this->program) . "' call";
    }

    /** @param string $why */
    private function notStarted($why)
    {
        $why = preg_match('//u', $why) === 1 ? substr($why, 0, 200) : '';
        // Not in the middle of a character.
        $why = $why === '' ? '' : ' (' . (string) preg_replace('/[\x80-\xff]+$/', '', $why) . ')';
        return Handover::unsent(
            Code::E_HELPER,
            "程序 {$this->program} 没能运行{$why}，未发送；请核对它的路径、执行权限，是否与本机相符、够新（ihuyi call）",
            "the program {$this->program} could not be run{$why} and nothing was sent; check its path and permissions, and that it is"
            . ' made for this machine and new enough (ihuyi call)'
        );
    }
}

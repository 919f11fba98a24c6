<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** An `ihuyi serve` of a test's own. */
final class Helper
{
    /** @var string as IHUYI_HELPER names it */
    public $address;

    /** @var string */
    public $folder;

    /** @var resource|null */
    private $process;

    /**
     * @param array<string, string> $env what it is made of
     * @param string[] $options
     */
    public function __construct(array $env, array $options = [], string $listen = '')
    {
        $this->folder = Shell::folder('helper');
        $env += ['IHUYI_STORE' => "sqlite:{$this->folder}/store.db", 'IHUYI_SECRET_FILE' => "{$this->folder}/secret.key"];
        $listen = $listen === '' ? "unix:{$this->folder}/s" : $listen;
        $command = array_merge([(string) getenv('TEST_PROGRAM'), 'serve', '--listen', $listen], $options);
        $log = ['file', "{$this->folder}/log", 'w'];
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], $log], $pipes, null, $env + getenv());
        register_shutdown_function([$this, 'stop']);
        // Printed once it listens.
        $this->address = trim((string) fgets($pipes[1]));
        if ($this->address === '') {
            throw new \RuntimeException('the helper did not start: ' . file_get_contents("{$this->folder}/log"));
        }
    }

    public function stop(int $signal = 15): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process, $signal);
            proc_close($this->process);
            $this->process = null;
        }
    }
}

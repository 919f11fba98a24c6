<?php

namespace Ihuyi\Internal;

/**
 * A request written and an answer read, over a socket or a program's pipes, within a time. A request is written once.
 *
 * @internal
 */
final class Exchange
{
    /** How often in a row the system may have no news of the streams. Above it they cannot be waited for at all. */
    const PATIENCE = 100;

    /** @var string what was answered */
    public $answer = '';

    /** @var string what the program said beside it; its beginning is enough */
    public $aside = '';

    /** @var int bytes of the request that left */
    public $written = 0;

    /** @var bool whether the time was up */
    public $late = false;

    /** @var resource[] */
    private $streams;

    /** @var float */
    private $deadline;

    /**
     * @param resource $to
     * @param resource $from the same for a socket
     * @param resource|null $beside
     * @param float $seconds
     */
    public function __construct($to, $from, $beside, $seconds)
    {
        $this->streams = ['to' => $to, 'from' => $from, 'beside' => $beside];
        $this->deadline = microtime(true) + $seconds;
        foreach (array_filter($this->streams) as $stream) {
            @stream_set_blocking($stream, 0);
        }
    }

    /**
     * @param string $request
     * @param callable $whole whether an answer is complete; the end of the stream is its end in any case
     */
    public function run(
        #[\SensitiveParameter]
        $request,
        $whole
    ) {
        $failures = 0;
        while ($this->streams['from'] !== null && !$whole($this->answer)) {
            $left = $this->deadline - microtime(true);
            if ($left <= 0) {
                $this->late = true;
                return;
            }
            $read = array_filter([$this->streams['from'], $this->streams['beside']]);
            $write = array_filter([$this->streams['to']]);
            $odd = null;
            if (@stream_select($read, $write, $odd, (int) $left, (int) (fmod($left, 1) * 1000000)) === false) {
                // A signal came in between.
                if (++$failures > self::PATIENCE) {
                    return;
                }
                continue;
            }
            $failures = 0;
            if ($write !== []) {
                $this->write($request);
            }
            foreach ($read as $stream) {
                $this->read($stream);
            }
        }
    }

    private function write(
        #[\SensitiveParameter]
        $request
    ) {
        $count = @fwrite($this->streams['to'], substr($request, $this->written, 65536));
        $this->written += (int) $count;
        // Nobody reads any more, or all is said. The other side may have answered all the same.
        if ((int) $count === 0 || $this->written === strlen($request)) {
            if ($this->streams['to'] !== $this->streams['from']) {
                // A program reads until its input ends.
                fclose($this->streams['to']);
            }
            $this->streams['to'] = null;
        }
    }

    private function read($stream)
    {
        $name = $stream === $this->streams['from'] ? 'from' : 'beside';
        $part = @fread($stream, 65536);
        if ($part === false || ($part === '' && feof($stream))) {
            $this->streams[$name] = null;
        } elseif ($name === 'from') {
            $this->answer .= $part;
        } else {
            $this->aside = substr($this->aside . $part, 0, 500);
        }
    }
}

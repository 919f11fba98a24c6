<?php

namespace Ihuyi\Internal;

/**
 * What no trace of this package's exceptions shows.
 *
 * @internal
 */
final class Trace
{
    private function __construct()
    {
    }

    /**
     * Takes the arguments of this package's own calls out of the trace: before PHP 8.2 there is no SensitiveParameter,
     * and many sites log whole traces. Keys, numbers and one-time codes have no business there.
     *
     * @param \Exception|\Throwable $thrown
     */
    public static function forget($thrown)
    {
        $class = $thrown instanceof \Exception ? 'Exception' : 'Error';
        $property = new \ReflectionProperty($class, 'trace');
        if (PHP_VERSION_ID < 80100) {
            $property->setAccessible(true);
        }
        $trace = [];
        foreach ($property->getValue($thrown) as $frame) {
            if (isset($frame['class']) && strncmp($frame['class'], 'Ihuyi\\', 6) === 0) {
                unset($frame['args']);
            }
            // A new array: PHP does not print a trace whose frames are references.
            $trace[] = $frame;
        }
        $property->setValue($thrown, $trace);
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Exception;

/**
 * What no trace of this package's exceptions shows.
 *
 * @internal
 */
trait ForgetsArguments
{
    /**
     * Takes the arguments of this package's own calls out of the trace: before PHP 8.2 there is no SensitiveParameter,
     * and many sites log whole traces. Keys, numbers and one-time codes have no business there.
     */
    private function forgetArguments(): void
    {
        $property = new \ReflectionProperty(\Exception::class, 'trace');
        if (PHP_VERSION_ID < 80100) {
            $property->setAccessible(true);
        }
        $trace = [];
        foreach ($property->getValue($this) as $frame) {
            if (strncmp($frame['class'] ?? '', 'Ihuyi\\', 6) === 0) {
                unset($frame['args']);
            }
            // A new array: PHP does not print a trace whose frames are references.
            $trace[] = $frame;
        }
        $property->setValue($this, $trace);
    }
}

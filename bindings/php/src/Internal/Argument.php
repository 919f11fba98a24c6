<?php

namespace Ihuyi\Internal;

/**
 * The types of what a program gives, checked by hand: PHP 5.6 has no declaration for them.
 *
 * @internal
 */
final class Argument
{
    private function __construct()
    {
    }

    /**
     * @param array<string, mixed> $values by the names of their parameters
     * @return array<string, string|null>
     */
    public static function texts(
        #[\SensitiveParameter]
        array $values
    ) {
        foreach ($values as $name => $value) {
            $values[$name] = $value === null ? null : self::text($value, $name);
        }
        return $values;
    }

    /**
     * @param mixed $value
     * @param string $name of the parameter
     * @return string
     */
    public static function text(
        #[\SensitiveParameter]
        $value,
        $name
    ) {
        if (is_string($value)) {
            return $value;
        }
        if (is_scalar($value) || (is_object($value) && method_exists($value, '__toString'))) {
            return (string) $value;
        }
        throw self::wrong($value, $name, '文字', 'text');
    }

    /**
     * @param mixed $value
     * @param string $name of the parameter
     * @return int
     */
    public static function number($value, $name)
    {
        if (is_int($value) || is_bool($value) || (is_numeric($value) && (float) $value === floor((float) $value))) {
            return (int) $value;
        }
        throw self::wrong($value, $name, '整数', 'an integer');
    }

    /**
     * @param mixed $value
     * @param string $name of the parameter
     * @return float
     */
    public static function seconds($value, $name)
    {
        if (is_numeric($value) && !is_nan((float) $value)) {
            return (float) $value;
        }
        throw self::wrong($value, $name, '秒数', 'seconds');
    }

    /** What PHP 7 throws for a declared type, and the nearest that there is before. */
    private static function wrong(
        #[\SensitiveParameter]
        $value,
        $name,
        $chinese,
        $english
    ) {
        $class = class_exists('TypeError', false) ? 'TypeError' : 'InvalidArgumentException';
        $given = gettype($value);
        $thrown = new $class("参数 \${$name} 须是{$chinese}，给的是 {$given} / \${$name} takes {$english}, {$given} given");
        Trace::forget($thrown);
        return $thrown;
    }
}

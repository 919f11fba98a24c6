<?php

declare(strict_types=1);

namespace Ihuyi\Internal;

use Ihuyi\Code;
use Ihuyi\Exception\ArgumentException;
use Ihuyi\Family;
use Ihuyi\Flag;
use Ihuyi\Outcome;
use Ihuyi\Result;

/**
 * What this package has to say by itself, because the call cannot be handed to the library at all.
 *
 * @internal
 */
final class Sentence
{
    private function __construct()
    {
    }

    /** The site's pages may be GBK: a sentence that is not would break them. */
    public static function argument(string $chinese, string $english, string $charset): ArgumentException
    {
        $message = "{$chinese} / {$english}";
        if ($charset !== 'utf-8') {
            $converted = function_exists('iconv')
                ? @iconv('UTF-8', $charset === 'gbk' ? 'GB18030' : $charset, $message)
                : false;
            $message = $converted === false ? $english : $converted;
        }
        return new ArgumentException(Result::failed(Code::E_ARGUMENT, Family::ARGUMENT, $message));
    }
}

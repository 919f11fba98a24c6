<?php

namespace Ihuyi\Internal;

/**
 * The package's own few sentences, in the charset of the site's pages.
 *
 * @internal
 */
final class Words
{
    private function __construct()
    {
    }

    /**
     * @param string $text UTF-8
     * @param string $charset as Client::charset() says
     * @param string $otherwise ASCII: what is said where this PHP cannot convert
     * @return string
     */
    public static function in($text, $charset, $otherwise)
    {
        if ($charset === 'utf-8') {
            return $text;
        }
        $name = $charset === 'gbk' ? 'GB18030' : $charset;
        if (function_exists('iconv')) {
            $converted = @iconv('UTF-8', $name, $text);
            return $converted === false ? $otherwise : $converted;
        }
        if (function_exists('mb_convert_encoding') && in_array($name, mb_list_encodings(), true)) {
            return mb_convert_encoding($text, $name, 'UTF-8');
        }
        return $otherwise;
    }
}

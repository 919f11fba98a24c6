<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

/** A JavaScript or CSS file of the plugin, looked at by line. */
final class Script
{
    private const WRONG = [
        '/\beval\s*\(|new Function\b|document\.write/' => 'runs text as code',
        '/\.(innerHTML|outerHTML)\s*\+?=|insertAdjacentHTML|\.html\s*\(\s*[^)\s]/' => 'puts text on the page as HTML',
        '#(["\'(]\s*|//[\w.]+@)https?://(?!www\.w3\.org/)#' => 'names another host',
        '/@import/' => 'fetches a style sheet',
        '/\p{Han}/u' => 'has Chinese words; PHP hands them over, translated',
        '/["\'][A-Z][a-z]+ [a-z]+ [^"\'{}]*["\']/' => 'has words of its own; PHP hands them over, translated',
        '/\bconsole\.(log|debug)|\bdebugger\b|\balert\s*\(/' => 'was left from looking for a mistake',
        '/localStorage|sessionStorage|document\.cookie/' => 'keeps something in the browser',
        '/^ {2}/' => 'is indented with blanks',
        '/[ \t]+$/' => 'has blanks at its end',
    ];

    /** @return array[] line and what is wrong */
    public static function findings(string $text): array
    {
        $findings = [];
        foreach (explode("\n", $text) as $at => $line) {
            // What a comment says is no code.
            $code = preg_replace('#^\s*(/?\*|//).*$#', '', $line);
            foreach (self::WRONG as $pattern => $wrong) {
                if (preg_match($pattern, (string) $code)) {
                    $findings[] = [$at + 1, $wrong . ': ' . trim(substr($line, 0, 80))];
                }
            }
        }
        return $findings;
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

/**
 * What a file asks to be let off, in the words that WordPress' own sniffs understand, so that both read one comment:
 * `phpcs:ignore NAME -- why`, for its line or the next one. `phpcs:disable NAME -- why` up to `phpcs:enable NAME` counts for nonces alone,
 * because a form of WordPress' own has none in any of its lines; everything else is let off line by line.
 */
final class Exemptions
{
    /** @var array[] line, last line, name, why, whether it was of use */
    private $all = [];

    public function __construct(array $tokens)
    {
        $open = [];
        $code = 0;
        foreach ($tokens as $token) {
            $comment = is_array($token) && in_array($token[0], [T_COMMENT, T_DOC_COMMENT], true);
            if (!$comment) {
                // The line of the last code, to know whether a comment stands alone in its line.
                if (is_array($token) && $token[0] !== T_WHITESPACE) {
                    $code = $token[2] + substr_count(rtrim($token[1]), "\n");
                }
                continue;
            }
            if (!preg_match('/phpcs:(ignore|disable|enable)\s+([\w.,\s]*?)\s*(?:--\s*(.*?))?\s*(?:\*\/|$)/m', $token[1], $found)) {
                continue;
            }
            foreach (preg_split('/[\s,]+/', $found[2], -1, PREG_SPLIT_NO_EMPTY) as $name) {
                $line = $token[2];
                if ($found[1] === 'enable') {
                    foreach ($open[$name] ?? [] as $at) {
                        $this->all[$at][1] = $line;
                    }
                    $open[$name] = [];
                    continue;
                }
                if ($found[1] === 'disable' && strpos($name, 'NonceVerification') === false) {
                    continue;
                }
                $last = $found[1] === 'disable' ? PHP_INT_MAX : ($code === $line ? $line : $line + 1);
                $this->all[] = [$line, $last, $name, trim($found[3] ?? ''), false];
                if ($found[1] === 'disable') {
                    $open[$name][] = count($this->all) - 1;
                }
            }
        }
    }

    /** Whether one of these names is let off in one of these lines. */
    public function covers(array $names, int ...$lines): bool
    {
        $covered = false;
        foreach ($this->all as &$one) {
            foreach ($lines as $line) {
                if ($line >= $one[0] && $line <= $one[1] && self::named($one[2], $names)) {
                    $one[4] = true;
                    $covered = true;
                }
            }
        }
        return $covered;
    }

    /**
     * @param string[] $names those that were looked for
     * @return array[] line and text
     */
    public function findings(array $names): array
    {
        $findings = [];
        foreach ($this->all as [$line, , $name, $why, $used]) {
            if (self::named($name, $names)) {
                if (strlen($why) < 8) {
                    $findings[] = [$line, "{$name} is let off without a reason (`-- why`)"];
                }
                // WordPress' own sniffs see less, and may need telling where these rules do not.
                if (!$used && strncmp($name, 'IhuyiSms.', 9) === 0) {
                    $findings[] = [$line, "{$name} is let off where nothing is wrong"];
                }
            }
        }
        return $findings;
    }

    private static function named(string $name, array $names): bool
    {
        foreach ($names as $one) {
            // A whole family may be named, as WordPress.Security.
            if ($name === $one || strpos($name, $one . '.') === 0 || strpos($one, $name . '.') === 0) {
                return true;
            }
        }
        return false;
    }
}

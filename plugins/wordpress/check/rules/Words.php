<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;

/** What people read can be translated. */
final class Words implements Rule
{
    /** Function: places of what is translated, of the context, of the text domain. */
    public const CALLS = [
        '__' => [[0], 1], '_e' => [[0], 1], 'esc_html__' => [[0], 1], 'esc_html_e' => [[0], 1], 'esc_attr__' => [[0], 1], 'esc_attr_e' => [[0], 1],
        '_x' => [[0, 1], 2], '_ex' => [[0, 1], 2], 'esc_html_x' => [[0, 1], 2], 'esc_attr_x' => [[0, 1], 2],
        '_n' => [[0, 1], 3], '_nx' => [[0, 1, 3], 4], '_n_noop' => [[0, 1], 2], '_nx_noop' => [[0, 1, 2], 3],
    ];

    public function says(): string
    {
        return 'what people read can be translated';
    }

    public function names(): array
    {
        return ['WordPress.WP.I18n', 'IhuyiSms.Words'];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Expr\FuncCall::class) as $call) {
            [$texts, $domain] = self::CALLS[Project::called($call)] ?? [[], 0];
            if ($texts === []) {
                continue;
            }
            $given = Project::argument($call, $domain);
            if (!$given instanceof Scalar\String_ || $given->value !== 'ihuyi-sms') {
                $findings[] = [$call, "the text domain is not 'ihuyi-sms'"];
            }
            foreach ($texts as $at) {
                $text = Project::argument($call, $at);
                if (!$text instanceof Scalar\String_) {
                    $findings[] = [$call, 'no literal text, so xgettext cannot find it: ' . Text::of($call)];
                    continue;
                }
                foreach ($this->wrong($text->value) as $wrong) {
                    $findings[] = [$text, $wrong];
                }
            }
            $first = Project::argument($call, 0);
            if ($first instanceof Scalar\String_ && preg_match('/%(\d+\$)?[sdf]/', $first->value) && !$this->explained($source, $call)) {
                $findings[] = [$call, 'no comment `translators:` says what the placeholders are'];
            }
        }
        foreach ($source->all(Scalar\String_::class, Scalar\EncapsedStringPart::class) as $text) {
            // The name of the company is Chinese in every language.
            if (preg_match('/[\x{3400}-\x{9fff}]/u', str_replace('互亿无线', '', $text->value))) {
                $findings[] = [$text, 'Chinese in the source; the translations are in languages/'];
            }
        }
        return $findings;
    }

    /** @return string[] */
    private function wrong(string $text): array
    {
        $wrong = [];
        if (preg_match_all('/%[sdf]/', $text) > 1) {
            $wrong[] = "placeholders without numbers, which a translator cannot put in another order: {$text}";
        }
        // What stands between two words may be a comma and a blank.
        if ((trim($text) !== $text && preg_match('/\pL/u', $text)) || trim($text) === '') {
            $wrong[] = "blanks at its ends, or nothing: '{$text}'";
        }
        if (preg_match('/<(?!\/?(strong|em|code|a)\b|br\b)\/?[a-z]/i', $text)) {
            $wrong[] = "more HTML than a translator should see: {$text}";
        }
        return $wrong;
    }

    /** Whether such a comment stands where xgettext looks for it: in the lines before, or inside the statement. */
    private function explained(Source $source, Node $call): bool
    {
        foreach ($source->tokens as $token) {
            if (is_array($token) && in_array($token[0], [T_COMMENT, T_DOC_COMMENT], true) && stripos($token[1], 'translators:') !== false) {
                $end = $token[2] + substr_count(rtrim($token[1]), "\n");
                if ($end === $call->getStartLine() || $end === $call->getStartLine() - 1) {
                    return true;
                }
            }
        }
        return false;
    }
}

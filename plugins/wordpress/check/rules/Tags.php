<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

/** PHP begins with <?php, at the first byte, and is not ended at the end. */
final class Tags implements Rule
{
    public function says(): string
    {
        return 'no short tags';
    }

    public function names(): array
    {
        return [];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        if (strncmp($source->text, '<?php', 5) !== 0) {
            $findings[] = [1, 'does not begin with <?php'];
        }
        if (preg_match('/\?>\s*$/D', $source->text)) {
            $findings[] = [substr_count(rtrim($source->text), "\n") + 1, 'ends with ?>'];
        }
        foreach ($source->tokens as $token) {
            $short = is_array($token) && ($token[0] === T_OPEN_TAG_WITH_ECHO || ($token[0] === T_OPEN_TAG && rtrim($token[1]) === '<?')
                || ($token[0] === T_INLINE_HTML && preg_match('/<\?(?!xml)/', $token[1])));
            if ($short) {
                $findings[] = [$token[2], 'a short tag'];
            }
        }
        return $findings;
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

interface Rule
{
    /** @return string what it says, in a few words */
    public function says(): string;

    /** @return string[] names by which a comment lets a line off; none when nothing is let off */
    public function names(): array;

    /** @return array[] node or line, and what is wrong */
    public function findings(Source $source, Project $project): array;
}

<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\PrettyPrinter\Standard;

/** A node as somebody would write it, short enough for a line. */
final class Text
{
    public static function of(Node $node): string
    {
        $printer = new Standard();
        $text = $node instanceof Node\Expr ? $printer->prettyPrintExpr($node) : $printer->prettyPrint([$node]);
        $text = (string) preg_replace('/\s+/', ' ', $text);
        return strlen($text) > 80 ? substr($text, 0, 77) . '...' : $text;
    }
}

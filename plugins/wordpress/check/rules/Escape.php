<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;

/** Whatever is printed is escaped. */
final class Escape implements Rule
{
    private const SAFE = [
        'esc_html', 'esc_attr', 'esc_url', 'esc_textarea', 'esc_js', 'esc_html__', 'esc_attr__', 'esc_html_x', 'esc_attr_x', 'esc_xml',
        'wp_kses', 'wp_kses_post', 'wp_kses_data', 'absint', 'intval', 'floatval', 'count', 'strlen', 'sanitize_html_class', 'sanitize_key',
        'number_format_i18n', 'number_format', 'wp_nonce_field', 'get_submit_button', 'checked', 'selected', 'disabled', 'readonly',
    ];
    private const NUMBERS = [
        Expr\BinaryOp\Plus::class, Expr\BinaryOp\Minus::class, Expr\BinaryOp\Mul::class, Expr\BinaryOp\Div::class, Expr\BinaryOp\Mod::class,
        Expr\Cast\Int_::class, Expr\Cast\Double::class, Expr\Cast\Bool_::class, Expr\UnaryMinus::class, Expr\BooleanNot::class,
    ];

    public function says(): string
    {
        return 'what is printed is escaped';
    }

    public function names(): array
    {
        return ['WordPress.Security.EscapeOutput'];
    }

    public function findings(Source $source, Project $project): array
    {
        $flow = new Flow($project, [$this, 'leaf']);
        $findings = [];
        foreach ($source->all(Stmt\Echo_::class, Expr\Print_::class, Expr\Exit_::class, Expr\FuncCall::class) as $node) {
            $name = Project::called($node);
            if (in_array($name, ['_e', '_ex'], true)) {
                $findings[] = [$node, "{$name}() prints what is not escaped: esc_html_e()"];
            } elseif (in_array($name, ['print_r', 'var_dump', 'var_export'], true)) {
                $plain = Project::argument($node, 1);
                if (!$plain instanceof Expr\ConstFetch || $plain->name->toLowerString() !== 'true') {
                    $findings[] = [$node, "{$name}() prints"];
                }
            }
            foreach ($this->printed($node, $name) as $printed) {
                foreach ($flow->harms($printed) as $harm) {
                    $findings[] = [$harm, 'printed without escaping: ' . Text::of($harm)];
                }
            }
        }
        return $findings;
    }

    /** @return Expr[] what a node prints */
    private function printed(Node $node, string $name): array
    {
        if ($node instanceof Stmt\Echo_) {
            return $node->exprs;
        }
        if ($node instanceof Expr\Print_ || $node instanceof Expr\Exit_) {
            return $node->expr === null ? [] : [$node->expr];
        }
        if (in_array($name, ['printf', 'vprintf'], true)) {
            return array_map(static function ($arg) {
                return $arg->value;
            }, $node->args);
        }
        return $name === 'wp_die' && isset($node->args[0]) ? [$node->args[0]->value] : [];
    }

    public function leaf(Node $node): ?bool
    {
        if (in_array(get_class($node), self::NUMBERS, true) || $node instanceof Expr\BinaryOp\Smaller) {
            return true;
        }
        if (Project::called($node) === 'array_map') {
            $by = Project::argument($node, 0);
            return $by instanceof Node\Scalar\String_ && in_array($by->value, self::SAFE, true);
        }
        return in_array(Project::called($node), self::SAFE, true) ? true : null;
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;

/** What a visitor sends is unslashed and sanitized where it is read. */
final class Input implements Rule
{
    public const FROM = ['_GET', '_POST', '_REQUEST', '_COOKIE', '_SERVER', '_FILES', '_ENV', '_SESSION'];
    private const SANITIZERS = [
        'sanitize_text_field', 'sanitize_textarea_field', 'sanitize_key', 'sanitize_email', 'sanitize_user', 'sanitize_title', 'sanitize_file_name',
        'sanitize_html_class', 'esc_url_raw', 'absint', 'intval', 'wp_kses', 'wp_kses_post', 'rest_sanitize_boolean', 'wp_validate_redirect',
    ];
    /** These take off the slashes themselves, or there are none in what they give. */
    private const NUMBERS = ['absint', 'intval', 'sanitize_key'];

    public function says(): string
    {
        return 'what is sent is unslashed and sanitized';
    }

    public function names(): array
    {
        return ['WordPress.Security.ValidatedSanitizedInput'];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Expr\Variable::class) as $variable) {
            if (in_array($variable->name, self::FROM, true)) {
                $wrong = $this->wrong($variable);
                if ($wrong !== '') {
                    $findings[] = [$variable, "{$wrong}: " . Text::of($this->whole($variable))];
                }
            }
        }
        foreach ($source->all(Expr\FuncCall::class) as $call) {
            if (in_array(Project::called($call), ['filter_input', 'filter_input_array', 'parse_str', 'getallheaders', 'apache_request_headers'], true)) {
                $findings[] = [$call, 'read around WordPress: ' . Text::of($call)];
            }
        }
        return $findings;
    }

    /** $_POST['a']['b'] for its $_POST. */
    private function whole(Expr\Variable $variable): Expr
    {
        $node = $variable;
        while ($node->getAttribute('parent') instanceof Expr\ArrayDimFetch && $node->getAttribute('parent')->var === $node) {
            $node = $node->getAttribute('parent');
        }
        return $node;
    }

    private function wrong(Expr\Variable $variable): string
    {
        $node = $this->whole($variable);
        $unslashed = false;
        for ($up = $node->getAttribute('parent'); $up instanceof Node; $node = $up, $up = $up->getAttribute('parent')) {
            $name = Project::called($up);
            if ($up instanceof Expr\Assign && $up->var === $node) {
                return '';
            }
            if ($up instanceof Expr\Isset_ || $up instanceof Expr\Empty_ || in_array($name, ['array_key_exists', 'is_array', 'is_string', 'is_scalar', 'count'], true)) {
                return '';
            }
            if ($this->isComparison($up) || $up instanceof Expr\Cast\Int_ || $up instanceof Expr\Cast\Bool_ || $up instanceof Expr\BooleanNot) {
                return '';
            }
            if ($name === 'wp_unslash') {
                $unslashed = true;
                continue;
            }
            if ($name === 'array_map' || $name === 'map_deep') {
                $by = Project::argument($up, $name === 'map_deep' ? 1 : 0);
                $name = $by instanceof Node\Scalar\String_ ? $by->value : '';
            }
            if (in_array($name, self::SANITIZERS, true)) {
                return $unslashed || in_array($name, self::NUMBERS, true) ? '' : 'not unslashed (wp_unslash)';
            }
            // What keeps its value as it is.
            $same = $up instanceof Node\Arg || $up instanceof Expr\Ternary || $up instanceof Expr\BinaryOp\Coalesce || $up instanceof Expr\Cast
                || in_array($name, ['trim', 'substr', 'strtolower', 'strtoupper'], true);
            if (!$same || ($up instanceof Expr\Ternary && $up->cond === $node && $up->if !== null)) {
                break;
            }
        }
        return 'not sanitized';
    }

    /** With something that we wrote ourselves. */
    private function isComparison(Node $node): bool
    {
        if (!$node instanceof Expr\BinaryOp\Identical && !$node instanceof Expr\BinaryOp\NotIdentical) {
            return false;
        }
        foreach ([$node->left, $node->right] as $side) {
            if ($side instanceof Node\Scalar\String_ || $side instanceof Expr\ClassConstFetch || $side instanceof Expr\ConstFetch) {
                return true;
            }
        }
        return false;
    }
}

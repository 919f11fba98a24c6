<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node\Expr;

/** A function that reads a posted form has looked at its nonce. */
final class Nonce implements Rule
{
    public const CHECKS = ['check_admin_referer', 'check_ajax_referer', 'wp_verify_nonce'];

    public function says(): string
    {
        return 'a posted form has its nonce looked at';
    }

    public function names(): array
    {
        return ['WordPress.Security.NonceVerification'];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        foreach ($source->all(Expr\Variable::class) as $variable) {
            if (!in_array($variable->name, ['_POST', '_REQUEST', '_FILES'], true)) {
                continue;
            }
            $scope = Project::scope($variable);
            if ($scope === null || array_intersect(self::CHECKS, $project->reaches($scope)) === []) {
                $findings[] = [$variable, "\${$variable->name} is read where no nonce is looked at"];
            }
        }
        return $findings;
    }
}

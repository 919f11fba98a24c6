<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** The language has no way to say it. */
final class Inexpressible extends \RuntimeException
{
}

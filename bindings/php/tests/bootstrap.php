<?php

declare(strict_types=1);

require __DIR__ . '/../autoload.php';
require __DIR__ . '/support/Shell.php';
require __DIR__ . '/support/Sandbox.php';
require __DIR__ . '/support/Fpm.php';
require __DIR__ . '/support/Level.php';
// Debian's php-parser.
require_once 'PhpParser/autoload.php';

Ihuyi\Ihuyi::useLibrary((string) getenv('TEST_LIBRARY'));

<?php

declare(strict_types=1);

require __DIR__ . '/../autoload.php';
require __DIR__ . '/support/Shell.php';
require __DIR__ . '/support/Readme.php';
require __DIR__ . '/support/Sandbox.php';
require __DIR__ . '/support/Fpm.php';
require __DIR__ . '/support/Browser.php';
require __DIR__ . '/support/Site.php';
require __DIR__ . '/support/FpmSite.php';
require __DIR__ . '/support/Level.php';
require __DIR__ . '/support/Odd.php';
require __DIR__ . '/support/Helper.php';
// Debian's php-parser.
require_once 'PhpParser/autoload.php';

Ihuyi\Ihuyi::useLibrary((string) getenv('TEST_LIBRARY'));

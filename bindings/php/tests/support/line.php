<?php

// The page behind tests/runner-fpm: answers its lines until there are no more.

require __DIR__ . '/autoload.php';
require __DIR__ . '/Inexpressible.php';
require __DIR__ . '/Runner.php';

set_time_limit(0);
$front = stream_socket_client('unix://' . __DIR__ . '/front');
$runner = new Ihuyi\Tests\Runner('php-fpm');
while (($line = fgets($front)) !== false) {
    fwrite($front, $runner->line(rtrim($line, "\n")) . "\n");
}

<?php
// ours.php URL CA COUNT: sends COUNT texts on one client through the PHP binding and prints the median send in microseconds.
require dirname(__DIR__, 2) . '/bindings/php/autoload.php';

[, $url, $ca, $count] = $argv;
$client = new Ihuyi\Client([
    'gateway' => $url, 'ca_file' => $ca, 'account' => 'C00000000', 'apikey' => '0123456789abcdef0123456789abcdef',
]);
$took = [];
for ($i = 0; $i < $count; $i++) {
    $began = hrtime(true);
    $client->send('13800000000', '您的验证码是：1234。请不要把验证码泄露给其他人。');
    $took[] = hrtime(true) - $began;
}
// The first pays for the connection.
$rest = array_slice($took, 1) ?: $took;
sort($rest);
echo $rest[intdiv(count($rest), 2)] / 1e3, "\n";

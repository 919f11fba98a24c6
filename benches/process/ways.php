<?php
// ways.php URL TLS_URL CA PROGRAM HELPER ROUNDS: what a call costs by each way to the library, in one run: FFI, the helper, the program. In turn, ROUNDS
// times, a process each; each figure is the median of the rounds' medians, in microseconds. `segments` asks no gateway: all of it is the way in.
const KEY = '0123456789abcdef0123456789abcdef';
const TEXT = '您的验证码是：1234。请不要把验证码泄露给其他人。';

function median(array $values): float
{
    sort($values);
    return $values[intdiv(count($values), 2)];
}

if ($argc === 4) {
    // One process: URL CA COUNT, the way in IHUYI_WAY.
    require dirname(__DIR__, 2) . '/bindings/php/autoload.php';
    [, $url, $ca, $count] = $argv;
    $client = new Ihuyi\Client(['gateway' => $url, 'ca_file' => $ca, 'account' => 'C00000000', 'apikey' => KEY]);
    $calls = [
        'segments' => static function () use ($client): void {
            $client->segments(TEXT);
        },
        'send' => static function () use ($client): void {
            $client->send('13800000000', TEXT);
        },
    ];
    foreach ($calls as $name => $call) {
        // The first pays for what the others find ready.
        $call();
        $took = [];
        for ($i = 0; $i < $count; $i++) {
            $began = hrtime(true);
            $call();
            $took[] = (hrtime(true) - $began) / 1e3;
        }
        echo $name, ' ', median($took), "\n";
    }
    exit;
}

[, $plain, $url, $ca, $program, $helper, $rounds] = $argv;
$told = [];
for ($round = 0; $round < (int) $rounds; $round++) {
    // An account holds 10,000 messages.
    $http = ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => '{}'];
    file_get_contents("{$plain}/_sandbox/reset", false, stream_context_create(['http' => $http]));
    foreach (['ffi' => 1000, 'helper' => 1000, 'program' => 50] as $way => $count) {
        $env = ['IHUYI_WAY' => $way, 'IHUYI_PROGRAM' => $program, 'IHUYI_HELPER' => $helper] + getenv();
        $child = proc_open([PHP_BINARY, __FILE__, $url, $ca, (string) $count], [1 => ['pipe', 'w']], $pipes, null, $env);
        foreach (array_filter(explode("\n", (string) stream_get_contents($pipes[1]))) as $line) {
            [$call, $took] = explode(' ', $line);
            $told[$call][$way][] = (float) $took;
        }
        if (proc_close($child) !== 0) {
            exit(1);
        }
    }
}
// Microseconds as a table has them.
function shown(float $took): string
{
    return $took < 100 ? sprintf('%.0f µs', $took) : sprintf($took < 1000 ? '%.2f ms' : '%.1f ms', $took / 1e3);
}

echo "| call (median) | FFI | helper | program |\n|---|---|---|---|\n";
foreach ($told as $call => $ways) {
    echo '| `', $call, '` | ', implode(' | ', array_map(static fn (array $took) => shown(median($took)), $ways)), " |\n";
}

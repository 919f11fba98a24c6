<?php
// peer.php URL CA COUNT: the same with ext-curl, as a careful PHP programmer writes it: one handle, time limits, the key in clear, the
// answer's code looked at.
[, $url, $ca, $count] = $argv;
$curl = curl_init();
$took = [];
for ($i = 0; $i < $count; $i++) {
    $began = hrtime(true);
    curl_setopt_array($curl, [
        CURLOPT_URL => $url . '/webservice/sms.php?method=Submit',
        CURLOPT_CAINFO => $ca,
        CURLOPT_POSTFIELDS => http_build_query([
            'account' => 'C00000000',
            'password' => '0123456789abcdef0123456789abcdef',
            'mobile' => '13800000000',
            'content' => '您的验证码是：1234。请不要把验证码泄露给其他人。',
            'format' => 'json',
        ]),
        CURLOPT_CONNECTTIMEOUT => 5,
        CURLOPT_TIMEOUT => 15,
        CURLOPT_RETURNTRANSFER => true,
    ]);
    $answer = curl_exec($curl);
    if ($answer === false || (json_decode($answer, true)['code'] ?? null) !== 2) {
        fwrite(STDERR, curl_error($curl) . $answer . "\n");
        exit(1);
    }
    $took[] = hrtime(true) - $began;
}
$rest = array_slice($took, 1) ?: $took;
sort($rest);
echo $rest[intdiv(count($rest), 2)] / 1e3, "\n";

<?php

// 发送验证码短信，或打电话读出验证码 / a one-time code by text or by a call: php send_code.php MOBILE CODE [voice]
require __DIR__ . '/../../bindings/php/autoload.php';   // Composer: require 'vendor/autoload.php';

use Ihuyi\Exception\{IhuyiException, OutcomeUnknownException};
use Ihuyi\Ihuyi;

[, $mobile, $code, $way] = $argv + ['', '', '', 'sms'];
[$account, $apikey] = [getenv('IHUYI_ACCOUNT'), getenv('IHUYI_APIKEY')];
try {
    $result = $way === 'voice'
        ? Ihuyi::voice($account, $apikey, $mobile, $code)
        : Ihuyi::send($account, $apikey, $mobile, "您的验证码是：{$code}。请不要把验证码泄露给其他人。");
    echo "{$result->getCode()} {$result->getMessage()}  id={$result->getMessageId()}\n";
} catch (IhuyiException $e) {
    echo "{$e->getMessage()}\n";                            // 原因和办法 / why, and what to do
    echo $e instanceof OutcomeUnknownException ? "请勿盲目重发 / do not resend blindly\n" : '';
    exit(1);
}

<?php

// 注册页：填号码、看图片、收验证码、校验 / a registration page: number, picture, one-time code, check
//
// 在项目目录里试 / to try it, in the project's folder (php -S 默认不许用 FFI，所以要写 ffi.enable / it may not use FFI by default):
//   target/release/ihuyi sandbox &
//   export IHUYI_GATEWAY=http://127.0.0.1:8088 IHUYI_ACCOUNT=C00000000 IHUYI_APIKEY=0123456789abcdef0123456789abcdef
//   export IHUYI_LIBRARY=$PWD/target/release/libihuyi.so IHUYI_CAPTCHA='after 1'
//   php -d ffi.enable=true -S 127.0.0.1:8001 -t examples/php/register/public
// 打开 http://127.0.0.1:8001/，验证码在 http://127.0.0.1:8088/_sandbox/inbox；端口被占用就换一个数
// / open the first, the code is in the second; where the port is taken, write another
// 正式的网站用 PHP-FPM：照 bindings/php/README.zh-CN.md 预加载；只有 public 放进网站目录
// / a real site runs PHP-FPM, preloaded as bindings/php/README.md says; public alone goes into the web root

declare(strict_types=1);

require __DIR__ . '/../../../../bindings/php/autoload.php';   // Composer: require 'vendor/autoload.php';
require __DIR__ . '/../page.php';

use Ihuyi\Client;
use Ihuyi\Code;
use Ihuyi\Exception\{ArgumentException, IhuyiException, LimitException, LoadException};
use Ihuyi\Exception\{NumberException, OutcomeUnknownException, VerifyException};

const PURPOSE = 'register';

/** A field of the form; what is no text is none. */
function field(string $name): string
{
    $value = $_POST[$name] ?? '';
    return is_string($value) ? trim($value) : '';
}

/** What the limits count by. Behind a proxy of your own, take the address that it hands on, and from nobody else. */
function visitor(): array
{
    return ['ip' => $_SERVER['REMOTE_ADDR'], 'session' => session_id()];
}

/** Seconds until the code that is out can be asked for again. */
function left(): int
{
    return max(0, ($_SESSION['next'] ?? 0) - time());
}

function forget(): void
{
    unset($_SESSION['verification'], $_SESSION['next']);
}

function send(Client $client, Page $page, string $do): void
{
    $keys = visitor() + ['captcha_id' => field('captcha_id'), 'captcha_answer' => field('captcha_answer')];
    try {
        $sent = $do === 'send'
            ? $client->verifyStart(PURPOSE, field('mobile'), $keys)
            : $client->verifyResend($_SESSION['verification'] ?? '', $do === 'call' ? 'voice' : 'sms', $keys);
        $page->message = $do === 'call' ? '请接听电话，记下读出的验证码。' : '验证码已发送，请查收短信。';
    } catch (OutcomeUnknownException $e) {
        // 可能发出了：编号有效，别让用户马上重发 / it may have gone: the id is good
        $sent = $e->getVerification();
        $page->message = '验证码可能已经发出，请稍候；没有收到再重新获取。';
    } catch (LimitException $e) {
        $page->wait = $e->getWait() ?: left();
        $page->picture = $e->getCode() === Code::E_CAPTCHA_NEEDED;
        $later = $e->getWait() > 0 ? "{$e->getWait()} 秒后" : '稍后';
        $page->fail($page->picture ? '请先填写图片里的字符。' : "获取得太频繁了，请{$later}再试。");
        if (isset($_SESSION['verification'])) {
            $_SESSION['next'] = time() + $page->wait;
        }
        return;
    } catch (VerifyException $e) {
        if ($e->getCode() === Code::E_CAPTCHA_WRONG) {
            $page->picture = true;
            $page->fail('图片里的字符不对，请看新的一张。');
        } else {
            forget();
            $page->fail('验证码已失效，请重新获取。');
        }
        return;
    } catch (NumberException | ArgumentException $e) {
        $page->fail('请检查手机号码。');
        return;
    }
    // 会话里只存编号和何时可以再发：号码、验证码、次数都在库里 / the session holds the id, and when to ask again
    $_SESSION['verification'] = $sent->getId();
    $_SESSION['next'] = time() + $sent->getWait();
    $page->wait = $sent->getWait();
}

function check(Client $client, Page $page): void
{
    $page->wait = left();
    if (field('code') === '') {
        $page->fail('请填写验证码。');
        return;
    }
    $checked = $client->verifyCheck($_SESSION['verification'] ?? '', field('code'));
    if ($checked->isOk() && $checked->getPurpose() === PURPOSE) {
        forget();
        session_regenerate_id(true);
        // 在这里建帐号。号码以 getMobile() 为准；它是否注册过，只在这时告诉本人
        // / make the account here, for getMobile(); whether it exists already is told now and to its owner alone
        $page->done = substr_replace($checked->getMobile(), '****', 3, 4);
    } elseif ($checked->getStatus() === 'wrong') {
        $page->fail("验证码不对，还可以试 {$checked->getLeft()} 次。");
    } else {
        forget();
        $page->fail('验证码已失效，请重新获取。');
    }
}

$https = ($_SERVER['HTTPS'] ?? '') !== '' && $_SERVER['HTTPS'] !== 'off';
session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Lax', 'cookie_secure' => $https, 'use_strict_mode' => true]);
$_SESSION['csrf'] = $_SESSION['csrf'] ?? bin2hex(random_bytes(16));
$page = new Page($_SESSION['csrf']);
$do = field('do');
try {
    if ($_SERVER['REQUEST_METHOD'] === 'POST' && !hash_equals($_SESSION['csrf'], field('csrf'))) {
        http_response_code(403);
        $page->fail('页面已过期，请再试一次。');
    } elseif ($_SERVER['REQUEST_METHOD'] === 'POST') {
        $client = new Client();
        if (in_array($do, ['send', 'resend', 'call'], true)) {
            send($client, $page, $do);
        } elseif ($do === 'check') {
            check($client, $page);
        } elseif ($do === 'restart') {
            forget();
        }
        if ($page->picture || $do === 'picture') {
            $page->captcha = $client->captchaNew(visitor());
        }
    }
} catch (IhuyiException | LoadException $e) {
    // 原因写进日志，不给访客看 / why is for the log, and not for the visitor
    error_log($e->getMessage());
    http_response_code(503);
    $page->fail('暂时无法发送验证码，请稍后再试。');
}
$page->sent = isset($_SESSION['verification']);
$page->wait = $page->wait ?: left();
$page->show();

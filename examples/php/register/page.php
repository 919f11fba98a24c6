<?php

// 注册页的样子；自己不做任何事 / what the registration page looks like; it does nothing by itself

declare(strict_types=1);

use Ihuyi\Captcha;

final class Page
{
    /** @var string */
    public $message = '';

    /** @var bool */
    public $failed = false;

    /** @var int seconds until a code can be asked for again */
    public $wait = 0;

    /** @var bool whether a picture is demanded */
    public $picture = false;

    /** @var Captcha|null */
    public $captcha = null;

    /** @var bool whether a code is out */
    public $sent = false;

    /** @var string the number that was verified, masked */
    public $done = '';

    /** @var string */
    private $csrf;

    public function __construct(string $csrf)
    {
        $this->csrf = $csrf;
    }

    public function fail(string $message): void
    {
        $this->message = $message;
        $this->failed = true;
    }

    public function show(): void
    {
        $nonce = base64_encode(random_bytes(12));
        header('Content-Type: text/html; charset=utf-8');
        header('Cache-Control: no-store');
        header('Referrer-Policy: no-referrer');
        header("Content-Security-Policy: default-src 'none'; img-src data:; style-src 'nonce-{$nonce}'; script-src 'nonce-{$nonce}';"
            . " form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        ?>
<!DOCTYPE html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>注册 / Register</title>
<style nonce="<?= self::h($nonce) ?>">
    body { font-family: sans-serif; max-width: 24em; margin: 2em auto; padding: 0 1em }
    label, img { display: block; margin: 1em 0 .3em }
    input, button { font-size: 1em; padding: .4em }
    .failed { color: #a00 }
</style>
<h1>注册</h1>
<?php if ($this->message !== '') : ?>
<p role="status"<?= $this->failed ? ' class="failed"' : '' ?>><?= self::h($this->message) ?></p>
<?php endif ?>
<?php if ($this->done !== '') : ?>
<p id="done">注册成功，手机号码：<?= self::h($this->done) ?></p>
<?php elseif ($this->sent) : ?>
<form method="post">
    <?php $this->hidden() ?>
    <label for="code">短信验证码 / code</label>
    <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required autofocus>
    <button name="do" value="check">注册</button>
</form>
<form method="post">
    <?php $this->hidden() ?>
    <?php $this->challenge() ?>
    <p>没有收到？
    <button name="do" value="resend" data-wait="<?= $this->wait ?>">重新发送</button>
    <button name="do" value="call" data-wait="<?= $this->wait ?>">改为电话接听</button>
    <button name="do" value="restart" formnovalidate>换一个号码</button></p>
    <?php $this->another() ?>
</form>
<?php else : ?>
<form method="post">
    <?php $this->hidden() ?>
    <label for="mobile">手机号码 / mobile</label>
    <input id="mobile" name="mobile" type="tel" autocomplete="tel" maxlength="20" required value="<?= self::h(field('mobile')) ?>">
    <?php $this->challenge() ?>
    <button name="do" value="send" data-wait="<?= $this->wait ?>">获取验证码</button>
    <?php $this->another() ?>
</form>
<?php endif ?>
<script nonce="<?= self::h($nonce) ?>">
    document.querySelectorAll('[data-wait]').forEach(function (button) {
        var left = Number(button.dataset.wait), text = button.textContent;
        (function tick() {
            button.disabled = left > 0;
            button.textContent = left > 0 ? text + '（' + left + ' 秒）' : text;
            if (left-- > 0) { setTimeout(tick, 1000); }
        })();
    });
</script>
</html>
        <?php
    }

    private function hidden(): void
    {
        echo '<input type="hidden" name="csrf" value="', self::h($this->csrf), '">', "\n";
    }

    private function challenge(): void
    {
        if ($this->captcha === null) {
            return;
        }
        ?>
    <input type="hidden" name="captcha_id" value="<?= self::h($this->captcha->getId()) ?>">
    <img src="<?= self::h($this->captcha->getDataUri()) ?>" alt="图片验证码：<?= $this->captcha->getLength() ?> 个字符">
    <label for="answer">图片里的字符 / the characters in the picture</label>
    <input id="answer" name="captcha_answer" autocomplete="off" maxlength="12">
        <?php
    }

    /** After the form's main button, because Enter presses the first one. */
    private function another(): void
    {
        if ($this->captcha !== null) {
            echo '    <button name="do" value="picture" formnovalidate>看不清，换一张</button>', "\n";
        }
    }

    private static function h(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}

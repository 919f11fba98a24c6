<?php

namespace Ihuyi;

use Ihuyi\Exception\IhuyiException;
use Ihuyi\Exception\LoadException;
use Ihuyi\Internal\Argument;
use Ihuyi\Internal\Lists;
use Ihuyi\Internal\Unshared;
use Ihuyi\Internal\Verdict;
use Ihuyi\Internal\Ways;

/**
 * 一个客户端：各产品的帐号、时限、编码等设置，以及它保持的连接
 *
 * A client: accounts and keys of each product, time limits, charset (docs/settings.md lists them all), and the
 * connections it keeps. Texts are bytes in its charset, both ways; null is an empty text. The key is not kept
 * here: the library has it, or what stands for it where there is none in this process.
 */
final class Client
{
    use Unshared;

    /** @var string[] the settings that take a yes or no */
    private static $switches = ['allow_http', 'guard', 'guard_open', 'track'];

    /** @var int the client's number in the way to the library; 0 when it is closed */
    private $id = 0;

    /** @var string */
    private $charset = 'utf-8';

    /**
     * Settings come from the environment variables (IHUYI_ACCOUNT, IHUYI_APIKEY, ...) unless they are given here; null,
     * and the false of a getenv() that found nothing, are not given.
     *
     * @param array<string, string|int|float|bool|null> $settings as ['account' => 'C00000000', 'apikey' => '...']
     * @throws IhuyiException when a setting is wrong
     * @throws LoadException when the library cannot be used
     */
    public function __construct(
        #[\SensitiveParameter]
        array $settings = []
    ) {
        $this->begin(static function (array $settings, &$id) {
            return Ways::get()->create($settings, $id);
        }, $settings);
    }

    /**
     * 从 ihuyi.ini 建立 / Makes a client from an INI file; environment variables beat what it says, $settings beat both.
     *
     * @param string|null $path
     * @param array<string, string|int|float|bool|null> $settings
     * @return self
     * @throws IhuyiException when a setting or the file is wrong
     * @throws LoadException when the library cannot be used
     */
    public static function fromIni(
        $path,
        #[\SensitiveParameter]
        array $settings = []
    ) {
        $texts = Argument::texts(['path' => $path]);
        $client = (new \ReflectionClass(__CLASS__))->newInstanceWithoutConstructor();
        $client->begin(static function (array $settings, &$id) use ($texts) {
            return Ways::get()->open($texts['path'], $settings, $id);
        }, $settings);
        return $client;
    }

    /**
     * @param callable $make makes the client with these settings
     * @param array<string, string|int|float|bool|null> $settings
     */
    private function begin(
        $make,
        #[\SensitiveParameter]
        array $settings
    ) {
        // The other values are read in the charset, wherever in the list it stands.
        if (isset($settings['charset'])) {
            $settings = ['charset' => $settings['charset']] + $settings;
        }
        $pairs = [];
        $odd = null;
        foreach ($settings as $key => $value) {
            // null and what getenv() says of a variable that is not set: not given, where no is no value.
            if ($value === null || ($value === false && !in_array($key, self::$switches, true))) {
                continue;
            }
            if (!is_scalar($value)) {
                $odd = $key;
                break;
            }
            $pairs[] = [(string) $key, is_bool($value) ? ($value ? 'yes' : 'no') : (string) $value];
        }
        $made = $make($pairs, $this->id);
        if ($this->id === 0) {
            throw IhuyiException::of($made);
        }
        $this->charset = Ways::get()->charset($this->id);
        if ($odd !== null) {
            $thrown = Verdict::argument(
                "设置 {$odd} 的值须是文字或数字",
                "the setting {$odd} takes text or a number",
                $this->charset
            );
            // PHP runs no destructor for an object whose constructor throws.
            $this->close();
            throw $thrown;
        }
    }

    public function __destruct()
    {
        $this->close();
    }

    /** 释放；可以重复调用 / Frees the client; again is fine. */
    public function close()
    {
        if ($this->id !== 0) {
            Ways::get()->close($this->id);
            $this->id = 0;
        }
    }

    /**
     * 修改一项设置 / Changes one setting; null and empty are its default.
     *
     * @return self
     * @throws IhuyiException when there is no such setting, or the value is wrong; then nothing was changed
     */
    public function set(
        $key,
        #[\SensitiveParameter]
        $value
    ) {
        $texts = Argument::texts(['key' => $key, 'value' => $value]);
        Verdict::done(Ways::get()->set($this->id(), $texts['key'], $texts['value']));
        $this->charset = Ways::get()->charset($this->id);
        return $this;
    }

    /** @return string The charset of this client's texts: utf-8, gbk, or a name of the WHATWG Encoding Standard. */
    public function charset()
    {
        return $this->charset;
    }

    // ---- Sending. Each throws an IhuyiException unless the gateway accepted

    /**
     * 短信 / A text message to a mainland number.
     *
     * @param array<string, string|int|bool|null>|string|null $options as for submit()
     * @return Result
     */
    public function send(
        $mobile,
        #[\SensitiveParameter]
        $content,
        $options = null
    ) {
        return $this->submit('sms', $mobile, $content, null, $options);
    }

    /** @return Result 语音验证码 / A call that reads out a code of 4 to 6 digits. */
    public function voice(
        $mobile,
        #[\SensitiveParameter]
        $code
    ) {
        return $this->submit('voice', $mobile, $code);
    }

    /** @return Result 模板短信：模板编号和各个变量 / A text message from an approved template. */
    public function sendTemplate(
        $mobile,
        $templateId,
        #[\SensitiveParameter]
        ...$variables
    ) {
        return $this->submit('sms', $mobile, $this->joined($variables), Argument::text($templateId, 'templateId'));
    }

    /** @return Result 语音通知：模板编号和各个变量 / A call that reads out an approved template. */
    public function voiceNotice(
        $mobile,
        $templateId,
        #[\SensitiveParameter]
        ...$variables
    ) {
        return $this->submit('voice_notice', $mobile, $this->joined($variables), Argument::text($templateId, 'templateId'));
    }

    /** @return Result 国际短信 / A text message to another country: country code, blank, number. */
    public function international(
        $mobile,
        #[\SensitiveParameter]
        $content
    ) {
        return $this->submit('international', $mobile, $content);
    }

    /**
     * 营销短信 / A marketing message to a list of numbers.
     *
     * @param string[] $mobiles
     * @param string|null $schedule when to send, as 2026-01-31 09:30:00, China Standard Time; null: at once
     * @return Result
     */
    public function marketing(array $mobiles, $content, $schedule = null)
    {
        $options = $schedule === null ? null : ['schedule' => $schedule];
        return $this->submit('marketing', implode(',', $mobiles), $content, null, $options);
    }

    /**
     * 任何产品 / One message through any service: sms, voice, voice_notice, international or marketing.
     *
     * @param string|null $content the whole text; with a template id the variables joined with |
     * @param array<string, string|int|bool|null>|string|null $options as ['reference' => 'order-1001-paid'], or lines of
     *     key = value. The same event sent again with its reference sends no second message and returns the first
     *     answer, Result::isRepeated(); 'resend' => true sends it after all when that answer was unknown. 'key.ip' and the
     *     like are what the limits count by when the setting guard is on; 'schedule' is for marketing
     * @return Result
     */
    public function submit(
        $service,
        $mobile,
        #[\SensitiveParameter]
        $content,
        $templateId = null,
        $options = null
    ) {
        $lines = Verdict::lines($options, $this->charset);
        $given = Argument::texts([
            'service' => $service, 'mobile' => $mobile, 'content' => $content, 'templateId' => $templateId,
        ]);
        return Verdict::accepted(Ways::get()->submit(
            $this->id(),
            $given['service'],
            $given['mobile'],
            $given['content'],
            $given['templateId'],
            $lines
        ));
    }

    // ---- One-time codes. The two that send throw as submit() does; the exception has getVerification()

    /**
     * 生成并发送一次性验证码；把编号存进访客的会话 / Makes a one-time code and sends it; keep its id in the visitor's session.
     *
     * @param string|null $purpose what the code is for, as register or reset
     * @param array<string, string|int|bool|null>|string|null $keys what limits count by: ip, device, session, site, or any
     *     name of your own; and channel (sms, voice, auto), captcha_id and captcha_answer, or captcha (passed)
     * @return Verification
     */
    public function verifyStart(
        $purpose,
        $mobile,
        #[\SensitiveParameter]
        $keys = null
    ) {
        $texts = ['purpose' => $purpose, 'mobile' => $mobile, 'keys' => Verdict::lines($keys, $this->charset)];
        $texts = Argument::texts($texts);
        return Verdict::sent(Ways::get()->verification($this->id(), 'verify_start', $texts, Code::ACCEPTED));
    }

    /**
     * 重发同一个验证码 / Sends the code of a verification again: the same code, good for its whole time again.
     *
     * @param string|null $channel sms, voice or auto
     * @param array<string, string|int|bool|null>|string|null $keys as for verifyStart()
     * @return Verification
     */
    public function verifyResend(
        #[\SensitiveParameter]
        $id,
        $channel = null,
        #[\SensitiveParameter]
        $keys = null
    ) {
        $texts = ['id' => $id, 'channel' => $channel, 'keys' => Verdict::lines($keys, $this->charset)];
        $texts = Argument::texts($texts);
        return Verdict::sent(Ways::get()->verification($this->id(), 'verify_resend', $texts, Code::ACCEPTED));
    }

    /**
     * 校验；填对的只算一次 / Checks a code that was entered; the right one is right once. Ask isOk() of the answer: a wrong or
     * late code throws nothing, getStatus() tells which.
     *
     * @return Verification
     */
    public function verifyCheck(
        #[\SensitiveParameter]
        $id,
        #[\SensitiveParameter]
        $code
    ) {
        $texts = Argument::texts(['id' => $id, 'code' => $code]);
        return Verdict::checked(Ways::get()->verification($this->id(), 'verify_check', $texts, Code::OK));
    }

    // ---- Limits, for whoever sends by another way: submit() and verifyStart() ask by themselves

    /**
     * 现在能不能发；能发就计数 / Whether a message may be sent now; counts it as sent when it may. A refusal throws nothing.
     *
     * @param array<string, string|int|bool|null>|string|null $keys as for verifyStart()
     * @return Decision
     */
    public function guardAsk($service, $mobile, $keys = null)
    {
        $texts = ['service' => $service, 'mobile' => $mobile, 'keys' => Verdict::lines($keys, $this->charset)];
        return Verdict::decided(Ways::get()->decision($this->id(), 'guard_ask', Argument::texts($texts)));
    }

    /**
     * 同上，但不计数 / What guardAsk() would say, without counting.
     *
     * @param array<string, string|int|bool|null>|string|null $keys as for verifyStart()
     * @return Decision
     */
    public function guardStatus($service, $mobile, $keys = null)
    {
        $texts = ['service' => $service, 'mobile' => $mobile, 'keys' => Verdict::lines($keys, $this->charset)];
        return Verdict::decided(Ways::get()->decision($this->id(), 'guard_status', Argument::texts($texts)));
    }

    /** @return Result 解除：mobile、ip 等，或 breaker / Forgets what was counted for a number, an address or another key. */
    public function guardUnlock($kind, $value = null)
    {
        $texts = Argument::texts(['kind' => $kind, 'value' => $value]);
        return Verdict::done(Ways::get()->ask($this->id(), 'guard_unlock', $texts));
    }

    // ---- A picture challenge

    /**
     * 一张新的图片验证码 / A picture of a few characters.
     *
     * @param array<string, string|int|bool|null>|string|null $keys as for verifyStart()
     * @return Captcha
     */
    public function captchaNew($keys = null)
    {
        return Verdict::drawn($this->id(), Verdict::lines($keys, $this->charset));
    }

    /**
     * 核对图片验证码，对错都只能用一次 / Whether the answer to a picture is right; it uses the picture up. verifyStart() does
     * this itself with the keys captcha_id and captcha_answer.
     *
     * @return bool
     */
    public function captchaCheck($id, $answer)
    {
        $texts = Argument::texts(['id' => $id, 'answer' => $answer]);
        return Verdict::answered(Ways::get()->ask($this->id(), 'captcha_check', $texts));
    }

    // ---- Asking

    /** @return Result 余额 / How many messages are left: Result::getBalance(). Asking again is always safe. */
    public function balance($service = null)
    {
        $texts = Argument::texts(['service' => $service]);
        return Verdict::accepted(Ways::get()->ask($this->id(), 'balance', $texts));
    }

    /** @return Result 提交短信模板审核 / Hands in an SMS template for review; its number is Result::getMessageId(). */
    public function addTemplate($content)
    {
        $texts = Argument::texts(['content' => $content]);
        return Verdict::accepted(Ways::get()->ask($this->id(), 'add_template', $texts));
    }

    /**
     * 一个返回码的含义、原因和办法 / What a code of a service means and what to do about it.
     *
     * @param string|null $service as for submit(), or balance or template; null: sms
     * @param string|null $lang zh or en; null: the setting lang
     * @return Explanation
     */
    public function explain($code, $service = null, $lang = null)
    {
        $texts = Argument::texts(['service' => $service, 'lang' => $lang]);
        return Verdict::explained($this->id(), Argument::number($code, 'code'), $texts['service'], $texts['lang']);
    }

    /** @return Result 计费条数，不发送 / Counts billed messages without sending: Result::getSegments(), Result::getCharacters(). */
    public function segments($content, $service = null)
    {
        $texts = Argument::texts(['service' => $service, 'content' => $content]);
        return Verdict::done(Ways::get()->ask($this->id(), 'segments', $texts));
    }

    /**
     * 解析推送 / Reads the body of a push as it came (file_get_contents('php://input')), or the query string.
     * Answer the gateway with Push::getAnswer().
     *
     * @return Push
     */
    public function parsePush($body)
    {
        $texts = Argument::texts(['body' => $body]);
        return Verdict::parsed($this->id(), $texts['body']);
    }

    // ---- What became of a message

    /**
     * 解析并记下推送 / As parsePush(), and remembers what it says, for status() or inbox(). Answer the gateway with
     * Push::getAnswer(); when this throws, answer anything else, and it will be pushed again.
     *
     * @param string|null $body
     * @return Push
     */
    public function recordPush(
        #[\SensitiveParameter]
        $body
    ) {
        return Verdict::pushed($this->id(), 'push_record', Argument::texts(['body' => $body]));
    }

    /**
     * 一条短信的下落 / What is known of a message that was sent with the setting track on. A StoreException with the code
     * Code::E_NO_STATUS: nothing is remembered of it.
     *
     * @param string|null $what the gateway's id, or the reference it was sent with; or a number: the newest message of
     *     unknown end to it
     * @return Delivery
     */
    public function status($what)
    {
        $texts = Argument::texts(['what' => $what]);
        list($result, $delivery) = Ways::get()->status($this->id(), $texts['what']);
        Verdict::done($result);
        return $delivery;
    }

    /**
     * 下一条用户回复或模板审核结果 / The next reply of a user, or verdict on a template, that was remembered. Keep its
     * Push::getNumber() and give it as $after the next time.
     *
     * @param int $after
     * @return Push|null null: there is no more
     */
    public function inbox($after = 0)
    {
        $after = Argument::number($after, 'after');
        if ($after < 0 || $after > 4294967295) {
            throw Verdict::argument(
                "收件箱的编号 {$after} 不在 0 到 4294967295 之间",
                "the number {$after} is not one of the inbox: 0 to 4294967295",
                $this->charset
            );
        }
        $push = Verdict::pushed($this->id(), 'inbox', ['after' => $after]);
        return $push->getNumber() === 0 ? null : $push;
    }

    // ---- A list of thousands, each sent once

    /**
     * 一份名单，每一行只发一次 / Begins a list, or takes over the one that is there: each row is sent once, and the program may be
     * killed at any moment. Only with FFI: the helper and the program hold nothing between two calls. Send it on the command line, or
     * from cron: a page has little time.
     *
     * @param string|null $journal path of the file that keeps the list. Where there is none, a plan begins; it is written by the
     *     first Bulk::run()
     * @param array<string, string|int|bool|null>|string|null $options as ['hours' => '09:00-20:30', 'rate' => 20], or lines of
     *     key = value: service (sms or marketing), template_id, hours, rate, repeats, and for marketing schedule, list, batch. For a
     *     journal that is there each that is given must be as it was planned, but rate
     * @return Bulk
     */
    public function bulk($journal, $options = null)
    {
        $lines = Verdict::lines($options, $this->charset);
        $texts = Argument::texts(['journal' => $journal]);
        $id = $this->id();
        $way = Ways::get();
        if (!$way instanceof Lists) {
            throw Verdict::unsupported(
                "名单要有一个进程一直拿着，而走这条路（{$way->name()}）时每次调用各是一回事，没有发送任何内容；请在命令行里用 FFI 运行这段程序"
                . '（ihuyi-check.php 说怎么打开），或者改用程序 ihuyi bulk，它可以放进 cron（docs/bulk.zh-CN.md）',
                "a list needs a process that holds it, and on this way ({$way->name()}) each call stands alone; nothing was sent: run this"
                . ' on the command line with FFI (ihuyi-check.php says how to open it), or use the program ihuyi bulk, from cron'
                . ' perhaps (docs/bulk.md)',
                $this->charset
            );
        }
        return new Bulk($way, $id, $texts['journal'], $lines, $this->charset);
    }

    /** @return array<string, mixed> */
    public function __debugInfo()
    {
        return ['open' => $this->id !== 0, 'charset' => $this->charset];
    }

    /**
     * @param string[] $variables
     * @return string
     */
    private function joined(
        #[\SensitiveParameter]
        array $variables
    ) {
        // In GBK, Big5 and their like the separator's byte can be a character's second one, and then it is none.
        $pairs = in_array($this->charset, ['gbk', 'Big5', 'EUC-KR', 'Shift_JIS'], true);
        foreach (array_values($variables) as $i => $variable) {
            $variable = Argument::text($variable, 'variables');
            $bare = $pairs ? (string) preg_replace('/[\x81-\xff]./s', '', $variable) : $variable;
            // It would become two variables, and shift all that follow.
            if (strpos($bare, '|') !== false) {
                $number = $i + 1;
                throw Verdict::argument(
                    "第 {$number} 个变量里有“|”，它是变量之间的分隔符，未发送；请先去掉或换成别的字符",
                    "variable {$number} holds \"|\", which separates variables; nothing was sent: remove or replace it first",
                    $this->charset
                );
            }
        }
        return implode('|', $variables);
    }

    /** @return int */
    private function id()
    {
        if ($this->id === 0) {
            throw Verdict::argument(
                '这个客户端已经关闭，未发送任何内容；请新建一个 Ihuyi\Client',
                'this client is closed and nothing was sent: make a new Ihuyi\Client',
                $this->charset
            );
        }
        return $this->id;
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi;

use Ihuyi\Exception\IhuyiException;
use Ihuyi\Exception\LoadException;
use Ihuyi\Internal\Native;
use Ihuyi\Internal\Verdict;

/**
 * 一个客户端：各产品的帐号、时限、编码等设置，以及它保持的连接
 *
 * A client: accounts and keys of each product, time limits, charset (docs/settings.md lists them all), and the
 * connections it keeps. Texts are bytes in its charset, both ways; null is an empty text. The key is handed to the
 * library and not kept here.
 */
final class Client
{
    /** @var int the client's number in Native; 0 when it is closed */
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
        $this->begin(Native::get()->create($this->id), $settings);
    }

    /**
     * 从 ihuyi.ini 建立 / Makes a client from an INI file; environment variables beat what it says, $settings beat both.
     *
     * @param array<string, string|int|float|bool|null> $settings
     * @throws IhuyiException when a setting or the file is wrong
     * @throws LoadException when the library cannot be used
     */
    public static function fromIni(
        ?string $path,
        #[\SensitiveParameter]
        array $settings = []
    ): self {
        $client = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $client->begin(Native::get()->open($path, $client->id), $settings);
        return $client;
    }

    /** @param array<string, string|int|float|bool|null> $settings */
    private function begin(
        Result $made,
        #[\SensitiveParameter]
        array $settings
    ): void {
        if ($this->id === 0) {
            throw IhuyiException::of($made);
        }
        // The other values are read in the charset, wherever in the list it stands.
        if (isset($settings['charset'])) {
            $settings = ['charset' => $settings['charset']] + $settings;
        }
        try {
            $this->charset = Native::get()->charset($this->id);
            foreach ($settings as $key => $value) {
                // null and what getenv() says of a variable that is not set: not given. One setting takes a yes or no.
                if ($value === null || ($value === false && $key !== 'allow_http')) {
                    continue;
                }
                if (!is_scalar($value)) {
                    throw Verdict::argument("设置 {$key} 的值须是文字或数字", "the setting {$key} takes text or a number", $this->charset);
                }
                $this->set((string) $key, is_bool($value) ? ($value ? 'yes' : 'no') : (string) $value);
            }
        } catch (\Throwable $e) {
            // PHP runs no destructor for an object whose constructor throws.
            $this->close();
            throw $e;
        }
    }

    public function __destruct()
    {
        $this->close();
    }

    /** 释放；可以重复调用 / Frees the client; again is fine. */
    public function close(): void
    {
        if ($this->id !== 0) {
            Native::get()->close($this->id);
            $this->id = 0;
        }
    }

    /**
     * 修改一项设置 / Changes one setting; null and empty are its default.
     *
     * @throws IhuyiException when there is no such setting, or the value is wrong; then nothing was changed
     */
    public function set(
        ?string $key,
        #[\SensitiveParameter]
        ?string $value
    ): self {
        Verdict::done(Native::get()->set($this->id(), $key, $value));
        $this->charset = Native::get()->charset($this->id);
        return $this;
    }

    /** The charset of this client's texts: utf-8, gbk, or a name of the WHATWG Encoding Standard. */
    public function charset(): string
    {
        return $this->charset;
    }

    // ---- Sending. Each throws an IhuyiException unless the gateway accepted

    /** 短信 / A text message to a mainland number. */
    public function send(
        ?string $mobile,
        #[\SensitiveParameter]
        ?string $content
    ): Result {
        return $this->submit('sms', $mobile, $content);
    }

    /** 语音验证码 / A call that reads out a code of 4 to 6 digits. */
    public function voice(
        ?string $mobile,
        #[\SensitiveParameter]
        ?string $code
    ): Result {
        return $this->submit('voice', $mobile, $code);
    }

    /** 模板短信：模板编号和各个变量 / A text message from an approved template. */
    public function sendTemplate(
        ?string $mobile,
        string $templateId,
        #[\SensitiveParameter]
        string ...$variables
    ): Result {
        return $this->submit('sms', $mobile, $this->joined($variables), $templateId);
    }

    /** 语音通知：模板编号和各个变量 / A call that reads out an approved template. */
    public function voiceNotice(
        ?string $mobile,
        string $templateId,
        #[\SensitiveParameter]
        string ...$variables
    ): Result {
        return $this->submit('voice_notice', $mobile, $this->joined($variables), $templateId);
    }

    /** 国际短信 / A text message to another country: country code, blank, number. */
    public function international(
        ?string $mobile,
        #[\SensitiveParameter]
        ?string $content
    ): Result {
        return $this->submit('international', $mobile, $content);
    }

    /**
     * 营销短信 / A marketing message to a list of numbers.
     *
     * @param string[] $mobiles
     * @param string|null $schedule when to send, as 2026-01-31 09:30:00, China Standard Time; null: at once
     */
    public function marketing(array $mobiles, ?string $content, ?string $schedule = null): Result
    {
        $options = $schedule === null ? null : "schedule = {$schedule}";
        return $this->submit('marketing', implode(',', $mobiles), $content, null, $options);
    }

    /**
     * 任何产品 / One message through any service: sms, voice, voice_notice, international or marketing.
     *
     * @param string|null $content the whole text; with a template id the variables joined with |
     * @param string|null $options lines of key = value
     */
    public function submit(
        ?string $service,
        ?string $mobile,
        #[\SensitiveParameter]
        ?string $content,
        ?string $templateId = null,
        ?string $options = null
    ): Result {
        return Verdict::accepted(
            Native::get()->submit($this->id(), $service, $mobile, $content, $templateId, $options)
        );
    }

    // ---- Asking

    /** 余额 / How many messages are left: Result::getBalance(). Asking again is always safe. */
    public function balance(?string $service = null): Result
    {
        return Verdict::accepted(Native::get()->balance($this->id(), $service));
    }

    /** 提交短信模板审核 / Hands in an SMS template for review; its number is Result::getMessageId(). */
    public function addTemplate(?string $content): Result
    {
        return Verdict::accepted(Native::get()->addTemplate($this->id(), $content));
    }

    /**
     * 一个返回码的含义、原因和办法 / What a code of a service means and what to do about it.
     *
     * @param string|null $service as for submit(), or balance or template; null: sms
     * @param string|null $lang zh or en; null: the setting lang
     */
    public function explain(int $code, ?string $service = null, ?string $lang = null): Explanation
    {
        return Verdict::explained($this->id(), $code, $service, $lang);
    }

    /** 计费条数，不发送 / Counts billed messages without sending: Result::getSegments(), Result::getCharacters(). */
    public function segments(?string $content, ?string $service = null): Result
    {
        return Verdict::done(Native::get()->segments($this->id(), $service, $content));
    }

    /**
     * 解析推送 / Reads the body of a push as it came (file_get_contents('php://input')), or the query string.
     * Answer the gateway with Push::getAnswer().
     */
    public function parsePush(?string $body): Push
    {
        return Verdict::parsed($this->id(), $body);
    }

    // ---- What an object that owns something outside PHP must not do

    public function __clone()
    {
        // The copy goes away with this exception; its destructor must not close the original.
        $this->id = 0;
        throw new \LogicException('Ihuyi\Client 不能复制，请新建一个 / an Ihuyi\Client cannot be cloned: make a new one');
    }

    /** @return mixed[] */
    public function __serialize(): array
    {
        throw new \LogicException('Ihuyi\Client 不能序列化 / an Ihuyi\Client cannot be serialized');
    }

    /** @param mixed[] $data */
    public function __unserialize(array $data): void
    {
        throw new \LogicException('Ihuyi\Client 不能反序列化 / an Ihuyi\Client cannot be unserialized');
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['open' => $this->id !== 0, 'charset' => $this->charset];
    }

    /** @param string[] $variables */
    private function joined(
        #[\SensitiveParameter]
        array $variables
    ): string {
        // In GBK, Big5 and their like the separator's byte can be a character's second one, and then it is none.
        $pairs = in_array($this->charset, ['gbk', 'Big5', 'EUC-KR', 'Shift_JIS'], true);
        foreach (array_values($variables) as $i => $variable) {
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

    private function id(): int
    {
        if ($this->id === 0) {
            throw Verdict::argument(
                '这个 Ihuyi\Client 已经关闭，请新建一个',
                'this Ihuyi\Client is closed: make a new one',
                $this->charset
            );
        }
        return $this->id;
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\Bulk;
use Ihuyi\Client;
use Ihuyi\Code;
use Ihuyi\Decision;
use Ihuyi\Delivery;
use Ihuyi\Exception;
use Ihuyi\Flag;
use Ihuyi\Ihuyi;
use Ihuyi\Outcome;
use Ihuyi\Progress;
use Ihuyi\Push;
use Ihuyi\Result;
use Ihuyi\Row;
use Ihuyi\Verification;

/** What answers the lines of the conformance driver, whatever the way to the library. */
final class Runner
{
    /** The word for each class; the numbers come from the exception's result, so that the driver can hold one against the other. */
    private const RAISED = [
        Exception\AccountException::class => 'account',
        Exception\BalanceException::class => 'balance',
        Exception\NumberException::class => 'number',
        Exception\ContentException::class => 'content',
        Exception\TemplateException::class => 'template',
        Exception\LimitException::class => 'limit',
        Exception\GatewayException::class => 'gateway',
        Exception\ArgumentException::class => 'argument',
        Exception\SettingException::class => 'setting',
        Exception\NetworkException::class => 'network',
        Exception\OutcomeUnknownException::class => 'unknown',
        Exception\InternalException::class => 'internal',
        Exception\VerifyException::class => 'verify',
        Exception\StoreException::class => 'store',
    ];

    /** What a call answers that succeeded and has no result in PHP. */
    private const SUCCESS = [
        'code' => 0, 'outcome' => 0, 'http_status' => 0, 'flags' => 0, 'segments' => 0, 'characters' => 0, 'recipients' => 0,
        'balance' => -1, 'message_id' => '', 'message' => '', 'family' => 0,
    ];

    /** What a call answers beside its result, where an exception came in its place and carries nothing. */
    private const NOTHING = [
        'verify' => [
            'id' => '', 'channel' => 0, 'digits' => 0, 'wait' => 0, 'valid' => 0, 'left' => 0, 'purpose' => '', 'mobile' => '',
            'limit' => '',
        ],
        'guard' => ['allowed' => 0, 'wait' => 0, 'limit' => ''],
    ];

    /** What stands for PHP's null where the inbox has no more. */
    private const NO_PUSH = [
        'kind' => 0, 'code' => 0, 'success' => 0, 'flags' => 0, 'number' => 0, 'message_id' => '', 'mobile' => '', 'status' => '',
        'explanation' => '', 'time' => '', 'template_id' => '', 'content' => '', 'answer' => '',
    ];

    /** What stands for the end of a list's rows. */
    private const NO_ROW = [
        'number' => 0, 'stands' => 0, 'code' => 0, 'flags' => 0, 'line' => 0, 'segments' => 0, 'mobile' => '', 'reference' => '',
        'message_id' => '', 'time' => '', 'message' => '',
    ];

    /** @var string */
    private $name;

    /** @var Client|null */
    private $client = null;

    /** @var Bulk|null */
    private $list = null;

    public function __construct(string $name)
    {
        $this->name = $name;
    }

    /** One line and its answer, without their ends. */
    public function line(string $line): string
    {
        $parts = explode(' ', $line, 2);
        $arguments = [];
        foreach (array_filter(explode('&', $parts[1] ?? '')) as $pair) {
            [$name, $value] = explode('=', $pair, 2);
            $arguments[$name] = rawurldecode($value);
        }
        $fields = [];
        foreach ($this->answer($parts[0], $arguments) as $name => $value) {
            $fields[] = $name . '=' . rawurlencode((string) $value);
        }
        return implode('&', $fields);
    }

    private function answer(string $verb, array $f): array
    {
        try {
            return $this->call($verb, $f);
        } catch (Exception\IhuyiException $e) {
            $told = $e->getVerification();
            $fields = $told === null ? self::fields($e->getResult()) : self::verification($told);
            return $fields + (self::NOTHING[explode('_', $verb)[0]] ?? []) + ['raised' => self::RAISED[get_class($e)] ?? 'other'];
        } catch (Inexpressible $e) {
            return ['inexpressible' => $e->getMessage()];
        } catch (\Throwable $e) {
            return ['error' => get_class($e) . ': ' . $e->getMessage()];
        }
    }

    private function call(string $verb, array $f): array
    {
        $text = static function (string $name) use ($f): ?string {
            return $f[$name] ?? null;
        };
        switch ($verb) {
            case 'hello':
                return [
                    'binding' => $this->name, 'language' => 'PHP ' . PHP_VERSION, 'strings' => 'bytes', 'exceptions' => 'yes',
                    'library' => Ihuyi::libraryPath(), 'version' => Ihuyi::version(), 'abi' => Ihuyi::abiVersion(),
                    'way' => Ihuyi::way(), 'memory' => Ihuyi::way() === 'program' ? 'no' : 'yes',
                ];
            case 'send':
                return self::fields(Ihuyi::send($text('account'), $text('password'), $text('mobile'), $text('content')));
            case 'voice':
                return self::fields(Ihuyi::voice($text('account'), $text('password'), $text('mobile'), $text('code')));
            case 'strerror':
                return ['text' => Ihuyi::strerror((int) $f['code'])];
            case 'new':
            case 'open':
                $this->free();
                $this->client = $verb === 'new' ? new Client() : Client::fromIni($text('path'));
                return ['ok' => 1] + self::SUCCESS;
            case 'set':
                $this->client()->set($text('key'), $text('value'));
                return self::SUCCESS;
            case 'free':
                $this->free();
                return [];
            case 'submit':
                return self::fields($this->client()->submit(
                    $text('service'),
                    $text('mobile'),
                    $text('content'),
                    $text('template_id'),
                    $text('options')
                ));
            case 'balance':
                return self::fields($this->client()->balance($text('service')));
            case 'add_template':
                return self::fields($this->client()->addTemplate($text('content')));
            case 'explain':
                return $this->explain((int) $f['code'], $text('service'), $text('lang'));
            case 'segments':
                return self::fields($this->client !== null
                    ? $this->client->segments($text('content'), $text('service'))
                    : Ihuyi::segments($text('content'), $text('service')));
            case 'push_parse':
                $body = $text('body');
                return self::push($this->client !== null ? $this->client->parsePush($body) : Ihuyi::parsePush($body));
            case 'push_record':
                return self::push($this->client()->recordPush($text('body')));
            case 'inbox':
                $push = $this->client()->inbox((int) $f['after']);
                return $push === null ? self::NO_PUSH : self::push($push);
            case 'status':
                return self::delivery($this->client()->status($text('what')));
            case 'parallel':
                return $this->parallel((int) $f['workers'], (int) $f['times'], $f['service'], $f['mobile'], $f['content']);
            case 'several':
                $client = $this->client();
                return ['told' => self::several($client, (int) $f['times'], $f['service'], (int) $f['mobile'], $f['content'])];
            case 'verify_start':
                return self::verification($this->client()->verifyStart($text('purpose'), $text('mobile'), self::keys($text('keys'))));
            case 'verify_resend':
                return self::verification($this->client()->verifyResend($text('id'), $text('channel'), self::keys($text('keys'))));
            case 'verify_check':
                return self::verification($this->client()->verifyCheck($text('id'), $text('code')));
            case 'guard_ask':
                return self::decision($this->client()->guardAsk($text('service'), $text('mobile'), self::keys($text('keys'))));
            case 'guard_status':
                return self::decision($this->client()->guardStatus($text('service'), $text('mobile'), self::keys($text('keys'))));
            case 'guard_unlock':
                return self::fields($this->client()->guardUnlock($text('kind'), $text('value')));
            case 'captcha_new':
                $captcha = $this->client()->captchaNew(self::keys($text('keys')));
                return [
                    'id' => $captcha->getId(), 'length' => $captcha->getLength(), 'valid' => $captcha->getValid(),
                    'png' => bin2hex($captcha->getPng()), 'data_uri' => $captcha->getDataUri(),
                ] + self::SUCCESS;
            case 'captcha_check':
                // PHP's answer is true or false: what it stands for is told here.
                $right = $this->client()->captchaCheck($text('id'), $text('answer'));
                $told = $this->client()->explain(Code::E_CAPTCHA_WRONG);
                return $right ? self::SUCCESS : [
                    'code' => $told->getCode(), 'outcome' => Outcome::REFUSED, 'flags' => Flag::LOCAL, 'family' => $told->getFamily(),
                    'message' => $told->getText(),
                ];
            case 'bulk_open':
                return $this->open($text('journal'), self::keys($text('options')));
            case 'bulk_add':
                return self::fields($this->list()->add($text('mobile'), $text('content'), $text('reference')));
            case 'bulk_run':
                return self::progress($this->list()->run($f['budget_ms'] / 1000));
            case 'bulk_status':
                return self::progress($this->list()->status());
            case 'bulk_next':
                $rows = $this->list()->rows((int) $f['stands'], (int) $f['after']);
                return $rows->valid() ? self::row($rows->current()) : self::NO_ROW;
            case 'bulk_close':
                $this->close();
                return [];
        }
        throw new \LogicException("no verb {$verb}");
    }

    /** As an array, the way programs give them; as they are where they are no lines of key = value. */
    private static function keys(?string $lines)
    {
        if ($lines === null) {
            return null;
        }
        $keys = [];
        foreach (preg_grep('/\S/', explode("\n", $lines)) as $line) {
            if (strpos($line, '=') === false) {
                return $lines;
            }
            [$name, $value] = explode('=', $line, 2);
            $keys[trim($name)] = trim($value);
        }
        return $keys;
    }

    private static function verification(Verification $told): array
    {
        return [
            'id' => $told->getId(), 'channel' => $told->getChannel(), 'digits' => $told->getDigits(), 'wait' => $told->getWait(),
            'valid' => $told->getValid(), 'left' => $told->getLeft(), 'purpose' => $told->getPurpose(),
            'mobile' => $told->getMobile(), 'limit' => $told->getLimit(),
        ] + self::fields($told->getResult());
    }

    private static function decision(Decision $told): array
    {
        return [
            'allowed' => (int) $told->isAllowed(), 'wait' => $told->getWait(), 'limit' => $told->getLimit(),
        ] + self::fields($told->getResult());
    }

    private function open(?string $journal, $options): array
    {
        $this->close();
        try {
            $this->list = $this->client()->bulk($journal, $options);
        } catch (Exception\ArgumentException $e) {
            // Where no process holds a list, none is opened, whatever is asked for.
            throw $e->getCode() === Code::E_UNSUPPORTED && Ihuyi::way() !== 'ffi' ? new Inexpressible('bulk') : $e;
        }
        return ['ok' => 1] + self::SUCCESS;
    }

    private function list(): Bulk
    {
        if ($this->list === null) {
            throw new Inexpressible('null');
        }
        return $this->list;
    }

    private function close(): void
    {
        if ($this->list !== null) {
            $this->list->close();
            $this->list = null;
        }
    }

    private static function progress(Progress $told): array
    {
        return [
            'phase' => $told->getState(), 'code' => $told->getCode(), 'wait' => $told->getWait(), 'flags' => $told->getFlags(),
            'rows' => $told->getRows(), 'planned' => $told->getPlanned(), 'sending' => $told->getSending(),
            'accepted' => $told->getAccepted(), 'refused' => $told->getRefused(), 'unknown' => $told->getUnknown(),
            'left_out' => $told->getLeftOut(), 'segments' => $told->getSegments(),
            'accepted_segments' => $told->getAcceptedSegments(), 'message' => $told->getMessage(),
        ];
    }

    private static function row(Row $row): array
    {
        return [
            'number' => $row->getNumber(), 'stands' => $row->getState(), 'code' => $row->getCode(), 'flags' => $row->getFlags(),
            'line' => $row->getLine(), 'segments' => $row->getSegments(), 'mobile' => $row->getMobile(),
            'reference' => $row->getReference(), 'message_id' => $row->getMessageId(), 'time' => $row->getTime(),
            'message' => $row->getMessage(),
        ];
    }

    private function client(): Client
    {
        if ($this->client === null) {
            throw new Inexpressible('null');
        }
        return $this->client;
    }

    private function free(): void
    {
        if ($this->client !== null) {
            $this->client->close();
        }
    }

    private function explain(int $code, ?string $service, ?string $lang): array
    {
        $told = $this->client !== null
            ? $this->client->explain($code, $service, $lang)
            : Ihuyi::explain($code, $service, $lang);
        return [
            'code' => $told->getCode(), 'known' => (int) $told->isKnown(), 'family' => $told->getFamily(), 'name' => $told->getName(),
            'text' => $told->getText(), 'meaning' => $told->getMeaning(), 'cause' => $told->getCause(), 'advice' => $told->getAdvice(),
        ];
    }

    private static function push(Push $push): array
    {
        return [
            'kind' => $push->getKind(), 'code' => $push->getCode(), 'success' => (int) $push->isSuccess(), 'flags' => $push->getFlags(),
            'message_id' => $push->getMessageId(), 'mobile' => $push->getMobile(), 'status' => $push->getStatus(),
            'explanation' => $push->getExplanation(), 'time' => $push->getTime(), 'template_id' => $push->getTemplateId(),
            'content' => $push->getContent(), 'answer' => $push->getAnswer(), 'number' => $push->getNumber(),
        ];
    }

    private static function delivery(Delivery $told): array
    {
        return [
            'state' => $told->getState(), 'code' => $told->getCode(), 'flags' => $told->getFlags(), 'recipients' => $told->getRecipients(),
            'delivered' => $told->getDelivered(), 'failed' => $told->getFailed(), 'service' => $told->getService(),
            'message_id' => $told->getMessageId(), 'mobile' => $told->getMobile(), 'status' => $told->getStatus(),
            'explanation' => $told->getExplanation(), 'submitted' => $told->getSubmitted(), 'reported' => $told->getReported(),
        ];
    }

    /** PHP has no threads: processes made by fork, all of them with the one client that was made before. */
    private function parallel(int $workers, int $times, string $service, string $mobile, string $content): array
    {
        $client = $this->client();
        $pipes = [];
        for ($worker = 0; $worker < $workers; $worker++) {
            $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
            $pid = pcntl_fork();
            if ($pid === 0) {
                fwrite($pair[1], self::several($client, $times, $service, (int) $mobile + $worker * $times, $content));
                fclose($pair[1]);
                exit(0);
            }
            fclose($pair[1]);
            $pipes[$pid] = $pair[0];
        }
        $told = '';
        foreach ($pipes as $pid => $pipe) {
            $told .= stream_get_contents($pipe);
            pcntl_waitpid($pid, $status);
            if ($status !== 0) {
                throw new \RuntimeException("a worker ended with {$status}");
            }
        }
        return self::counted($told);
    }

    /** @return string outcome and id of each, a line each */
    private static function several(Client $client, int $times, string $service, int $mobile, string $content): string
    {
        $told = '';
        for ($i = 0; $i < $times; $i++) {
            try {
                $result = $client->submit($service, (string) ($mobile + $i), $content);
            } catch (Exception\IhuyiException $e) {
                $result = $e->getResult();
            }
            $told .= $result->getOutcome() . ' ' . $result->getMessageId() . "\n";
        }
        return $told;
    }

    /** @return array<string, int> the answer to `parallel` */
    public static function counted(string $told): array
    {
        $counts = [Outcome::ACCEPTED => 0, Outcome::REFUSED => 0, Outcome::NOT_SENT => 0, Outcome::UNKNOWN => 0];
        $ids = [];
        foreach (array_filter(explode("\n", $told)) as $line) {
            [$outcome, $id] = explode(' ', $line);
            $counts[(int) $outcome]++;
            $ids[$id] = true;
        }
        unset($ids['']);
        return [
            'accepted' => $counts[Outcome::ACCEPTED], 'refused' => $counts[Outcome::REFUSED],
            'not_sent' => $counts[Outcome::NOT_SENT], 'unknown' => $counts[Outcome::UNKNOWN], 'ids' => count($ids),
        ];
    }

    private static function fields(Result $result): array
    {
        return [
            'code' => $result->getCode(), 'outcome' => $result->getOutcome(), 'http_status' => $result->getHttpStatus(),
            'flags' => $result->getFlags(), 'segments' => $result->getSegments(), 'characters' => $result->getCharacters(),
            'recipients' => $result->getRecipients(), 'balance' => $result->getBalance() ?? -1,
            'message_id' => $result->getMessageId(), 'message' => $result->getMessage(), 'family' => $result->getFamily(),
        ];
    }
}

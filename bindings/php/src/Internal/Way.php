<?php

namespace Ihuyi\Internal;

use Ihuyi\Captcha;
use Ihuyi\Decision;
use Ihuyi\Delivery;
use Ihuyi\Explanation;
use Ihuyi\Push;
use Ihuyi\Result;
use Ihuyi\Verification;

/**
 * A way to the library: in this process, on the other side of a socket, or as a program.
 *
 * Arguments stand under the names of the C functions' parameters and in their order; a call has the C function's name without
 * ihuyi_. A client is a number: no pointer and no key leaves the way. 0 is the default client.
 *
 * @internal
 */
interface Way
{
    /** @return string ffi, helper or program */
    public function name();

    /** @return string where the library is: a file, ffi.preload or an address */
    public function path();

    /** @return string */
    public function version();

    /** @return int */
    public function abiVersion();

    /**
     * @param int $code
     * @return string
     */
    public function strerror($code);

    /**
     * @param array<int, array{string, string}> $settings set one after the other, until one is wrong
     * @param int $id what the client is called from now on; 0 when there is none
     * @return Result
     */
    public function create(array $settings, &$id);

    /**
     * @param string|null $path
     * @param array<int, array{string, string}> $settings as for create()
     * @param int $id as for create()
     * @return Result
     */
    public function open($path, array $settings, &$id);

    /** @param int $id */
    public function close($id);

    /**
     * @param int $id
     * @return string
     */
    public function charset($id);

    /**
     * @param int $id
     * @param string|null $key
     * @param string|null $value
     * @return Result
     */
    public function set($id, $key, $value);

    /**
     * A call of its own because it is the one that is made a thousand times.
     *
     * @param int $id
     * @param string|null $service
     * @param string|null $mobile
     * @param string|null $content
     * @param string|null $templateId
     * @param string|null $options
     * @return Result
     */
    public function submit($id, $service, $mobile, $content, $templateId, $options);

    /**
     * A call that writes a result and nothing else.
     *
     * @param int|null $id null: the call takes no client
     * @param string $call
     * @param array<string, string|null> $arguments
     * @return Result
     */
    public function ask($id, $call, array $arguments);

    /**
     * @param int $id
     * @param string $call
     * @param array<string, string|null> $arguments
     * @param int $success the code of a call that succeeded
     * @return Verification
     */
    public function verification($id, $call, array $arguments, $success);

    /**
     * @param int $id
     * @param string $call
     * @param array<string, string|null> $arguments
     * @return Decision
     */
    public function decision($id, $call, array $arguments);

    /**
     * @param int $id
     * @param string|null $keys
     * @return array{Result, Captcha} the call's own result, and the picture
     */
    public function captcha($id, $keys);

    /**
     * @param int $id
     * @param string|null $service
     * @param int $code
     * @param string|null $lang
     * @return array{int, Explanation} the call's own code, and what it wrote
     */
    public function explain($id, $service, $code, $lang);

    /**
     * @param int $id
     * @param string $call
     * @param array<string, string|int|null> $arguments
     * @return array{Result, Push} the call's own result, and what the push says
     */
    public function push($id, $call, array $arguments);

    /**
     * @param int $id
     * @param string|null $what
     * @return array{Result, Delivery} the call's own result, and what is known of the message
     */
    public function status($id, $what);
}

<?php

namespace Ihuyi\Exception;

use Ihuyi\Internal\Trace;

/**
 * 库不能用：消息说明原因和办法（UTF-8）。不属于 IhuyiException，因为这是安装问题，不是某一条短信的问题
 *
 * The library cannot be used; the message (in UTF-8) says why and what to do. Not an IhuyiException: the installation
 * is at fault, no message was ever on its way.
 */
final class LoadException extends \RuntimeException
{
    /** PHP has no FFI extension. */
    const EXTENSION = 'extension';
    /** ffi.enable forbids FFI here. */
    const DISABLED = 'disabled';
    /** No library file was found. */
    const MISSING = 'missing';
    /** The file is not a library, or not this one. */
    const WRONG = 'wrong';
    /** The library is older than this package needs. */
    const OLD = 'old';
    /** The library is newer than this package understands. */
    const NEWER = 'newer';
    /** The way that IHUYI_WAY or Ihuyi::useWay() names cannot be gone here. */
    const WAY = 'way';

    /** @var string */
    private $reason;

    /** @var string[] */
    private $languages;

    /**
     * @internal
     * @param string $message
     * @param string $reason
     * @param string[] $languages the message's Chinese and its English part
     */
    public function __construct($message, $reason, array $languages = [])
    {
        parent::__construct($message);
        $this->reason = $reason;
        $this->languages = $languages !== [] ? $languages : [$message, $message];
        Trace::forget($this);
    }

    /** @return string One of the constants of this class. */
    public function getReason()
    {
        return $this->reason;
    }

    /**
     * @internal
     * @return string[] Chinese and English
     */
    public function languages()
    {
        return $this->languages;
    }
}

<?php

declare(strict_types=1);

namespace Ihuyi\Exception;

/**
 * 库不能用：消息说明原因和办法（UTF-8）。不属于 IhuyiException，因为这是安装问题，不是某一条短信的问题
 *
 * The library cannot be used; the message (in UTF-8) says why and what to do. Not an IhuyiException: the installation
 * is at fault, no message was ever on its way.
 */
final class LoadException extends \RuntimeException
{
    use ForgetsArguments;

    /** PHP has no FFI extension. */
    public const EXTENSION = 'extension';
    /** ffi.enable forbids FFI here. */
    public const DISABLED = 'disabled';
    /** No library file was found. */
    public const MISSING = 'missing';
    /** The file is not a library, or not this one. */
    public const WRONG = 'wrong';
    /** The library is older than this package needs. */
    public const OLD = 'old';
    /** The library is newer than this package understands. */
    public const NEWER = 'newer';

    /** @var string */
    private $reason;

    public function __construct(string $message, string $reason)
    {
        parent::__construct($message);
        $this->reason = $reason;
        $this->forgetArguments();
    }

    /** One of the constants of this class. */
    public function getReason(): string
    {
        return $this->reason;
    }
}

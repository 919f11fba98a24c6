<?php

declare(strict_types=1);

namespace Ihuyi;

/**
 * 返回码的类别；每一类有一个异常类
 * The families of codes; each failing one has an exception class.
 */
final class Family
{
    /** It succeeded. */
    public const NONE = 0;
    /** Account, key, or the address that asks: look at the console's settings. */
    public const ACCOUNT = 1;
    /** No messages left. */
    public const BALANCE = 2;
    /** This phone number. */
    public const NUMBER = 3;
    /** This text. */
    public const CONTENT = 4;
    /** Templates and their variables. */
    public const TEMPLATE = 5;
    /** Too many, or too fast. */
    public const LIMIT = 6;
    /** Another refusal of the gateway's. */
    public const GATEWAY = 7;
    /** The call itself: an argument that makes no sense, text in another charset. */
    public const ARGUMENT = 8;
    /** A setting, or the file it stands in. */
    public const SETTING = 9;
    /** The way to the gateway; nothing was sent. */
    public const NETWORK = 10;
    /** Nobody knows whether it went. */
    public const UNKNOWN = 11;
    /** A defect of the library. */
    public const INTERNAL = 12;

    private function __construct()
    {
    }
}

<?php

namespace Ihuyi;

/**
 * 返回码的类别；每一类有一个异常类
 * The families of codes; each failing one has an exception class.
 */
final class Family
{
    /** It succeeded. */
    const NONE = 0;
    /** Account, key, or the address that asks: look at the console's settings. */
    const ACCOUNT = 1;
    /** No messages left. */
    const BALANCE = 2;
    /** This phone number. */
    const NUMBER = 3;
    /** This text. */
    const CONTENT = 4;
    /** Templates and their variables. */
    const TEMPLATE = 5;
    /** Too many, or too fast. */
    const LIMIT = 6;
    /** Another refusal of the gateway's. */
    const GATEWAY = 7;
    /** The call itself: an argument that makes no sense, text in another charset. */
    const ARGUMENT = 8;
    /** A setting, or the file it stands in. */
    const SETTING = 9;
    /** The way to the gateway; nothing was sent. */
    const NETWORK = 10;
    /** Nobody knows whether it went. */
    const UNKNOWN = 11;
    /** A defect of the library. */
    const INTERNAL = 12;
    /** A one-time code or a picture challenge: wrong, expired, used up, or not there. */
    const VERIFY = 13;
    /** The store of codes and counts, and its secret key. */
    const STORE = 14;

    private function __construct()
    {
    }
}

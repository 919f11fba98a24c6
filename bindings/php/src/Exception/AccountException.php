<?php

namespace Ihuyi\Exception;

/**
 * 帐号、APIKEY 或来源 IP 不对：到控制台核对
 * Account, key or the address that asks: look at the console.
 */
final class AccountException extends IhuyiException
{
}

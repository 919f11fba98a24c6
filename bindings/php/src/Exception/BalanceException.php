<?php

namespace Ihuyi\Exception;

/**
 * 余额不足：充值后再发
 * No messages left: top up, then send again.
 */
final class BalanceException extends IhuyiException
{
}

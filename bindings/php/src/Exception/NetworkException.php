<?php

namespace Ihuyi\Exception;

/**
 * 没有发出：连不上网关，稍后再发是安全的
 * Not sent: the gateway was not reached. Sending again later is safe.
 */
final class NetworkException extends IhuyiException
{
}

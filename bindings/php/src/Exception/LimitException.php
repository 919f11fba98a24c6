<?php

namespace Ihuyi\Exception;

/**
 * 太多或太快：不要循环重发
 * Too many or too fast: do not resend in a loop.
 */
final class LimitException extends IhuyiException
{
}

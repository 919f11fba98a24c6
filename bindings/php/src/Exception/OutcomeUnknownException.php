<?php

namespace Ihuyi\Exception;

/**
 * 不知道是否发出：请勿盲目重发，等回执或到控制台查看
 * Nobody knows whether it went: do not resend blindly, wait for the receipt or look in the console.
 */
final class OutcomeUnknownException extends IhuyiException
{
}

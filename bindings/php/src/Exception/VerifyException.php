<?php

namespace Ihuyi\Exception;

/**
 * 一次性验证码或图片验证码：不对、已过期、已用过或不存在。校验验证码时这是答复，不抛异常
 * A one-time code or a picture challenge: wrong, expired, used up, or not there. Of Client::verifyCheck() and
 * captchaCheck() this is an answer and not thrown.
 */
final class VerifyException extends IhuyiException
{
}

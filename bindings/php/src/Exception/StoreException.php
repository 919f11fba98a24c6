<?php

namespace Ihuyi\Exception;

/**
 * 验证码和计数的存储或其密钥不能用；没有发送
 * The store of codes and counts, or its secret key, cannot be used; nothing was sent.
 */
final class StoreException extends IhuyiException
{
}

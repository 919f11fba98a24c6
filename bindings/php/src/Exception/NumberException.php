<?php

namespace Ihuyi\Exception;

/**
 * 这个手机号码有问题
 * Something is wrong with this phone number.
 */
final class NumberException extends IhuyiException
{
}

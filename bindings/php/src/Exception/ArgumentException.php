<?php

namespace Ihuyi\Exception;

/**
 * 调用的参数不对，或文字不是约定的编码
 * An argument that makes no sense, or text in another charset than agreed.
 */
final class ArgumentException extends IhuyiException
{
}

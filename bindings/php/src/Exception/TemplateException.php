<?php

namespace Ihuyi\Exception;

/**
 * 模板或变量有问题
 * Something is wrong with the template or its variables.
 */
final class TemplateException extends IhuyiException
{
}

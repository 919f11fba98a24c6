<?php

namespace Ihuyi\Exception;

/**
 * 这条内容有问题
 * Something is wrong with this text.
 */
final class ContentException extends IhuyiException
{
}

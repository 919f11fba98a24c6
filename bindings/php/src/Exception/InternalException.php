<?php

namespace Ihuyi\Exception;

/**
 * 本库的缺陷，请报告
 * A defect of the library: please report it.
 */
final class InternalException extends IhuyiException
{
}

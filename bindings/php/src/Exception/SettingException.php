<?php

namespace Ihuyi\Exception;

/**
 * 设置或配置文件不对
 * A setting, or the file it stands in, is wrong.
 */
final class SettingException extends IhuyiException
{
}

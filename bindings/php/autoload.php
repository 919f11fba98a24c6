<?php

/**
 * 不用 Composer 时，require 本文件即可 / For sites without Composer: require this file.
 */

spl_autoload_register(static function ($class) {
    if (strncmp($class, 'Ihuyi\\', 6) === 0) {
        $file = __DIR__ . '/src/' . strtr(substr($class, 6), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});

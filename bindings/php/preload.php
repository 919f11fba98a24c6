<?php

/**
 * 供 opcache.preload 使用：php.ini 该写的三行由 php bin/ihuyi-preload 打印
 *
 * For opcache.preload; php bin/ihuyi-preload prints the three lines for php.ini. A site that has a preload script of its
 * own requires this file there. The classes are compiled only: nothing runs and no connection is made before the workers
 * are forked, and the library itself is loaded by ffi.preload.
 */

(static function (string $folder): void {
    foreach (['', '/Internal', '/Exception'] as $part) {
        foreach (glob($folder . $part . '/*.php') ?: [] as $file) {
            opcache_compile_file($file);
        }
    }
})(__DIR__ . '/src');

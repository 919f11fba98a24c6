<?php

namespace Ihuyi\Internal;

use Ihuyi\Exception\LoadException;

/**
 * Where libihuyi is looked for, and the sentence for each way in which loading it can fail.
 *
 * @internal
 */
final class Library
{
    /** @var string|null what Ihuyi::useLibrary() was given */
    private static $explicit = null;

    private function __construct()
    {
    }

    /** @param string $path what Ihuyi::useLibrary() was given */
    public static function name($path)
    {
        self::$explicit = $path;
    }

    /**
     * The one file that must serve: a path that was written down is not passed over.
     *
     * @return string|null null: the system may look for it
     */
    public static function demanded()
    {
        if (self::$explicit !== null) {
            return self::$explicit;
        }
        foreach (self::bundled() as $path) {
            if (@is_file($path)) {
                return $path;
            }
        }
        $path = getenv('IHUYI_LIBRARY');
        return is_string($path) && $path !== '' ? $path : null;
    }

    /** @return string The name under which the system's loader knows the library. */
    public static function systemName()
    {
        return DIRECTORY_SEPARATOR === '\\' ? 'ihuyi.dll' : 'libihuyi.so.1';
    }

    /** @return string The plain header that goes with this machine's calling convention. */
    public static function header()
    {
        $win32 = DIRECTORY_SEPARATOR === '\\' && PHP_INT_SIZE === 4;
        return dirname(dirname(__DIR__)) . ($win32 ? '/ihuyi-ffi-win32.h' : '/ihuyi-ffi.h');
    }

    /** @return string The header's declarations, without the lines that only ffi.preload understands. */
    public static function declarations()
    {
        $text = @file_get_contents(self::header());
        if ($text === false) {
            throw self::failure(
                LoadException::MISSING,
                '读不到 ' . self::header() . '，请重新安装本 PHP 包',
                'cannot read ' . self::header() . ': please install this PHP package again'
            );
        }
        return (string) preg_replace('/^#.*$/m', '', $text);
    }

    /** @return LoadException */
    public static function missing($demanded)
    {
        $tried = $demanded !== null ? [$demanded] : array_merge(self::bundled(), [self::systemName()]);
        $list = implode(', ', $tried);
        if ($demanded !== null) {
            return self::failure(
                LoadException::MISSING,
                "找不到库文件 {$list}；请核对路径（环境变量 IHUYI_LIBRARY 或 Ihuyi::useLibrary() 的参数）、文件权限与 open_basedir",
                "there is no library file {$list}: check the path (environment variable IHUYI_LIBRARY or the argument of"
                . ' Ihuyi::useLibrary()), its permissions and open_basedir'
            );
        }
        return self::failure(
            LoadException::MISSING,
            "找不到 libihuyi，依次试过：{$list}（IHUYI_LIBRARY 未设置）；请把库放到其中一处，或用 IHUYI_LIBRARY 指明完整路径",
            "libihuyi was not found; tried {$list} (IHUYI_LIBRARY is not set): put the library there, or set IHUYI_LIBRARY to"
            . ' its full path'
        );
    }

    /** @return LoadException */
    public static function notLoadable($path, $reason)
    {
        return self::failure(
            LoadException::WRONG,
            "{$path} 不是这个 PHP 能加载的库（文件损坏、位数不同，或系统的 glibc 太旧），请换成与本机相符的 libihuyi；系统的说明：{$reason}",
            "{$path} is not a library that this PHP can load (damaged, made for another architecture or a newer glibc):"
            . " replace it with the libihuyi for this machine; the system says: {$reason}"
        );
    }

    /** @return LoadException */
    public static function foreign($path)
    {
        return self::failure(
            LoadException::WRONG,
            "{$path} 能加载，但不是 libihuyi（没有 ihuyi_abi_version），请改用 libihuyi 的文件",
            "{$path} loads but is not libihuyi (it has no ihuyi_abi_version): give the path of libihuyi instead"
        );
    }

    /** @return LoadException */
    public static function abi($path, $version, $has, $needs)
    {
        if ($has > $needs) {
            return self::failure(
                LoadException::NEWER,
                "{$path}（版本 {$version}）的接口版本是 {$has}，本 PHP 包只懂 {$needs}，请更新本 PHP 包",
                "{$path} (release {$version}) has ABI version {$has}, and this PHP package understands {$needs}: update the"
                . ' PHP package'
            );
        }
        return self::failure(
            LoadException::OLD,
            "{$path}（版本 {$version}）的接口版本是 {$has}，本 PHP 包需要 {$needs}，请更新库",
            "{$path} (release {$version}) has ABI version {$has}, and this PHP package needs {$needs}: update the library"
        );
    }

    /** @return LoadException */
    public static function lacks($path, $version, $function)
    {
        return self::failure(
            LoadException::OLD,
            "{$path}（版本 {$version}）太旧，没有函数 {$function}，请更新库",
            "{$path} (release {$version}) is too old, it has no function {$function}: update the library"
        );
    }

    /** @return LoadException */
    public static function oldPhp()
    {
        return self::failure(
            LoadException::EXTENSION,
            'FFI 从 PHP 7.4 才有，这里是 ' . PHP_VERSION,
            'FFI came with PHP 7.4, this is ' . PHP_VERSION
        );
    }

    /** @return LoadException */
    public static function noExtension()
    {
        $ini = php_ini_loaded_file();
        $ini = $ini === false ? 'php.ini' : $ini;
        return self::failure(
            LoadException::EXTENSION,
            '此 PHP（' . PHP_SAPI . "）没有可用的 FFI 扩展；请在 {$ini} 里写 extension=ffi 并确认 disable_classes 没有 FFI，"
            . '再运行 ihuyi-check.php 核对',
            'this PHP (' . PHP_SAPI . ") has no usable FFI extension: write extension=ffi into {$ini}, see that disable_classes"
            . ' does not name FFI, then run ihuyi-check.php'
        );
    }

    /** @return LoadException */
    public static function disabled()
    {
        return self::failure(
            LoadException::DISABLED,
            '此 PHP 的 ffi.enable 是关闭的，请在 php.ini 里改回 ffi.enable=preload',
            'ffi.enable is off in this PHP: set ffi.enable=preload in php.ini again'
        );
    }

    /** @return LoadException */
    public static function notPreloaded()
    {
        $command = 'php ' . self::preloadScript() . ' /etc/ihuyi/ihuyi-ffi.h';
        // PHP's own server is for trying out, where preloading is too much to ask.
        $trying = PHP_SAPI !== 'cli-server' ? ['', ''] : [
            '。只是用 php -S 试，就这样启动：php -d ffi.enable=true -S …（正式的网站不要这样）',
            '. Just trying it with php -S? Start it as php -d ffi.enable=true -S ..., which is not for a real site',
        ];
        return self::failure(
            LoadException::DISABLED,
            '网页（' . PHP_SAPI . '）里 ffi.enable=preload 只许预加载的类使用 FFI，而本 PHP 包没有预加载；'
            . "请在命令行运行 {$command}，把它打印的三行写进 php.ini 后重启 PHP-FPM{$trying[0]}",
            'on the web (' . PHP_SAPI . ') ffi.enable=preload allows FFI to preloaded classes only, and this PHP package is not'
            . " preloaded: run {$command} on the command line, add the three lines that it prints to php.ini and restart PHP-FPM"
            . $trying[1]
        );
    }

    /** @return LoadException */
    public static function noScope()
    {
        $command = 'php ' . self::preloadScript() . ' /etc/ihuyi/ihuyi-ffi.h';
        return self::failure(
            LoadException::DISABLED,
            "本 PHP 包已预加载，但 ffi.preload 没有它的头文件；请在 php.ini 里补上 {$command} 打印的 ffi.preload 一行后重启 PHP-FPM",
            "this PHP package is preloaded, but ffi.preload does not name its header: add the ffi.preload line that {$command} prints"
            . ' to php.ini and restart PHP-FPM'
        );
    }

    /** @return string */
    private static function preloadScript()
    {
        return dirname(dirname(__DIR__)) . '/bin/ihuyi-preload';
    }

    /** @return string[] the places beside this package, best first */
    private static function bundled()
    {
        $folder = dirname(dirname(__DIR__)) . '/lib/';
        if (DIRECTORY_SEPARATOR === '\\') {
            return [$folder . (PHP_INT_SIZE === 4 ? 'x86' : 'x64') . '/ihuyi.dll'];
        }
        return [$folder . 'libihuyi.so.1', $folder . 'libihuyi.so'];
    }

    /** @return LoadException */
    public static function failure($reason, $chinese, $english)
    {
        return new LoadException("{$chinese} / {$english}", $reason, [$chinese, $english]);
    }
}

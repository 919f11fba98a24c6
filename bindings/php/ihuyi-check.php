<?php

/**
 * 本机的 PHP 能不能用 libihuyi（FFI），不能的话为什么、该怎么办
 * 命令行：php ihuyi-check.php；网页：把本文件单独放进网站目录，用浏览器打开，看完删除
 *
 * Says whether this PHP can use libihuyi through FFI, and if not, why and what to do. On the command line:
 * php ihuyi-check.php; on the web: put this one file into the site, open it in a browser, delete it afterwards.
 *
 * Runs by itself, on PHP 5.6 too, so that it can say so where PHP is too old. It shows no settings but PHP's own.
 */

/** One line of the page: whether it is good, what was found, and what to do about it (empty: nothing). */
class IhuyiCheckFinding
{
    public $good;
    public $found;
    public $advice;

    public function __construct($good, $found, $advice = array())
    {
        $this->good = $good;
        $this->found = $found;
        $this->advice = $advice;
    }
}

class IhuyiCheck
{
    const PROBE = 'int32_t ihuyi_abi_version(void); const char *ihuyi_version(void);';
    const ABI_VERSION = 1;

    /** @var IhuyiCheckFinding[] */
    public $findings = array();

    /** @var bool whether a call of the library came through */
    public $works = false;

    private $web;

    public function __construct()
    {
        $this->web = PHP_SAPI !== 'cli';
        $this->looksAtPhp() && $this->looksAtExtension() && $this->looksAtPermission() && $this->looksAtLibrary();
    }

    private function good($chinese, $english)
    {
        $this->findings[] = new IhuyiCheckFinding(true, array($chinese, $english));
        return true;
    }

    private function bad($found, $advice)
    {
        $this->findings[] = new IhuyiCheckFinding(false, $found, $advice);
        return false;
    }

    private function looksAtPhp()
    {
        $bits = PHP_INT_SIZE * 8;
        $what = 'PHP ' . PHP_VERSION . ', ' . PHP_SAPI . ', ' . php_uname('s') . ' ' . php_uname('m') . ', ' . $bits . ' bit';
        if (PHP_VERSION_ID < 70400) {
            return $this->bad(
                array($what . '：太旧，FFI 从 PHP 7.4 才有', $what . ': too old, FFI came with PHP 7.4'),
                array(
                    '请升级到 PHP 7.4 或更新；升级不了，可以从 PHP 里调用命令行程序 ihuyi',
                    'Upgrade to PHP 7.4 or later; where that cannot be, call the command line program ihuyi from PHP.',
                )
            );
        }
        return $this->good($what, $what);
    }

    private function looksAtExtension()
    {
        $ini = php_ini_loaded_file() ? php_ini_loaded_file() : 'php.ini';
        if (!extension_loaded('ffi')) {
            return $this->bad(
                array('没有 FFI 扩展', 'The FFI extension is missing.'),
                array(
                    '在 ' . $ini . ' 里加一行 extension=ffi，再重启 PHP（Debian、Ubuntu：phpenmod ffi；Docker 官方镜像：docker-php-ext-install ffi）。'
                    . '虚拟主机请把这句话发给主机商：请为本站的 PHP 启用 FFI 扩展',
                    'Add the line extension=ffi to ' . $ini . ' and restart PHP (Debian, Ubuntu: phpenmod ffi; official Docker images:'
                    . ' docker-php-ext-install ffi). On shared hosting ask the host: please enable the FFI extension for this site\'s PHP.',
                )
            );
        }
        if (!method_exists('FFI', 'cdef')) {
            return $this->bad(
                array('FFI 类被 disable_classes 禁用', 'The class FFI is disabled by disable_classes.'),
                array(
                    '请从 ' . $ini . ' 的 disable_classes 里去掉 FFI，再重启 PHP',
                    'Take FFI out of disable_classes in ' . $ini . ' and restart PHP.',
                )
            );
        }
        return $this->good('FFI 扩展已加载', 'The FFI extension is there.');
    }

    private function looksAtPermission()
    {
        $enable = strtolower((string) ini_get('ffi.enable'));
        if ($enable !== 'preload') {
            if (!filter_var($enable, FILTER_VALIDATE_BOOLEAN)) {
                return $this->bad(
                    array('ffi.enable 是关闭的，任何程序都不能用 FFI', 'ffi.enable is off: nothing may use FFI.'),
                    array(
                        '在 php.ini 里改回默认值 ffi.enable=preload；它是系统级设置，.user.ini 和 ini_set 改不了',
                        'Set it back to its default, ffi.enable=preload, in php.ini; .user.ini and ini_set cannot change it.',
                    )
                );
            }
            return $this->good(
                'ffi.enable 对所有程序开放（能用；网页上建议改回 preload 并预加载，更安全）',
                'ffi.enable allows FFI to everything (it works; on the web preload is the safer way).'
            );
        }
        if (!$this->web) {
            return $this->good(
                'ffi.enable=preload，命令行可以直接用 FFI（网页不同：请在浏览器里也打开本页看一次）',
                'ffi.enable=preload: the command line may use FFI. Web pages differ: open this page in a browser, too.'
            );
        }
        return $this->looksAtPreloading();
    }

    /** The web under ffi.enable=preload, where everything depends on three lines of php.ini. */
    private function looksAtPreloading()
    {
        if (PHP_OS === 'WINNT') {
            return $this->bad(
                array('Windows 版 PHP 不能预加载，网页里的 FFI 因此关闭', 'PHP on Windows cannot preload, so FFI is closed to web pages.'),
                array('在 php.ini 里写 ffi.enable=true', 'Write ffi.enable=true into php.ini.')
            );
        }
        // No autoloader is registered here: the class exists when it was preloaded, and not otherwise.
        if (class_exists('Ihuyi\\Internal\\Native', false)) {
            return $this->good('ihuyi 的 PHP 包已预加载', 'The ihuyi package is preloaded.');
        }
        $lines = array();
        foreach (array('ffi.preload', 'opcache.enable', 'opcache.preload', 'opcache.preload_user') as $name) {
            $value = ini_get($name);
            $lines[] = $name . '=' . ($value === false ? '(no opcache)' : $value);
        }
        return $this->bad(
            array(
                'ffi.enable=preload 在网页里只许预加载的类使用 FFI，而 ihuyi 的 PHP 包没有预加载。现在：' . implode('；', $lines),
                'On the web ffi.enable=preload allows FFI to preloaded classes only, and the ihuyi package is not preloaded. Now: '
                . implode('; ', $lines),
            ),
            array(
                '在命令行运行 php bin/ihuyi-preload /etc/ihuyi/ihuyi-ffi.h（目录须先建好），把它打印的三行写进 PHP-FPM 的 php.ini，'
                . '确认 opcache.enable=1，再重启 PHP-FPM。虚拟主机请把那三行发给主机商，请他们加上',
                'Run php bin/ihuyi-preload /etc/ihuyi/ihuyi-ffi.h on the command line (make the folder first), add the three lines that it'
                . ' prints to PHP-FPM\'s php.ini, see that opcache.enable=1, and restart PHP-FPM. On shared hosting send the three lines to'
                . ' the host and ask for them.',
            )
        );
    }

    private function looksAtLibrary()
    {
        if ($this->web && strtolower((string) ini_get('ffi.enable')) === 'preload') {
            return $this->asksPreloaded();
        }
        $tried = array();
        foreach ($this->places() as $path) {
            $exists = strpos($path, '/') === false || @is_file($path);
            if (!$exists) {
                $tried[] = $path;
                continue;
            }
            try {
                $library = \FFI::cdef(self::PROBE, $path);
                return $this->compares($path, $library->ihuyi_version(), $library->ihuyi_abi_version());
            } catch (\Throwable $e) {
                if (strpos($path, '/') !== false || strpos($e->getMessage(), 'resolving') !== false) {
                    return $this->bad(
                        array(
                            $path . ' 不是这个 PHP 能加载的 libihuyi：' . $e->getMessage(),
                            $path . ' is no libihuyi that this PHP can load: ' . $e->getMessage(),
                        ),
                        array(
                            '换成与本机相符的 libihuyi（位数相同，所需 glibc 不高于本机；可用 ldd ' . $path . ' 查看）',
                            'Replace it with the libihuyi for this machine (same number of bits, a glibc not above this machine\'s;'
                            . ' ldd ' . $path . ' shows).',
                        )
                    );
                }
                $tried[] = $path;
            }
        }
        return $this->bad(
            array('找不到 libihuyi，依次试过：' . implode('，', $tried), 'libihuyi was not found; tried ' . implode(', ', $tried) . '.'),
            array(
                '把库放到其中一处，或用环境变量 IHUYI_LIBRARY 指明完整路径',
                'Put the library there, or set the environment variable IHUYI_LIBRARY to its full path.',
            )
        );
    }

    /** Where the package looks, in its order. */
    private function places()
    {
        $windows = PHP_OS === 'WINNT';
        $beside = $windows
            ? array('/lib/' . (PHP_INT_SIZE === 4 ? 'x86' : 'x64') . '/ihuyi.dll')
            : array('/lib/libihuyi.so.1', '/lib/libihuyi.so');
        $places = array();
        foreach ($beside as $path) {
            $places[] = __DIR__ . $path;
        }
        if (getenv('IHUYI_LIBRARY')) {
            $places[] = getenv('IHUYI_LIBRARY');
            return $places;
        }
        $places[] = $windows ? 'ihuyi.dll' : 'libihuyi.so.1';
        return $places;
    }

    private function asksPreloaded()
    {
        try {
            $version = \Ihuyi\Ihuyi::version();
            return $this->compares('ffi.preload', $version, \Ihuyi\Ihuyi::abiVersion());
        } catch (\Throwable $e) {
            return $this->bad(
                array('预加载的 PHP 包用不了库：' . $e->getMessage(), 'The preloaded package cannot use the library: ' . $e->getMessage()),
                array('按上面这句话处理，再重启 PHP-FPM', 'Do what that sentence says and restart PHP-FPM.')
            );
        }
    }

    private function compares($path, $version, $abi)
    {
        if ($abi !== self::ABI_VERSION) {
            return $this->bad(
                array(
                    $path . '（版本 ' . $version . '）的接口版本是 ' . $abi . '，PHP 包需要 ' . self::ABI_VERSION,
                    $path . ' (release ' . $version . ') has ABI version ' . $abi . ', the package needs ' . self::ABI_VERSION . '.',
                ),
                array('请更新两者中较旧的一个', 'Update the older of the two.')
            );
        }
        $this->works = true;
        return $this->good('libihuyi ' . $version . '：' . $path, 'libihuyi ' . $version . ': ' . $path);
    }

    /** @return string[] the verdict, Chinese and English */
    public function verdict()
    {
        return $this->works
            ? array('可以使用：libihuyi 在这里能用', 'It works: this PHP can use libihuyi.')
            : array('还不能用：请看打叉的一项', 'It does not work yet: see the item marked with a cross.');
    }

    public function text()
    {
        $out = implode(' / ', $this->verdict()) . "\n";
        foreach ($this->findings as $finding) {
            $out .= "\n" . ($finding->good ? '[ok] ' : '[!!] ') . $finding->found[0] . "\n";
            $out .= $finding->found[1] !== $finding->found[0] ? '     ' . $finding->found[1] . "\n" : '';
            foreach ($finding->advice as $advice) {
                $out .= '  -> ' . $advice . "\n";
            }
        }
        return $out;
    }

    public function html()
    {
        $verdict = array_map(array($this, 'escape'), $this->verdict());
        $out = "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"robots\" content=\"noindex\">"
            . "<title>ihuyi-check</title>\n<style>body{font:16px/1.6 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}"
            . "li{list-style:none;margin:1em 0}.ok{color:#060}.no{color:#a00}[lang=en]{color:#555}</style></head>\n<body>\n"
            . '<h1 class="' . ($this->works ? 'ok' : 'no') . '">' . $verdict[0] . '</h1><p lang="en">' . $verdict[1] . "</p>\n<ul>\n";
        foreach ($this->findings as $finding) {
            $found = array_map(array($this, 'escape'), $finding->found);
            $out .= '<li><b class="' . ($finding->good ? 'ok">✔' : 'no">✘') . '</b> ' . $found[0];
            $out .= $found[1] !== $found[0] ? '<br><span lang="en">' . $found[1] . '</span>' : '';
            foreach ($finding->advice as $i => $advice) {
                $out .= "\n<br>→ <span" . ($i === 1 ? ' lang="en"' : '') . '>' . $this->escape($advice) . '</span>';
            }
            $out .= "</li>\n";
        }
        return $out . "</ul>\n<p>看完请删除本文件。<br><span lang=\"en\">Delete this file when you have read it.</span></p>\n</body></html>\n";
    }

    private function escape($text)
    {
        return htmlspecialchars($text, ENT_QUOTES, 'UTF-8');
    }
}

$ihuyiCheck = new IhuyiCheck();
if (PHP_SAPI === 'cli') {
    echo $ihuyiCheck->text();
    exit($ihuyiCheck->works ? 0 : 1);
}
header('Content-Type: text/html; charset=utf-8');
header('Cache-Control: no-store');
echo $ihuyiCheck->html();

<?php

/**
 * 本机的 PHP 怎样能用 ihuyi：FFI、本机服务（ihuyi serve）、程序（proc_open）三条路各自通不通，不通的话为什么、该怎么办
 * 命令行：php ihuyi-check.php；网页：在网站目录里放一页 <?php require '/路径/libs/ihuyi/ihuyi-check.php'; 用浏览器打开，看完删除
 * 把本文件单独放进去也行，但那样看不到本包的 lib/ 和 bin/
 *
 * Says of each of the three ways to ihuyi - FFI, the local helper (ihuyi serve), the program (proc_open) - whether this PHP can
 * go it, and if not, why and what to do. On the command line: php ihuyi-check.php; on the web: put a page into the site that is
 * <?php require '/path/to/libs/ihuyi/ihuyi-check.php'; open it in a browser, delete it afterwards. This file put there by itself
 * does as well, but does not see the package's lib/ and bin/.
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

    const SOCKET = '/run/ihuyi/ihuyi.sock';
    const REQUEST = '{"call":"version"}';

    /** @var string[][] what each way is called */
    public $names = array(
        'ffi' => array('FFI', 'FFI'),
        'helper' => array('本机服务（ihuyi serve）', 'the local helper (ihuyi serve)'),
        'program' => array('程序（每次调用启动一次 ihuyi）', 'the program (ihuyi, started for each call)'),
    );

    /** @var IhuyiCheckFinding[][] by way */
    public $findings = array();

    /** @var string[] the ways on which a call came through, in the package's order */
    public $works = array();

    private $web;

    /** @var string[]|null the helper that the package insists on, Chinese and English: named, or there; it takes no way after it */
    private $insists = null;

    /** @var string the way that is looked at */
    private $way;

    public function __construct()
    {
        $this->web = PHP_SAPI !== 'cli';
        $this->way = 'ffi';
        $this->looksAtPhp() && $this->looksAtExtension() && $this->looksAtPermission() && $this->looksAtLibrary();
        $this->way = 'helper';
        $this->looksAtHelper();
        $this->way = 'program';
        $this->looksAtProgram();
    }

    private function good($chinese, $english)
    {
        $this->findings[$this->way][] = new IhuyiCheckFinding(true, array($chinese, $english));
        return true;
    }

    private function bad($found, $advice)
    {
        $this->findings[$this->way][] = new IhuyiCheckFinding(false, $found, $advice);
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
                    '请升级到 PHP 7.4 或更新；升级不了，走下面两条路之一',
                    'Upgrade to PHP 7.4 or later; where that cannot be, go one of the two ways below.',
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
        // PHP's own server is for trying out, where preloading is too much to ask.
        if (PHP_SAPI === 'cli-server') {
            return $this->bad(
                array('php -S 启动的网站默认不许用 FFI', 'A site that php -S serves may not use FFI by default.'),
                array(
                    '只是试用：改用 php -d ffi.enable=true -S … 启动。正式的网站用 PHP-FPM，并预加载',
                    'To try it: start it as php -d ffi.enable=true -S ... instead. A real site runs PHP-FPM, and preloads.',
                )
            );
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
            \Ihuyi\Ihuyi::useWay('ffi');
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
        $this->works[] = $this->way;
        return $this->good('ihuyi ' . $version . '：' . $path, 'ihuyi ' . $version . ': ' . $path);
    }

    // ---- The ways without FFI

    private function looksAtHelper()
    {
        $address = getenv('IHUYI_HELPER') ? getenv('IHUYI_HELPER') : 'unix:' . self::SOCKET;
        $folder = dirname(self::SOCKET);
        if (getenv('IHUYI_WAY') === 'program') {
            $this->insists = null;
        } elseif (getenv('IHUYI_HELPER')) {
            $this->insists = array('IHUYI_HELPER 指明的本机服务 ' . $address, 'the helper ' . $address . ' that IHUYI_HELPER names');
        } elseif (@file_exists(self::SOCKET) || (@is_dir($folder) && !@is_executable($folder))) {
            $this->insists = array('默认位置的本机服务 ' . $address, 'the helper at the usual place, ' . $address . ',');
        }
        if (strncmp($address, 'unix:', 5) !== 0 && !preg_match('#^http://(127\.0\.0\.1|\[::1\]|localhost):\d+/?$#D', $address)) {
            return $this->bad(
                array('看不懂 IHUYI_HELPER：' . $address, 'IHUYI_HELPER cannot be read: ' . $address),
                array(
                    '写成 unix:' . self::SOCKET . ' 或 http://127.0.0.1:端口',
                    'Write unix:' . self::SOCKET . ' or http://127.0.0.1:PORT.',
                )
            );
        }
        $target = strncmp($address, 'unix:', 5) === 0 ? 'unix://' . substr($address, 5) : 'tcp://' . rtrim(substr($address, 7), '/');
        $token = getenv('IHUYI_HELPER_TOKEN_FILE') ? (string) @file_get_contents(getenv('IHUYI_HELPER_TOKEN_FILE')) : '';
        $socket = @stream_socket_client($target, $error, $why, 3);
        if ($socket === false && !in_array($error, array(13, 10013), true)) {
            return $this->bad(
                array('连不上 ' . $address . '：' . $why, 'Cannot connect to ' . $address . ': ' . $why),
                array(
                    '自己的服务器：以服务方式运行 ihuyi serve --listen ' . $address . ' --group 网站的组（已有服务的，看它是否在运行：'
                    . 'systemctl status ihuyi）。' . self::SOCKET . ' 不必另写；别的地址写进 IHUYI_HELPER，PHP-FPM 会清空环境变量，'
                    . '须在进程池文件里写 env[IHUYI_HELPER] = ' . $address . ' 并重启。'
                    . '虚拟主机请对主机商说：请在本机运行 ihuyi serve，并让本站的帐户能用它的套接字',
                    'On your own server run ihuyi serve --listen ' . $address . ' --group THE-SITE\'S-GROUP as a service (where there is'
                    . ' one, see that it runs: systemctl status ihuyi). ' . self::SOCKET . ' need not be written anywhere; another address'
                    . ' goes into IHUYI_HELPER. PHP-FPM clears the environment: write env[IHUYI_HELPER] = ' . $address
                    . ' into the pool\'s file and restart. On shared hosting ask the host: please run ihuyi serve on this machine and let'
                    . ' this site\'s account use its socket.',
                )
            );
        }
        if ($socket !== false) {
            stream_set_timeout($socket, 5);
            fwrite($socket, "POST /call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
                . (trim($token) !== '' ? 'Authorization: Bearer ' . trim($token) . "\r\n" : '')
                . 'Content-Length: ' . strlen(self::REQUEST) . "\r\n\r\n" . self::REQUEST);
            $answer = (string) stream_get_contents($socket);
            fclose($socket);
        }
        $status = $socket === false ? 403 : (int) substr($answer, 9, 3);
        if ($status === 401) {
            $file = getenv('IHUYI_HELPER_TOKEN_FILE');
            return $this->bad(
                array(
                    $address . ' 不让 PHP 的帐户用：令牌没有给出或不对',
                    $address . ' does not let PHP\'s account in: no token, or a wrong one.',
                ),
                array(
                    $file
                        ? '让 PHP 的帐户读得到 ' . $file . '；读得到的，里面的令牌和服务的不一样，请从服务的 --token-file 那个文件重新复制'
                        : '用 IHUYI_HELPER_TOKEN_FILE 指明服务的 --token-file 那个文件，并让 PHP 的帐户可以读它',
                    $file
                        ? 'Let PHP\'s account read ' . $file . '; where it can, its token is not the helper\'s: copy the file of'
                            . ' --token-file again.'
                        : 'Point IHUYI_HELPER_TOKEN_FILE at the file of the helper\'s --token-file, and let PHP\'s account read that.',
                )
            );
        }
        if ($status === 403) {
            return $this->bad(
                array($address . ' 不让 PHP 的帐户用', $address . ' does not let PHP\'s account in.'),
                array(
                    '把 PHP 的帐户加入服务的组（usermod -aG 组 帐户）再重启 PHP-FPM',
                    'Put PHP\'s account into the helper\'s group (usermod -aG GROUP ACCOUNT) and restart PHP-FPM.',
                )
            );
        }
        $body = strpos($answer, "\r\n\r\n") === false ? '' : substr($answer, strpos($answer, "\r\n\r\n") + 4);
        return $this->answered($address, $body);
    }

    private function looksAtProgram()
    {
        if (!function_exists('proc_open')) {
            return $this->bad(
                array('disable_functions 禁用了 proc_open', 'disable_functions forbids proc_open.'),
                array(
                    '请从 php.ini 的 disable_functions 里去掉 proc_open。虚拟主机请对主机商说：请允许本站使用 proc_open',
                    'Take proc_open out of disable_functions in php.ini. On shared hosting ask the host: please allow proc_open for this site.',
                )
            );
        }
        $tried = array();
        $closed = null;
        foreach ($this->programs() as $program) {
            $tried[] = $program;
            // Where PHP may not look, it may still start it.
            $found = ini_get('open_basedir') ? getenv('IHUYI_PROGRAM') === $program : @is_file($program);
            if (!$found) {
                continue;
            }
            if (!ini_get('open_basedir') && PHP_OS !== 'WINNT' && !@is_executable($program)) {
                $closed = $closed === null ? $program : $closed;
                continue;
            }
            $command = PHP_VERSION_ID >= 70400
                ? array($program, 'call')
                : (PHP_OS === 'WINNT' ? '"' . $program . '" call' : "exec '" . str_replace("'", "'\\''", $program) . "' call");
            $io = array(array('pipe', 'r'), array('pipe', 'w'), array('pipe', 'w'));
            $process = @proc_open($command, $io, $pipes, null, null, array('bypass_shell' => true));
            if (!is_resource($process)) {
                return $this->answered($program, '');
            }
            @fwrite($pipes[0], self::REQUEST);
            fclose($pipes[0]);
            $answer = (string) stream_get_contents($pipes[1]);
            $said = trim((string) stream_get_contents($pipes[2]));
            proc_close($process);
            return $this->answered($program, $answer, $said);
        }
        if ($closed !== null) {
            return $this->bad(
                array($closed . ' 在，但没有执行权限', $closed . ' is there but may not be executed.'),
                array('chmod 755 ' . $closed . '（用 FTP 的，在 FTP 程序里改权限）', 'chmod 755 ' . $closed . ' (or set it in your FTP program).')
            );
        }
        return $this->bad(
            array('找不到程序 ihuyi，依次试过：' . implode('，', $tried), 'The program ihuyi was not found; tried ' . implode(', ', $tried) . '.'),
            array(
                '把与本机相符的 ihuyi 放进 PHP 包的 bin/（网站目录之外），chmod 755；或用环境变量 IHUYI_PROGRAM 指明完整路径',
                'Put the ihuyi for this machine into the package\'s bin/ (outside the web root), chmod 755; or set the environment variable'
                . ' IHUYI_PROGRAM to its full path.',
            )
        );
    }

    /** Where the package looks, in its order. */
    private function programs()
    {
        if (getenv('IHUYI_PROGRAM')) {
            return array(getenv('IHUYI_PROGRAM'));
        }
        $name = PHP_OS === 'WINNT' ? 'ihuyi.exe' : 'ihuyi';
        $programs = array(__DIR__ . '/bin/' . $name);
        $path = getenv('PATH') ? getenv('PATH') : (PHP_OS === 'WINNT' ? '' : '/usr/local/bin:/usr/bin');
        foreach (array_filter(explode(PATH_SEPARATOR, $path)) as $folder) {
            $programs[] = rtrim($folder, '/\\') . '/' . $name;
        }
        return $programs;
    }

    /** What helper or program said to REQUEST. */
    private function answered($place, $body, $said = '')
    {
        $told = json_decode($body, true);
        if (is_array($told) && isset($told['version'], $told['abi'])) {
            return $this->compares($place, $told['version'], $told['abi']);
        }
        $said = $said === '' ? '' : '（' . substr($said, 0, 200) . '）';
        return $this->bad(
            array($place . ' 没有像 ihuyi 那样答复' . $said, $place . ' does not answer as ihuyi does' . $said . '.'),
            array(
                '核对它是不是 ihuyi、有没有执行权限、与本机相符（位数、glibc），并且是本版本',
                'See that it is ihuyi, may be executed, is made for this machine (bits, glibc) and of this release.',
            )
        );
    }

    /** @return bool whether PHP can use ihuyi */
    public function isFine()
    {
        return $this->works !== array() && !$this->isBlocked();
    }

    /** Whether the helper that the package insists on does not work: then a program that does is not taken. */
    private function isBlocked()
    {
        return $this->insists !== null && !in_array('ffi', $this->works, true) && !in_array('helper', $this->works, true);
    }

    /** @return string[] the verdict, Chinese and English */
    public function verdict()
    {
        if ($this->isBlocked()) {
            return array(
                '还不能用：' . $this->insists[0] . ' 不通，有它就不会改走程序。按下面说的让它通'
                . (getenv('IHUYI_HELPER') ? '，或去掉 IHUYI_HELPER' : ''),
                'It does not work yet: ' . $this->insists[1] . ' cannot be used, and with it the program is not taken instead.'
                . ' Put it right as said below' . (getenv('IHUYI_HELPER') ? ', or take IHUYI_HELPER away.' : '.'),
            );
        }
        if ($this->works === array()) {
            return array(
                '还不能用：三条路都不通，打通任何一条即可',
                'It does not work yet: none of the three ways can be gone, and one is enough.',
            );
        }
        $name = $this->names[$this->works[0]];
        return array('可以使用：走' . $name[0], 'It works, by way of ' . $name[1] . '.');
    }

    /** @return string ok, no, or idle: not good, and not needed */
    private function mark(IhuyiCheckFinding $finding)
    {
        return $finding->good ? 'ok' : ($this->isFine() ? 'idle' : 'no');
    }

    public function text()
    {
        $marks = array('ok' => '[ok] ', 'no' => '[!!] ', 'idle' => '[--] ');
        $out = implode(' / ', $this->verdict()) . "\n";
        foreach ($this->findings as $way => $findings) {
            $out .= "\n" . implode(' / ', array_unique($this->names[$way])) . "\n";
            foreach ($findings as $finding) {
                $out .= "\n" . $marks[$this->mark($finding)] . $finding->found[0] . "\n";
                $out .= $finding->found[1] !== $finding->found[0] ? '     ' . $finding->found[1] . "\n" : '';
                foreach ($finding->advice as $advice) {
                    $out .= '  -> ' . $advice . "\n";
                }
            }
        }
        return $out;
    }

    public function html()
    {
        $verdict = array_map(array($this, 'escape'), $this->verdict());
        $signs = array('ok' => '✔', 'no' => '✘', 'idle' => '–');
        $out = "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"robots\" content=\"noindex\">"
            . "<title>ihuyi-check</title>\n<style>body{font:16px/1.6 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}"
            . "li{list-style:none;margin:1em 0}.ok{color:#060}.no{color:#a00}.idle{color:#555}[lang=en]{color:#555}</style></head>\n<body>\n"
            . '<h1 class="' . ($this->isFine() ? 'ok' : 'no') . '">' . $verdict[0] . '</h1><p lang="en">' . $verdict[1] . "</p>\n";
        foreach ($this->findings as $way => $findings) {
            $out .= '<h2>' . $this->escape($this->names[$way][0]) . "</h2>\n";
            $out .= $way === 'ffi' ? "<ul>\n" : '<p lang="en">' . $this->escape($this->names[$way][1]) . "</p>\n<ul>\n";
            foreach ($findings as $finding) {
                $found = array_map(array($this, 'escape'), $finding->found);
                $mark = $this->mark($finding);
                $out .= '<li><b class="' . $mark . '">' . $signs[$mark] . '</b> ' . $found[0];
                $out .= $found[1] !== $found[0] ? '<br><span lang="en">' . $found[1] . '</span>' : '';
                foreach ($finding->advice as $i => $advice) {
                    $out .= "\n<br>→ <span" . ($i === 1 ? ' lang="en"' : '') . '>' . $this->escape($advice) . '</span>';
                }
                $out .= "</li>\n";
            }
            $out .= "</ul>\n";
        }
        return $out . "<p>看完请删除这一页。<br><span lang=\"en\">Delete this page when you have read it.</span></p>\n</body></html>\n";
    }

    private function escape($text)
    {
        return htmlspecialchars($text, ENT_QUOTES, 'UTF-8');
    }
}

$ihuyiCheck = new IhuyiCheck();
if (PHP_SAPI === 'cli') {
    echo $ihuyiCheck->text();
    exit($ihuyiCheck->isFine() ? 0 : 1);
}
header('Content-Type: text/html; charset=utf-8');
header('Cache-Control: no-store');
echo $ihuyiCheck->html();

<?php

namespace Ihuyi\Internal;

use Ihuyi\Exception\LoadException;

/**
 * Which way to the library this process goes: the first that there is, or the one that was asked for. Finding out asks no network and
 * starts nothing.
 *
 * @internal
 */
final class Ways
{
    /** @var Way|null */
    private static $chosen = null;

    /** @var array<int, string|null>|null what Ihuyi::useWay() was given: way, where, token file */
    private static $forced = null;

    private function __construct()
    {
    }

    /** @return Way */
    public static function get()
    {
        if (self::$chosen === null) {
            self::$chosen = self::choose();
        }
        return self::$chosen;
    }

    /** @return bool */
    public static function isChosen()
    {
        return self::$chosen !== null;
    }

    /**
     * @param string $way
     * @param string|null $where
     * @param string|null $tokenFile
     */
    public static function force($way, $where, $tokenFile)
    {
        self::$forced = [$way, $where, $tokenFile];
    }

    /**
     * A variable of the environment; empty is as good as none.
     *
     * @param string $name
     * @return string|null
     */
    public static function variable($name)
    {
        $value = getenv($name);
        return is_string($value) && $value !== '' ? $value : null;
    }

    /** @return Way */
    private static function choose()
    {
        if (self::$forced !== null || self::variable('IHUYI_WAY') !== null) {
            list($way, $where, $tokenFile) = self::$forced !== null ? self::$forced : [self::variable('IHUYI_WAY'), null, null];
            return self::named($way, $where, $tokenFile);
        }
        $troubles = [];
        try {
            return self::ffi();
        } catch (LoadException $e) {
            $closed = in_array($e->getReason(), [LoadException::EXTENSION, LoadException::DISABLED], true);
            // A library that was written down, or that is there and does not serve, is no reason to go another way quietly.
            if (!$closed && !($e->getReason() === LoadException::MISSING && Library::demanded() === null)) {
                throw $e;
            }
            $reason = $e->getReason();
            $troubles[] = $e;
        }
        if (self::variable('IHUYI_HELPER') !== null) {
            // It was written down: it is the way, and an address that cannot be read is no reason to go another one quietly.
            return Helper::find();
        }
        foreach ([[__NAMESPACE__ . '\Helper', 'find'], [__NAMESPACE__ . '\Program', 'find']] as $find) {
            try {
                return call_user_func($find, null);
            } catch (LoadException $e) {
                $troubles[] = $e;
            }
        }
        throw self::none($reason, $troubles);
    }

    /** @return Way */
    private static function ffi()
    {
        if (PHP_VERSION_ID < 70400) {
            throw Library::oldPhp();
        }
        return Native::get();
    }

    /**
     * @param string $way
     * @param string|null $where
     * @param string|null $tokenFile
     * @return Way
     */
    private static function named($way, $where, $tokenFile)
    {
        switch ($way) {
            case 'ffi':
                if ($where !== null) {
                    Library::name($where);
                }
                return self::ffi();
            case 'helper':
                $address = $where !== null ? $where : self::variable('IHUYI_HELPER');
                return new Helper($address !== null ? $address : Helper::SOCKET, $tokenFile);
            case 'program':
                return Program::find($where);
        }
        throw Library::failure(
            LoadException::WAY,
            "没有“{$way}”这条路，IHUYI_WAY 和 Ihuyi::useWay() 只认 ffi、helper、program",
            "there is no way \"{$way}\": IHUYI_WAY and Ihuyi::useWay() take ffi, helper or program"
        );
    }

    /**
     * One sentence: why none of the ways can be gone, and what to ask the host for.
     *
     * @param string $reason
     * @param LoadException[] $troubles
     * @return LoadException
     */
    private static function none($reason, array $troubles)
    {
        $why = [];
        foreach ([0, 1] as $language) {
            foreach ($troubles as $i => $trouble) {
                $languages = $trouble->languages();
                $why[$language][$i] = $languages[$language];
            }
        }
        return Library::failure(
            $reason,
            "这里没有一条路能到达 ihuyi。FFI：{$why[0][0]}。本机服务：{$why[0][1]}。程序：{$why[0][2]}。"
            . '请向主机商提出以下任何一项：为本站的 PHP 启用 FFI 并预加载本包；在本机运行 ihuyi serve，并把网站的帐户加入它的组；'
            . '或者允许 proc_open，并放好可执行的 ihuyi',
            "there is no way to ihuyi here. FFI: {$why[1][0]}. Helper: {$why[1][1]}. Program: {$why[1][2]}."
            . ' Ask the host for any one of these: FFI for this site\'s PHP, with this package preloaded; ihuyi serve on this machine,'
            . ' with the site\'s account in its group; or proc_open, and an ihuyi that may be executed'
        );
    }
}

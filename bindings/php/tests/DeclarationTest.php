<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

use Ihuyi\BulkState;
use Ihuyi\Channel;
use Ihuyi\Code;
use Ihuyi\Family;
use Ihuyi\Flag;
use Ihuyi\Internal\Native;
use Ihuyi\Outcome;
use Ihuyi\PushKind;
use Ihuyi\RowState;
use Ihuyi\State;
use PHPUnit\Framework\TestCase;

/** Headers and constants say what include/ihuyi.abi says, and nothing else. */
final class DeclarationTest extends TestCase
{
    /** @var string[] */
    private $abi;

    protected function setUp(): void
    {
        $this->abi = (array) file(getenv('TEST_INCLUDE') . '/ihuyi.abi', FILE_IGNORE_NEW_LINES);
    }

    public function testConstants(): void
    {
        $expected = [];
        foreach ($this->abi as $line) {
            if (preg_match('/^constant (\w+) (-?\d+)$/D', $line, $match) === 1) {
                $expected[$match[1]] = (int) $match[2];
            }
        }
        $prefixes = [
            Outcome::class => 'IHUYI_OUTCOME_', Flag::class => 'IHUYI_FLAG_',
            Family::class => 'IHUYI_FAMILY_', PushKind::class => 'IHUYI_PUSH_',
            Channel::class => 'IHUYI_CHANNEL_', State::class => 'IHUYI_STATE_',
            BulkState::class => 'IHUYI_BULK_', RowState::class => 'IHUYI_ROW_',
        ];
        $found = ['IHUYI_ABI_VERSION' => (new \ReflectionClassConstant(Native::class, 'ABI_VERSION'))->getValue()];
        foreach ($prefixes as $class => $prefix) {
            foreach ((new \ReflectionClass($class))->getConstants() as $name => $value) {
                $found[$prefix . $name] = $value;
            }
        }
        foreach ((new \ReflectionClass(Code::class))->getConstants() as $name => $value) {
            $own = strncmp($name, 'E_', 2) === 0 || $name === 'OK' || $name === 'ACCEPTED';
            $found[($own ? 'IHUYI_' : 'IHUYI_CODE_') . $name] = $value;
        }
        self::assertGreaterThan(60, count($expected));
        ksort($expected);
        ksort($found);
        self::assertSame($expected, $found);
    }

    /** @dataProvider headers */
    public function testHeader(string $file, string $library, string $convention): void
    {
        $expected = ['#define FFI_SCOPE "IHUYI"', '#define FFI_LIB "' . $library . '"'];
        $struct = '';
        foreach ($this->abi as $line) {
            if (preg_match('/^  member (\w+) (\w+)(\[\d+\])? offset/', $line, $match) === 1) {
                $expected[count($expected) - 1] .= " {$match[2]} {$match[1]}" . ($match[3] ?? '') . ';';
                continue;
            }
            if ($struct !== '') {
                $expected[count($expected) - 1] .= " } {$struct};";
                $struct = '';
            }
            if (preg_match('/^struct (\w+) /', $line, $match) === 1) {
                $struct = $match[1];
                $expected[] = "typedef struct {$struct} {";
            } elseif (preg_match('/^function (.*?)(\w+\(.*\))$/D', $line, $match) === 1) {
                $expected[] = "{$match[1]}{$convention}{$match[2]};";
            }
        }
        $lines = (array) file(Shell::package($file), FILE_IGNORE_NEW_LINES);
        $opaque = ['typedef struct ihuyi_client ihuyi_client;', 'typedef struct ihuyi_bulk ihuyi_bulk;'];
        self::assertSame([], array_diff($opaque, $lines));
        self::assertSame($expected, array_values(array_diff($lines, $opaque)));
    }

    public function headers(): iterable
    {
        yield 'everywhere else' => ['ihuyi-ffi.h', 'libihuyi.so.1', ''];
        yield '32-bit Windows' => ['ihuyi-ffi-win32.h', 'ihuyi.dll', '__stdcall '];
    }

    /** No PHP here knows stdcall, but the place where the word stands can be tried with another. */
    public function testTheWindowsHeaderIsOneThatPhpCanParse(): void
    {
        $text = (string) file_get_contents(Shell::package('ihuyi-ffi-win32.h'));
        self::assertSame(substr_count($text, ');'), substr_count($text, '__stdcall'));
        $text = str_replace('__stdcall', '__cdecl', (string) preg_replace('/^#.*$/m', '', $text));
        $ffi = \FFI::cdef($text, (string) getenv('TEST_LIBRARY'));
        self::assertSame(1, $ffi->ihuyi_abi_version());
        self::assertSame('提交成功', $ffi->ihuyi_strerror(2));
        self::assertSame('utf-8', $ffi->ihuyi_charset(null));
    }

    public function testResultsAreUnpackedAsTheAbiHasThem(): void
    {
        $expected = [];
        $inside = false;
        foreach ($this->abi as $line) {
            $inside = $line[0] === ' ' ? $inside : strncmp($line, 'struct ihuyi_result ', 20) === 0;
            if ($inside && preg_match('/^  member (\w+) (\w+)(?:\[(\d+)\])? /', $line, $match) === 1) {
                $code = ['uint32_t' => 'L', 'int32_t' => 'l', 'char' => 'Z'][$match[2]];
                $expected[] = $code . ($match[3] ?? '') . $match[1];
            }
        }
        self::assertCount(13, $expected);
        $constant = new \ReflectionClassConstant(Native::class, 'RESULT');
        self::assertSame(implode('/', $expected), $constant->getValue());
    }

    public function testStructsHaveTheSizesAndOffsetsOfTheAbi(): void
    {
        $header = (string) preg_replace('/^#.*$/m', '', (string) file_get_contents(Shell::package('ihuyi-ffi.h')));
        $ffi = \FFI::cdef($header, (string) getenv('TEST_LIBRARY'));
        $checked = 0;
        $struct = null;
        foreach ($this->abi as $line) {
            if (preg_match('/^struct (\w+) size (\d+)/', $line, $match) === 1) {
                $struct = $ffi->new($match[1]);
                self::assertSame((int) $match[2], \FFI::sizeof($struct), $match[1]);
            } elseif (preg_match('/^  member (\w+) \w+(\[\d+\])? offset (\d+)/', $line, $match) === 1) {
                // Where a byte appears when the member is written.
                \FFI::memset($struct, 0, \FFI::sizeof($struct));
                $name = $match[1];
                if ($match[2] !== '') {
                    $struct->$name[0] = "\1";
                } else {
                    $struct->$name = 1;
                }
                self::assertSame((int) $match[3], strpos(\FFI::string(\FFI::addr($struct), \FFI::sizeof($struct)), "\1"), $name);
                $checked++;
            }
        }
        self::assertGreaterThan(30, $checked);
    }
}

"""What a library file demands of a machine, read from the file itself, as the platform tag of a wheel (PEP 600)."""

import os
import re
import subprocess
from typing import List, Tuple, Union

#: objdump's names for what this can tell the tag of.
ARCHITECTURES = {"elf64-x86-64": "x86_64", "elf64-littleaarch64": "aarch64"}

#: What every machine with this glibc has beside it. A library that needs anything else is not for all of them, whatever
#: its tag says.
EVERYWHERE = re.compile(r"(lib(c|m|dl|rt|pthread)\.so\.\d|ld-linux-(x86-64|aarch64)\.so\.\d|libgcc_s\.so\.1)$")

#: The libgcc_s that such machines have, by PEP 600's own list for manylinux_2_17.
OLDEST_GCC = (4, 8, 0)

#: No older tag is of use: the Pythons that can run this package know manylinux_2_17 at the oldest.
OLDEST = (2, 17)


class CannotTell(Exception):
    """The tag cannot be told, so there is no wheel."""


def platform_tag(library: Union[str, "os.PathLike[str]"]) -> str:
    """`manylinux_2_17_x86_64` for a library whose newest GLIBC symbol is of 2.17 or before, `manylinux_2_34_x86_64` for
    one of 2.34."""
    path = os.fspath(library)
    headers = _objdump("-p", path)
    found = re.search(r"file format (\S+)", headers)
    kind = found.group(1) if found else "?"
    if kind not in ARCHITECTURES:
        raise CannotTell(
            f"{path} 的格式 {kind} 不在支持之列（{'、'.join(ARCHITECTURES)}），无法确定平台标签。"
            f" / {path} is of the format {kind}; a platform tag is known for {', '.join(ARCHITECTURES)} only."
        )
    for needed in re.findall(r"^\s+NEEDED\s+(\S+)", headers, re.MULTILINE):
        if not EVERYWHERE.match(needed):
            raise CannotTell(
                f"{path} 还依赖 {needed}，不是每台机器都有，不能打上 manylinux 标签。"
                f" / {path} needs {needed}, which not every machine has: a manylinux tag would not be true."
            )
    symbols = _objdump("-T", path)
    if "GLIBC_PRIVATE" in symbols:
        raise CannotTell(
            f"{path} 用到 glibc 的内部符号（GLIBC_PRIVATE），无法确定平台标签。"
            f" / {path} uses glibc's private symbols (GLIBC_PRIVATE): no tag can be true."
        )
    glibc = _versions("GLIBC", symbols)
    if not glibc:
        raise CannotTell(
            f"{path} 里没有 GLIBC 符号版本，无法确定平台标签。 / {path} has no GLIBC symbol versions: its tag cannot be told."
        )
    gcc = _versions("GCC", symbols)
    if gcc and gcc[-1] > OLDEST_GCC:
        raise CannotTell(
            f"{path} 需要 libgcc_s 的 GCC_{_dotted(gcc[-1])}，比 manylinux 允许的 {_dotted(OLDEST_GCC)} 新。"
            f" / {path} needs GCC_{_dotted(gcc[-1])} of libgcc_s, newer than the {_dotted(OLDEST_GCC)} that manylinux allows."
        )
    major, minor = max(glibc[-1][:2], OLDEST)
    return f"manylinux_{major}_{minor}_{ARCHITECTURES[kind]}"


def _objdump(option: str, path: str) -> str:
    try:
        done = subprocess.run(
            ["objdump", option, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, LC_ALL="C")
        )
    except FileNotFoundError:
        raise CannotTell("缺少 objdump，请安装 binutils。 / there is no objdump: install binutils.") from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip()
        raise CannotTell(f"objdump 读不懂 {path}：{words} / objdump cannot read {path}: {words}")
    return done.stdout.decode("utf-8", "replace")


def _versions(name: str, symbols: str) -> List[Tuple[int, ...]]:
    """The versions of undefined symbols that are named like this, lowest first."""
    wanted = re.findall(rf"\*UND\*.*?\(?\b{name}_([0-9.]+)\)?", symbols)
    return sorted({tuple(int(part) for part in version.split(".")) for version in wanted})


def _dotted(version: Tuple[int, ...]) -> str:
    return ".".join(map(str, version))

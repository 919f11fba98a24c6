"""Finding the library, loading it, and handing out the functions that api.FUNCTIONS declares."""

import ctypes
import os
import sys
from typing import Any, Dict, List, Optional, Type, Union

from . import api

#: On 32-bit Windows the library is stdcall, everywhere else the platform's C convention.
_load: Type[ctypes.CDLL] = ctypes.CDLL
if sys.platform == "win32" and ctypes.sizeof(ctypes.c_void_p) == 4:
    _load = ctypes.WinDLL

if sys.platform == "win32":
    FILE_NAME = SYSTEM_NAME = "ihuyi.dll"
else:
    FILE_NAME, SYSTEM_NAME = "libihuyi.so", "libihuyi.so.1"

#: Where a wheel puts the library.
BUNDLED = os.path.join(os.path.dirname(os.path.abspath(__file__)), FILE_NAME)


class LibraryError(OSError):
    """The native library is missing, is no libihuyi, or does not fit this package. The message says which, and what to
    do."""


class Library:
    """The loaded library: the declared functions as attributes, and nothing else.

    The ctypes object that would hand out undeclared functions, whose results it takes for an int, is let go: there is
    no way around the table.
    """

    path: str

    def __init__(self, path: str) -> None:
        dll = _load(path)
        self.path = path
        self._functions: Dict[str, Any] = {}
        missing: List[str] = []
        for name, result, arguments in api.FUNCTIONS:
            try:
                function = dll[name]
            except AttributeError:
                missing.append(name)
            else:
                function.restype, function.argtypes = result, arguments
                self._functions[name] = function
        self._check(missing)

    def __getattr__(self, name: str) -> Any:
        # Through __dict__, because an object that __init__ has not filled has no _functions and would ask here for
        # ever.
        functions: Dict[str, Any] = self.__dict__.get("_functions", {})
        try:
            return functions[name]
        except KeyError:
            raise AttributeError(name) from None

    def _check(self, missing: List[str]) -> None:
        if not self._functions:
            raise LibraryError(
                f"{self.path} 不是 libihuyi（没有 ihuyi_ 开头的函数），请换成 libihuyi 的库文件。"
                f" / {self.path} is not libihuyi (it has no ihuyi_ functions): give libihuyi's own file."
            )
        needed = api.IHUYI_ABI_VERSION
        found: int = self._functions["ihuyi_abi_version"]() if "ihuyi_abi_version" in self._functions else 0
        if found < needed:
            raise LibraryError(
                f"{self.path} 太旧：它的 ABI 版本是 {found}，本程序包需要 {needed}，请升级 libihuyi。"
                f" / {self.path} is too old: its ABI version is {found}, this package needs {needed}; upgrade libihuyi."
            )
        if found > needed:
            raise LibraryError(
                f"{self.path} 太新：它的 ABI 版本是 {found}，本程序包只懂 {needed}，请升级 Python 程序包 ihuyi。"
                f" / {self.path} is too new: its ABI version is {found}, this package knows {needed}; upgrade the Python package ihuyi."
            )
        if missing:
            names = ", ".join(missing)
            release = self._release()
            raise LibraryError(
                f"{self.path} 太旧：版本 {release} 没有 {names}，请升级 libihuyi。"
                f" / {self.path} is too old: its version {release} has no {names}; upgrade libihuyi."
            )

    def _release(self) -> str:
        version = self._functions.get("ihuyi_version")
        return str(version().decode("ascii", "replace")) if version else "?"


_library: Optional[Library] = None


def library() -> Library:
    """The library; found and loaded at the first call."""
    global _library
    if _library is None:
        _library = _find()
    return _library


def load(path: Union[str, "os.PathLike[str]"]) -> None:
    """Loads the library from this file, wherever else one might be found. To be called before anything else of the
    package."""
    global _library
    wanted = os.path.abspath(os.fspath(path))
    if _library is not None and os.path.abspath(_library.path) != wanted:
        raise LibraryError(
            f"已经加载了 {_library.path}，请在使用本程序包之前调用 load。"
            f" / {_library.path} is loaded already: call load before anything else of this package."
        )
    _library = _from_file(wanted)


def _find() -> Library:
    if os.path.exists(BUNDLED):
        return _from_file(BUNDLED)
    named = os.environ.get("IHUYI_LIBRARY")
    if named:
        # Whoever names a file wants that one: to fall on silently would run another library than they think.
        return _from_file(os.path.abspath(named), "IHUYI_LIBRARY=")
    try:
        return Library(SYSTEM_NAME)
    except LibraryError:
        raise
    except OSError as error:
        if not _is_missing(error):
            raise _unloadable(SYSTEM_NAME, error) from None
    raise LibraryError(
        f"找不到 libihuyi，试过：{BUNDLED}、环境变量 IHUYI_LIBRARY（未设置）、{SYSTEM_NAME}（系统库路径）；"
        "请安装带库的 wheel，或把 IHUYI_LIBRARY 设为库文件的路径。"
        f" / libihuyi was not found; tried: {BUNDLED}, environment variable IHUYI_LIBRARY (not set), {SYSTEM_NAME} (the system's library path): "
        "install the wheel that holds the library, or set IHUYI_LIBRARY to the library's file."
    )


def _from_file(path: str, named_by: str = "") -> Library:
    if not os.path.exists(path):
        raise LibraryError(
            f"找不到 libihuyi，试过：{named_by}{path}；没有这个文件，请改正路径。"
            f" / libihuyi was not found; tried: {named_by}{path}: there is no such file, correct the path."
        )
    try:
        return Library(path)
    except LibraryError:
        raise
    except OSError as error:
        raise _unloadable(path, error) from None


def _unloadable(path: str, error: OSError) -> LibraryError:
    return LibraryError(
        f"{path} 无法加载（{error}），请换成适合本机系统和本 Python 位数的 libihuyi。"
        f" / {path} cannot be loaded ({error}): give a libihuyi that is made for this system and for this Python's word size."
    )


def _is_missing(error: OSError) -> bool:
    """Whether the loader found no such file, as opposed to one that it cannot load."""
    return isinstance(error, FileNotFoundError) or "no such file" in str(error).lower()

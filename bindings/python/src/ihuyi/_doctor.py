"""python -m ihuyi doctor: what stands between this Python and a sent message. Sends none."""

import os
import platform
import re
import sys
from typing import Dict, List, Optional

from . import __version__, box
from ._library import LibraryError, library
from .client import Client
from .errors import IhuyiError, SettingError
from .masking import mask
from .results import Outcome

OK, SETTING, REFUSED, NOT_SENT, FINDINGS = 0, 2, 3, 4, 6

EXIT_CODES = """\
退出码 / exit codes:
  0  一切正常 / nothing to mend
  2  命令行或设置有误 / the command line or a setting is wrong
  3  帐号被网关或本地检查拒绝 / an account was refused, by the gateway or by a check of the library
  4  连不上网关 / the gateway was not reached
  6  其他需要处理的问题（库、余额等） / something else to mend: library, balance, ...
几项同时出现时，取 2、4、3、6 中靠前的 / of several, the first in the order 2, 4, 3, 6"""

#: In this order: no account can be judged while settings are wrong, or the gateway is out of reach.
_WORST_FIRST = (SETTING, NOT_SENT, REFUSED, FINDINGS)

#: The account setting of each service.
_ACCOUNTS = {
    "sms": "account",
    "voice": "voice_account",
    "voice_notice": "voice_notice_account",
    "international": "international_account",
    "marketing": "marketing_account",
}


def doctor(config: Optional[str], services: List[str]) -> int:
    """Prints what it finds; returns the exit code."""
    _line("Python", f"{platform.python_implementation()} {platform.python_version()}  {sys.executable}")
    _line("ihuyi", f"{__version__}  {os.path.dirname(os.path.abspath(__file__))}")
    try:
        lib = library()
    except LibraryError as error:
        _problem(str(error))
        return FINDINGS
    path = _file_of(lib.path)
    _line("libihuyi", f"{box.library_version()}  ABI {box.abi_version()}  {path}")
    names = _environment()
    if config is not None:
        names += _file(config)
    try:
        client = Client() if config is None else Client.open(config)
    except IhuyiError as error:
        _problem(str(error))
        return SETTING
    asked = services or [service for service, setting in _ACCOUNTS.items() if setting in names]
    if not asked:
        _problem(
            "没有设置任何帐号，请设置环境变量 IHUYI_ACCOUNT 和 IHUYI_APIKEY，或用 --config 给出 INI 文件。"
            " / no account is set: set the environment variables IHUYI_ACCOUNT and IHUYI_APIKEY, or name an INI file with --config."
        )
        return FINDINGS
    with client:
        found = {_account(client, service) for service in asked}
    program = os.path.join(os.path.dirname(path), "ihuyi")
    if os.access(program, os.X_OK):
        print(f"网络、TLS 和时钟另可用它检查 / it also looks at network, TLS and clock:  {program} doctor")
    return next((code for code in _WORST_FIRST if code in found), OK)


def _file_of(library_name: str) -> str:
    """The file behind a name that the system looked up; the name itself where the system does not tell."""
    if not os.path.dirname(library_name):
        try:
            with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
                for line in maps:
                    path = line.rstrip("\n").partition("/")[2]
                    if os.path.basename(path).startswith("libihuyi.so"):
                        return "/" + path
        except OSError:
            pass
    return library_name


def _account(client: Client, service: str) -> int:
    """Asks for a service's balance, which is free and sends nothing: it tries account, key, and the whole way to the
    gateway."""
    try:
        left = client.balance(service).balance
    except IhuyiError as error:
        told = client.explain(error.code, "balance")
        _line(service, f"失败 / failed: {error}")
        _problem(told.advice)
        if isinstance(error, SettingError):
            return SETTING
        return {Outcome.NOT_SENT: NOT_SENT, Outcome.REFUSED: REFUSED}.get(error.outcome, FINDINGS)
    _line(service, f"剩余 {left} 条 / {left} left")
    if left == 0:
        _problem("余额为 0，请在控制台充值。 / no messages are left: buy more in the console.")
        return FINDINGS
    return OK


def _environment() -> List[str]:
    """Shows the settings of the environment; returns their names."""
    found: Dict[str, str] = {
        name[len("IHUYI_") :].lower(): value
        for name, value in os.environ.items()
        if name.startswith("IHUYI_") and value
    }
    found.pop("library", None)
    for name in sorted(found):
        _line(f"IHUYI_{name.upper()}", _shown(name, found[name]))
    return list(found)


def _shown(name: str, value: str) -> str:
    """A setting's value as far as it may be seen."""
    if name.endswith(("apikey", "password")) or name == "secret":
        return "（已设置，不显示 / set, not shown）"
    # A proxy's or a relay's address may hold a password.
    return mask(re.sub(r"^(\w+://)?.*@", r"\1***@", value))


def _file(path: str) -> List[str]:
    """Shows which settings a file holds, without their values; returns their names. What they mean is for the library
    to say."""
    try:
        with open(path, "rb") as file:
            # A name is ASCII whatever the file is written in.
            text = file.read().decode("latin-1")
    except OSError:
        return []  # the library says so, with what to do
    names: List[str] = []
    section = ""
    for heading, name in re.findall(r"^\s*(?:\[\s*(\w+)\s*\]|(\w+)\s*=)", text, re.MULTILINE):
        if heading:
            section = "" if heading == "ihuyi" else f"{heading}_"
        else:
            names.append(section + name)
    _line(path, " ".join(names))
    return names


def _line(title: str, text: str) -> None:
    print(f"{title:<22}{text}")


def _problem(text: str) -> None:
    print(f"  !! {text}")

"""The calls about one-time codes, limits and pictures: convert, call, convert back. `pointer` is a client's C handle."""

import ctypes
from typing import Any, Callable, Dict, List, Mapping, Optional, Union

from . import _calls, api
from ._library import Library
from ._text import decode, encode, not_text
from .errors import checked, refused_here
from .results import Channel, Family, Outcome, Result, known
from .verification import Captcha, Decision, Verification

#: What limits count by: names with texts, None where one is not known.
Named = Optional[Mapping[str, Optional[str]]]
#: The same, or lines of ``key = value``.
Keys = Union[Named, str]

#: What a check answers instead of raising.
_OF_A_CHECK = frozenset(
    (api.IHUYI_E_CODE_WRONG, api.IHUYI_E_CODE_EXPIRED, api.IHUYI_E_CODE_NONE, api.IHUYI_E_CODE_LOCKED)
)
#: What a question to the limits answers instead of raising.
_OF_THE_LIMITS = frozenset(
    (
        api.IHUYI_E_LIMIT,
        api.IHUYI_E_BREAKER,
        api.IHUYI_E_DENIED,
        api.IHUYI_E_CAPTCHA_NEEDED,
        api.IHUYI_E_CAPTCHA_WRONG,
    )
)


def lines(keys: Keys, more: Mapping[str, Optional[str]], what: str = "keys") -> Optional[str]:
    """The lines of ``key = value`` that the library takes. None is a key that the caller does not know."""
    named: Dict[str, Optional[str]] = {}
    made: List[str] = []
    if isinstance(keys, Mapping):
        named.update(keys)
    elif isinstance(keys, str):
        made.append(keys)
    elif keys is not None:
        raise not_text(keys, what)
    named.update(more)
    for name, value in named.items():
        if not isinstance(name, str):
            raise not_text(name, what)
        if value is None:
            continue
        if not isinstance(value, str):
            raise not_text(value, name)
        # It would make another key: what a visitor sends must not end with a line `captcha = passed`.
        if any(mark in name for mark in "\r\n=") or any(mark in value for mark in "\r\n"):
            shown = name.replace("\r", " ").replace("\n", " ")[:32]
            raise refused_here(
                api.IHUYI_E_ARGUMENT,
                Family.ARGUMENT,
                f"键“{shown}”的名称里有“=”或换行，或者值里有换行，未发送；每个键占一行，请先去掉"
                f' / the name of the key "{shown}" holds "=" or a line break, or its value a line break; nothing was sent: each key is one line, remove them first',
            )
        made.append(f"{name} = {value}")
    return "\n".join(made) if made else None


def verification(
    lib: Library, pointer: Any, function: str, arguments: Mapping[str, Optional[str]], success: int
) -> Verification:
    """A call that writes a verification."""
    codec = _calls.codec_of(lib, pointer)
    out = api.ihuyi_verification(struct_size=ctypes.sizeof(api.ihuyi_verification))
    result = _call(lib, pointer, codec, function, arguments, out)
    # Only a send can end so: then the code may have arrived, and is good.
    out_there = result.code == success or result.outcome is Outcome.UNKNOWN
    made = Verification(
        ok=out_there,
        id=decode(out.id, codec),
        channel=known(Channel, out.channel),
        digits=out.digits,
        wait=out.wait,
        valid=out.valid,
        left=out.left,
        mobile=decode(out.mobile, codec),
        purpose=decode(out.purpose, codec),
        limit=decode(out.limit, codec),
        result=result,
    )
    if success == api.IHUYI_OK and result.code in _OF_A_CHECK:
        return made
    checked(result, success, made)
    return made


def decision(lib: Library, pointer: Any, function: str, arguments: Mapping[str, Optional[str]]) -> Decision:
    """A question to the limits."""
    codec = _calls.codec_of(lib, pointer)
    out = api.ihuyi_decision(struct_size=ctypes.sizeof(api.ihuyi_decision))
    result = _call(lib, pointer, codec, function, arguments, out)
    if result.code not in _OF_THE_LIMITS:
        checked(result, api.IHUYI_OK)
    return Decision(allowed=bool(out.allowed), wait=out.wait, limit=decode(out.limit, codec), result=result)


def unlock(lib: Library, pointer: Any, kind: Optional[str], value: Optional[str]) -> Result:
    """Forgets what was counted for a key."""
    codec = _calls.codec_of(lib, pointer)
    arguments = {"kind": kind, "value": value}
    return checked(_call(lib, pointer, codec, "ihuyi_guard_unlock", arguments), api.IHUYI_OK)


def captcha(lib: Library, pointer: Any, keys: Optional[str]) -> Captcha:
    """A new picture."""
    codec = _calls.codec_of(lib, pointer)
    out = api.ihuyi_captcha(struct_size=ctypes.sizeof(api.ihuyi_captcha))
    checked(_call(lib, pointer, codec, "ihuyi_captcha_new", {"keys": keys}, out), api.IHUYI_OK)
    # As an attribute it would end at its first NUL.
    png = ctypes.string_at(ctypes.addressof(out) + api.ihuyi_captcha.png.offset, out.png_size)
    return Captcha(
        id=decode(out.id, codec), png=png, data_uri=out.data_uri.decode("ascii"), length=out.length, valid=out.valid
    )


def answered(lib: Library, pointer: Any, id: Optional[str], answer: Optional[str]) -> bool:
    """Whether the answer to a picture is right."""
    codec = _calls.codec_of(lib, pointer)
    result = _call(lib, pointer, codec, "ihuyi_captcha_check", {"id": id, "answer": answer})
    if result.code == api.IHUYI_E_CAPTCHA_WRONG:
        return False
    checked(result, api.IHUYI_OK)
    return True


def _call(
    lib: Library, pointer: Any, codec: str, function: str, arguments: Mapping[str, Optional[str]], *out: Any
) -> Result:
    raw = _calls.new_result()
    call: Callable[..., int] = getattr(lib, function)
    call(pointer, *[encode(text, codec, name) for name, text in arguments.items()], *out, raw)
    return _calls.result(raw, codec)

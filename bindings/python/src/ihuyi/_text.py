"""Text across the border: str here, bytes of the client's charset there. The one place where either is made of the
other."""

import os
import sys
from functools import lru_cache
from typing import Optional, Tuple, Union

from . import api
from .errors import refused_here
from .results import Family

Path = Union[str, "os.PathLike[str]"]

#: What a setting takes. Numbers are written as text, True and False as yes and no, None is the default.
Setting = Union[str, int, float, bool, "os.PathLike[str]", None]

#: Python's codec for a charset of the WHATWG Encoding Standard, where Python's name or Python's codec of that name is
#: another.
_CODECS = {
    "gbk": "gb18030",
    "Big5": "big5hkscs",
    "EUC-KR": "cp949",
    "Shift_JIS": "cp932",
    "ISO-8859-8-I": "iso8859-8",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "windows-874": "cp874",
    # Python has none; the ASCII in it is the same everywhere.
    "x-user-defined": "ascii",
}

#: Characters that Python's codec writes as bytes which the standard reads as another character. They are refused, like
#: those that the charset lacks: a text arrives as it was written or not at all.
_DIFFERENT = {
    "gb18030": frozenset(
        "\u1e3f\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
        "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864"
    ),
    "big5hkscs": frozenset("\xa2\xa3\xa5\u2022\u203e\u223c\u2609\u2641\uff0f\uff3c\uff64"),
    "EUC-JP": frozenset("\xa2\xa3\xa5\xac\u2016\u203e\u2212\u301c"),
    "cp932": frozenset("\xa2\xa3\xac\u2016\u2212\u301c"),
    "KOI8-U": frozenset("\u255d\u256c"),
}


@lru_cache(maxsize=None)
def codec(charset: bytes) -> str:
    """Python's codec for what ihuyi_charset says."""
    name = charset.decode("ascii")
    return _CODECS.get(name, name)


def encode(text: Optional[str], codec: str, what: str) -> Optional[bytes]:
    """The bytes of a text, or None (NULL) for None. `what` names the argument in errors."""
    if text is None:
        return None
    raw, place = _written(text, codec, what)
    if place is None:
        return raw
    character = f"U+{ord(text[place]):04X}"
    raise refused_here(
        api.IHUYI_E_ENCODING,
        Family.ARGUMENT,
        f"{what} 的第 {place + 1} 个字符 {character} 在字符集 {codec} 中没有编码，未发送；请去掉它，或设置 charset = utf-8。"
        f" / character {place + 1} of {what}, {character}, does not exist in the charset {codec}; nothing was sent: remove it, or set charset = utf-8.",
    )


def encode_row(text: Optional[str], codec: str, what: str) -> Optional[bytes]:
    """As `encode`, for a row of a list. What cannot be written is handed over up to there, with a byte behind it that no
    text has: then the library leaves the row out, in its place and with its own words, and the list goes on."""
    if text is None:
        return None
    raw, place = _written(text, codec, what)
    if place is None:
        return raw
    return raw + b"\xff" if codec in ("utf-8", "gb18030") else encode(text, codec, what)


def _written(text: str, codec: str, what: str) -> Tuple[bytes, Optional[int]]:
    """The bytes of a text, up to the first character that has none; and the place of that one."""
    if not isinstance(text, str):
        raise not_text(text, what)
    # surrogateescape: what Python could not decode, in an argument of the command line or a file name, was bytes and
    # becomes those bytes again, and the library says what they look like. In UTF-8 only: elsewhere they would not be the
    # same bytes.
    errors = "surrogateescape" if codec == "utf-8" else "strict"
    different = _DIFFERENT.get(codec)
    place = next((place for place, character in enumerate(text) if character in different), None) if different else None
    try:
        raw = text[:place].encode(codec, errors)
    except UnicodeEncodeError as error:
        # The number alone: the error holds the whole text, and must not come along.
        place = error.start
        raw = text[:place].encode(codec, errors)
    # A C string ends at its first NUL, and what follows would be cut without a word. The byte 1 in its place is refused
    # by the library, with its own words for control characters.
    return raw.replace(b"\0", b"\1"), place


def encode_path(path: Path) -> bytes:
    """A file's name in the file system's encoding, UTF-8 on Windows."""
    if not isinstance(path, (str, os.PathLike)):
        raise not_text(path, "path")
    return os.fsencode(path).replace(b"\0", b"\1")


def encode_new_path(path: Path, codec: str) -> bytes:
    """The same for a file that may not be there yet. On Windows the library then reads its name in the client's charset,
    where that can be done: half of all Chinese names in UTF-8 are other ones in GBK."""
    raw = encode_path(path)
    return raw if sys.platform != "win32" else encode(os.fsdecode(path), codec, "path") or b""


def encode_body(body: Union[str, bytes]) -> bytes:
    """The body of a push: the one argument that is bytes by nature. The library finds out what they are encoded in."""
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogateescape")
    elif not isinstance(body, (bytes, bytearray)):
        raise not_text(body, "body")
    # As it is, it would end the text before its end; the byte 1 in its place is refused as a NUL is.
    return bytes(body).replace(b"\0", b"\1")


def setting(key: str, value: Setting) -> Optional[str]:
    """A setting's value as the text that the library takes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if value is None or isinstance(value, str):
        return value
    raise not_text(value, key if isinstance(key, str) else "key")


def decode(raw: bytes, codec: str) -> str:
    """A text of the library's. Never fails: by now the message may have been sent, and its outcome must not get lost
    over a codec."""
    return raw.decode(codec, "replace")


def not_text(value: object, what: str) -> TypeError:
    """The error for an argument that is no str. It names the type, never the value: that may be a key."""
    kind = type(value).__name__
    if isinstance(value, (bytes, bytearray)):
        hint = ("请先 .decode()", ".decode() it first")
    else:
        hint = ("请给出 str", "give a str")
    return TypeError(f"{what} 必须是 str，不能是 {kind}，{hint[0]}。 / {what} must be a str, not {kind}: {hint[1]}.")

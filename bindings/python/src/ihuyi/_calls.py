"""The calls that are the same with a client of one's own and with the default client: convert, call, convert back.

`pointer` is a client's C handle, or None for the default client.
"""

import ctypes
import operator
from typing import Any, Optional, Union

from . import api
from ._library import Library, library
from ._text import codec, decode, encode, encode_body
from .errors import checked, refused_here
from .results import Explanation, Family, Flag, Outcome, Push, PushKind, Result, known


def codec_of(lib: Library, pointer: Any) -> str:
    """Python's codec for a client's texts."""
    return codec(lib.ihuyi_charset(pointer))


def new_result() -> api.ihuyi_result:
    """A result for the library to fill."""
    return api.ihuyi_result(struct_size=ctypes.sizeof(api.ihuyi_result))


def result(raw: api.ihuyi_result, codec: str) -> Result:
    """What the library filled in."""
    return Result(
        outcome=Outcome(raw.outcome),
        code=raw.code,
        http_status=raw.http_status,
        flags=Flag(raw.flags),
        segments=raw.segments,
        characters=raw.characters,
        recipients=raw.recipients,
        balance=None if raw.balance < 0 else raw.balance,
        elapsed_ms=raw.elapsed_ms,
        message_id=decode(raw.message_id, codec),
        message=decode(raw.message, codec),
        family=known(Family, raw.family),
    )


def number(value: int, what: str) -> int:
    """A number that fits the library's int32_t: ctypes would cut a larger one without a word."""
    value = operator.index(value)
    if not -(2**31) <= value < 2**31:
        raise OverflowError(f"{what} 超出 32 位整数的范围，请检查。 / {what} is out of the range of 32 bits: check it.")
    return value


def explain(pointer: Any, code: int, service: Optional[str], lang: Optional[str]) -> Explanation:
    """What a code means in practice."""
    lib = library()
    charset = codec_of(lib, pointer)
    raw = api.ihuyi_explanation(struct_size=ctypes.sizeof(api.ihuyi_explanation))
    code = number(code, "code")
    failed = lib.ihuyi_explain(pointer, encode(service, charset, "service"), code, encode(lang, charset, "lang"), raw)
    if failed:
        # This one call has no result to say what is wrong with it. But it can be asked about itself.
        lib.ihuyi_explain(pointer, None, failed, None, raw)
    told = Explanation(
        code=raw.code,
        known=bool(raw.known),
        family=known(Family, raw.family),
        name=decode(raw.name, charset),
        text=decode(raw.text, charset),
        meaning=decode(raw.meaning, charset),
        cause=decode(raw.cause, charset),
        advice=decode(raw.advice, charset),
    )
    if failed:
        raise refused_here(failed, told.family, f"{told.text}: {told.advice}")
    return told


def segments(pointer: Any, content: Optional[str], service: Optional[str]) -> Result:
    """What a text will be billed as."""
    lib = library()
    charset = codec_of(lib, pointer)
    raw = new_result()
    lib.ihuyi_segments(pointer, encode(service, charset, "service"), encode(content, charset, "content"), raw)
    return checked(result(raw, charset), api.IHUYI_OK)


def parse_push(pointer: Any, body: Union[str, bytes]) -> Push:
    """What a push says."""
    lib = library()
    charset = codec_of(lib, pointer)
    push = api.ihuyi_push(struct_size=ctypes.sizeof(api.ihuyi_push))
    raw = new_result()
    lib.ihuyi_push_parse(pointer, encode_body(body), push, raw)
    checked(result(raw, charset), api.IHUYI_OK)
    return told_push(push, charset)


def told_push(push: api.ihuyi_push, charset: str) -> Push:
    """What the library filled in."""
    return Push(
        kind=known(PushKind, push.kind),
        code=push.code,
        success=bool(push.success),
        flags=Flag(push.flags),
        message_id=decode(push.message_id, charset),
        mobile=decode(push.mobile, charset),
        status=decode(push.status, charset),
        explanation=decode(push.explanation, charset),
        time=decode(push.time, charset),
        template_id=decode(push.template_id, charset),
        content=decode(push.content, charset),
        answer=decode(push.answer, charset),
        number=push.number,
    )

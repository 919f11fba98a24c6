"""The calls about what became of a message: convert, call, convert back. `pointer` is a client's C handle."""

import ctypes
import operator
from typing import Any, Optional, Union

from . import _calls, api
from ._library import Library
from ._text import decode, encode, encode_body
from .errors import checked
from .results import Delivery, Flag, Push, State, known


def record(lib: Library, pointer: Any, body: Union[str, bytes]) -> Push:
    """What a push says, once it is remembered."""
    codec = _calls.codec_of(lib, pointer)
    out = _new_push()
    raw = _calls.new_result()
    lib.ihuyi_push_record(pointer, encode_body(body), out, raw)
    checked(_calls.result(raw, codec), api.IHUYI_OK)
    return _calls.told_push(out, codec)


def status(lib: Library, pointer: Any, what: Optional[str]) -> Delivery:
    """What is known of a message."""
    codec = _calls.codec_of(lib, pointer)
    out = api.ihuyi_delivery(struct_size=ctypes.sizeof(api.ihuyi_delivery))
    raw = _calls.new_result()
    lib.ihuyi_status(pointer, encode(what, codec, "what"), out, raw)
    checked(_calls.result(raw, codec), api.IHUYI_OK)
    return Delivery(
        state=known(State, out.state),
        code=out.code,
        flags=Flag(out.flags),
        recipients=out.recipients,
        delivered=out.delivered,
        failed=out.failed,
        service=decode(out.service, codec),
        message_id=decode(out.message_id, codec),
        mobile=decode(out.mobile, codec),
        status=decode(out.status, codec),
        explanation=decode(out.explanation, codec),
        submitted=decode(out.submitted, codec),
        reported=decode(out.reported, codec),
    )


def inbox(lib: Library, pointer: Any, after: int) -> Optional[Push]:
    """The next of what was remembered; None where there is no more."""
    codec = _calls.codec_of(lib, pointer)
    out = _new_push()
    raw = _calls.new_result()
    lib.ihuyi_inbox(pointer, _place(after), out, raw)
    checked(_calls.result(raw, codec), api.IHUYI_OK)
    return _calls.told_push(out, codec) if out.number else None


def _new_push() -> api.ihuyi_push:
    return api.ihuyi_push(struct_size=ctypes.sizeof(api.ihuyi_push))


def _place(after: int) -> int:
    """A number that fits the library's uint32_t: ctypes would make another one of what does not."""
    after = operator.index(after)
    if not 0 <= after < 2**32:
        raise OverflowError(
            f"after 是 {after}，超出范围：从 0 开始，之后给出上一条的 number。"
            f" / after is {after}, which is out of range: begin with 0, then give the number of the last one."
        )
    return after

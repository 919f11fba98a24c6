"""What the calls about one-time codes, limits and pictures answer: immutable, and printed without numbers and ids."""

from dataclasses import dataclass, field
from typing import Dict, Literal, Union

from . import api
from .masking import mask
from .results import Channel, Outcome, Result

#: What a check came to, in a word. Empty: something else, which an exception tells.
Status = Literal["ok", "wrong", "expired", "none", "locked", ""]

_WORDS: Dict[int, Status] = {
    api.IHUYI_E_CODE_WRONG: "wrong",
    api.IHUYI_E_CODE_EXPIRED: "expired",
    api.IHUYI_E_CODE_NONE: "none",
    api.IHUYI_E_CODE_LOCKED: "locked",
}


@dataclass(frozen=True)
class Verification:
    """A one-time code: what was sent, or what a check came to. True when `ok` is. What a call does not tell is empty,
    or 0."""

    #: After a start or a resend: a code is out, because the gateway accepted it or nobody knows whether it did. After a
    #: check: it was right.
    ok: bool
    #: What the site keeps in the visitor's session, and shows to nobody; empty when no code was made.
    id: str = field(repr=False)
    #: The way that the code went.
    channel: Union[Channel, int]
    #: Digits of the code.
    digits: int
    #: Seconds until the code can be asked for again: show them counting down. After a limit, until there is room.
    wait: int
    #: Seconds that the code is still good.
    valid: int
    #: Checks that are left.
    left: int
    #: After a right check: the number that the code was sent to. Trust this one, and not what a form says.
    mobile: str = field(repr=False)
    #: After a right check: what the code was for. Compare it with what you are about to do.
    purpose: str
    #: The limit that stopped the send, as ``sms:mobile 1/60s``.
    limit: str
    #: What the call came to.
    result: Result

    def __bool__(self) -> bool:
        return self.ok

    @property
    def status(self) -> Status:
        """ok, wrong, expired, none or locked."""
        return "ok" if self.ok else _WORDS.get(self.result.code, "")

    @property
    def unknown(self) -> bool:
        """Nobody knows whether the code went. It is good if it did."""
        return self.result.outcome is Outcome.UNKNOWN

    @property
    def masked_mobile(self) -> str:
        """The number as logs may have it."""
        return mask(self.mobile)


@dataclass(frozen=True)
class Decision:
    """What lists and limits say of a send. True when it is allowed."""

    allowed: bool
    #: Allowed: seconds until the same may be sent again. Not allowed: seconds until there is room; 0 when no waiting
    #: helps.
    wait: int
    #: The limit that decided, as ``sms:mobile 1/60s``; empty when none did.
    limit: str
    #: Why not.
    result: Result

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Captcha:
    """A picture, and the id that its answer comes back with."""

    #: Comes back with the answer; it may stand in the page, in a hidden field.
    id: str
    #: The picture as a PNG file.
    png: bytes = field(repr=False)
    #: The same picture for ``<img src="...">``.
    data_uri: str = field(repr=False)
    #: Characters in the picture.
    length: int
    #: Seconds that an answer is taken.
    valid: int

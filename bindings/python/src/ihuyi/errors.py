"""What a call that did not succeed raises: one class for each family of codes."""

from typing import TYPE_CHECKING, Dict, Optional, Type, Union

from . import api
from .masking import mask
from .results import Family, Flag, Outcome, Result

if TYPE_CHECKING:
    from .verification import Verification


class IhuyiError(Exception):
    """A call did not succeed. `code`, `outcome` and `result` say more; the text has the code, the words, and where to
    read on."""

    def __init__(self, result: Result, verification: "Optional[Verification]" = None) -> None:
        super().__init__(result)
        self.result = result
        #: After a call about a one-time code: the seconds to wait, the limit; and on OutcomeUnknown the id, which is
        #: good. None after any other call; compare with None, because it is true only when a code is out.
        self.verification = verification

    @property
    def code(self) -> int:
        """The gateway's code (0 and above) or the library's (below 0)."""
        return self.result.code

    @property
    def outcome(self) -> Outcome:
        """Refused, not sent, or unknown."""
        return self.result.outcome

    @property
    def wait(self) -> int:
        """Seconds until a one-time code can be asked for again; 0 when no waiting helps, or none is known."""
        return 0 if self.verification is None else self.verification.wait

    def __str__(self) -> str:
        code = self.code
        # Masked, because words about a wrong setting name its value, and that may be a key in the wrong place.
        return f"{code} {mask(self.result.message)}（见 docs/codes.zh-CN.md#code-{code} / see docs/codes.md#code-{code}）"


class AccountError(IhuyiError):
    """Account, key, or the address that asks: look at the console's settings."""


class BalanceError(IhuyiError):
    """No messages left."""


class NumberError(IhuyiError):
    """This phone number."""


class ContentError(IhuyiError):
    """This text."""


class TemplateError(IhuyiError):
    """Templates and their variables."""


class LimitError(IhuyiError):
    """Too many, or too fast."""


class GatewayError(IhuyiError):
    """Another refusal of the gateway's."""


class ArgumentError(IhuyiError):
    """The call itself: an argument that makes no sense, a client that is closed."""


class SettingError(IhuyiError):
    """A setting, or the file it stands in."""


class NetworkError(IhuyiError):
    """The way to the gateway. Nothing was sent; sending again later is safe."""


class OutcomeUnknown(IhuyiError):
    """The request left and no readable verdict came back: nobody knows whether the message went. **Do not resend
    blindly**: it may go out twice, and be billed twice. The receipt settles it, or the console."""


class VerifyError(IhuyiError):
    """A one-time code or a picture challenge: wrong, expired, used up, or not there. Of a check of a code this is an
    answer and not raised."""


class StoreError(IhuyiError):
    """The store, or its secret key, cannot be used: nothing was sent. Or, when a status was asked for, nothing is
    remembered of that message: then the code is IHUYI_E_NO_STATUS."""


class InternalError(IhuyiError):
    """A defect of the library. Please report it."""


#: The one table. A family that is not in it, from a newer library, raises IhuyiError itself.
CLASSES: Dict[int, Type[IhuyiError]] = {
    Family.ACCOUNT: AccountError,
    Family.BALANCE: BalanceError,
    Family.NUMBER: NumberError,
    Family.CONTENT: ContentError,
    Family.TEMPLATE: TemplateError,
    Family.LIMIT: LimitError,
    Family.GATEWAY: GatewayError,
    Family.ARGUMENT: ArgumentError,
    Family.SETTING: SettingError,
    Family.NETWORK: NetworkError,
    Family.UNKNOWN: OutcomeUnknown,
    Family.INTERNAL: InternalError,
    Family.VERIFY: VerifyError,
    Family.STORE: StoreError,
}


def checked(result: Result, success: int, verification: "Optional[Verification]" = None) -> Result:
    """The result of a call that succeeded; raises for one that did not."""
    if result.code == success:
        return result
    raise CLASSES.get(result.family, IhuyiError)(result, verification)


def refused_here(code: int, family: Union[Family, int], message: str) -> IhuyiError:
    """The error for what does not come as far as a call that has a result."""
    result = Result(Outcome.REFUSED, code, 0, Flag.LOCAL, 0, 0, 0, None, 0, "", message, family)
    return CLASSES.get(family, IhuyiError)(result)


def closed() -> IhuyiError:
    """The error for a client that is used after close()."""
    return refused_here(
        api.IHUYI_E_ARGUMENT,
        Family.ARGUMENT,
        "客户端已关闭，未发送任何内容；请新建一个 Client，或在 with 块内使用。"
        " / the client is closed and nothing was sent: make a new Client, or use it inside its with block.",
    )


def list_closed() -> IhuyiError:
    """The error for a list that is used after close()."""
    return refused_here(
        api.IHUYI_E_ARGUMENT,
        Family.ARGUMENT,
        "名单已关闭，未发送任何内容；请用 client.bulk 重新打开，或在 with 块内使用。"
        " / the list is closed and nothing was sent: open it again with client.bulk, or use it inside its with block.",
    )


def inside() -> IhuyiError:
    """The error for a signal handler that changes a setting below a call of its own thread, or the other way round."""
    return refused_here(
        api.IHUYI_E_ARGUMENT,
        Family.ARGUMENT,
        "本线程正在用这个客户端，未执行；请不要在信号处理函数里改它的设置，或另用一个 Client。"
        " / this thread is in the middle of a call of this client and nothing was done: change no setting in a signal handler, or use another Client.",
    )

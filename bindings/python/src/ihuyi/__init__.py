"""ihuyi: text messages and voice codes through the 互亿无线 gateway.

    import ihuyi

    with ihuyi.Client(account="C00000000", apikey="...") as client:
        result = client.send("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。")
        print(result.message_id)

A call that did not succeed raises a class of `IhuyiError`; `OutcomeUnknown` is the one not to answer by sending again.
"""

from typing import TYPE_CHECKING, Any

from . import api
from ._library import LibraryError, load
from ._verify import Keys
from .box import (
    abi_version,
    explain,
    library_path,
    library_version,
    parse_push,
    segments,
    send,
    strerror,
    voice,
)
from .bulk import Bulk
from .client import Client
from .errors import (
    AccountError,
    ArgumentError,
    BalanceError,
    ContentError,
    GatewayError,
    IhuyiError,
    InternalError,
    LimitError,
    NetworkError,
    NumberError,
    OutcomeUnknown,
    SettingError,
    StoreError,
    TemplateError,
    VerifyError,
)
from .masking import mask
from .results import (
    BulkState,
    Channel,
    Delivery,
    Explanation,
    Family,
    Flag,
    Outcome,
    Progress,
    Push,
    PushKind,
    Result,
    Row,
    RowState,
    State,
)
from .verification import Captcha, Decision, Verification

if TYPE_CHECKING:
    from .aio import AsyncClient
    from .logs import MaskFilter

#: This package's release. `library_version()` tells the library's.
__version__ = "0.1.0"

__all__ = [
    "AccountError",
    "ArgumentError",
    "AsyncClient",
    "BalanceError",
    "Bulk",
    "BulkState",
    "Captcha",
    "Channel",
    "Client",
    "ContentError",
    "Decision",
    "Delivery",
    "Explanation",
    "Family",
    "Flag",
    "GatewayError",
    "IhuyiError",
    "InternalError",
    "Keys",
    "LibraryError",
    "LimitError",
    "MaskFilter",
    "NetworkError",
    "NumberError",
    "Outcome",
    "OutcomeUnknown",
    "Progress",
    "Push",
    "PushKind",
    "Result",
    "Row",
    "RowState",
    "SettingError",
    "State",
    "StoreError",
    "TemplateError",
    "Verification",
    "VerifyError",
    "abi_version",
    "api",
    "explain",
    "library_path",
    "library_version",
    "load",
    "mask",
    "parse_push",
    "segments",
    "send",
    "strerror",
    "voice",
]


def __getattr__(name: str) -> Any:
    # Loaded when they are asked for: asyncio and logging take longer to import than a script's first message takes to
    # send.
    if name == "AsyncClient":
        from .aio import AsyncClient

        return AsyncClient
    if name == "MaskFilter":
        from .logs import MaskFilter

        return MaskFilter
    raise AttributeError(f"module 'ihuyi' has no attribute {name!r}")

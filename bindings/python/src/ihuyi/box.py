"""The functions that need no client: account and key are arguments, everything else is the default client's settings,
from environment variables and from ihuyi.ini beside the library."""

from typing import Any, Optional, Union

from . import _calls, api
from ._library import library
from ._text import decode, encode
from .errors import checked
from .results import Explanation, Push, Result


def send(account: Optional[str], apikey: Optional[str], mobile: Optional[str], content: Optional[str]) -> Result:
    """Sends one text message to a mainland number.

    `account` and `apikey` are the console's APIID and APIKEY for SMS; `content` is the whole text without signature.
    None counts as an empty text, and the library refuses it as such. Raises a class of IhuyiError unless the gateway
    accepted it.
    """
    try:
        result = _box("ihuyi_send", account, apikey, mobile, content, "content")
    except Exception as error:
        # Pages that show the locals of a traceback must not show the key: the frames below go, and so does this name.
        del apikey
        raise error.with_traceback(None)
    del apikey
    return checked(result, api.IHUYI_ACCEPTED)


def voice(account: Optional[str], apikey: Optional[str], mobile: Optional[str], code: Optional[str]) -> Result:
    """Calls a mainland number and reads out a code of 4 to 6 digits. As `send`, with the account and key for voice
    codes."""
    try:
        result = _box("ihuyi_voice", account, apikey, mobile, code, "code")
    except Exception as error:
        del apikey
        raise error.with_traceback(None)
    del apikey
    return checked(result, api.IHUYI_ACCEPTED)


def _box(
    function: str,
    account: Optional[str],
    apikey: Optional[str],
    mobile: Optional[str],
    content: Optional[str],
    what: str,
) -> Result:
    lib = library()
    codec = _calls.codec_of(lib, None)
    raw = _calls.new_result()
    call: Any = getattr(lib, function)
    call(
        encode(account, codec, "account"),
        encode(apikey, codec, "apikey"),
        encode(mobile, codec, "mobile"),
        encode(content, codec, what),
        raw,
    )
    return _calls.result(raw, codec)


def strerror(code: int) -> str:
    """What a code means, in Chinese as the vendor words it. Answers for every number."""
    lib = library()
    text: bytes = lib.ihuyi_strerror(_calls.number(code, "code"))
    return decode(text, _calls.codec_of(lib, None))


def explain(code: int, service: Optional[str] = None, lang: Optional[str] = None) -> Explanation:
    """What a code of a service means in practice, what usually causes it, and what to do. `lang` is ``zh`` or ``en``.

    `service` is sms (when it is not given), voice, voice_notice, international or marketing, or balance or template for
    these two calls.
    """
    return _calls.explain(None, code, service, lang)


def segments(content: Optional[str], service: Optional[str] = None) -> Result:
    """Counts what a text will be billed as, without sending: `segments` and `characters` of the result."""
    return _calls.segments(None, content, service)


def parse_push(body: Union[str, bytes]) -> Push:
    """Reads the body of a push, as it came. Answer the gateway with the push's `answer` once it is stored."""
    return _calls.parse_push(None, body)


def library_version() -> str:
    """The library's release, as ``0.1.0``."""
    version: bytes = library().ihuyi_version()
    return version.decode("ascii", "replace")


def abi_version() -> int:
    """The library's ABI version."""
    version: int = library().ihuyi_abi_version()
    return version


def library_path() -> str:
    """The file that the library was loaded from, or the name that the system found it by."""
    return library().path

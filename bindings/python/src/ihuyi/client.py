"""A client of one's own: accounts, keys and settings, and the connections it keeps."""

from types import TracebackType
from typing import Any, Callable, Dict, Iterable, Mapping, NoReturn, Optional, Type, TypeVar, Union

from . import _calls, _track, _verify, api, errors
from ._handle import Handle
from ._library import Library, library
from ._text import Path, Setting, encode, encode_path, not_text, setting
from ._verify import Keys, Named
from .bulk import Bulk
from .errors import checked, refused_here
from .results import Delivery, Explanation, Family, Push, Result
from .verification import Captcha, Decision, Verification

Self = TypeVar("Self", bound="Client")


class Client:
    """Sends messages with the accounts and settings it was given.

    ``Client()`` takes its settings from environment variables (IHUYI_ACCOUNT, IHUYI_APIKEY, ...),
    ``Client.open("ihuyi.ini")`` from a file as well; keyword arguments beat both. Their names are those of
    docs/settings.md::

        with ihuyi.Client(account="C00000000", apikey="...", timeout=5) as client:
            client.send("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。")

    Any number of threads may use one client at once, and so may processes made by fork(): each makes its own
    connections. A setting waits for the calls that run. Keep one client for the life of the program: its connections
    are kept for the next call.

    The key is handed to the library and not kept here. A client can be neither copied nor pickled.
    """

    __slots__ = ("_library", "_handle", "__weakref__")

    def __init__(
        self,
        account: Setting = None,
        apikey: Setting = None,
        charset: Setting = None,
        **settings: Setting,
    ) -> None:
        settings.update(account=account, apikey=apikey, charset=charset)
        # What a traceback shows of this frame must not have the key.
        del apikey
        self._make(lambda lib, raw: lib.ihuyi_client_new(raw), settings)

    @classmethod
    def open(cls: Type[Self], path: Path, **settings: Setting) -> Self:
        """A client with the settings of an INI file. Environment variables beat what it says, keyword arguments beat
        those."""
        self = cls.__new__(cls)
        self._make(lambda lib, raw: lib.ihuyi_client_open(encode_path(path), raw), settings)
        return self

    def _make(self, make: Callable[[Library, api.ihuyi_result], Any], settings: Dict[str, Setting]) -> None:
        try:
            # In here, because a library that is missing must not leave the key in a traceback either.
            lib = library()
            raw = _calls.new_result()
            pointer = make(lib, raw)
            if not pointer:
                checked(_calls.result(raw, _calls.codec_of(lib, None)), api.IHUYI_OK)
            self._library, self._handle = lib, Handle(pointer, lib.ihuyi_client_free, errors.closed)
            for key in settings:
                if settings[key] is not None:
                    self._set(key, settings[key])
        except Exception as error:
            # The caller's frame has the same dict.
            settings.clear()
            raise error.with_traceback(None)

    # ---- Settings

    def set(self, key: str, value: Setting) -> None:
        """Changes one setting; None is its default. Waits for the calls that run. Raises SettingError, and then nothing
        was changed."""
        try:
            self._set(key, value)
        except Exception as error:
            # A value may be a key, and pages that show the locals of a traceback must not show it: the frames below go,
            # and this name.
            del value
            raise error.with_traceback(None)

    def _set(self, key: str, value: Setting) -> None:
        text = setting(key, value)
        with self._handle.alone() as pointer:
            codec = _calls.codec_of(self._library, pointer)
            raw = _calls.new_result()
            self._library.ihuyi_client_set(pointer, encode(key, codec, "key"), encode(text, codec, key), raw)
        checked(_calls.result(raw, codec), api.IHUYI_OK)

    # ---- Sending

    def send(
        self,
        mobile: Optional[str],
        content: Optional[str],
        *,
        reference: Optional[str] = None,
        resend: bool = False,
        keys: Named = None,
    ) -> Result:
        """Sends one text message to a mainland number. `content` is the whole text, without signature. The keywords are
        those of `submit`."""
        return self.submit("sms", mobile, content, reference=reference, resend=resend, keys=keys)

    def voice(self, mobile: Optional[str], code: Optional[str]) -> Result:
        """Calls a mainland number and reads out a code of 4 to 6 digits."""
        return self.submit("voice", mobile, code)

    def send_template(
        self,
        mobile: Optional[str],
        template_id: Union[str, int],
        *variables: str,
        service: str = "sms",
        reference: Optional[str] = None,
        resend: bool = False,
        keys: Named = None,
    ) -> Result:
        """Sends an approved template with these variables in its places. `service` may be voice_notice or international
        as well. The other keywords are those of `submit`."""
        for number, variable in enumerate(variables, 1):
            # It would become two variables, and shift all that follow.
            if isinstance(variable, str) and "|" in variable:
                raise refused_here(
                    api.IHUYI_E_ARGUMENT,
                    Family.ARGUMENT,
                    f"第 {number} 个变量里有“|”，它是变量之间的分隔符，未发送；请先去掉或换成别的字符"
                    f' / variable {number} holds "|", which separates variables; nothing was sent: remove or replace it first',
                )
        content = _joined("|", variables, "variables")
        return self.submit(service, mobile, content, template_id, reference=reference, resend=resend, keys=keys)

    def voice_notice(self, mobile: Optional[str], content: Optional[str]) -> Result:
        """Calls a mainland number and reads out a text that an approved template covers."""
        return self.submit("voice_notice", mobile, content)

    def international(self, mobile: Optional[str], content: Optional[str]) -> Result:
        """Sends one text message abroad. `mobile` is country code, blank, number, as ``1 2025550100``."""
        return self.submit("international", mobile, content)

    def marketing(
        self, numbers: Union[str, Iterable[str]], content: Optional[str], schedule: Optional[str] = None
    ) -> Result:
        """Sends one text to many mainland numbers, at once or at ``2026-01-31 09:30:00`` (China Standard Time). The
        text ends with the opt-out line and the signature, as ``...退订回T【签名】``."""
        mobile = numbers if isinstance(numbers, str) else _joined(",", numbers, "numbers")
        if schedule is None:
            return self.submit("marketing", mobile, content)
        if not isinstance(schedule, str):
            raise not_text(schedule, "schedule")
        return self.submit("marketing", mobile, content, options=f"schedule = {schedule}")

    def submit(
        self,
        service: Optional[str],
        mobile: Optional[str],
        content: Optional[str],
        template_id: Union[str, int, None] = None,
        options: Optional[str] = None,
        *,
        reference: Optional[str] = None,
        resend: bool = False,
        keys: Named = None,
    ) -> Result:
        """Sends one message through any service: sms, voice, voice_notice, international, marketing. What the methods
        above come to.

        With a template id, `content` is the variables joined with ``|``. `options` is lines of ``key = value``. None
        counts as an empty text. Raises a class of IhuyiError unless the gateway accepted it.

        With a `reference`, as ``order-1001-paid``, the same event sent again sends no second message and returns the
        first answer, with `repeated` of the result; `resend` sends it after all when that answer was "unknown". `keys`
        are what the limits count by when the setting guard is on.
        """
        if isinstance(template_id, int):
            template_id = str(template_id)
        options = _options(options, reference, resend, keys)
        with self._handle.call() as pointer:
            codec = _calls.codec_of(self._library, pointer)
            raw = _calls.new_result()
            self._library.ihuyi_submit(
                pointer,
                encode(service, codec, "service"),
                encode(mobile, codec, "mobile"),
                encode(content, codec, "content"),
                encode(template_id, codec, "template_id"),
                encode(options, codec, "options"),
                raw,
            )
        return checked(_calls.result(raw, codec), api.IHUYI_ACCEPTED)

    def balance(self, service: Optional[str] = None) -> Result:
        """Asks how many messages are left on a service's account (sms when none is named): `balance` of the result."""
        with self._handle.call() as pointer:
            codec = _calls.codec_of(self._library, pointer)
            raw = _calls.new_result()
            self._library.ihuyi_balance(pointer, encode(service, codec, "service"), raw)
        return checked(_calls.result(raw, codec), api.IHUYI_ACCEPTED)

    def add_template(self, content: Optional[str]) -> Result:
        """Hands in an SMS template for review, with 【变量】 in place of each variable: `message_id` of the result is its
        number."""
        with self._handle.call() as pointer:
            codec = _calls.codec_of(self._library, pointer)
            raw = _calls.new_result()
            self._library.ihuyi_add_template(pointer, encode(content, codec, "content"), raw)
        return checked(_calls.result(raw, codec), api.IHUYI_ACCEPTED)

    # ---- One-time codes

    def verify_start(
        self, purpose: Optional[str], mobile: Optional[str], keys: Keys = None, **more: Optional[str]
    ) -> Verification:
        """Makes a one-time code and sends it. Keep the verification's `id` in the visitor's session, on the server.

        `purpose` is what the code is for, as register or reset. `keys` are what limits count by, a mapping or lines of
        ``key = value``: `ip`, `device`, `session`, `site`, or any name of your own; and `channel`, `captcha_id` and
        `captcha_answer`, or `captcha` (``passed``). They may be given as keywords, too::

            client.verify_start("register", mobile, ip=request.remote_addr)

        Raises as `submit` does; the exception's `verification` has the seconds to wait, and after OutcomeUnknown the
        id: that code is good.
        """
        arguments = {"purpose": purpose, "mobile": mobile, "keys": _verify.lines(keys, more)}
        with self._handle.call() as pointer:
            return _verify.verification(self._library, pointer, "ihuyi_verify_start", arguments, api.IHUYI_ACCEPTED)

    def verify_resend(
        self, id: Optional[str], channel: Optional[str] = None, keys: Keys = None, **more: Optional[str]
    ) -> Verification:
        """Sends the code of a verification again: the same code, good for its whole time again. `channel` is sms, voice
        or auto. As `verify_start`; raises VerifyError when there is nothing to send again."""
        arguments = {"id": id, "channel": channel, "keys": _verify.lines(keys, more)}
        with self._handle.call() as pointer:
            return _verify.verification(self._library, pointer, "ihuyi_verify_resend", arguments, api.IHUYI_ACCEPTED)

    def verify_check(self, id: Optional[str], code: Optional[str]) -> Verification:
        """Checks a code that was entered; the right one is right once.

        The answer is true only when it was right, and then `mobile` and `purpose` are to be trusted. Otherwise its
        `status` is wrong (`left` says how often it may be tried), expired, none or locked; none of these raises.
        """
        arguments = {"id": id, "code": code}
        with self._handle.call() as pointer:
            return _verify.verification(self._library, pointer, "ihuyi_verify_check", arguments, api.IHUYI_OK)

    # ---- Limits, for whoever sends by another way

    def guard_ask(
        self, service: Optional[str], mobile: Optional[str], keys: Keys = None, **more: Optional[str]
    ) -> Decision:
        """Whether a message may be sent now; counts it as sent when it may. A refusal is an answer and raises nothing.

        `submit` and `verify_start` ask by themselves: do not ask for them.
        """
        arguments = {"service": service, "mobile": mobile, "keys": _verify.lines(keys, more)}
        with self._handle.call() as pointer:
            return _verify.decision(self._library, pointer, "ihuyi_guard_ask", arguments)

    def guard_status(
        self, service: Optional[str], mobile: Optional[str], keys: Keys = None, **more: Optional[str]
    ) -> Decision:
        """What `guard_ask` would say, without counting."""
        arguments = {"service": service, "mobile": mobile, "keys": _verify.lines(keys, more)}
        with self._handle.call() as pointer:
            return _verify.decision(self._library, pointer, "ihuyi_guard_status", arguments)

    def guard_unlock(self, kind: Optional[str], value: Optional[str] = None) -> Result:
        """Forgets what was counted for a number (kind mobile), an address (ip) or another key, or closes the
        breaker."""
        with self._handle.call() as pointer:
            return _verify.unlock(self._library, pointer, kind, value)

    # ---- A picture challenge

    def captcha_new(self, keys: Keys = None, **more: Optional[str]) -> Captcha:
        """A picture of a few characters, for pages that have no challenge of their own. `keys` as for
        `verify_start`."""
        told = _verify.lines(keys, more)
        with self._handle.call() as pointer:
            return _verify.captcha(self._library, pointer, told)

    def captcha_check(self, id: Optional[str], answer: Optional[str]) -> bool:
        """Whether the answer to a picture is right. It uses the picture up, right or wrong. `verify_start` does this
        itself with the keys `captcha_id` and `captcha_answer`."""
        with self._handle.call() as pointer:
            return _verify.answered(self._library, pointer, id, answer)

    # ---- What became of a message

    def record_push(self, body: Union[str, bytes]) -> Push:
        """Reads the body of a push, as it came, and remembers what it says, for `status` or for `inbox`. Answer the
        gateway with the push's `answer`. When this raises, answer anything else, and it will be pushed again."""
        with self._handle.call() as pointer:
            return _track.record(self._library, pointer, body)

    def status(self, what: Optional[str]) -> Delivery:
        """What is known of a message that was sent with the setting `track` on. `what` is the gateway's id, or the
        `reference`; or a number, for the newest message of unknown end to it. Raises StoreError when nothing is
        remembered of it: its code is IHUYI_E_NO_STATUS."""
        with self._handle.call() as pointer:
            return _track.status(self._library, pointer, what)

    def inbox(self, after: int = 0) -> Optional[Push]:
        """The next reply of a user, or verdict on a template, that `record_push` remembered; None when there is no
        more. Keep its `number` and give it as `after` the next time."""
        with self._handle.call() as pointer:
            return _track.inbox(self._library, pointer, after)

    # ---- A list of thousands

    def bulk(
        self,
        journal: Path,
        options: Union[str, Mapping[str, Setting], None] = None,
        *,
        service: Optional[str] = None,
        template_id: Union[str, int, None] = None,
        hours: Optional[str] = None,
        rate: Optional[int] = None,
        repeats: Optional[bool] = None,
        schedule: Optional[str] = None,
        list: Optional[int] = None,
        batch: Optional[bool] = None,
    ) -> Bulk:
        """Begins a list of messages that are each sent once, or takes over the one whose journal is there. See `Bulk`.

        `service` is marketing, or sms when nothing is said; with a `template_id` each row's text is the variables, joined
        with ``|``; `hours` as ``09:00-20:30``, China Standard Time, outside which nothing is sent; `rate` messages a
        second at most; `repeats` sends for each row of a number that stands in several, otherwise for the first only.
        `schedule`, `list` (numbers of one text in a request) and `batch` (the v1 bulk interface) are for marketing alone.
        `options` is the same as a mapping or as lines of ``key = value``.

        Where a journal is, it must be for the same account and gateway, and each option that is given must be as it was
        planned, but `rate`. The client's settings are copied: it may be changed and closed.
        """
        said = {
            "service": service,
            "template_id": template_id,
            "hours": hours,
            "rate": rate,
            "repeats": repeats,
            "schedule": schedule,
            "list": list,
            "batch": batch,
        }
        return Bulk(self._library, self._handle, journal, _listed(options, said))

    # ---- Asking the library alone

    def explain(self, code: int, service: Optional[str] = None, lang: Optional[str] = None) -> Explanation:
        """What a code of a service means in practice, and what to do; in the client's language when `lang` is not
        given."""
        with self._handle.call() as pointer:
            return _calls.explain(pointer, code, service, lang)

    def segments(self, content: Optional[str], service: Optional[str] = None) -> Result:
        """Counts what a text will be billed as, with the client's signature: `segments` and `characters` of the
        result."""
        with self._handle.call() as pointer:
            return _calls.segments(pointer, content, service)

    def parse_push(self, body: Union[str, bytes]) -> Push:
        """Reads the body of a push, as it came; explains it in the client's language."""
        with self._handle.call() as pointer:
            return _calls.parse_push(pointer, body)

    # ---- Its life

    def close(self) -> None:
        """Frees the client; calls that run still end as they would. Closing twice is fine, using it afterwards raises
        ArgumentError."""
        self._handle.close()

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        # A client that could not be made has no handle; a debugger may print it all the same.
        handle = getattr(self, "_handle", None)
        return handle is None or handle.closed

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<ihuyi.Client {'closed' if self.closed else 'open'}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "Client 不能复制或 pickle，请在每个进程里新建，或 fork 后直接使用。"
            " / a Client can be neither copied nor pickled: make one in each process, or use it after fork()."
        )


def _options(options: Optional[str], reference: Optional[str], resend: bool, keys: Named) -> Optional[str]:
    """The options of a submission as lines."""
    named = {"reference": reference, "resend": "yes" if resend else None}
    for name, value in (keys or {}).items():
        if not isinstance(name, str):
            raise not_text(name, "keys")
        named[f"key.{name}"] = value
    return _verify.lines(options, named, "options")


def _listed(options: Union[str, Mapping[str, Setting], None], said: Mapping[str, Setting]) -> Optional[str]:
    """The options of a list as lines."""
    named: Dict[str, Setting] = {}
    if isinstance(options, Mapping):
        named.update(options)
        options = None
    named.update((name, value) for name, value in said.items() if value is not None)
    return _verify.lines(options, {name: setting(name, value) for name, value in named.items()}, "options")


def _joined(separator: str, texts: Iterable[str], what: str) -> str:
    if isinstance(texts, (bytes, bytearray)):
        raise not_text(texts, what)
    texts = list(texts)
    for text in texts:
        if not isinstance(text, str):
            raise not_text(text, what)
    return separator.join(texts)

"""The client for asyncio: each call runs in one of a few threads, so that the loop goes on."""

import asyncio
import logging
import os
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Callable, Iterable, NoReturn, Optional, Type, TypeVar, Union

from ._text import Path, Setting
from ._verify import Keys, Named
from .client import Client
from .errors import IhuyiError, closed
from .results import Delivery, Explanation, Push, Result
from .verification import Captcha, Decision, Verification

T = TypeVar("T")
Self = TypeVar("Self", bound="AsyncClient")

_log = logging.getLogger("ihuyi")


class AsyncClient:
    """`Client` with methods to await::

        async with ihuyi.AsyncClient(account="C00000000", apikey="...") as client:
            await client.send("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。")

    At most `workers` calls run at once, the others wait their turn.

    **A cancelled await does not cancel the message.** What was still waiting for its turn is not sent any more. What
    had begun goes on to its end in its thread, and whether it was accepted is told to the logger ``ihuyi``, because
    nobody awaits it any more: treat it as `OutcomeUnknown`, do not resend blindly. ``asyncio.wait_for`` cancels like
    this; better set ``timeout`` on the client, and you learn the outcome.
    """

    def __init__(self, *, workers: int = 8, **settings: Setting) -> None:
        try:
            self._begin(Client(**settings), workers)
        except Exception as error:
            # As in Client: no traceback's locals with the key.
            settings.clear()
            raise error.with_traceback(None)

    @classmethod
    def open(cls: Type[Self], path: Path, *, workers: int = 8, **settings: Setting) -> Self:
        """As `Client.open`."""
        self = cls.__new__(cls)
        try:
            self._begin(Client.open(path, **settings), workers)
        except Exception as error:
            settings.clear()
            raise error.with_traceback(None)
        return self

    def _begin(self, client: Client, workers: int) -> None:
        self._client = client
        self._workers = workers
        self._threads = ThreadPoolExecutor(workers, "ihuyi")
        self._process = os.getpid()

    async def _run(self, call: Callable[..., T], /, *arguments: Any, **more: Any) -> T:
        if self.closed:
            raise closed()
        if self._process != os.getpid():
            # fork() does not bring the parent's threads along.
            self._threads, self._process = ThreadPoolExecutor(self._workers, "ihuyi"), os.getpid()
        running = self._threads.submit(call, *arguments, **more)
        try:
            return await asyncio.wrap_future(running)
        except asyncio.CancelledError:
            if not running.cancel():
                running.add_done_callback(_tell)
            raise

    async def send(
        self,
        mobile: Optional[str],
        content: Optional[str],
        *,
        reference: Optional[str] = None,
        resend: bool = False,
        keys: Named = None,
    ) -> Result:
        """As `Client.send`."""
        return await self._run(self._client.send, mobile, content, reference=reference, resend=resend, keys=keys)

    async def voice(self, mobile: Optional[str], code: Optional[str]) -> Result:
        """As `Client.voice`."""
        return await self._run(self._client.voice, mobile, code)

    async def send_template(
        self,
        mobile: Optional[str],
        template_id: Union[str, int],
        *variables: str,
        service: str = "sms",
        reference: Optional[str] = None,
        resend: bool = False,
        keys: Named = None,
    ) -> Result:
        """As `Client.send_template`."""
        more = {"service": service, "reference": reference, "resend": resend, "keys": keys}
        return await self._run(self._client.send_template, mobile, template_id, *variables, **more)

    async def voice_notice(self, mobile: Optional[str], content: Optional[str]) -> Result:
        """As `Client.voice_notice`."""
        return await self._run(self._client.voice_notice, mobile, content)

    async def international(self, mobile: Optional[str], content: Optional[str]) -> Result:
        """As `Client.international`."""
        return await self._run(self._client.international, mobile, content)

    async def marketing(
        self, numbers: Union[str, Iterable[str]], content: Optional[str], schedule: Optional[str] = None
    ) -> Result:
        """As `Client.marketing`."""
        return await self._run(self._client.marketing, numbers, content, schedule)

    async def submit(
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
        """As `Client.submit`."""
        more = {"reference": reference, "resend": resend, "keys": keys}
        return await self._run(self._client.submit, service, mobile, content, template_id, options, **more)

    async def balance(self, service: Optional[str] = None) -> Result:
        """As `Client.balance`."""
        return await self._run(self._client.balance, service)

    async def add_template(self, content: Optional[str]) -> Result:
        """As `Client.add_template`."""
        return await self._run(self._client.add_template, content)

    async def verify_start(
        self, purpose: Optional[str], mobile: Optional[str], keys: Keys = None, **more: Optional[str]
    ) -> Verification:
        """As `Client.verify_start`."""
        return await self._run(self._client.verify_start, purpose, mobile, keys, **more)

    async def verify_resend(
        self, id: Optional[str], channel: Optional[str] = None, keys: Keys = None, **more: Optional[str]
    ) -> Verification:
        """As `Client.verify_resend`."""
        return await self._run(self._client.verify_resend, id, channel, keys, **more)

    async def verify_check(self, id: Optional[str], code: Optional[str]) -> Verification:
        """As `Client.verify_check`."""
        return await self._run(self._client.verify_check, id, code)

    async def guard_ask(
        self, service: Optional[str], mobile: Optional[str], keys: Keys = None, **more: Optional[str]
    ) -> Decision:
        """As `Client.guard_ask`."""
        return await self._run(self._client.guard_ask, service, mobile, keys, **more)

    async def guard_status(
        self, service: Optional[str], mobile: Optional[str], keys: Keys = None, **more: Optional[str]
    ) -> Decision:
        """As `Client.guard_status`."""
        return await self._run(self._client.guard_status, service, mobile, keys, **more)

    async def guard_unlock(self, kind: Optional[str], value: Optional[str] = None) -> Result:
        """As `Client.guard_unlock`."""
        return await self._run(self._client.guard_unlock, kind, value)

    async def captcha_new(self, keys: Keys = None, **more: Optional[str]) -> Captcha:
        """As `Client.captcha_new`."""
        return await self._run(self._client.captcha_new, keys, **more)

    async def captcha_check(self, id: Optional[str], answer: Optional[str]) -> bool:
        """As `Client.captcha_check`."""
        return await self._run(self._client.captcha_check, id, answer)

    async def record_push(self, body: Union[str, bytes]) -> Push:
        """As `Client.record_push`."""
        return await self._run(self._client.record_push, body)

    async def status(self, what: Optional[str]) -> Delivery:
        """As `Client.status`."""
        return await self._run(self._client.status, what)

    async def inbox(self, after: int = 0) -> Optional[Push]:
        """As `Client.inbox`."""
        return await self._run(self._client.inbox, after)

    async def set(self, key: str, value: Setting) -> None:
        """As `Client.set`: waits for the calls that run."""
        try:
            await self._run(self._client.set, key, value)
        except Exception as error:
            # As in Client.set: the frames below and this name may hold a key.
            del value
            raise error.with_traceback(None)

    # These three ask nobody but the library and take microseconds: they need no thread.

    def explain(self, code: int, service: Optional[str] = None, lang: Optional[str] = None) -> Explanation:
        """As `Client.explain`; not to be awaited."""
        return self._client.explain(code, service, lang)

    def segments(self, content: Optional[str], service: Optional[str] = None) -> Result:
        """As `Client.segments`; not to be awaited."""
        return self._client.segments(content, service)

    def parse_push(self, body: Union[str, bytes]) -> Push:
        """As `Client.parse_push`; not to be awaited."""
        return self._client.parse_push(body)

    async def aclose(self) -> None:
        """Waits for the calls that run, the cancelled ones included, and frees the client."""
        self._client.close()
        if self._process == os.getpid():
            await asyncio.get_running_loop().run_in_executor(None, self._threads.shutdown)

    @property
    def closed(self) -> bool:
        """Whether aclose() was called."""
        client = getattr(self, "_client", None)
        return client is None or client.closed

    async def __aenter__(self: Self) -> Self:
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<ihuyi.AsyncClient {'closed' if self.closed else 'open'}>"

    def __reduce__(self) -> NoReturn:
        self._client.__reduce__()


def _tell(done: "Future[Any]") -> None:
    """Logs what became of a call that nobody awaits any more."""
    error = done.exception()
    result = error.result if isinstance(error, IhuyiError) else None if error else done.result()
    if isinstance(result, Verification):
        # Without its id: that belongs in the visitor's session alone.
        result = result.result
    if isinstance(result, Result):
        _log.warning(
            "等待被取消的调用已结束：%s %s %s / a call whose await was cancelled has ended: %s %s %s",
            *(result.outcome.name, result.code, result.message_id) * 2,
        )

"""One ihuyi_client or ihuyi_bulk, and who may use it when: many calls at once, a setting alone, nobody after close."""

import os
import threading
import time
import weakref
from contextlib import contextmanager
from functools import partial
from typing import Any, Callable, Iterator, List, Optional

from .errors import IhuyiError, inside

#: How long a call that has to wait for another sleeps between two looks. Settings are rare, and locks that a signal handler's exception
#: can leave locked are worse.
LOOK = 0.001


class _Pointer:
    """The C handle. It is freed when nobody refers to it: neither the Handle, nor a call that runs. Freeing it below a
    call is the one thing that the library cannot notice."""

    # A slot, and in it a call of C: no frame of Python's runs at its end. In one a signal handler could raise, as a second Ctrl-C
    # does while a list is closed, and Python would print that and go on as if nothing had been.
    __slots__ = ("raw", "__del__", "__weakref__")

    def __init__(self, raw: Any, free: Callable[[Any], None]) -> None:
        self.raw = raw
        self.__del__: Callable[[], None] = partial(free, raw)


class _Call:
    """A call that runs. It counts as long as it lives: a frame that an exception ended in between lets go of it, too."""

    __slots__ = ("thread", "__weakref__")

    def __init__(self) -> None:
        self.thread = threading.get_ident()


class Handle:
    """Keeps the C handle alive while it is used. ``with handle.call() as pointer`` for a call, ``with handle.alone() as
    pointer`` for a setting.

    A signal handler may come at any place: it may raise, and it may use the client itself. A call within a call is
    fine; where one would have to wait for the other on the same thread, an error says so.
    """

    def __init__(self, pointer: Any, free: Callable[[Any], None], closed: Callable[[], IhuyiError]) -> None:
        self._pointer: Optional[_Pointer] = _Pointer(pointer, free)
        #: The error for who uses it after close().
        self._closed = closed
        self._begin()
        _handles.add(self)

    def _begin(self) -> None:
        self._calls: "weakref.WeakSet[_Call]" = weakref.WeakSet()
        #: The thread that changes a setting.
        self._changing: Optional[int] = None
        self._settings = threading.RLock()

    @property
    def closed(self) -> bool:
        return self._pointer is None

    @contextmanager
    def call(self) -> Iterator[Any]:
        """For as long as a call runs. Waits while a setting is being changed."""
        call = _Call()
        # Counted first and looked after that; alone() does it the other way round. So one of the two sees the other.
        self._calls.add(call)
        try:
            while self._changing is not None:
                if self._changing == call.thread:
                    raise inside()
                self._calls.discard(call)
                time.sleep(LOOK)
                self._calls.add(call)
            pointer = self._pointer
            if pointer is None:
                raise self._closed()
            yield pointer.raw
        finally:
            self._calls.discard(call)

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """Waits until the running calls have ended, and lets no other in."""
        me = threading.get_ident()
        if self._changing == me:
            raise inside()
        with self._settings:
            try:
                self._changing = me
                while True:
                    pointer = self._pointer
                    if pointer is None:
                        raise self._closed()
                    running = self._running()
                    if any(call.thread == me for call in running):
                        raise inside()
                    if not running:
                        break
                    # References of ours would keep them alive.
                    del pointer, running
                    time.sleep(LOOK)
                yield pointer.raw
            finally:
                self._changing = None

    def _running(self) -> List[_Call]:
        while True:
            try:
                return list(self._calls)
            except RuntimeError:
                # Another thread's call came or went meanwhile.
                time.sleep(0)

    def close(self) -> None:
        """Lets no new call in. The handle is freed now, or when its last call has ended."""
        self._pointer = None


_handles: "weakref.WeakSet[Handle]" = weakref.WeakSet()


def _in_child() -> None:
    """After fork() there is one thread. The calls of the others stayed behind in the parent."""
    for handle in _handles:
        handle._begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)

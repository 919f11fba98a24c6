"""One ihuyi_client, and who may use it when: many calls at once, a setting alone, nobody after close."""

import os
import threading
import weakref
from contextlib import contextmanager
from typing import Any, Iterator

from ._library import Library
from .errors import closed


class Handle:
    """Keeps the C handle alive while it is used. ``with handle as pointer`` for a call, ``with handle.alone() as
    pointer`` for a setting.

    Freeing a handle under a running call is the one thing that the library cannot notice, so it is made impossible
    here: close() lets no new call in, and the last call to end frees.
    """

    def __init__(self, library: Library, pointer: Any) -> None:
        self._library = library
        self._pointer = pointer
        self._closed = False
        self._begin()
        _handles.add(self)

    def _begin(self) -> None:
        # Re-entrant, because a signal handler may send a message of its own while its thread is in here.
        self._state = threading.Condition(threading.RLock())
        self._users = 0
        self._waiting = 0

    @property
    def closed(self) -> bool:
        return self._closed

    def __enter__(self) -> Any:
        with self._state:
            while self._waiting and not self._closed:
                self._state.wait()
            if self._closed:
                raise closed()
            self._users += 1
            return self._pointer

    def __exit__(self, *_: object) -> None:
        with self._state:
            self._users -= 1
            if not self._users:
                self._state.notify_all()
                if self._closed:
                    self._free()

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """Waits until the running calls have ended, and lets no other in."""
        with self._state:
            self._waiting += 1
            try:
                while self._users and not self._closed:
                    self._state.wait()
                if self._closed:
                    raise closed()
                yield self._pointer
            finally:
                self._waiting -= 1
                self._state.notify_all()

    def close(self) -> None:
        """Frees the handle, now or when its last call has ended."""
        with self._state:
            self._closed = True
            self._state.notify_all()
            if not self._users:
                self._free()

    def _free(self) -> None:
        pointer, self._pointer = self._pointer, None
        if pointer is not None:
            self._library.ihuyi_client_free(pointer)

    def __del__(self) -> None:
        # Nobody uses what nobody refers to. Without the lock, because this may run in the middle of anything.
        self._free()


_handles: "weakref.WeakSet[Handle]" = weakref.WeakSet()


def _in_child() -> None:
    """After fork() there is one thread. The calls and the locks of the others stayed behind in the parent."""
    for handle in _handles:
        handle._begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)

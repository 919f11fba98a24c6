"""A list of thousands, each sent once."""

import ctypes
import math
import operator
from types import TracebackType
from typing import Iterator, NoReturn, Optional, Type, Union

from . import _calls, api
from ._handle import Handle
from ._library import Library
from ._text import Path, decode, encode, encode_new_path, encode_row
from .errors import checked, list_closed
from .results import BulkState, Flag, Progress, Result, Row, RowState, known

#: What the library can be told in one go, and as good as for ever: 24 days.
_LONGEST = 2**31 - 1


class Bulk:
    """A list: a plan that is being made, or the journal that it became. `Client.bulk` makes it::

        with client.bulk("spring.journal", hours="09:00-20:30") as bulk:
            if bulk.status().state is ihuyi.BulkState.PLANNING:
                for mobile, name, order in customers:
                    bulk.add(mobile, f"{name}您好，您的订单已发货。", order)
            progress = bulk.run(0)  # writes the plan and sends nothing: look what it costs
            while progress.state is ihuyi.BulkState.READY:
                progress = bulk.run(1)

    Each row is on the disk before its request leaves, and with its outcome afterwards. So the program may be stopped or
    killed at any moment: started again, the list goes on where it stood. Rows that were on their way are of unknown
    end, and are never sent again by themselves.

    Any number of threads may use one list at once; each that calls `run` is one more connection. One process sends from
    a journal at a time. It can be neither copied nor pickled, nor used after fork().
    """

    __slots__ = ("_library", "_handle", "_codec", "__weakref__")

    def __init__(self, lib: Library, client: Handle, journal: Path, options: Optional[str]) -> None:
        with client.call() as pointer:
            # The list goes by the settings that the client has now, and this is one of them.
            self._codec = _calls.codec_of(lib, pointer)
            raw = _calls.new_result()
            told = encode(options, self._codec, "options")
            made = lib.ihuyi_bulk_open(pointer, encode_new_path(journal, self._codec), told, raw)
        if not made:
            checked(_calls.result(raw, self._codec), api.IHUYI_OK)
        self._library, self._handle = lib, Handle(made, lib.ihuyi_bulk_close, list_closed)

    def add(self, mobile: Optional[str], content: Optional[str], reference: Optional[str] = None) -> Result:
        """Adds a row; only before the plan is written. It is checked at once, and nothing is sent.

        `content` is the whole text; with a template id the variables, joined with ``|``. `reference` is what the row is
        called elsewhere, an order's number perhaps. A row that cannot be sent raises nothing: `left_out` of the result
        is true and its `message` says why, the journal remembers it, and the others are sent.
        """
        raw = _calls.new_result()
        with self._handle.call() as pointer:
            self._library.ihuyi_bulk_add(
                pointer,
                encode_row(mobile, self._codec, "mobile"),
                encode_row(content, self._codec, "content"),
                encode_row(reference, self._codec, "reference"),
                raw,
            )
        result = _calls.result(raw, self._codec)
        return result if result.left_out else checked(result, api.IHUYI_OK)

    def run(self, seconds: float) -> Progress:
        """Sends row after row on this thread, for so long and what the last request takes. Ask the answer's `state`.

        The first call writes the plan: from then on no row is added, and rows whose number stood in an earlier one are
        left out (unless `repeats` was given). With 0 that is all it does; later it looks what receipts have told since.

        Waits longer than two seconds are not waited for: it returns with BulkState.PAUSED. That a list is paused or
        halted raises nothing. Ctrl-C has its effect when the call returns: give it a second at a time.
        """
        out, raw = _new_progress(), _calls.new_result()
        with self._handle.call() as pointer:
            self._library.ihuyi_bulk_run(pointer, _milliseconds(seconds), out, raw)
        checked(_calls.result(raw, self._codec), api.IHUYI_OK)
        return self._progress(out)

    def status(self) -> Progress:
        """How far the list is. Asks neither the disk nor the gateway; other threads may be sending. While the plan is not
        written, numbers that stand in several rows are counted each time."""
        out, raw = _new_progress(), _calls.new_result()
        with self._handle.call() as pointer:
            self._library.ihuyi_bulk_status(pointer, out, raw)
        checked(_calls.result(raw, self._codec), api.IHUYI_OK)
        return self._progress(out)

    def rows(self, state: Union[RowState, int, None] = None, after: int = 0) -> Iterator[Row]:
        """The rows of a list whose plan is written, in order: all, or those that stand there; only those behind the row
        with the number `after`. Each is read when its turn comes."""
        wanted, number = 0 if state is None else _calls.number(state, "state"), _place(after)
        while True:
            out, raw = api.ihuyi_row(struct_size=ctypes.sizeof(api.ihuyi_row)), _calls.new_result()
            with self._handle.call() as pointer:
                self._library.ihuyi_bulk_next(pointer, wanted, number, out, raw)
            checked(_calls.result(raw, self._codec), api.IHUYI_OK)
            number = out.number
            if not number:
                return
            yield self._row(out)

    def _progress(self, out: api.ihuyi_progress) -> Progress:
        return Progress(
            state=known(BulkState, out.state),
            code=out.code,
            wait=out.wait,
            flags=Flag(out.flags),
            rows=out.rows,
            planned=out.planned,
            sending=out.sending,
            accepted=out.accepted,
            refused=out.refused,
            unknown=out.unknown,
            left_out=out.left_out,
            segments=out.segments,
            accepted_segments=out.accepted_segments,
            message=decode(out.message, self._codec),
        )

    def _row(self, out: api.ihuyi_row) -> Row:
        return Row(
            number=out.number,
            state=known(RowState, out.state),
            code=out.code,
            flags=Flag(out.flags),
            line=out.line,
            segments=out.segments,
            mobile=decode(out.mobile, self._codec),
            reference=decode(out.reference, self._codec),
            message_id=decode(out.message_id, self._codec),
            time=decode(out.time, self._codec),
            message=decode(out.message, self._codec),
        )

    # ---- Its life

    def close(self) -> None:
        """Closes the list, and lets another process take it over; calls that run still end as they would. A plan that was
        not written is given up. Closing twice is fine, using it afterwards raises ArgumentError."""
        self._handle.close()

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        # One that could not be opened has no handle; a debugger may print it all the same.
        handle = getattr(self, "_handle", None)
        return handle is None or handle.closed

    def __enter__(self) -> "Bulk":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<ihuyi.Bulk {'closed' if self.closed else 'open'}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "Bulk 不能复制或 pickle，请在要发送的进程里用 client.bulk 打开。"
            " / a Bulk can be neither copied nor pickled: open it with client.bulk in the process that sends."
        )


def _new_progress() -> api.ihuyi_progress:
    return api.ihuyi_progress(struct_size=ctypes.sizeof(api.ihuyi_progress))


def _milliseconds(seconds: float) -> int:
    """Rounded away from 0: some time is not none, and what is less than none is refused by the library."""
    if isinstance(seconds, float) and math.isinf(seconds):
        return int(math.copysign(_LONGEST, seconds))
    made = seconds * 1000
    return max(-_LONGEST, min(math.ceil(made) if made > 0 else math.floor(made), _LONGEST))


def _place(after: int) -> int:
    """A number that fits the library's uint32_t: ctypes would make another one of what does not."""
    after = operator.index(after)
    if not 0 <= after < 2**32:
        raise OverflowError(
            f"after 是 {after}，超出范围：从 0 开始，之后给出上一行的 number。"
            f" / after is {after}, which is out of range: begin with 0, then give the number of the last row."
        )
    return after

"""Keeping keys and phone numbers out of logs."""

import logging

from .masking import mask

#: What a LogRecord has by itself; anything else came through `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class MaskFilter(logging.Filter):
    """A logging filter that masks keys and phone numbers in what a record says: message, traceback, `extra` texts.

    Add it to handlers: a handler sees the records of every logger, a logger's filter only its own::

        for handler in logging.getLogger().handlers:
            handler.addFilter(ihuyi.MaskFilter())

    It goes by form: eleven digits that begin with 13 to 19, 32 hexadecimal digits, and what follows `apikey=`,
    `password=` or `secret=`.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Masks the record in place, for every handler that comes after. Lets every record pass."""
        try:
            message = record.getMessage()
        except Exception:  # the arguments do not fit; logging would print them as they are
            message = f"{record.msg} {record.args!r}"
        record.msg, record.args = mask(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        if record.stack_info:
            record.stack_info = mask(record.stack_info)
        for name, value in vars(record).items():
            if name not in _OWN and isinstance(value, str):
                setattr(record, name, mask(value))
        return True

"""How keys and phone numbers are shown: not whole."""

import re
from typing import Match

#: 11 digits of the mainland, alone or after 86, perhaps with blanks or dashes; not a part of a longer number, as a
#: message id is.
_MOBILE = re.compile(r"(?<!\d)((?:\+?86[- ]?)?1[3-9]\d)([- ]?\d{4}[- ]?)(\d{4})(?!\d)")
#: An APIKEY, or a password made of one, is 32 hexadecimal digits.
_KEY = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32}(?![0-9A-Za-z])")
#: apikey=..., "password": "...", IHUYI_VOICE_APIKEY=...: whatever follows, it is a secret. apikey_file is none.
_NAMED = re.compile(r"""((?:apikey|password|secret)["']?\s*(?:=>|[=:])\s*)("[^"]*"|'[^']*'|[^\s"'&,;)}\]]+)""", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with 138****0000 for 13800000000, and ******** for a key."""
    text = _NAMED.sub(_hidden, text)
    text = _KEY.sub("********", text)
    return _MOBILE.sub(r"\1****\3", text)


def _hidden(match: Match[str]) -> str:
    quote = match.group(2)[0] if match.group(2)[0] in "\"'" else ""
    return f"{match.group(1)}{quote}********{quote}"

"""What is to be read in a picture of the library's: found by trying every text, with the secret, which nobody else has."""

import hashlib
import hmac
import itertools
import shutil
import sqlite3

from sandbox import Sandbox

# Every character that a picture can show.
SHOWN = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def index(*parts):
    """What the library calls a thing in its store."""
    key = hmac.digest(Sandbox.SECRET.encode(), b"ihuyi index", "sha256")
    told = b"".join(len(part.encode()).to_bytes(8) + part.encode() for part in parts)
    return hmac.digest(key, told, hashlib.sha256)[:16]


def solve(store, picture, length):
    """The text of a picture by its id. The store is read in a copy: under Wine a file's locks are not this system's."""
    copy = store.with_suffix(".copy")
    for log in ("", "-wal"):
        shutil.copy(f"{store}{log}", f"{copy}{log}")
    with sqlite3.connect(copy) as database:
        [digest] = database.execute("SELECT value FROM record WHERE id = ?", [index("captcha", picture)]).fetchone()
    database.close()
    for letters in itertools.product(SHOWN, repeat=length):
        if index("captcha answer", picture, "".join(letters)) == digest:
            return "".join(letters)
    raise AssertionError("no text is the picture's")

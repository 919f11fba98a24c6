"""Reads a picture that nobody is meant to read: whoever has the store and its key file can try every text."""

import hashlib
import hmac
import itertools
import sqlite3

# What pictures are made of, and how many of them: IHUYI_CAPTCHA_LENGTH of the site.
LETTERS, LENGTH = "CKLPTX234", 4


def read(site, identifier):
    with open(f"{site.folder}/codes.key", "rb") as file:
        secret = file.read().strip()
    index = hmac.digest(secret, b"ihuyi index", "sha256")

    def key(*parts):
        context = hmac.new(index, digestmod=hashlib.sha256)
        for part in parts:
            context.update(len(part.encode()).to_bytes(8, "big") + part.encode())
        return context.digest()[:16]

    connection = sqlite3.connect(f"{site.folder}/codes.db")
    try:
        (value,) = connection.execute("SELECT value FROM record WHERE id = ?", (key("captcha", identifier),)).fetchone()
    finally:
        connection.close()
    return next(text for text in map("".join, itertools.product(LETTERS, repeat=LENGTH)) if key("captcha answer", identifier, text) == value)

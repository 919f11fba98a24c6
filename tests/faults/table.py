#!/usr/bin/env python3
"""table.py < WHAT-THE-TEST-PRINTED: sums the lines of `cargo test --test faults -- --nocapture` into the table of docs/reliability.md.

A line that no row is for, and a row that no line was for, are errors: the page would be short of it and nobody would see."""

import re
import sys

LINE = re.compile(r"faults: (https?) (.*?) +(\d+) runs: +(\d+) accepted, +(\d+) refused, +(\d+) not sent, +(\d+) unknown")
OF = {
    "sms": "SMS", "sms refused": "SMS that the gateway refuses (`post`)", "voice": "voice codes", "voice_notice": "voice notices",
    "international": "international", "marketing": "marketing", "template": "a new template",
}
BALANCE, REST, KEPT = "balance of each of the five", "`api = rest` (`post`, JSON)", "second request on a kept connection"
FORM = f"{KEPT} (`post`, JSON)"
PROXIED = "through a proxy's CONNECT, SMS (`post`, JSON)"
ENDED = "a kept connection that ends before, or just at, the next request"
TLS = ["records of a new connection", "records of a session that is taken up again", "every byte of the handshake", "flipped bits"]
# As they stand on the page.
ROWS = [
    *(f"HTTP, {name}" for name in [*list(OF.values())[:-1], BALANCE, OF["template"], REST, FORM, PROXIED, "stalls"]),
    *(f"TLS {version}, {name}" for version in ("1.3", "1.2") for name in TLS), f"TLS, {KEPT}", "TLS, stalls", ENDED,
]


def row(scheme, what, words):
    """Of which row a line is, by what it is called; it raises a KeyError when of none."""
    if {"ended", "ending"} & words:
        return ENDED
    if "stalled" in words:
        return "HTTP, stalls" if scheme == "http" else "TLS, stalls"
    if "kept" in words:
        return f"HTTP, {FORM}" if scheme == "http" else f"TLS, {KEPT}"
    if scheme == "https":
        kind = next((at for at, word in enumerate(("resumed", "handshake", "flipped"), 1) if word in words), 0)
        return f"TLS {'1.2' if 'TLS 1.2' in words else '1.3'}, {TLS[kind]}"
    if "proxied" in words:
        return f"HTTP, {PROXIED}"
    if any(word.startswith("rest ") for word in words):
        return f"HTTP, {REST}"
    return f"HTTP, {BALANCE if what.endswith(' balance') else OF[what]}"


def main():
    sums = {name: [0] * 5 for name in ROWS}
    for line in sys.stdin:
        # Cargo may have written the name of a test before it.
        at = line.find("faults: ")
        if at < 0:
            continue
        try:
            scheme, called, *counts = LINE.fullmatch(line[at:].rstrip()).groups()
            what, *words = called.split(", ")
            name = row(scheme, what, set(words))
        except (AttributeError, KeyError):
            sys.exit(f"表里没有这一行的位置 / no row of the table is for this line: {line.rstrip()}")
        sums[name] = [a + int(b) for a, b in zip(sums[name], counts)]
    empty = [name for name, counts in sums.items() if not counts[0]]
    if empty:
        sys.exit(f"这些行没有数据 / nothing was run for these rows: {'; '.join(empty)}")
    print("| what breaks | runs | accepted | refused | not sent | unknown |\n|---|---|---|---|---|---|")
    for name, counts in sums.items():
        print(f"| {name} | " + " | ".join(f"{n:,}" for n in counts) + " |")
    print("| **all** | " + " | ".join(f"**{sum(counts):,}**" for counts in zip(*sums.values())) + " |")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What it costs to have the library, beside libcurl: time to load it, and memory.

usage: weight.py BASE_URL TLS_URL CA BIN LIBRARY [SENDS]
"""
import statistics
import sys

from measure import Sandbox, in_turn, measure, ratio, row, table

BASE, TLS, CA, BIN, LIBRARY, *NUMBERS = sys.argv[1:]
SENDS = int((NUMBERS + ["100000"])[0])
ROUNDS, CLIENTS = 31, 65

sandbox = Sandbox(BASE, TLS, CA)


def compare(title, unit, scale, digits, ours, peers):
    row(
        title,
        f"{statistics.median(ours) * scale:,.{digits}f} {unit}",
        f"{statistics.median(peers) * scale:,.{digits}f} {unit}",
        f"{ratio(ours, peers):.2f}",
    )


def load():
    one = {"ours": [f"{BIN}/load", LIBRARY, "ihuyi_version"], "peer": [f"{BIN}/load", "libcurl.so.4", "curl_version"]}
    loaded = in_turn(ROUNDS, one, lambda words: float(measure(words)[0]) / 1e6)
    compare("loaded by a running process (dlopen), and a first call", "ms", 1e3, 2, loaded["ours"], loaded["peer"])
    one = {way: [f"{BIN}/send-{name}", BASE, CA, "0"] for way, name in (("ours", "ours"), ("peer", "libcurl"))}
    linked = in_turn(ROUNDS, one, lambda words: measure(words)[1]["wall"])
    compare("a process that is linked with it, has a client, and sends nothing", "ms", 1e3, 2, linked["ours"], linked["peer"])


def weigh(name, url, clients, sends):
    sandbox.clear()
    text, _ = measure([f"{BIN}/weigh-{name}", url, CA, str(clients), str(sends)])
    return {line.split()[0]: float(line.split()[1]) for line in text.splitlines()}


def memory():
    for scheme, url in sandbox.urls.items():
        ours, peer = ([weigh(name, url, CLIENTS, 0)] for name in ("ours", "libcurl"))
        if url == BASE:
            compare("resident when it is loaded", "KB", 1 / 1024, 0, [ours[0]["start"]], [peer[0]["start"]])
            compare("a client (a handle) that has sent nothing: heap", "KB", 1 / 1024, 1, [ours[0]["client"]], [peer[0]["client"]])
        title = f"its first send, connection kept, {scheme}: heap"
        compare(title, "KB", 1 / 1024, 1, [ours[0]["connection"]], [peer[0]["connection"]])
    for scheme, url in sandbox.urls.items():
        ours, peer = (weigh(name, url, 1, SENDS) for name in ("ours", "libcurl"))
        compare(f"resident after {SENDS // 100:,} sends, {scheme}", "KB", 1 / 1024, 0, [ours["warm"]], [peer["warm"]])
        compare(f"resident after {SENDS:,} sends, {scheme}", "KB", 1 / 1024, 0, [ours["end"]], [peer["end"]])


table("what it costs to have it", "libihuyi", "libcurl", "ratio")
load()
memory()

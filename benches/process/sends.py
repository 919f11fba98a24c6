#!/usr/bin/env python3
"""A send beside every peer: whole processes in turn, over HTTP and TLS 1.3, at once and over a network of 30 ms.

usage: sends.py BASE_URL TLS_URL CA BIN [CALLS [RUNS [SENDS]]]

BIN holds what tools/bench compiles. Each program takes URL CA COUNT, sends so many texts one after the other, and prints the median send in
microseconds. CALLS processes of one call each, RUNS of SENDS calls each.
"""
import os
import statistics
import subprocess
import sys
import urllib.parse

from measure import Sandbox, all_notice, command, in_turn, measure, ratio, row, table

BASE, TLS, CA, BIN, *NUMBERS = sys.argv[1:]
CALLS, RUNS, SENDS = (int(given) for given in (NUMBERS + ["25", "15", "1000"][len(NUMBERS):]))
# httpx writes head and form by two calls, so that each send waits for 40 ms: for the system's acknowledgement of the first, by Nagle's rule. A
# twentieth of the sends is enough of that.
SLOW = 20
NETWORK_MS, NETWORK_RUNS, NETWORK_SENDS = 30, 5, 15

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = {
    "C": f"{BIN}/send-ours",
    "libcurl": f"{BIN}/send-libcurl",
    "PHP": f"php {HERE}/ours.php",
    "ext-curl": f"php {HERE}/peer.php",
    "Python": f"{sys.executable} {HERE}/ours.py",
    "requests": f"{sys.executable} {HERE}/peer.py",
    "httpx": f"{sys.executable} {HERE}/peer_httpx.py",
    "Node's fetch": f"node {HERE}/peer.mjs",
}
LIKE = [("C", "libcurl"), ("PHP", "ext-curl"), ("Python", "requests"), ("Python", "httpx"), ("C", "Node's fetch")]
SAME_COUNT = [pair for pair in LIKE if "httpx" not in pair]
BESIDE_C = [("C", "ext-curl"), ("C", "requests"), ("C", "httpx")]


def once(url, count):
    def one(words):
        sends = count if words != programs["httpx"] or count == 1 else max(2, count // SLOW)
        sandbox.clear()
        text, took = measure([*words, url, CA, str(sends)])
        return {"wall": took["wall"] / sends, "cpu": took["cpu"] / sends, "p50": float(text) / 1e6}

    return one


class Network:
    """A relay before the gateway, that keeps every byte for half of the time in either direction."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.process = subprocess.Popen(
            [f"{BIN}/relay", str(parts.port), str(NETWORK_MS / 2)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.url = f"{parts.scheme}://{parts.hostname}:{int(self.process.stdout.readline())}"

    def __enter__(self):
        return self.url

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def cells(measured, pair, figure, scale, unit, digits):
    ours, peers = ([one[figure] * scale for one in measured[name]] for name in pair)
    return f"{statistics.median(ours):.{digits}f} {unit}", f"{statistics.median(peers):.{digits}f} {unit}", f"{ratio(ours, peers):.2f}"


def rows(what, by_scheme, pairs, *shown):
    for pair in pairs:
        row(f"{pair[0]} beside {pair[1]}: {what}", *(cell for scheme in by_scheme.values() for cell in cells(scheme, pair, *shown)))


def schemes(rounds, count, network):
    out = {}
    for scheme, url in sandbox.urls.items():
        if network:
            with Network(url) as far:
                out[scheme] = in_turn(rounds, programs, once(far, count))
        else:
            out[scheme] = in_turn(rounds, programs, once(url, count))
    return out


def titles(what):
    table(what, *(title for scheme in sandbox.urls for title in (f"{scheme}: libihuyi", "peer", "ratio")))


sandbox = Sandbox(BASE, TLS, CA)
os.environ["NODE_EXTRA_CA_CERTS"] = CA
programs = {name: command(text) for name, text in PROGRAMS.items()}
all_notice(sandbox, programs.values())
for words in programs.values():
    once(TLS, 2)(words)

cold = schemes(CALLS, 1, False)
titles("one call per process (median)")
rows("wall", cold, LIKE + BESIDE_C, "wall", 1e3, "ms", 1)
rows("CPU", cold, LIKE + BESIDE_C, "cpu", 1e3, "ms", 1)

kept = schemes(RUNS, SENDS, False)
titles(f"{SENDS} sends, keep-alive (median)")
rows("median send", kept, LIKE, "p50", 1e6, "µs", 0)
# The whole process by its sends: too few of httpx's to share its start.
rows("CPU per send", kept, SAME_COUNT, "cpu", 1e6, "µs", 0)
rows("wall per send", kept, SAME_COUNT, "wall", 1e6, "µs", 0)

far = schemes(NETWORK_RUNS, 1, True)
titles(f"a network of {NETWORK_MS} ms (median)")
rows("one call per process, wall", far, LIKE + BESIDE_C, "wall", 1e3, "ms", 1)
rows("median send, keep-alive", schemes(NETWORK_RUNS, NETWORK_SENDS, True), LIKE, "p50", 1e3, "ms", 2)

#!/usr/bin/env python3
"""Whole processes, ours and libcurl's in turn, over one TLS sandbox. Prints medians and the ratio of each pair's figures.

usage: compare.py BASE_URL TLS_URL CA OURS PEER
"""
import os
import statistics
import subprocess
import sys
import time
import urllib.request

FIRST_CALLS = 40
KEEP_ALIVE_RUNS, KEEP_ALIVE_SENDS = 25, 2000


def control(base, path, body=b""):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(base + path, data=body, headers={"Content-Type": "application/json"}, method="POST")
    opener.open(request, timeout=10).read()


def run(program, url, ca, count):
    # Not through a shell: its start would be measured too.
    read, write = os.pipe()
    start = time.perf_counter()
    pid = os.posix_spawn(program, [program, url, ca, str(count)], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)])
    os.close(write)
    with os.fdopen(read) as out:
        text = out.read()
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"{program} ended with {status}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "p50": float(text)}


def pairs(base, programs, url, ca, runs, count):
    out = {name: [] for name in programs}
    for name in programs:
        run(programs[name], url, ca, count)
    for _ in range(runs):
        for name in programs:
            control(base, "/_sandbox/reset")
            control(base, "/_sandbox/limits", b'{"enabled": false}')
            out[name].append(run(programs[name], url, ca, count))
    return out


def row(title, measured, figure, scale, unit, digits=2):
    ours, peer = ([m[figure] * scale for m in measured[name]] for name in ("ours", "peer"))
    ratio = statistics.median(a / b for a, b in zip(ours, peer))
    print(f"| {title} | {statistics.median(ours):.{digits}f} {unit} | {statistics.median(peer):.{digits}f} {unit} | {ratio:.2f} |")


def main():
    base, url, ca, ours, peer = sys.argv[1:]
    programs = {"ours": ours, "peer": peer}
    control(base, "/_sandbox/limits", b'{"enabled": false}')
    print("| figure (median) | libihuyi | libcurl | ratio |")
    print("|---|---|---|---|")
    first = pairs(base, programs, url, ca, FIRST_CALLS, 1)
    row("one call per process: wall", first, "wall", 1e3, "ms")
    row("one call per process: CPU", first, "cpu", 1e3, "ms")
    many = pairs(base, programs, url, ca, KEEP_ALIVE_RUNS, KEEP_ALIVE_SENDS)
    row(f"{KEEP_ALIVE_SENDS} sends, keep-alive: median send", many, "p50", 1, "µs", 0)
    row(f"{KEEP_ALIVE_SENDS} sends, keep-alive: CPU per send", many, "cpu", 1e6 / KEEP_ALIVE_SENDS, "µs", 0)


main()

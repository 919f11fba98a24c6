#!/usr/bin/env python3
"""Whole processes, ours and a peer's in turn, over one TLS sandbox. Prints medians and the ratio of each pair's figures.

usage: compare.py BASE_URL TLS_URL CA SENDS NAME OURS PEER [NAME OURS PEER]...

OURS and PEER are commands that take URL CA COUNT, send so many texts one after the other, and print the median send in microseconds.
"""
import os
import shlex
import shutil
import statistics
import sys
import time
import urllib.request

FIRST_CALLS, KEEP_ALIVE_RUNS = 40, 25


def control(base, path, body=b""):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(base + path, data=body, headers={"Content-Type": "application/json"}, method="POST")
    opener.open(request, timeout=10).read()


def run(command, url, ca, count):
    # Not through a shell: its start would be measured too.
    read, write = os.pipe()
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], [*command, url, ca, str(count)], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)])
    os.close(write)
    with os.fdopen(read) as out:
        text = out.read()
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"{shlex.join(command)} ended with {status}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "p50": float(text)}


def pairs(base, commands, url, ca, runs, count):
    out = [[], []]
    for command in commands:
        run(command, url, ca, count)
    for _ in range(runs):
        for command, measured in zip(commands, out):
            control(base, "/_sandbox/reset")
            control(base, "/_sandbox/limits", b'{"enabled": false}')
            measured.append(run(command, url, ca, count))
    return out


def row(title, measured, figure, scale, unit, digits=2):
    ours, peer = ([m[figure] * scale for m in measurements] for measurements in measured)
    ratio = statistics.median(a / b for a, b in zip(ours, peer))
    print(f"| {title} | {statistics.median(ours):.{digits}f} {unit} | {statistics.median(peer):.{digits}f} {unit} | {ratio:.2f} |", flush=True)


def command(text):
    words = shlex.split(text)
    return [shutil.which(words[0]) or sys.exit(f"no such program: {words[0]}"), *words[1:]]


def main():
    base, url, ca, sends, *rest = sys.argv[1:]
    sends = int(sends)
    control(base, "/_sandbox/limits", b'{"enabled": false}')
    print("| figure (median) | libihuyi | peer | ratio |")
    print("|---|---|---|---|")
    for name, ours, peer in zip(rest[::3], rest[1::3], rest[2::3]):
        commands = [command(ours), command(peer)]
        first = pairs(base, commands, url, ca, FIRST_CALLS, 1)
        row(f"{name}, one call per process: wall", first, "wall", 1e3, "ms")
        row(f"{name}, one call per process: CPU", first, "cpu", 1e3, "ms")
        many = pairs(base, commands, url, ca, KEEP_ALIVE_RUNS, sends)
        row(f"{name}, {sends} sends, keep-alive: median send", many, "p50", 1, "µs", 0)
        row(f"{name}, {sends} sends, keep-alive: CPU per send", many, "cpu", 1e6 / sends, "µs", 0)
        row(f"{name}, {sends} sends, keep-alive: wall per send", many, "wall", 1e6 / sends, "µs", 0)


main()

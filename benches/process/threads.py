#!/usr/bin/env python3
"""Sends a second by many threads of one client, beside wrk with as many connections to the same sandbox gateway, in turn.

usage: threads.py BASE_URL TLS_URL CA BIN [ROUNDS [SECONDS]]

wrk asks the same again and again and reads no answer: it is the ceiling of what this gateway gives on this machine. The sandbox wants
--no-limits and --balance 100000000. What was sent is what the account has less; each figure is a whole process, its start included.
"""
import os
import statistics
import sys

from measure import Sandbox, command, in_turn, measure, ratio, row, table

BASE, TLS, CA, BIN, *NUMBERS = sys.argv[1:]
ROUNDS, SECONDS = (int(given) for given in (NUMBERS + ["3", "2"][len(NUMBERS):]))
THREADS = (1, 4, 16, 64)
DELAY_MS = 30
HERE = os.path.dirname(os.path.abspath(__file__))

sandbox = Sandbox(BASE, TLS, CA)


def ours(url, threads):
    text, took = measure([f"{BIN}/many-ours", url, CA, str(threads), str(SECONDS)])
    rate, told = text.split()
    return float(rate), int(told), 0, took


def wrk(url, connections):
    at_once = min(connections, os.cpu_count())
    words = f"wrk -t {at_once} -c {connections} -d {SECONDS}s --timeout 15s -s {HERE}/wrk.lua {url}/webservice/sms.php?method=Submit"
    text, took = measure(command(words))
    rate, told, errors = next(line.split()[1:] for line in text.splitlines() if line.startswith("told "))
    if int(errors):
        sys.exit(f"wrk saw {errors} errors")
    # At its end it does not wait for what it has asked last.
    return float(rate), int(told), connections, took


def once(url, threads, faults):
    def one(way):
        sandbox.clear(*faults)
        before = sandbox.left()
        rate, told, lost, took = way(url, threads)
        accepted = before - sandbox.left()
        if not told <= accepted <= told + lost:
            sys.exit(f"{way.__name__} told of {told} sends, the gateway accepted {accepted}")
        return {"rate": rate, "cpu": took["cpu"] / told}

    return one


def rows(scheme, delay):
    url, faults = sandbox.urls[scheme], [{"kind": "delay", "ms": delay}] if delay else []
    for threads in THREADS:
        measured = in_turn(ROUNDS, {"ours": ours, "wrk": wrk}, once(url, threads, faults))
        rates, ceilings = ([one["rate"] for one in measured[way]] for way in ("ours", "wrk"))
        cpu = {way: statistics.median(one["cpu"] for one in measured[way]) * 1e6 for way in measured}
        possible = threads * 1000 / delay if delay else None
        row(
            f"{scheme}, {threads}",
            f"{statistics.median(rates):.0f}",
            f"{statistics.median(ceilings):.0f}",
            f"{100 * ratio(rates, ceilings):.0f} %",
            *([f"{100 * statistics.median(rates) / possible:.1f} %", f"{100 * statistics.median(ceilings) / possible:.1f} %"] if delay else []),
            f"{cpu['ours']:.0f} µs",
            f"{cpu['wrk']:.0f} µs",
        )


CPU = ("libihuyi: CPU per send", "wrk")
table("threads", "libihuyi: sends a second", "wrk", "of wrk's", *CPU)
for scheme in sandbox.urls:
    rows(scheme, 0)
table(f"threads, an answer after {DELAY_MS} ms", "libihuyi: sends a second", "wrk", "of wrk's", "of what is possible", "wrk", *CPU)
for scheme in sandbox.urls:
    rows(scheme, DELAY_MS)

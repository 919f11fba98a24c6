#!/usr/bin/env python3
"""Instructions of one kept-alive send, by callgrind: what a process with many sends has more than one with few, for each send. The system's own
are not in it.

usage: instructions.py BASE_URL TLS_URL CA BIN
"""
import os
import re
import subprocess
import sys

from measure import Sandbox, row, table

BASE, TLS, CA, BIN = sys.argv[1:]
FEW, MANY = 50, 350

sandbox = Sandbox(BASE, TLS, CA)


def collected(program, url, count):
    sandbox.clear()
    words = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}", f"{BIN}/{program}", url, CA, str(count)]
    done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"{program} under valgrind ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return int(found[1])


def per_send(program, url):
    return (collected(program, url, MANY) - collected(program, url, FEW)) / (MANY - FEW)


table("instructions per send", "libihuyi", "libcurl", "ratio")
for scheme, url in sandbox.urls.items():
    ours, peer = per_send("send-ours", url), per_send("send-libcurl", url)
    row(scheme, f"{ours:,.0f}", f"{peer:,.0f}", f"{ours / peer:.2f}")

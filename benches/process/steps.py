#!/usr/bin/env python3
"""The table of what `cargo bench --bench core` measured. usage: steps.py CRITERION_HOME"""
import json
import os
import sys

from measure import row, table

STEPS = ("check a submission", "sign a submission", "read an XML reply", "read a JSON reply", "decode GBK", "explain a code")

table("step", "time")
for step in STEPS:
    with open(os.path.join(sys.argv[1], step, "new", "estimates.json"), encoding="utf-8") as file:
        took = json.load(file)["median"]["point_estimate"]
    row(step, f"{took / 1e3:.2f} µs")

#!/usr/bin/env python3
"""A list by `ihuyi bulk run`, and by what one writes on the spot with curl, to one sandbox gateway that answers after some milliseconds.

usage: bulk.py IHUYI BASE_URL DIR [MESSAGES [MILLISECONDS [CONNECTIONS]]]      messages a second, CPU per message
       bulk.py IHUYI BASE_URL DIR --memory [ROWS]                              the most memory that a run of so many rows has

DIR is on the disk that is measured. The sandbox wants --no-limits and --balance 100000000. Each figure is one whole process with its children,
its start included.
"""
import json
import os
import shutil
import statistics
import sys
import threading
import time
import urllib.parse
import urllib.request

ROUNDS = 3
KEY = "0123456789abcdef0123456789abcdef"
ACCOUNT = "C00000000"
TEXT = "您好，您的订单已发货，请注意查收。"


def control(base, path, body=None):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data=data, headers={"Content-Type": "application/json"})
    with opener.open(request, timeout=60) as answer:
        return json.load(answer)


def run(command, stdin=os.devnull, good=(0,)):
    """Wall and CPU seconds, and the most memory in megabytes, of a process and its children."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IHUYI_")}
    environment |= {"IHUYI_ACCOUNT": ACCOUNT, "IHUYI_APIKEY": KEY, "IHUYI_GATEWAY": BASE}
    actions = [(os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(shutil.which(command[0]), command, environment, file_actions=actions)
    most, ended = 0, 0
    while not ended:
        # Not what wait4 tells of memory: that begins with this process's own.
        with open(f"/proc/{pid}/status", encoding="ascii") as lines:
            most = max([most] + [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")])
        time.sleep(0.005)
        ended, status, usage = os.wait4(pid, os.WNOHANG)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in good:
        sys.exit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": most / 1024}


def plan(name, rows):
    """A journal of so many rows; what planning it took."""
    journal, table = os.path.join(DIR, name + ".db"), os.path.join(DIR, name + ".csv")
    for old in (journal, journal + "-wal", journal + "-shm", journal + "-lock", table):
        if os.path.exists(old):
            os.remove(old)
    with open(table, "w", encoding="utf-8") as out:
        out.write("手机号码,姓名\n")
        out.writelines(f"{13_000_000_000 + n},用户{n}\n" for n in range(rows))
    took = run([IHUYI, "bulk", "plan", table, "--template", "{姓名}" + TEXT, "--journal", journal, "--offline"])
    return journal, took


def ours(messages, connections):
    journal, _ = plan("run", messages)
    return run([IHUYI, "bulk", "run", "--journal", journal, "--connections", str(connections), "--quiet"])


def forms(messages):
    form = {"method": "Submit", "account": ACCOUNT, "password": KEY, "content": TEXT, "format": "json"}
    for n in range(messages):
        yield urllib.parse.urlencode(form | {"mobile": str(13_000_000_000 + n)})


def loop(messages, connections):
    """One curl a message, so many at a time: what most scripts do."""
    lines = os.path.join(DIR, "forms")
    with open(lines, "w", encoding="ascii") as out:
        out.writelines(form + "\n" for form in forms(messages))
    curl = ["curl", "-s", "-o", os.devnull, BASE + "/webservice/sms.php", "-d"]
    return run(["xargs", "-P", str(connections), "-n", "1", *curl], stdin=lines)


def parallel(messages, connections):
    """One curl for all, which keeps its connections."""
    config = os.path.join(DIR, "config")
    with open(config, "w", encoding="ascii") as out:
        one = 'url = "{0}/webservice/sms.php"\ndata = "{1}"\noutput = "{2}"\n'
        out.write("next\n".join(one.format(BASE, form, os.devnull) for form in forms(messages)))
    return run(["curl", "-s", "--no-progress-meter", "-Z", "--parallel-max", str(connections), "-K", config])


def speed(messages, delay, connections):
    most = connections * 1000 / delay
    ways = {
        "`ihuyi bulk run`": ours,
        f"`xargs -P {connections} curl`, one process a message": loop,
        f"`curl --parallel --parallel-max {connections}`, one process, no journal": parallel,
    }
    print(f"{messages} messages, a gateway that answers after {delay} ms, {connections} connections: {most:.0f} a second at most.\n")
    print("| way | messages a second | of what is possible | CPU per message |")
    print("|---|---|---|---|")
    measured = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, f in ways.items():
            control(BASE, "/_sandbox/reset", {})
            control(BASE, "/_sandbox/faults", {"kind": "delay", "ms": delay, "times": 0})
            took = f(messages, connections)
            taken = len(control(BASE, "/_sandbox/inbox"))
            if taken != messages:
                sys.exit(f"{way}: the gateway took {taken} messages")
            measured[way].append(took)
    for way, took in measured.items():
        rate = messages / statistics.median(one["wall"] for one in took)
        cpu = statistics.median(one["cpu"] for one in took) / messages * 1e6
        print(f"| {way} | {rate:.0f} | {100 * rate / most:.1f} % | {cpu:.0f} µs |", flush=True)


def memory(rows):
    over = threading.Event()

    def forget():
        # The sandbox remembers every message; what is measured is not it.
        while not over.wait(2):
            control(BASE, "/_sandbox/reset", {})

    journal, planned = plan("memory", rows)
    threading.Thread(target=forget, daemon=True).start()
    took = run([IHUYI, "bulk", "run", "--journal", journal, "--connections", "16", "--quiet"])
    over.set()
    print(f"plan: {rows} rows, {planned['wall']:.1f} s, at most {planned['memory']:.0f} MB")
    print(f"run: {rows} rows, {took['wall']:.0f} s, {rows / took['wall']:.0f} a second, {took['cpu'] / rows * 1e6:.0f} µs CPU each, at most {took['memory']:.0f} MB")


IHUYI, BASE, DIR = sys.argv[1], sys.argv[2], sys.argv[3]
if sys.argv[4:5] == ["--memory"]:
    memory(int(sys.argv[5]) if sys.argv[5:] else 1_000_000)
else:
    speed(*(int(given) for given in (sys.argv[4:] + ["5000", "30", "16"][len(sys.argv[4:]):])))

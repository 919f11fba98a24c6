"""What the comparisons share: the sandbox gateway, whole processes that are run in turn, and the rows that are printed."""
import json
import os
import shlex
import shutil
import statistics
import sys
import time
import urllib.parse
import urllib.request

ACCOUNT, APIKEY = "C00000000", "0123456789abcdef0123456789abcdef"


class Sandbox:
    """The gateway that all of them talk to: its plain address, its TLS address, the authority to trust."""

    def __init__(self, base, tls, ca):
        self.base, self.ca = base, ca
        self.urls = {"HTTP": base, "TLS 1.3": tls}
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, path, data):
        with self.opener.open(urllib.request.Request(self.base + path, data=data), timeout=60) as answer:
            return json.load(answer)

    def control(self, name, body):
        return self.ask("/_sandbox/" + name, json.dumps(body).encode())

    def clear(self, *faults):
        """Forgets everything; then these faults hold for every call."""
        self.control("reset", {})
        self.control("limits", {"enabled": False})
        if faults:
            self.control("faults", [fault | {"times": 0} for fault in faults])

    def left(self):
        """How many messages the account has: what was accepted is told by the difference."""
        form = {"account": ACCOUNT, "password": APIKEY, "format": "json"}
        return int(self.ask("/webservice/sms.php?method=GetNum", urllib.parse.urlencode(form).encode())["num"])


def command(text):
    """The words of a command, its program by its path."""
    words = shlex.split(text)
    return [shutil.which(words[0]) or sys.exit(f"no such program: {words[0]}"), *words[1:]]


def run(words, quiet=False):
    """One process: its exit status, what it printed, its wall and CPU seconds."""
    # Not through a shell: its start would be measured too.
    read, write = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, write, 1)]
    if quiet:
        actions.append((os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0))
    start = time.perf_counter()
    pid = os.posix_spawn(words[0], words, os.environ, file_actions=actions)
    os.close(write)
    with os.fdopen(read) as out:
        text = out.read()
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    return os.waitstatus_to_exitcode(status), text, {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime}


def measure(words):
    """A process that has to succeed; what it printed, and what it took."""
    status, text, took = run(words)
    if status:
        sys.exit(f"{shlex.join(words)} ended with {status}")
    return text, took


# What no sender may take for success: a page with status 200, another status, an account that is refused, no answer.
LIES = {
    "a page": [{"kind": "html"}],
    "HTTP 500": [{"kind": "status", "status": 500}],
    "a refusal": [{"kind": "code_text", "text": "4050"}],
    "an end without an answer": [{"kind": "close_before"}],
}


def all_notice(sandbox, commands):
    """A program that takes a failure for success would be measured for doing nothing."""
    for lie, faults in LIES.items():
        for words in commands:
            sandbox.clear(*faults)
            status, _, _ = run([*words, sandbox.base, sandbox.ca, "1"], quiet=True)
            if not status:
                sys.exit(f"{shlex.join(words)} takes {lie} for success")
    sandbox.clear()


def in_turn(rounds, programs, once):
    """{name: [what `once` gives of it, a round each]}; every round begins with another one."""
    names = list(programs)
    measured = {name: [] for name in names}
    for n in range(rounds):
        at = n % len(names)
        for name in names[at:] + names[:at]:
            measured[name].append(once(programs[name]))
    return measured


def ratio(ours, peers):
    """The median of the ratios, round by round."""
    return statistics.median(a / b for a, b in zip(ours, peers))


def table(*titles):
    print("\n| " + " | ".join(titles) + " |")
    print("|" + "---|" * len(titles))


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)

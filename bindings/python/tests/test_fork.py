"""Processes made by fork() send through the client of their parent, and no connection is shared."""

import multiprocessing
import os
import re
import signal
import threading
import time
from typing import Any, Dict, Set

from support import ACCOUNT, KEY, SandboxTest, python, sandbox

import ihuyi

WORKERS, TIMES = 8, 6


def work(client: ihuyi.Client, worker: int) -> None:
    for i in range(TIMES):
        client.send(str(13900000000 + worker * TIMES + i), f"pid={os.getpid()}.")


class Fork(SandboxTest):
    def processes_by_connection(self) -> Dict[Any, Set[str]]:
        """Which processes each connection carried messages of."""
        found: Dict[Any, Set[str]] = {}
        for seen in sandbox.submissions():
            process = re.fullmatch(r"pid=(\d+)\.", seen["content"])
            assert process and seen["accepted"]
            found.setdefault(seen["connection"], set()).add(process.group(1))
        return found

    def test_eight_children_and_their_parent_at_once(self) -> None:
        # As a server that loads the application before it forks its workers; the parent has a connection open by then.
        with ihuyi.Client(ACCOUNT, KEY, keep_alive=600) as client:
            work(client, WORKERS)
            context = multiprocessing.get_context("fork")
            children = [context.Process(target=work, args=(client, worker)) for worker in range(WORKERS)]
            for child in children:
                child.start()
            work(client, WORKERS + 1)
            for child in children:
                child.join()
        self.assertEqual([child.exitcode for child in children], [0] * WORKERS)
        used = self.processes_by_connection()
        for connection, processes in used.items():
            self.assertEqual(len(processes), 1, f"connection {connection} carried messages of {processes}")
        pids = {str(child.pid) for child in children} | {str(os.getpid())}
        self.assertEqual(set().union(*used.values()), pids)
        # The gateway's own count of connections: each process made its own and kept it.
        opened = [c for c in sandbox.ask("connections") if c["id"] in used]
        self.assertEqual(len(opened), len(used))
        self.assertEqual(len(used), WORKERS + 1)
        self.assertEqual(sorted(c["requests"] for c in opened), [TIMES] * WORKERS + [2 * TIMES])
        self.assertEqual(len(sandbox.submissions()), (WORKERS + 2) * TIMES)

    def test_a_fork_in_the_middle_of_a_call(self) -> None:
        # The thread that is sending does not exist in the child; neither does its hold on the client.
        sandbox.fault("delay", ms=500)
        client = ihuyi.Client(ACCOUNT, KEY)
        thread = threading.Thread(target=client.send, args=("13900000000", "pid=0."))
        thread.start()
        while not sandbox.submissions():
            time.sleep(0.01)
        child = os.fork()
        if child == 0:
            signal.alarm(30)  # one that waits for a thread of its parent's would wait for ever
            try:
                client.set("signature", "示例")
                client.send("13900000001", f"pid={os.getpid()}.")
                client.close()
                os._exit(0 if client._handle._pointer is None else 3)
            finally:
                os._exit(4)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        thread.join()
        client.close()
        self.assertEqual({len(processes) for processes in self.processes_by_connection().values()}, {1})

    def test_async_in_a_child(self) -> None:
        script = (
            "import asyncio, os, ihuyi\n"
            "async def use(client): await client.send('1390000000%d' % (os.getpid() % 10), 'pid=%d.' % os.getpid())\n"
            f"client = ihuyi.AsyncClient(account={ACCOUNT!r}, apikey={KEY!r})\n"
            "asyncio.run(use(client))\n"
            "child = os.fork()\n"
            "asyncio.run(use(client))\n"
            "os._exit(0) if child == 0 else None\n"
            "assert os.waitpid(child, 0)[1] == 0\n"
            "print('ok')\n"
        )
        done = python("-W", "ignore", "-c", script)
        self.assertEqual(done.stdout.strip(), "ok", done.stdout)
        self.assertEqual(sorted(map(len, self.processes_by_connection().values())), [1, 1])
        self.assertEqual(len(sandbox.submissions()), 3)

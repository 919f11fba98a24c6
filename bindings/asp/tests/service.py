"""`ihuyi serve` as a child process, with a run whose pages use it in place of the component; and servers that stand for a broken one."""

import os
import pathlib
import socket
import struct
import subprocess
import threading
import urllib.request

from sandbox import Sandbox
from website import windows

# How long a wait may take before the run is given up. No test measures it.
PATIENCE = 60


class Service:
    """The helper of this machine, on a port of its own, with a token and settings in a folder of its own."""

    def __init__(self, program, folder):
        folder.mkdir()
        self.token, self.ini = folder / "token", folder / "ihuyi.ini"
        self.write({"account": Sandbox.ACCOUNT})
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IHUYI_")}
        command = [program, "serve", "--listen", "127.0.0.1:0", "--token-file", str(self.token), "--config", str(self.ini),
                   "--push-listen", "127.0.0.1:0", "--push-secret-file", str(folder / "push")]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment | {"HOME": str(folder)})
        self.url = self.process.stdout.readline().split()[0]
        self.receiver = self.process.stdout.readline().split()[1] + "/push/" + (folder / "push").read_text().strip()
        self.log, self.told = [], threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stderr:
            with self.told:
                self.log.append(line)
                self.told.notify_all()

    def write(self, values):
        # Its paths are this system's, where a page's are Windows' names for them.
        lines = (f"{name} = {str(value).replace('Z:', '').replace(chr(92), '/')}\n" for name, value in values.items() if value is not None)
        self.ini.write_text("".join(lines), encoding="utf-8")

    def settings(self, values):
        """New settings, and no client that has the old ones."""
        self.write(values)
        with self.told:
            before = len(self.log)
            self.process.send_signal(1)
            assert self.told.wait_for(lambda: any("reload=" in line for line in self.log[before:]), PATIENCE), self.log
            assert any("reload=done" in line for line in self.log[before:]), self.log

    def push(self, body):
        """What the gateway's push is answered with."""
        with urllib.request.urlopen(self.receiver, body.encode(), PATIENCE) as answer:
            return answer.read().decode()

    def close(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class Served:
    """A run whose pages are set to the helper, and whose settings are the helper's."""

    def __init__(self, run, service):
        self.run, self.service = run, service
        # A store that both systems have open is locked in two ways, and a file stands in the way of one.
        self.work = run.work / "served"
        self.work.mkdir()
        (self.work / "ca.pem").write_bytes(b"")

    def __getattr__(self, name):
        return getattr(self.run, name)

    def group(self, name, test, *arguments):
        self.run.group(name, lambda _, *given: test(self, *given), *arguments)

    def fresh(self, _, **changes):
        self.run.stores += 1
        values = {"account": Sandbox.ACCOUNT, "apikey": Sandbox.KEY, "voice_account": Sandbox.VOICE, "voice_apikey": Sandbox.KEY,
                  "gateway": self.sandbox.tls, "ca_file": self.sandbox.certificate, "secret": Sandbox.SECRET,
                  "store": f"memory:{self.run.stores}", **changes}
        self.service.settings(values)

    def install(self, variant, name, **changes):
        return self.run.install(variant, f"served-{name}", **{"IhuyiHelperUrl": f'"{self.service.url}"', "IhuyiHelperToken": f'"{windows(self.service.token)}"', **changes})


class Odd:
    """A server that takes a request and does with it what a helper should not."""

    def __init__(self, answer=b"", end="close"):
        self.answer, self.end, self.requests = answer, end, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.converse, args=(connection,), daemon=True).start()

    def converse(self, connection):
        with connection:
            head, _, body = self.until(connection, b"", lambda text: b"\r\n\r\n" in text).partition(b"\r\n\r\n")
            [length] = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
            self.requests.append((head, self.until(connection, body, lambda text: len(text) >= length)))
            connection.sendall(self.answer)
            if self.end == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif self.end == "stall":
                # Until the caller has had enough.
                connection.recv(1)

    @staticmethod
    def until(connection, text, enough):
        while not enough(text):
            more = connection.recv(65536)
            if not more:
                break
            text += more
        return text

    def close(self):
        self.listener.close()


def answered(status, body, kind="application/json; charset=utf-8", length=None):
    body = body.encode()
    return b"HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, kind.encode(), len(body) if length is None else length) + body


# Bound, so that nobody else has the port, and not listening. It goes with the process.
CLOSED = socket.socket()
CLOSED.bind(("127.0.0.1", 0))


def nobody():
    """An address where nobody listens."""
    return f"http://127.0.0.1:{CLOSED.getsockname()[1]}"

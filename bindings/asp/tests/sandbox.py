"""The sandbox gateway as a child process, and what it knows."""

import json
import subprocess
import threading
import urllib.request


class Sandbox:
    ACCOUNT, VOICE = "C00000000", "V00000000"
    KEY = "0123456789abcdef0123456789abcdef"
    # What the library makes codes and the names in its store with.
    SECRET = "a-secret-of-the-tests-which-is-no-secret"

    def __init__(self, program, certificate):
        self.process = subprocess.Popen([program, "sandbox", "--listen", "127.0.0.1:0", "--ca-file", certificate],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[0]
        self.tls = self.process.stdout.readline().split()[0]
        # Nothing else that it says is wanted, but a full pipe would stop it.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.certificate = certificate
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, name, value=None, method=None):
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"{self.url}/_sandbox/{name}", data=data, method=method)
        with self.opener.open(request, timeout=30) as answer:
            return json.load(answer)

    def reset(self):
        self.ask("reset", {})

    def inbox(self):
        return self.ask("inbox")

    def close(self):
        self.process.terminate()
        self.process.wait(30)

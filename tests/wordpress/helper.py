"""The local helper, `ihuyi serve`, for a site that sends through it."""

import os
import subprocess

from gateway import KEY, PROGRAM


class Helper:
    def __init__(self, folder, gateway, group=None, more=""):
        """Its own settings are in its own file, as on a server; more of them are lines of `more`."""
        self.folder = f"{folder}/helper"
        os.makedirs(self.folder, exist_ok=True)
        with open(f"{self.folder}/ihuyi.ini", "w") as file:
            file.write(f"account = C00000000\napikey = {KEY}\nvoice_account = V00000000\nvoice_apikey = {KEY}\ngateway = {gateway}\n"
                       f"store = sqlite:{self.folder}/codes.db\nsecret_file = {self.folder}/codes.key\n{more}")
        os.chmod(f"{self.folder}/ihuyi.ini", 0o600)
        self.address = f"unix:{self.folder}/ihuyi.sock"
        self.group = group
        self.process = None
        self.start()

    def start(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IHUYI_")}
        self.log = open(f"{self.folder}/log", "ab")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", self.address, "--config", f"{self.folder}/ihuyi.ini", *(["--group", self.group] if self.group else [])],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, env=environment)
        # Once it has said where it listens one can connect.
        if not self.process.stdout.readline().startswith(b"unix:"):
            with open(f"{self.folder}/log", errors="replace") as log:
                raise SystemExit(f"助手未能启动 / the helper did not start: {log.read()[-2000:]}")

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.log.close()
            self.process = None

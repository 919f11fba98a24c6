"""A MariaDB of a test's own on a socket, with nothing in it and no port. The machine's own, where there is one, is not asked."""

import os
import shutil
import subprocess
import time

# What never comes fails a test instead of hanging the run.
PATIENCE = 60


class Database:
    def __init__(self, folder):
        self.folder = f"{folder}/mariadb"
        os.mkdir(self.folder)
        self.socket = f"{self.folder}/s"
        # Root's is another user's, as on a server.
        self.user = ["--user=mysql"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "mysql", "mysql")
        data = [f"--datadir={self.folder}/data", *self.user]
        self.log = open(f"{folder}/mariadb.log", "wb")
        made = subprocess.run(["mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=socket", "--skip-test-db",
                               "--innodb-use-native-aio=0", *data],
                              stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        if made.returncode:
            raise SystemExit(f"MariaDB 的数据未能建立 / MariaDB's data could not be made: {said(folder)}")
        # As small and as forgetful as it can be, and without io_uring, which not every kernel keeps up for as many as there are at a time.
        self.process = subprocess.Popen(
            ["mariadbd", "--no-defaults", *data, f"--socket={self.socket}", "--skip-networking", "--innodb-buffer-pool-size=32M",
             "--innodb-flush-log-at-trx-commit=0", "--innodb-use-native-aio=0", "--performance-schema=off"], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + PATIENCE
        while subprocess.run(self.client("SELECT 1"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise SystemExit(f"MariaDB 未能启动 / MariaDB did not start: {said(folder)}")
            time.sleep(0.05)
        self.made = 0

    def client(self, query, name=""):
        return ["mariadb", "--no-defaults", f"--socket={self.socket}", "--default-character-set=utf8mb4", "--batch", "--skip-column-names", "--execute", query, *([name] if name else [])]

    def ask(self, query, name=""):
        """Rows as tuples of texts."""
        done = subprocess.run(self.client(query, name), check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=PATIENCE)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def new(self):
        """A database and a user who may do anything in it: its name, which is the user's and the password, too."""
        self.made += 1
        name = f"wordpress{self.made}"
        self.ask(f"CREATE DATABASE {name} CHARACTER SET utf8mb4; CREATE USER {name}@localhost IDENTIFIED BY '{name}'; GRANT ALL ON {name}.* TO {name}@localhost")
        return name

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


def said(folder):
    with open(f"{folder}/mariadb.log", errors="replace") as log:
        return log.read()[-2000:]

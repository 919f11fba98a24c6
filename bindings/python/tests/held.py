"""A gateway that answers a submission when it is told to: for what happens while a call runs, whatever the machine's speed."""

import contextlib
import socketserver
import threading
from typing import List

ID = "17000000004051283667"


class Held(socketserver.ThreadingTCPServer):
    """Accepts every submission. Each waits for `release`; `arrived` is set once one is there."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, code: int = 2) -> None:
        super().__init__(("127.0.0.1", 0), Submission)
        self.body = b'{"code":%d,"msg":"\xe5\xa5\xbd","smsid":"%s"}' % (code, ID.encode() if code == 2 else b"0")
        self.arrived, self.release = threading.Event(), threading.Event()
        self.requests: List[bytes] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        self.release.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class Submission(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Held)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            head += line
        [length] = [
            int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-length:")
        ]
        server.requests.append(self.rfile.read(length))
        server.arrived.set()
        server.release.wait(60)
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(server.body)
        # Whoever was killed meanwhile does not hear it.
        with contextlib.suppress(ConnectionError):
            self.wfile.write(head + server.body)

"""What the tests share: where things are, a sandbox gateway, and child processes."""

import json
import os
import re
import subprocess
import sys
import unittest
from contextlib import closing
from pathlib import Path
from typing import Any, Dict, List, Optional
from urllib.request import ProxyHandler, Request, build_opener

BINDING = Path(__file__).resolve().parent.parent
ROOT = BINDING.parent.parent
LIBRARY = Path(os.environ.get("IHUYI_LIBRARY_DIR", str(ROOT / "target/release"))).resolve() / "libihuyi.so"
INCLUDE = Path(os.environ.get("IHUYI_INCLUDE_DIR", str(ROOT / "include"))).resolve()
PROGRAM = Path(os.environ.get("IHUYI_PROGRAM", str(ROOT / "target/release/ihuyi"))).resolve()

#: True in the virtual environment that a wheel was installed into.
INSTALLED = sys.prefix != sys.base_prefix

ACCOUNT, KEY, MOBILE = "C00000000", "0123456789abcdef0123456789abcdef", "13800000000"
CODE = "您的验证码是：1234。请不要把验证码泄露给其他人。"

# The machine's own settings must not steer a test. Done here, before anything loads the library, which reads them once.
for name in [name for name in os.environ if name.startswith("IHUYI_")]:
    del os.environ[name]
if not INSTALLED:
    sys.path.insert(0, str(BINDING / "src"))
    os.environ["IHUYI_LIBRARY"] = str(LIBRARY)


class Sandbox:
    """The sandbox gateway in a process of its own."""

    def __init__(self, *options: str) -> None:
        self._process = subprocess.Popen(
            [str(PROGRAM), "sandbox", "--listen", "127.0.0.1:0", "--no-limits", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
        )
        assert self._process.stdout
        self.url = self._process.stdout.readline().split()[0]
        self.tls_url, ca = self._process.stdout.readline().split(" ca=")
        self.ca = ca.strip()
        # No proxy of the machine's between a test and its sandbox.
        self._open = build_opener(ProxyHandler({})).open

    def ask(self, path: str, body: Optional[object] = None, method: Optional[str] = None) -> Any:
        """One call of the control interface."""
        data = None if body is None else json.dumps(body).encode()
        with closing(self._open(Request(f"{self.url}/_sandbox/{path}", data, method=method), timeout=30)) as reply:
            return json.loads(reply.read() or b"null")

    def reset(self) -> None:
        self.ask("reset", {})
        self.ask("limits", {"enabled": False})

    def fault(self, kind: str, **more: object) -> None:
        self.ask("faults", dict(kind=kind, **more))

    def submissions(self) -> List[Dict[str, Any]]:
        found: List[Dict[str, Any]] = self.ask("ledger?method=Submit")
        return found

    def code(self) -> str:
        """The one-time code in the newest message that a phone received."""
        newest = max(self.ask("inbox"), key=lambda message: int(message["seq"]))
        [code] = re.findall(r"\d{4,8}", newest["content"])
        return str(code)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()


sandbox = Sandbox()
# The default client reads this when it is first used, and no test must reach any other gateway.
os.environ["IHUYI_GATEWAY"] = sandbox.url

import ihuyi  # noqa: E402  (only now can it be found, and its library)

# So it is used right here: no test that plays with the environment can be the first.
ihuyi.segments("")


class SandboxTest(unittest.TestCase):
    """A test that begins with an empty sandbox."""

    def setUp(self) -> None:
        sandbox.reset()


def python(
    *arguments: str, env: Optional[Dict[str, str]] = None, cwd: Optional[str] = None, entered: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Runs this Python with the package on its path; `env` is added to the environment, and an empty value takes a name
    out; `entered` is what somebody types."""
    full = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", PYTHONIOENCODING="utf-8")
    if not INSTALLED:
        full["PYTHONPATH"] = str(BINDING / "src")
    full.update(env or {})
    full = {name: value for name, value in full.items() if value}
    return subprocess.run(
        [sys.executable, *arguments],
        env=full,
        cwd=cwd,
        input=entered,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )

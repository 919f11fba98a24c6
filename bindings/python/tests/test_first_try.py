"""The READMEs' first try, from the built library to a code that is checked."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import List

from support import ACCOUNT, BINDING, KEY, LIBRARY, MOBILE, SandboxTest, sandbox
from test_readme import READMES, blocks


def commands(readme: str) -> List[str]:
    return [block for block in blocks(readme, "sh") if "~/shop-python" in block]


class FirstTry(SandboxTest):
    def test_the_commands_and_the_program(self) -> None:
        [install, run] = commands(READMES[0])
        self.assertEqual(commands(READMES[1]), [install, run])
        with tempfile.TemporaryDirectory() as folder:
            home, project = Path(folder, "home"), Path(folder, "project")
            for path in (home, project / "bindings", project / "target/release"):
                path.mkdir(parents=True)
            (project / "bindings/python").symlink_to(BINDING)
            shutil.copy(LIBRARY, project / "target/release/libihuyi.so")
            # The path of a machine that has Debian's Python; nothing is asked of an index.
            env = {name: value for name, value in os.environ.items() if not name.startswith("IHUYI_")}
            env.update(
                HOME=str(home), PATH="/usr/bin:/bin", PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1",
                PIP_ROOT_USER_ACTION="ignore", PYTHONIOENCODING="utf-8",
            )
            done = self.shell(install, env, project)
            self.assertEqual(done.returncode, 0, done.stdout)
            (home / "shop-python/verify_code.py").write_text(blocks(READMES[0], "python")[3], "utf-8")
            [command] = re.findall(r"^~/.*verify_code\.py$", run, re.MULTILINE)
            settings = re.search(r"^export (.*)$", run, re.MULTILINE)
            assert settings
            self.assertEqual(settings.group(1), f"IHUYI_GATEWAY=http://127.0.0.1:8088 IHUYI_ACCOUNT={ACCOUNT} IHUYI_APIKEY={KEY}")
            # Not the store of whoever runs this, who has limits of their own.
            env.update(
                IHUYI_GATEWAY=sandbox.url, IHUYI_ACCOUNT=ACCOUNT, IHUYI_APIKEY=KEY,
                IHUYI_STORE=f"sqlite:{home}/codes.db", IHUYI_SECRET_FILE=f"{home}/secret.key",
            )
            done = self.shell(command, env, project, "1380000000\n")
            self.assertEqual((done.returncode, done.stdout), (0, "手机号码：请检查手机号码\n"))
            done = self.shell(command, env, project, f"{MOBILE}\n" + "12345\n" * 5)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn("还可以试 1 次", done.stdout)
            self.assertEqual(len(sandbox.submissions()), 1)

    def shell(self, command: str, env: "dict[str, str]", folder: Path, entered: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["bash", "-euc", command],
            env=env,
            cwd=str(folder),
            input=entered,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

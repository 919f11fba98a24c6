"""The source is that of Python 3.8, typed without a gap, and of one version. Checked, which is not the same as run on
3.8."""

import ast
import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import List

from support import BINDING, ROOT

EXAMPLES = ROOT / "examples/python"


def sources() -> List[Path]:
    found = [*(BINDING / "src").rglob("*.py"), *(BINDING / "packaging").glob("*.py"), *EXAMPLES.glob("*.py")]
    return [*found, BINDING / "build_wheel", BINDING / "tests/runner"]


class Level(unittest.TestCase):
    cache: "tempfile.TemporaryDirectory[str]"

    @classmethod
    def setUpClass(cls) -> None:
        # For all runs of mypy, which otherwise reads the standard library's types each time.
        cls.cache = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.cache.cleanup)

    def test_parses_as_3_8(self) -> None:
        for path in [*sources(), *(BINDING / "tests").glob("*.py")]:
            with self.subTest(path=path.name):
                ast.parse(path.read_text("utf-8"), str(path), feature_version=(3, 8))
        # That this parser holds to the level at all.
        with self.assertRaises(SyntaxError):
            ast.parse("match x:\n    case 1: pass", feature_version=(3, 8))

    def mypy(self, *arguments: str) -> None:
        done = subprocess.run(
            ["/usr/bin/mypy", "--strict", "--cache-dir", self.cache.name, "--no-error-summary", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
            cwd=self.cache.name,
            env={
                "MYPYPATH": f"{BINDING / 'src'}:{BINDING / 'packaging'}",
                "PATH": "/usr/bin:/bin",
                "LC_ALL": "C.UTF-8",
            },
        )
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_mypy(self) -> None:
        paths = [str(path) for path in sources() if path.suffix == ".py"]
        self.mypy("--python-version", "3.8", *paths)
        # Each a script of its own: mypy calls both __main__.
        self.mypy("--python-version", "3.8", str(BINDING / "tests/runner"))
        self.mypy("--python-version", "3.8", str(BINDING / "build_wheel"))

    def test_mypy_as_for_windows(self) -> None:
        self.mypy("--python-version", "3.8", "--platform", "win32", str(BINDING / "src/ihuyi"))

    def test_one_version(self) -> None:
        cargo = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)
        project = re.search(r'^version = "(.*)"', (BINDING / "pyproject.toml").read_text(), re.MULTILINE)
        package = re.search(r'^__version__ = "(.*)"', (BINDING / "src/ihuyi/__init__.py").read_text(), re.MULTILINE)
        assert cargo and project and package
        self.assertEqual({cargo.group(1), project.group(1), package.group(1)}, {cargo.group(1)})
        for readme in ("README.md", "README.zh-CN.md"):
            self.assertIn(
                f"ihuyi-{cargo.group(1)}-py3-none-manylinux_2_17_x86_64.whl", (BINDING / readme).read_text("utf-8")
            )

    def test_every_public_name_is_explained(self) -> None:
        for path in (BINDING / "src/ihuyi").glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith(
                    "_"
                ):
                    short = isinstance(node, ast.FunctionDef) and node.name in ("code_of", "codec_of", "closed")
                    self.assertTrue(ast.get_docstring(node) or short, f"{path.name}: {node.name}")

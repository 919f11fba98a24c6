"""Finding and loading the library: where it is looked for, and one sentence for each way in which that fails."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import BINDING, LIBRARY, ROOT, python

LOAD = "import ihuyi; print(ihuyi.library_path())"
#: Says the loader's error alone, which is what the tests are about.
TRY = "import sys, ihuyi\ntry: ihuyi.library_version()\nexcept ihuyi.LibraryError as error: sys.exit(str(error))"


def setUpModule() -> None:
    global folder, bare, work
    # In a folder of this run's own, so that runs do not disturb each other.
    work = tempfile.TemporaryDirectory()
    folder = Path(work.name, "中 文")
    subprocess.run([str(ROOT / "tests/libraries/build"), str(folder)], check=True)
    # A copy of the package without a library beside it, which would come first.
    bare = Path(work.name, "bare")
    source = python("-c", "import os, ihuyi; print(os.path.dirname(ihuyi.__file__))").stdout.strip()
    shutil.copytree(source, bare / "ihuyi", ignore=shutil.ignore_patterns("*.so", "__pycache__"))


def tearDownModule() -> None:
    work.cleanup()


class Unusable(unittest.TestCase):
    """IHUYI_LIBRARY names a file that will not do. Nothing else is tried instead."""

    def says(self, library: str, *words: str) -> str:
        done = python("-c", TRY, env={"IHUYI_LIBRARY": library, "PYTHONPATH": str(bare)})
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertEqual(done.stdout.count("\n"), 1, "one sentence in each language, on one line")
        for word in words:
            self.assertIn(word, done.stdout)
        return done.stdout

    def test_missing(self) -> None:
        path = str(folder / "none.so")
        self.says(path, f"IHUYI_LIBRARY={path}", "找不到", "no such file")

    def test_no_library_at_all(self) -> None:
        path = str(folder / "libihuyi-broken.so")
        self.says(path, path, "无法加载", "cannot be loaded")

    def test_another_library(self) -> None:
        path = str(folder / "libihuyi-other.so")
        self.says(path, path, "不是 libihuyi", "is not libihuyi")

    def test_too_old(self) -> None:
        path = str(folder / "libihuyi-old.so")
        self.says(path, path, "ABI 版本是 0，本程序包需要 1", "its ABI version is 0, this package needs 1", "upgrade libihuyi")

    def test_lacking_a_function(self) -> None:
        path = str(folder / "libihuyi-partial.so")
        self.says(path, path, "0.0.9", "ihuyi_explain", "upgrade libihuyi")

    def test_too_new(self) -> None:
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-DABI=9", '-DRELEASE="9.0.0"', "-DWHOLE", "-o", str(folder / "new.so")]
            + [str(ROOT / "tests/libraries/stub.c")],
            check=True,
        )
        self.says(str(folder / "new.so"), "its ABI version is 9, this package knows 1", "upgrade the Python package")

    def test_found_nowhere_lists_every_path(self) -> None:
        bundled = str(bare / "ihuyi/libihuyi.so")
        said = self.says("", bundled, "IHUYI_LIBRARY", "libihuyi.so.1", "not found; tried")
        self.assertIn("（未设置）", said)


class Found(unittest.TestCase):
    def loads(self, **env: str) -> str:
        return python("-c", LOAD, env=dict({"PYTHONPATH": str(bare)}, **env), cwd=work.name).stdout.strip()

    def test_the_environments(self) -> None:
        link = Path(work.name, "库.so")
        link.symlink_to(LIBRARY)
        self.assertEqual(self.loads(IHUYI_LIBRARY=str(link)), str(link))
        # A relative name is meant from where the program was started.
        self.assertEqual(self.loads(IHUYI_LIBRARY="库.so"), str(link))

    def test_the_bundled_comes_first(self) -> None:
        with tempfile.TemporaryDirectory() as away:
            shutil.copytree(bare / "ihuyi", Path(away, "ihuyi"))
            bundled = Path(away, "ihuyi/libihuyi.so")
            bundled.symlink_to(LIBRARY)
            self.assertEqual(self.loads(IHUYI_LIBRARY=str(folder / "libihuyi-old.so"), PYTHONPATH=away), str(bundled))

    def test_the_systems(self) -> None:
        with tempfile.TemporaryDirectory() as away:
            Path(away, "libihuyi.so.1").symlink_to(LIBRARY)
            self.assertEqual(self.loads(IHUYI_LIBRARY="", LD_LIBRARY_PATH=away), "libihuyi.so.1")
            env = {"IHUYI_LIBRARY": "", "LD_LIBRARY_PATH": away, "PYTHONPATH": str(bare)}
            self.assertIn(f"  {LIBRARY}\n", python("-m", "ihuyi", "doctor", env=env).stdout)

    def test_a_systems_library_that_will_not_do(self) -> None:
        with tempfile.TemporaryDirectory() as away:
            shutil.copy(folder / "libihuyi-broken.so", Path(away, "libihuyi.so.1"))
            self.assertIn("libihuyi.so.1 cannot be loaded", self.loads(IHUYI_LIBRARY="", LD_LIBRARY_PATH=away))

    def test_load_beats_everything_and_comes_first(self) -> None:
        call = "import sys, ihuyi; ihuyi.load(sys.argv[1]); ihuyi.load(sys.argv[1]); " + LOAD
        done = python("-c", call, str(LIBRARY), env={"IHUYI_LIBRARY": "/nowhere.so", "PYTHONPATH": str(bare)})
        self.assertEqual(done.stdout.strip(), str(LIBRARY))
        done = python("-c", f"import ihuyi; ihuyi.library_version(); ihuyi.load({str(folder / 'libihuyi-old.so')!r})")
        self.assertIn("is loaded already", done.stdout)

    def test_importing_loads_nothing(self) -> None:
        # A machine that only checks types, or builds documentation, needs no library.
        done = python(
            "-c",
            "import ihuyi; print(ihuyi.__version__)",
            env={"IHUYI_LIBRARY": "/nowhere.so", "PYTHONPATH": str(bare)},
        )
        self.assertRegex(done.stdout, r"^\d+\.\d+\.\d+$")


class Undeclared(unittest.TestCase):
    def test_there_is_no_way_around_the_table(self) -> None:
        from ihuyi import api
        from ihuyi._library import library

        with self.assertRaises(AttributeError):
            library().ihuyi_client_clone
        for name, result, arguments in api.FUNCTIONS:
            function = getattr(library(), name)
            self.assertEqual((function.restype, list(function.argtypes)), (result, list(arguments)), name)
        held = [value for value in vars(library()).values() if "CDLL" in type(value).__name__]
        self.assertEqual(held, [])

    def test_nothing_else_touches_ctypes(self) -> None:
        for path in (BINDING / "src/ihuyi").glob("*.py"):
            if path.name not in ("api.py", "_library.py"):
                text = path.read_text("utf-8")
                for word in ("CDLL", "WinDLL", "argtypes", "restype", "cast("):
                    self.assertNotIn(word, text, path.name)

    def test_a_wrong_type_does_not_pass(self) -> None:
        import ctypes

        from ihuyi._library import library

        with self.assertRaises(ctypes.ArgumentError):
            library().ihuyi_strerror("4051")

    def test_the_convention(self) -> None:
        # stdcall on 32-bit Windows alone; there is no such machine here, so the choice is tried with a stand-in.
        script = (
            "import sys, ctypes\n"
            "ctypes.WinDLL = 'stdcall'\n"
            "sys.platform, ctypes.sizeof = sys.argv[1], lambda _: int(sys.argv[2])\n"
            "import ihuyi._library as library\n"
            "print(library._load if library._load == 'stdcall' else library._load.__name__, library.FILE_NAME)\n"
        )
        for platform, size, convention in (
            ("win32", "4", "stdcall ihuyi.dll"),
            ("win32", "8", "CDLL ihuyi.dll"),
            ("linux", "4", "CDLL libihuyi.so"),
        ):
            self.assertEqual(python("-c", script, platform, size).stdout.strip(), convention, f"{platform} {size}")


if sys.platform == "win32":
    raise SystemExit(f"these tests are written for Linux, not {os.name}")

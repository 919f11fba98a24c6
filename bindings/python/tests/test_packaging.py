"""The wheel: its tag is what the library really needs, its content is whole, and what cannot be told makes none."""

import csv
import base64
import hashlib
import io
import os
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from typing import Tuple
from unittest import mock

from support import BINDING, LIBRARY

sys.path.insert(0, str(BINDING / "packaging"))

import backend  # noqa: E402
import floor  # noqa: E402


class Floor(unittest.TestCase):
    """The platform tag of a library file."""

    def setUp(self) -> None:
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.folder = Path(work.name)

    def library(self, source: str, *options: str) -> Path:
        path = self.folder / "libihuyi.so"
        command = ["cc", "-x", "c", "-shared", "-fPIC", "-o", str(path), "-", *options]
        subprocess.run(command, input=source.encode(), check=True)
        return path

    def test_the_library_of_this_machine(self) -> None:
        # The same question, asked of another tool.
        listed = subprocess.run(
            ["readelf", "--dyn-syms", "-W", str(LIBRARY)], stdout=subprocess.PIPE, check=True
        ).stdout.decode()
        highest = max((int(minor) for minor in re.findall(r"UND .*@GLIBC_2\.(\d+)", listed)), default=0)
        self.assertGreater(highest, 17, "a library that is built here needs the glibc of here")
        self.assertEqual(floor.platform_tag(LIBRARY), f"manylinux_2_{highest}_x86_64")

    def test_nothing_new(self) -> None:
        path = self.library("#include <stdlib.h>\nint f(void) { return abs(rand()); }")
        self.assertEqual(floor.platform_tag(path), "manylinux_2_17_x86_64")

    def test_what_is_defined_is_no_demand(self) -> None:
        # One symbol too new for the tag, but the library's own.
        script = self.folder / "versions"
        script.write_text("GLIBC_2.99 { own; };")
        path = self.library("#include <stdlib.h>\nint own(void) { return rand(); }", f"-Wl,--version-script={script}")
        self.assertEqual(floor.platform_tag(path), "manylinux_2_17_x86_64")

    def told(self, *symbols: str, headers: str = "x: file format elf64-x86-64\n  NEEDED   libc.so.6\n") -> str:
        """The tag when objdump says this."""
        lines = "".join(f"0000000000000000  DF *UND*  0000 ({symbol}) name\n" for symbol in symbols)
        with mock.patch.object(floor, "_objdump", lambda option, path: headers if option == "-p" else lines):
            return floor.platform_tag("x")

    def test_numbers_are_compared_as_numbers(self) -> None:
        self.assertEqual(self.told("GLIBC_2.9", "GLIBC_2.17"), "manylinux_2_17_x86_64")
        self.assertEqual(self.told("GLIBC_2.2.5", "GLIBC_2.18", "GLIBC_2.3.4"), "manylinux_2_18_x86_64")
        self.assertEqual(self.told("GLIBC_2.17", "GCC_4.2.0"), "manylinux_2_17_x86_64")
        arm = "x: file format elf64-littleaarch64\n  NEEDED  ld-linux-aarch64.so.1\n"
        self.assertEqual(self.told("GLIBC_2.17", headers=arm), "manylinux_2_17_aarch64")

    def refused(self, words: str, *symbols: str, **more: str) -> None:
        with self.assertRaises(floor.CannotTell) as caught:
            self.told(*symbols, **more)
        self.assertIn(words, str(caught.exception))

    def test_what_cannot_be_told(self) -> None:
        self.refused("no GLIBC symbol versions")
        self.refused("GLIBC_PRIVATE", "GLIBC_2.17", "GLIBC_PRIVATE")
        self.refused("GCC_7.0.0", "GLIBC_2.17", "GCC_7.0.0")
        self.refused("needs libssl.so.3", "GLIBC_2.17", headers="x: file format elf64-x86-64\n  NEEDED  libssl.so.3\n")
        self.refused("format pei-i386", "GLIBC_2.17", headers="x: file format pei-i386\n")

    def test_real_files_that_make_no_wheel(self) -> None:
        text = self.folder / "libihuyi.so"
        text.write_text("no library")
        with self.assertRaises(floor.CannotTell):
            floor.platform_tag(text)
        path = self.library("int f(void) { return 1; }", "-nostdlib")
        with self.assertRaises(floor.CannotTell):
            floor.platform_tag(path)

    def test_the_command_says_it_and_leaves_nothing(self) -> None:
        text = self.folder / "libihuyi.so"
        text.write_text("no library")
        for arguments in ([str(text)], [str(self.folder / "none/libihuyi.so")], [str(BINDING / "README.md")], []):
            done = subprocess.run(
                [str(BINDING / "build_wheel"), *arguments, *([str(self.folder / "out")] if arguments else [])],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            self.assertEqual((done.returncode, done.stdout), (1, b""))
            self.assertNotIn(b"Traceback", done.stderr)
        self.assertEqual(list(self.folder.glob("out/*")), [])


class Wheel(unittest.TestCase):
    def build(self, folder: str) -> Tuple[Path, zipfile.ZipFile]:
        command = [str(BINDING / "build_wheel"), str(LIBRARY), folder]
        printed = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode().strip()
        archive = zipfile.ZipFile(printed)
        self.addCleanup(archive.close)
        return Path(printed), archive

    def test_content(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path, archive = self.build(folder)
            tag = f"py3-none-{floor.platform_tag(LIBRARY)}"
            info = f"ihuyi-{backend.project()['version']}.dist-info"
            self.assertEqual(path.name, f"{info[: -len('.dist-info')]}-{tag}.whl")
            self.assertIn(f"Tag: {tag}\n", archive.read(f"{info}/WHEEL").decode())
            names = set(archive.namelist())
            own = {f"ihuyi/{found.name}" for found in (BINDING / "src/ihuyi").iterdir() if found.name != "__pycache__"}
            self.assertEqual({name for name in names if name.startswith("ihuyi/")}, own | {"ihuyi/libihuyi.so"})
            self.assertIn("ihuyi/py.typed", names)
            self.assertEqual(sum("licenses/LICENSE" in name for name in names), 2)
            self.assertEqual(archive.read("ihuyi/libihuyi.so"), LIBRARY.read_bytes())
            self.assertEqual(archive.getinfo("ihuyi/libihuyi.so").external_attr >> 16, 0o100755)

    def test_record(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            _, archive = self.build(folder)
            [record] = [name for name in archive.namelist() if name.endswith("/RECORD")]
            rows = {
                name: (digest, size) for name, digest, size in csv.reader(io.StringIO(archive.read(record).decode()))
            }
            self.assertEqual(set(rows), set(archive.namelist()))
            for name, (digest, size) in rows.items():
                if name != record:
                    data = archive.read(name)
                    right = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                    self.assertEqual((digest, size), (f"sha256={right}", str(len(data))), name)

    def test_the_same_input_makes_the_same_file(self) -> None:
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            self.assertEqual(self.build(one)[0].read_bytes(), self.build(two)[0].read_bytes())


class Source(unittest.TestCase):
    def test_pyproject_is_read_as_toml_has_it(self) -> None:
        import tomllib  # Debian 12 has it; pyproject.toml keeps to what backend.py can read, for older Pythons

        with open(BINDING / "pyproject.toml", "rb") as file:
            self.assertEqual(backend.project(), tomllib.load(file)["project"])

    def test_metadata(self) -> None:
        from email.parser import Parser

        message = Parser().parsestr(backend.metadata())
        self.assertEqual((message["Name"], message["Requires-Python"]), ("ihuyi", ">=3.8"))
        self.assertIn("互亿无线", message["Summary"])
        self.assertEqual(message.get_payload(), (BINDING / "README.md").read_text("utf-8"))

    def pip(self, *arguments: str) -> None:
        """pip without any index."""
        env = dict(os.environ, PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONDONTWRITEBYTECODE="1")
        done = subprocess.run(
            ["/usr/bin/python3", "-m", "pip", "wheel", "--quiet", "--no-deps", *arguments],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_pip_builds_it_from_the_checkout_and_from_the_source_archive(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.pip("-w", folder, str(BINDING))
            sdist = backend.build_sdist(folder)
            self.pip("-w", f"{folder}/from-sdist", f"{folder}/{sdist}")
            self.pip("-w", f"{folder}/with-library", "--config-settings", f"library={LIBRARY}", str(BINDING))
            [pure] = Path(folder).glob("*.whl")
            [again] = Path(folder, "from-sdist").iterdir()
            [whole] = Path(folder, "with-library").iterdir()
            self.assertTrue(pure.name.endswith("-py3-none-any.whl"))
            self.assertEqual(pure.read_bytes(), again.read_bytes())
            self.assertIn(floor.platform_tag(LIBRARY), whole.name)

"""Builds wheel and source archive, as pip asks for them (PEP 517), with nothing but Python.

The package is a handful of .py files and, in a wheel that `build_wheel` makes, the library beside them. pip itself
takes `--config-settings library=/path/to/libihuyi.so`; without it the wheel has no library and is for every platform.
"""

import ast
import base64
import hashlib
import io
import os
import re
import tarfile
import zipfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from floor import platform_tag

HERE = Path(__file__).resolve().parent.parent
PACKAGE = HERE / "src" / "ihuyi"

#: The oldest date that a zip can hold: the same input makes the same file.
EPOCH = (1980, 1, 1, 0, 0, 0)


def project() -> Dict[str, Any]:
    """The table [project] of pyproject.toml. Its values are texts and lists of texts, which TOML and Python write
    alike."""
    table = re.search(
        r"^\[project\]\n(.*?)(?=^\[|\Z)", (HERE / "pyproject.toml").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert table
    entries = re.findall(r"^([\w-]+) = (\".*?\"|\[.*?\])$", table.group(1), re.MULTILINE | re.DOTALL)
    return {name: ast.literal_eval(value) for name, value in entries}


def metadata() -> str:
    """The file METADATA."""
    about = project()
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {about['name']}",
        f"Version: {about['version']}",
        f"Summary: {about['description']}",
        f"Keywords: {','.join(about['keywords'])}",
        f"License: {about['license']}",
        f"Requires-Python: {about['requires-python']}",
        *[f"Classifier: {classifier}" for classifier in about["classifiers"]],
        *[f"Requires-Dist: {dependency}" for dependency in about["dependencies"]],
        "Description-Content-Type: text/markdown; charset=UTF-8",
    ]
    return "\n".join(lines) + "\n\n" + (HERE / str(about["readme"])).read_text("utf-8")


def build_wheel(
    wheel_directory: str, config_settings: Optional[Mapping[str, Any]] = None, metadata_directory: Optional[str] = None
) -> str:
    """Writes the wheel and returns its name."""
    library = (config_settings or {}).get("library")
    return write_wheel(Path(wheel_directory), Path(library) if library else None)


def write_wheel(directory: Path, library: Optional[Path]) -> str:
    """Writes a wheel with this library in it, its tag saying what the library really needs."""
    about = project()
    tag = f"py3-none-{platform_tag(library)}" if library else "py3-none-any"
    info = f"{about['name']}-{about['version']}.dist-info"
    files = [(f"ihuyi/{path.name}", path.read_bytes(), 0o644) for path in sources()]
    if library:
        files.append((f"ihuyi/{library.name}", library.read_bytes(), 0o755))
    files += [(f"{info}/licenses/{path.name}", path.read_bytes(), 0o644) for path in licences()]
    files.append((f"{info}/METADATA", metadata().encode("utf-8"), 0o644))
    pure = "false" if library else "true"
    wheel = f"Wheel-Version: 1.0\nGenerator: ihuyi ({about['version']})\nRoot-Is-Purelib: {pure}\nTag: {tag}\n"
    files.append((f"{info}/WHEEL", wheel.encode("ascii"), 0o644))
    record = "".join(f"{name},sha256={digest(data)},{len(data)}\n" for name, data, _ in files)
    files.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode("ascii"), 0o644))

    name = f"{about['name']}-{about['version']}-{tag}.whl"
    with zipfile.ZipFile(directory / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data, mode in files:
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return name


def build_sdist(sdist_directory: str, config_settings: Optional[Mapping[str, Any]] = None) -> str:
    """Writes the source archive and returns its name."""
    about = project()
    root = f"{about['name']}-{about['version']}"
    files: List[Tuple[str, bytes, int]] = [("PKG-INFO", metadata().encode("utf-8"), 0o644)]
    for path in [
        HERE / "pyproject.toml",
        *sorted(HERE.glob("README*.md")),
        *sources(),
        *sorted((HERE / "packaging").glob("*.py")),
    ]:
        files.append((path.relative_to(HERE).as_posix(), path.read_bytes(), 0o644))
    files.append(("build_wheel", (HERE / "build_wheel").read_bytes(), 0o755))
    files += [(path.name, path.read_bytes(), 0o644) for path in licences()]
    name = f"{root}.tar.gz"
    with tarfile.open(os.path.join(sdist_directory, name), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path_in, data, mode in files:
            entry = tarfile.TarInfo(f"{root}/{path_in}")
            entry.size, entry.mode = len(data), mode
            archive.addfile(entry, io.BytesIO(data))
    return name


def sources() -> List[Path]:
    """The package's own files."""
    return sorted(path for path in PACKAGE.iterdir() if path.suffix == ".py" or path.name == "py.typed")


def licences() -> List[Path]:
    """The licence texts: beside this package in a source archive, at the top of the checkout otherwise."""
    return sorted(HERE.glob("LICENSE*")) or sorted(HERE.parent.parent.glob("LICENSE*"))


def digest(data: bytes) -> str:
    """A file's SHA-256 as RECORD writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode("ascii")

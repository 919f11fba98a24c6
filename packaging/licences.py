#!/usr/bin/env python3
"""packaging/licences.py CARGO TARGET: prints the licences of everything that is inside ihuyi.dll and ihuyi.exe for this target, with their texts.

Which crates those are is asked of cargo, for the features that the library and the program are built with; the texts are the crates' own.
"""

import json
import subprocess
import sys
from pathlib import Path

LICENCE_FILES = ("license", "licence", "copying", "copyright", "notice", "unlicense")
# What is not a crate: the standard library and what MinGW links into every program.
OTHERS = [
    ("Rust standard library", "MIT OR Apache-2.0", "(c) The Rust Project contributors; the texts are those of MIT and Apache-2.0 beside this file."),
    ("SQLite", "public domain", "Compiled in by libsqlite3-sys, whose own licence is below; its authors have given up all rights in it."),
    ("mingw-w64 runtime", "public domain, ZPL-2.1 and BSD-style", "Parts of mingw-w64's start-up code and import stubs; in the public domain where not said otherwise."),
    ("libgcc", "GPL-3.0-or-later WITH GCC-exception-3.1", "The GCC Runtime Library Exception allows to convey the result under terms of one's choice."),
]


def metadata(cargo, target, features):
    command = [cargo, "metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", target]
    command += ["--no-default-features", "--features", features]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def inside(data):
    """The packages that are linked in: normal dependencies, from the root on."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    todo, found = [data["resolve"]["root"]], set()
    while todo:
        here = todo.pop()
        if here in found:
            continue
        found.add(here)
        for dependency in nodes[here]["deps"]:
            # Kind null is a normal dependency; what is only for building or testing is not in the file.
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                todo.append(dependency["pkg"])
    found.discard(data["resolve"]["root"])
    return found


def texts(package):
    folder = Path(package["manifest_path"]).parent
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name.lower().startswith(LICENCE_FILES)]
    return [path.read_text(encoding="utf-8", errors="replace").strip() for path in files if path.suffix.lower() in ("", ".md", ".txt")]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    cargo, target = sys.argv[1:]
    packages = {}
    for features in ("quiet", "program"):
        data = metadata(cargo, target, features)
        ids = inside(data)
        packages.update({package["id"]: package for package in data["packages"] if package["id"] in ids})
    rows = sorted(packages.values(), key=lambda package: (package["name"], package["version"]))
    without = [package["name"] for package in rows if not package["license"]]
    if without:
        sys.exit(f"没有写明许可 / no licence is given: {', '.join(without)}")

    print("What is inside ihuyi.dll and ihuyi.exe beside ihuyi's own code, and under which licences.\n")
    for name, licence, note in OTHERS:
        print(f"{name}: {licence}\n    {note}")
    for package in rows:
        print(f"{package['name']} {package['version']}: {package['license']}")
    # One text serves many crates.
    shared = {}
    for package in rows:
        for text in texts(package):
            shared.setdefault(text, []).append(f"{package['name']} {package['version']}")
    for text, names in shared.items():
        print(f"\n{'=' * 100}\n{', '.join(names)}\n{'=' * 100}\n\n{text}")


main()

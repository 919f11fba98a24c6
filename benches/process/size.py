#!/usr/bin/env python3
"""How large the libraries are, and what libihuyi.so consists of: by section, and by the crate that code and constants come from.

usage: size.py LIBRARY WINDOWS UNSTRIPPED

LIBRARY is libihuyi.so as it is shipped; WINDOWS the folder with win32/ and win64/, where those DLLs were built; UNSTRIPPED the same library with
its symbols. The crates are read from the names of its symbols, as the linker left them, which is what cargo-bloat does as well: what the
compiler wrote out into another function counts for the crate of that one.
"""
import collections
import os
import re
import subprocess
import sys

from measure import row, table

LIBRARY, WINDOWS, UNSTRIPPED = sys.argv[1:]
AIM, LIMIT = 3_000_000, 3_500_000
FILES = [("`libihuyi.so`", LIBRARY, f"{AIM:,} is the aim")]
FILES += [(f"`ihuyi.dll`, {bits} bit", f"{WINDOWS}/win{bits}/ihuyi.dll", f"{LIMIT:,}") for bits in (64, 32)]
SECTIONS = [
    ("code", [".text"]),
    ("constants", [".rodata"]),
    ("tables for unwinding", [".eh_frame", ".eh_frame_hdr", ".gcc_except_table"]),
    ("relocations, and the data that they are for", [".rela.dyn", ".data.rel.ro"]),
]
# Crates with less are one row.
SMALL = 20_000
RUST = {"std", "core", "alloc", "hashbrown", "addr2line", "gimli", "object", "miniz_oxide", "rustc_demangle", "memchr", "panic_unwind", "unwind", "compiler_builtins"}
# What is a row of its own below the one before it: by how the path begins.
PARTS = {"of it the store in an SQLite file": "ihuyi::store::sqlite", "of it the store on a Redis server": "ihuyi::store::redis"}


def readelf(*words):
    return subprocess.run(["readelf", "-W", *words], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


def sections(path):
    """Name and size of each, by number."""
    found = {}
    for line in readelf("-S", path):
        match = re.match(r" *\[ *(\d+)\] (\S+) +\S+ +[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) ", line)
        if match:
            found[match[1]] = (match[2], int(match[3], 16))
    return found


def symbols(path):
    """Section, file, size and name of each symbol; of those with one address the largest alone, of the same size the first."""
    found, file = {}, ""
    for line in readelf("-s", "-C", path):
        cells = line.split(None, 7)
        if len(cells) < 8 or not cells[0].rstrip(":").isdigit():
            continue
        _, address, size, kind, bind, _, section, name = cells
        if kind == "FILE":
            file = name
        elif kind in ("FUNC", "OBJECT") and section.isdigit():
            size = int(size, 0)
            # The file's name stands before its own symbols only, and those are local.
            one = (section, file if bind == "LOCAL" else "", size, name)
            if size > found.get(address, ("", "", 0, ""))[2]:
                found[address] = one
    return found.values()


def path_of(name):
    """The path of the type or function that a symbol's name begins with: of an implementation's the type, of a destructor what is destroyed."""
    name = re.sub(r"^core::ptr::drop_in_place(::)?<", "<", name)
    match = re.match(r"(?:[<&*(\[]|mut |const |dyn )*([A-Za-z_]\w*(?:::\w+)*)", name)
    return match[1] if match and "::" in name else ""


def origin(file, name):
    crate = path_of(name).split("::")[0]
    if name.startswith("sqlite3") or file == "sqlite3.c":
        return "SQLite"
    # Whatever else is in C or assembly. Assembly has no file's name, and so the one before it.
    if crate == "ring" or "ring_core" in name or (not crate and file.endswith(".c")):
        return "ring"
    if name.startswith("ihuyi_"):
        return "ihuyi"
    # A type's parameter is what Rust's own library writes for all types.
    return "Rust's own library" if crate in RUST or len(crate) == 1 else crate or "no crate in its name"


def by_file():
    table("file, stripped", "bytes", "limit")
    for name, path, limit in FILES:
        if os.path.exists(path):
            row(name, f"{os.path.getsize(path):,}", limit)
        else:
            print(f"{name} is not built: tools/windows-build", file=sys.stderr)


def by_section(sizes):
    table("section", "bytes")
    for what, names in SECTIONS:
        row(f"{what} ({', '.join(f'`{name}`' for name in names)})", f"{sum(sizes.get(name, 0) for name in names):,}")


def by_origin(named):
    whole = {number: name for number, (name, _) in named.items() if name in (".text", ".rodata")}
    by, part = collections.Counter(), collections.Counter()
    left = sum(size for name, size in named.values() if name in whole.values())
    for section, file, size, name in symbols(UNSTRIPPED):
        if section not in whole:
            continue
        by[origin(file, name)] += size
        left -= size
        for what, beginning in PARTS.items():
            part[what] += size * path_of(name).startswith(beginning)
    small = {what: size for what, size in by.items() if size < SMALL}
    table("origin, code and constants", "bytes")
    for what, size in by.most_common():
        if what not in small:
            row(what, f"{size:,}")
        if what == "ihuyi":
            for part_of, its in part.items():
                row(part_of, f"{its:,}")
    row(f"{len(small)} crates with less than {SMALL:,} each", f"{sum(small.values()):,}")
    row("constants without a symbol, and padding", f"{left:,}")


def main():
    named = sections(UNSTRIPPED)
    sizes, sizes_of_named = dict(sections(LIBRARY).values()), dict(named.values())
    different = [name for _, names in SECTIONS for name in names if sizes.get(name) != sizes_of_named.get(name)]
    by_file()
    by_section(sizes)
    by_origin(named)
    if different:
        sys.exit(f"{LIBRARY} and {UNSTRIPPED} are not the same library: {', '.join(different)}")


main()

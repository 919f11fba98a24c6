"""What an import library promises a linker: which symbol a program may ask for, and which name of the DLL stands behind it.

GNU's dlltool writes an object for each function, with the name in its section .idata$6; Microsoft's form, which llvm-dlltool writes, is a
short record that says how the name is made of the symbol."""

import struct
from pathlib import Path

FULL, NO_PREFIX, UNDECORATED = 1, 2, 3


def members(path):
    """The files in the archive, without the linker's indexes."""
    content = Path(path).read_bytes()
    if not content.startswith(b"!<arch>\n"):
        raise ValueError(f"{path}: no archive")
    at = 8
    while at + 60 <= len(content):
        name, size = content[at : at + 16].rstrip(), int(content[at + 48 : at + 58])
        if name not in (b"/", b"//"):
            yield content[at + 60 : at + 60 + size]
        at += 60 + size + size % 2


def short(member):
    """(DLL, symbol, name) of a record in Microsoft's form."""
    kind = struct.unpack_from("<H", member, 18)[0] >> 2 & 7
    symbol, dll = (text.decode("ascii") for text in member[20:].split(b"\0")[:2])
    name = symbol
    if kind in (NO_PREFIX, UNDECORATED):
        name = name[1:] if name[0] in "?@_" else name
    if kind == UNDECORATED:
        name = name.split("@")[0]
    if kind not in (FULL, NO_PREFIX, UNDECORATED):
        raise ValueError(f"{symbol} is imported by number")
    return dll, symbol, name


def symbols(member):
    """(symbol, section) of each defined symbol of a COFF object, and the sections by their name."""
    _, count, _, table, number, optional, _ = struct.unpack_from("<HHIIIHH", member)
    strings = table + 18 * number
    sections = []
    for i in range(count):
        at = 20 + optional + 40 * i
        size, raw = struct.unpack_from("<II", member, at + 16)
        sections.append((member[at : at + 8].rstrip(b"\0"), member[raw : raw + size]))
    found, i = [], 0
    while i < number:
        at = table + 18 * i
        zero, offset = struct.unpack_from("<II", member, at)
        text = member[at : at + 8].rstrip(b"\0") if zero else member[strings + offset :].split(b"\0", 1)[0]
        section, more = struct.unpack_from("<h", member, at + 12)[0], member[at + 17]
        if section > 0:
            found.append((text.decode("ascii"), section))
        i += 1 + more
    return found, sections


def imports(path):
    """symbol -> (DLL, name). The DLL is empty where the object does not name it."""
    found, dlls = {}, set()
    for member in members(path):
        if struct.unpack_from("<HH", member) == (0, 0xFFFF):
            dll, symbol, name = short(member)
            found[symbol] = name
            dlls.add(dll)
            continue
        defined, sections = symbols(member)
        names = [data[2:].split(b"\0", 1)[0].decode("ascii") for name, data in sections if name == b".idata$6" and data]
        for symbol, _ in defined:
            if symbol.startswith("__imp_") and names:
                found[symbol.removeprefix("__imp_")] = names[0]
        dlls |= {data.split(b"\0", 1)[0].decode("ascii") for name, data in sections if name == b".idata$7" and data.strip(b"\0")}
    return found, {dll for dll in dlls if dll.lower().endswith(".dll")}

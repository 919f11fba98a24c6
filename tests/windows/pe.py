"""What stands in a Windows program or DLL: header, imports, exports, version resource. Only what the checks of this folder ask for."""

import struct
from dataclasses import dataclass, field
from pathlib import Path

MACHINES = {0x014C: "win32", 0x8664: "win64"}
EXPORT, IMPORT, RESOURCE, DEBUG, DELAY = 0, 1, 2, 6, 13
RT_VERSION = 16


class NotPe(Exception):
    """The file is no PE file, or one with a table that leads nowhere."""


@dataclass
class Version:
    """The version resource: numbers, and the texts of each language (`080404b0` is Chinese in Unicode)."""

    file: tuple = ()
    product: tuple = ()
    strings: dict = field(default_factory=dict)
    translations: list = field(default_factory=list)


class Pe:
    def __init__(self, path):
        self.path = Path(path)
        self.bytes = self.path.read_bytes()
        try:
            self._read()
        except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
            raise NotPe(f"{path}: {error}") from error

    # ---- Reading

    def _unpack(self, form, offset):
        return struct.unpack_from("<" + form, self.bytes, offset)

    def _read(self):
        if self.bytes[:2] != b"MZ":
            raise NotPe(f"{self.path}: does not begin with MZ")
        (start,) = self._unpack("I", 0x3C)
        if self.bytes[start : start + 4] != b"PE\0\0":
            raise NotPe(f"{self.path}: has no PE header")
        machine, sections, self.time, symbols, _, size, self.characteristics = self._unpack("HHIIIHH", start + 4)
        self.machine = MACHINES.get(machine, f"{machine:#x}")
        self.has_symbols = symbols != 0
        head = start + 24
        (magic,) = self._unpack("H", head)
        if magic not in (0x10B, 0x20B):
            raise NotPe(f"{self.path}: no optional header that is known")
        self.wide = magic == 0x20B
        self.os_version = self._unpack("HH", head + 40)
        self.subsystem_version = self._unpack("HH", head + 48)
        self.subsystem, self.dll_characteristics = self._unpack("HH", head + 68)
        (count,) = self._unpack("I", head + (108 if self.wide else 92))
        tables = head + (112 if self.wide else 96)
        self.tables = [self._unpack("II", tables + 8 * i) for i in range(count)]
        self.sections = []
        for i in range(sections):
            virtual_size, address, raw_size, raw = self._unpack("IIII", head + size + 40 * i + 8)
            self.sections.append((address, max(virtual_size, raw_size), raw, raw_size))
        self.imports = self._imports(IMPORT, 20) | self._imports(DELAY, 32)
        self.exports = self._exports()
        self.version = self._version()

    def _table(self, index):
        return self.tables[index] if index < len(self.tables) else (0, 0)

    def _at(self, address):
        """Where in the file the byte of this address stands."""
        for start, size, raw, raw_size in self.sections:
            if start <= address < start + min(size, raw_size):
                return address - start + raw
        raise ValueError(f"nothing in the file at address {address:#x}")

    def _text(self, address):
        start = self._at(address)
        return self.bytes[start : self.bytes.index(b"\0", start)].decode("ascii")

    def _imports(self, index, entry):
        """(DLL, function) pairs; a function without a name is #ordinal."""
        found = set()
        address, _ = self._table(index)
        while address:
            at = self._at(address)
            fields = self._unpack("5I", at)
            # The delay-load table has its own order of fields.
            name, thunks = (fields[3], fields[0] or fields[4]) if index == IMPORT else (fields[1], fields[4])
            if not name:
                break
            dll = self._text(name)
            form, size, by_number = ("Q", 8, 1 << 63) if self.wide else ("I", 4, 1 << 31)
            while True:
                (thunk,) = self._unpack(form, self._at(thunks))
                if not thunk:
                    break
                found.add((dll, f"#{thunk & 0xFFFF}" if thunk & by_number else self._text(thunk + 2)))
                thunks += size
            address += entry
        return found

    def _exports(self):
        """Every exported name, and the text that another DLL's function is meant by where it is a forwarder."""
        address, size = self._table(EXPORT)
        if not address:
            return {}
        at = self._at(address)
        count, names, functions, name_table, ordinals = self._unpack("5I", at + 20)
        found = {}
        for i in range(names):
            (name,) = self._unpack("I", self._at(name_table) + 4 * i)
            (ordinal,) = self._unpack("H", self._at(ordinals) + 2 * i)
            (function,) = self._unpack("I", self._at(functions) + 4 * ordinal)
            found[self._text(name)] = self._text(function) if address <= function < address + size else None
        self.nameless = sum(1 for i in range(count) if self._unpack("I", self._at(functions) + 4 * i)[0]) - len(
            {self._unpack("H", self._at(ordinals) + 2 * i)[0] for i in range(names)}
        )
        self.name = self._text(self._unpack("I", at + 12)[0])
        return found

    @property
    def debug(self):
        """Whether there is a debug directory, which names the file with the symbols."""
        return self._table(DEBUG)[0] != 0

    # ---- The version resource

    def _leaves(self, at, base):
        """The data entries below a resource directory."""
        named, numbered = self._unpack("HH", at + 12)
        for i in range(named + numbered):
            _, target = self._unpack("II", at + 16 + 8 * i)
            if target & 0x80000000:
                yield from self._leaves(base + (target & 0x7FFFFFFF), base)
            else:
                yield base + target

    def _version(self):
        version = Version()
        address, _ = self._table(RESOURCE)
        if not address:
            return version
        base = self._at(address)
        named, numbered = self._unpack("HH", base + 12)
        for i in range(named, named + numbered):
            kind, target = self._unpack("II", base + 16 + 8 * i)
            if kind != RT_VERSION:
                continue
            for leaf in self._leaves(base + (target & 0x7FFFFFFF), base):
                data, size = self._unpack("II", leaf)
                self._block(version, self._at(data), [])
        return version

    def _block(self, version, at, above):
        """One node of the tree: length, length of the value, kind, key, value, children; each aligned to 4."""
        length, value_length, is_text = self._unpack("HHH", at)
        end, key_end = at + length, at + 6
        while self.bytes[key_end : key_end + 2] != b"\0\0":
            key_end += 2
        key = self.bytes[at + 6 : key_end].decode("utf-16-le")
        value = key_end + 2 + -(key_end + 2 - at) % 4
        size = value_length * (2 if is_text else 1)
        if key == "VS_VERSION_INFO" and value_length >= 52:
            signature, _, high, low, product_high, product_low = self._unpack("6I", value)
            if signature != 0xFEEF04BD:
                raise ValueError("the version resource has no signature")
            version.file = (high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF)
            version.product = (product_high >> 16, product_high & 0xFFFF, product_low >> 16, product_low & 0xFFFF)
        elif above[1:2] == ["VarFileInfo"] and key == "Translation":
            pairs = [self._unpack("HH", value + 4 * i) for i in range(value_length // 4)]
            version.translations += [f"{language:04x}{page:04x}" for language, page in pairs]
        elif above[1:2] == ["StringFileInfo"] and len(above) == 3:
            version.strings.setdefault(above[2], {})[key] = self.bytes[value : value + size].decode("utf-16-le").rstrip("\0")
            return
        child = value + size
        child += -(child - at) % 4
        while child + 6 <= end:
            (step,) = self._unpack("H", child)
            if not step:
                break
            self._block(version, child, [*above, key.lower() if len(above) == 2 else key])
            child += step
            child += -(child - at) % 4

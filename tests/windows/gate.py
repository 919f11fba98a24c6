#!/usr/bin/env python3
"""tests/windows/gate.py: reads the tables of ihuyi.dll and ihuyi.exe and says what does not fit Windows 7 SP1, the promise or the release.

--windows DIR   the folder with win32/ and win64/
--imports FILE  the golden list
--abi FILE      include/ihuyi.abi
--only NAME     win32/ihuyi.dll, say; unused lines of the golden list are looked for only without it

One line a check, `ok - name` or `not ok - name: what and what to do`."""

import argparse
import os
import re
import struct
import sys
from pathlib import Path

# Before the modules beside this file: what a test leaves in the checkout it must clean up.
sys.dont_write_bytecode = True

import archive  # noqa: E402
import pe  # noqa: E402
import windows7  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SIZE_LIMIT = 3_500_000
# Problems in one line of the report.
MOST = 100
# What COM and regsvr32 call.
COM = {"DllGetClassObject", "DllCanUnloadNow", "DllRegisterServer", "DllUnregisterServer", "DllInstall"}
HIGH_ENTROPY, DYNAMIC_BASE, NX = 0x20, 0x40, 0x100
EXECUTABLE, DLL, LARGE_ADDRESSES = 0x2, 0x2000, 0x20
CONSOLE = 3
CHINESE, ENGLISH = "080404b0", "040904b0"


class Report:
    def __init__(self):
        self.failed = False

    def check(self, name, problems):
        """One line with all problems in it, or the first of them where there are very many."""
        if not problems:
            print(f"ok - {name}")
            return
        self.failed = True
        more = f" (and {len(problems) - MOST} more)" if len(problems) > MOST else ""
        print(f"not ok - {name}: {'; '.join(problems[:MOST])}{more}")


# ---- Imports


def golden(path):
    """DLL!function -> whether only the program may import it."""
    lines, problems = {}, []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = text.split("#")[0].strip()
        if not text:
            continue
        match = re.fullmatch(r"([a-z0-9_.]+\.dll)!(\w+)( program)?", text)
        if not match:
            problems.append(f"line {number} is neither 'some.dll!Function' nor 'some.dll!Function program': {text}")
        elif f"{match[1]}!{match[2]}" in lines:
            problems.append(f"line {number} stands there twice: {text}")
        else:
            lines[f"{match[1]}!{match[2]}"] = bool(match[3])
    if list(lines) != sorted(lines):
        problems.append("the lines are not sorted")
    return lines, problems


def imports_of(image):
    return {f"{dll.lower()}!{function}" for dll, function in image.imports}


def unlisted(image, lines, is_library):
    problems = []
    for name in sorted(imports_of(image)):
        if name not in lines:
            dll, function = name.split("!")
            verdict = windows7.refusal(dll, function)
            problems.append(
                f"imports {name}, which Windows 7 SP1 lacks ({verdict}): find out what brings it and keep it out"
                if verdict
                else f"imports {name}, which is new: find out whether Windows 7 SP1 has it, and if so add the line to tests/windows/imports.txt"
            )
        elif lines[name] and is_library:
            problems.append(f"imports {name}, which only the program may: keep it out of the library or take the word away from its line")
    return problems


def unused(images, lines):
    problems = []
    library = set().union(*(imports_of(image) for name, image in images.items() if name.endswith(".dll")))
    program = set().union(*(imports_of(image) for name, image in images.items() if name.endswith(".exe")))
    for name, only_program in lines.items():
        if name not in library | program:
            problems.append(f"nothing imports {name} any more: remove the line")
        elif not only_program and name not in library:
            problems.append(f"only the program imports {name}: write 'program' behind it")
    return problems


# ---- Exports


def functions(abi):
    """Name -> bytes of its arguments on 32 bit, from the promise alone."""
    found = {}
    for line in abi.read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"function .*?\b(ihuyi_\w+)\((.*)\)", line)
        if match:
            parameters = [] if match[2].strip() == "void" else match[2].split(",")
            for parameter in parameters:
                # A pointer or a number of 32 bit takes one place of the stack; anything else has to be thought about here first.
                if "*" not in parameter and not re.match(r"\s*u?int32_t\b", parameter):
                    sys.exit(f"{abi}: how many bytes of stack are '{parameter.strip()}'?")
            found[match[1]] = 4 * len(parameters)
    if not found:
        sys.exit(f"{abi}: no functions")
    return found


def exports(bits, promised):
    names = set(promised) | COM
    if bits == "win32":
        names |= {f"_{name}@{size}" for name, size in promised.items()}
    return names


def difference(expected, actual, what):
    missing, more = sorted(set(expected) - set(actual)), sorted(set(actual) - set(expected))
    problems = [f"{what} {name} is missing" for name in missing]
    return problems + [f"{what} {name} is too much" for name in more]


def definition(path, promised):
    """ihuyi.def: the names as they are exported, and COM's for no import library."""
    lines = [line.split(";")[0].split() for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line]
    problems = [] if lines and lines[0] == ["LIBRARY", "ihuyi.dll"] else ["it does not begin with LIBRARY ihuyi.dll"]
    named = lines[2:] if lines[1:2] == [["EXPORTS"]] else []
    problems += difference(promised, [line[0] for line in named if line[1:] == []], "function")
    return problems + difference(COM, [line[0] for line in named if line[1:] == ["PRIVATE"]], "PRIVATE function")


def import_library(path, bits, promised):
    found, dlls = archive.imports(path)
    problems = [] if {dll.lower() for dll in dlls} == {"ihuyi.dll"} else [f"it leads to {', '.join(sorted(dlls)) or 'no DLL'}"]
    symbols = {f"_{name}@{size}" if bits == "win32" else name: name for name, size in promised.items()}
    problems += difference(symbols, found, "symbol")
    return problems + [f"{symbol} leads to {found[symbol]}" for symbol, name in symbols.items() if found.get(symbol, name) != name]


# ---- Header, bytes, version


def header(image, bits, is_library):
    problems = []
    if image.machine != bits:
        problems.append(f"it is made for {image.machine}")
    if image.wide != (bits == "win64"):
        problems.append("its optional header is of the other bitness")
    if not image.characteristics & EXECUTABLE or bool(image.characteristics & DLL) != is_library:
        problems.append(f"its characteristics are {image.characteristics:#x}")
    if image.subsystem != CONSOLE:
        problems.append(f"its subsystem is {image.subsystem}, not the console's")
    for what, version in (("subsystem", image.subsystem_version), ("system", image.os_version)):
        if version > (6, 1):
            problems.append(f"it asks for {what} {version[0]}.{version[1]}; Windows 7 is 6.1")
    wanted = {"NX": NX, "DYNAMIC_BASE": DYNAMIC_BASE} | ({"HIGH_ENTROPY_VA": HIGH_ENTROPY} if bits == "win64" else {})
    problems += [f"{name} is not set" for name, flag in wanted.items() if not image.dll_characteristics & flag]
    if image.debug:
        problems.append("it has a debug directory")
    if image.has_symbols:
        problems.append("its symbols were not stripped")
    if image.time:
        problems.append(f"the header holds a time ({image.time}), so two builds differ")
    return problems


def machine_paths():
    """What tells where the file was built: this checkout, the builder's home, the registry of crates, the sources of Rust."""
    home = Path(os.environ.get("HOME") or "/root").resolve()
    cargo = Path(os.environ.get("CARGO_HOME") or home / ".cargo").resolve()
    folders = {f"{folder}/" for folder in (ROOT, home, cargo) if folder != Path("/")}
    return folders | {".cargo/registry", "registry/src", "/usr/src/rustc", "/usr/lib/rustlib"}


def paths(image):
    problems = []
    for text in sorted(machine_paths()):
        for form in (text.encode(), text.encode("utf-16-le"), text.replace("/", "\\").encode()):
            at = image.bytes.find(form)
            if at >= 0:
                problems.append(f"{text} stands in it: {image.bytes[at : at + 70].split(bytes(1))[0]!r}")
                break
    return problems


def version(image, released, file_name):
    numbers = tuple(int(part) for part in released.split(".")) + (0,)
    problems = []
    for what, found in (("file", image.version.file), ("product", image.version.product)):
        if found != numbers:
            problems.append(f"the {what} version is {'.'.join(map(str, found)) or 'missing'}, Cargo.toml says {released}")
    for language in (CHINESE, ENGLISH):
        texts = image.version.strings.get(language)
        if texts is None:
            problems.append(f"there is no block {language}")
            continue
        if language not in image.version.translations:
            problems.append(f"{language} is not among the translations")
        for name in ("FileVersion", "ProductVersion"):
            if texts.get(name) != released:
                problems.append(f"{language}: {name} is {texts.get(name)}, Cargo.toml says {released}")
        if texts.get("OriginalFilename") != file_name:
            problems.append(f"{language}: OriginalFilename is {texts.get('OriginalFilename')}")
        for name in ("FileDescription", "ProductName", "CompanyName", "LegalCopyright"):
            if not texts.get(name):
                problems.append(f"{language}: {name} is missing")
        description = texts.get("FileDescription", "")
        if language == CHINESE and not re.search(r"[\u4e00-\u9fff]{2}", description):
            problems.append(f"{language}: FileDescription is not Chinese: {description!r}")
        if language == ENGLISH and not description.isascii():
            problems.append(f"{language}: FileDescription is not English: {description!r}")
        problems += [f"{language}: {name} is garbled: {text!r}" for name, text in texts.items() if re.search(r"[\uff61-\uffff]", text)]
    return problems


# ---- All of it


def look_at(report, name, image, lines, promised, released):
    bits, file_name = name.split("/")
    is_library = file_name == "ihuyi.dll"
    report.check(f"{name}: header", header(image, bits, is_library))
    report.check(f"{name}: every import is in the golden list", unlisted(image, lines, is_library))
    report.check(f"{name}: no path of the building machine", paths(image))
    report.check(f"{name}: version resource", version(image, released, file_name))
    if not is_library:
        report.check(f"{name}: no exports", difference([], image.exports, "export"))
        return
    problems = difference(exports(bits, promised), image.exports, "export")
    problems += [f"{export} is forwarded to {other}" for export, other in image.exports.items() if other]
    problems += [f"{image.nameless} exports have no name"] if image.nameless else []
    problems += [f"it calls itself {image.name}"] if image.name != "ihuyi.dll" else []
    report.check(f"{name}: exports are the promise's and COM's", problems)
    size = len(image.bytes)
    report.check(f"{name}: at most {SIZE_LIMIT} bytes", [f"it has {size}"] if size > SIZE_LIMIT else [])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--windows", type=Path, default=ROOT / "target/windows")
    options.add_argument("--imports", type=Path, default=Path(__file__).with_name("imports.txt"))
    options.add_argument("--abi", type=Path, default=ROOT / "include/ihuyi.abi")
    options.add_argument("--only")
    options = options.parse_args()
    report = Report()
    promised = functions(options.abi)
    released = re.search(r'^version *= *"(.*)"', (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.M)[1]
    lines, problems = golden(options.imports)
    report.check("imports.txt: well-formed", problems)
    if not options.only:
        report.check("imports.txt: every line is Windows 7's", windows7.refusals(lines))
    images = {}
    for bits in ("win32", "win64"):
        for file_name in ("ihuyi.dll", "ihuyi.exe"):
            name = f"{bits}/{file_name}"
            if options.only not in (None, name):
                continue
            try:
                images[name] = pe.Pe(options.windows / name)
            except (OSError, pe.NotPe) as error:
                report.check(f"{name}: a PE file", [str(error)])
                continue
            look_at(report, name, images[name], lines, promised, released)
        if not options.only:
            folder = options.windows / bits
            for file_name in ("ihuyi.def", "libihuyi.dll.a", "ihuyi.lib"):
                try:
                    if file_name.endswith(".def"):
                        problems = definition(folder / file_name, promised)
                    else:
                        problems = import_library(folder / file_name, bits, promised)
                except (OSError, ValueError, struct.error) as error:
                    problems = [str(error)]
                report.check(f"{bits}/{file_name}: the same names", problems)
    if not options.only:
        report.check("imports.txt: every line is used", unused(images, lines))
    return report.failed


if __name__ == "__main__":
    sys.exit(main())

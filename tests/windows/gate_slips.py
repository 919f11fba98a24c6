#!/usr/bin/env python3
"""tests/windows/gate_slips.py WINDOWS-DIR: whether gate.py notices. Each slip is a copy of what was built with one thing made wrong, or a DLL
made for it; the gate has to say so in words that name it."""

import struct
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
# Nothing is left in the checkout.
sys.dont_write_bytecode = True
import gate  # noqa: E402
import pe  # noqa: E402

WINDOWS = Path(sys.argv[1]).resolve()
ABI = HERE.parents[1] / "include/ihuyi.abi"
GOLDEN = HERE / "imports.txt"
failed = 0


def verdict(name, problem):
    global failed
    failed += problem is not None
    print(f"ok - slip: {name}" if problem is None else f"not ok - slip: {name}: {problem}")


def complaints(*options):
    result = subprocess.run([sys.executable, HERE / "gate.py", *options], capture_output=True, text=True, encoding="utf-8")
    if result.returncode not in (0, 1) or result.stderr:
        return [f"the gate itself broke: {result.stderr[-300:]}"]
    return [line for line in result.stdout.splitlines() if line.startswith("not ok - ")]


def expect(name, found, words, alone=True):
    """All words in one complaint; `alone`: and no other complaint, so that it was this slip and nothing else."""
    if not any(all(word in line for word in words) for line in found):
        verdict(name, f"the gate does not name {', '.join(words)}; it said {found or 'nothing'}"[:600])
    elif alone and len(found) != 1:
        verdict(name, f"the gate complains of more: {found}"[:600])
    else:
        verdict(name, None)


# ---- What was built, with a byte changed


def tampered(folder, name, change):
    """A copy of one built file, changed; gate.py looks at it alone."""
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    content = bytearray((WINDOWS / name).read_bytes())
    target.write_bytes(change(content) or content)
    return complaints("--windows", folder, "--only", name)


def optional_header(content):
    return struct.unpack_from("<I", content, 0x3C)[0] + 24


def put(form, offset, value):
    def change(content):
        struct.pack_into("<" + form, content, optional_header(content) + offset, value)

    return change


def without_flag(flag):
    def change(content):
        at = optional_header(content) + 70
        struct.pack_into("<H", content, at, struct.unpack_from("<H", content, at)[0] & ~flag)

    return change


def appended(extra):
    return lambda content: content + extra


def replaced(old, new):
    """In every place; the same length, so that nothing moves. What is not there to be replaced is left, and the slip not seen."""
    assert len(old) == len(new)

    def change(content):
        return content.replace(old, new)

    return change


def bytes_changed(folder):
    dll, program = "win32/ihuyi.dll", "win64/ihuyi.exe"
    home = next(text for text in gate.machine_paths() if text.endswith("/"))
    released = gate.re.search(r'^version *= *"(.*)"', (HERE.parents[1] / "Cargo.toml").read_text(), gate.re.M)[1]
    other = released[:-1] + ("1" if released[-1] != "1" else "2")
    wide = str.encode
    fixed = lambda content: struct.pack_into("<I", content, content.index(struct.pack("<I", 0xFEEF04BD)) + 8, 9 << 16)  # noqa: E731
    for name, file, change, words in (
        ("a subsystem of Windows 8", dll, put("H", 50, 2), ["header", "subsystem 6.2"]),
        ("a subsystem of Windows 10", program, put("H", 48, 10), ["header", "subsystem 10."]),
        ("a window's program", program, put("H", 68, 2), ["header", "not the console's"]),
        ("another machine", dll, put("H", -20, 0x8664), ["header", "made for win64"]),
        ("no NX", dll, without_flag(gate.NX), ["header", "NX is not set"]),
        ("no ASLR", program, without_flag(gate.DYNAMIC_BASE), ["header", "DYNAMIC_BASE is not set"]),
        ("no ASLR with 64 bit", program, without_flag(gate.HIGH_ENTROPY), ["header", "HIGH_ENTROPY_VA is not set"]),
        ("a debug directory", dll, put("I", 96 + 8 * pe.DEBUG, 0x1000), ["header", "debug directory"]),
        ("a time", dll, put("I", -16, 1), ["header", "two builds differ"]),
        ("a path", dll, appended(home.encode() + b"src/lib.rs\0"), ["no path", home]),
        ("a path in UTF-16", dll, appended(home.encode("utf-16-le")), ["no path", home]),
        ("a crate's path", program, appended(b"x/.cargo/registry/y"), ["no path", ".cargo/registry"]),
        ("too large", dll, lambda content: content.ljust(gate.SIZE_LIMIT + 1, b"\0"), ["at most", str(gate.SIZE_LIMIT + 1)]),
        ("another version's numbers", dll, fixed, ["version resource", "the file version is 9."]),
        ("another version's text", dll, replaced(wide(released, "utf-16-le"), wide(other, "utf-16-le")), ["version resource", other]),
        ("no Chinese", dll, replaced(wide("080404B0", "utf-16-le"), wide("080404B1", "utf-16-le")), ["version resource", "no block 080404b0"]),
        ("no English", program, replaced(wide("040904B0", "utf-16-le"), wide("040904B1", "utf-16-le")), ["version resource", "no block 040904b0"]),
        ("an export renamed", dll, replaced(b"\0ihuyi_send\0", b"\0ihuyi_sand\0"), ["exports", "ihuyi_send is missing", "ihuyi_sand is too much"]),
        ("an alias of another size", dll, replaced(b"_ihuyi_send@20\0", b"_ihuyi_send@24\0"), ["exports", "_ihuyi_send@20 is missing", "@24"]),
        ("an import renamed", dll, replaced(b"CertOpenStore\0", b"CertOpenStorm\0"), ["golden", "CertOpenStorm", "which is new"]),
        ("no PE file", dll, lambda content: b"MZ" + bytes(200), ["a PE file"]),
    ):
        expect(name, tampered(folder, file, change), words)


# ---- DLLs made for it


def made(folder, name, code, *options):
    """A DLL of this C code in place of the built one; it lacks much else, so the complaint need not stand alone."""
    bits = name.split("/")[0]
    compiler = {"win32": "i686", "win64": "x86_64"}[bits] + "-w64-mingw32-gcc-win32"
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    source = folder / "slip.c"
    source.write_text(code, encoding="utf-8")
    subprocess.run([compiler, "-shared", "-w", source, "-o", target, *options], check=True)
    return complaints("--windows", folder, "--only", name)


def foreign(folder, bits, dll, function):
    """An import library for a function that no Windows here has."""
    definition, library = folder / "foreign.def", folder / "libforeign.a"
    definition.write_text(f"LIBRARY {dll}\nEXPORTS\n{function}\n", encoding="ascii")
    tool = {"win32": "i686", "win64": "x86_64"}[bits] + "-w64-mingw32-dlltool"
    subprocess.run([tool, "-d", definition, "-l", library], check=True)
    return library


def dlls_made(folder):
    for bits, dll, function in (
        ("win32", "combase.dll", "CoCreateFreeThreadedMarshaler"),
        ("win64", "kernel32.dll", "GetSystemTimePreciseAsFileTime"),
        ("win64", "api-ms-win-core-synch-l1-2-0.dll", "WaitOnAddress"),
        ("win32", "bcryptprimitives.dll", "ProcessPrng"),
        ("win32", "ws2_32.dll", "GetHostNameW"),
        ("win64", "vcruntime140.dll", "memcpy_of_another"),
    ):
        library = foreign(folder, bits, dll, function)
        code = f"void {function}(void); __declspec(dllexport) void ihuyi_call(void) {{ {function}(); }}"
        found = made(folder, f"{bits}/ihuyi.dll", code, library)
        expect(f"an import of {dll}!{function}", found, ["golden", f"{dll}!{function}", "Windows 7 SP1 lacks"], alone=False)
    found = made(folder, "win32/ihuyi.dll", "__declspec(dllexport) int __stdcall ihuyi_abi_version(void) { return 1; }")
    expect("decorated names alone", found, ["exports", "export ihuyi_abi_version is missing"], alone=False)
    found = made(folder, "win32/ihuyi.dll", "__declspec(dllexport) int __fastcall ihuyi_abi_version(void) { return 1; }")
    expect("a fastcall function", found, ["exports", "@ihuyi_abi_version@0 is too much"], alone=False)
    found = made(folder, "win32/ihuyi.dll", "int hidden(void) { return 1; }", "-Wl,--export-all-symbols")
    expect("exports of the toolchain's own", found, ["exports", "hidden is too much"], alone=False)


# ---- The lists and libraries beside them


def around(folder, name, text):
    """A copy of the whole folder's links with one file replaced."""
    for bits in ("win32", "win64"):
        (folder / bits).mkdir(parents=True)
        for file in ("ihuyi.dll", "ihuyi.exe", "ihuyi.def", "libihuyi.dll.a", "ihuyi.lib"):
            (folder / bits / file).symlink_to(WINDOWS / bits / file)
    (folder / name).unlink()
    if isinstance(text, bytes):
        (folder / name).write_bytes(text)
    else:
        (folder / name).write_text(text, encoding="utf-8")
    return complaints("--windows", folder)


def lists_changed(folder):
    golden, listed = GOLDEN.read_text(encoding="utf-8"), folder / "imports.txt"
    line = "ntdll.dll!NtWriteFile\n"
    used, seven = "every line is used", "every line is Windows 7's"
    for name, text, words in (
        ("a line gone", golden.replace(line, ""), ["ntdll.dll!NtWriteFile, which is new"]),
        ("a line that nothing uses", golden.replace(line, "ntdll.dll!NtWaitForKeyedEvent\n" + line), [used, "NtWaitForKeyedEvent any more"]),
        ("a program's line without the word", golden.replace(" program\n", "\n", 1), [used, "write 'program' behind it"]),
        ("a library's line with the word", golden.replace(line, "ntdll.dll!NtWriteFile program\n"), ["ihuyi.dll", "only the program may"]),
        ("a line twice", golden.replace(line, line * 2), ["well-formed", "stands there twice"]),
        ("a line in the wrong place", "ntdll.dll!NtOpenFile\n" + golden, ["well-formed", "not sorted"]),
        ("a line that says too much", golden.replace(line, "ntdll.dll!NtWriteFile library\n"), ["well-formed", "is neither"]),
        ("a line of Windows 8", golden.replace(line, line + "ntdll.dll!RtlWaitOnAddress\n"), [seven, "RtlWaitOnAddress: Windows 8"]),
        ("a line that no header knows", golden.replace(line, line + "ntdll.dll!NtWriteFilm\n"), [seven, "NtWriteFilm: the headers"]),
        ("a line of another's DLL", golden + "zlib1.dll!inflate\n", [seven, "zlib1.dll is not among"]),
    ):
        assert text != golden, name
        listed.write_text(text, encoding="utf-8")
        expect(f"golden list: {name}", complaints("--windows", WINDOWS, "--imports", listed), words, alone=False)
    promised = ABI.read_text(encoding="utf-8")
    more = folder / "more.abi"
    more.write_text(promised + "function int32_t ihuyi_forgotten(int32_t code)\n", encoding="utf-8")
    found = complaints("--windows", WINDOWS, "--abi", more)
    expect("a promise that the DLL does not keep", found, ["win32/ihuyi.dll: exports", "_ihuyi_forgotten@4 is missing"], alone=False)
    definition = (WINDOWS / "win32/ihuyi.def").read_text(encoding="utf-8")
    found = around(folder / "a", "win32/ihuyi.def", definition.replace("    ihuyi_send\n", ""))
    expect("a definition file without a function", found, ["win32/ihuyi.def", "function ihuyi_send is missing"])
    found = around(folder / "b", "win64/ihuyi.def", definition.replace(" PRIVATE", "", 1))
    expect("a definition file with a COM function for all", found, ["win64/ihuyi.def", "PRIVATE function"])
    for number, (name, old, new, words) in enumerate((
        ("win32/libihuyi.dll.a", b"\0ihuyi_send\0", b"\0ihuyi_sand\0", ["_ihuyi_send@20 leads to ihuyi_sand"]),
        ("win32/ihuyi.lib", b"_ihuyi_send@20\0", b"_ihuyi_send@24\0", ["_ihuyi_send@20 is missing"]),
        ("win64/ihuyi.lib", b"ihuyi.dll\0", b"jhuyi.dll\0", ["leads to"]),
    )):  # fmt: skip
        content = (WINDOWS / name).read_bytes()
        if old not in content:
            verdict(f"{name}: changed", f"{old!r} does not stand in it")
            continue
        found = around(folder / f"library{number}", name, content.replace(old, new))
        expect(f"{name}: changed", found, [name, *words])


def main():
    for part in (bytes_changed, dlls_made, lists_changed):
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())

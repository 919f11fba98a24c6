#!/usr/bin/env python3
"""packed.py FOLDER VERSION: looks at an unpacked package as its reader would: are the files there that it names, and can Windows read them?

One line a check, `ok - ` or `not ok - `.
"""

import re
import sys
from pathlib import Path

# What everybody gets.
FILES = """
README.zh-CN.txt helper.cmd ihuyi.dll ihuyi.exe ihuyi.def libihuyi.dll.a ihuyi.lib ihuyi.tlb include/ihuyi.h
delphi/Ihuyi.pas delphi/IhuyiApi.pas delphi/README.zh-CN.md delphi/examples/send_code.dpr delphi/examples/order_notice.dpr
delphi/examples/verify_code.dpr delphi/examples/VerifyForm.pas delphi/examples/VerifyForm.dfm delphi/examples/PngBitmap.pas
asp/README.zh-CN.md asp/check.vbs asp/bulk.vbs asp/gbk/ihuyi.asp asp/utf-8/ihuyi.asp asp/gbk/register.asp asp/utf-8/register.asp
asp/gbk/receipt.asp asp/utf-8/receipt.asp asp/gbk/reply.asp asp/utf-8/reply.asp asp/gbk/order.asp asp/utf-8/order.asp
asp/gbk/ihuyi-helper.asp asp/utf-8/ihuyi-helper.asp asp/gbk/ihuyi-json.asp asp/utf-8/ihuyi-json.asp asp/gbk/helper-code.asp asp/utf-8/helper-code.asp
win32/README.zh-CN.md win32/vba/Ihuyi.bas samples/send_code.c samples/bulk.vbs samples/send_code.vbs
docs/codes.zh-CN.md docs/settings.zh-CN.md docs/sandbox.zh-CN.md docs/pushes.zh-CN.md docs/json.zh-CN.md docs/helper.zh-CN.md docs/bulk.zh-CN.md
licenses/LICENSE-MIT.txt licenses/LICENSE-APACHE.txt licenses/THIRD-PARTY.txt
""".split()
# What only 32-bit languages can use.
ONLY_32 = """win32/vb6/Ihuyi.bas win32/vfp/ihuyi.prg win32/powerbuilder/pb9/n_ihuyi.sru win32/powerbuilder/pb10/n_ihuyi.sru
win32/eyuyan/commands.txt win32/eyuyan/types.txt win32/eyuyan/calls.txt win32/eyuyan/constants.txt""".split()
BINARY = {".dll", ".exe", ".a", ".lib", ".tlb"}
# What is read in the code page of a Chinese Windows; the rest is UTF-8.
GBK = re.compile(r"\.vbs$|^helper\.cmd$|^asp/gbk/|^win32/.*\.(bas|prg|sru|txt)$|^win32/vfp/|^samples/|^delphi/examples/(order_notice|VerifyForm\.pas)")
INSIDE = ["ring", "rustls", "ureq", "libsqlite3-sys", "encoding_rs", "windows-sys", "webpki-roots", "tokio", "axum", "clap", "calamine", "csv"]
OUTSIDE = ["cbindgen", "proptest", "criterion", "redis"]

folder, version = Path(sys.argv[1]), sys.argv[2]
name = folder.name


def check(what, wrong):
    wrong = sorted(wrong)
    print(f"not ok - {name}: {what}: {'; '.join(map(str, wrong))}" if wrong else f"ok - {name}: {what}")


present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
expected = FILES + (ONLY_32 if name.endswith("win32") else [])
check("every file is there", [file for file in expected if file not in present])
check("names are ASCII", [file for file in present if not file.isascii()])
check("none is empty", [file for file, path in present.items() if path.stat().st_size == 0])

texts, unreadable, line_ends = {}, [], []
for file, path in present.items():
    if path.suffix in BINARY:
        continue
    data = path.read_bytes()
    try:
        texts[file] = data.decode("gbk" if GBK.search(file) else "utf-8-sig")
    except UnicodeDecodeError as error:
        unreadable.append(f"{file} ({error})")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        line_ends.append(file)
check("every text can be read in its encoding", unreadable)
check("every line ends as Notepad wants it", line_ends)
check("Notepad is told that the README is UTF-8", [] if present["README.zh-CN.txt"].read_bytes().startswith(b"\xef\xbb\xbf") else ["no mark"])

# Without the place that it tells its reader to choose.
readme = texts["README.zh-CN.txt"].replace("C:\\ihuyi\\", "")
check("the README is filled in", re.findall(r"@[A-Z]+@", readme) + ([] if version in readme else ["no version"]))
check("it has five steps", [] if re.findall(r"^第 (\d) 步", readme, re.M) == list("12345") else ["not five"])
# Paths with a backslash, as a reader types them; the folders of Windows and of the reader are not ours.
named = re.findall(r"(?<![\w\\:%])((?:docs|asp|delphi|win32|samples|include|licenses)(?:\\[\w.-]+)+)", readme)
there = set(present) | {parent.as_posix() for file in present for parent in Path(file).parents}
check("every file that it names is there", {path for path in named if path.replace("\\", "/").rstrip(".") not in there})
check("it names some", [] if len(named) > 5 else ["hardly any"])

dead = []
for file, text in texts.items():
    if file.endswith(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if not re.match(r"[a-z]+:", target) and not (folder / Path(file).parent / target).exists():
                dead.append(f"{file} -> {target}")
check("no link in it is dead", dead)

licences = texts["licenses/THIRD-PARTY.txt"]
listed = re.findall(r"^([\w-]+) \d[\w.+-]*: ", licences, re.M)
check("the licences of what is inside are there", [crate for crate in INSIDE if crate not in listed])
check("and only of that", [crate for crate in OUTSIDE if crate in listed])

#!/usr/bin/env python3
"""declared.py LANGUAGE OUT.h [OLD NEW]...: what a language's own source declares, as C.

The header that is written calls functions with the arguments that the source declares, in the width that the language gives them, and
finds the members of a struct where the language puts them. calls.c is compiled with it: the C program then does with the DLL what a
program in that language would do. OLD is replaced by NEW in the sources first: a slip, to see that it is noticed.

LANGUAGE: vb6 vba32 vba64 vfp pb10 pb9 eyuyan
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
FUNCTIONS = {
    "vb6": ["vb6/Ihuyi.bas"],
    "vba32": ["vba/Ihuyi.bas"],
    "vba64": ["vba/Ihuyi.bas"],
    "vfp": ["vfp/ihuyi_vfp.h", "vfp/ihuyi.prg"],
    "pb10": ["powerbuilder/pb10/n_ihuyi.sru"],
    "pb9": ["powerbuilder/pb9/n_ihuyi.sru"],
    "eyuyan": ["eyuyan/constants.txt", "eyuyan/types.txt", "eyuyan/commands.txt", "eyuyan/calls.txt"],
}
# How each makes the bytes of a text: the code page and the flags of WideCharToMultiByte, or its source's own bytes.
TEXTS = {
    "vb6": "936, WC_NO_BEST_FIT_CHARS",
    "vba32": "65001, WC_ERR_INVALID_CHARS",
    "vba64": "65001, WC_ERR_INVALID_CHARS",
    "vfp": None,
    "pb10": "CP_ACP, 0",
    "pb9": None,
    "eyuyan": None,
}
STRUCTS = ("ihuyi_result", "ihuyi_verification", "ihuyi_decision", "ihuyi_captcha", "ihuyi_explanation", "ihuyi_push", "ihuyi_delivery", "ihuyi_progress", "ihuyi_row")


class Declared:
    def __init__(self):
        self.functions = {}  # name -> (symbol, C type of what it returns, C types of the arguments)
        self.constants = {}
        self.structs = {}  # name -> members, each (name, C type, length or None)
        self.pack = None


def basic(text, branch):
    """Visual Basic: fixed arrays lie in the struct, Long has 32 bits, LongPtr those of an address."""
    old, new = "", text
    found = re.search(r"^#If VBA7 Then\n(.*?)^#Else\n(.*?)^#End If\n", text, re.M | re.S)
    if found:
        old, new = found[2], found[1]
    d = Declared()
    d.pack = 8 if branch == "new" else 4
    kinds = {"Long": "int32_t", "LongPtr": "intptr_t", "Byte": "unsigned char"}
    # No declaration has this; a slip of the tests has.
    kinds["Currency"] = "int64_t"

    def kind(way, name):
        base = kinds.get(name, f"struct {name}")
        return base if way == "ByVal" else f"{base} *"

    declare = r'^Public Declare (?:PtrSafe )?(Function|Sub) (\w+) Lib "ihuyi\.dll" Alias "(\w+)" \((.*?)\)(?: As (\w+))?$'
    for what, name, symbol, arguments, returns in re.findall(declare, new if branch == "new" or not old else old, re.M):
        taken = re.findall(r"(ByVal|ByRef) \w+ As (\w+)", arguments)
        d.functions[name] = (symbol, kinds[returns] if what == "Function" else "void", [kind(*one) for one in taken])
    for name, body in re.findall(r"^Public Type (\w+)\n(.*?)^End Type$", text, re.M | re.S):
        members = re.findall(r"^ +(\w+)(?:\(0 To (\d+)\))? As (\w+)$", body, re.M)
        d.structs[name] = [(member, kinds[kind], int(top) + 1 if top else None) for member, top, kind in members]
    for name, value in re.findall(r"^Public Const (\w+) As Long = (-?\d+)$", text, re.M):
        d.constants[name] = int(value)
    return d


def foxpro(text):
    """Visual FoxPro: INTEGER has 32 bits, a STRING goes by its address; a struct is a text with places."""
    d = Declared()
    kinds = {"INTEGER": "int32_t", "STRING": "char *", "STRING @": "char *", "": "void"}
    for returns, name, arguments in re.findall(r"^DECLARE (?:(INTEGER|STRING) )?(\w+) IN ihuyi\.dll ?(.*)$", text, re.M):
        taken = re.findall(r"(INTEGER|STRING)( @)?", arguments)
        d.functions[name] = (name, kinds[returns], [kinds[a + b] for a, b in taken])
    for name, value in re.findall(r"^#DEFINE (\w+) (-?\d+)$", text, re.M):
        d.constants[name] = int(value)
    return d


def powerscript(text):
    """PowerBuilder: long and ulong have 32 bits, a string goes by its address, and so does a blob with REF."""
    d = Declared()
    kinds = {"long": "int32_t", "ulong": "uint32_t", "string": "char *", "REF blob": "void *"}
    declare = r'^(?:FUNCTION (\w+)|SUBROUTINE) (\w+)\((.*?)\) LIBRARY "ihuyi\.dll" ALIAS FOR "(\w+)(?:;Ansi)?"$'
    for returns, name, arguments, symbol in re.findall(declare, text, re.M):
        taken = [one.strip().rsplit(" ", 1)[0] for one in arguments.split(",") if one.strip()]
        d.functions[name] = (symbol, kinds[returns] if returns else "void", [kinds[one] for one in taken])
    for name, value in re.findall(r"^CONSTANT long (\w+) = (-?\d+)$", text, re.M):
        d.constants[name] = int(value)
    return d


def eyuyan(text):
    """易语言: 整数型 has 32 bits, 文本型 goes by its address. How it aligns members is written nowhere, so here it does not align them."""
    d = Declared()
    d.pack = 1
    kinds = {"整数型": "int32_t", "字节型": "unsigned char", "文本型": "char *", "": "void"}
    last = None
    for line in text.splitlines():
        fields = [field.strip() for field in line.strip().split(",")]
        word, _, name = fields[0].partition(" ")
        if word == ".常量":
            d.constants[name] = int(fields[1].strip('"'))
        elif word == ".数据类型":
            last = d.structs.setdefault(name, [])
        elif word == ".成员":
            last.append((name, kinds[fields[1]], int(fields[3].strip('"')) if len(fields) > 3 else None))
        elif word == ".DLL命令":
            last = []
            d.functions[name] = (fields[3].strip('"'), kinds[fields[1]], last)
        elif word == ".参数" and last is not None:
            last.append(kinds.get(fields[1], f"struct {fields[1]} *"))
        elif word == ".程序集":
            last = None
        if word == ".子程序":
            last = None
    return d


def sample(text):
    """The message and the number of the source's own complete example."""
    found = re.findall(r"[\"“](1\d{10})[\"”], [\"“](.*?)[\"”]", text)
    assert found and len(set(found)) == 1, f"not one example: {found}"
    return found[0]


def told(text):
    """The charset that the source sets on its handle."""
    found = set(re.findall(r"^(?!['* /]).*?[\"“]charset[\"”], [\"“]([\w-]+)[\"”]", text, re.M)) | set(
        re.findall(r"^ +IhuyiSet \"charset\", \"([\w-]+)\"", text, re.M)
    )
    assert len(found) == 1, f"not one charset: {found}"
    return found.pop()


def c_bytes(data):
    return "".join(f"\\{byte:03o}" for byte in data)


def header(language, text):
    if language.startswith("vb"):
        d = basic(text, "new" if language == "vba64" else "old")
    else:
        d = {"vfp": foxpro, "pb10": powerscript, "pb9": powerscript, "eyuyan": eyuyan}[language](text)
    number, content = sample(text)
    out = [f'#define LANGUAGE "{language}"', f'#define CHARSET "{told(text)}"', f'#define SAMPLE_MOBILE "{number}"']
    page = 65001 if told(text) == "utf-8" else 936
    out.append(f"#define PAGE {page}")
    wide = [f"0x{unit:04x}" for unit in memoryview(content.encode("utf-16-le")).cast("H")]
    out.append(f"static const wchar_t sample_wide[] = {{ {', '.join(wide)}, 0 }};")
    out.append(f'static const char sample_bytes[] = "{c_bytes(content.encode("gbk"))}";')
    if TEXTS[language]:
        out.append(f"#define MADE_BY {TEXTS[language]}")
    out += [f"#define {name} ({value})" for name, value in d.constants.items()]
    if d.structs:
        out.append(f"#pragma pack(push, {d.pack})")
        for name, members in d.structs.items():
            out.append(f"struct {name} {{")
            out += [f"    {kind} {member}{f'[{length}]' if length else ''};" for member, kind, length in members]
            out.append("};")
        out.append("#pragma pack(pop)")
        for name, members in d.structs.items():
            for member, _, length in members:
                out.append(f"#define {name.upper()}_AT_{member.upper()} offsetof(struct {name}, {member})")
                if length:
                    out.append(f"#define {name.upper()}_LEN_{member.upper()} sizeof(((struct {name} *)0)->{member})")
            # The language's own size of what it declares, beside the number that its program writes into struct_size.
            out.append(f"#define {name.upper()}_ROOM sizeof(struct {name})")
    else:
        out += [f"#define {name.upper()}_ROOM {name.upper()}_SIZE" for name in STRUCTS]
    for name, (_, returns, arguments) in d.functions.items():
        out.append(f"static {returns} (STDCALL *{name})({', '.join(arguments) or 'void'});")
    out.append("static const struct entry { const char *symbol; void *place; } entries[] = {")
    out += [f'    {{ "{symbol}", &{name} }},' for name, (symbol, _, _) in d.functions.items()]
    out.append("};")
    out.append(f"#define HANDLE_TYPE {d.functions['ihuyi_client_new'][1]}")
    return "\n".join(out) + "\n"


def main():
    language, out, *slip = sys.argv[1:]
    text = "\n".join((HERE / name).read_text(encoding="utf-8") for name in FUNCTIONS[language])
    for old, new in zip(slip[::2], slip[1::2]):
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    Path(out).write_text(header(language, text), encoding="ascii")


main()

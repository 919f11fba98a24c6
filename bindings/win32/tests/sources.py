#!/usr/bin/env python3
"""sources.py: what can be seen in the sources of languages whose compilers are not here: that they survive GBK, that blocks close, that
names are declared. Every check is a line `ok - name` or `not ok - name: why`. sources.py --self-test: plants mistakes and wants them found.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
FILES = sorted(
    str(path.relative_to(HERE))
    for path in HERE.rglob("*")
    if path.is_file() and path.relative_to(HERE).parts[0] not in ("tests", "packages")
)


def shipped(text):
    """A file as the Windows archives have it."""
    return text.replace("\n", "\r\n").encode("gbk")


def gbk(name, text):
    try:
        packed = shipped(text)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        return [f"line {line}: {text[error.start]!r} is not in GBK"]
    errors = []
    if "\r" in text:
        errors.append("a carriage return in the repository's copy")
    if packed.decode("gbk").replace("\r\n", "\n") != text or packed.count(b"\r\n") != text.count("\n") or not text.endswith("\n"):
        errors.append("GBK and CRLF do not come back as the same text")
    # PowerScript's mark for special characters is the second half of some characters.
    for n, line in enumerate(text.splitlines() if name.endswith(".sru") else [], 1):
        errors += [f"line {n}: the second byte of {c} is ~" for c in line if c != "~" and c.encode("gbk").endswith(b"~")]
    return errors


# What opens a block and what closes it, as whole lines without comments and texts.
BLOCKS = {
    ".bas": [
        (r"(?:Public|Private) (?:Function|Sub|Type|Enum)\b.*", r"End (?:Function|Sub|Type|Enum)"),
        (r"If .* Then", r"End If"),
        (r"Select Case .*", r"End Select"),
        (r"Do\b.*", r"Loop\b.*"),
        (r"For .*", r"Next\b.*"),
    ],
    ".prg": [
        (r"FUNCTION .*", r"ENDFUNC"),
        (r"PROCEDURE .*", r"ENDPROC"),
        (r"IF .*", r"ENDIF"),
        (r"DO CASE", r"ENDCASE"),
    ],
    ".sru": [
        (r"(?:public|private) (?:function|subroutine) .*;.*", r"end (?:function|subroutine)"),
        (r"if .* then", r"end if"),
        (r"choose case .*", r"end choose"),
        (r"on \w+\.\w+", r"end on"),
        (r"type (?:prototypes|variables)|forward prototypes", r"end (?:prototypes|variables)"),
    ],
    ".txt": [
        (r"\.如果真 .*", r"\.如果真结束"),
        (r"\.如果 .*", r"\.如果结束"),
        (r"\.判断开始 .*", r"\.判断结束"),
    ],
}
COMMENTS = {".bas": r"'.*", ".prg": r"^\s*\*.*|&&.*", ".sru": r"//.*", ".txt": r"'.*"}


def bare(name, text):
    """The lines without comments; texts are empty."""
    out = []
    for line in text.splitlines():
        line = re.sub(r'"[^"]*"|“[^”]*”', '""', line)
        out.append(re.sub(COMMENTS[Path(name).suffix], "", line).rstrip())
    return out


def branches(text):
    """VBA's two sources: with the lines for VBA7, and with the others."""
    if "#If VBA7" not in text:
        return [text]
    condition = re.compile(r"^#If VBA7 Then\n(.*?)^#Else\n(.*?)^#End If\n", re.M | re.S)
    blank = lambda part: re.sub(r"[^\n]", "", part)
    new = condition.sub(lambda m: f"\n{m[1]}\n{blank(m[2])}\n", text)
    old = condition.sub(lambda m: f"\n{blank(m[1])}\n{m[2]}\n", text)
    return [new, old]


def blocks(name, text):
    errors, open_ = [], []
    for n, line in enumerate(bare(name, text), 1):
        line = line.strip()
        for opens, closes in BLOCKS[Path(name).suffix]:
            if re.fullmatch(closes, line):
                if not open_ or open_[-1][1] != closes:
                    errors.append(f"line {n}: `{line}` closes nothing")
                else:
                    first, _, at = open_.pop()
                    # End Sub does not close a Function.
                    words = [w for w in ("Function", "Sub", "Type", "Enum", "function", "subroutine") if re.search(rf"\b{w}\b", line)]
                    if words and not re.search(rf"\b{words[0]}\b", first.split("(")[0]):
                        errors.append(f"line {n}: `{line}` closes `{first}` of line {at}")
                break
            if re.fullmatch(opens, line):
                open_.append((line, closes, n))
                break
    return errors + [f"line {n}: `{line}` is never closed" for line, _, n in open_]


BASIC = """and as byref byval boolean byte case const dim do else elseif end exit false function if long longptr loop not on optional or private ptrsafe
public redim select string sub then to true while app path thisworkbook err raise lastdllerror debug print msgbox right len instr strptr varptr
ubound vbnullchar ihuyi_result ihuyi_explanation ihuyi_push ihuyioutcome h80040200""".split()


def basic_names(name, text):
    """Option Explicit, by hand."""
    errors = []
    for source in branches(text):
        lines = bare(name, source)
        top, procedures, current = set(BASIC), [], None
        for n, line in enumerate(lines, 1):
            head = re.match(r"(?:Public|Private) (Function|Sub) (\w+)\((.*)\)(?: As \w+(?:\(\))?)?$", line)
            declared = re.match(r"(?:Public|Private) (?:Declare (?:PtrSafe )?(?:Function|Sub) |Const |Type |Enum |)(\w+)", line)
            if head:
                current = (set(re.findall(r"(\w+)(?:\(\))? As ", head[3])), [])
                top.add(head[2].lower())
                procedures.append(current)
            elif re.match(r"End (Function|Sub)", line):
                current = None
            elif current is not None:
                current[0].update(re.findall(r"Dim (\w+)", line))
                current[1].append((n, line))
            elif declared:
                top.add(declared[1].lower())
            elif re.match(r"    (\w+) = ", line):
                top.add(line.split()[0].lower())
        for own, body in procedures:
            own = {word.lower() for word in own}
            for n, line in body:
                words = re.findall(r"(?<![.\w])[A-Za-z_]\w*", line)
                errors += [f"line {n}: {w} is declared nowhere" for w in words if w.lower() not in own | top]
        errors += [f"line {n}: longer than VB reads" for n, line in enumerate(source.splitlines(), 1) if len(line.encode("gbk", "replace")) > 1023]
    return errors


def foxpro_names(name, text):
    errors, own = [], set()
    procedures = set(re.findall(r"^(?:FUNCTION|PROCEDURE) (\w+)", text, re.M))
    for n, line in enumerate(bare(name, text), 1):
        if re.match(r"(FUNCTION|PROCEDURE) ", line):
            own = {"gnIhuyiClient", "gcIhuyiDetails", "gcIhuyiVerification"}
        if re.match(r"(LOCAL|LPARAMETERS) ", line):
            own.update(re.findall(r"\w+", line)[1:])
        errors += [f"line {n}: m.{w} is declared nowhere" for w in re.findall(r"\bm\.(\w+)", line) if w not in own]
        errors += [f"line {n}: {w} is given a value and declared nowhere" for w in re.findall(r"^ *(\w+) = ", line) if w not in own]
        errors += [f"line {n}: no procedure {w}" for w in re.findall(r"\b(Ihuyi\w+)\(", line) if w not in procedures]
        if line.strip().startswith("*") and line.endswith(";"):
            errors.append(f"line {n}: a comment that goes on")
    return errors


def power_names(name, text):
    errors, own = [], set()
    prototypes = re.findall(r"^((?:public|private) (?:function|subroutine) [^;\n]*)$", text, re.M)
    definitions = re.findall(r"^((?:public|private) (?:function|subroutine) [^;\n]*);", text, re.M)
    errors += [f"{one} is announced or defined, not both" for one in set(prototypes) ^ set(definitions)]
    known = {re.search(r"(of_\w+)", one)[1] for one in definitions}
    fields = set(re.findall(r"^\w+ (i[a-z]{1,2}_\w+|is_\w+)$", text, re.M))
    for n, line in enumerate(bare(name, text), 1):
        if re.match(r"(public|private) (function|subroutine) ", line):
            own = set(re.findall(r"\w+ (\w+)(?=[,)])", line))
        own.update(re.findall(r"^\s*(?:blob|long|string|n_ihuyi) (l\w_\w+)$", line))
        words = re.findall(r"\b((?:as|al|ab|ls|ll|lb)_\w+)", line)
        errors += [f"line {n}: {w} is declared nowhere" for w in words if w not in own]
        errors += [f"line {n}: {w} is no field" for w in re.findall(r"\b((?:iul|il|ib|is)_\w+)", line) if w not in fields]
        errors += [f"line {n}: no function {w}" for w in re.findall(r"\b(of_\w+) ?\(", line) if w not in known]
    return errors


def eyuyan_names(name, text):
    if "calls" not in name:
        return []
    errors = []
    known = set(re.findall(r"^\.子程序 (\w+)", text, re.M))
    constants = (HERE / "eyuyan/constants.txt").read_text(encoding="utf-8")
    for n, line in enumerate(bare(name, text), 1):
        called = re.findall(r"(互亿\w+|清空\w+) \(", line)
        errors += [f"line {n}: no 子程序 {w}" for w in called if w not in known]
        errors += [f"line {n}: no constant {w}" for w in re.findall(r"#(\w+)", line) if f".常量 {w}," not in constants]
        if line.count("(") != line.count(")"):
            errors.append(f"line {n}: a bracket is not closed")
    return errors


NAMES = {".bas": basic_names, ".prg": foxpro_names, ".sru": power_names, ".txt": eyuyan_names}


def offsets(name, text):
    """The README's tables of the structs, and the names of the ready functions that it mentions."""
    if name == "README.zh-CN.md":
        wanted = []
        for line in (HERE.parent.parent / "include/ihuyi.abi").read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[0] == "struct":
                wanted.append((words[1], words[3]))
            elif words[0] == "member":
                length = re.search(r"\[(\d+)\]", words[2])
                wanted.append((words[1], words[4], length[1] if length else "4"))
        found = re.findall(r"^\*\*`(\w+)`：(\d+) 字节\*\*$|^\| `(\w+)` \| (\d+) \| (\d+) \|$", text, re.M)
        found = [tuple(field for field in one if field) for one in found]
        errors = [f"{one} is expected" for one in wanted if one not in found] + [f"{one} is not so" for one in found if one not in wanted]
        if found != wanted and not errors:
            errors.append("the tables are in another order")
    else:
        errors = []
    sources = "".join((HERE / other).read_text(encoding="utf-8") for other in FILES if not other.endswith(".md"))
    mentioned = set(re.findall(r"\bIhuyi[A-Z]\w+|\bof_\w+|互亿(?:打开|关闭|设置|短信|语音|提交|验证开始|验证再发|验证核对|等待|剩余次数|验证号码|验证用途|余额|解释|代码|说明|编号|计费条数|文本|示例)", text))
    errors += [f"no {word} in the sources" for word in sorted(mentioned) if not re.search(rf"(?:Function|Sub|FUNCTION|PROCEDURE|function \w+|subroutine|子程序|^ {{4}}) ?{word}\b", sources, re.M)]
    return errors


def look(name, text):
    """What is wrong with a source, by the kind of check."""
    found = {"GBK and CRLF": gbk(name, text)}
    suffix = Path(name).suffix
    if suffix in BLOCKS:
        found["blocks"] = [error for source in branches(text) for error in blocks(name, source)]
    if suffix in NAMES:
        found["names"] = NAMES[suffix](name, text)
    if suffix == ".md":
        found["what it says of the sources"] = offsets(name, text)
    return found


MISTAKES = [
    ("vb6/Ihuyi.bas", "表情符号", "表情😀符号", "GBK and CRLF"),
    ("powerbuilder/pb9/n_ihuyi.sru", "短信", "短晘", "GBK and CRLF"),
    ("vb6/Ihuyi.bas", "    Loop\n", "", "blocks"),
    ("vba/Ihuyi.bas", "Private Sub NeedClient()", "Private Function NeedClient() As Long", "blocks"),
    ("vfp/ihuyi.prg", "ENDCASE\nIhuyiClose()", "IhuyiClose()", "blocks"),
    ("powerbuilder/pb10/n_ihuyi.sru", "end choose\n", "", "blocks"),
    ("eyuyan/calls.txt", ".如果结束\n", "", "blocks"),
    ("vb6/Ihuyi.bas", "    Dim Lost As Long\n", "", "names"),
    ("vba/Ihuyi.bas", "NeedClient\n    Clear\n    IhuyiBalance", "NeedsClient\n    Clear\n    IhuyiBalance", "names"),
    ("vfp/ihuyi.prg", "LOCAL lcAnswer", "LOCAL lcAnswers", "names"),
    ("powerbuilder/pb10/n_ihuyi.sru", "blob lb_answer\n", "", "names"),
    ("powerbuilder/pb9/n_ihuyi.sru", "public function long of_code ();", "public function integer of_code ();", "names"),
    ("eyuyan/calls.txt", "结局 ＝ 互亿短信 (", "结局 ＝ 互亿发送 (", "names"),
    ("README.zh-CN.md", "| `message_id` | 44 | 64 |", "| `message_id` | 45 | 64 |", "what it says of the sources"),
    ("README.zh-CN.md", "`IhuyiBalance()`", "`IhuyiRest()`", "what it says of the sources"),
]


def main():
    failed = 0
    if sys.argv[1:] == ["--self-test"]:
        for name, old, new, kind in MISTAKES:
            text = (HERE / name).read_text(encoding="utf-8")
            found = text.count(old) >= 1 and look(name, text.replace(old, new))[kind]
            print(f"{'' if found else 'not '}ok - a mistake in {name} is found: {kind}: {new.strip()[:40]!r}")
            failed += not found
    else:
        for name in FILES:
            for kind, errors in look(name, (HERE / name).read_text(encoding="utf-8")).items():
                print(f"not ok - {name}: {kind}: {'; '.join(errors[:5])}" if errors else f"ok - {name}: {kind}")
                failed += bool(errors)
    sys.exit(failed > 0)


main()

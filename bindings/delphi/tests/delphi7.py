#!/usr/bin/env python3
"""Reads Pascal sources as Delphi 7 would and names what it does not have. There is no Delphi here: this list stands in for it.

delphi7.py [--any-charset] FILE...: every finding is a line, the exit status is 1 when there are any.
--any-charset: the files need not be ASCII.
delphi7.py --self-test: shows that every rule finds what it is for.
"""

import re
import sys

# What Delphi 7's compiler has defined. {$IF Defined(X)} and {$IFDEF X} are decided by this.
DEFINED = {"MSWINDOWS", "WIN32", "VER150", "CONDITIONALEXPRESSIONS", "CPU386"}

# (what, since when or why, pattern, an example that must be found)
RULES = [
    ("generics", "Delphi 2009", r"\b(?:T[A-Z]\w*|class|record|procedure|function)\s*<\s*\w+[^;()]*>", "L: TList<string>;"),
    ("for ... in", "Delphi 2005", r"\bfor\s+\w+\s+in\b", "for S in Lines do"),
    ("a variable declared in a statement", "Delphi 10.3", r"\bvar\s+\w+\s*(?::\s*\w+\s*)?:=|\bfor\s+var\b", "var I := 1;"),
    ("strict private or protected", "Delphi 2005", r"\bstrict\s+(?:private|protected)\b", "strict private"),
    ("helpers", "Delphi 2005", r"\b(?:class|record)\s+helper\b", "T = class helper for TObject"),
    ("a record with methods or sections", "Delphi 2006",
     r"\brecord\b(?:(?!\bend\b).)*\b(?:procedure|function|constructor|property|private|public|class)\b",
     "T = record A: Integer; procedure B; end;"),
    ("anonymous methods", "Delphi 2009", r"(?:[:=(,]\s*)(?:procedure|function)\s*(?:\([^)]*\))?\s*(?::\s*\w+)?\s*begin|\breference\s+to\b",
     "Run(procedure begin end);"),
    ("class var, const, property, constructor, operator", "Delphi 2005 and later",
     r"\bclass\s+(?:var|const|property|constructor|destructor|operator|threadvar)\b", "class var A: Integer;"),
    ("a type inside a class", "Delphi 2005", r"\bclass\b(?:\([^)]*\))?(?:(?!\bend\b)[^;])+\btype\b", "T = class private type U = Integer; end;"),
    ("sealed, abstract and static", "Delphi 2005", r"\bclass\s+(?:sealed|abstract)\b|;\s*static\s*;", "T = class sealed(TObject)"),
    ("inline", "Delphi 2005", r";\s*inline\s*;", "procedure A; inline;"),
    ("attributes", "Delphi 2010", r"(?m)^\s*\[\w+(?:\([^)]*\))?\]\s*$", "[Weak]\n"),
    ("dots in unit names", "not sure before Delphi 2005", r"\b(?:unit|program|uses)\b[^;]*\w\.\w", "uses SysUtils, System.Classes;"),
    ("Exit with a value", "Delphi 2009", r"\bExit\s*\(", "Exit(1);"),
    ("an escaped identifier", "Delphi 8", r"&[A-Za-z]", "A.&End"),
    ("a deprecation with a reason", "Delphi 2009", r"\bdeprecated\s*'", "procedure A; deprecated 'x';"),
    ("delayed", "Delphi 2010", r"\bdelayed\b", "external 'a.dll' delayed;"),
    ("characters above 255 as #number", "only in constants of type WideString", r"#(?:\$[0-9A-Fa-f]{3,}|[1-9]\d{3,}|2(?:5[6-9]|[6-9]\d)|[3-9]\d\d)",
     "S := #$4E2D;"),
    ("underscores in numbers", "Delphi 11", r"\b\d+_\d", "1_000"),
    ("text in three quotes", "Delphi 12", r"'''\s*$", "S := '''\n"),
]

# Every name that the units take from Delphi 7's own units or from the language. A name that stands neither here nor in the units
# themselves may be one that came later.
WORDS = set("""
and array as asm begin case class const constructor destructor div do downto else end except exit finalization finally for function if
implementation in inherited initialization interface is mod nil not of on or out overload override private procedure program property
protected public published raise read record repeat result self set shl shr string stdcall cdecl then to try type unit until uses var
while with write xor true false default index stored name virtual register message external
eax rcx rdi esp fnstcw stmxcsr fnclex fldcw ldmxcsr word dword ptr
""".split())

KNOWN = {
    "System": """AnsiChar AnsiString Assigned Boolean Cardinal Char Chr Copy Dec Exit ExitCode FillChar GetLastError High Inc Integer Int64
        IntToStr Length Low MaxInt Move Ord PAnsiChar PChar PWideChar ParamStr Pointer Pos SetLength SetString SizeOf TObject Trunc WideChar
        WideString Word WriteLn TDateTime Free Create""",
    "SysUtils": """DeleteFile Exception ExceptClass ExpandFileName ExtractFilePath FileExists Format FormatDateTime FreeAndNil GetEnvironmentVariable
        IntToHex LowerCase Message SameText StrLen StrToInt StrToIntDef SysErrorMessage TSimpleRWSync BeginWrite EndWrite EncodeDate
        EncodeTime Now""",
    "Classes": """TComponent RegisterComponents TStringList Add Count Text TFileStream fmOpenRead fmShareDenyNone Position EStreamError TStrings
        TStream WriteBuffer Delete ReadBuffer TMemoryStream TStreamAdapter LoadFromFile SaveToFile ValueFromIndex""",
    "Windows": """FreeLibrary GetACP GetModuleFileNameW GetProcAddress HMODULE IsValidCodePage LoadLibraryW MAX_PATH
        MultiByteToWideChar WideCharToMultiByte HBITMAP LongBool""",
    # What the example's form takes of the VCL.
    "VCL": """TForm TLabel TEdit TButton TPanel TImage TTimer ShowModal ModalResult mrOk Caption Visible Enabled Picture Bitmap Handle Sender
        IStream ReadLn Eof Input Output Flush""",
    "units": "SysUtils Classes Windows Math Dialogs Graphics Controls Forms StdCtrls ExtCtrls ActiveX",
}


def conditionals(source):
    """The source as Delphi 7 compiles it, line by line the same, and what is wrong with its conditionals."""
    out, stack, findings = [], [], []
    position = 0
    for match in re.finditer(r"\{\$(\w+)([^}]*)\}", source):
        if all(active for active, _, _ in stack):
            out.append(source[position:match.start()])
        else:
            out.append("\n" * source.count("\n", position, match.start()))
        position = match.end()
        word, rest = match.group(1).upper(), match.group(2).strip()
        line = source.count("\n", 0, match.start()) + 1
        if word in ("IFDEF", "IFNDEF"):
            found = (rest.upper() in DEFINED) == (word == "IFDEF")
            stack.append((found, found, "ENDIF"))
        elif word == "IF":
            known = re.sub(r"(?i)defined\((\w+)\)", lambda m: str(m.group(1).upper() in DEFINED), rest)
            if not re.fullmatch(r"(?:True|False|and|or|not|[\s()])+", known):
                findings.append((line, "{$IF " + rest + "}", "this check cannot decide it"))
                known = "False"
            found = eval(known)  # only True, False, and, or, not, by the line before
            stack.append((found, found, "IFEND"))
        elif word == "ELSE":
            if not stack:
                findings.append((line, "{$ELSE}", "nothing is open"))
            else:
                _, taken, closing = stack.pop()
                stack.append((not taken, True, closing))
        elif word in ("ENDIF", "IFEND"):
            if not stack or stack.pop()[2] != word:
                findings.append((line, "{$" + word + "}", "Delphi 7 ends $IF by $IFEND and $IFDEF by $ENDIF"))
        elif word == "DEFINE" and all(active for active, _, _ in stack):
            DEFINED.add(rest.upper())
        elif word in ("REGION", "ENDREGION", "SCOPEDENUMS", "POINTERMATH", "CODEPAGE", "MODE", "ASMMODE", "MODESWITCH"):
            if all(active for active, _, _ in stack):
                findings.append((line, "{$" + word + "}", "Delphi 7 does not know it"))
    out.append(source[position:])
    if stack:
        findings.append((source.count("\n"), "the end", "a conditional is open"))
    return "".join(out), findings


def bare(source):
    """Without comments and the insides of strings, line by line the same."""
    def blank(match):
        text = match.group(0)
        return "''" if text.startswith("'") else "\n" * text.count("\n")
    return re.sub(r"'(?:[^'\n]|'')*'|\{[^}]*\}|\(\*.*?\*\)|//[^\n]*", blank, source, flags=re.S)


def findings(source, ascii_only=True):
    found = []
    if ascii_only:
        for number, line in enumerate(source.split("\n"), 1):
            if not line.isascii():
                found.append((number, line.strip()[:40], "Delphi 7 reads it in the system's code page"))
    text, wrong = conditionals(source)
    found += wrong
    text = bare(text)
    for what, why, pattern, _ in RULES:
        for match in re.finditer(pattern, text, flags=re.S | re.I):
            found.append((text.count("\n", 0, match.start()) + 1, what + ": " + " ".join(match.group(0).split())[:60], why))
    return found


def identifiers(source):
    text = bare(conditionals(source)[0])
    # The digits and letters of numbers are no names.
    return set(re.findall(r"(?<![\w$#])[A-Za-z_]\w*", text))


def declared(source):
    """What a source declares: before a colon, an equals sign or a comma in such a list, and after a word that declares."""
    text = bare(conditionals(source)[0])
    names = set(re.findall(r"(?i)\b(?:unit|program|procedure|function|constructor|destructor|property)\s+(?:\w+\.)?(\w+)", text))
    for group in re.findall(r"((?:\w+\s*,\s*)*\w+)\s*:(?!=)", text):
        names.update(re.findall(r"\w+", group))
    names.update(re.findall(r"(?m)^\s*(\w+)\s*=", text))
    for group in re.findall(r"=\s*\(([\w\s,]+)\);", text):
        names.update(re.findall(r"\w+", group))
    return names


def self_test():
    failed = 0
    for what, _, _, example in RULES:
        if not any(what in text for _, text, _ in findings(example)):
            print("not found: " + what)
            failed = 1
    clean = "unit A;\ninterface\ntype T = record A: Integer; end;\nprocedure B(const S: array of string);\nimplementation\nend.\n"
    for what, source in (("nothing in a clean unit", clean), ("a string", "S := 'for X in Y do';"), ("a comment", "{ strict private }"),
                         ("Free Pascal's part", "{$IFDEF FPC}for A in B do{$ENDIF}")):
        if findings(source):
            print("found, and should not be: " + what)
            failed = 1
    for source in ("{$IF Defined(X)}{$ENDIF}", "{$IFDEF X}{$IFEND}", "{$IFDEF X}", "{$MODE DELPHI}", "{ \u4e2d }"):
        if not findings(source):
            print("not found: " + source)
            failed = 1
    if unknown("procedure A; begin B := TEncoding.UTF8 end;", known_names([])) != ["A", "B", "TEncoding", "UTF8"]:
        print("not found: a name that is not in Delphi 7")
        failed = 1
    return failed


def known_names(sources):
    names = {name.lower() for names in KNOWN.values() for name in names.split()} | WORDS
    for source in sources:
        names |= {name.lower() for name in declared(source)}
    return names


def unknown(source, known):
    return sorted(word for word in identifiers(source) if word.lower() not in known)


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    any_charset = "--any-charset" in arguments
    sources = {}
    for name in arguments:
        if not name.startswith("--"):
            with open(name, encoding="latin-1") as file:
                sources[name] = file.read()
    known = known_names(sources.values())
    status = 0
    for name, source in sources.items():
        for line, what, why in findings(source, ascii_only=not any_charset):
            print("%s:%d: %s (%s)" % (name, line, what, why))
            status = 1
        for word in unknown(source, known):
            print("%s: %s: is it in Delphi 7? (not in the list of this check)" % (name, word))
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

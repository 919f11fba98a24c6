"""Turns a page of classic ASP into the script that IIS would make of it.

What stands outside <% %> is written as it is, line ends included; <%= %> is written; includes are put in first, as IIS does,
so a %> ends the script even inside a comment or a text. Nothing is forgiven: what this does not know is an error.
"""

import pathlib
import re

INCLUDE = re.compile(r'<!--\s*#include\s+(file|virtual)\s*=\s*"([^"]+)"\s*-->', re.IGNORECASE)
BLOCK = re.compile(r"(<%.*?%>)", re.DOTALL)
DIRECTIVE = re.compile(r'<%@\s*Language="VBScript"\s+CodePage="(\d+)"\s*%>\Z')
# Response.End is a name that Wine's VBScript cannot give to a method.
END = re.compile(r"\bResponse\.End\b", re.IGNORECASE)


def read(path, root, encoding):
    text = path.read_bytes().decode(encoding)
    if text.startswith("\ufeff"):
        raise ValueError(f"{path.name} has a byte order mark")

    def included(match):
        base = root if match[1].lower() == "virtual" else path.parent
        return read(base / match[2].lstrip("/"), root, encoding)

    return INCLUDE.sub(included, text)


def literal(text):
    parts = []
    for index, line in enumerate(text.split("\r\n")):
        if "\r" in line or "\n" in line:
            raise ValueError(f"a lone line end in {line!r}")
        if index:
            parts.append("vbCrLf")
        if line:
            parts.append('"' + line.replace('"', '""') + '"')
    # Not one long line: a script's line has a limit.
    return "\r\n".join(f"Response.Write {part}" for part in parts)


def convert(path, encoding):
    """The page's code page and its script."""
    path = pathlib.Path(path)
    codepage, out = None, []
    for part in BLOCK.split(read(path, path.parent, encoding)):
        if part.startswith("<%@"):
            directive = DIRECTIVE.match(part)
            if codepage or out or not directive:
                raise ValueError(f"{path.name}: a directive that is not known, or not the first: {part}")
            codepage = int(directive[1])
        elif part.startswith("<%="):
            out.append(f"Response.Write ({part[3:-2].strip()})")
        elif part.startswith("<%"):
            out.append(part[2:-2])
        elif "<%" in part or "%>" in part:
            raise ValueError(f"{path.name}: script without begin or end near {part[:60]!r}")
        elif out and part:
            out.append(literal(part))
        elif part.strip():
            raise ValueError(f"{path.name}: text before Option Explicit")
    if not out or out[0].strip() != "Option Explicit":
        raise ValueError(f"{path.name}: the first script is not Option Explicit")
    return codepage, END.sub("Response.Finish", "\r\n".join(out))

"""api.py against include/ihuyi.abi, both ways: nothing missing, nothing extra, every type, offset and number."""

import ctypes
import re
import unittest
from typing import Any, Dict, List, Tuple

from support import INCLUDE

from ihuyi import api

TYPES = {"int32_t": ctypes.c_int32, "uint32_t": ctypes.c_uint32, "void": None, "const char *": ctypes.c_char_p}


def promised(kind: str) -> List[str]:
    lines = (INCLUDE / "ihuyi.abi").read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith(kind + " ")]


def ctype(text: str) -> Any:
    """The ctypes type of a C type, as `const ihuyi_client *`."""
    text = text.strip()
    if text in TYPES:
        return TYPES[text]
    pointed = re.fullmatch(r"(?:const )?(ihuyi_\w+) \*", text)
    assert pointed, text
    return ctypes.POINTER(getattr(api, pointed.group(1)))


class Declarations(unittest.TestCase):
    def test_constants(self) -> None:
        theirs = {name: int(value) for name, value in (line.split()[1:] for line in promised("constant"))}
        ours = {name: value for name, value in vars(api).items() if name.startswith("IHUYI_")}
        self.assertGreater(len(theirs), 80)
        self.assertEqual(ours, theirs)

    def test_functions(self) -> None:
        theirs: Dict[str, Tuple[Any, List[Any]]] = {}
        for line in promised("function"):
            found = re.fullmatch(r"function (.*?)(ihuyi_\w+)\((.*)\)", re.sub(r"\bvoid\)$", ")", line))
            assert found, line
            result, name, arguments = found.groups()
            types = [re.sub(r"\w+$", "", argument) for argument in arguments.split(", ") if argument]
            theirs[name] = (ctype(result), [ctype(type) for type in types])
        self.assertGreater(len(theirs), 15)
        self.assertEqual({name: (result, list(arguments)) for name, result, arguments in api.FUNCTIONS}, theirs)
        self.assertEqual(len(api.FUNCTIONS), len(theirs))

    def test_structs(self) -> None:
        lines = (INCLUDE / "ihuyi.abi").read_text("utf-8").splitlines()
        structs: Dict[str, Dict[str, Any]] = {}
        for line in lines:
            words = line.split()
            if line.startswith("struct "):
                struct: Any = getattr(api, words[1])
                self.assertEqual(
                    [ctypes.sizeof(struct), ctypes.alignment(struct)], [int(words[3]), int(words[5])], words[1]
                )
                members = structs[words[1]] = {}
            elif line.startswith("  member "):
                members[words[1]] = (words[2], int(words[4]))
        ours = {
            name: value for name, value in vars(api).items() if isinstance(value, type) and name.startswith("ihuyi_")
        }
        self.assertEqual(set(ours), set(structs) | {"ihuyi_client", "ihuyi_bulk"})
        for name, members in structs.items():
            declared = {
                field: (self.c_name(type), getattr(ours[name], field).offset) for field, type in ours[name]._fields_
            }
            self.assertEqual(declared, members, name)
            self.assertEqual(list(declared), list(members), name)

    def c_name(self, type: Any) -> str:
        if issubclass(type, ctypes.Array):
            return f"char[{type._length_}]"
        return {ctypes.c_int32: "int32_t", ctypes.c_uint32: "uint32_t"}[type]

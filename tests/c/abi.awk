# Makes of include/ihuyi.abi a program, C99 and C++11 alike, that does not compile unless ihuyi.h keeps every promise in it, does not
# link unless the library has every function, and prints how many promises there were.

BEGIN {
    print "#include <stddef.h>\n#include <stdio.h>\n#include \"ihuyi.h\"\n"
    # What C99 has for a static assertion.
    print "#define HOLDS(name, condition) typedef char holds_##name[(condition) ? 1 : -1]; struct uses_##name { holds_##name member; }\n"
}

# The type of a member is that of a pointer that it may be assigned to.
function pointer(type, name) {
    if (match(type, /\[[0-9]+\]/)) return substr(type, 1, RSTART - 1) " (*" name ")" substr(type, RSTART)
    return type " *" name
}

/^#/ { next }
$1 == "constant" { promises++; print "HOLDS(" $2 ", (" $2 ") == (" $3 "));"; next }
$1 == "struct" {
    promises++
    current = $2
    print "HOLDS(" $2 "_size, sizeof(" $2 ") == " $4 ");"
    print "struct aligned_" $2 " { char first; " $2 " second; };"
    print "HOLDS(" $2 "_align, offsetof(struct aligned_" $2 ", second) == " $6 ");"
    print "extern " $2 " one_" $2 "; " $2 " one_" $2 ";"
    next
}
$1 == "member" {
    promises++
    print "HOLDS(" current "_" $2 ", offsetof(" current ", " $2 ") == " $5 ");"
    type = pointer($3, "type_of_" current "_" $2)
    print "extern " type "; " type " = &one_" current "." $2 ";"
    next
}
$1 == "function" {
    promises++
    line = substr($0, length("function ") + 1)
    if (!match(line, /ihuyi_[a-z0-9_]*\(/)) { print "#error no function: " line; next }
    name = substr(line, RSTART, RLENGTH - 1)
    type = substr(line, 1, RSTART - 1) "(IHUYI_CALL *pointer_to_" name ")" substr(line, RSTART + RLENGTH - 1)
    print "extern " type "; " type " = " name ";"
    calls = calls "    missing += pointer_to_" name " == NULL;\n"
    next
}
NF { print "#error not understood: " $0 }

END {
    print "int main(void)\n{\n    int missing = 0;\n\n" calls
    print "    if (missing != 0 || ihuyi_abi_version() != IHUYI_ABI_VERSION) return 1;"
    print "    printf(\"%d promises, library %s\\n\", " promises + 0 ", ihuyi_version());\n    return 0;\n}"
}

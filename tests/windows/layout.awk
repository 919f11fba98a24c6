# Makes of include/ihuyi.abi the header layout.h: the checks of sizes and offsets, and how many words of arguments each function takes on
# 32 bit, in the order of pointers.h.

BEGIN {
    print "/* Made of ihuyi.abi by layout.awk. */\n#include <stddef.h>\n\n#include \"report.h\"\n"
    print "static void layout(void)\n{"
}

function check(name, what, expected) {
    print "    report(\"" name " is " expected "\", " what " == " expected ", \"%u\", (unsigned)(" what "));"
    checks++
}

$1 == "struct" {
    current = $2
    check("sizeof(" $2 ")", "sizeof(" $2 ")", $4)
    next
}
$1 == "member" { check("offset of " current "." $2, "offsetof(" current ", " $2 ")", $5); next }
$1 == "function" {
    line = substr($0, index($0, "(") + 1)
    sub(/\)$/, "", line)
    words[++count] = line == "void" ? 0 : split(line, parts, ",")
}

END {
    if (checks < 20) print "#error next to nothing was found"
    print "}\n\nstatic const int dll_arguments[IHUYI_FUNCTIONS] = {"
    for (i = 1; i <= count; i++) print "    " words[i] ","
    print "};"
}

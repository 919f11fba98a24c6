# Makes of include/ihuyi.abi the header pointers.h: a pointer for every function of the DLL, of the type that the promise gives it, so
# that a program gets each by its name alone, as Delphi 7, VB6 and PowerBuilder do, and no import library has a hand in it.

BEGIN {
    print "/* Made of ihuyi.abi by pointers.awk. */"
    print "#define IHUYI_POINTERS(each) \\"
}

$1 == "function" {
    line = substr($0, length("function ") + 1)
    if (!match(line, /ihuyi_[a-z0-9_]*\(/)) { print "#error no function: " line; next }
    name = substr(line, RSTART, RLENGTH - 1)
    print "    each(" substr(line, 1, RSTART - 1) ", " name ", " substr(line, RSTART + RLENGTH - 1) ") \\"
    names[++count] = name
}

END {
    print ""
    # A program is written as for any other platform: the functions' names stand for the pointers.
    for (i = 1; i <= count; i++) print "#define " names[i] " dll_" names[i]
    print "enum { IHUYI_FUNCTIONS = " count + 0 " };"
}

# shellcheck shell=bash
# What the checks of this folder share; sourced, never run.
# IHUYI_WINDOWS_DIR: where win32/ and win64/ with the DLLs are, target/windows when it is not set.

# shellcheck source=tools/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../../tools/lib.sh"

HERE=$ROOT/tests/windows
# shellcheck disable=SC2034 # for whoever sources this
WINDOWS=$(realpath -m -- "${IHUYI_WINDOWS_DIR:-$ROOT/target/windows}")
INCLUDE=${IHUYI_INCLUDE_DIR:-$ROOT/include}
OUT=$ROOT/target/bindings/c/windows
mkdir -p -- "$OUT"

# built FILE...: what tools/windows-build makes, or the end.
built() {
    local file
    for file in "$@"; do
        [[ -s $file ]] || die "缺少 $file，请先运行 tools/windows-build" "there is no $file: run tools/windows-build first"
    done
}

# triple win32|win64
triple() {
    case $1 in
    win32) printf 'i686-w64-mingw32' ;;
    win64) printf 'x86_64-w64-mingw32' ;;
    *) die "没有这种位数：$1" "no such bitness: $1" ;;
    esac
}

# compile win32|win64 c|c++ PROGRAM FLAGS-AND-SOURCES...: a Windows program that needs no DLL of the compiler's.
compile() {
    local bits=$1 language=$2 program=$3 cc
    shift 3
    cc=$(triple "$bits")
    local -a options=(-std=c99)
    case $language in
    c) cc+=-gcc-win32 ;;
    c++) cc+=-g++-win32 options=(-std=c++11 -static-libstdc++) ;;
    esac
    # By rename, so that several may compile the same at once.
    "$cc" "${options[@]}" -Wall -Wextra -pedantic -Werror -g -O1 -static-libgcc -I"$INCLUDE" -I"$HERE" "$@" -o "$program.$$.exe"
    mv -f -- "$program.$$.exe" "$program"
}

# pointers DIR: makes pointers.h there.
pointers() {
    mkdir -p -- "$1"
    awk -f "$HERE/pointers.awk" "$INCLUDE/ihuyi.abi" >"$1/pointers.h.$$"
    mv -f -- "$1/pointers.h.$$" "$1/pointers.h"
}

# ---- Counting: one line a check, and the last line is the sum.

passed=0 failed=0
ok() { printf 'ok - %s\n' "$1"; passed=$((passed + 1)); }
# not_ok NAME WHY
not_ok() { printf 'not ok - %s: %s\n' "$1" "$2"; failed=$((failed + 1)); }
# holds NAME WHY COMMAND...: one check that is a command; what it said is shown when it failed.
holds() {
    local name=$1 why=$2 log
    shift 2
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then ok "$name"; else
        head -n 30 -- "$log" | sed 's/^/    /'
        not_ok "$name" "$why"
    fi
    rm -f -- "$log"
}
# counted FILE: the `ok - ` and `not ok - ` lines of a program.
counted() {
    grep -E '^(not )?ok - ' -- "$1" || true
    passed=$((passed + $(grep -c '^ok - ' -- "$1" || true)))
    failed=$((failed + $(grep -c '^not ok - ' -- "$1" || true)))
}
finish() {
    ((passed + failed > 0)) || not_ok "${0##*/}" "nothing was checked"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0))
}

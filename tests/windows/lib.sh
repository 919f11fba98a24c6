# shellcheck shell=bash
# What the checks of this folder share; sourced, never run.
# IHUYI_WINDOWS_DIR: where win32/ and win64/ with the DLLs are, target/windows when it is not set.

# shellcheck source=tools/lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/../../tools/lib.sh"

# Messages of bash and of the C library are read here, and are wanted in English.
export LC_ALL=C.UTF-8

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

# The machine's own settings must not steer a check.
own_settings_only() {
    local name
    while read -r name; do
        case $name in IHUYI_CACHE | IHUYI_WINE | IHUYI_WINE_PATIENCE | IHUYI_WINDOWS_DIR | IHUYI_INCLUDE_DIR) ;; *) unset "$name" ;; esac
    done < <(compgen -e IHUYI_ || true)
}

# in_session "$@": the script itself once more, in a session of tools/wine, where a program starts in no time.
in_session() {
    own_settings_only
    [[ -n ${IHUYI_WINE:-} ]] || exec "$ROOT/tools/wine" --session "$(realpath -- "$0")" "$@"
}

# on_dll win32|win64 PROGRAM ARGS...: a Windows program that loads the DLL of its bitness. A program that hangs is ended; the limit is no
# measure of anything.
# Its status is what Windows says of it, by start.exe, through which Wine starts a 32-bit program of its own accord: a process that has ended and is
# not gone half a second later, because the machine is busy, is killed by Wine's server, and whoever waits for the process itself is told of that kill.
on_dll() {
    local bits=$1 program=$2 library
    library=$(windows_path "$WINDOWS/$bits/ihuyi.dll")
    shift 2
    if [[ $bits == win64 ]]; then set -- --64 start /exec "$(windows_path "$program")" "$@"; else set -- "$program" "$@"; fi
    IHUYI_LIBRARY=$library timeout -k 5 "${PATIENCE:-600}" "$ROOT/tools/wine" "$@" </dev/null
}

# The sandbox's control: sandbox_tell limits '{"enabled":false}', and how many messages it accepted.
sandbox_tell() {
    python3 - "$SANDBOX_URL/_sandbox/$1" "$2" <<'END'
import sys, urllib.request
request = urllib.request.Request(sys.argv[1], sys.argv[2].encode(), {"Content-Type": "application/json"})
urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()
END
}
inbox_count() {
    python3 - "$SANDBOX_URL/_sandbox/inbox" <<'END'
import json, sys, urllib.request
answer = json.load(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1]))
print(len(answer if isinstance(answer, list) else next(value for value in answer.values() if isinstance(value, list))))
END
}

# ---- Ends

# ends_well NAME TIMES COMMAND...: the command ends with 77 so many times; any other end is a failure, and a hang is cut off. The command's
# variables are set by the caller.
# Wine's 32-bit half ends some processes itself: threads that are on their way out while a process ends crash in it now and then, in programs that
# have nothing to do with the library as well, and what comes back is then, very seldom, a 1 without a word. The programs here say a sentence before they end
# with 1, and a crash of theirs or of the library's is told by Wine; so that end is Wine's own. Once in a script it is passed over, and told.
of_wine=0
ends_well() {
    local name=$1 times=$2 round status log
    shift 2
    log=$(mktemp)
    for ((round = 1; round <= times; round++)); do
        status=0
        "$@" >"$log" 2>&1 || status=$?
        if ((status == 1 && of_wine == 0)) && ! grep -qvE '^# |^wine client error:' -- "$log"; then
            of_wine=1
            printf '# %s: Wine itself ended round %d, its log: %s\n' "$name" "$round" "$(tr '\n' ' ' <"$log")"
            round=$((round - 1))
        elif ((status != 77)); then
            [[ $status != 124 && $status != 137 ]] || printf 'it hung\n' >>"$log"
            not_ok "$name" "round $round of $times ended with $status: $(tail -n 2 -- "$log" | tr '\n' ' ')"
            break
        fi
    done
    ((round <= times)) || ok "$name: $times of $times"
    rm -f -- "$log"
}
# crashes NAME COMMAND..., hangs NAME COMMAND...: what ends_well rests on: such an end is seen. A crash's status is 5 or 0, as Wine's debugger
# or the program comes first, so nothing may rest on an end with 0.
crashes() {
    local name=$1 status=0 log
    shift
    log=$(mktemp)
    "$@" >"$log" 2>&1 || status=$?
    if ((status == 77)) || ! grep -q 'Unhandled page fault' "$log"; then not_ok "$name" "ended with $status"; else ok "$name"; fi
    rm -f -- "$log"
}
hangs() {
    local name=$1 status=0
    shift
    PATIENCE=10 "$@" >/dev/null 2>&1 || status=$?
    same "$name" 124 "$status"
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
# same NAME EXPECTED ACTUAL
same() { if [[ $2 == "$3" ]]; then ok "$1"; else not_ok "$1" "expected $2, found $3"; fi; }
# named NAME FILE: says whose a program's lines are, and ends them as lines end here.
named() { sed -i "s|\r\$||; s|^\(not \)\?ok - |&$1: |" "$2"; }
# counted FILE: the `ok - ` and `not ok - ` lines of a program.
counted() {
    grep -E '^(not )?ok - ' -- "$1" || true
    passed=$((passed + $(grep -c '^ok - ' -- "$1" || true)))
    failed=$((failed + $(grep -c '^not ok - ' -- "$1" || true)))
}
# ended NAME STATUS FILE: counts a program's lines; an end that they do not explain is one failure more. Its last line is `# end`: a crash
# under Wine may have the status 0.
ended() {
    local before=$failed
    counted "$3"
    if ! grep -q '^# end' -- "$3"; then
        not_ok "$1" "did not come to its end, status $2: $(tail -n 1 -- "$3")"
    elif (($2 != 0 && failed == before)); then
        not_ok "$1" "ended with $2: $(tail -n 1 -- "$3")"
    fi
}
finish() {
    ((passed + failed > 0)) || not_ok "${0##*/}" "nothing was checked"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0))
}

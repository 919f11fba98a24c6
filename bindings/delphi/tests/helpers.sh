# shellcheck shell=bash
# What the binding's tests count with, and their sandbox gateway; sourced by run and windows/run, which set work (a folder of their own),
# ihuyi (the program) and sandbox (empty).
# shellcheck disable=SC2154,SC2034 # set there, and read there

# ---- Counting

passed=0 failed=0
# lines FILE: shows what a program printed, and counts it.
lines() {
    cat -- "$1"
    passed=$((passed + $(grep -ac '^ok - ' -- "$1" || true)))
    failed=$((failed + $(grep -ac '^not ok - ' -- "$1" || true)))
}
ok() { passed=$((passed + 1)); printf 'ok - %s\n' "$1"; }
bad() { failed=$((failed + 1)); printf 'not ok - %s\n' "$1"; }
# holds NAME COMMAND...: one check that is a command; its output is shown when it fails.
holds() {
    local name=$1
    shift
    if "$@" >"$work/holds" 2>&1; then ok "$name"; else bad "$name"; sed 's/^/    /' "$work/holds"; fi
}
fails() { ! "$@"; }
# program NAME COMMAND...: a program that prints its checks. An end that they do not explain is one more failure.
program() {
    local name=$1 status=0
    shift
    "$@" >"$work/program" 2>"$work/program.err" </dev/null || status=$?
    lines "$work/program"
    if ((status)) || ! grep -aq '^ok - ' "$work/program"; then bad "$name ended with $status: $(head -n 3 -- "$work/program.err")"; fi
}
# says NAME TEXT FILE: TEXT is in FILE.
says() { holds "$1" grep -aqF -- "$2" "$3"; }

# refused NAME TEXT COMMAND...: it fails, in one line, in Chinese and English, with this text.
refused() {
    local name=$1 text=$2 status=0
    shift 2
    "$@" >"$work/refused" 2>&1 || status=$?
    [[ $status = 1 && $(wc -l <"$work/refused") = 1 ]] && grep -q '[^ -~].* / ' "$work/refused" && grep -qF -- "$text" "$work/refused" && {
        ok "$name"
        return
    }
    bad "$name: status $status, $(cat "$work/refused")"
}

# ---- The sandbox

start_sandbox() {
    # The loop below may look before the shell has made the file.
    : >"$work/sandbox.out"
    "$ihuyi" sandbox --listen 127.0.0.1:0 --no-limits --strict-accounts >"$work/sandbox.out" 2>"$work/sandbox.err" &
    sandbox=$!
    local tries
    for ((tries = 0; tries < 1200; tries++)); do
        (($(wc -l <"$work/sandbox.out") >= 2)) && break
        kill -0 "$sandbox" 2>/dev/null || break
        sleep 0.05
    done
    url=$(sed -n '1s/[[:space:]].*//;1p' "$work/sandbox.out")
    [[ $url == http://* ]]
}
ask() { curl -fsS --noproxy '*' --max-time 60 "$url/_sandbox/$1" "${@:2}"; }
reset() { ask reset -X POST -o "$work/reset"; }
# received NUMBER TEXT: the phone got this text.
received() {
    ask inbox >"$work/inbox"
    python3 -c 'import json, sys
texts = [m["content"] for m in json.load(open(sys.argv[1])) if m["mobile"] == sys.argv[2]]
print(texts)
sys.exit(sys.argv[3] not in texts)' "$work/inbox" "$1" "$2"
}
# texts NUMBER...: how many texts each has.
texts() {
    ask inbox | python3 -c 'import json, sys
mobiles = [m["mobile"] for m in json.load(sys.stdin)]
print(*map(mobiles.count, sys.argv[1:]))' "$@"
}
# listed BEGIN: forty numbers that begin so got one text each.
listed() {
    ask inbox >"$work/inbox"
    python3 -c 'import json, sys
mobiles = [m["mobile"] for m in json.load(open(sys.argv[1])) if m["mobile"].startswith(sys.argv[2])]
print(sorted(mobiles))
sys.exit(not len(mobiles) == len(set(mobiles)) == 40)' "$work/inbox" "$1"
}
# scheduled NUMBER TIME: the gateway was asked to wait until then.
scheduled() {
    ask ledger >"$work/ledger"
    python3 -c 'import json, sys, urllib.parse
calls = [urllib.parse.parse_qs(c["raw"]["body"]) for c in json.load(open(sys.argv[1])) if c["mobile"] == sys.argv[2]]
print(calls)
sys.exit([c["stime"] for c in calls] != [[sys.argv[3]]])' "$work/ledger" "$1" "$2"
}

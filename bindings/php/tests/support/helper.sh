# shellcheck shell=bash
# A helper of a runner's own, on a Unix socket that IHUYI_HELPER then names; sourced, never run.

# A helper keeps track of messages unless it is told not to; the cases are about what a client does. Otherwise
# the helper has the environment as it is now, and ends with the shell that started it, however that ends.
helper_start() {
    : "${IHUYI_PROGRAM:?}"
    helper_folder=$(mktemp -d)
    trap helper_stop EXIT
    export IHUYI_HELPER IHUYI_TRACK=${IHUYI_TRACK:-off}
    exec {helper_says}< <(exec setpriv --pdeathsig TERM "$IHUYI_PROGRAM" serve --listen "unix:$helper_folder/s" \
        </dev/null 2>"$helper_folder/log")
    helper_pid=$!
    # Printed once it listens.
    read -r IHUYI_HELPER <&"$helper_says" || helper_refuses
}

# A helper whose environment is wrong says so and does not start: then there is nothing to ask.
helper_refuses() {
    grep -q 'IHUYI_' "$helper_folder/log" || { cat -- "$helper_folder/log" >&2; exit 1; }
    while read -r _; do echo inexpressible=environment; done
    exit 0
}

helper_stop() {
    local status=$?
    kill "$helper_pid" 2>/dev/null || true
    wait "$helper_pid" 2>/dev/null || true
    rm -rf -- "$helper_folder"
    exit "$status"
}

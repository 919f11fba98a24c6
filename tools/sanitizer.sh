# shellcheck shell=bash
# How the library is built with one of clang's sanitizers; sourced after lib.sh by tools/fuzz and tests/memory/run, never run.
# No nightly: any Rust that builds the library can, when it is told so. The sanitizer's runtime is clang's, because Debian's Rust has none.

# sanitizer_cargo SANITIZER [FLAG...] -- ARGUMENT...: cargo, with the sanitizer in all Rust that is built and in the C inside (SQLite, ring).
# Only with --target do the flags stay out of build scripts.
sanitizer_cargo() {
    local sanitizer=$1 host
    local -a flags=("-Zsanitizer=$1" -Zexternal-clangrt -Clinker=clang "-Clink-arg=-fsanitize=$1")
    shift
    while [[ $1 != -- ]]; do
        flags+=("$1")
        shift
    done
    shift
    local command=$1
    shift
    host=$(rustc -vV | sed -n 's/^host: //p')
    RUSTC_BOOTSTRAP=1 RUSTFLAGS="${flags[*]}" CC=clang CFLAGS="-fsanitize=$sanitizer -fno-omit-frame-pointer -g1" cargo "$command" --locked --target "$host" "$@"
}

# An older sanitizer does not get along with as much randomness of addresses as newer kernels put in. Leaves FIXED, to stand before a command.
# shellcheck disable=SC2034 # for whoever sources this
sanitizer_addresses() {
    FIXED=(env)
    if setarch -R true 2>/dev/null; then FIXED=(setarch -R); fi
}

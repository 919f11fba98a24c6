# shellcheck shell=bash
# What the scripts of this folder share; sourced, never run.

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
RELEASE=$ROOT/target/release
# Library and program are built in a target folder each. cargo gives the library's files no hash in their names, so in one folder the
# library with the program's features and the library without them would take each other's place at every second call.
# shellcheck disable=SC2034 # for whoever sources this
LIBRARY_TARGET=$ROOT/target/library PROGRAM_TARGET=$ROOT/target/program
cd -- "$ROOT" || exit 1

# One line for both readers: say "中文" "English"
say() { printf '%s / %s\n' "$1" "$2"; }
die() { say "$1" "$2" >&2; exit 1; }

# The oldest Rust that builds this crate, from the only place where it is written.
rust_floor() { sed -n 's/^rust-version *= *"\(.*\)"/\1/p' "$ROOT/Cargo.toml"; }

# version_at_least 1.96.0 1.85: sort -V would do, but costs two processes at every start.
version_at_least() {
    local -a have want
    IFS=. read -ra have <<<"${1%%[!0-9.]*}"
    IFS=. read -ra want <<<"$2"
    local i
    for i in 0 1 2; do
        ((10#${have[i]:-0} > 10#${want[i]:-0})) && return 0
        ((10#${have[i]:-0} < 10#${want[i]:-0})) && return 1
    done
    return 0
}

# Puts the first cargo that is new enough in front of PATH: one that is on the PATH already, rustup's where the shell's profile has
# not been read, and the versioned ones that Ubuntu keeps out of the PATH.
use_rust() {
    [[ -z ${RUST_FOUND:-} ]] || return 0
    local floor version dir
    floor=$(rust_floor)
    local -a dirs=()
    while IFS= read -r dir; do dirs+=("${dir%/*}"); done < <(type -aP cargo || true)
    dirs+=("${CARGO_HOME:-${HOME:-/root}/.cargo}/bin")
    for dir in /usr/lib/rust-*/bin; do dirs+=("$dir"); done
    for dir in "${dirs[@]}"; do
        [[ -x $dir/cargo && -x $dir/rustc ]] || continue
        version=$("$dir/rustc" --version 2>/dev/null) || continue
        version=${version#rustc }
        if version_at_least "${version%% *}" "$floor"; then
            RUST_FOUND=$version
            [[ $PATH == "$dir":* ]] || export PATH="$dir:$PATH"
            return 0
        fi
    done
    return 1
}

# Prints where Debian keeps the source of its compiler's standard library; fails where it does not.
debian_rust_source() {
    local version source
    version=$(/usr/bin/rustc --version 2>/dev/null) || return 1
    version=${version#rustc }
    source=/usr/src/rustc-${version%% *}/library
    [[ -d $source/std ]] && printf '%s\n' "$source"
}

# no_blanks DIR...: the C compiler of the crate ring is told of these folders in CFLAGS, which are cut at every blank.
no_blanks() {
    local folder
    for folder in "$@"; do
        [[ $folder != *[[:space:]]* ]] || die "路径里有空格，无法构建：$folder" "cannot build with a blank in the path: $folder"
    done
}

# Panic messages name source files, and the paths of the machine that built a library are nobody's business. Leaves PATHS, options of
# cargo that shorten them, and tells the C compiler by CFLAGS. Where RUSTFLAGS is set, cargo heeds that and not these.
no_machine_paths() {
    local source flags="\"--remap-path-prefix=$ROOT=/ihuyi\""
    no_blanks "$ROOT" "${CARGO_HOME:-$HOME/.cargo}"
    # Nothing unwinds through C: it calls no Rust that panics. Its tables for that are 60 KB.
    CFLAGS="${CFLAGS:-} -fno-asynchronous-unwind-tables -fno-unwind-tables -ffile-prefix-map=$ROOT=/ihuyi"
    # The folders are there only after the crates have been fetched.
    cargo fetch --locked --quiet --target "$(rustc -vV | sed -n 's/^host: //p')"
    for source in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
        [[ -d $source ]] || continue
        flags+=",\"--remap-path-prefix=${source%/}=/crates\""
        CFLAGS+=" -ffile-prefix-map=${source%/}=/crates"
    done
    export CFLAGS
    # shellcheck disable=SC2034 # for whoever sources this
    PATHS=(--config "build.rustflags=[$flags]")
}

# build_library FOLDER: the library of the release into FOLDER/release, with the PATHS of no_machine_paths. Without its third kind, the one for
# Rust: with that beside them cargo would optimise the other two no further than each crate by itself.
build_library() {
    cargo rustc "${PATHS[@]}" --release --locked --lib --crate-type cdylib,staticlib --features quiet --target-dir "$1"
}

# library_with_names FOLDER: the same, but that the symbols stay, for whoever reads or shows them.
library_with_names() (
    no_machine_paths
    export CARGO_PROFILE_RELEASE_STRIP=none
    build_library "$1"
)

# install_built FROM TO: by rename, so that a program that is running keeps its file; and only when it changed, so that a file's time means
# something.
install_built() {
    cmp -s -- "$1" "$2" || { cp -- "$1" "$2.new" && mv -- "$2.new" "$2"; }
}

# windows_path /a/b: Z:\a\b, which is what a program under tools/wine calls it.
windows_path() { printf 'Z:%s\n' "${1//\//\\}"; }

# sandbox_start DIR [OPTION...]: starts the sandbox gateway with its files in DIR and waits until it accepts connections.
# Leaves SANDBOX_PID, SANDBOX_URL, SANDBOX_TLS_URL and SANDBOX_CA. The caller's trap calls sandbox_stop.
sandbox_start() {
    local out=$1/sandbox.out err=$1/sandbox.err tls
    shift
    # Before the start: the first look at it may come before the shell that runs the program has made it.
    : >"$out"
    "$RELEASE/ihuyi" sandbox --listen 127.0.0.1:0 "$@" >"$out" 2>"$err" &
    SANDBOX_PID=$!
    local tries
    for ((tries = 0; tries < 1200; tries++)); do
        # Both address lines are needed, and a line counts only when its end has been written.
        (($(wc -l <"$out") >= 2)) && break
        kill -0 "$SANDBOX_PID" 2>/dev/null || break
        sleep 0.05
    done
    SANDBOX_URL=$(sed -n '1s/[[:space:]].*//;1p' "$out")
    tls=$(sed -n '2p' "$out")
    SANDBOX_TLS_URL=${tls%% *}
    SANDBOX_CA=${tls#*ca=}
    if [[ $SANDBOX_URL != http://* || $SANDBOX_TLS_URL != https://* || ! -r $SANDBOX_CA ]]; then
        cat -- "$out" "$err" >&2
        sandbox_stop
        say "沙箱网关未能启动（输出见上）" "the sandbox gateway did not start (its output is above)" >&2
        return 1
    fi
}

sandbox_stop() {
    [[ -n ${SANDBOX_PID:-} ]] || return 0
    kill "$SANDBOX_PID" 2>/dev/null || true
    wait "$SANDBOX_PID" 2>/dev/null || true
    SANDBOX_PID=
}

# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables that this speaks of
# What tools/bare and tools/wine-setup share: a Debian in a folder. Sourced after tools/lib.sh, never run. These speak of
#   suite   the release, as bookworm
#   extra   yes: with its security and updates suites
#   root    the folder
#   home    the home folder inside
#   cache   where the untouched base is kept between runs; remove the file there to begin anew
# whom the script that sources this has set.
#   IHUYI_BARE_MIRROR   the archive to take it from, when this machine's own sources do not serve that release

# in_namespaces COMMAND...: all mounts of the command live in a mount namespace, all its processes in a process namespace, and both end
# with it however it ends: nothing is left mounted or running, so removing the folder can never reach into the machine itself.
in_namespaces() {
    local pid status=0 propagation=private
    # In a chroot the root is no mount point whose propagation could be set; there it has been, outside.
    mountpoint -q / || propagation=unchanged
    # With the caller's own standard input, which a background command is not given by itself. When this shell is killed, so is unshare.
    setpriv --pdeathsig KILL unshare --mount --propagation "$propagation" --pid --fork --kill-child -- "$@" <&0 &
    pid=$!
    # unshare itself turns a deaf ear to everything milder; its end is the end of all that runs inside.
    # shellcheck disable=SC2064 # the process as it is now
    trap "kill -KILL $pid 2>/dev/null; exit 130" INT TERM HUP
    wait "$pid" || status=$?
    trap - INT TERM HUP
    return "$status"
}

# The lines of a sources.list for the suites wanted, from wherever this machine takes its own packages.
sources() {
    local list
    list=$(known_sources)
    if [[ -z $list ]]; then
        # The lists of a machine that has never updated them name no suite.
        apt-get -q update >/dev/null
        list=$(known_sources)
    fi
    printf '%s\n' "$list"
}
known_sources() {
    local codename uri release component wanted=" $suite "
    [[ $extra != yes ]] || wanted+="$suite-updates $suite-security "
    if [[ -n ${IHUYI_BARE_MIRROR:-} ]]; then
        echo "deb $IHUYI_BARE_MIRROR $suite main"
        return
    fi
    # shellcheck disable=SC2016 # apt fills these in
    apt-get indextargets --format '$(CODENAME) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
        while read -r codename uri release component; do
            if [[ $wanted == *" $codename "* && $component == main ]]; then echo "deb $uri $release $component"; fi
        done | sort -u
}

# What lets the package clients of this machine reach their registries, so that those in the chroot do: proxies, certificates, mirrors.
# Never a token.
client_environment() {
    local name
    for name in $(compgen -e); do
        case $name in
        *TOKEN* | *PASSWORD* | *SECRET* | *AUTH*) ;;
        http_proxy | https_proxy | no_proxy | all_proxy | HTTP_PROXY | HTTPS_PROXY | NO_PROXY | ALL_PROXY) printf '%s=%s\0' "$name" "${!name}" ;;
        SSL_CERT_FILE | SSL_CERT_DIR | CURL_CA_BUNDLE | REQUESTS_CA_BUNDLE | GIT_SSL_CAINFO | NODE_EXTRA_CA_CERTS) printf '%s=%s\0' "$name" "${!name}" ;;
        CARGO_HTTP_* | CARGO_NET_* | CARGO_SOURCE_* | CARGO_REGISTRIES_* | PIP_CERT | PIP_*INDEX_URL | PIP_*TIMEOUT) printf '%s=%s\0' "$name" "${!name}" ;;
        esac
    done
}
client_files() {
    local file
    for file in /usr/local/share/ca-certificates/*.crt /etc/pip.conf; do
        [[ ! -f $file ]] || install -D -m 644 -- "$file" "$root$file"
    done
    file=${CARGO_HOME:-$HOME/.cargo}/config.toml
    [[ ! -f $file ]] || install -D -m 644 -- "$file" "$root$home/.cargo/config.toml"
    # A certificate file of its own comes along; the system's bundle does not, because installing that is what is being tried.
    while IFS='=' read -r -d '' _ file; do
        if [[ $file != /etc/ssl/certs/* && -f $file && ! -e $root$file ]]; then install -D -m 644 -- "$file" "$root$file"; fi
    done < <(client_environment)
    apt-config dump --format '%F "%v";%n' Acquire::http::Proxy Acquire::https::Proxy >"$root/etc/apt/apt.conf.d/90this-machine"
    if grep -q '^deb https:' "$root/etc/apt/sources.list" && [[ -f /etc/ssl/certs/ca-certificates.crt ]]; then
        install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/apt/this-machine.crt"
        echo 'Acquire::https::CAInfo "/etc/apt/this-machine.crt";' >>"$root/etc/apt/apt.conf.d/90this-machine"
    fi
}

in_chroot() {
    local -a pass
    mapfile -d '' -t pass < <(client_environment)
    env -i "${pass[@]}" HOME="$home" TERM="${TERM:-dumb}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        chroot "$root" "$@" </dev/null
}

# make_base LOG: a minimal Debian in root, with package sources and mounts, in which packages can be installed. Inside in_namespaces.
make_base() {
    local log=$1 list mirror tar=$cache/$suite.tar
    list=$(sources)
    mirror=$(awk -v suite="$suite" '$3 == suite { print $2; exit }' <<<"$list")
    [[ -n $mirror ]] || die "本机的软件源没有 $suite；请设置 IHUYI_BARE_MIRROR" "this machine's package sources do not serve $suite; set IHUYI_BARE_MIRROR"
    mkdir -p -- "$root" "$cache"
    if [[ -f $tar ]]; then
        step "展开缓存的 $suite 基本系统" "unpacking the cached $suite base"
        tar -xpf "$tar" --numeric-owner -C "$root"
    else
        step "debootstrap $suite（最小系统）" "debootstrap of $suite, minimal"
        debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$log" 2>&1 ||
            { tail -n 20 -- "$log" >&2; die "debootstrap 失败" "debootstrap failed"; }
        rm -f -- "$root"/var/cache/apt/archives/*.deb
        tar -cpf "$tar.$$" --numeric-owner -C "$root" .
        mv -- "$tar.$$" "$tar"
    fi

    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    printf '%s\n' "$list" >"$root/etc/apt/sources.list"
    cp -L -- /etc/resolv.conf "$root/etc/resolv.conf"
    printf '127.0.0.1 localhost\n::1 localhost\n' >"$root/etc/hosts"
    # Packages must not start their services here: the network is shared with the machine itself.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 -- "$root/usr/sbin/policy-rc.d"
    client_files
}

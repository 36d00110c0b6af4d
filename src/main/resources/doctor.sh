#!/bin/sh
# Tries everything that a function needs to record itself, as the current user and in the order in which a recording
# needs it. Prints one line for each check, with four fields separated by tabs: the name of the check, its state (ok,
# shut or note), what it found, and the cure. Exits with 1 if a check is shut, otherwise with 0.
# Plain POSIX sh without dependencies. FAAS_TRACE_URL is the collector's URL. FAAS_TRACE_PERF is the path of another perf.

tab=$(printf '\t')
verdict=0
say() { # GATE STATE WHAT CURE
    [ "$2" != shut ] || verdict=1
    printf '%s%s%s%s%s%s%s\n' "$1" "$tab" "$2" "$tab" "$3" "$tab" "${4-}"
}

status_of() { # FIELD
    while read -r key value; do
        [ "$key" != "$1:" ] || echo "$value"
    done </proc/self/status
}

kernel() {
    if [ -r /proc/sys/kernel/perf_event_paranoid ]; then
        level=$(cat /proc/sys/kernel/perf_event_paranoid) # with `read`, some shells would read only the first character
        say kernel ok "Linux $(uname -r), perf_event_paranoid $level"
    else
        level=unknown
        say kernel shut "this kernel has no perf events ($(uname -sr))" \
            "run functions on a Linux kernel with perf events, not under gVisor; in Kubernetes, remove gVisor's runtimeClassName"
    fi
}

find_perf() {
    perf=${FAAS_TRACE_PERF-}
    if [ -z "$perf" ]; then
        for candidate in /usr/lib/linux-tools/*/perf /usr/lib/linux-tools-*/perf /usr/bin/perf_[0-9]*; do
            [ ! -x "$candidate" ] || perf=$candidate
        done
    fi
    perf=$(command -v "${perf:-perf}" 2>/dev/null) && return
    find_install_line
    say perf shut "perf is not installed" "$line   # as root; in a function's image, faas-trace patch installs perf"
    return 1
}

# The package's name depends on the distribution.
find_install_line() {
    if command -v apk >/dev/null 2>&1; then
        line="apk add perf"
    elif command -v apt-get >/dev/null 2>&1; then
        package=linux-perf
        ! grep -qi ubuntu /etc/os-release 2>/dev/null || package=linux-tools-generic
        line="apt-get update && apt-get install -y $package"
    else
        for manager in dnf microdnf yum tdnf zypper; do
            command -v $manager >/dev/null 2>&1 || continue
            line="$manager install -y perf"
            return
        done
        line="install the package perf"
    fi
}

# The kernel does not even start perf if the effective file capabilities of perf are outside the bounding set.
runs() {
    said=$("$perf" version 2>&1)
    code=$?
    if [ $code = 0 ]; then
        say perf ok "$perf is $said"
        say capabilities ok "perf starts with this container's capabilities"
        return
    fi
    if [ $code = 126 ] && [ -x "$perf" ]; then
        say perf ok "$perf is installed"
        say capabilities shut "$perf can't be started: its file capabilities are outside the container's bounding set" \
            "setcap -r $perf"
    else
        say perf shut "$perf is installed but doesn't run: $(echo "$said" | head -n 1)" \
            "install a perf that runs; on Ubuntu, name the real program: FAAS_TRACE_PERF=/usr/lib/linux-tools/VERSION/perf"
        say capabilities note "not tried: this check needs a perf that runs"
    fi
    return 1
}

# Records a short busy loop with a ring buffer of PAGES pages.
try() { # PAGES
    # shellcheck disable=SC2016
    said=$("$perf" record -vv -e cpu-clock:u -F 200 -m "$1" -B -N --no-bpf-event -o "$work/perf.data" \
        sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done' 2>&1 </dev/null)
}

call() {
    for pages in 16 4 1; do
        if try $pages; then
            narrow=$pages
            opened
            return
        fi
        case $said in
        *"mapping pages"* | *mmap* | *mlock*) case $said in *"failed, error -"*) break ;; esac ;;
        *) break ;;
        esac
    done
    refused
}

level() {
    case $level in
    0 | -*) say paranoid note "any process that may call perf_event_open can watch all processes on this machine (level $level)" \
        "sysctl kernel.perf_event_paranoid=2   # on the host" ;;
    1) say paranoid ok "a process may sample its own code, and record where it waits (level 1)" ;;
    *) say paranoid ok "a process may sample its own user-space code (level $level); FAAS_TRACE_WAITS needs level 1 or less" ;;
    esac
}

opened() {
    say seccomp ok "perf_event_open is allowed"
    level
    if [ "$narrow" = 16 ]; then
        say memlock ok "a ring buffer of 16 pages per processor is available"
    else
        say memlock note "the ring buffer gets only $narrow of 16 pages per processor: other recordings by user $(id -u) use the rest" \
            "sysctl kernel.perf_event_mlock_kb=2048"
    fi
}

refused() {
    errno=$(echo "$said" | sed -n 's/.*perf_event_open failed, error -\([0-9]*\).*/\1/p' | head -n 1)
    case $errno in
    1)
        blocked "perf_event_open fails with EPERM, usually because seccomp blocks it (Seccomp: $(status_of Seccomp))"
        say paranoid note "not tried: something else already blocks perf_event_open"
        ;;
    13)
        denied
        ;;
    38)
        case $(status_of Seccomp) in
        2) blocked "perf_event_open fails with ENOSYS: seccomp blocks it, or the kernel does not have it (gVisor)" ;;
        *) say kernel shut "this kernel has no perf_event_open" "run functions on a Linux kernel, not under gVisor" ;;
        esac
        say paranoid note "not tried: perf_event_open fails"
        ;;
    24)
        say memlock shut "perf can't open enough files" "raise the container's limit on open files: --ulimit nofile=1024:1024"
        return
        ;;
    *)
        case $said in
        *"mapping pages"* | *mmap* | *mlock*)
            say seccomp ok "perf_event_open is allowed"
            level
            say memlock shut "no memory pages are left for a ring buffer: other recordings by user $(id -u) use them all" \
                "sysctl kernel.perf_event_mlock_kb=2048   # on the host; or raise the memlock limit: --ulimit memlock=4194304"
            return
            ;;
        esac
        say seccomp shut "perf record fails: $(echo "$said" | grep -v '^ *$' | tail -n 1)" "run perf by hand to see all its messages: $perf record -e cpu-clock:u true"
        ;;
    esac
    say memlock note "not tried: perf_event_open fails"
}

# Above level 2, the kernel itself returns EACCES. At level 2 and below, the kernel allows a process to sample itself, so
# EACCES comes from something else.
denied() {
    case $level in
    -* | 0 | 1 | 2)
        refuser="a seccomp filter or a security module"
        remedy="allow perf_event_open in the container's seccomp profile: faas-trace enable docker, podman or kubernetes; with AppArmor or a similar module, see the kernel's log"
        if label=$(tr -d '\0' 2>/dev/null </proc/self/attr/current) && [ "${label#*:*:}" != "$label" ]; then
            refuser="SELinux (as $label)"
            remedy="on the host, find the denial and allow it: ausearch -m avc -c perf | audit2allow -M faas-trace-perf && semodule -i faas-trace-perf.pp"
        elif [ "$(status_of Seccomp)" = 0 ]; then
            refuser="a security module"
            remedy="see the host's kernel log (dmesg) for what blocks the call; no seccomp profile is active here"
        fi
        say seccomp shut "$refuser blocks perf_event_open with EACCES; perf_event_paranoid is $level and would allow it" "$remedy"
        level
        ;;
    *)
        say seccomp ok "perf_event_open reaches the kernel"
        say paranoid shut "the kernel blocks perf_event_open with EACCES (perf_event_paranoid is $level)" \
            "sysctl kernel.perf_event_paranoid=2   # on the host; to make it permanent: faas-trace enable docker --system, or faas-trace enable faasd; in Kubernetes: apply the level.yaml that faas-trace enable kubernetes writes"
        ;;
    esac
}

blocked() {
    say seccomp shut "$1" "allow perf_event_open in the container's seccomp profile: faas-trace enable docker, podman or kubernetes"
}

privileges() {
    case $(status_of NoNewPrivs) in
    1) say no_new_privs note "is set, so sudo and file capabilities have no effect; perf needs neither, so you can leave sudo out: faas-trace patch --sudo off" ;;
    *) say no_new_privs ok "is not set; sudo helps only if perf_event_open needs a capability that this process lacks; otherwise leave it out: faas-trace patch --sudo off" ;;
    esac
}

# perf reads the names of functions compiled at run time from /tmp, even if the runtime's temporary folder is elsewhere.
maps() {
    if made=$(mktemp /tmp/.faas-trace-doctor.XXXXXX 2>/dev/null) && echo room 2>/dev/null >"$made"; then
        rm -f "$made"
        say maps ok "/tmp is writable, for perf-PID.map files"
    else
        say maps shut "/tmp is not writable or is full, so there are no perf-PID.map files and no recordings" \
            "mount a writable folder at /tmp: --tmpfs /tmp, or in Kubernetes an emptyDir"
    fi
}

# Sends the request as the agent does: keeps the token off the command line, because any user can read command lines,
# and does not follow redirects.
by_wget() {
    set --
    if wget --version 2>/dev/null | grep -q GNU; then
        set -- --max-redirect=0
        [ -z "$token" ] || { printf 'header = %s\n' "$token" >"$work/wgetrc" && export WGETRC="$work/wgetrc"; } 2>/dev/null || return
    elif [ -n "$token" ]; then
        return 1
    fi
    code=$(wget -O /dev/null -S -T 10 "$@" --header 'X-name: faas-trace-doctor' --post-data '' "$url" 2>&1 |
        sed -n 's/.*HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p;s/.*server returned error: HTTP\/[0-9.]* \([0-9]*\).*/\1/p' | tail -n 1)
    reason='wget got no response'
}

collector() {
    url=${FAAS_TRACE_URL-}
    if [ -z "$url" ]; then
        say collector note "not tried: no collector URL is set" "set FAAS_TRACE_URL, or run faas-trace doctor --url URL"
        return
    fi
    token=''
    if [ -n "${FAAS_TRACE_TOKEN_FILE-}" ] && ! [ -r "$FAAS_TRACE_TOKEN_FILE" ]; then
        say collector shut "user $(id -u) can't read the token in $FAAS_TRACE_TOKEN_FILE" \
            "let that user read it: chown $(id -u) $FAAS_TRACE_TOKEN_FILE"
        return
    fi
    if [ -n "${FAAS_TRACE_TOKEN_FILE-}" ] && ! [ -f "$FAAS_TRACE_TOKEN_FILE" ]; then
        say collector shut "the token file $FAAS_TRACE_TOKEN_FILE is not a plain file" \
            "write the token to a file and set FAAS_TRACE_TOKEN_FILE to its path"
        return
    fi
    [ -z "${FAAS_TRACE_TOKEN_FILE-}" ] || token="Authorization: Bearer $(head -n 1 "$FAAS_TRACE_TOKEN_FILE" 2>/dev/null)"
    if command -v curl >/dev/null 2>&1; then
        code=$(printf '%s\n' "$token" | curl -s -o /dev/null -w '%{http_code}' --connect-timeout 3 -m 10 -X POST -H @- \
            -H 'X-name: faas-trace-doctor' --data-binary '' "$url")
        reason="curl exit code $?"
    elif command -v wget >/dev/null 2>&1; then
        if ! by_wget; then
            say collector shut "this wget can't keep the token secret from other users, so no trace is sent" \
                "install curl; in a function's image, faas-trace patch installs it"
            return
        fi
    else
        say collector shut "neither curl nor wget is installed, so no trace can be sent" \
            "install curl; in a function's image, faas-trace patch installs it"
        return
    fi
    answer
}

shown() { printf '%s\n' "$1" | sed 's,//[^/?#]*@,//,'; } # hides a password

# The request has an empty body, which is not a trace. A collector that accepts traces responds with 415, or with 400 if
# it is older, and stores nothing.
answer() {
    url=$(shown "$url")
    case $code in
    400 | 415 | 2??) say collector ok "$url accepts traces" ;;
    401 | 403) say collector shut "$url requires a token (HTTP status $code)" \
        "write the collector's token to a file and set FAAS_TRACE_TOKEN_FILE to its path" ;;
    '' | 000) say collector shut "$url can't be reached ($reason)" \
        "start the collector where functions can reach it (faas-trace collect --host 0.0.0.0), and set FAAS_TRACE_URL to the URL it prints" ;;
    421) say collector shut "the collector at $url accepts requests from its own machine only" \
        "start it with --host 0.0.0.0, or with --token-file" ;;
    429 | 507) say collector shut "the collector at $url accepts no more traces right now (HTTP status $code)" \
        "free up disk space on the collector's machine, or raise the collector's --keep-bytes or --rate" ;;
    *) say collector shut "$url is not a collector (HTTP status $code)" "set FAAS_TRACE_URL to the URL that faas-trace collect prints" ;;
    esac
}

work=$(mktemp -d "${FAAS_TRACE_DIR:-${TMPDIR:-/tmp}}/faas-trace-doctor.XXXXXX" 2>/dev/null) ||
    work=$(mktemp -d /dev/shm/faas-trace-doctor.XXXXXX 2>/dev/null) || work=''
[ -z "$work" ] || trap 'rm -rf "$work"' EXIT
kernel
if find_perf && runs; then
    if [ -n "$work" ]; then
        call
    else
        say seccomp note "not tried: a recording needs a writable folder"
    fi
else
    say seccomp note "not tried: this check needs a perf that runs"
    say paranoid note "not tried: this check needs a perf that runs"
    say memlock note "not tried: this check needs a perf that runs"
fi
privileges
maps
collector
exit $verdict

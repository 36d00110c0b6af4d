# ---------------------------------------------------------------------------------------------- settings

# What traced processes need in their environment; runtimes' fragments say it. One forked per request gets it only where
# it is traced: a runtime that writes a map for each process takes time and room for it.
traced() { # VARIABLE VALUE
    if [ -n "$by_fork" ]; then
        FAAS_TRACE_TRACED="${FAAS_TRACE_TRACED}export $1=$(quoted "$2");"
    else
        export "$1=$2"
    fi
}

note() { # MESSAGE: said in the log as soon as tracing begins
    notes="${notes}faas-trace: $*
"
}

quoted() { printf '%s\n' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"; }

number() { # VARIABLE DEFAULT LOW HIGH
    eval "value=\${$1:-$2}"
    case $value in
    *[!0-9]* | ??????* | 0?*) fits='' ;;
    *) fits=1 && { [ "$value" -ge "$3" ] || fits=''; } && { [ "$value" -le "$4" ] || fits=''; } ;;
    esac
    if [ -z "$fits" ]; then
        log "$1=$value is not a number from $3 to $4; using $2"
        value=$2
    fi
    export "$1=$value"
}

off() { case $1 in [Oo][Ff][Ff] | 0 | [Ff]alse | FALSE | [Nn][Oo]) ;; *) false ;; esac }

switch() { # VARIABLE
    eval "value=\${$1-}"
    ! off "$value" || value=off
    case $value in
    off) ;;
    '' | [Oo][Nn] | 1 | [Tt]rue | TRUE | [Yy]es | YES) value=on ;;
    *) log "$1=$value is neither on nor off; using on" && value=on ;;
    esac
    export "$1=$value"
}

sample() {
    case ${FAAS_TRACE_SAMPLE:=10s} in
    all | off) ;;
    *[!0-9]*s | 1/*[!0-9]* | s | 0*s | ???????*s | 1/ | 1/0* | 1/??????????*) bad_sample ;;
    *s | 1/*) ;;
    *) bad_sample ;;
    esac
    export FAAS_TRACE_SAMPLE
}
bad_sample() {
    log "FAAS_TRACE_SAMPLE=$FAAS_TRACE_SAMPLE is none of all, off, 1/N, Ns; using 10s"
    FAAS_TRACE_SAMPLE=10s
}

# The function's own variables for proxies (http_proxy) are not meant for traces.
proxy() {
    proxy=${FAAS_TRACE_PROXY-}
    case $proxy in
    *[!!-~]* | *[\"\\]*) bad_proxy ;;
    http://?* | https://?*) ;;
    *) off "${proxy:-off}" || bad_proxy && proxy='' ;;
    esac
}
bad_proxy() {
    log "FAAS_TRACE_PROXY=$(shown "$proxy" | tr -s '\n' ' ')is neither off nor an http or https URL; sending traces directly"
    proxy=''
}

# The host name is the function's, but for what Kubernetes puts behind it. No other platform's names are guessed at.
name() {
    read -r host </proc/sys/kernel/hostname
    name=${FAAS_TRACE_NAME:-${OPENFAAS_NAME:-}}
    if [ -z "$name" ]; then
        name=$host
        if [ -n "${KUBERNETES_SERVICE_HOST-}" ] || [ -d /var/run/secrets/kubernetes.io/serviceaccount ]; then
            without_suffixes
        fi
    fi
    name=$(printf %s "$name" | tr -c 'A-Za-z0-9._-' _)
    while [ "$name" != "${name#.}" ]; do name=${name#.}; done
    name=${name:-function}
}

# A pod is called NAME-<replica set>-<pod>, where both suffixes consist of letters that make no words. What is in front of
# the pod's five letters is cut off after 58, so with a long name some or all of the replica set's suffix is missing.
without_suffixes() {
    before=${name%?????}
    case ${name#"$before"} in *[!bcdfghjklmnpqrstvwxz2456789]*) return ;; esac
    case $before in
    ?*-*-)
        replicas=${before%-}
        replicas=${replicas##*-}
        case ${#replicas}:$replicas in
        *:*[!bcdfghjklmnpqrstvwxz2456789]*) ;;
        [6-9]:* | 10:*) name=${before%-"$replicas"-} && return ;;
        esac
        ;;
    esac
    [ ${#before} -eq 58 ] || return
    name=${before%-}
    replicas=${before##*-}
    case ${#replicas}:$replicas in
    *:*[!bcdfghjklmnpqrstvwxz2456789]*) ;;
    [1-9]:* | 10:*) name=${before%-"$replicas"} ;;
    esac
}

settings() {
    number FAAS_TRACE_FREQUENCY 200 1 99999
    number FAAS_TRACE_WINDOW 10 1 9999
    number FAAS_TRACE_HEADER_RATE 1 1 99999
    switch FAAS_TRACE_HEADER
    switch FAAS_TRACE_SUDO
    sample
    proxy
    name
    export FAAS_TRACE_SAMPLE
}

# Debian 11 and Ubuntu install a wrapper as `perf` that wants the version of the running kernel: pass by it. The last one is
# carried along where a distribution's own is missing or too old.
find_perf() {
    perf=${FAAS_TRACE_PERF-}
    if [ -z "$perf" ]; then
        for candidate in /usr/lib/linux-tools/*/perf /usr/lib/linux-tools-*/perf /usr/bin/perf_[0-9]* \
            /usr/local/lib/faas-trace/perf/perf; do
            [ ! -x "$candidate" ] || perf=$candidate
        done
    fi
    command -v "${perf:=perf}" >/dev/null 2>&1 && return
    log "not tracing: $perf is not in this image; install the package perf (Alpine, Fedora)," \
        "linux-perf (Debian) or linux-tools-generic (Ubuntu)"
    return 1
}

work_dir() {
    base=${FAAS_TRACE_DIR:-${TMPDIR:-/tmp}}
    dir=$(mktemp -d "$base/faas-trace.XXXXXX" 2>/dev/null) &&
        mkfifo "$dir/events" "$dir/control" "$dir/life" "$dir/launched" "$dir/exit" "$dir/symbols" 2>/dev/null &&
        mkdir "$dir/calls" "$dir/spool" "$dir/done" 2>/dev/null && echo room 2>/dev/null >"$dir/room" && rm "$dir/room" &&
        { read -r run </proc/sys/kernel/random/uuid || run=$(uname -n)-$(date +%s)-$$; } 2>/dev/null &&
        export FAAS_TRACE_DIR="$dir" && return
    log "not tracing: $base can't be written or is full; mount a writable directory there or set TMPDIR or FAAS_TRACE_DIR"
    [ -z "$dir" ] || rm -rf "$dir"
    return 1
}

# One older than 5.12 can't switch a single event: then recordings are whole windows.
check_perf() {
    IFS='. ' read -r _ _ major minor _ <<-END
		$("$perf" --version)
	END
    case $major$minor in '' | *[!0-9]*) return ;; esac
    [ $((major * 1000 + minor)) -ge 5012 ] && return
    windows=${windows:-own}
    log "tracing whole windows, not single invocations: perf is $major.$minor; 5.12 or newer can do more"
}

# Kilobytes our files may take: less where the folder or the container (the folder may be memory) has little.
bounds() {
    most=16384
    for value in $(($(cat "$cgroup/memory.max" "$cgroup/memory/memory.limit_in_bytes" 2>/dev/null | grep -m 1 '^[0-9]\{1,15\}$' || echo 0) / 8192)) \
        "$(df -Pk "$dir" 2>/dev/null | awk 'NR == 2 { print int($4 / 4) }')"; do
        case $value in
        '' | 0 | *[!0-9]*) ;;
        *) [ "$value" -ge "$most" ] || most=$value ;;
        esac
    done
    [ "$most" -ge 64 ] || most=64
}

# Kilobytes that may still be taken before the container's memory limit kills it; nothing where there is no limit.
headroom() {
    for group in "$cgroup memory.max memory.current" "$cgroup/memory memory.limit_in_bytes memory.usage_in_bytes"; do
        # shellcheck disable=SC2086 # three words
        set -- $group
        if [ ! -r "$1/memory.stat" ] || [ ! -r "$1/$2" ]; then continue; fi
        awk 'FILENAME ~ /stat$/ { if ($1 ~ /^(total_)?inactive_file$/) cache = $2; next }
            { n[++i] = $1 }
            END { if (n[1] ~ /^[0-9]+$/ && n[1] < 2 ^ 50) printf "%d\n", (n[1] - n[2] + cache) / 1024 }' \
            "$1/memory.stat" "$1/$2" "$1/$3" 2>/dev/null
        return
    done
}

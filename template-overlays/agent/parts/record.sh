# ---------------------------------------------------------------------------------------------- whole windows
windowed='' windower='' # the number of windows so far, and the process that records them

# Records a process and its descendants for one window. With --print, prints the text instead of sending a trace. Under
# sudo, always prints the text, and accepts only numbers and the caller's own processes.
record() {
    print=''
    if [ "${1-}" = --print ]; then
        print=1
        shift
    fi
    FAAS_TRACE_FREQUENCY=${2:-${FAAS_TRACE_FREQUENCY-}} FAAS_TRACE_WINDOW=${3:-${FAAS_TRACE_WINDOW-}}
    if [ -n "${SUDO_UID-}" ]; then
        unset FAAS_TRACE_PERF FAAS_TRACE_DIR TMPDIR
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        print=1
        [ "$(stat -c %u "/proc/${1-}" 2>/dev/null)" = "$SUDO_UID" ] || { log "process ${1-} does not belong to you" && exit 2; }
    fi
    case ${1-} in '' | *[!0-9]*) log "usage: faas-trace-agent record [--print] PID [FREQUENCY [SECONDS]]" && exit 2 ;; esac
    probe=''
    [ "$FAAS_TRACE_WINDOW" != 0 ] || probe=1 FAAS_TRACE_WINDOW=1
    settings
    { find_perf && work_dir; } || exit 1
    trap 'rm -rf "$dir"' EXIT
    trap 'exit 143' TERM INT
    cd "$dir" || exit 1
    target=$1 seen='' rounds=0
    # If a process has ended meanwhile, perf rejects the whole list. The next list has only processes of the previous list.
    until pids=$1 && { [ -n "$probe" ] || known_tree "$1"; } && record_pids; do
        [ -d "/proc/$1" ] || { log "there is no process $1" && exit 1; }
        rounds=$((rounds + 1)) mute=0
        diagnose
        [ -z "$gate" ] || { log "not tracing: $gate" && exit 1; }
        [ $rounds -lt 10 ] || { log "not tracing: the children of process $1 end faster than perf can attach to them" && exit 1; }
    done
    script rec.data | grep -v PERF_RECORD_ >text
    if [ -n "$print" ]; then
        cat text
    elif [ "$(grep -c '^[^#	].*cpu-clock' text)" -lt 2 ]; then
        # FlameScope fails on a file with fewer than two samples.
        log "process $1 used the CPU for less than two samples; nothing is sent"
        exit 1
    else
        { head_lines; cat text; } | gzip -c >"spool/1.gz"
        upload 10 3
    fi
}
record_pids() {
    # With braces, because the shell itself reports that a signal ended perf.
    {
        "$perf" record -k CLOCK_MONOTONIC -e cpu-clock:u -F "$FAAS_TRACE_FREQUENCY" --call-graph fp -m 4 --all-user \
            -B -N --no-bpf-event --sample-cpu -o rec.data -p "$pids" -- sleep ${probe:+0.}"$FAAS_TRACE_WINDOW" \
            </dev/null >perf.log 2>&1
    } 2>/dev/null
    status=$?
    # If all these processes end before the window does, perf ends the sleep with SIGTERM, and then itself in the same way.
    [ $status -eq 0 ] || [ $status -eq 143 ]
}
known_tree() { # PID
    there=$(tree "$1")
    pids=$1
    IFS=,
    for each in $there; do
        case ,$1,$pids, in *",$each,"*) continue ;; esac
        case ,${seen:-$there}, in *",$each,"*) pids=$pids,$each ;; esac
    done
    unset IFS
    seen=$there
}
# A process may record itself. The recorder and its helpers are left out of the tree, otherwise this would never end.
tree() { # PID: it and its descendants, separated by commas
    below=$(cat "/proc/$1/task/"*/children 2>/dev/null)
    printf %s "$1"
    for each in $below; do
        # If one process has ended, perf rejects the whole list.
        [ "$each" = $$ ] || grep -q '^State:.Z' "/proc/$each/status" 2>/dev/null || printf ,%s "$(tree "$each")"
    done
}

# Root may be allowed to do what the function's user may not. Root's perf accepts no signals from this process, so it
# records whole windows, not invocations.
by_root() {
    [ "$FAAS_TRACE_SUDO" = on ] && [ "$(id -u)" != 0 ] && command -v sudo >/dev/null 2>&1 &&
        sudo -n -- "$self" record --print $$ "$FAAS_TRACE_FREQUENCY" 0 >/dev/null 2>&1 || return
    true >refused
    windows=sudo
    [ -z "$watchdog_pid" ] || record_windows
}

# Records the whole process tree, one recording per window.
record_windows() {
    [ -z "$windowed" ] && [ "$FAAS_TRACE_SAMPLE" != off ] || return 0
    windowed=1
    pause=10
    case $FAAS_TRACE_SAMPLE in *s) pause=${FAAS_TRACE_SAMPLE%s} ;; all) pause=0 ;; esac
    prefix='' && [ "$windows" != sudo ] || prefix='sudo -n --'
    while kill -0 "$watchdog_pid" 2>/dev/null && [ -e events ] && [ ! -e stopping ]; do
        has_memory || { sleep 10 && continue; }
        # shellcheck disable=SC2086 # two words or none
        $prefix "$self" record --print "$watchdog_pid" "$FAAS_TRACE_FREQUENCY" "$FAAS_TRACE_WINDOW" >window 2>window.log 3>&-
        ! grep -q '^faas-trace: not tracing' window.log || once gate "$(sed -n 's/^faas-trace: not/not/p' window.log)"
        windowed=$((windowed + 1))
        if [ "$(grep -c '^[^#	].*cpu-clock' window)" -ge 2 ]; then
            compute_version
            await_version
            { head_lines; cat window; } | gzip -c >window.gz && mv window.gz "spool/w$(printf %08d "$windowed").gz"
            bound_spool
        fi
        sleep "$pause" 3>&-
    done >/dev/null 8>&- 9>&- &
    windower=$!
}

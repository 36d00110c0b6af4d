# ---------------------------------------------------------------------------------------------- restrictions
# What may block perf, and the log line about it.

mute=0 # attempts since perf last gave a reason

# On Debian 11 and Ubuntu, `perf` is a wrapper that wants the version of the running kernel, so it is bypassed. The last
# candidate is copied into the image if the distribution's own perf is missing or too old.
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

# A perf older than 5.12 can't switch a single event. Then recordings are whole windows.
check_perf() {
    IFS='. ' read -r _ _ major minor _ <<-END
		$("$perf" --version)
	END
    case $major$minor in '' | *[!0-9]*) return ;; esac
    [ $((major * 1000 + minor)) -ge 5012 ] && return
    windows=${windows:-own}
    log "tracing whole windows, not single invocations: perf is $major.$minor; single invocations need perf 5.12 or newer"
}

# Logs once why perf could not be attached. If the cause may pass, it tries again later.
explain() {
    ! by_root || return 0
    diagnose
    [ -z "$pause" ] || later "$pause" again
    [ -n "$gate" ] || return
    once gate "not tracing${pause:+ for now}: $gate"
    true >refused
}

# Sets `gate` to what blocks perf, and `pause` to the seconds after which to try again, from perf's messages. perf reports
# different faults with the same message, and gives advice only for the most frequent fault. So the cause is looked up here.
diagnose() {
    said=$(tr '\n' ' ' <"$dir/perf.log" | cut -c1-200)
    gate='' pause='' mute=$((mute + 1))
    # shellcheck disable=SC3045 # dash, ash and bash have these limits
    case $said in
    '' | *"No such process"*) # threads that ended before perf reached them
        pause=5
        [ $mute -lt 6 ] || gate="perf exits without giving a reason (${answer:-no status}); exit 137 means that perf ran out of memory"
        return
        ;;
    *"failed to mmap with 12 "*) pause=30 gate="there is no memory for perf's ring buffers; raise the function's memory limit" ;;
    *mmap* | *"mapping pages"*)
        pause=30
        gate="the ring-buffer budget of this user id is spent; raise kernel.perf_event_mlock_kb (it is \
$(cat /proc/sys/kernel/perf_event_mlock_kb)) or the memlock limit (it is $(ulimit -l)) on the node"
        ;;
    *"Too many events are opened"* | *"Too many open files"* | *"No file descriptors available"*)
        gate="perf needs two files for each of $(echo "/proc/$target/task"/* | wc -w) threads on each of \
$(grep -c '^processor' /proc/cpuinfo) CPUs; raise the limit on open files (nofile, it is $(ulimit -H -n))"
        ;;
    *"No space left on device"*) gate="$dir is full; give the folder more space, or set FAAS_TRACE_DIR to another folder" ;;
    *"Function not implemented"*)
        if filtered && [ -e /proc/sys/kernel/perf_event_paranoid ]; then refused ENOSYS; else
            gate="this kernel has no perf_event_open (gVisor?)"
        fi
        ;;
    *"No permission to enable"* | *"Operation not permitted"*) refused EPERM ;;
    *ermission* | *limited*) refused EACCES ;;
    *) gate="perf record failed: $said" ;;
    esac
    mute=0
}

filtered() { grep -q '^Seccomp:[[:space:]]*2' /proc/self/status; }

refused() { # ERROR
    paranoid=$(cat /proc/sys/kernel/perf_event_paranoid)
    if [ "$1" = EACCES ] && [ "${paranoid:-0}" -gt 2 ]; then
        gate="perf_event_open is refused ($1); set kernel.perf_event_paranoid to 2 or less on the node (it is $paranoid)"
    elif ! { true <"/proc/$target/environ"; } 2>/dev/null; then
        gate="perf_event_open is refused ($1): process $target belongs to another user, or has more privileges than the agent"
    elif filtered; then
        gate="perf_event_open is blocked ($1), usually by seccomp; allow that one call in the container's seccomp profile"
    else
        gate="perf_event_open is refused ($1), but neither by seccomp nor by kernel.perf_event_paranoid (it is $paranoid): \
a security module of the node does not allow it"
    fi
}

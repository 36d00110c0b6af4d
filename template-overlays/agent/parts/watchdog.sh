# ---------------------------------------------------------------------------------------------- watchdog
by_fork=''          # whether a process is forked for each request
windows=''          # own or sudo: whole windows are recorded, with these privileges
child='' waiting=''  # the watchdog, and a signal that arrived before it started

watchdog() { # CMD...
    ! off "${FAAS_TRACE-}" || become "$@"
    # Redirecting only this one command would take one more file descriptor.
    unhindered || { (exec >&2 && echo "faas-trace: not tracing: $hindrance"); become "$@"; }
    exec 3>&2 2>/dev/null
    ft_log=3
    case $0 in
    /*) self=$0 ;;
    *) self=$(command -v "$0") ;;
    esac
    settings
    { find_perf && work_dir; } || become "$@"
    FAAS_TRACE_TRACED=''
    [ "${FAAS_TRACE_LEVEL-}" != process ] || windows=own
    case ${mode-} in
    '' | streaming | serializing)
        by_fork=1
        ;;
    esac
    for fragment in "${FAAS_TRACE_RUNTIME_DIR:-/usr/local/lib/faas-trace/runtime.d}"/*.sh; do
        # shellcheck disable=SC1090
        [ ! -r "$fragment" ] || . "$fragment" 2>&3
    done
    export FAAS_TRACE_TRACED
    commands="${fprocess-} ${function_process-}"
    case ${mode-}:$commands in inproc:* | *:' ') commands=$* ;; esac
    put_agent_before fprocess
    put_agent_before function_process
    [ "${mode-}" != inproc ] || set -- "$self" exec "$@" # the function is its own watchdog
    carry_environment
    [ -n "$by_fork$windows" ] || { link_cpu_stat; true >"$dir/await"; }
    for signal in $signals; do
        # shellcheck disable=SC2064
        trap "signalled=1; forward $signal" "$signal"
    done
    exec 5<>"$dir/life"
    exec 4<"$dir/life" 8<>"$dir/events" 9<>"$dir/control"
    # With exec, because for the redirections of a function call, the shell keeps the old files open, to restore them later.
    { exec </dev/null >/dev/null 5>&- && keep_recorder $$; } &
    recorder=$!
    [ -z "$by_fork" ] || [ -n "$windows" ] || comes 50 0.02 perf_has_answered
    late=''
    [ -z "$by_fork" ] || [ -e "$dir/armed" ] || late=1
    launch "$@" || become "$@" # without descriptor 5 the recorder exits by itself
    trap - EXIT
    [ -z "$waiting" ] || forward "$waiting"
    echo "child $child $late" >&8
    code=0 signalled=1
    while [ -n "$signalled" ]; do
        signalled=''
        wait "$waiter"
        status=$?
        [ $status -eq 127 ] && [ "$code" -ne 0 ] || code=$status
    done
    trap 'exit "$code"' EXIT
    end_recorder
    exit "$code"
}

# Whether this process has what the agent needs. `hindrance` is what is missing.
unhindered() {
    hindrance=''
    for file in 0 1 2; do
        [ -e "/proc/$$/fd/$file" ] || hindrance="standard input, output or error is closed, or /proc is not mounted"
    done
    for file in 3 4 5 6 7 8 9; do
        [ ! -e "/proc/$$/fd/$file" ] || hindrance="file descriptors between 3 and 9 are already open, but the agent needs them"
    done
    # shellcheck disable=SC3045 # dash, ash and bash have it
    limit=$(ulimit -n)
    case $limit in
    ? | 1? | 2?) hindrance="the limit on open files (nofile) is $limit; the agent needs 30" ;;
    esac
    # The kernel limits arguments and environment to a quarter of the stack limit, and the agent adds a little to them.
    if [ ${#ft_words} -gt 60000 ]; then
        # shellcheck disable=SC3045
        limit=$(ulimit -s)
        case $limit in *[!0-9]* | ?????*) limit=24576 ;; esac
        [ $((limit * 256 - ${#ft_words})) -ge 65536 ] || hindrance="the environment is nearly as large as the kernel allows"
    fi
    [ -z "$hindrance" ]
}

put_agent_before() { # VARIABLE
    eval "value=\${$1-}"
    case $value in
    '' | "$self exec "* | *faas-trace-agent\ exec\ *) ;;
    *) export "$1=$self exec $value" ;;
    esac
}

# Hooks read how long the container was throttled by its CPU limit. With version 1 of cgroups, the path in /proc is often one
# of the host, and the container finds its own cgroup at the top.
link_cpu_stat() {
    while IFS=: read -r _ controllers own_group; do
        case ,$controllers, in
        ,,) mounts=$cgroup ;;
        *,cpu,*) mounts="$cgroup/$controllers $cgroup/cpu" ;;
        *) continue ;;
        esac
        for mount in $mounts; do
            for stat in "$mount$own_group/cpu.stat" "$mount/cpu.stat"; do
                counts_throttling "$stat" && ln -s "$stat" "$dir/cpu.stat" && return
            done
        done
    done </proc/self/cgroup
}
counts_throttling() { # FILE
    [ -r "$1" ] || return
    while read -r counter _; do
        case $counter in throttled_usec | throttled_time) return 0 ;; esac
    done <"$1"
    return 1
}

perf_has_answered() { [ -e "$dir/armed" ] || [ -e "$dir/refused" ]; }

# Saves what `exec` needs to pass the environment on unchanged.
carry_environment() {
    export FAAS_TRACE_ADDED="$ft_added"
    [ -n "$ft_odd" ] || return 0
    export FAAS_TRACE_CARRIED=1
    { printf 'set -- env --' && eval "quoted_odd $ft_words" && echo ' "$@"'; } >"$dir/carried.new" &&
        mv "$dir/carried.new" "$dir/carried"
}
quoted_odd() { # VARIABLE...
    for ft_given; do
        ft_unkept "${ft_given%%=*}" || continue
        case $ft_given in [!=]*=*) printf ' %s' "$(quoted "$ft_given")" ;; esac
    done
}

# A shell starts background processes with INT and QUIT ignored for good. And while a shell waits for a foreground process,
# it handles no signals. So the watchdog is started by a shell that no other shell waits for: this shell starts and waits for
# a shell in between, which starts the innermost one, and the innermost one kills the one in between. The innermost one reports
# the watchdog's PID, and in the end the exit code, through pipes.
launch() { # CMD...
    exec 4<&- 7<>"$dir/launched" 9<>"$dir/exit"
    exec 6<"$dir/launched" 4<"$dir/exit"
    { exec 5>&- 6<&- 7>&- 8>&- 9>&- && read -r result <&4 && exit "$result"; } &
    waiter=$!
    (
        read -r between _ </proc/self/stat
        (
            kill -s KILL "$between"
            # shellcheck disable=SC2086 # words
            trap : $signals # they are for the watchdog
            exec 4<&- 5>&- 6<&- 8>&-
            (
                read -r child _ </proc/self/stat
                echo "$child" >&7
                become "$@"
            )
            echo "$?" >&9
        )
        :
    )
    exec 4<&- 7>&- 9>&-
    signalled=1
    while [ -n "$signalled" ] && signalled='' && ! read -r child <&6; do :; done
    exec 6<&-
    [ -n "$child" ]
}

forward() { # SIGNAL
    if [ -n "$child" ]; then kill -s "$1" "$child"; else waiting=$1; fi
}

# Runs the recorder. If it ends in any way other than an orderly stop, cleans up; the function then continues untraced.
keep_recorder() { # PID OF THE AGENT
    run_recorder "$1" &
    wait $!
    [ -e "$dir/stopping" ] && [ -e "$dir/finished" ] && return
    [ -e "$dir/finished" ] || log "not tracing any more: the recorder was stopped from outside"
    rm -f "$dir/armed"
    true >"$dir/refused"
    [ ! -s "$dir/perf.pid" ] || kill -9 "$(cat "$dir/perf.pid")"
    comes 30 1 rm -rf "$dir" # processes that still write there end soon
}

# Waits for the last recording for at most five seconds, then deletes all files of the agent.
recorder_is_done() { [ -e "$dir/finished" ] || [ ! -d "$dir" ]; }
end_recorder() {
    echo stop >&8 &
    comes 100 0.05 recorder_is_done || { end_tree "$recorder" && once late "the last recording took too long; it is dropped"; }
    wait "$recorder" 2>/dev/null
    (cd "$dir" 2>/dev/null && forget_maps) # a recorder that was killed has not done so
    rm -rf "$dir"
}
end_tree() { # PID
    kill -s STOP "$1" 2>/dev/null
    below=$(cat "/proc/$1/task/$1/children" 2>/dev/null)
    for each in $below; do (end_tree "$each"); done
    kill -s KILL "$1" 2>/dev/null
}

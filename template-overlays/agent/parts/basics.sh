version=1
cgroup=${FAAS_TRACE_CGROUP:-/sys/fs/cgroup} # only tests set another one
signals='TERM INT HUP QUIT USR1 USR2 WINCH CONT'
# Descriptor 3 is the container's log. The agent's own standard error is discarded: a shell prints errors by itself when a
# disk is full, and these must not appear among the function's lines.
log() { echo "faas-trace: $*" >&3; }
once() { # KEY MESSAGE: logs it once for all processes of this agent
    [ -e "$dir/said.$1" ] && return
    true >"$dir/said.$1"
    shift
    log "$@"
}
later() { # SECONDS LINE...: sends the line as an event after that time
    {
        nap=$1
        shift
        event=$*
        trap 'echo "$event" >&8' EXIT # so it is also sent if no more processes can be started
        sleep "$nap"
    } 3>&- 9>&- &
}

uptime() { read -r now _ </proc/uptime && up=${now%.*}; }

comes() { # LOOKS SECONDS COMMAND...: retries the command every SECONDS until it succeeds; false if LOOKS retries fail
    looks=$1 nap=$2
    shift 2
    until "$@"; do
        [ "$looks" -gt 0 ] || return
        looks=$((looks - 1))
        sleep "$nap"
    done
}

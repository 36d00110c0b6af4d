version=1
cgroup=${FAAS_TRACE_CGROUP:-/sys/fs/cgroup} # only tests say another
signals='TERM INT HUP QUIT USR1 USR2 WINCH CONT'
# Descriptor 3 is the container's log. The agent's own standard error goes nowhere: a shell complains by itself when a
# disk is full, and that must not stand among the function's lines.
log() { echo "faas-trace: $*" >&3; }
once() { # KEY MESSAGE: over all processes of this agent
    [ -e "$dir/said.$1" ] && return
    true >"$dir/said.$1"
    shift
    log "$@"
}
later() { # SECONDS LINE...: an event of our own
    {
        sleep "$1"
        shift
        echo "$*" >&8
    } 3>&- 9>&- &
}

uptime() { read -r now _ </proc/uptime && up=${now%.*}; }

comes() { # LOOKS SECONDS COMMAND...: waits until it is true; false if it still isn't after so many looks
    looks=$1 nap=$2
    shift 2
    until "$@"; do
        [ "$looks" -gt 0 ] || return
        looks=$((looks - 1))
        sleep "$nap"
    done
}

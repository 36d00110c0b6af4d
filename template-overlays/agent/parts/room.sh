# ---------------------------------------------------------------------------------------------- room
# The agent's folder, and how much may be stored there.

work_dir() {
    base=${FAAS_TRACE_DIR:-${TMPDIR:-/tmp}}
    dir=$(mktemp -d "$base/faas-trace.XXXXXX" 2>/dev/null) &&
        mkfifo "$dir/events" "$dir/control" "$dir/life" "$dir/launched" "$dir/exit" "$dir/symbols" 2>/dev/null &&
        mkdir "$dir/calls" "$dir/spool" "$dir/done" 2>/dev/null && echo room 2>/dev/null >"$dir/room" && rm "$dir/room" &&
        { read -r run </proc/sys/kernel/random/uuid || run=$(uname -n)-$(date +%s)-$$; } 2>/dev/null &&
        export FAAS_TRACE_DIR="$dir" && return
    is='is not writable or is full'
    [ -d "$base" ] || is='is not a folder'
    log "not tracing: $base $is; mount a writable folder there or set TMPDIR or FAAS_TRACE_DIR"
    [ -z "$dir" ] || rm -rf "$dir"
    return 1
}

# Sets `most`, the kilobytes that the agent's files may take. The limit is lower if the folder has little space, or if the
# container has little memory, because the folder may be in memory.
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

# Prints how many more kilobytes the container can use before it reaches its memory limit. Prints nothing if there is no limit.
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

# ---------------------------------------------------------------------------------------------- maps of names
# A runtime with a compiler appends a line to /tmp/perf-PID.map for each function that it compiles, and never removes one.
# A function that compiles all the time would fill the disk. So a map that has grown too large is cleaned up: the runtime
# continues to write to its file, now called /tmp/perf-PID.map.old, and the lines that are still valid go into a new file,
# which perf reads. The part that was copied is freed on disk. Later lines are copied before perf looks names up.
# The file map.PID says how much of the old file was copied, and how large the old file was at the last clean-up.

cleaner='' # the process that cleans up

map_size() { stat -c %s "$1" 2>/dev/null || echo 0; }

# Sets pid, old, copied and since, and the size of the file that the runtime writes to.
whose_map() { # MAP
    pid=${1#/tmp/perf-} old=$1.old copied=0 since=0
    pid=${pid%.map}
    case $pid in *[!0-9]*) return 1 ;; esac
    if [ -s "map.$pid" ] && [ -e "$old" ]; then read -r copied since <"map.$pid"; else old=$1; fi
    [ -f "$old" ] && [ ! -L "$old" ] && [ -O "$old" ] || return
    size=$(map_size "$old")
    # After the file was emptied, some runtimes start again at its beginning, and others continue at their old position.
    if [ "$size" -gt 0 ] && [ "$size" -lt "$copied" ]; then copied=0 since=0; fi
}

map_grown() { # MAP
    pid=${1#/tmp/perf-}
    [ -d "/proc/${pid%.map}" ] && whose_map "$1" && [ $(((size - since) / 1024)) -ge $((most / 4)) ] && is_ours "$pid"
}

# Whether this agent started the process. If containers or functions share /tmp, each agent handles only its own maps.
is_ours() { # PID
    tr '\0' '\n' <"/proc/$1/environ" | grep -qxF "FAAS_TRACE_DIR=$dir"
}

maps_grown() {
    for map in /tmp/perf-[0-9]*.map; do
        ! map_grown "$map" || return 0
    done
    return 1
}

copy_map() { # MAP: adds what the runtime has written since the last copy
    whose_map "$1" && [ "$size" -gt "$copied" ] || return 0
    # Neither dd nor tail reads the skipped part. Freed parts of the file read as zeros.
    dd if="$old" bs=4096 skip=$((copied / 4096)) 2>/dev/null | tail -c +$((copied % 4096 + 1)) |
        head -c $((size - copied)) | tr -d '\0' >>"$1" && echo "$size $since" >"map.$pid"
}

clean_map() { # MAP
    if whose_map "$1" && [ "$old" = "$1" ]; then
        is_open "$1" || return # otherwise it doesn't grow
        # Noted before the file exists, so that forget_maps deletes the file even if this is stopped half-way.
        echo '0 0' >"map.$pid"
        if ! { cp "$1" map.new && ln "$1" "$1.old" && mv map.new "$1"; }; then
            rm -f "$1.old" "map.$pid"
            return
        fi
        size=$(map_size "$1")
        echo "$size $size" >"map.$pid"
    fi
    copy_map "$1"
    echo "$size $size" >"map.$pid"
    keep_latest "$1" "/proc/$pid/maps"
    copy_map "$1"
    # If fallocate can't free that part, lines that are written at this moment are lost.
    fallocate -p -l "$size" "$1.old" 2>/dev/null || {
        copy_map "$1"
        true >"$1.old"
    }
}

keep_latest() { # MAP RANGES: leaves out the lines of code that is in none of these ranges of memory, or that was overwritten
    LC_ALL=C nice -n 10 awk "$awk_executable" "$2" "$1" >map.true && [ -s map.true ] &&
        LC_ALL=C nice -n 10 sort map.true >map.sorted &&
        LC_ALL=C nice -n 10 awk "$awk_latest" map.sorted >map.new && mv map.new "$1"
    rm -f map.true map.sorted
}

# Updates the maps before perf looks names up. If code has the address of older code that no longer exists, perf may take the older
# name. So maps are cleaned up even if they are small.
refresh_maps() {
    for map in /tmp/perf-[0-9]*.map; do
        pid=${map#/tmp/perf-}
        pid=${pid%.map}
        # Others may have left many maps here, so this first looks for a reason to start a process.
        case " $target $workers " in *" $pid "*) ours=1 ;; *) ours='' ;; esac
        if [ -d "/proc/$pid" ]; then
            ! whose_map "$map" || [ "$size" -le "$since" ] || ! is_ours "$pid" || clean_map "$map"
        elif [ -s "map.$pid" ] || [ -n "$ours" ]; then
            whose_map "$map" || continue
            [ ! -s "map.$pid" ] || copy_map "$map"
            [ -z "$ours" ] || { echo '0-ffffffffffffffff x' >ranges && keep_latest "$map" ranges; }
        fi
    done
}

is_open() { # MAP
    # shellcheck disable=SC3013 # dash, ash and bash have -ef
    for file in /proc/"$pid"/fd/*; do
        [ ! "$file" -ef "$1" ] || return 0
    done
    return 1
}

clean_maps() {
    for map in /tmp/perf-[0-9]*.map; do
        ! map_grown "$map" || clean_map "$map"
    done
    forget_maps
}

# The last recording is more important than another clean-up of a map.
stop_cleaning() {
    [ -z "$cleaner" ] || end_tree "$cleaner"
    [ -z "$cleaner" ] || busy='' cleaner=''
}

forget_maps() { # of processes that have ended, zombies included
    for map in map.[0-9]*; do
        if [ ! -d "/proc/${map#map.}" ] || grep -q '^State:.[ZX]' "/proc/${map#map.}/status"; then
            rm -f "$map" "/tmp/perf-${map#map.}.map.old"
        fi
    done
} 2>/dev/null

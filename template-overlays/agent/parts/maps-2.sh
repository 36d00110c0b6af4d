clean_map() { # MAP
    if whose_map "$1" && [ "$old" = "$1" ]; then
        is_open "$1" || return # else it doesn't grow
        # Noted before the file is there, so that it goes with its process even if this is stopped half-way.
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
    LC_ALL=C nice -n 10 awk "$executable" "/proc/$pid/maps" "$1" >map.true && [ -s map.true ] &&
        LC_ALL=C nice -n 10 sort map.true >map.sorted &&
        LC_ALL=C nice -n 10 awk "$latest" map.sorted >map.new && mv map.new "$1"
    rm -f map.true map.sorted
    copy_map "$1"
    # Without a fallocate that can do so, what is written in this instant is lost.
    fallocate -p -l "$size" "$1.old" 2>/dev/null || {
        copy_map "$1"
        true >"$1.old"
    }
}

# Before perf looks names up.
refresh_maps() {
    for map in /tmp/perf-[0-9]*.map; do
        if map_grown "$map"; then
            clean_map "$map"
        elif pid=${map#/tmp/perf-} && [ -s "map.${pid%.map}" ] && whose_map "$map" && [ "$size" -gt "$copied" ]; then
            if [ -d "/proc/$pid" ]; then clean_map "$map"; else copy_map "$map"; fi
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

# The last recording has more to say than a map that is cleaned up once more.
stop_cleaning() {
    [ -z "$cleaner" ] || end_tree "$cleaner"
    [ -z "$cleaner" ] || busy='' cleaner=''
}

forget_maps() { # of processes that have ended, even if nobody has asked for their exit code yet
    for map in map.[0-9]*; do
        if [ ! -d "/proc/${map#map.}" ] || grep -q '^State:.[ZX]' "/proc/${map#map.}/status"; then
            rm -f "$map" "/tmp/perf-${map#map.}.map.old"
        fi
    done
} 2>/dev/null

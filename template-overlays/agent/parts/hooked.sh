# ---------------------------------------------------------------------------------------------- hooked
# A recording is open while sampling is on: from the first invocation to a pause or the window's end. Only then is it closed,
# for two reasons. While perf changes files, it is unresponsive for about 50 ms (it reads all of /proc/kallsyms). And
# symbolising each of many invocations separately would use up the CPU.

open=''  # whether a recording is open
polled_at=0              # when the last poll was
idle=0   # polls in a row in which no invocation began or ended
demanded_at=''           # when the first of the on-demand requests ended that are not in a trace yet
taken=0  # how many lines were read from the hooks' last file

begin_recording() {
    [ -z "$open" ] || return
    open=1 idle=0
    uptime && started=$up opened=$up polled_at=$up
    true >polled
    [ -n "$polling" ] || { polling=1 && later 0.5 poll; }
}

poll() {
    [ -n "$open" ] || { polling='' && return; }
    uptime && polled_at=$up
    # shellcheck disable=SC3013 # dash, ash and bash have it
    if [ invocations -nt polled ]; then
        idle=0
        true >polled
    else
        idle=$((idle + 1))
    fi
    if [ $((up - started)) -ge "$FAAS_TRACE_WINDOW" ]; then
        due=window
    elif [ $idle -ge 2 ]; then
        due=pause
    fi
    # If requests keep coming, the recording lasts until the window ends. So poll less often: each poll costs two processes.
    if [ $idle -eq 0 ] && [ $((up - started)) -ge 2 ]; then later 2 poll; else later 0.5 poll; fi
}

# A trace on demand arrives within five seconds, even if other invocations are always running.
demanded() {
    uptime
    demanded_at=${demanded_at:-$up}
    later 0.05 flush
}
overdue() {
    uptime
    [ -n "$demanded_at" ] && [ $((up - demanded_at)) -ge 2 ]
}

# Whether any invocation is running. If its process has ended, such as a worker of a server, it has no end line.
under_way() {
    [ -s invocations ] || return
    begun=$(awk '$1 == "begin" && !($2 "/" $3 in over) { begun[$2 "/" $3] = $4 }
        $1 == "end" { over[$2 "/" $3]; delete begun[$2 "/" $3] }
        END { for (b in begun) print begun[b] }' invocations)
    for pid in $begun; do
        [ ! -d "/proc/$pid" ] || return 0
    done
    return 1
}

# Ended invocations are collected before perf changes files, so that all their samples are in the file that ends.
close_recording() {
    if [ -n "$armed" ] && [ -z "$open" ]; then
        # Nothing was traced. If the file is large, it is deleted.
        [ "$due" != window ] || { rotate && rm -f done/*; }
        due='' demanded_at=''
        return
    fi
    case $due in
    window | gone) ;;
    *)
        if under_way && ! overdue; then
            due=''
            [ -z "$demanded_at" ] || later 1 flush
            return 1
        fi
        ;;
    esac
    due='' demanded_at=''
    take_lines
    [ ! -s under_way ] || cat under_way >>invocations
    if [ -n "$armed" ] && [ -n "$open" ]; then
        rotate
        if [ -s invocations ]; then
            uptime && started=$up
        else
            switch_off
        fi
    else
        rm -f on
        open=''
    fi
    make_trace_beside
}

take_lines() {
    true >ended
    true >under_way
    # A hook may have opened the file before it was last moved away, and written to it since.
    if [ -e lines ]; then mv lines late; else true >late; fi
    if [ -e invocations ]; then mv invocations lines; else true >lines; fi
    sleep 0.06 # hooks reopen the file every 50 ms
    awk -v seen="$taken" "$awk_context$awk_split" late lines
    read -r taken more <counts
    omitted=$((omitted + more))
    mv under_way begun
    true >under_way
    true >broken
    while read -r line; do
        # shellcheck disable=SC2086 # words
        set -- $line
        if [ -d "/proc/$4" ]; then echo "$line" >>under_way; else echo "$line" >>broken; fi
    done <begun
}

# While sampling is being switched off, an invocation may begin whose hook still sees sampling on. So this checks again.
switch_off() {
    rm -f on
    [ "$FAAS_TRACE_SAMPLE" = all ] || echo 'disable cpu-clock:u' >&9
    [ -z "$demand_event" ] || echo 'disable demand' >&9 # in case a hook failed to do so
    open=''
    begun_unheard
    later 0.1 check
}
begun_unheard() {
    [ -z "$open" ] && [ -n "$armed" ] && [ -s invocations ] || return
    true >on
    echo 'enable cpu-clock:u' >&9
    if [ -n "$demand_event" ] && grep -q '^begin .* demand=1$' invocations; then echo 'enable demand' >&9; fi
    begin_recording
}

# ---------------------------------------------------------------------------------------------- forked
# Each traced request leaves a mark, calls/PID, before its process becomes the function. The request has ended when its
# process has ended.

live='' active=0            # whether traced requests are running
activity=0 flushing=''      # counts their changes; its value when the last wait for a pause began
quiet=''                    # whether that pause has begun

scan() {
    live='' over=''
    for mark in calls/*; do
        [ -e "$mark" ] || break
        pid=${mark#calls/}
        if ! read -r id up demand parent <"$mark"; then
            live=1
        elif [ "$id" = - ]; then
            omitted=$((omitted + 1)) over="$over $mark"
        elif [ -d "/proc/$pid" ]; then
            live=1
            started=${started:-$up}
        else
            started=${started:-$up}
            echo "$pid $id $up $demand $parent" >>pending
            over="$over $mark"
        fi
    done
    # shellcheck disable=SC2086 # these names are digits
    [ -z "$over" ] || rm -f $over
    active=${live:-0} opened=${started:-$opened}
    [ -z "$live$over" ] || activity=$((activity + 1)) quiet=''
    [ -n "$live" ] || [ ! -s pending ] || [ -n "$quiet" ] || settle "${demand:-0}"
    if [ -n "$live" ] && [ -z "$polling" ]; then
        polling=1
        later 0.05 poll
    fi
}

settle() { # ON DEMAND
    [ -z "$flushing" ] || return 0
    flushing=$activity
    pause=0.5
    [ "$1" != 1 ] || pause=0.05
    later $pause flush
}

flush() {
    seen=$flushing flushing=''
    if [ "$seen" = "$activity" ]; then
        quiet=1
    elif [ "$active" = 0 ]; then
        settle 0
    fi
}

# A process loses its maps if perf changes files while it runs. So files change only while no traced process runs, and a
# process that starts meanwhile is left out.
close_between_calls() {
    true >rotating
    scan
    if [ -n "$live" ]; then
        # If there is never a gap between requests, `rotating` stays. Then no new request is traced until the running ones end.
        uptime
        [ $((up - ${started:-$up})) -gt $((FAAS_TRACE_WINDOW + 2)) ] || rm -f rotating
        return 1
    fi
    if [ -n "$armed" ]; then
        [ ! -e dense ] || echo 'disable demand' >&9
        [ "$FAAS_TRACE_SAMPLE" = all ] || echo 'disable cpu-clock:u' >&9
        rotate
    fi
    rm -f on dense
    rm -f rotating
    due='' quiet='' started=''
    true >taken
    [ ! -e pending ] || mv pending taken
    make_trace_beside
}

# ---- Of both.

tick() {
    rm -f stamp.*.* unheard
    if [ -n "$armed" ]; then
        if ! perf_alive; then
            gone
        else
            [ -e armed ] || say_armed
            look_for_stale
        fi
    fi
    true >perf.log # it gets a line or two for each recording
    uptime
    size=0
    [ ! -e rec.data ] || size=$(wc -c <rec.data)
    [ "$size" -lt $((most * 512)) ] || due=${due:-window}
    case $FAAS_TRACE_SAMPLE in
    *s) [ -z "$armed" ] || [ -e on ] || [ $((up - opened)) -lt $((${FAAS_TRACE_SAMPLE%s} - 1)) ] || echo 'enable cpu-clock:u' >&9 ;;
    esac
    if [ -n "$by_fork" ]; then
        [ -z "$started" ] || [ $((up - started)) -lt "$FAAS_TRACE_WINDOW" ] || due=${due:-window}
        if [ "$size" -ge $((most * 2048)) ]; then
            echo 'disable cpu-clock:u' >&9
            once size "a call runs too long to be recorded to its end"
        fi
    fi
    [ -n "$uploading" ] || send
    if [ -z "$busy" ] && maps_grown; then
        busy=1
        { clean_maps; echo cleaned >&8; } 9>&- &
        cleaner=$!
    fi
}

# What to do next, after each event; false ends the recorder.
advance() {
    [ -z "$busy" ] || return 0
    if [ -n "$stopping" ]; then
        ! perf_alive && [ -z "$uploading" ] || return 0
        last_words
        return 1
    fi
    if [ -n "$by_fork" ]; then
        if [ -n "$due" ] || { [ -s pending ] && [ -n "$quiet" ]; }; then close_between_calls; fi
        [ "$stale" -eq 0 ] || [ -n "$live" ] || [ -s pending ] || renew
    elif [ -n "$due" ]; then
        close_recording
    elif [ "$stale" -gt 0 ]; then
        renew
    fi
    [ -n "$uploading" ] || send
}

made() {
    busy=''
    read -r samples <sampled
    bound_spool
}

batch() {
    if [ -s omissions ]; then
        read -r before <omissions
        omitted=$((omitted + before))
    fi
    [ "$omitted" -eq 0 ] || echo "$omitted" >omissions
    omitted=0 serial=$((serial + 1))
}

send() {
    set -- spool/*.gz
    [ -e "$1" ] || return 0
    uploading=1
    { upload 10 3; echo uploaded >&8; } 9>&- &
}

last_words() {
    if [ -n "$by_fork" ]; then
        for mark in calls/*; do
            [ ! -e "$mark" ] || { read -r id up demand <"$mark" && [ "$id" != - ] && echo "${mark#calls/} $id $up $demand" >>pending; }
        done
        true >taken
        [ ! -e pending ] || mv pending taken
    else
        take_lines
    fi
    collect
    batch
    make_trace 1
    bound_spool
    [ ! -s head ] || log "left out because they have no samples: $(grep -c '^# faas-trace invocation' head) invocation(s)"
    upload 2 1 || log "left behind: $(find spool -name '*.gz' | wc -l) recording(s) the collector did not take"
}

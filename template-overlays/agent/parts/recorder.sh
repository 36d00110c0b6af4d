# ---------------------------------------------------------------------------------------------- recorder
# One loop reads one pipe: the hooks' lines, and what its own helpers report when they are done. It never waits for
# perf script or the network, so that the pipe doesn't fill up.

busy='' uploading=''     # the helper that is making a trace or cleaning up, and the helper that is sending traces
dead_busy='' dead_uploading='' # the helper that had ended without a report at the last tick
stopping='' due=''       # whether the function has ended, and why the recording must be closed
watchdog_pid='' polling=''
started='' opened=0      # when the current part of the recording began, and when the last recording began
serial=0                 # the serial number of the last trace

run_recorder() { # PID OF THE AGENT
    agent=$1
    cd "$dir" || return
    { echo 1000 >/proc/self/oom_score_adj; } # if memory runs out, the kernel kills the tracer first
    ticks &
    ticker=$!
    # Only the agent holds the other end. So reading ends when the agent ends, for whatever reason.
    { read -r _ <&4 || echo orphaned >&8; } 3>&- 9>&- &
    watcher=$!
    exec 4<&-
    check_perf
    bounds
    if [ -n "$windows" ]; then true >refused; elif [ -n "$by_fork" ]; then arm "$agent"; fi
    meta=$(write_meta)
    while read -r word one two three _ <&8; do
        case $word in
        start) arm_started "$one" ;;
        hello) hello "$one" "$two" "$three" ;;
        call) if [ -n "$by_fork" ]; then rm -f nudge && scan; else begin_recording; fi ;;
        demanded) demanded ;;
        flush) if [ -n "$by_fork" ]; then flush; else due=demand; fi ;;
        poll) if [ -n "$by_fork" ]; then polling='' && scan; else poll; fi ;;
        check) begun_unheard ;;
        child)
            watchdog_pid=$one
            # From here on, a perf that attaches to the agent would see only children that the agent starts later.
            [ -z "$by_fork" ] || target=$one
            if [ -n "$windows" ]; then record_windows; elif [ -n "$two" ]; then rearm "$one"; fi
            ;;
        made) made ;;
        cleaned) cleaned ;;
        uploaded) uploading='' ;;
        tick) tick ;;
        gone) gone ;;
        again) [ -n "$stopping$armed" ] || ! kill -0 "$target" || arm "$target" ;;
        stop) stop_cleaning && stopping=1 && true >stopping && { ! perf_alive || kill "$perf_pid"; } ;;
        orphaned) break ;;
        esac
        advance || break
    done
    kill "$ticker" "$watcher"
    ! perf_alive || kill -9 "$perf_pid"
    [ -z "$windower" ] || end_tree "$windower"
    stop_fingerprint
    forget_maps
    true >finished
}

# A recorder that has been silent for 15 seconds counts as dead. Without a recorder, perf's file and the hooks' file would
# grow without limit, so perf is killed. If the recorder becomes active again, it attaches perf again.
ticks() {
    exec 3>&- 9>&-
    trap 'kill $!; exit' TERM
    pace=5 silent=0
    [ "$FAAS_TRACE_WINDOW" -ge $pace ] || pace=$FAAS_TRACE_WINDOW
    while kill -0 "$agent" && [ -e events ]; do # otherwise somebody has deleted the agent's folder
        sleep "$pace" &
        wait $!
        if [ ! -e unheard ]; then
            silent=0
            true >unheard
            echo tick >&8
        elif silent=$((silent + pace)) && [ $silent -ge 15 ]; then
            rm -f armed
            [ ! -s perf.pid ] || kill -9 "$(cat perf.pid)"
            rm -f perf.pid
        fi
    done
    echo orphaned >&8
}

arm_started() { # PID
    case $1 in '' | *[!0-9]*) return ;; esac
    [ -n "$windows" ] || perf_alive || arm "$1"
}

# Usually perf is already attached, and follows all processes that the target starts, such as the workers of a server.
hello() { # PID LANGUAGE VERSION
    case $1 in '' | *[!0-9]*) return ;; esac
    [ -z "$windows" ] || return
    place=$1
    if [ -n "$target" ] && [ "$1" != "$target" ]; then
        if descends "$1"; then
            place=$target
            include "$1"
        elif perf_alive; then
            [ -z "$language" ] || { once second "process $1 is not traced: it was not started by process $target, which is traced" && return; }
            detach
        fi
    fi
    perf_alive || arm "$place"
    [ "$place" = "$1" ] || true >"followed.$1"
    [ "$language $runtime" = "$2 $3" ] || { language=$2 runtime=$3 && meta=$(write_meta); }
}

# Whether the target is an ancestor of the process. Sets `born`: when the process was started, in hundredths of a second.
descends() { # PID
    ancestor=$1 born=''
    while [ "$ancestor" -gt 1 ]; do
        [ "$ancestor" != "$target" ] || return 0
        read -r stat <"/proc/$ancestor/stat" || return
        # The name of a process can contain spaces and parentheses.
        # shellcheck disable=SC2086 # words
        set -- ${stat##*) }
        ancestor=$2 born=${born:-${20}}
    done
    return 1
}

# perf follows what the target starts later. For older workers, perf is attached again, to all of the target's descendants.
include() { # PID, for which `born` is set
    case " $workers " in *" $1 "*) return ;; esac
    if ! perf_alive || [ "$born" -gt "$attached_at" ]; then
        workers="$workers $1"
    else
        workers=$(tree "$target" | tr , ' ')
        workers=${workers#"$target"}
        detach
    fi
}

forget_workers() { # that have ended
    alive=''
    for each in $workers; do
        if [ -d "/proc/$each" ]; then alive="$alive $each"; else rm -f "followed.$each"; fi
    done
    workers=$alive
}

rearm() { # PID: perf was attached too late to see the agent's own children, so it is attached to the watchdog
    ! perf_alive || detach
    [ -e refused ] || arm "$1"
}

gone() {
    if [ "$ignore_gone" -gt 0 ]; then
        ignore_gone=$((ignore_gone - 1))
        return
    fi
    armed='' due=gone
    begin_gap
    collect
    [ ! -s rec.data ] || mv rec.data done/broken # perf was killed: its file can't be read and counts as left out
    [ -z "$stopping" ] && kill -0 "$target" || return
    ! uptime || [ $((up * 100 - attached_at)) -lt 6000 ] || again=0
    ! grep -q 'size limit reached' perf.log || overflowed
    again=$((again + 1))
    if [ $again -gt 5 ]; then
        once again "not tracing for now: perf keeps exiting: $(grep -v '^\[ perf record' perf.log | tail -n 1 | cut -c1-160)"
        later 60 again
    else
        later 1 again
    fi
}

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
    true >perf.log # otherwise they grow by a line or two for each recording
    true >acks
    uptime
    forget_workers
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
            once size "an invocation runs too long to be recorded to its end"
        fi
    fi
    [ -z "$open" ] || [ $((up - polled_at)) -lt 10 ] || later 0.5 poll # the helper that waits for the next poll was killed
    look_for_dead
    [ -n "$uploading" ] || send
    if [ -z "$busy" ] && maps_grown; then
        { trap 'echo cleaned >&8' EXIT; clean_maps; } 9>&- &
        cleaner=$!
        busy=$cleaner
    fi
}

# A helper that was killed reports nothing. The report of one that has just ended may still be unread, so this waits for the
# second tick.
look_for_dead() {
    if [ -z "$busy" ] || kill -0 "$busy"; then
        dead_busy=''
    elif [ "$dead_busy" = "$busy" ]; then
        if [ -n "$cleaner" ]; then cleaned; else made; fi
    else
        dead_busy=$busy
    fi
    if [ -z "$uploading" ] || kill -0 "$uploading"; then
        dead_uploading=''
    elif [ "$dead_uploading" = "$uploading" ]; then
        uploading=''
    else
        dead_uploading=$uploading
    fi
}

cleaned() {
    [ "$busy" != "$cleaner" ] || busy=''
    cleaner=''
}

# Decides after each event what to do next. False ends the recorder.
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
    if [ -s sampled ]; then
        read -r samples <sampled
    else # the helper has not reached its end
        drop_recording
        samples=0
    fi
    bound_spool
}

make_trace_beside() {
    batch
    rm -f sampled
    compute_version
    { trap 'echo made >&8' EXIT; make_trace; } 9>&- &
    busy=$!
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
    { trap 'echo uploaded >&8' EXIT; upload 10 3; } 9>&- &
    uploading=$!
}

last_words() {
    if [ -n "$by_fork" ]; then
        for mark in calls/*; do
            [ ! -e "$mark" ] || { read -r id up demand parent <"$mark" && [ "$id" != - ] && echo "${mark#calls/} $id $up $demand $parent" >>pending; }
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
    upload 2 1 || log "left behind: $(find spool -name '*.gz' | wc -l) recording(s) that the collector did not accept"
}

# ---------------------------------------------------------------------------------------------- recorder
# One loop reads one pipe: the hooks' lines, and what its own helpers report when they are done. It never waits for
# perf script or the network, so that the pipe doesn't fill up.

recorder() { # PID OF THE AGENT
    agent=$1
    cd "$dir" || return
    { echo 1000 >/proc/self/oom_score_adj; } # the tracer dies before the function, however small it is
    busy='' uploading='' watchdog_pid='' windowed='' stopping='' armed='' target='' polling='' flushing='' quiet='' open='' due=''
    started='' opened=0 active=0 omitted=0 taken=0 activity=0 idle=0 serial=0 samples=0 ignore_gone=0 again=0 language='' runtime=''
    windower='' threads='' young='' stale=0 live='' cleaner=''
    ticks &
    ticker=$!
    # The agent alone holds the other end: reading ends when it does, however that comes.
    { read -r _ <&4 || echo orphaned >&8; } 3>&- 9>&- &
    watcher=$!
    exec 4<&-
    check_perf
    bounds
    if [ -n "$windows" ]; then true >refused; elif [ -n "$by_fork" ]; then arm "$agent"; fi
    meta=$(write_meta)
    while read -r word one two three _ <&8; do
        case $word in
        start) start "$one" ;;
        hello) hello "$one" "$two" "$three" ;;
        call) if [ -n "$by_fork" ]; then rm -f nudge && scan; else opened; fi ;;
        demanded) later 0.05 flush ;;
        flush) if [ -n "$by_fork" ]; then flush; else due=demand; fi ;;
        poll) if [ -n "$by_fork" ]; then polling='' && scan; else poll; fi ;;
        check) begun_unheard ;;
        child)
            watchdog_pid=$one
            # From here on, a perf on the agent would see only those children of the agent that are yet to come.
            [ -z "$by_fork" ] || target=$one
            if [ -n "$windows" ]; then windows; elif [ -n "$two" ]; then rearm "$one"; fi
            ;;
        made) made ;;
        cleaned) busy='' cleaner='' ;;
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
    forget_maps
    true >finished
}

# A recorder that has not answered for 15 seconds is as good as dead: without it perf's file and the hooks' would grow and
# grow. Should it come back, it starts over.
ticks() {
    exec 3>&- 9>&-
    trap 'kill $!; exit' TERM
    pace=5 silent=0
    [ "$FAAS_TRACE_WINDOW" -ge $pace ] || pace=$FAAS_TRACE_WINDOW
    while kill -0 "$agent" && [ -e events ]; do # else somebody cleared our folder away
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

start() { # PID
    case $1 in '' | *[!0-9]*) return ;; esac
    [ -n "$windows" ] || perf_alive || arm "$1"
}

# Mostly perf is there already. It goes elsewhere where what serves is a child of what was started.
hello() { # PID LANGUAGE VERSION
    case $1 in '' | *[!0-9]*) return ;; esac
    [ -z "$windows" ] || return
    if perf_alive && [ "$1" != "$target" ]; then
        [ -z "$language" ] || { once second "process $1 is not traced: only the first ($target) of the function is" && return; }
        detach
    fi
    language=$2 runtime=$3
    perf_alive || arm "$1"
    meta=$(write_meta)
}

rearm() { # PID: perf came too late for the agent's own children, so it goes to the watchdog
    ! perf_alive || detach
    [ -e refused ] || arm "$1"
}

gone() {
    if [ "$ignore_gone" -gt 0 ]; then
        ignore_gone=$((ignore_gone - 1))
        return
    fi
    armed='' due=gone
    collect
    [ ! -s rec.data ] || mv rec.data done/broken # it was killed: this can't be read, and what was in it counts as left out
    [ -z "$stopping" ] && kill -0 "$target" || return
    again=$((again + 1))
    if [ $again -gt 5 ]; then
        once again "not tracing for now: perf keeps ending: $(grep -v '^\[ perf record' perf.log | tail -n 1 | cut -c1-160)"
        later 60 again
    else
        later 1 again
    fi
}

uptime() { read -r now _ </proc/uptime && up=${now%.*}; }

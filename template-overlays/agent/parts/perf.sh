# ---------------------------------------------------------------------------------------------- perf
armed='' target=''      # the process that perf is attached to, and the one it should be
threads='' young=''     # that process's threads that perf was told of, and those that have come since
stale=0                 # how often one of these was seen to have ended
ignore_gone=0 again=0   # ends of perf that are our own doing, and how many were not

# perf attaches to a list of threads. It misses a thread that is born while it attaches, and all threads that this one
# starts (a server's pool of workers, say). If such a thread stays, perf is started again; threads that live for one request
# don't stay. A thread that ends before perf reaches it makes the whole attempt fail, so the next list holds only threads
# that were there before.
arm() { # PID [THREADS]
    target=$1 rounds=0 seen=${2-}
    while [ $rounds -lt 8 ]; do
        rounds=$((rounds + 1))
        list_threads
        attach
        case $? in
        0)
            if [ $rounds -ge 5 ] || [ -n "${2-}" ] || ! newcomers; then
                armed=$target stale=0
                rm -f "$dir/on" "$dir/refused"
                printf %s "$notes" >&3
                notes=''
                say_armed
                return
            fi
            detach
            ;;
        2) kill -0 "$1" 2>/dev/null || return 1 ;;
        *) break ;;
        esac
    done
    explain
    return 1
}

say_armed() { echo "$target cpu-clock:u" >"$dir/armed.new" && mv "$dir/armed.new" "$dir/armed"; }

list_threads() {
    threads='' there=' '
    for task in /proc/"$target"/task/*; do
        [ -d "$task" ] || continue
        task=${task##*/}
        there="$there$task "
        case $seen in '' | *" $task "*) threads="$threads,$task" ;; esac
    done
    threads=${threads#,} seen=$there
}

find_young() { # threads that perf was not told of
    young=''
    for task in /proc/"$target"/task/*; do
        case ,$threads, in *",${task##*/},"*) ;; *) young="$young $task" ;; esac
    done
}

newcomers() {
    find_young
    [ -n "$young" ] || return 1
    sleep 0.05
    stayed=''
    for task in $young; do
        [ ! -e "$task" ] || stayed="$stayed${task##*/} "
    done
    seen=$seen$stayed
    [ -n "$stayed" ]
}

# To switch sampling on takes perf up to some milliseconds: it goes to each processor, and waits there for its turn. So it is
# on before a call comes that will be traced, where that can be known.
resting() {
    case $FAAS_TRACE_SAMPLE in all | *s) echo enable ;; *) echo disable ;; esac
}

# Once a thread that perf attached to has ended, its poll returns at once for ever after, and it takes a whole CPU. Then it
# is started anew, on the threads that have shown that they last (those of a thread per request don't); the others are
# looked for again at the next tick. What these threads start is followed in any case.
look_for_stale() {
    IFS=, ended=''
    for task in $threads; do [ -d "/proc/$armed/task/$task" ] || ended=1; done
    unset IFS
    for task in $young; do [ ! -d "$task" ] || ended=1; done
    [ -z "$ended" ] || stale=$((stale + 1))
}

# Calls that are under way lose samples by that: it waits for a pause, but not for ever.
renew() {
    if [ -n "$by_fork" ]; then
        # A call under way would lose its maps; one that begins before perf is back is not traced.
        true >rotating
        scan
        if [ -n "$live" ] || [ -s pending ]; then rm -f rotating && return; fi
    else
        [ "$stale" -ge 2 ] || ! under_way || return
    fi
    if [ -n "$open" ] || [ -s invocations ]; then
        open=1 due=window
        close_recording
    fi
    detach
    open='' stale=0 young=''
    if ! kill -0 "$target" || ! arm "$target" "$(lasting)"; then rm -f rotating && return; fi
    find_young
    if [ -n "$by_fork" ]; then rm -f rotating; else begun_unheard; fi
}

lasting() { # the target's threads older than three seconds
    uptime
    cat /proc/"$target"/task/*/stat | awk -v now="$up" '
        { id = $1; sub(/.*\) /, ""); if (now - $20 / 100 >= 3) list = list " " id }
        END { if (list != "") print list " " }'
}

detach() {
    armed=''
    rm -f "$dir/armed"
    ignore_gone=$((ignore_gone + 1))
    kill -9 "$perf_pid" 2>/dev/null
    wait "$keeper" # it would take the next one's marks away
    drain_control
}

# Ring buffers are budgeted per user id on the whole node, so it starts small and tries smaller.
# Not with -q, which hides most reasons for which perf may end, too.
# -D -1 starts silent, yet follows mmap, fork and exit from the start, without which frames have no names.
attach() { # 2 if something ended before perf reached it
    true >"$dir/perf.log"
    [ -n "$threads" ] || return 2
    for pages in 16 4 1; do
        rm -f "$dir/ack" "$dir/drain.pid" "$dir/perf.pid" "$dir/perf.log" "$dir"/rec.data* # what a perf left that never ran
        mkfifo "$dir/ack" || return 1
        # Opened before perf starts: its end is to be told even where the folder has gone meanwhile.
        exec 6<>"$dir/ack"
        {
            "$perf" record -D -1 --control "fifo:$dir/control,$dir/ack" -k CLOCK_MONOTONIC -e cpu-clock:u \
                -F "$FAAS_TRACE_FREQUENCY" --call-graph fp -m $pages --all-user -B -N --no-bpf-event --sample-cpu \
                --switch-output=signal -o "$dir/rec.data" -t "$threads" --inherit </dev/null >>"$dir/perf.log" 2>&1 6>&- 8>&- 9>&- &
            echo $! >"$dir/perf.pid"
            wait $!
            echo "exit $?" >&6
            [ ! -e "$dir/drain.pid" ] || kill "$(cat "$dir/drain.pid")"
            rm -f "$dir/armed"
            echo gone >&8
        } 3>&- &
        keeper=$!
        # The tracking event stays on from here on; only the samples are switched.
        echo enable >&9
        echo "$(resting) cpu-clock:u" >&9
        read -r answer <&6
        [ "$answer" != ack ] || read -r answer <&6
        if [ "$answer" = ack ]; then
            read -r perf_pid <"$dir/perf.pid"
            # perf answers each command, and complains when nobody reads the answers.
            cat <"$dir/ack" >/dev/null 3>&- 6>&- 8>&- 9>&- & # ends with perf
            echo $! >"$dir/drain.pid"
            exec 6<&-
            return
        fi
        exec 6<&-
        ignore_gone=$((ignore_gone + 1))
        drain_control
        case $(cat "$dir/perf.log") in
        *mmap* | *"mapping pages"*) ;;
        '' | *"No such process"*) return 2 ;;
        *) return 1 ;;
        esac
    done
    return 1
}

# What was written for a perf that did not start would be taken by the next one.
drain_control() {
    echo end >&9
    while read -r line <&9 && [ "$line" != end ]; do :; done
}

perf_alive() { [ -n "$armed" ] && kill -0 "$perf_pid" 2>/dev/null; }

# Ends the current file; the finished ones become $dir/done/*.
rotate() {
    kill -USR2 "$perf_pid" 2>/dev/null || return
    tries=0
    until finished; do
        tries=$((tries + 1))
        if [ $tries -ge 300 ] || [ ! -e "$dir/events" ]; then
            once rotate "perf does not finish its file; it is started anew"
            kill -9 "$perf_pid"
            return 1
        fi
        [ $tries -lt 60 ] || sleep 0.01
    done
    collect
}
finished() {
    for file in "$dir"/rec.data.*; do
        [ ! -e "$file" ] || return 0
    done
    return 1
}
collect() {
    for file in "$dir"/rec.data.*; do
        [ ! -e "$file" ] || mv "$file" "$dir/done/"
    done
}

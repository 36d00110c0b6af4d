# ---------------------------------------------------------------------------------------------- perf
armed='' target=''      # the process that perf is attached to, and the one that it should be attached to
workers=''              # its descendants that serve requests; perf follows them, or is attached to them too
attached_at=0           # when perf was attached last, in hundredths of a second since the machine started
gap=''                  # since when perf has been detached, if it was attached before
threads='' young=''     # the threads of that process that perf is attached to, and the threads that were started since
stale=0                 # how often such a thread was found to have ended
ignore_gone=0 again=0   # how many exits of perf the agent has caused, and how many it has not

# perf attaches to a list of threads. It misses a thread that is created while it attaches, and all threads that such a
# thread starts (for example a server's pool of workers). If the missed thread stays, perf is restarted; threads that live
# for one request don't stay. If a thread ends before perf reaches it, the whole attempt fails. So the next list contains
# only threads that were already in the previous list.
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
                end_gap
                rm -f "$dir/on" "$dir/dense" "$dir/refused"
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
    for task in $(tasks); do
        there="$there$task "
        case $seen in '' | *" $task "*) threads="$threads,$task" ;; esac
    done
    threads=${threads#,} seen=$there
}

tasks() { # the threads of the target and its workers
    for each in $target $workers; do
        for task in /proc/"$each"/task/*; do
            [ ! -d "$task" ] || echo "${task##*/}"
        done
    done
}

find_young() { # threads that are not in perf's list
    young=''
    for task in $(tasks); do
        case ,$threads, in *",$task,"*) ;; *) young="$young $task" ;; esac
    done
}

newcomers() {
    find_young
    [ -n "$young" ] || return 1
    sleep 0.05
    stayed=''
    for task in $young; do
        [ ! -d "/proc/$task" ] || stayed="$stayed$task "
    done
    seen=$seen$stayed
    [ -n "$stayed" ]
}

# Switching sampling on takes perf up to a few milliseconds, because perf moves to each processor and waits to be scheduled.
# So if it is known that the next request will be traced, sampling is switched on before the request arrives.
resting() {
    case $FAAS_TRACE_SAMPLE in all | *s) echo enable ;; *) echo disable ;; esac
}

# After a thread that perf is attached to has ended, perf's poll always returns at once, and perf uses a whole CPU. So perf
# is restarted on the threads that have proved to last (with a thread per request, these don't). The others are checked
# again at the next tick. Threads that these threads start are followed in any case.
look_for_stale() {
    IFS=, ended=''
    for task in $threads; do [ -d "/proc/$task" ] || ended=1; done
    unset IFS
    for task in $young; do [ ! -d "/proc/$task" ] || ended=1; done
    [ -z "$ended" ] || stale=$((stale + 1))
}

# Restarting perf loses samples of running invocations, so the recorder waits for a pause, but not forever.
renew() {
    if [ -n "$by_fork" ]; then
        # A running process would lose its maps. A process that starts before perf is back is not traced.
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

lasting() { # the threads older than three seconds
    uptime
    for each in $target $workers; do cat /proc/"$each"/task/*/stat; done | awk -v now="$up" '
        { id = $1; sub(/.*\) /, ""); if (now - $20 / 100 >= 3) list = list " " id }
        END { if (list != "") print list " " }'
}

# Invocations that were running while perf was detached are marked. The clock is that of the samples, unless the machine slept.
begin_gap() { uptime && gap=${gap:-$now}; }
end_gap() {
    [ -z "$gap" ] && return
    uptime
    { tail -n 19 "$dir/gaps"; echo "$gap $now"; } >"$dir/gaps.new"
    mv "$dir/gaps.new" "$dir/gaps"
    gap=''
}

detach() {
    armed=''
    begin_gap
    rm -f "$dir/armed"
    ignore_gone=$((ignore_gone + 1))
    kill -9 "$perf_pid" 2>/dev/null
    wait "$keeper" # otherwise it would delete the next perf's `armed`
    drain_control
}

# The budget for ring buffers is per user id on the whole node. So the first attempt uses small buffers, the next ones smaller
# buffers. perf runs without -q, which would also hide most reasons why perf exits.
# -D -1 starts without samples, but follows mmap, fork and exit from the start. Without these, frames have no names.
# The event for on-demand requests needs more open files. If perf fails for a reason that this may have caused, that event
# is left out.
attach() { # returns 2 if a thread ended before perf reached it
    true >"$dir/perf.log"
    [ -n "$threads" ] || return 2
    choose_demand_event
    choose_waits
    pages=16
    while :; do
        rm -f "$dir/ack" "$dir/drain.pid" "$dir/perf.pid" "$dir/perf.log" "$dir"/rec.data* # left by a perf that never ran
        mkfifo "$dir/ack" || return 1
        # Opened before perf starts, so that its exit is reported even if the folder has been deleted meanwhile.
        exec 6<>"$dir/ack"
        set -- cpu-clock:u "$demand_event"
        case $waits in
        all) set -- "{$1,$switches}" "$2" ;;
        demand) set -- "$1" "{$2,$switches}" ;;
        esac
        # shellcheck disable=SC2086 # words
        {
            "$perf" record -D -1 --control "fifo:$dir/control,$dir/ack" -k CLOCK_MONOTONIC -e "$1" ${2:+-e "$2"} \
                -F "$FAAS_TRACE_FREQUENCY" --call-graph fp $wait_options -m $pages -B -N --no-bpf-event --sample-cpu \
                --switch-output=signal -o "$dir/rec.data" -t "$threads" --inherit </dev/null >>"$dir/perf.log" 2>&1 6>&- 8>&- 9>&- &
            echo $! >"$dir/perf.pid"
            wait $!
            echo "exit $?" >&6
            [ ! -e "$dir/drain.pid" ] || kill "$(cat "$dir/drain.pid")"
            rm -f "$dir/armed"
            echo gone >&8
        } 3>&- &
        keeper=$!
        # From here on, the tracking event stays on; only the samples are switched on and off.
        echo enable >&9
        echo "$(resting) cpu-clock:u" >&9
        [ -z "$demand_event" ] || echo 'disable demand' >&9
        read -r answer <&6
        [ "$answer" != ack ] || read -r answer <&6
        [ "$answer" != ack ] || [ -z "$demand_event" ] || read -r answer <&6
        if [ "$answer" = ack ]; then
            read -r perf_pid <"$dir/perf.pid"
            uptime && attached_at=$((up * 100 + 1${now#*.} - 100))
            # perf acknowledges each command. Hooks wait until this file grows.
            cat <"$dir/ack" >>"$dir/acks" 3>&- 6>&- 8>&- 9>&- & # ends with perf
            echo $! >"$dir/drain.pid"
            exec 6<&-
            report_missing
            return
        fi
        exec 6<&-
        ignore_gone=$((ignore_gone + 1))
        drain_control
        case $(cat "$dir/perf.log") in
        # If perf doesn't know an option, it lists all its options, and one of them is about mmap. If it says that it can't record
        # switches, there may be another reason, which the next attempt shows.
        *"nknown option"* | *"context switch events"*) leave_out || return 1 ;;
        *mmap* | *"mapping pages"*) [ $pages -gt 1 ] && pages=$((pages / 4)) || return 1 ;;
        '' | *"No such process"*) return 2 ;;
        *) leave_out || return 1 ;;
        esac
    done
}

# Discards commands for a perf that did not start. Otherwise the next perf would read them.
drain_control() {
    echo end >&9
    while read -r line <&9 && [ "$line" != end ]; do :; done
}

perf_alive() { [ -n "$armed" ] && kill -0 "$perf_pid" 2>/dev/null; }

# Ends the current file. Finished files are moved to $dir/done/.
rotate() {
    kill -USR2 "$perf_pid" 2>/dev/null || return
    tries=0
    until finished; do
        tries=$((tries + 1))
        if [ $tries -ge 300 ] || [ ! -e "$dir/events" ]; then
            once rotate "perf does not finish its file; perf is restarted"
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

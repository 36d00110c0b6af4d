# ---------------------------------------------------------------------------------------------- trace text
language='' runtime=''   # of the function, as its hook reported
meta=''                 # the head's second line, kept because making it starts processes
omitted=0 samples=0     # invocations left out, and samples kept, since the last trace

# Makes a trace of the finished files: turns them into text, cuts it, and puts it into the spool. Runs in parallel with the
# recorder's loop, one at a time. FlameScope fails on fewer than two samples, so a single sample waits for the next trace. But
# invocations on demand are sent in any case, in a trace of their own.
make_trace() { # FINISH
    cd "$dir" || return
    if symbolise "${1-}"; then
        forget_recording
    else
        drop_recording
        samples=0
    fi
    echo "$samples" >sampled
}

forget_recording() {
    [ -z "${FAAS_TRACE_TRACED-}" ] || cat taken mapped 2>/dev/null | while read -r pid _; do rm -f "/tmp/perf-$pid.map"; done
    rm -f done/* threads mapped carried taken ended under_way broken text.new head.new demand.*
}

drop_recording() { # an incomplete text would make a wrong trace
    left_out ended taken head
    rm -f text head carry
    forget_recording
}

symbolise() { # FINISH
    has_memory || return
    # This limit covers allocated memory, not libraries.
    # shellcheck disable=SC3045 # dash, ash and bash have it
    ulimit -d $((${room:-1398100} * 3 / 4))
    true >>header && true >>broken && true >>gaps && true >>names && true >names.new && true >>carry && true >>text && mv carry carried || return 1
    rm -f counted unfinished
    true >threads
    for task in $(tasks); do
        ! read -r called <"/proc/$task/comm" || echo "$task $called"
    done >threads
    ask_for_symbols
    refresh_maps
    {
        cat carried
        for file in done/*; do
            [ ! -e "$file" ] || script "$file" ${by_fork:+--show-task-events} || true >unfinished
        done
    } | if [ -n "$by_fork" ]; then
        LC_ALL=C nice -n 10 awk -v header=header -v text=text.new -v head=head.new -v counted=counted \
            -v demand_text=demand.text -v demand_head=demand.head -v dense="$demand_event" -v waits="$FAAS_TRACE_WAITS" "$awk_waits$awk_context$awk_forked" taken -
    else
        LC_ALL=C nice -n 10 awk -v header=header -v text=text.new -v carry=carry -v head=head.new -v counted=counted \
            -v demand_text=demand.text -v demand_head=demand.head -v dense="$demand_event" -v waits="$FAAS_TRACE_WAITS" \
            -v finish="$1" "$awk_waits$awk_hooked" \
            gaps ended under_way broken names threads - && mv names.new names
    fi || return 1
    [ -s counted ] && [ ! -e unfinished ] || return 1
    for part in text head; do
        [ ! -e $part.new ] || cat $part.new >>$part || return 1
    done
    if [ -e carry ] && [ "$(wc -c <carry)" -gt $((most * 2048)) ]; then
        rm -f carry
        once carry "an invocation runs too long to be kept as a whole; its beginning is left out"
    fi
    read -r count waited <counted
    [ -n "$1" ] || await_version
    samples=$((samples + count))
    digits=$(printf %08d "$serial")
    if [ -s demand.head ]; then
        true >>demand.text
        pack demand.head demand.text "${digits}d" "$demand_rate" || return 1
    fi
    if [ -s head ] && { [ $samples -ge 2 ] || [ "$waited" -gt 0 ]; }; then
        pack head text "$digits" "$FAAS_TRACE_FREQUENCY" || return 1
        rm -f head text
        samples=0
    fi
    if [ -s head ] && [ "$(wc -c <"head")" -gt 131072 ]; then # for example of invocations that only wait
        left_out head
        rm -f head text
    fi
}

# Sets `room`, the free kilobytes of the container; empty without a limit.
has_memory() {
    room=$(headroom)
    [ -z "$room" ] || [ "$room" -ge 24576 ] && return
    once memory "recordings are left out while the container is near its memory limit: symbolising takes about 20 to 60" \
        "MB; raise the function's memory limit"
    return 1
}

left_out() { # FILE...
    before=0
    [ ! -s omissions ] || read -r before <omissions
    echo $((before + $(cat "$@" 2>/dev/null | grep -c .))) >omissions
}

pack() { # HEAD TEXT NUMBER RATE
    omitted=0
    [ ! -s omissions ] || read -r omitted <omissions
    {
        head_lines | sed "3s/ rate=[0-9]*/ rate=$4/"
        cat "$1" header
        # shellcheck disable=SC2016 # this $ is the last line
        sed -e '/^[^#]/,$b' -e '/^$/d' "$2" # FlameScope wants an event line first, so no blank line may precede it
        echo
    } | nice -n 10 gzip -c >trace.gz && mv trace.gz "spool/$3.gz" && rm -f omissions
}

# Values are percent-encoded. An unknown value is written as -.
write_meta() {
    LC_ALL=C awk 'BEGIN {
        for (i = 1; i < 256; i++) code[sprintf("%c", i)] = sprintf("%%%02X", i)
        printf "# faas-trace meta"
        for (i = 1; i < ARGC; i++) {
            at = index(ARGV[i], "=")
            value = substr(ARGV[i], at + 1)
            sub(/\n.*/, "", value)
            printf " %s", substr(ARGV[i], 1, at)
            if (value == "") printf "-"
            for (j = 1; j <= length(value); j++) {
                c = substr(value, j, 1)
                printf "%s", c ~ /[A-Za-z0-9._:\/@+-]/ ? c : code[c]
            }
        }
    }' "function=$name" "namespace=$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace 2>/dev/null)" \
        "container=$host" "language=$language" "runtime=$runtime" "rate=$FAAS_TRACE_FREQUENCY" clock=monotonic \
        "cpu=$(grep -m 1 -E '^(model name|Model|cpu model)' /proc/cpuinfo 2>/dev/null | cut -d : -f 2- | sed 's/^ *//' |
            grep . || uname -m)"
}

# The Firefox Profiler recognises perf script text by its first line, which must be that of perf's own header.
head_lines() {
    [ -n "$deployed" ] || [ ! -s "$dir/fingerprint" ] || read -r deployed <"$dir/fingerprint"
    echo "# ========"
    echo "# faas-trace $version"
    echo "${meta:-$(write_meta)} version=${deployed:--} omitted=${omitted:-0}"
}

script() { # FILE OPTIONS: prints the text of a finished file
    file=$1
    shift
    if [ "$FAAS_TRACE_WAITS" != off ] || [ -n "$by_fork" ]; then set -- "$@" --show-switch-events; fi
    DEBUGINFOD_URLS='' nice -n 10 "$perf" script --header --ns --no-inline \
        -F comm,pid,tid,cpu,time,period,event,ip,sym,dso "$@" -i "$file" </dev/null 2>/dev/null
}

# If a runtime writes its symbols only on request, its hook has written its PID to symbols.by. The hook deletes symbols.wanted
# when the symbols are written. After two seconds, the trace is made without the names.
ask_for_symbols() {
    [ -s symbols.by ] && read -r by <symbols.by && [ -d "/proc/$by" ] || return 0
    [ -e symbols.wanted ] || { true >symbols.wanted && echo symbols 1<>symbols; }
    comes 40 0.05 test ! -e symbols.wanted
}

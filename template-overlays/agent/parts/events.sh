# ---------------------------------------------------------------------------------------------- events of perf
demand_event=''         # perf's event for on-demand requests, if perf has one
demand_rate=''          # samples per second during on-demand requests
overflows=0             # how often perf's file reached its limit
waits=''                # whose waits perf records: all, demand, or empty if none

# Only on-demand requests switch this event on, so it can have a higher rate. The kernel rejects a rate above its limit.
choose_demand_event() {
    demand_rate=$FAAS_TRACE_HEADER_FREQUENCY
    limit=$(cat /proc/sys/kernel/perf_event_max_sample_rate) # with `read`, some shells would read only the first digit
    [ "$demand_rate" -le "${limit:-$demand_rate}" ] || demand_rate=$limit
    demand_event=cpu-clock/freq=$demand_rate,name=demand/u
    if [ "$demand_rate" -le "$FAAS_TRACE_FREQUENCY" ] || [ "$FAAS_TRACE_HEADER" = off ]; then no_demand_event; fi
}
no_demand_event() { demand_event='' demand_rate=$FAAS_TRACE_FREQUENCY; }

# Leaves out something that may be the reason why perf failed. False if there is nothing more to leave out.
leave_out() {
    if [ "$switches" != "${switches%"$unwind"}" ]; then
        switches=${switches%"$unwind"}/ wait_options=${wait_options#-d }
    elif [ -n "$waits" ]; then
        no_waits
    elif [ "$wait_options" != --all-user ]; then
        wait_options=--all-user
    elif [ -n "$demand_event" ]; then
        no_demand_event
    else
        false
    fi
}

# perf takes a sample whenever a thread leaves its processor. This event is in a group with the event of the invocations whose
# waits are recorded. So whoever switches that event on or off also switches this one. Other records say why the thread left its
# processor, and when it got one again.
#
# When a thread waits, its innermost function is usually one of the C library's. Many of these use the frame pointer for
# something else, so frame pointers don't lead to their callers. So perf copies the top of the stack (and -d records where files
# are mapped), and perf script finds the callers with the tables that exceptions use. This ends at code that was generated at
# run time. A perf that was built without this method uses frame pointers. The two methods can't have an event each, because
# some kernels give the second event the id of the first.
unwind=',call-graph=dwarf,stack-size=4096/'
choose_waits() {
    no_switches
    missing=''
    case $FAAS_TRACE_WAITS:$demand_event in
    off:*) return ;;
    demand:)
        once waits "stacks of waits are not recorded: on-demand requests have no event of their own; FAAS_TRACE_WAITS=demand needs" \
            "FAAS_TRACE_HEADER=on, and a FAAS_TRACE_HEADER_FREQUENCY above FAAS_TRACE_FREQUENCY"
        return
        ;;
    esac
    if may_see_switches; then
        waits=$FAAS_TRACE_WAITS
        switches=context-switches/period=1,name=waits$unwind
        # Without a limit, a thread that switches all the time would fill the folder.
        wait_options="-d --user-callchains --switch-events --max-size=${most}K"
    else
        once waits "stacks of waits are not recorded: kernel.perf_event_paranoid is $level; FAAS_TRACE_WAITS=$FAAS_TRACE_WAITS needs" \
            "level 1 or less on the node, or a process with CAP_PERFMON"
    fi
}
# If a process is forked for each request, the records of switches stay on: they also tell how long it was on a processor.
no_switches() { waits='' switches='' wait_options="--all-user${by_fork:+ --switch-events}"; }
no_waits() { no_switches && missing=1; }
report_missing() { [ -z "$missing" ] || once waits "stacks of waits are not recorded: this perf or kernel can't record them"; }

# If threads switch all the time, the records of switches alone fill perf's file.
overflowed() {
    overflows=$((overflows + 1))
    [ -n "$open$by_fork" ] || [ -s invocations ] || rm -f done/*
    [ $overflows -ge 3 ] || return 0
    FAAS_TRACE_WAITS=off
    once waits "stacks of waits are not recorded any more: the function switches threads too often"
}

# The kernel shows where it took a thread off its processor only to processes with these rights.
may_see_switches() {
    level=$(cat /proc/sys/kernel/perf_event_paranoid)
    case $level in 1 | 0 | -*) return ;; esac
    # In a user namespace, a process has capabilities that do not count here.
    read -r _ _ users </proc/self/uid_map && [ "$users" = 4294967295 ] || return
    rights=$(awk '$1 == "CapEff:" { print $2 }' /proc/self/status)
    # CAP_PERFMON is bit 38, CAP_SYS_ADMIN is bit 21.
    [ $((0x0$rights >> 38 & 1 | 0x0$rights >> 21 & 1)) = 1 ]
}

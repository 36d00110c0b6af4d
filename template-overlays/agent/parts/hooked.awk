# Cuts the text of perf into the header (once) and samples, each ended by a blank line. It keeps the samples inside
# invocations that have ended. Samples of running invocations, and later samples, wait for the next recording. If the process of
# an invocation has ended, or with finish=1, the invocation ends with its last sample.
#
# On-demand invocations go into a trace of their own, because they have samples of another event, whose rate is higher (dense=1). If
# perf has no such event, they have samples of the usual one.
#
# Only invocations with a thread of their own have waits (waits.awk).
FILENAME == "gaps" { gap_start[++gaps] = $1; gap_end[gaps] = $2; next }
FILENAME == "ended" {
    for (i = 3; i <= NF; i++) {
        if ($i ~ /^start=/) s = substr($i, 7) + 0
        if ($i ~ /^end=/) e = substr($i, 5) + 0
        if ($i ~ /^pid=/) pid = substr($i, 5)
        if ($i ~ /^tid=/) thread = substr($i, 5)
    }
    if (e > last) last = e
    if (/ demand=1$/) demand(s, e, pid, thread)
    else bound(s, e)
    if (thread != "-") own(thread, s, e)
    print $0 unsampled(s, e) > (/ demand=1$/ ? demand_head : head)
    next
}
FILENAME == "names" { id = $1; sub(/^[0-9]+ /, ""); named[id] = $0; next }
FILENAME == "threads" { id = $1; sub(/^[0-9]+ /, ""); called[id] = $0; next }
FILENAME == "under_way" {
    if (finish) {
        last = 1e18
        if ($6 == "") bound($3 + 0, last)
        if ($5 != "-") own($5, $3 + 0, last)
        end_early()
    }
    else if ($5 != "-") alone[$5] = $3 + 0
    else if (!shared || $3 + 0 < shared) shared = $3 + 0
    next
}
FILENAME == "broken" {
    end_early()
    if ($5 != "-") own($5, $3 + 0, 1e18)
    ended[$4]
    if ($6 == "" && (!($4 in dead) || $3 + 0 < dead[$4])) dead[$4] = $3 + 0
    next
}
# How long perf was not attached between two times.
function unsampled(s, e,    i, sum) {
    for (i = 1; i <= gaps; i++)
        if (gap_start[i] < e && gap_end[i] > s)
            sum += (gap_end[i] < e ? gap_end[i] : e) - (gap_start[i] > s ? gap_start[i] : s)
    return sum > 0 ? sprintf(" unsampled=%.0f", sum * 1000000000) : ""
}
function end_early() {
    broken[++breaks] = $0
    of_process[$4]++
    if ($6 != "") demand($3 + 0, 1e18, $4, $5)
}
function bound(s, e,    i) { # invocations arrive almost in order
    for (i = ++n; i > 1 && from[i - 1] > s; i--) { from[i] = from[i - 1]; to[i] = to[i - 1] }
    from[i] = s; to[i] = e
}
function demand(s, e, pid, thread) {
    since[++demands] = s; until[demands] = e
    process[demands] = pid; served[demands] = thread
}
# Whether a sample is inside an on-demand invocation. There are few of these, and they arrive almost in the order of their ends.
function on_demand(t, pid, thread,    i) {
    while (first < demands && until[first + 1] < t - 1) first++
    for (i = first + 1; i <= demands; i++)
        if (since[i] <= t && t <= until[i] && (served[i] == "-" ? process[i] == pid : served[i] == thread)) return 1
    return 0
}
# The times in which a thread served an invocation, in order.
function own(thread, s, e) {
    owns[thread]++
    own_start[thread, owns[thread]] = s
    own_end[thread, owns[thread]] = e
}
function serves(thread, t,    i) {
    i = served_before[thread]
    while (i < owns[thread] && own_end[thread, i + 1] < t) i++
    served_before[thread] = i
    return i < owns[thread] && own_start[thread, i + 1] <= t
}
# Called when a thread leaves its processor.
function leaves(pid, thread, t) {
    forget_wait(thread)
    if (!(thread in owns) || !serves(thread, t)) return
    in_demand[thread] = on_demand(t, pid, thread)
    if (waits == "all" || in_demand[thread]) begin_wait(thread, t, substr($0, 1, length($0) - length(event)))
}
function switched(pid, thread, t, direction, preempted,    block) {
    block = end_wait(thread, t, direction, preempted)
    if (block == "") return
    print block > (in_demand[thread] ? demand_text : text)
    if (!in_demand[thread]) waited++
    latest = latest_of[pid] = stamp
}
function merge(    i) {
    merged = 1; m = n ? 1 : 0
    for (i = 2; i <= n; i++)
        if (from[i] > to[m]) { m++; from[m] = from[i]; to[m] = to[i] }
        else if (to[i] > to[m]) to[m] = to[i]
}
function within(t,    low, high, middle) {
    low = 1; high = m
    while (low < high) {
        middle = int((low + high + 1) / 2)
        if (from[middle] <= t) low = middle; else high = middle - 1
    }
    return m && from[low] <= t && t <= to[low]
}
/^#/ { if (!has_header) print > header; commented = 1; next } # keeps only the header of the first file; samples of earlier files can precede it
/PERF_RECORD_/ && !/: PERF_RECORD_SWITCH / { next }
/^$/ { out = demand_out = gathering = ""; next }
/^ *faas-trace/ { out = demand_out = gathering = ""; next } # a thread of a hook
/^[^\t]/ && match($0, / +-?[0-9]+\/-?[0-9]+ +\[[0-9]+\] +[0-9]+\.[0-9]+: /) {
    if (!merged) merge()
    has_header = commented
    k = split(substr($0, RSTART, RLENGTH), part, " ")
    stamp = substr(part[k], 1, length(part[k]) - 1)
    t = stamp + 0
    split(part[1], task, "/")
    event = substr($0, RSTART + RLENGTH) # its period and its name
    split(event, part, " ")
    fast = part[2] ~ /^demand:/
    # If a thread started before the file did, perf does not know its name. If the thread has ended, the last file has the name.
    name = substr($0, 1, RSTART - 1)
    if (name !~ /^ *:[0-9]+$/) seen[task[2]] = name
    else if (task[2] in called) $0 = sprintf("%16s", called[task[2]]) substr($0, RSTART)
    else if (task[2] in named) $0 = named[task[2]] substr($0, RSTART)
    out = demand_out = gathering = ""
    later = !(task[1] in ended) && (t > last || (task[2] in alone && t >= alone[task[2]]))
    if (part[1] == "PERF_RECORD_SWITCH") {
        if (!later) switched(task[1], task[2], t, part[2], part[3])
        else if (task[2] in away) out = carry # the sample that began this wait is carried, too
        if (part[2] == "IN") delete away[task[2]]
    }
    else if (later) {
        out = carry
        if (part[2] ~ /^waits:/) away[task[2]]
    }
    else if (part[2] ~ /^waits:/) leaves(task[1], task[2], t)
    else {
        if (!fast && (within(t) || task[1] in dead && t >= dead[task[1]])) out = text
        if (fast == (dense != "") && on_demand(t, task[1], task[2])) demand_out = demand_text
        if (out demand_out == "" && shared && t >= shared) out = carry
    }
    if (out == text) count++
    if (out == text || demand_out != "") {
        if (fast) $0 = substr($0, 1, length($0) - length(event)) part[1] " cpu-clock:u: "
        latest = latest_of[task[1]] = stamp
    }
    if (out != "") printf "\n" > out
    if (demand_out != "") printf "\n" > demand_out
    if (gathering != "") next
}
gathering != "" { gather($0); next }
out != "" { print > out }
demand_out != "" { print > demand_out }
END {
    for (i = 1; i <= breaks; i++) {
        split(broken[i], word, " ")
        end = word[4] in ended ? latest_of[word[4]] : latest
        print "# faas-trace invocation id=" word[2] " start=" word[3] " end=" (end + 0 > word[3] + 0 ? end : word[3]) \
            " pid=" word[4] " tid=" word[5] " overlap=" (of_process[word[4]] > 1 && word[5] == "-") \
            (word[6] == "" ? "" : " " word[6]) > (word[6] == "" ? head : demand_head)
    }
    for (id in seen) print id, seen[id] > "names.new"
    print count + 0, waited + 0 > counted
}

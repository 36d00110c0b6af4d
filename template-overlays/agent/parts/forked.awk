# Like hooked.awk, cuts the text of perf into one or two traces. Finds each traced process and its descendants. An invocation
# begins when its process is forked, and ends when its process exits.
#
# No hook measures these invocations, so their numbers come from the records of switches. The time from the end of a wait until the
# thread gets a processor is not in these records, so it counts as waiting. The numbers of all processes of an invocation are
# added up.
FILENAME == ARGV[1] { if ($2 != "-") { n++; id[n] = $2; up[n] = $3; demand[n] = $4; parent[n] = context($5); pid[n] = $1; of[$1] = n; first[n] = last[n] = ""; kids[n] = "" } next }
/^#/ { if (!has_header) print > header; commented = 1; next } # keeps only the header of the first file; samples of earlier files can precede it
/^$/ { out = gathering = ""; next }
/^[^\t]/ && match($0, / +-?[0-9]+\/-?[0-9]+ +\[[0-9]+\] +[0-9]+\.[0-9]+: /) {
    has_header = commented; out = gathering = ""
    m = split(substr($0, RSTART, RLENGTH), part, " ")
    t = substr(part[m], 1, length(part[m]) - 1)
    split(part[1], task, "/"); p = task[1]
    rest = substr($0, RSTART + RLENGTH)
    if (rest ~ /^PERF_RECORD_FORK\(/) {
        split(rest, who, /[(:)]+/)
        if (who[2] != who[4] && (who[4] in of)) { if (!(who[2] in of)) of[who[2]] = of[who[4]] }
        else if (who[2] in of && pid[of[who[2]]] == who[2] && first[of[who[2]]] == "") first[of[who[2]]] = t
        if (who[2] in of && last[of[who[2]]] == "") starts(of[who[2]], who[3], t)
        next
    }
    if (rest ~ /^PERF_RECORD_EXIT\(/) {
        split(rest, who, /[(:)]+/)
        if (who[2] in of) {
            i = of[who[2]]
            if (last[i] == "") stops(i, who[3], t)
            delete off_since[who[3]]
            if (pid[i] == who[2] && who[2] == who[3]) { stop_all(i, t); last[i] = t }
        }
        next
    }
    if (!(p in of)) next
    i = of[p]
    split(rest, part, " ")
    if (part[1] == "PERF_RECORD_SWITCH") {
        if (last[i] == "") measure(i, task[2], t, part[2], part[3])
        switched(i, task[2], t, part[2], part[3])
    }
    if (rest ~ /^PERF_RECORD_/) next
    if (p != pid[i] && !known[p]++) kids[i] = kids[i] (kids[i] == "" ? "" : "+") p
    if (part[2] ~ /^waits:/) { leaves(task[2], i, t); next }
    fast = part[2] ~ /^demand:/
    if (fast != (demand[i] == 1 && dense != "")) next
    if (fast) $0 = substr($0, 1, RSTART + RLENGTH - 1) part[1] " cpu-clock:u: "
    if (first[i] == "") first[i] = t
    if (t + 0 > seen[i] + 0) seen[i] = t
    out = demand[i] == 1 ? demand_text : text
    if (out == text) count++
    printf "\n" > out
}
gathering != "" { gather($0); next }
out != "" { print > out }
# A new thread can run at once. After that, each thread gets and leaves its processor in turn. If a record is missing, because perf
# could not keep up, the numbers are unknown.
function starts(i, thread, t) {
    delete on_since[thread]
    off_since[thread] = t
    could_run[thread] = 1
    threads[i]++
}
function measure(i, thread, t, direction, preempt) {
    if (direction == "OUT") {
        stops(i, thread, t)
        off_since[thread] = t
        could_run[thread] = preempt == "preempt"
        return
    }
    if (!(thread in off_since)) unknown[i]
    else if (could_run[thread]) ready[i] += t - off_since[thread]
    delete off_since[thread]
    on_since[thread] = t
    owner[thread] = i
}
function stops(i, thread, t) {
    if (thread in on_since) cpu[i] += t - on_since[thread]
    else unknown[i]
    delete on_since[thread]
}
# Processes of the invocation may outlive it.
function stop_all(i, t,    thread) {
    for (thread in on_since) if (owner[thread] == i) stops(i, thread, t)
    for (thread in off_since) if (owner[thread] == i && could_run[thread]) ready[i] += t - off_since[thread]
}
function numbers(i) {
    if (i in unknown || cpu[i] == 0 || last[i] == "") return ""
    return sprintf(" cpu=%.0f ready=%.0f%s", cpu[i] * 1000000000, ready[i] * 1000000000, threads[i] > 1 ? " shared=1" : "")
}
# Called when a thread leaves its processor.
function leaves(thread, i, t) {
    forget_wait(thread)
    if (waits == "all" || demand[i] == 1) begin_wait(thread, t, substr($0, 1, RSTART + RLENGTH - 1))
}
function switched(i, thread, t, direction, preempted,    block) {
    block = end_wait(thread, t, direction, preempted)
    if (block == "") return
    print block > (demand[i] == 1 ? demand_text : text)
    waited += demand[i] != 1
}
function after(t,    part) { # the end of the bounds is exclusive
    split(t, part, ".")
    return part[2] == 999999999 ? part[1] + 1 ".000000000" : sprintf("%s.%09d", part[1], part[2] + 1)
}
END {
    for (i = 1; i <= n; i++) {
        words[i] = numbers(i)
        if (first[i] == "") first[i] = up[i] ".000000000"
        if (last[i] == "") last[i] = seen[i] == "" ? first[i] : after(seen[i])
    }
    for (i = 1; i <= n; i++)
        printf "# faas-trace invocation id=%s start=%s end=%s pid=%s tid=- overlap=0%s%s%s%s\n", id[i], first[i], last[i], pid[i], words[i], kids[i] == "" ? "" : " children=" kids[i], parent[i], demand[i] == 1 ? " demand=1" : "" > (demand[i] == 1 ? demand_head : head)
    for (p in of) print p > "mapped"
    print count + 0, waited + 0 > counted
}

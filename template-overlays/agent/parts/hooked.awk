# Cuts the text of perf into the header (once) and samples, each ended by a blank line. It keeps the samples inside
# invocations that have ended. Samples of running invocations, and later samples, wait for the next recording. With
# finish=1, running invocations end with their last sample.
FILENAME == "ended" {
    for (i = 3; i <= NF; i++) {
        if ($i ~ /^start=/) s = substr($i, 7) + 0
        if ($i ~ /^end=/) e = substr($i, 5) + 0
    }
    if (e > last) last = e
    bound(s, e)
    print > head
    next
}
FILENAME == "threads" { id = $1; sub(/^[0-9]+ /, ""); called[id] = $0; next }
FILENAME == "under_way" {
    if (finish) { last = 1e18; bound($3 + 0, last); broken[++breaks] = $0 }
    else if ($5 != "-") alone[$5] = $3 + 0
    else if (!shared || $3 + 0 < shared) shared = $3 + 0
    next
}
function bound(s, e,    i) { # invocations arrive almost in order
    for (i = ++n; i > 1 && from[i - 1] > s; i--) { from[i] = from[i - 1]; to[i] = to[i - 1] }
    from[i] = s; to[i] = e
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
/^#/ { if (!body) print > header; next }
/PERF_RECORD_/ { next }
/^$/ { out = ""; next }
/^ *faas-trace/ { out = ""; next } # a thread of a hook
/^[^\t]/ && match($0, / +-?[0-9]+\/-?[0-9]+ +\[[0-9]+\] +[0-9]+\.[0-9]+: /) {
    if (!merged) merge()
    body = 1
    k = split(substr($0, RSTART, RLENGTH), part, " ")
    stamp = substr(part[k], 1, length(part[k]) - 1)
    t = stamp + 0
    split(part[1], task, "/")
    # If a thread started before the file did, perf does not know its name.
    if (substr($0, 1, RSTART - 1) ~ /^ *:[0-9]+$/ && task[2] in called)
        $0 = sprintf("%16s", called[task[2]]) substr($0, RSTART)
    if (t > last || (task[2] in alone && t >= alone[task[2]])) out = carry
    else if (within(t)) out = text
    else out = shared && t >= shared ? carry : ""
    if (out == text) { count++; latest = stamp }
    if (out != "") printf "\n" > out
}
out != "" { print > out }
END {
    for (i = 1; i <= breaks; i++) {
        split(broken[i], word, " ")
        print "# faas-trace invocation id=" word[2] " start=" word[3] " end=" (latest + 0 > word[3] + 0 ? latest : word[3]) \
            " pid=" word[4] " tid=" word[5] " overlap=" (breaks > 1 && word[5] == "-") > head
    }
    print count + 0 > counted
}

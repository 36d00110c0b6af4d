# Splits the lines of hooks: ended invocations become head lines, running ones stay as they are, omissions are counted.
# A begin that was put back after the file was moved away may come after its end.
FILENAME == "late" && FNR <= seen { next }
FILENAME == "lines" { taken = FNR }
# What the hook measured, the ids that the caller sent, and whether the request asked for its trace. The throttled time is the sum
# over all processors of the container. So it can be longer than the time in which this request was ready, or even than the request.
function times(    i, at, value, most, words, parent) {
    split("", value)
    for (i = 9; i <= NF; i++) {
        at = index($i, "=")
        if ($i ~ /^traceparent=/) parent = context(substr($i, 13))
        if ($i ~ /^(cpu|ready|throttled|shared|demand)=[0-9]+$/ && length($i) - at <= 18) value[substr($i, 1, at - 1)] = substr($i, at + 1)
    }
    most = value["ready"] != "" ? value["ready"] : sprintf("%.0f", ($4 - $3) * 1000000000)
    if (most < 0) most = 0
    if (value["throttled"] + 0 > most + 0) value["throttled"] = most
    if (value["cpu"] != "") words = words " cpu=" value["cpu"]
    if (value["ready"] != "") words = words " ready=" value["ready"]
    if (value["throttled"] != "") words = words " throttled=" value["throttled"]
    return words (words != "" && value["shared"] == 1 ? " shared=1" : "") parent (value["demand"] == 1 ? " demand=1" : "")
}
$1 == "begin" && (NF == 5 || NF == 6 && $6 == "demand=1") && !($2 "/" $3 in over) { begun[$2 "/" $3] = $0 }
$1 == "end" && NF >= 8 {
    over[$2 "/" $3]
    delete begun[$2 "/" $3]
    omitted += $8
    print "# faas-trace invocation id=" $2 " start=" $3 " end=" $4 " pid=" $5 " tid=" $6 " overlap=" $7 times() > "ended"
}
END {
    for (b in begun) print begun[b] > "under_way"
    print taken + 0, omitted + 0 > "counts"
}

# Splits the lines of hooks: ended invocations become head lines, running ones stay as they are, omissions are counted.
# A begin that was put back after the file was moved away may come after its end.
FILENAME == "late" && FNR <= seen { next }
FILENAME == "lines" { taken = FNR }
$1 == "begin" && NF == 5 && !($2 "/" $3 in over) { begun[$2 "/" $3] = $0 }
$1 == "end" && NF == 8 {
    over[$2 "/" $3]
    delete begun[$2 "/" $3]
    omitted += $8
    print "# faas-trace invocation id=" $2 " start=" $3 " end=" $4 " pid=" $5 " tid=" $6 " overlap=" $7 > "ended"
}
END {
    for (b in begun) print begun[b] > "under_way"
    print taken + 0, omitted + 0 > "counts"
}

# The lines of hooks: those that ended as lines of the head, those still under way as they are, and what was left out.
# A begin that was put back after the file was taken may stand behind its end.
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

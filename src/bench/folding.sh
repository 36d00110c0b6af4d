#!/usr/bin/env bash
# How fast traces become stacks and pictures: folding.sh [STACKCOLLAPSE-PERF.PL]
#
# Records some 250 MB of perf script text of this machine at work (Python, Java and the kernel), and more until it is 1 GB,
# then times whole processes, seven each; the median counts. With the path of the FlameGraph tools' folder for perf, that
# is timed and compared too. The last line is key=value:
#
#   size_mb            of the text
#   mbps_1, mbps_2     MB/s of fold on one and on two processors
#   scaling_2          the second over the first
#   rss_mb             peak memory of fold
#   first_…            the same of the first recording alone, where starting java is a larger part
#   heatmap_s          the page with heat map and flame graph of the first recording, two processors
#   perl_s, perl_ratio the other folder's time for it on one processor, over that of fold
#   differing_lines    of the folded output, from the other folder's; the line before says why, by class
#   unexplained_lines  those of no class
#
# FAAS_TRACE_BENCH_TRACE=FILE takes a text that is there instead of recording one. What failed has the value "failed".
set -euo pipefail
collapse=${1:+$(realpath "$1")}
trace=${FAAS_TRACE_BENCH_TRACE:+$(realpath "$FAAS_TRACE_BENCH_TRACE")}
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/folding" && pwd)

runs=${RUNS:-7}
least=$((1000 * 1000 * 1000))

compute() { awk "BEGIN {printf \"$1\", $2}" 2>/dev/null || echo failed; }

# Appends recordings until there is enough.
record() {
  local seconds=10
  cd "$work"
  javac -d . "$here/Busy.java"
  : >trace.perf
  until [ "$(stat -c %s trace.perf)" -ge $least ]; do
    java -XX:+PreserveFramePointer -XX:+UnlockDiagnosticVMOptions -XX:+DumpPerfMapAtExit -cp . Busy $((seconds + 1)) 2>java.log &
    python3 "$here/busy.py" $((seconds + 1)) &
    perf record -q -a -g -F 19999 -e cpu-clock -o perf.data -- sleep $seconds >perf.log 2>&1
    wait
    perf script -i perf.data >>trace.perf 2>>perf.log
    [ -e first.perf ] || cp trace.perf first.perf
  done
  trace=$work/trace.perf first=$work/first.perf
}

# median PROCESSORS COMMAND…: seconds
median() {
  local processors=$1 begin end i
  shift
  : >"$work/times"
  for ((i = 0; i <= runs; i++)); do
    begin=$EPOCHREALTIME
    taskset -c "$processors" "$@" >"$work/out" 2>"$work/err" </dev/null || { cat "$work/err" >&2; echo failed; return; }
    end=$EPOCHREALTIME
    # The first one warms the caches.
    ((i == 0)) || echo "$((${end/./} - ${begin/./}))" >>"$work/times"
  done
  sort -n "$work/times" | awk '{t[NR] = $1} END {printf "%.3f\n", (NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2) / 1e6}'
}

# Peak resident size of the command, in MB.
peak() {
  python3 -c '
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print("failed" if code else round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))' "$@"
}

# measure PREFIX TRACE: says how fast it is folded
measure() {
  local mb fold_1 fold_2
  mb=$(compute '%.1f' "$(stat -c %s "$2") / 1e6")
  fold_1=$(median 0 "$faas_trace" fold "$2")
  fold_2=$(median 0,1 "$faas_trace" fold "$2")
  echo "$1size_mb=$mb $1mbps_1=$(compute '%.0f' "$mb / $fold_1") $1mbps_2=$(compute '%.0f' "$mb / $fold_2")" \
    "$1scaling_2=$(compute '%.2f' "$fold_1 / $fold_2") $1rss_mb=$(peak "$faas_trace" fold "$2")"
}

first=$trace
[ -n "$trace" ] || record
all=$(measure '' "$trace")
[ "$first" = "$trace" ] || all+=" $(measure first_ "$first")"
heatmap_s=$(median 0,1 "$faas_trace" heatmap -o "$work/page.html" "$first")
perl_s=none perl_ratio=none differing=none unexplained=none
if [ -n "$collapse" ]; then
  fold_1=$(median 0 "$faas_trace" fold "$first")
  cp "$work/out" "$work/folded"
  runs=1
  perl_s=$(median 0 perl "$collapse" "$first")
  differing=$({ diff "$work/out" "$work/folded" || true; } | grep -c '^>' || true)
  perl_ratio=$(compute '%.1f' "$perl_s / $fold_1")
  classes=$(python3 "$here/differences.py" "$first" "$(printf '%q' "$faas_trace") fold {}" "perl $(printf '%q' "$collapse") {}" \
    2>"$work/err" | tail -n 1) || classes='unexplained=failed'
  echo "differences: $classes"
  unexplained=${classes##*unexplained=}
fi

echo "$all heatmap_s=$heatmap_s perl_s=$perl_s perl_ratio=$perl_ratio differing_lines=$differing unexplained_lines=$unexplained"

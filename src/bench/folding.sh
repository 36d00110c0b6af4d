#!/usr/bin/env bash
# Measures how fast traces become stacks and pictures: folding.sh [STACKCOLLAPSE-PERF.PL]
#
# Records this machine under load (Python, Java and the kernel) as perf script text. The first recording has about 250 MB; more
# recordings follow until there is 1 GB. Then runs each command seven times and prints the median time. If you give the path of
# the FlameGraph project's stackcollapse-perf.pl, that tool is timed and compared too. The last line is key=value:
#
#   size_mb            size of the text
#   mbps_1, mbps_2     MB/s of fold on one and on two CPUs
#   scaling_2          mbps_2 / mbps_1
#   rss_mb             peak memory of fold
#   first_…            the same for the first recording alone. It is smaller, so the start of java matters more
#   heatmap_s          time to make the page of the first recording, with heat map and flame graph, on two CPUs
#   perl_s, perl_ratio time of stackcollapse-perf.pl for the first recording on one CPU, and this time divided by fold's time
#   differing_lines    the number of lines of the folded output that differ from the output of stackcollapse-perf.pl. The line
#                      before the last line counts the differing lines by class (reason)
#   unexplained_lines  the number of differing lines that belong to no class
#
# FAAS_TRACE_BENCH_TRACE=FILE uses an existing text instead of recording one. If a measurement fails, its value is "failed".
set -euo pipefail
collapse=${1:+$(realpath "$1")}
trace=${FAAS_TRACE_BENCH_TRACE:+$(realpath "$FAAS_TRACE_BENCH_TRACE")}
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/folding" && pwd)

runs=${RUNS:-7}
least=$((1000 * 1000 * 1000))

compute() { awk "BEGIN {printf \"$1\", $2}" 2>/dev/null || echo failed; }

# Appends recordings until the text is large enough.
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

# median CPUS COMMAND…: prints seconds
median() {
  local processors=$1 begin end i
  shift
  : >"$work/times"
  for ((i = 0; i <= runs; i++)); do
    begin=$EPOCHREALTIME
    taskset -c "$processors" "$@" >"$work/out" 2>"$work/err" </dev/null || { cat "$work/err" >&2; echo failed; return; }
    end=$EPOCHREALTIME
    # The first run warms the caches.
    ((i == 0)) || echo "$((${end/./} - ${begin/./}))" >>"$work/times"
  done
  sort -n "$work/times" | awk '{t[NR] = $1} END {printf "%.3f\n", (NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2) / 1e6}'
}

# Prints the command's peak resident size, in MB.
peak() {
  python3 -c '
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print("failed" if code else round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))' "$@"
}

# measure PREFIX TRACE: prints how fast the trace is folded
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

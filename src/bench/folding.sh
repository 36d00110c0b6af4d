#!/usr/bin/env bash
# How fast traces become stacks and pictures: folding.sh [STACKCOLLAPSE-PERF.PL]
#
# Records at least 200 MB of perf script text of this machine at work (Python, Java and the kernel), then times whole
# processes, seven each; the median counts. With the path of the FlameGraph tools' folder for perf, that is timed and
# compared too. The last line is key=value:
#
#   size_mb            of the text
#   mbps_1, mbps_2     MB/s of fold on one and on two processors
#   scaling_2          the second over the first
#   perl_s, perl_ratio the other folder's time on one processor, over that of fold
#   differing_lines    of the folded output, from the other folder's
#   rss_mb, rss4_mb    peak memory of fold, and for a file four times as long
#   heatmap_s          the page with heat map and flame graph, two processors
#
# FAAS_TRACE_BENCH_TRACE=FILE takes a text that is there instead of recording one. What failed has the value "failed".
set -euo pipefail
collapse=${1:+$(realpath "$1")}
trace=${FAAS_TRACE_BENCH_TRACE:+$(realpath "$FAAS_TRACE_BENCH_TRACE")}
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/folding" && pwd)

runs=${RUNS:-7}
least=$((200 * 1000 * 1000))

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
    perf record -q -a -g -F 4999 -e cpu-clock -o perf.data -- sleep $seconds >perf.log 2>&1
    wait
    perf script -i perf.data >>trace.perf 2>>perf.log
  done
  trace=$work/trace.perf
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

[ -n "$trace" ] || record
mb=$(compute '%.1f' "$(stat -c %s "$trace") / 1e6")
fold_1=$(median 0 "$faas_trace" fold "$trace")
fold_2=$(median 0,1 "$faas_trace" fold "$trace")
cp "$work/out" "$work/folded"
heatmap_s=$(median 0,1 "$faas_trace" heatmap -o "$work/page.html" "$trace")
rss_mb=$(peak "$faas_trace" fold "$trace")
cat "$trace" "$trace" "$trace" "$trace" >"$work/four"
rss4_mb=$(peak "$faas_trace" fold "$work/four")
rm "$work/four"
perl_s=none perl_ratio=none differing=none
if [ -n "$collapse" ]; then
  runs=1
  perl_s=$(median 0 perl "$collapse" "$trace")
  differing=$({ diff "$work/out" "$work/folded" || true; } | grep -c '^>' || true)
  perl_ratio=$(compute '%.1f' "$perl_s / $fold_1")
fi

echo "size_mb=$mb mbps_1=$(compute '%.0f' "$mb / $fold_1") mbps_2=$(compute '%.0f' "$mb / $fold_2") scaling_2=$(compute '%.2f' "$fold_1 / $fold_2") perl_s=$perl_s perl_ratio=$perl_ratio differing_lines=$differing rss_mb=$rss_mb rss4_mb=$rss4_mb heatmap_s=$heatmap_s"

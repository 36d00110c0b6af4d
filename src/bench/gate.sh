#!/usr/bin/env bash
# Measures how reliable compare --fail-above is on real recordings: gate.sh
#
# Three Python functions run behind the agent: two that are identical, and one whose requests do 20 % more work. In each of RUNS runs
# (default: 20), they take turns for ROUNDS rounds (default: 20) of REQUESTS requests (default: 15) of about 10 ms. Then the first
# function is compared with the other two, with a limit of 10 %. This takes about 30 minutes, and needs perf and python3. To see
# the names of functions, set PYTHON to a Python 3.12 or later with frame pointers. A line for each run shows both changes of the
# CPU time, with their confidence intervals, and the exit codes. The last line is key=value:
#
#   runs          the number of runs
#   same_failed   how many comparisons of the same function failed: false alarms
#   more_failed   how many comparisons with 20 % more work failed, as they should
#   named         how many comparisons with 20 % more work put the function that really grew first among the slower ones
#   load          the load average of the machine at the end
set -euo pipefail
python=${PYTHON:-$(python3 -c 'import sys; print(sys.executable)')}
. "$(dirname "${BASH_SOURCE[0]}")/functions.sh"
here=$root/src/bench/gate
for program in perf curl python3; do
  command -v "$program" >/dev/null || { echo "gate.sh: needs $program" >&2; exit 2; }
done
runs=${RUNS:-20} rounds=${ROUNDS:-20} requests=${REQUESTS:-15}

pids=()
at_end() {
  for function_pid in "${pids[@]}"; do end_function; done
  stop_running
}

make_agent
start_collector
mkdir "$work/app"
cp "$here/server.py" "$overlays/python-runtime"/faas_trace*.py "$work/app"
ports=()
for name in one same more; do
  start "$name" mode=http FAAS_TRACE_WINDOW=1 "fprocess=$python -X perf -S $work/app/server.py" -- "${of_watchdog[@]}"
  pids+=("$function_pid") ports+=("$port")
done
sleep 3

# arrived NAME: whether all invocations of a function have arrived
arrived() { [ "$(heads "$1" | wc -l)" -ge $((rounds * requests)) ]; }

# check NAME: compares the first function with another one. Prints the change of the CPU time in per cent, the exit code, and the
# function that grew most, if that is significant.
check() {
  local code=0
  "$faas_trace" compare --format json --fail-above 10% -o "$work/result.json" "$work/run/one" "$work/run/$1" 2>"$work/err" || code=$?
  [ $code -le 1 ] || { cat "$work/err" >&2; exit 2; }
  python3 - "$work/result.json" $code <<'PYTHON'
import json, sys
with open(sys.argv[1]) as file:
    found = json.load(file)
time = found["perCall"]
total = time["total"]
change = lambda nanos: "%+.0f" % (100 * nanos / total["before"])
slower = [one for one in time["functions"] if one["verdict"] == "slower"]
name = found["names"][max(slower, key=lambda one: one["after"] - one["before"])["label"]] if slower else "-"
print(change(total["after"] - total["before"]), change(total["low"]), change(total["high"]), sys.argv[2], name.split("::")[-1].split(":")[0])
PYTHON
}

same_failed=0 more_failed=0 named=0
printf '%4s %10s %24s %24s %s\n' run recordings 'same: % from to code' '20 % more: % from to code' 'slower by the most'
for ((run = 1; run <= runs; run++)); do
  python3 "$here/load.py" "$run" "$rounds" "$requests" "${ports[0]}=100" "${ports[1]}=100" "${ports[2]}=120"
  for _ in {1..60}; do
    ! arrived one || ! arrived same || ! arrived more || break
    sleep 0.5
  done
  if ! arrived one || ! arrived same || ! arrived more; then
    echo "gate.sh: some invocations of run $run have not arrived" >&2
    exit 2
  fi
  mkdir "$work/run"
  mv "$stacks/one" "$stacks/same" "$stacks/more" "$work/run"
  line=$(check same)
  read -r change low high code name <<<"$line"
  same="$change $low $high $code"
  same_failed=$((same_failed + code))
  line=$(check more)
  read -r change low high code name <<<"$line"
  more_failed=$((more_failed + code))
  [ "$name" != render ] || named=$((named + 1))
  recordings=("$work"/run/one/*.perf.gz)
  printf '%4d %10d %24s %24s %s\n' "$run" "${#recordings[@]}" "$same" "$change $low $high $code" "$name"
  rm -r "$work/run"
done
echo "runs=$runs same_failed=$same_failed more_failed=$more_failed named=$named load=$(cut -d' ' -f1 /proc/loadavg)"

#!/usr/bin/env bash
# Measures what tracing costs a function: overhead.sh [OF_WATCHDOG [CLASSIC_WATCHDOG]]
#
# Compares the patched examples python-http and node-http (as `patch` makes them) under `faas-trace-agent watchdog` with the
# unpatched examples. Both run behind the given of-watchdog. If you give no watchdog, clients send requests directly to the
# example.
#
# Four connections load the two sides in turn, in pairs of slices. Both sides are restarted for each pair. The results are medians
# over the pairs. 1.00 means no cost. 0.90 means a tenth less throughput, or a tenth more CPU time per request. CPU time includes
# that of the watchdog, the function, the agent and perf, but not that of the client and the collector. Two starts of the same
# program may differ in speed by up to a tenth, for the whole life of the processes. So if a comparison needs no long slices, it
# uses three times as many pairs. Each side has its own network and its own process ids, as in a container, because both watchdogs
# use fixed ports.
#
# Needs root or user namespaces, forty minutes, and a machine that does nothing else. The results aa_* show how precise the other
# results are. PAIRS sets the number of pairs (default: 7). ONLY="idle all" measures only these variants. VERBOSE=1 shows each
# pair.
#
#   aa_*               the unpatched example compared with itself
#   idle_*             perf is attached, but nothing is traced: only requests that ask for it are traced, and there are none
#   default_*          at most one recording in 10 s
#   sampled_*          one request in 100 is traced
#   all_*              every request is traced, with 200 samples a second
#   demand_*           once per second, a request asks for its trace, which has 5000 samples a second. No other request is traced
#   waits_*            like all_*, but the waits of requests are recorded, too
#   plain_*            no agent; instead, the simplest hook: each request starts `perf record -p PID -- sleep 5`
#                      In all variants above, a request takes about five milliseconds of CPU time.
#   tiny_idle_*, …     the same for requests that take less than one millisecond. Their threads switch all the time. If a
#                      process has perf events, each thread switch takes the kernel half a microsecond or more
#   node_idle_*, …     idle and tiny_idle for the node-http example. They are left out if there is no node
#   forked_…           the same for a Python script that is started for each request. It runs behind the given
#                      classic-watchdog. If you give none, it runs behind the stand-in from the tests. The cost is high,
#                      because a recording closes in each slice of two seconds
#   off_rps, off_ms    the unpatched function: requests per second, median latency in milliseconds
#   all_delivered      the share of the requests that arrived at the collector as invocations
#   all_omitted        the share of the requests that the traces report as omitted
#
# If a variant could not be measured, its value is "failed".
set -euo pipefail
if [ "$(id -u)" != 0 ]; then exec unshare --user --map-root-user "$0" "$@"; fi
watchdog=${1:+$(realpath "$1")} classic=${2:+$(realpath "$2")}
# The system's Python is preferred to the Python of a version manager, because the launcher of a version manager takes longer than
# a small function.
python=$(PATH=/usr/bin:$PATH command -v python3) || { echo 'overhead.sh: needs python3' >&2; exit 2; }
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# If these file descriptors are open, the agent does not trace. So they are closed. Under `flock`, for example, such a descriptor
# is open.
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
pairs=${PAIRS:-7}
# The arguments TURNS, OFF_SECONDS, ON_SECONDS and REST of load.py. If no work is deferred, slices are short, so that noise from
# other programs affects both sides equally. If there are recordings, a slice is longer than a recording, so that at least one
# recording closes in each slice.
short=(6 0.3 0.3 0)
long=(1 1 "${LONG_SLICE:-11}" 1)
connections=4
path=$(dirname "$python"):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
running=()
at_end() {
  local pid
  for pid in "${running[@]}"; do
    if kill -KILL "$pid"; then wait "$pid" || :; fi
  done 2>/dev/null
}

# The process $1 keeps a PID namespace alive. Inside the namespace, its first process has the PID 1. Prints the PID that this
# first process has outside.
first_of() {
  local child=''
  until [ -n "$child" ]; do
    sleep 0.05
    kill -0 "$1"
    read -r child _ <"/proc/$1/task/$1/children" || :
  done
  echo "$child"
}

network() {
  unshare --net sh -c 'ip link set lo up && exec sleep 3600' &
  running+=("$!")
}

# begin SIDE NETWORK FOLDER VARIABLE=VALUE… COMMAND…: starts a side, and sets `first` and `holder`.
begin() {
  local side=$1 network=$2 folder=$3
  shift 3
  rm -rf "${work:?}/$side"
  mkdir -p "$work/$side"
  (cd "$folder" && exec env -i PATH="$path" HOME="$HOME" TMPDIR="$work/$side" PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0 port=8080 \
    healthcheck_interval=1s nsenter --net="/proc/$network/ns/net" \
    unshare --pid --fork --kill-child --mount-proc setarch -R env "$@") >"$work/$side.log" 2>&1 &
  holder=$!
  running+=("$holder")
  first=$(first_of "$holder")
}

# Stops a side as an engine stops a container, so that the agent sends the last recording.
end() {
  local turns=0
  kill -TERM "$first" 2>/dev/null || :
  while kill -0 "$holder" 2>/dev/null && [ $turns -lt 100 ]; do
    sleep 0.1
    turns=$((turns + 1))
  done
  kill -KILL "$holder" 2>/dev/null || :
  wait "$holder" 2>/dev/null || :
}

# Writes a handler, with the extra lines $2.
function_in() {
  mkdir -p "$1"
  cat >"$1/handler.py" <<END
import os
SIZE = int(os.environ["SIZE"])
${2-}
def handle(event, context):
    return str(sum(i * i for i in range(SIZE)))
END
}

plain_hook='import os, subprocess
def start_perf():
    subprocess.Popen(["perf", "record", "-q", "-g", "-F", "200", "-o", os.path.join(os.environ["TMPDIR"], os.urandom(8).hex()),
                      "-p", str(os.getpid()), "--", "sleep", "5"], stderr=subprocess.DEVNULL)'

# A pool of long-lived threads, like the pool of waitress in the official templates. The example itself starts a thread for each
# request. The first sample of a new thread comes after a whole sampling period, which is longer than these requests.
pool='
    pool = ThreadPoolExecutor(8)

    def process_request(self, *request):
        self.pool.submit(self.process_request_thread, *request)'

# Writes a handler for Node.js. The load generator needs the length of the response.
node_function_in() {
  mkdir -p "$1"
  cat >"$1/handler.js" <<'END'
const size = Number(process.env.SIZE)
module.exports = async () => {
  let sum = 0
  for (let i = 0; i < size; i++) sum = (sum * 31 + i) | 0
  const body = String(sum)
  return { headers: { 'Content-Length': body.length }, body }
}
END
}

# Patches the example $1 whose handler has been written.
patch_example() {
  (cd "$work/project" && "$faas_trace" patch "$1") >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 2; }
}

make_functions() {
  echo "$pool" >"$work/pool"
  mkdir "$work/project"
  cp -R "$root/examples/templates/template" "$work/project/template"
  python_patched=$work/project/template/python-http node_patched=$work/project/template/node-http
  function_in "$python_patched/function"
  sed -i "/^class Server(/,/^\$/ {/request_queue_size/r $work/pool
  }" "$python_patched/index.py"
  sed -i 's/^import json$/&\nfrom concurrent.futures import ThreadPoolExecutor/' "$python_patched/index.py"
  cp -R "$python_patched" "$work/unpatched"
  cp -R "$python_patched" "$work/plain"
  function_in "$work/plain/function" "$plain_hook"
  sed -i 's/^def handle.*/&\n    start_perf()/' "$work/plain/function/handler.py"
  patch_example python-http
  node_function_in "$node_patched/function"
  cp -R "$node_patched" "$work/node-unpatched"
  patch_example node-http
  mkdir "$work/forked"
  echo 'print(sum(i * i for i in range(100000)))' >"$work/forked/function.py"
}

# The patch sets these variables. All other settings have the agent's defaults.
traced=(FAAS_TRACE_URL=http://127.0.0.1:4141/ FAAS_TRACE_SUDO=off)

http_function() {
  variables=(SIZE="$1" fprocess='python3 index.py' mode=http upstream_url=http://127.0.0.1:5000 PYTHONUNBUFFERED=1)
  off_folder=$work/unpatched on_folder=$python_patched patched=$python_patched
  if [ -n "$watchdog" ]; then command=("$watchdog"); else command=(python3 index.py) variables+=(http_port=8080); fi
}

node_function() {
  variables=(SIZE="$1" fprocess='node index.js' mode=http upstream_url=http://127.0.0.1:3000)
  off_folder=$work/node-unpatched on_folder=$node_patched patched=$node_patched
  if [ -n "$watchdog" ]; then command=("$watchdog"); else command=(node index.js) variables+=(http_port=8080); fi
}

forked_function() {
  variables=(fprocess='python3 function.py')
  off_folder=$work/forked on_folder=$work/forked patched=$python_patched
  if [ -n "$classic" ]; then command=("$classic"); else command=(python3 "$root/src/test/resources/agent/watchdog.py"); fi
}

begin_off() {
  begin off "$off_network" "$off_folder" "${variables[@]}" "${command[@]}"
  off_first=$first off_holder=$holder
}

end_off() {
  first=$off_first holder=$off_holder
  end
}

# pair TURNS OFF_SECONDS ON_SECONDS REST: measures the running sides, and appends a line of ratios and numbers.
pair() {
  "$python" "$root/src/bench/load.py" 8080 "$connections" 1 "$@" "$off_first" "$first" 2>"$work/talk" >>"$work/pairs" ||
    { echo "$name: $(tail -n 1 "$work/talk")" >&2; tail -n 3 "$work/on.log" >&2; echo failed >>"$work/pairs"; }
}

# Computes the medians over the pairs, and the total number of requests.
summary() {
  read -r throughput cpu off_rps off_ms on_rps on_ms requests < <("$python" - "$work/pairs" <<'END'
import statistics, sys
pairs = [line.split() for line in open(sys.argv[1])]
if any(len(pair) != 9 for pair in pairs):
    print("failed failed - - - - 0")
else:
    columns = [sorted(map(float, column)) for column in zip(*pairs)]
    print(*["%.3f" % statistics.median(columns[i]) for i in (0, 1)], *["%.2f" % statistics.median(columns[i]) for i in range(4, 8)],
          int(sum(columns[8])))
END
)
  printf '%-16s throughput %6s cpu %6s   off %7s/s %6s ms   on %7s/s %6s ms\n' \
    "$name" "$throughput" "$cpu" "$off_rps" "$off_ms" "$on_rps" "$on_ms"
  [ -z "${VERBOSE-}" ] || cut -d ' ' -f 1,2 "$work/pairs" | sed 's/^/    /'
}

armed() { compgen -G "$work/on/faas-trace.*/armed" >"$work/out"; }

# compare NAME TURNS OFF_SECONDS ON_SECONDS REST COMMAND…: restarts both sides for each pair. Because of its memory layout, a
# process may be faster than another process for its whole life.
compare() {
  local i
  name=$1
  : >"$work/pairs"
  for ((i = 0; i < pairs; i++)); do
    begin_off
    begin on "$on_network" "${@:6}"
    pair "${@:2:4}"
    [[ "$*" != *" watchdog "* ]] || armed ||
      { echo "$name: perf is not attached: $(grep '^faas-trace' "$work/on.log")" >&2; echo failed >>"$work/pairs"; }
    end
    end_off
  done
  summary
}

# variant NAME SAMPLE TURNS OFF_SECONDS ON_SECONDS REST: measures the function under the agent.
variant() {
  compare "$1" "${@:3}" "$on_folder" "${variables[@]}" "${traced[@]}" FAAS_TRACE_SAMPLE="$2" FAAS_TRACE_NAME="$1" \
    FAAS_TRACE_RUNTIME_DIR="$patched/faas-trace/runtime.d" "$patched/faas-trace/faas-trace-agent" watchdog "${command[@]}"
  if grep '^faas-trace' "$work/on.log" >"$work/out"; then sed 's/^/    /' "$work/out"; fi
}

# Adds the ratios of the most recent variant to the last line of the output.
say() { result+="${1}_throughput=$throughput ${1}_cpu=$cpu "; }

# Prints the share of requests that arrived as invocations, and the share that the traces report as omitted.
delivered() {
  find "$work/stacks/$1" -name '*.gz' -exec zcat {} + | awk -v requests="$requests" '
    /^# faas-trace invocation / {n++}
    /^# faas-trace meta / && match($0, / omitted=[0-9]+/) {omitted += substr($0, RSTART + 9, RLENGTH - 9)}
    END {if (requests) printf "%.3f %.3f\n", n / requests, omitted / requests; else print "failed failed"}'
}

is_wanted() { [ -z "${ONLY-}" ] || [[ " $ONLY " == *" $1 "* ]]; }

# measured NAME SAMPLE TURNS OFF_SECONDS ON_SECONDS REST: measures a variant if it is wanted.
measured() {
  is_wanted "$1" || return 0
  variant "$@"
  say "$1"
}

# Asks the measured side for a trace once per second.
ask_each_second() {
  while sleep 1; do
    nsenter --net="/proc/$on_network/ns/net" curl -s -o /dev/null -m 5 -H 'X-Faas-Trace: 1' http://127.0.0.1:8080/ || :
  done
}

measure_http() {
  http_function 60000
  if is_wanted aa; then
    pairs=$((3 * pairs)) compare aa "${short[@]}" "$off_folder" "${variables[@]}" "${command[@]}"
    result+="off_rps=$off_rps off_ms=$off_ms "
    say aa
  fi
  pairs=$((3 * pairs)) measured idle off "${short[@]}"
  measured default 10s "${long[@]}"
  measured sampled 1/100 "${long[@]}"
  if is_wanted demand; then
    ask_each_second &
    local asker=$!
    running+=("$asker")
    measured demand off 2 5 5 0
    kill "$asker"
    wait "$asker" || :
  fi
  measured all all "${long[@]}"
  if is_wanted all; then
    read -r share left_out < <(delivered all)
    result+="all_delivered=$share all_omitted=$left_out "
  fi
  traced+=(FAAS_TRACE_WAITS=all)
  measured waits all "${long[@]}"
  unset 'traced[-1]'
  if is_wanted plain; then
    pairs=1 compare plain 1 1 3 1 "$work/plain" "${variables[@]}" "${command[@]}"
    say plain
  fi
  http_function 9000
  pairs=$((3 * pairs)) measured tiny_idle off "${short[@]}"
  measured tiny_all all "${long[@]}"
}

measure_node() {
  command -v node >/dev/null || return 0
  node_function 750000
  pairs=$((3 * pairs)) measured node_idle off "${short[@]}"
  node_function 100000
  pairs=$((3 * pairs)) measured node_tiny_idle off "${short[@]}"
}

measure_forked() {
  forked_function
  pairs=$((3 * pairs)) measured forked_idle off "${short[@]}"
  measured forked_sampled 1/100 1 0.5 2 1
  measured forked_all all 1 0.5 2 1
  if is_wanted forked_all; then result+="forked_off_rps=$off_rps forked_off_ms=$off_ms "; fi
}

result=''
make_functions
network
off_network=$!
network
on_network=$!
sleep 0.3
nsenter --net="/proc/$on_network/ns/net" "$faas_trace" collect --dir "$work/stacks" >"$work/collector.log" 2>&1 &
running+=("$!")
measure_http
measure_node
measure_forked
echo "$result"

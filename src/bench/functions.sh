# shellcheck shell=bash
# Runs a function behind the agent, with a collector. coverage.sh and gate.sh share this file. It sources common.sh.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# shellcheck disable=SC2034 # the scripts that share this file use it
overlays=$root/template-overlays
agent=$work/project/template/python-http/faas-trace/faas-trace-agent
stacks=$work/stacks
# shellcheck disable=SC2016,SC2034 # the inner shell has the variable; the scripts that share this file use the array
of_watchdog=(sh -c 'exec $fprocess')
function_pid=''

# Ends the function whose process id is in function_pid. The function runs in its own process group. If it is still running after
# ten seconds, the group is killed.
end_function() {
  [ -n "$function_pid" ] || return 0
  kill -TERM "$function_pid" 2>/dev/null || :
  for _ in {1..100}; do
    kill -0 "$function_pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$function_pid" 2>/dev/null || :
  wait "$function_pid" 2>/dev/null || :
  function_pid=''
}

start_collector() {
  : >"$work/collector.out"
  "$faas_trace" collect --dir "$stacks" --port 0 >"$work/collector.out" 2>"$work/collector.err" &
  running+=($!)
  for _ in {1..100}; do
    url=$(sed -n 's/^Listening at //p' "$work/collector.out")
    [ -z "$url" ] || return 0
    sleep 0.1
  done
  echo "${0##*/}: the collector does not start listening" >&2
  exit 2
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# A patch makes the agent's single file from its parts.
make_agent() {
  mkdir "$work/project"
  cp -R "$root/examples/templates/template" "$work/project/template"
  (cd "$work/project" && "$faas_trace" patch python-http) >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 2; }
}

# start NAME VARIABLE=VALUE… -- COMMAND…: starts a function under the agent, as in an image. In mode http, the watchdog starts the
# long-lived command in fprocess, and a shell stands in for the watchdog.
start() {
  local settings=()
  name=$1
  shift
  while [ "$1" != -- ]; do
    settings+=("$1")
    shift
  done
  shift
  port=$(free_port)
  mkdir -p "$work/tmp"
  setsid env "port=$port" "TMPDIR=$work/tmp" "FAAS_TRACE_URL=$url" "FAAS_TRACE_NAME=$name" FAAS_TRACE_SAMPLE=all \
    "FAAS_TRACE_RUNTIME_DIR=$work/none" "${settings[@]}" \
    sh "$agent" watchdog "$@" >"$work/$name.out" 2>&1 </dev/null &
  function_pid=$!
}

# heads NAME: prints the lines about the invocations of a function that have arrived
heads() { zcat -f "$stacks/$1"/*.perf.gz 2>/dev/null | grep -a '^# faas-trace invocation ' || :; }

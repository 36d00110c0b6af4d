#!/usr/bin/env bash
# Measures how much of a function's work appears in its traces, and whether it appears under the right invocation: coverage.sh
# [WATCHDOG]
#
# Each request uses 20 ms of CPU time, measured by the clock of its thread. All requests are traced, with 999 samples per second.
# WATCHDOG is a real classic watchdog (its metrics port, 8081, must be free). If you give no WATCHDOG, a stand-in from the tests
# forks the processes. The long-lived server (http…) and the forked program (forked…) are written in Python. Needs perf, curl and
# python3. node and go are used if they are installed.
#
# A share is the number of samples, divided by the expected number of samples. 999 samples are expected for each second of CPU
# time that the request itself measured. A sample counts only if it was taken during the request's own measurement, and if the
# traces show it under the request's id. To make this visible, the thread has the request's id as its name during the
# measurement. In Node and Go, a request does its work in a function with the request's id in its name. The last line is
# key=value:
#
#   plain                           the share for perf without the agent, with the same requests in one process. This is the upper
#                                   limit
#   http, http_sparse, http_dense   the shares for a long-lived server. http: one request after the other, with pauses of up to
#                                   100 ms. http_sparse: a quarter of the requests, two seconds apart, so that each has its own
#                                   recording. http_dense: 50 requests per second from four clients, served by four threads
#   forked, forked_dense            the same if a process is forked for each request
#   forked_whole                    like forked, but with all samples of the process, divided by the number expected for its whole
#                                   user CPU time
#   http_steady                     the same as http, but for thirty times as many requests, without pauses between them. This takes
#                                   a minute, in which the agent replaces perf's file several times
#   steady_marked, steady_silent    of the requests in http_steady, how many have the mark that perf was restarted while they were
#                                   running, and how many have neither samples nor this mark
#   first_http, first_forked        the share for the first request, which is made as soon as the port is open: the median of five
#                                   starts
#   mixed                           the number of samples that are shown under another request's id, in the series without
#                                   concurrent requests. mixed_dense, mixed_node and mixed_go are the same for the other series,
#                                   but leave out the requests that are flagged as overlapping
#   flagged_node, flagged_go        the number of requests that are flagged as overlapping
#   calls, shown                    the number of requests in all series, and how many of them have samples under their own ids
#   worst, plain_worst              the lowest share of a single request: in the series http, http_sparse, http_dense, forked and
#                                   forked_dense, and for perf without the agent. A request has about 20 samples, so one sample is
#                                   a twentieth of a request
#   missing, double                 the number of requests without an invocation, and the number of ids with several invocations
#
# CALLS sets the number of requests in a series (default: 100). STARTS sets the number of starts for first_… (default: 5).
# SERIES="http forked" measures only these series. The series are plain, http, http_sparse, http_steady, forked, http_dense,
# forked_dense, first, node and go. KEEP=DIR keeps traces and logs in DIR. If the machine is busy with other work, all shares are
# lower. If a series can't be measured, its value is "failed". If its program is missing, its value is "absent".
set -euo pipefail
if [ $# -gt 1 ] || { [ $# -eq 1 ] && [ ! -x "$1" ]; }; then
  echo 'usage: coverage.sh [WATCHDOG]; WATCHDOG is a classic watchdog program' >&2
  exit 2
fi
watchdog=${1:+$(realpath "$1")}
if command -v go >/dev/null; then
  GOCACHE=$(go env GOCACHE)
  export GOCACHE # this cache is in the user's home folder, so Go's standard library is not compiled again
fi
python=$(python3 -c 'import sys; print(sys.executable)')
. "$(dirname "${BASH_SOURCE[0]}")/functions.sh"
for program in perf curl python3; do
  command -v "$program" >/dev/null || { echo "coverage.sh: needs $program" >&2; exit 2; }
done

calls=${CALLS:-100}
starts=${STARTS:-5}
rate=999
export FAAS_TRACE_FREQUENCY=$rate
here=$root/src/bench/coverage
at_end() {
  end_function
  stop_running
  [ -z "${KEEP:-}" ] || cp -R "$work" "$KEEP"
}

# Waits until $1 invocations have arrived, but for at most ten seconds. After that, ends the function, so that the agent sends the
# rest.
finish() {
  for _ in {1..20}; do
    [ "$(heads "$name" | wc -l)" -lt "$1" ] || break
    sleep 0.5
  done
  end_function
}

# measure NAME CALLS CLIENTS LOW HIGH: sends requests to the started function, saves the results of judge.py, and prints a row.
measure() {
  local traces=()
  if ! python3 "$here/calls.py" "$port" "$2" "$3" "$4" "$5" "$work/$1.log"; then
    end_function
    explain "$1"
    return 0
  fi
  finish "$2"
  [ ! -d "$stacks/$1" ] || traces=("$stacks/$1"/*.perf.gz)
  heads "$1" >"$work/$1.heads"
  : >"$work/$1.folded"
  if [ "${#traces[@]}" -gt 0 ]; then
    "$faas_trace" fold --weight samples --by-invocation "${traces[@]}" >"$work/$1.folded"
  fi
  python3 "$here/judge.py" "$rate" "$work/$1.log" "$work/$1.folded" "$work/$1.heads" >"$work/$1.result"
  printf '%-14s %6d %7d %6s %7s %7s %7s %6s %6s %6s %6s\n' "$1" "$2" "${#traces[@]}" "$(value "$1" shown)" "$(value "$1" missing)" \
    "$(value "$1" double)" "$(value "$1" overlapping)" "$(value "$1" share)" "$(value "$1" worst)" "$(value "$1" whole)" "$(value "$1" mixed)"
  [ "$(value "$1" shown)" -eq "$2" ] || explain "$1"
}

explain() {
  echo "coverage.sh: $1: the function's log ends:" >&2
  tail -n 5 "$work/$1.out" >&2
}

# Prints a result of judge.py for a series.
value() {
  if [ -f "$work/$1.result" ]; then sed -n "s/^$2=//p" "$work/$1.result"; else echo "${absent[$1]-failed}"; fi
}

# over sum|least|median KEY SERIES…: combines the values of the series that are not absent. If one of the series failed, prints
# "failed".
over() {
  local what=$1 key=$2
  shift 2
  for series in "$@"; do value "$series" "$key"; done | grep -v absent | sort -n | awk -v what="$what" '
    /failed/ {failed = 1}
    {sum += $1; value[NR] = $1}
    END {print !NR ? "absent" : failed ? "failed" : what == "sum" ? sum : what == "least" ? value[1] : value[int((NR + 1) / 2)]}' || :
}


http() { # NAME CALLS CLIENTS LOW HIGH [SETTING]
  mkdir "$work/$1.app"
  cp "$here/burn.py" "$here/server.py" "$overlays/python-runtime"/faas_trace*.py "$work/$1.app"
  start "$1" mode=http "fprocess=$python -S $work/$1.app/server.py" ${6:+"$6"} -- "${of_watchdog[@]}"
  measure "${@:1:5}"
}

forked() { # NAME CALLS CLIENTS LOW HIGH
  local command=("$python" "$root/src/test/resources/agent/watchdog.py")
  [ -z "$watchdog" ] || command=("$watchdog")
  start "$1" "fprocess=$python -E -S $here/program.py" -- "${command[@]}"
  measure "$@"
}

node() { # NAME CALLS CLIENTS LOW HIGH
  mkdir "$work/$1.app"
  cp "$here/server.js" "$overlays/node-http/faas_trace.js" "$work/$1.app"
  start "$1" mode=http "fprocess=node $work/$1.app/server.js" "FAAS_TRACE_RUNTIME_DIR=$overlays/node-runtime" -- "${of_watchdog[@]}"
  measure "$@"
}

go_functions() {
  local i
  printf 'package main\n\nimport "time"\n\n'
  for ((i = 0; i < calls; i++)); do
    printf '//go:noinline\nfunc burn_%03d(want time.Duration) time.Duration { return spin(want) }\n\n' "$i"
  done
  printf 'var burns = []func(time.Duration) time.Duration{'
  for ((i = 0; i < calls; i++)); do printf 'burn_%03d, ' "$i"; done
  printf '}\n'
}

golang() { # NAME CALLS CLIENTS LOW HIGH
  mkdir "$work/$1.app"
  cp "$here/server.go.txt" "$work/$1.app/main.go"
  go_functions >"$work/$1.app/burns.go"
  printf 'module handler\n\ngo 1.18\n' >"$work/$1.app/go.mod"
  if ! (cd "$work/$1.app" && sh "$overlays/go-http/hook.sh" run go build -o server .) >"$work/$1.out" 2>&1; then
    explain "$1"
    return 0
  fi
  start "$1" mode=http "fprocess=$work/$1.app/server" -- "${of_watchdog[@]}"
  measure "$@"
}

wanted() {
  case " ${SERIES-$1} " in *" $1 "*) ;; *) absent[$1]=absent && return 1 ;; esac
  case $1 in node | go) command -v "$1" >/dev/null || { absent[$1]=absent && return 1; } ;; esac
}

# Measures the shares for perf without the agent. They are less than 1, because time in the kernel gives no samples of user code.
plain() {
  perf record -e cpu-clock:u -F "$rate" -m 16 -B -N -q -o "$work/plain.data" -- "$python" -E -S -c "
import sys, time
sys.path.insert(0, '$here')
import burn
for number in range($calls):
    print('call-%03d %.6f' % (number, burn.call('n=%03d' % number)))
    time.sleep(0.03)" >"$work/plain.log" 2>"$work/plain.out" || { explain plain; return 0; }
  perf script -i "$work/plain.data" 2>/dev/null | "$faas_trace" fold --weight samples - | sed -n 's/^\(call-[0-9]*\);/\1;&/p' >"$work/plain.folded"
  : >"$work/plain.heads"
  python3 "$here/judge.py" "$rate" "$work/plain.log" "$work/plain.folded" "$work/plain.heads" >"$work/plain.result"
  printf '%-14s %6d %47s %6s\n' plain "$calls" "$(value plain share)" "$(value plain worst)"
}

make_agent
start_collector
declare -A absent=()
all=(http http_sparse http_steady forked http_dense forked_dense)
printf '%-14s %6s %7s %6s %7s %7s %7s %6s %6s %6s %6s\n' series calls traces shown missing double flagged share worst whole mixed
! wanted plain || plain
! wanted http || http http "$calls" 1 0 0.1
! wanted http_sparse || http http_sparse $(((calls + 3) / 4)) 1 2 2.2
! wanted http_steady || http http_steady $((calls * 30)) 1 0 0
! wanted forked || forked forked "$calls" 1 0 0.1
! wanted http_dense || http http_dense "$calls" 4 0.08 0.08 POOL=4
! wanted forked_dense || forked forked_dense "$calls" 4 0.08 0.08
firsts_http=() firsts_forked=()
for ((i = 1; i <= starts; i++)); do
  wanted first || break
  http "first_http_$i" 1 1 0 0
  forked "first_forked_$i" 1 1 0 0
  firsts_http+=("first_http_$i") firsts_forked+=("first_forked_$i")
done
if wanted node; then node node "$calls" 4 0 0.15 && all+=(node); fi
if wanted go; then golang go "$calls" 4 0 0.15 && all+=(go); fi
end_function

one=(http http_sparse forked "${firsts_http[@]}" "${firsts_forked[@]}")
result=()
for series in plain http http_sparse http_steady http_dense forked forked_dense; do result+=("$series=$(value "$series" share)"); done
result+=("forked_whole=$(value forked whole)" "first_http=$(over median share "${firsts_http[@]}")")
result+=("first_forked=$(over median share "${firsts_forked[@]}")" "mixed=$(over sum mixed "${one[@]}")")
result+=("worst=$(over least worst http http_sparse http_dense forked forked_dense)" "plain_worst=$(value plain worst)")
result+=("steady_marked=$(value http_steady marked)" "steady_silent=$(value http_steady silent)")
result+=("mixed_dense=$(over sum mixed http_dense forked_dense)")
for series in node go; do result+=("mixed_$series=$(value "$series" mixed)"); done
for series in node go; do result+=("flagged_$series=$(value "$series" overlapping)"); done
all+=("${firsts_http[@]}" "${firsts_forked[@]}")
for key in calls shown missing double; do result+=("$key=$(over sum "$key" "${all[@]}")"); done
echo "${result[*]}"

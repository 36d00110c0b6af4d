#!/usr/bin/env bash
# Measures forwarding to a backend, with kills: forward.sh [PYROSCOPE]
#
# A client sends traces of 124 samples to a collector, at a steady rate. The collector forwards them to a receiver, which
# accepts a request after half a second, when it is on disk. In the meantime, the collector and the receiver are killed in
# turn and started again. With the path of a Pyroscope server, that server is the receiver. Needs python3, curl, and 2 GB of
# temporary disk space. RATE sets the traces per second (default: 250), TRACES their number (default: 150000, which take ten
# minutes), KILLS how often each side is killed (default: 5), and PROTOCOL the protocol: pyroscope (the default) or otlp.
#
# The last line has these values:
#
#   forward_rps   delivered traces per second, from the first upload until the last trace is delivered
#   rss_mb        the largest amount of memory that a collector used
#   lost          traces that the receiver does not have
#   twice         how often the receiver has a trace that it already had; also as a percentage of all traces
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

for program in python3 curl; do
  command -v "$program" >/dev/null || { echo "forward.sh: needs $program" >&2; exit 2; }
done
here=$(dirname "${BASH_SOURCE[0]}")
pyroscope=${1:+$(realpath "$1")}
rate=${RATE:-250} traces=${TRACES:-150000} kills=${KILLS:-5} protocol=${PROTOCOL:-pyroscope}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port) backend=$(free_port)
rss=0 collector='' receiver=''

stop_running() {
  kill "${client:-}" "$collector" "$receiver" 2>/dev/null || :
  wait 2>/dev/null || :
}

start_receiver() {
  if [ -n "$pyroscope" ]; then
    mkdir -p "$work/pyroscope"
    # Pyroscope's log would fill the disk.
    (cd "$work/pyroscope" && exec "$pyroscope" -architecture.storage=v2 -server.http-listen-address=127.0.0.1 \
      "-server.http-listen-port=$backend" -segment-writer.lifecycler.addr=127.0.0.1 \
      -segment-writer.min-ready-duration=1s -metastore.min-ready-duration=1s \
      -self-profiling.disable-push=true -usage-stats.enabled=false -log.level=error) >/dev/null 2>"$work/receiver.err" &
  else
    python3 "$here/forward.py" receive "$backend" 0.5 "$work/received" 2>"$work/receiver.err" &
  fi
  receiver=$!
}

start_collector() {
  "$faas_trace" collect --port "$port" --dir "$work/stacks" --forward "$protocol=http://127.0.0.1:$backend" \
    >"$work/collector.out" 2>>"$work/collector.err" &
  collector=$!
  until grep -q '^Listening' "$work/collector.out"; do sleep 0.1; done
}

note_memory() {
  local now
  now=$(awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$collector/status")
  [ "$now" -le "$rss" ] || rss=$now
}

# Kills the process $1 at once.
kill_now() {
  kill -9 "$1"
  wait "$1" 2>/dev/null || :
}

waiting() { curl -s -m 5 "http://127.0.0.1:$port/metrics" | awk '/^faas_trace_forward_pending_traces/ { print $2 }'; }

start_receiver
start_collector
# The first traces wait until Pyroscope is ready.
[ -z "$pyroscope" ] || until curl -sf -m 5 "http://127.0.0.1:$backend/ready" >/dev/null; do sleep 0.5; done
began=$(date +%s.%N)
python3 "$here/forward.py" send "$port" "$traces" "$rate" 32 &
client=$!
pause=$(awk "BEGIN { print $traces / $rate / (2 * $kills + 1) }")
for ((i = 0; i < kills; i++)); do
  sleep "$pause"
  note_memory
  kill_now "$collector"
  start_collector
  sleep "$pause"
  kill_now "$receiver"
  start_receiver
  [ -z "${VERBOSE:-}" ] || echo "$(waiting) traces wait" >&2
done
wait "$client"
until [ "$(waiting)" = 0 ]; do sleep 0.2; done
ended=$(date +%s.%N)
note_memory
grep -v ' bytes$' "$work/collector.err" >&2 || :
if [ -n "$pyroscope" ]; then
  read -r lost twice <<<"$(python3 "$here/forward.py" stored "$backend" "$traces" "$began")"
else
  read -r lost twice <<<"$(python3 "$here/forward.py" received "$work/received" "$traces")"
fi
awk "BEGIN { printf \"forward_rps=%.0f rss_mb=$rss lost=$lost twice=$twice (%.2f %%)\\n\", $traces / ($ended - $began), 100 * $twice / $traces }"

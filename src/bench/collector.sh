#!/usr/bin/env bash
# Measures the collector under load: collector.sh
#
# 64 clients send traces of 200 KB (gzip, as the agent sends them) to the collector and to nginx (with WebDAV's PUT). A pair is
# one slice of time for nginx and one for the collector. Both write to the same disk. Needs wrk, nginx with its dav module,
# python3, curl, three minutes, and 2 GB of temporary disk space. SECONDS_EACH sets the length of a slice (default: 5 s). PAIRS
# sets the number of pairs (default: 5).
#
#   rps, nginx_rps     requests per second of the collector and of nginx, both without fsync: medians over the pairs
#   ratio              rps / nginx_rps: the median over the pairs
#   rps_fsync          requests per second of the collector with fsync, which is the default
#   text_rps, …        the same for 200 KB of plain text, which the collector compresses and nginx does not
#   heap_mb            the largest used Java heap that was seen during the whole measurement
#   large_heap_mb      … while a body of 2 GB arrives and is stored
#   refused_heap_mb    … while a collector rejects such a body because it is over the limit
#   health_ms          the slowest of 20 health checks while 400 uploads are stalled
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

for program in wrk nginx python3 curl; do
  PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || { echo "collector.sh: needs $program" >&2; exit 2; }
done
PATH=$PATH:/usr/sbin
pairs=${PAIRS:-5} each=${SECONDS_EACH:-5}

say() { printf '%-16s %s\n' "$1" "$2"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# Makes two traces: one has 200 KB when compressed, and one has 200 KB of text.
make_traces() {
  python3 - "$work" <<'PYTHON'
import gzip, random, sys
random.seed(1)
line = lambda: "\t%16x fn_%x+0x%x (/usr/bin/app)\n" % (random.getrandbits(47), random.getrandbits(24), random.getrandbits(8))
def trace(size, stacks):
    text, at = ["# captured\n"], 5.0
    while size(text) < 200_000:
        for _ in range(20):
            at += 0.005
            text.append("pi 12/13 [000] %.6f: 1 cpu-clock:u: \n%s\n" % (at, stacks()))
    return "".join(text).encode()
fresh = lambda: "".join(line() for _ in range(20))
known = [fresh() for _ in range(60)]
packed = trace(lambda text: sum(map(len, text)) * 0.31, fresh)
open(sys.argv[1] + "/packed", "wb").write(gzip.compress(packed, 6))
open(sys.argv[1] + "/text", "wb").write(trace(lambda text: sum(map(len, text)), lambda: random.choice(known)))
PYTHON
}

start_nginx() {
  mkdir "$work/dav" "$work/body"
  cat >"$work/nginx.conf" <<CONF
worker_processes auto; daemon off; pid $work/nginx.pid; error_log $work/nginx.log;
$([ "$(id -u)" != 0 ] || echo 'user root;')
events { worker_connections 1024; }
http {
  access_log off; client_max_body_size 0; keepalive_requests 1000000;
  client_body_temp_path $work/body; proxy_temp_path $work/t1; fastcgi_temp_path $work/t2;
  uwsgi_temp_path $work/t3; scgi_temp_path $work/t4;
  server { listen 127.0.0.1:$1; root $work/dav; location / { dav_methods PUT; create_full_put_path on; } }
}
CONF
  nginx -c "$work/nginx.conf" -p "$work" 2>"$work/nginx.err" &
  running+=("$!")
}

# start_collector NAME OPTION...: sets port
start_collector() {
  local name=$1
  shift
  "$faas_trace" collect --port 0 --dir "$work/$name" "$@" >"$work/$name.out" 2>"$work/$name.err" &
  running+=("$!")
  until port=$(sed -n 's/^Listening at .*:\([0-9]*\).*/\1/p' "$work/$name.out") && [ -n "$port" ]; do sleep 0.1; done
}

# load BODY METHOD PORT: prints requests per second. All responses must be successful.
load() {
  BODY=$work/$1 METHOD=$2 wrk -t1 -c64 -d"${each}s" --timeout 30s -s "$work/load.lua" "http://127.0.0.1:$3/" >"$work/wrk"
  if grep -E 'Non-2xx|Socket errors' "$work/wrk" >&2; then echo "collector.sh: $2 failed" >&2; exit 1; fi
  awk '/Requests\/sec/ { print $2 }' "$work/wrk"
  # When wrk ends, it abandons requests, and the servers are still handling these requests.
  until rm -rf "$work"/*/load 2>/dev/null; do sleep 0.2; done
}

# Reads the heap size of the collector at port $1 every 0.2 s and appends the size to the file $2. Runs until it is killed.
watch_heap() {
  while :; do
    curl -s -m 5 "http://127.0.0.1:$1/metrics" | awk '/^faas_trace_heap_bytes/ { printf "%.0f\n", $2 / 1048576 }'
    sleep 0.2
  done >>"$2"
}

compare() { # BODY PREFIX
  local ours theirs
  : >"$work/ours"; : >"$work/theirs"; : >"$work/ratios"
  for ((i = 0; i < pairs; i++)); do
    theirs=$(load "$1" PUT "$nginx") ours=$(load "$1" POST "$plain")
    echo "$theirs" >>"$work/theirs"; echo "$ours" >>"$work/ours"
    awk "BEGIN { printf \"%.2f\\n\", $ours / $theirs }" >>"$work/ratios"
    [ -z "${VERBOSE:-}" ] || echo "$1: nginx $theirs, collector $ours" >&2
  done
  say "$2rps" "$(median <"$work/ours")"
  say "$2nginx_rps" "$(median <"$work/theirs")"
  say "$2ratio" "$(median <"$work/ratios")"
}

# Prints a trace of 2 GB, which does not fit in the collector's memory.
large() { { printf '# x\n'; yes 'pi 12/13 5.500000: 1 cpu-clock:u: '; } | head -c 2147483648; }

largest_heap() { # NAME PORT
  local watcher status
  : >"$work/heap.$1"
  watch_heap "$2" "$work/heap.$1" &
  watcher=$!
  status=$(large | curl -s -o /dev/null -w '%{http_code}' -X POST -H 'X-name: large' -T - "http://127.0.0.1:$2/" || :)
  kill "$watcher"
  wait "$watcher" 2>/dev/null || :
  echo "$(sort -n "$work/heap.$1" | tail -n 1) (status $status)"
}

# Prints the time of the slowest health check while uploads stall, in milliseconds.
slowest_health() {
  python3 - "$1" <<'PYTHON'
import socket, sys, time, urllib.request
port = int(sys.argv[1])
sample = b"pi 12/13 5.500000: 1 cpu-clock:u: \n\t7f3 f+0x1 (/a)\n\n"
stalled = []
for i in range(400):
    one = socket.create_connection(("127.0.0.1", port))
    one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX-name: stalled\r\nContent-Length: 9999999\r\n\r\n" + sample * (i * 5))
    stalled.append(one)
worst = 0
for _ in range(20):
    begin = time.monotonic()
    urllib.request.urlopen("http://127.0.0.1:%d/healthz" % port).read()
    worst = max(worst, time.monotonic() - begin)
    time.sleep(0.05)
print("%.1f" % (worst * 1000))
PYTHON
}

cat >"$work/load.lua" <<'LUA'
local file = io.open(os.getenv("BODY"), "rb")
local body, method, count = file:read("*a"), os.getenv("METHOD"), 0
local headers = { ["X-name"] = "load", ["Content-Length"] = tostring(#body) }
request = function()
  count = count + 1
  return wrk.format(method, method == "PUT" and "/load/" .. count or "/", headers, body)
end
LUA
make_traces
nginx=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
start_nginx "$nginx"
start_collector plain --no-fsync --max-body 4g
plain=$port
start_collector synced
synced=$port
start_collector small
small=$port
# A JVM that has just started is too slow to measure.
load packed POST "$plain" >/dev/null
load packed POST "$synced" >/dev/null
load text POST "$plain" >/dev/null
watch_heap "$plain" "$work/heap" &
running+=("$!")

compare packed ''
say rps_fsync "$(load packed POST "$synced")"
compare text text_
say large_heap_mb "$(largest_heap large "$plain")"
say refused_heap_mb "$(largest_heap refused "$small")"
say health_ms "$(slowest_health "$plain")"
say heap_mb "$(sort -n "$work/heap" | tail -n 1)"

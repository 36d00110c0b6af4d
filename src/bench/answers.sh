#!/usr/bin/env bash
# Measures how long the collector takes to answer questions about many invocations: answers.sh
#
# Puts TRACES traces (default: 100,000) of 50 invocations each into the folders of 100 functions, starts a collector, and waits
# until all are counted, which takes about 10 minutes. Needs python3 and 3 GB of temporary disk space. If BEFORE is the launcher
# of an older version, also compares how fast both versions receive traces. The last line repeats all numbers as key=value.
#
#   count_rps         traces counted and indexed per second, without any summary on disk
#   rebuild_rps       traces indexed per second after the index was deleted
#   first_s           seconds from the start of a collector with an index until all its traces are known
#   list_s            seconds for the first page: the slowest of 5 requests
#   order_s           the same for the slowest order of the list
#   search_s          seconds to find the traces of an invocation
#   function_page_s   seconds for the numbers of a function's page
#   comparison_s      seconds to compare the slowest 5 % of its invocations with the rest
#   rss_mb            the peak memory of the collector
#   index_mb          the size of the index
#   ingest_ratio      traces received per second, divided by those of BEFORE: the median of 5 pairs
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

command -v python3 >/dev/null || { echo "answers.sh: needs python3" >&2; exit 2; }

python3 - "$work/stacks" "${TRACES:-100000}" <<'PYTHON'
import datetime, gzip, os, random, sys
random.seed(22)
folder, many = sys.argv[1], int(sys.argv[2])
begin = datetime.datetime(2026, 1, 1)
def text(number):
    head, body, at = "# faas-trace 1\n# faas-trace meta function=f rate=200 clock=monotonic version=v%d\n" % (number % 3), [], 5.0
    for call in range(50):
        work = 2 + int(random.lognormvariate(1, 0.5))
        end = at + work * 0.005 + 0.001
        head += "# faas-trace invocation id=call-%d-%d start=%.6f end=%.6f pid=7 tid=8 overlap=0 cpu=%d ready=0\n" % (number, call, at, end, work * 5000000)
        for i in range(work):
            stack = "\n".join("\t7f fn_%d (/usr/bin/app)" % random.randrange(40) for _ in range(10))
            body.append("pi 7/8 [000] %.6f: 5000000 cpu-clock:u:\n%s\n" % (at + (i + 0.5) * 0.005, stack))
        at = end + 0.01
    return gzip.compress((head + "\n".join(body) + "\n").encode())
for i in range(many):
    own = os.path.join(folder, "f%d" % (i % 100))
    os.makedirs(own, exist_ok=True)
    when = (begin + datetime.timedelta(milliseconds=i * 250)).strftime("%Y%m%dT%H%M%S.%f")[:-3] + "Z"
    path = os.path.join(own, "%s-%016x.perf.gz" % (when, i))
    source = os.path.join(folder, ".source%d" % (i // 1000))  # the number of hard links to a file is limited
    if i % 1000 == 0:
        open(source, "wb").write(text(i // 1000))
    os.link(source, path)
PYTHON

start() { # start LAUNCHER FOLDER: sets pid and port
  : >"$work/out"
  "$1" collect --port 0 --dir "$2" --no-fsync >"$work/out" 2>"$work/err" &
  pid=$!
  running+=("$pid")
  until port=$(sed -n 's/^Listening at .*:\([0-9]*\).*/\1/p' "$work/out") && [ -n "$port" ]; do sleep 0.1; done
}
stop() {
  if kill "$1"; then wait "$1" || :; fi
}

cat >"$work/ask.py" <<'PYTHON'
import http.client, json, sqlite3, sys, time
def indexed(folder, many):
    """Seconds until all traces are in the database. Asking the collector for its functions would slow it down."""
    begin, found = time.monotonic(), 0
    while found < many:
        time.sleep(0.2)
        try:
            with sqlite3.connect("file:%s/.index1.db?mode=ro" % folder, uri=True, timeout=60) as database:
                found = database.execute("select count(*) from trace").fetchone()[0]
        except sqlite3.OperationalError:
            pass  # the collector has not made the database yet
    return time.monotonic() - begin
def ask(port, path):
    begin = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", path, headers={"Accept": "application/json" if path.startswith("/v1") else "text/html"})
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        sys.exit("%s: %d %s" % (path, answer.status, text[:300]))
    return time.monotonic() - begin, text
def covered(port, many):
    """Seconds until all traces of all functions are in the index."""
    begin, left = time.monotonic(), list(range(min(100, many)))
    while left:
        if json.loads(ask(port, "/v1/functions/f%d" % left[-1])[1])["waiting"]:
            time.sleep(0.2)
        else:
            left.pop()
    return time.monotonic() - begin
PYTHON
cover() { PYTHONPATH=$work python3 -c 'import sys; from ask import *; print("%.2f" % covered(int(sys.argv[1]), int(sys.argv[2])))' "$port" "${TRACES:-100000}"; }

made() { PYTHONPATH=$work python3 -c 'import sys; from ask import *; print("%.2f" % indexed(sys.argv[1], int(sys.argv[2])))' "$work/stacks" "${TRACES:-100000}"; }

start "$faas_trace" "$work/stacks"
counted=$(made)
stop "$pid"
rm -f "$work"/stacks/.index*
start "$faas_trace" "$work/stacks"
rebuilt=$(made)
cover >/dev/null # the index must be complete for the collector, too
index=$(du -cm "$work"/stacks/.index*.db* | tail -1 | cut -f1)
stop "$pid"
start "$faas_trace" "$work/stacks"
first=$(cover)
PYTHONPATH=$work python3 - "$port" "$pid" "${TRACES:-100000}" "$counted" "$rebuilt" "$first" "$index" <<'PYTHON' >"$work/result"
import sys
from ask import ask
port, pid, many = map(int, sys.argv[1:4])
counted, rebuilt, first, index = map(float, sys.argv[4:])
worst = lambda path: max(ask(port, path)[0] for _ in range(5))
result = {"count_rps": many / counted, "rebuild_rps": many / rebuilt, "first_s": first, "list_s": worst("/")}
result["order_s"] = max(worst("/?order=" + order) for order in ("oldest", "slowest", "samples", "longest", "largest"))
result["search_s"] = worst("/v1/traces?call=call-3-17&limit=10")
result["function_page_s"] = worst("/v1/functions/f7")
result["comparison_s"] = worst("/v1/functions/f7/comparison.json?slowest=5")
status = open("/proc/%d/status" % pid).read()
result["rss_mb"] = int(status.split("VmHWM:")[1].split()[0]) / 1024
result["index_mb"] = index
for key, value in result.items():
    print("%s=%.3f" % (key, value))
PYTHON
stop "$pid"

if [ -n "${BEFORE:-}" ]; then
  start "$BEFORE" "$work/before"
  before=$port
  start "$faas_trace" "$work/after"
  after=$port
  python3 - "$before" "$after" "$work"/stacks/.source0 <<'PYTHON' >>"$work/result"
import http.client, statistics, sys, threading, time
before, after, body = int(sys.argv[1]), int(sys.argv[2]), open(sys.argv[3], "rb").read()
def rate(port, seconds=5):
    end, counts = time.monotonic() + seconds, [0] * 8
    def send(which):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            connection.request("POST", "/", body, {"X-name": "f%d" % which})
            answer = connection.getresponse()
            answer.read()
            counts[which] += answer.status == 201
    threads = [threading.Thread(target=send, args=(which,)) for which in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / seconds
rate(before), rate(after)
ratios = []
for _ in range(5):
    first = rate(before)
    ratios.append(rate(after) / first)
print("ingest_ratio=%.3f" % statistics.median(ratios))
PYTHON
fi
cat "$work/result"
paste -sd' ' "$work/result"

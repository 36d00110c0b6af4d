#!/usr/bin/env bash
# Measures how long the collector's lists take with many traces and many readers: lists.sh
#
# Puts TRACES traces (default: 100,000) into one folder and starts a collector. READERS clients (default: 30) request the first
# page at the same time, ROUNDS times (default: 5). Meanwhile, one client requests /healthz, one requests /metrics, and one sends
# traces. Needs python3, some minutes, and 1 GB of temporary disk space. The last line repeats all numbers as key=value. Times are
# in milliseconds, except covered_s.
#
#   first_list         the first list after the collector's start
#   covered_s          seconds until the list in the order "slowest" covers all traces. The value is -1 if that takes more than
#                      COVER_SECONDS (default: 600)
#   list_p50, _max     GET /, requested by all readers at the same time: median and maximum
#   slowest_p50, _max  GET /?order=slowest, requested by all readers at the same time
#   health_p50, …      the same for requests to /healthz, requests to /metrics, and sent traces, while the readers request lists
#   failed             the number of requests without a successful response
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

command -v python3 >/dev/null || { echo "lists.sh: needs python3" >&2; exit 2; }

python3 - "$work/stacks" "${TRACES:-100000}" <<'PYTHON'
import datetime, gzip, os, sys
folder, many = os.path.join(sys.argv[1], "load"), int(sys.argv[2])
os.makedirs(folder)
begin = datetime.datetime(2026, 1, 1)
name = lambda i: "%s-%016x.perf.gz" % ((begin + datetime.timedelta(milliseconds=i * 250)).strftime("%Y%m%dT%H%M%S.%f")[:-3] + "Z", i)
first = ""
for i in range(many):
    path = os.path.join(folder, name(i))
    if i % 1000 == 0:  # the number of hard links to a file is limited
        first = path
        text = "# faas-trace 1\n# faas-trace invocation id=call-%d start=5.0 end=%d.5 pid=12 tid=13 overlap=0\n" % (i, 6 + i // 1000)
        text += "pi 12/13 [000] 5.500000: 1 cpu-clock:u: \n\t7f3 leaf+0x1 (/usr/bin/app)\n\n" * 20
        open(path, "wb").write(gzip.compress(text.encode()))
    else:
        os.link(first, path)
PYTHON

"$faas_trace" collect --port 0 --dir "$work/stacks" >"$work/out" 2>"$work/err" &
running+=("$!")
until port=$(sed -n 's/^Listening at .*:\([0-9]*\).*/\1/p' "$work/out") && [ -n "$port" ]; do sleep 0.1; done

python3 - "$port" "${READERS:-30}" "${ROUNDS:-5}" "${COVER_SECONDS:-600}" <<'PYTHON'
import http.client, re, sys, threading, time
port, readers, rounds, patience = map(int, sys.argv[1:])
failed = 0
def ask(path, method="GET", body=None, headers={}):
    global failed
    begin = time.monotonic()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request(method, path, body, {"Accept": "text/html,*/*", **headers})
        answer = connection.getresponse()
        text = answer.read()
        good = answer.status in (200, 201)
        connection.close()
    except OSError:
        good, text = False, b""
    if not good:
        failed += 1
    return (time.monotonic() - begin) * 1000, text.decode()

trace = b"pi 12/13 [000] 5.500000: 1 cpu-clock:u: \n\t7f3 leaf+0x1 (/usr/bin/app)\n\n" * 20
result = {}
def note(name, times):
    times = sorted(times)
    result[name + "_p50"] = times[len(times) // 2]
    result[name + "_max"] = times[-1]

def crowd(name, path):
    over = threading.Event()
    side = {"health": [], "metrics": [], "send": []}
    def again(kind, *request):
        while not over.is_set():
            side[kind].append(ask(*request)[0])
            time.sleep(0.02)
    others = [threading.Thread(target=again, args=one) for one in (
        ("health", "/healthz"), ("metrics", "/metrics"),
        ("send", "/", "POST", trace, {"X-name": "sent"}))]
    for one in others:
        one.start()
    times = []
    for _ in range(rounds):
        crowd = [threading.Thread(target=lambda: times.append(ask(path)[0])) for _ in range(readers)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
    over.set()
    for one in others:
        one.join()
    note(name, times)
    return side

result["first_list"] = ask("/")[0]
side = crowd("list", "/")
begin, result["covered_s"] = time.monotonic(), -1
while time.monotonic() - begin < patience:
    if not re.search("not sorted yet|not counted yet", ask("/?order=slowest")[1]):
        result["covered_s"] = time.monotonic() - begin
        break
    time.sleep(2)
more = crowd("slowest", "/?order=slowest")
for kind in side:
    note(kind, side[kind] + more[kind])
result["failed"] = failed
for key, value in result.items():
    print("%-16s %.1f" % (key, value))
print(" ".join("%s=%.1f" % pair for pair in result.items()))
PYTHON

"""The parts of forward.sh that send and receive.

  forward.py send PORT COUNT RATE THREADS    sends COUNT traces to a collector, RATE per second, and repeats what fails
  forward.py receive PORT DELAY FILE         accepts pushed profiles after DELAY seconds, and adds their traces to FILE
  forward.py received FILE COUNT             prints how many of COUNT traces are lost, and how many came more than once
  forward.py stored PORT COUNT SINCE         the same for a Pyroscope server

Each trace has one function of its own, with the trace's number in its name, so a receiver can tell the traces apart.
"""
import gzip
import http.client
import http.server
import json
import random
import re
import sys
import threading
import time
import urllib.request

SAMPLES, OWN = 124, 4
NAME = re.compile(rb"own_([0-9]+)_")
PUSH, OTLP = "/push.v1.PusherService/Push", "/v1development/profiles"
NANOS = 5_000_000


def common():
    """The samples that all traces share: 120 samples of 40 stacks, as a function of medium size has them."""
    random.seed(7)
    stacks = []
    for _ in range(40):
        names = ["module_%d.function_%d" % (random.randrange(9), random.randrange(60)) for _ in range(random.randrange(8, 25))]
        stacks.append("".join("\t%16x %s+0x1a (/usr/bin/app)\n" % (0x400000 + i, name) for i, name in enumerate(names)))
    return [random.choice(stacks) for _ in range(SAMPLES - OWN)]


def trace(number, shared, epoch):
    begin = 5000 + number % 1000
    own = "\t%16x own_%d_+0x1 (/usr/bin/app)\n" % (0x500000, number)
    text = ["# faas-trace 1\n# faas-trace meta function=f namespace=prod language=go rate=200 version=v1 clock=monotonic"
            " epoch=%.6f\n" % (epoch - begin - 1),
            "# faas-trace invocation id=bench-%d start=%d.0 end=%d.0 pid=12 tid=13 overlap=0\n" % (number, begin, begin + 1)]
    for i, stack in enumerate([own] * OWN + shared):
        text.append("app 12/13 [000] %.6f: %d cpu-clock:u: \n%s\n" % (begin + i * 0.005, NANOS, stack))
    return gzip.compress("".join(text).encode(), 1)


def send(port, count, rate, threads):
    shared, begin, lock, state = common(), time.monotonic(), threading.Lock(), {"next": 0}

    def next_number():
        with lock:
            number = state["next"]
            state["next"] += 1
        return number

    def work():
        connection = None
        while True:
            number = next_number()
            if number >= count:
                return
            time.sleep(max(0, begin + number / rate - time.monotonic()))
            body = trace(number, shared, time.time())
            headers = {"X-name": "function-%d" % (number % 50), "Idempotency-Key": "bench-%08d" % number}
            while True:
                try:
                    connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                    connection.request("POST", "/", body, headers)
                    response = connection.getresponse()
                    response.read()
                    if response.status in (200, 201):
                        break
                    raise SystemExit("the collector responds with %d" % response.status)
                except (OSError, http.client.HTTPException):
                    connection = None
                    time.sleep(0.2)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def parts(message, wanted):
    """The values of a field of a protocol buffers message whose fields all have lengths."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        length, at = varint(message, at)
        if tag >> 3 == wanted:
            yield message[at:at + length]
        at += length


def varint(message, at):
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


class Receiver(http.server.BaseHTTPRequestHandler):
    """Accepts a request when it is on disk, like Pyroscope, so a kill in the meantime loses the whole request."""
    protocol_version = "HTTP/1.1"
    delay, file, lock = 0, None, threading.Lock()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = 200 if self.path in (PUSH, OTLP) else 404
        profiles = []
        if self.path == PUSH:
            profiles = [gzip.decompress(next(parts(sample, 1))) for series in parts(body, 1) for sample in parts(series, 2)]
        elif self.path == OTLP:  # All profiles share one table of names.
            profiles = [gzip.decompress(body)]
        lines = [number.decode() + "\n" for profile in profiles for number in NAME.findall(profile)]
        time.sleep(self.delay)
        with self.lock:
            self.file.write("".join(lines))
            self.file.flush()
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads, request_queue_size, allow_reuse_address = True, 128, True


def receive(port, delay, path):
    Receiver.delay, Receiver.file = delay, open(path, "a")
    Server(("127.0.0.1", port), Receiver).serve_forever()


def received(path, count):
    with open(path) as file:
        numbers = [int(line) for line in file]
    print(count - len(set(numbers)), len(numbers) - len(set(numbers)))


def stored(port, count, since):
    request = {"profileTypeID": "process_cpu:cpu:nanoseconds:cpu:nanoseconds", "labelSelector": "{}",
               "start": int(since * 1000) - 60000, "end": int(time.time() * 1000) + 60000}
    answer = urllib.request.urlopen(urllib.request.Request(
        "http://127.0.0.1:%d/querier.v1.QuerierService/SelectMergeProfile" % port, json.dumps(request).encode(),
        {"Content-Type": "application/json"}), timeout=300)
    profile = json.load(answer)
    names = {function["id"]: profile["stringTable"][int(function["name"])] for function in profile["function"]}
    leaves = {location["id"]: names[location["line"][0]["functionId"]] for location in profile["location"]}
    counts = {}
    for sample in profile["sample"]:
        own = NAME.match(leaves[sample["locationId"][0]].encode())
        if own:
            counts[own.group(1)] = counts.get(own.group(1), 0) + int(sample["value"][0])
    print(count - len(counts), sum(counts.values()) // (OWN * NANOS) - len(counts))


def main():
    verb, rest = sys.argv[1], sys.argv[2:]
    if verb == "send":
        send(int(rest[0]), int(rest[1]), float(rest[2]), int(rest[3]))
    elif verb == "receive":
        receive(int(rest[0]), float(rest[1]), rest[2])
    elif verb == "received":
        received(rest[0], int(rest[1]))
    elif verb == "stored":
        stored(int(rest[0]), int(rest[1]), float(rest[2]))


main()

"""Loads two servers in turn, and compares the second with the first.

  load.py PORT CONNECTIONS PAIRS TURNS OFF_SECONDS ON_SECONDS REST OFF_PID ON_PID

The two sides are the servers: off (the first) and on (the second). OFF_PID and ON_PID are their first processes. To load a
side, the client enters the network of the side's first process. A side's CPU time is the time of its first process and all
descendants of that process, including those that have ended.

Each pair has TURNS slices of OFF_SECONDS for the first side, and TURNS slices of ON_SECONDS for the second side, in the order
off, on, on, off. TURNS must be even, or 1. If TURNS is 1, a pair is one slice of the second side between two slices of the
first. If REST is 1, the client waits after each slice of the second side until that side is idle. So the deferred work of the
second side is counted for the second side, and does not disturb the first side. Before the measurement, both sides are loaded
once to warm up.

Prints two ratios: throughput (second side to first) and CPU time per request (first side to second). In both, less than 1 means
that the second side is worse. First prints the medians of the two ratios over the pairs, then the two ratios of the sums over
all pairs. Then prints, for each side, the requests per second and the median latency in milliseconds. The last number is the
number of requests to the second side, including the warm-up.
"""
import ctypes
import os
import re
import select
import socket
import statistics
import sys
import time

REQUEST = b"GET / HTTP/1.1\r\nHost: function\r\n\r\n"
LENGTH = re.compile(rb"^content-length: *([0-9]+)", re.IGNORECASE | re.MULTILINE)
TICK = 1 / os.sysconf("SC_CLK_TCK")
NEW_NETWORK = 0x40000000


def enter_network(pid):
    """Makes new sockets use the process's network. Existing sockets keep their network."""
    with open("/proc/%d/ns/net" % pid) as network:
        if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "cannot enter the network of process %d" % pid)


def cpu_seconds(first):
    """The CPU seconds of the process, its descendants, and all ended processes that these have waited for."""
    parents, used = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % name) as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended in the meantime
        parents[int(name)] = int(fields[1])
        used[int(name)] = sum(map(int, fields[11:15]))

    def belongs(pid):
        while pid and pid != first:
            pid = parents.get(pid)
        return pid == first

    return TICK * sum(used[pid] for pid in used if belongs(pid))


class WrongAnswer(Exception):
    pass


class Connection:
    """Sends one request at a time. Uses the same connection as long as the server keeps it open."""

    def __init__(self, port):
        self.port = port
        self.socket = None

    def send(self):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), 30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = b""
        self.begin = time.monotonic()
        self.socket.sendall(REQUEST)

    def receive(self):
        """Reads more of the response. Returns whether it is complete."""
        part = self.socket.recv(65536)
        self.answer += part
        head, _, body = self.answer.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        complete = bool(length) and len(body) >= int(length.group(1))
        if not part or (complete and self.answer.startswith(b"HTTP/1.0")):
            self.close()
            complete = True
        if complete and b" 200 " not in head[:16]:
            raise WrongAnswer("the function returns %r" % self.answer[:300])
        return complete

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None


class Result:
    """The duration, the latencies and the CPU time of the slices of one side."""

    def __init__(self):
        self.seconds, self.latencies, self.used = 0, [], 0

    def add(self, seconds, latencies, used=0):
        self.seconds += seconds
        self.latencies += latencies
        self.used += used

    def throughput(self):
        return len(self.latencies) / self.seconds

    def cpu(self):
        return self.used / len(self.latencies)


def sum_of(results):
    whole = Result()
    for each in results:
        whole.add(each.seconds, each.latencies, each.used)
    return whole


class Side:
    def __init__(self, pid, port, connections):
        self.pid, self.connections = pid, [Connection(port) for _ in range(connections)]
        self.requests = 0

    def load(self, seconds):
        """Sends requests for the given time and waits for all responses. Returns the seconds that this took, and all latencies."""
        enter_network(self.pid)
        waiting, latencies = {}, []
        begin = time.monotonic()
        end = begin + seconds
        idle = list(self.connections)
        while idle or waiting:
            for connection in idle:
                if time.monotonic() < end:
                    connection.send()
                    waiting[connection.socket.fileno()] = connection
            idle = []
            ready = select.select(list(waiting), [], [], 30)[0] if waiting else []
            if waiting and not ready:
                raise WrongAnswer("the function has not responded for 30 seconds")
            for number in ready:
                if waiting[number].receive():
                    connection = waiting.pop(number)
                    latencies.append(time.monotonic() - connection.begin)
                    idle.append(connection)
        self.requests += len(latencies)
        return time.monotonic() - begin, latencies

    def start_anew(self):
        for connection in self.connections:
            connection.close()

    def rest(self):
        """Waits until the recording has closed (at most 1.5 s), and then until the side uses less than two ticks in 0.2 s."""
        time.sleep(1.7)
        for _ in range(50):
            before = cpu_seconds(self.pid)
            time.sleep(0.2)
            if cpu_seconds(self.pid) - before < 1.5 * TICK:
                return


def measure(sides, order, seconds, rest):
    """Loads the sides in the given order and returns their results. While a side is not loaded, its CPU time is negligible."""
    results = [Result(), Result()]
    before = [cpu_seconds(side.pid) for side in sides]
    for which in order:
        results[which].add(*sides[which].load(seconds[which]))
        if which and rest:
            sides[1].rest()
    time.sleep(0.05)
    for result, side, start in zip(results, sides, before):
        result.used = cpu_seconds(side.pid) - start
    return results


def compare(off, on):
    return on.throughput() / off.throughput(), off.cpu() / on.cpu()


def wait_for(side):
    """Waits until the side responds. A watchdog may respond before its function does."""
    for _ in range(400):
        try:
            side.load(0.01)
            return
        except (OSError, WrongAnswer):
            side.start_anew()
            time.sleep(0.05)
    raise WrongAnswer("the function does not respond")


def main():
    port, connections, pairs, turns = map(int, sys.argv[1:5])
    seconds, rest = list(map(float, sys.argv[5:7])), sys.argv[7] == "1"
    sides = [Side(int(pid), port, connections) for pid in sys.argv[8:10]]
    for side in sides:
        wait_for(side)
    measure(sides, (0, 1), (1.5, 1.5), rest)
    order = (0, 1, 0) if turns == 1 else (0, 1, 1, 0) * (turns // 2)
    measured = [measure(sides, order, seconds, rest) for _ in range(pairs)]
    ratios = [compare(off, on) for off, on in measured]
    print(" ".join("%.2f/%.2f" % ratio for ratio in ratios), file=sys.stderr)
    off, on = map(sum_of, zip(*measured))
    print(*["%.3f" % statistics.median(column) for column in zip(*ratios)], *["%.3f" % ratio for ratio in compare(off, on)],
          *["%.1f %.2f" % (side.throughput(), statistics.median(side.latencies) * 1000) for side in (off, on)],
          sides[1].requests)


main()

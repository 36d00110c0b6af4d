"""Decides which requests to trace, and tells the agent when they begin and end."""
import binascii
import itertools
import os
import re
import sys
import threading
import time

import faas_trace
import faas_trace_spent

_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
# The fields of the header that this version of the format has. A later version may add fields.
_PARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?=-|\Z)")
DEMANDED = 2


def _clock():
    """Returns a function that reads CLOCK_MONOTONIC, the clock of the samples."""
    if hasattr(time, "monotonic"):
        return time.monotonic
    import ctypes

    clock_gettime = ctypes.CDLL(None, use_errno=True).clock_gettime

    class Timespec(ctypes.Structure):
        _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]

    def monotonic():
        now = Timespec()
        clock_gettime(1, ctypes.byref(now))
        return now.seconds + now.nanoseconds * 1e-9

    return monotonic


_now = _clock()


def _one_in(number):
    requests = itertools.count()  # several threads can count without a lock
    return lambda: next(requests) % number == 0


def _at_most_every(seconds):
    state = [float("-inf"), threading.Lock()]

    def claim():
        with state[1]:
            now = _now()
            if now < state[0]:
                return False
            state[0] = now + seconds
            return True

    # Almost all requests come too early. They need no lock.
    return lambda: _now() >= state[0] and claim()


def _sampler(rule):
    """Returns a function that decides whether to trace a request, based on FAAS_TRACE_SAMPLE."""
    if re.match(r"1/[0-9]*[1-9][0-9]*\Z", rule):
        return _one_in(int(rule[2:]))
    if rule in ("all", "off"):
        return lambda: rule == "all"
    return _at_most_every(float(rule[:-1]) if re.match(r"[0-9]+s\Z", rule) else 10.0)


def _take_turns():
    """Whether threads of this process are really greenlets, which share one thread of the kernel."""
    return bool(getattr(sys.modules.get("gevent.monkey"), "saved", None)
                or getattr(sys.modules.get("eventlet.patcher"), "already_patched", None))


class _Tracer(object):
    """Traces the requests of this process. `pick` decides about a request; its argument is the header X-Faas-Trace, or None.

    For an untraced request, a server's hook calls nothing but `pick`. Requests that share a thread also change two numbers:
    `running` is how many are running, and `begun` how many have begun.
    """

    def __init__(self):
        self.folder = os.environ.get("FAAS_TRACE_DIR", "")
        self.rule = os.environ.get("FAAS_TRACE_SAMPLE", "10s")
        # If every request is traced, switching sampling for each request would cost more than sampling all the time.
        self.steady = self.rule == "all"
        rate = os.environ.get("FAAS_TRACE_HEADER_RATE", "1")
        self.rate = float(rate) if re.match(r"[1-9][0-9]*\Z", rate) else 1.0
        self.demand = os.environ.get("FAAS_TRACE_HEADER") != "off"
        self.meters = faas_trace_spent.Meters(self.path("cpu.stat"))
        self.on, self.lines, self.acks = self.path("on"), self.path("invocations"), self.path("acks")
        self.reset()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.reset)

    def reset(self):
        """Forgets all about another process. A forked process may be a server too; then it says hello itself."""
        faas_trace_spent.forks[0] += 1
        self.lock, self.arming, self.greeting = threading.Lock(), threading.Lock(), threading.Lock()
        self.pid = self.toggle = self.control = self.file = self.events = None
        self.running = self.begun = 0
        self.omitted = self.active = self.dense = self.calls = 0
        self.prefix = binascii.hexlify(os.urandom(8)).decode()
        self.fresh = self.opened = self.patience = 0.0
        self.pick = self.pick_first

    def path(self, name):
        return os.path.join(self.folder, name)

    def serving(self):
        """Says hello to the agent. A hook calls this when a server begins to serve in this process."""
        if self.pid != os.getpid():
            with self.greeting:
                if self.pid is not None and self.pid != os.getpid():
                    self.reset()  # Python before 3.7 doesn't report forks
                if self.pid is None:
                    self.hello()

    def hello(self):
        self.pid = os.getpid()
        self.patience = _now() + 1.0
        try:
            self.events = os.open(self.path("events"), os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            self.pick = lambda asked: False
            return
        self.write(self.events, "hello %d python %s\n" % (self.pid, sys.version.split()[0].rstrip("+")))
        faas_trace.let_go()
        self.pick = self.picker()

    def pick_first(self, asked):
        try:
            self.serving()
        except Exception:
            self.pick = lambda asked: False
        return self.pick(asked)

    def picker(self):
        """Returns the function that decides about each request. It is a closure, because that is faster than a method."""
        wanted, demanded = _sampler(self.rule), _at_most_every(1.0 / self.rate)

        def pick(asked):
            if asked is not None and asked in ("1", "waits") and self.demand and demanded():
                return DEMANDED
            return wanted()

        return pick

    def write(self, pipe, line):
        try:
            return os.write(pipe, line.encode()) > 0
        except OSError:
            return False

    def ready(self, demanded):
        """Whether a request can be traced. System calls let other threads run, so the result is kept for 50 ms."""
        fresh = _now() < self.fresh
        if not fresh:
            with self.arming:
                if not self.armed():
                    return False
        if demanded:
            self.accelerate()
        if not fresh:
            self.open_recording()
            self.fresh = _now() + 0.05
        return True

    def note(self, line):
        """Appends to the invocations. The agent may move the file away at any time, so it is reopened after 50 ms."""
        try:
            if _now() >= self.opened:
                with self.lock:
                    self.reopen()
        except (OSError, IOError):
            return False
        return self.write(self.file, line)

    def reopen(self):
        file = os.open(self.lines, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if self.file is None:
            self.file = file
        else:
            os.dup2(file, self.file)
            os.close(file)
        self.opened = _now() + 0.05

    def open_recording(self):
        try:
            os.close(os.open(self.on, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError:
            return
        self.switch("enable")
        self.write(self.events, "call\n")

    def switch(self, word):
        self.write(self.control, "%s %s\n" % (word, self.toggle))

    def acknowledged(self):
        try:
            return os.stat(self.acks).st_size
        except OSError:
            return None

    def accelerate(self):
        """Samples faster while an on-demand request is running. Waits until perf does so, but at most 20 ms.

        Call it before writing other commands, because perf acknowledges all of them in the same way.
        """
        with self.lock:
            self.dense += 1
            before = self.acknowledged()
            if self.dense > 1 or not self.write(self.control, "enable demand\n"):
                return
        until = _now() + 0.02
        while before is not None and self.acknowledged() == before and _now() < until:
            time.sleep(0.0002)

    def armed(self):
        """Whether perf is attached. It may start late or stop."""
        self.serving()
        while not self.followed():
            if _now() > self.patience or self.exists("refused"):
                return False
            time.sleep(0.005)
        if self.toggle is None:
            self.control = os.open(self.path("control"), os.O_WRONLY | os.O_NONBLOCK)
            with open(self.path("armed")) as file:
                self.toggle = file.read().split()[1]
        return True

    def followed(self):
        """Whether perf follows this process. It may be a worker of the process that perf is attached to."""
        if not self.exists("armed"):
            return False
        if self.toggle is not None:
            return True
        with open(self.path("armed")) as file:
            return file.read().split()[0] == str(self.pid) or self.exists("followed.%d" % self.pid)

    def exists(self, name):
        return os.access(self.path(name), os.F_OK)

    def begin(self, picked, given, shared=False):
        """Returns the running invocation, for end(), or None if the request can't be traced.

        `given` has the values of two headers, or None: X-Call-Id and traceparent.

        If requests share a thread, the hook has already counted this one as running.
        """
        demanded = picked == DEMANDED
        try:
            if not self.ready(demanded):
                return self.omit()
            with self.lock:
                self.active += 1
                if self.active == 1 and not self.steady:
                    self.switch("enable")
                self.calls += 1
                call, parent = given
                if not call or not _PLAIN.match(call):
                    call = "%s%016x" % (self.prefix, self.calls)
            return self.begun_at(_Invocation(self, call, _parent(parent), demanded, shared))
        except Exception:
            return self.omit()

    def begun_at(self, invocation):
        mark = " demand=1" if invocation.demanded else ""
        words = invocation.call, invocation.start, self.pid, invocation.thread or "-", mark
        if self.note("begin %s %.9f %d %s%s\n" % words):
            return invocation
        self.rest(invocation.demanded)
        return self.omit()

    def omit(self):
        with self.lock:
            self.omitted += 1

    def rest(self, demanded):
        with self.lock:
            self.active -= 1
            self.dense -= demanded
            if demanded and not self.dense:
                self.write(self.control, "disable demand\n")
            if self.active == 0 and not self.steady:
                self.switch("disable")

    def end(self, invocation):
        try:
            self.report(invocation)
        except Exception:
            pass

    def report(self, invocation):
        if invocation.meter:
            invocation.meter.stop()
        stop = _now()
        overlap = invocation.overlaps(self)
        with self.lock:
            omitted, self.omitted = self.omitted, 0
        times = invocation.meter.words(overlap) if invocation.meter else ""
        times += invocation.parent + (" demand=1" if invocation.demanded else "")
        line = "end %s %.9f %.9f %d %s %d %d%s\n" % (
            invocation.call, invocation.start, stop, self.pid, invocation.thread or "-", overlap, omitted, times)
        if not self.note(line):
            with self.lock:
                self.omitted += omitted + 1
        elif invocation.demanded:
            self.write(self.events, "demanded\n")
        self.rest(invocation.demanded)


def _parent(given):
    """The word for a line, if this is the header traceparent of a caller that is part of a distributed trace."""
    found = _PARENT.match(given) if given else None
    return " traceparent=" + found.group() if found else ""


class _Invocation(object):
    """A running request that is traced.

    A server that gives each request a thread serves one request at a time on it. So such requests never overlap, unless the
    threads are greenlets. Then nobody knows, so they count as overlapping.
    """

    def __init__(self, tracer, call, parent, demanded, shared):
        self.call, self.parent, self.demanded, self.shared = call, parent, demanded, shared
        self.thread = None if shared or _take_turns() else faas_trace_spent.thread()
        self.alone, self.begun = tracer.running <= 1, tracer.begun
        self.start = _now()
        self.meter = tracer.meters.meter(self.thread)

    def overlaps(self, tracer):
        if self.shared:
            return not self.alone or self.begun != tracer.begun
        return self.thread is None


tracer = _Tracer()

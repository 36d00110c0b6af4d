"""Tells the agent in this image when a request begins and ends, so that the agent can record the request.

This module never makes a request fail and never writes to the log. It waits for the agent only in the first second. Without
the agent, it does nothing.
"""
import binascii
import os
import platform
import re
import threading
import time

_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


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
# Before Python 3.8 a thread doesn't know its kernel id.
_native_id = getattr(threading, "get_native_id", lambda: None)
_mine = threading.local()
_forks = [0]


def _thread():
    """Returns the kernel's id of the current thread. It is kept, because asking for it is a system call."""
    if getattr(_mine, "forks", None) != _forks[0]:
        _mine.thread, _mine.forks = _native_id(), _forks[0]
    return _mine.thread


class _Counts(object):
    """A file with the kernel's counters. It stays open, because opening it takes longer than reading it."""

    def __init__(self, path):
        self.file = os.open(path, os.O_RDONLY)

    def read(self):
        return os.pread(self.file, 4096, 0)

    def __del__(self):
        try:
            os.close(self.file)
        except Exception:
            pass  # it could not be opened, or Python is shutting down


def _ready(counts):
    """Returns how many nanoseconds a thread has been ready to run but not running. Not every kernel counts this."""
    _, ready, turns = counts.read().split()
    if turns == b"0":
        raise ValueError("not counted")
    return int(ready)


def _throttled(counts):
    """Returns how many nanoseconds the container has been throttled by its CPU limit."""
    for line in counts.read().splitlines():
        name, _, number = line.partition(b" ")
        if name in (b"throttled_usec", b"throttled_time"):
            return int(number) * (1000 if name == b"throttled_usec" else 1)
    raise ValueError("not counted")


class _Meters(object):
    """Makes a meter for each traced request. Keeps open the files that several meters read."""

    def __init__(self, limits):
        self.limits = limits
        self.container, self.mine = None, threading.local()

    def meter(self, thread):
        """Returns a meter for the given thread, which must be the current one, or for the whole process if it is None."""
        # Older versions of Python can't read the CPU clocks.
        return _Meter(self, thread) if hasattr(time, "clock_gettime") else None

    def of_thread(self, thread):
        """Returns the open counters of the current thread. After a fork, the thread's id is different."""
        if getattr(self.mine, "thread", None) != thread:
            self.mine.counts, self.mine.thread = _Counts("/proc/thread-self/schedstat"), thread
        return self.mine.counts

    def of_container(self):
        if self.container is None:
            self.container = _Counts(self.limits)
        return self.container


class _Meter(object):
    """Measures how a request spends its time: on a processor, ready to run, or throttled by the container's CPU limit.

    If the request has a thread of its own, this thread is measured. Otherwise the whole process is measured, except how long it
    was ready: several threads can be ready at the same time, so the sum of their times can exceed the request's time.
    """

    def __init__(self, meters, thread):
        self.meters, self.thread = meters, thread
        self.start, self.end = self.read(), None

    def stop(self):
        """Reads the numbers again. A server may close the body in another thread; then the numbers are unknown."""
        self.end = self.read() if self.thread in (None, _thread()) else None

    def read(self):
        """Returns the numbers in nanoseconds. A number that can't be read is None."""
        return [self.known(number) for number in (self.cpu, self.ready, self.throttled)]

    @staticmethod
    def known(number):
        try:
            return number()
        except (OSError, IOError, ValueError):
            return None

    def cpu(self):
        clock = time.CLOCK_PROCESS_CPUTIME_ID if self.thread is None else time.CLOCK_THREAD_CPUTIME_ID
        return int(time.clock_gettime(clock) * 1e9)

    def ready(self):
        return _ready(self.meters.of_thread(self.thread)) if self.thread is not None else None

    def throttled(self):
        return _throttled(self.meters.of_container())

    def words(self, overlap):
        """Returns the numbers for the end of a line; an empty text if none is known."""
        words = ""
        for name, start, end in zip(("cpu", "ready", "throttled"), self.start, self.end or ()):
            if start is not None and end is not None:
                words += " %s=%d" % (name, max(0, end - start))
        return words + " shared=1" if words and (overlap or self.thread is None) else words


def _sampler(rule):
    """Returns a function that decides whether to trace a request, based on FAAS_TRACE_SAMPLE. Call it under the lock."""
    calls = [0]
    if rule.startswith("1/") and rule[2:].isdigit() and int(rule[2:]):
        every = int(rule[2:])

        def one_in():
            calls[0] += 1
            return calls[0] % every == 1 % every

        return one_in
    if rule in ("all", "off"):
        return lambda: rule == "all"
    return _at_most_every(float(rule[:-1]) if re.match(r"^[0-9]+s$", rule) else 10.0)


def _at_most_every(seconds):
    last = [None]

    def due():
        now = _now()
        if last[0] is not None and now - last[0] < seconds:
            return False
        last[0] = now
        return True

    return due


class _Tracer(object):
    def __init__(self, folder):
        self.folder = folder
        self.lock, self.arming = threading.Lock(), threading.Lock()
        rule = os.environ.get("FAAS_TRACE_SAMPLE", "10s")
        self.wanted = _sampler(rule)
        # If every request is traced, switching sampling for each request would cost more than sampling all the time.
        self.steady = rule == "all"
        rate = os.environ.get("FAAS_TRACE_HEADER_RATE", "1")
        self.demand_wanted = _at_most_every(1.0 / float(rate) if re.match(r"^[1-9][0-9]*$", rate) else 1.0)
        self.demand = os.environ.get("FAAS_TRACE_HEADER") != "off"
        self.omitted = self.active = self.dense = self.calls = 0
        self.prefix = binascii.hexlify(os.urandom(8)).decode()
        self.file, self.fresh, self.opened = None, 0.0, 0.0
        self.running = {}  # counters by thread id; if requests have no thread, all under None
        self.pid = self.toggle = self.control = None
        self.meters = _Meters(os.path.join(folder, "cpu.stat"))
        self.on, self.lines = os.path.join(folder, "on"), os.path.join(folder, "invocations")
        self.acks = os.path.join(folder, "acks")
        self.events = os.open(os.path.join(folder, "events"), os.O_WRONLY | os.O_NONBLOCK)
        self.hello()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.look_again)

    def look_again(self):
        _forks[0] += 1
        self.fresh = self.opened = 0.0

    def hello(self):
        self.pid, self.toggle, self.active, self.dense = os.getpid(), None, 0, 0
        self.patience = _now() + 1.0
        self.write(self.events, "hello %d python %s\n" % (self.pid, platform.python_version()))

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
        if os.getpid() != self.pid:
            self.hello()
        while not self.followed():
            if _now() > self.patience or self.exists("refused"):
                return False
            time.sleep(0.005)
        if self.toggle is None:
            self.control = os.open(os.path.join(self.folder, "control"), os.O_WRONLY | os.O_NONBLOCK)
            with open(os.path.join(self.folder, "armed")) as file:
                self.toggle = file.read().split()[1]
        return True

    def followed(self):
        """Whether perf follows this process. It may be a worker of the process that perf is attached to."""
        if not self.exists("armed"):
            return False
        if self.toggle is not None:
            return True
        with open(os.path.join(self.folder, "armed")) as file:
            return file.read().split()[0] == str(self.pid) or self.exists("followed.%d" % self.pid)

    def exists(self, name):
        return os.access(os.path.join(self.folder, name), os.F_OK)

    def begin(self, environ, thread):
        """Returns the running invocation, for end()."""
        demanded = self.demand and environ.get("HTTP_X_FAAS_TRACE") in ("1", "waits")
        with self.lock:
            # The number of requests running on this thread, and of requests that began on it while others were running.
            running = self.running.setdefault(thread, [0, 0])
            running[0] += 1
            running[1] += running[0] > 1
            demanded = demanded and self.demand_wanted()
            if not (demanded or self.wanted()):
                return _Invocation(thread)
        try:
            if not self.ready(demanded):
                return self.omit(thread)
        except (OSError, IOError, ValueError, IndexError):
            return self.omit(thread)
        with self.lock:
            self.active += 1
            if self.active == 1 and not self.steady:
                self.switch("enable")
            self.calls += 1
            call = environ.get("HTTP_X_CALL_ID", "")
            if not _PLAIN.match(call):
                call = "%s%016x" % (self.prefix, self.calls)
        start = _now()
        meter = self.meters.meter(thread)
        mark = " demand=1" if demanded else ""
        if not self.note("begin %s %.9f %d %s%s\n" % (call, start, self.pid, thread or "-", mark)):
            self.rest(demanded)
            return self.omit(thread)
        return _Invocation(thread, call, start, running[0] > 1, running[1], demanded, meter)

    def omit(self, thread):
        with self.lock:
            self.omitted += 1
        return _Invocation(thread)

    def rest(self, demanded):
        with self.lock:
            self.active -= 1
            self.dense -= demanded
            if demanded and not self.dense:
                self.write(self.control, "disable demand\n")
            if self.active == 0 and not self.steady:
                self.switch("disable")

    def end(self, invocation):
        if invocation.meter:
            invocation.meter.stop()
        stop = _now() if invocation.call else None
        with self.lock:
            running = self.running[invocation.thread]
            running[0] -= 1
            overlap = invocation.overlap or running[1] != invocation.mates
            if not running[0]:
                del self.running[invocation.thread]
            if invocation.call is None:
                return
            omitted, self.omitted = self.omitted, 0
        times = invocation.meter.words(overlap) if invocation.meter else ""
        times += " demand=1" if invocation.demanded else ""
        line = "end %s %.9f %.9f %d %s %d %d%s\n" % (
            invocation.call, invocation.start, stop, self.pid, invocation.thread or "-", overlap, omitted, times)
        if not self.note(line):
            with self.lock:
                self.omitted += omitted + 1
        elif invocation.demanded:
            self.write(self.events, "demanded\n")
        self.rest(invocation.demanded)


class _Invocation(object):
    """A running request. It has no call id if it isn't traced."""

    def __init__(self, thread, call=None, start=None, overlap=False, mates=0, demanded=False, meter=None):
        self.thread, self.call, self.start = thread, call, start
        self.overlap, self.mates, self.demanded, self.meter = overlap, mates, demanded, meter


class _Body(object):
    """Wraps a response body: the invocation ends when the server closes the body."""

    def __init__(self, body, done):
        self._body, self._done = body, done

    def __iter__(self):
        return iter(self._body)

    def close(self):
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            done, self._done = self._done, None
            if done:
                done()


class _SizedBody(_Body):
    """A body that has a length. Servers derive Content-Length from a body of length one."""

    def __len__(self):
        return len(self._body)


def wsgi(app):
    """Wraps a WSGI callable. Without an agent, it returns the callable unchanged."""
    try:
        tracer = _Tracer(os.environ["FAAS_TRACE_DIR"])
    except (KeyError, OSError, IOError, AttributeError):
        return app

    def traced(environ, start_response):
        invocation = tracer.begin(environ, _thread())

        def answer(status, headers, *error):
            return start_response(status, headers + [("X-Faas-Trace-Id", invocation.call)], *error)

        def done():
            tracer.end(invocation)

        try:
            body = app(environ, answer if invocation.demanded else start_response)
        except BaseException:
            done()
            raise
        if isinstance(body, (list, tuple)):
            done()
            return body
        return (_SizedBody if hasattr(body, "__len__") else _Body)(body, done)

    return traced


class _Call(object):
    """A running ASGI call. It implements what `await` needs by hand, because Python 2 can't parse `async`."""

    def __init__(self, call, done):
        self._call, self._done = call.__await__(), done

    def __await__(self):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return self._step(self._call.send, None)

    def send(self, value):
        return self._step(self._call.send, value)

    def throw(self, *error):
        return self._step(self._call.throw, *error)

    def close(self):
        try:
            self._call.close()
        finally:
            self._finish()

    def _step(self, step, *values):
        try:
            return step(*values)
        except BaseException:  # a call also ends with StopIteration
            self._finish()
            raise

    def _finish(self):
        done, self._done = self._done, None
        if done:
            done()


class Asgi(object):
    """Middleware around an ASGI application. Without an agent, it passes requests through.

    One thread serves many requests at a time and may pass parts of a request to other threads. So no thread id is reported.
    """

    def __init__(self, app):
        self.app = app
        try:
            self.tracer = _Tracer(os.environ["FAAS_TRACE_DIR"])
        except (KeyError, OSError, IOError, AttributeError):
            self.tracer = None

    def __call__(self, scope, receive, send):
        if self.tracer is None or scope["type"] != "http":
            return self.app(scope, receive, send)
        invocation = self.tracer.begin(_environ(scope), None)

        def answer(message):
            if message["type"] == "http.response.start":
                named = (b"x-faas-trace-id", invocation.call.encode())
                message = dict(message, headers=list(message.get("headers", ())) + [named])
            return send(message)

        def done():
            self.tracer.end(invocation)

        try:
            return _Call(self.app(scope, receive, answer if invocation.demanded else send), done)
        except BaseException:
            done()
            raise


def _environ(scope):
    """Returns the headers that the tracer reads, under their WSGI names."""
    names = {b"x-call-id": "HTTP_X_CALL_ID", b"x-faas-trace": "HTTP_X_FAAS_TRACE"}
    return {names[name]: value.decode("latin-1") for name, value in scope["headers"] if name in names}

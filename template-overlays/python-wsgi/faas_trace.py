"""Says to the agent in this image when a request begins and ends, so that it can be recorded.

Nothing here waits for the agent, fails a request or writes to the log; without the agent it does nothing.
"""
import binascii
import ctypes
import os
import platform
import re
import threading
import time

_PLAIN = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def _clock():
    """CLOCK_MONOTONIC, which the samples carry too."""
    if hasattr(time, "monotonic"):
        return time.monotonic
    clock_gettime = ctypes.CDLL(None, use_errno=True).clock_gettime

    class Timespec(ctypes.Structure):
        _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]

    def monotonic():
        now = Timespec()
        clock_gettime(1, ctypes.byref(now))
        return now.seconds + now.nanoseconds * 1e-9

    return monotonic


_now = _clock()
_thread = getattr(threading, "get_native_id", lambda: "-")


def _sampler(rule):
    """A function that says whether this call is one to trace, by FAAS_TRACE_SAMPLE. Called under the lock."""
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
        self.lock = threading.Lock()
        self.wanted = _sampler(os.environ.get("FAAS_TRACE_SAMPLE", "10s"))
        rate = os.environ.get("FAAS_TRACE_HEADER_RATE", "1")
        self.demand_wanted = _at_most_every(1.0 / float(rate) if re.match(r"^[1-9][0-9]*$", rate) else 1.0)
        self.demand = os.environ.get("FAAS_TRACE_HEADER") != "off"
        self.running = self.begun = self.active = self.omitted = 0
        self.pid = self.toggle = self.control = None
        self.events = os.open(os.path.join(folder, "events"), os.O_WRONLY | os.O_NONBLOCK)
        self.hello()

    def hello(self):
        self.pid, self.toggle, self.active = os.getpid(), None, 0
        self.patience = _now() + 1.0
        self.send("hello %d python %s\n" % (self.pid, platform.python_version()))

    def send(self, line):
        try:
            return os.write(self.events, line.encode()) > 0
        except OSError:
            return False

    def switch(self, word):
        try:
            os.write(self.control, (word + " " + self.toggle + "\n").encode())
        except OSError:
            pass

    def armed(self):
        """Whether perf is there; looked up each time, as it may come late and go."""
        if os.getpid() != self.pid:
            self.hello()
        path = os.path.join(self.folder, "armed")
        while not os.access(path, os.F_OK):
            if _now() > self.patience or os.access(os.path.join(self.folder, "refused"), os.F_OK):
                return False
            time.sleep(0.005)
        if self.toggle is None:
            with open(path) as file:
                pid, _, toggle = file.read().strip().partition(" ")
            if pid != str(self.pid):
                return False
            self.control = os.open(os.path.join(self.folder, "control"), os.O_WRONLY | os.O_NONBLOCK)
            self.toggle = toggle
        return True

    def begin(self, environ):
        """The running invocation as a list, or None where it isn't traced."""
        demanded = self.demand and environ.get("HTTP_X_FAAS_TRACE") == "1"
        with self.lock:
            self.running += 1
            self.begun += 1
            demanded = demanded and self.demand_wanted()
            if not (demanded or self.wanted()):
                return None
            try:
                if not self.armed():
                    self.omitted += 1
                    return None
            except (OSError, IOError, ValueError):
                self.omitted += 1
                return None
            call = environ.get("HTTP_X_CALL_ID", "")
            if not _PLAIN.match(call):
                call = binascii.hexlify(os.urandom(16)).decode()
            self.active += 1
            if self.active == 1:
                self.switch("enable")
            start, thread = _now(), _thread()
            self.send("begin %s %.9f %d %s\n" % (call, start, self.pid, thread))
            return [call, start, thread, self.begun, self.running > 1, demanded]

    def end(self, invocation):
        with self.lock:
            self.running -= 1
            if invocation is None:
                return
            call, start, thread, begun, overlap, demanded = invocation
            stop = _now()
            self.active -= 1
            if self.active == 0:
                self.switch("disable")
            line = "invocation %s %.9f %.9f %d %s %d %d %d %d\n" % (
                call, start, stop, self.pid, thread, overlap or begun != self.begun, self.active, demanded,
                self.omitted)
            if self.send(line):
                self.omitted = 0
            else:
                self.omitted += 1


class _Body(object):
    """A response body under way: the invocation lasts until the server closes it."""

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
    """Servers derive Content-Length from a body of length one."""

    def __len__(self):
        return len(self._body)


def wsgi(app):
    """Wraps a WSGI callable; gives it back as it is where no agent runs."""
    try:
        tracer = _Tracer(os.environ["FAAS_TRACE_DIR"])
    except (KeyError, OSError, IOError, AttributeError):
        return app

    def traced(environ, start_response):
        invocation = tracer.begin(environ)

        def answer(status, headers, *error):
            return start_response(status, headers + [("X-Faas-Trace-Id", invocation[0])], *error)

        def done():
            tracer.end(invocation)

        try:
            body = app(environ, answer if invocation and invocation[5] else start_response)
        except BaseException:
            done()
            raise
        if isinstance(body, (list, tuple)):
            done()
            return body
        return (_SizedBody if hasattr(body, "__len__") else _Body)(body, done)

    return traced

"""Measures how a request spends its time."""
import os
import threading
import time


def _from_proc():
    """Returns the kernel's id of the current thread. Before Python 3.8 a thread doesn't know its id."""
    try:
        return int(os.readlink("/proc/thread-self").rsplit("/", 1)[1])
    except (OSError, ValueError, IndexError):
        return None


_native_id = getattr(threading, "get_native_id", _from_proc)
_mine = threading.local()
forks = [0]


def thread():
    """Returns the kernel's id of the current thread. It is kept, because asking for it is a system call."""
    if getattr(_mine, "forks", None) != forks[0]:
        _mine.thread, _mine.forks = _native_id(), forks[0]
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


class Meters(object):
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
        self.end = self.read() if self.thread in (None, thread()) else None

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

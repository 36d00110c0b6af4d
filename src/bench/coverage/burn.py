"""Burns CPU time under a name of its own, so that each sample says which call it was taken of."""
import threading
import time

_CPU = time.CLOCK_THREAD_CPUTIME_ID


def rename(name):
    with open("/proc/self/task/%d/comm" % threading.get_native_id(), "w") as comm:
        comm.write(name)


def burn(seconds):
    """Seconds of this thread's CPU time that were really spent; asking the clock is the kernel's time, so it asks seldom."""
    start = now = time.clock_gettime(_CPU)
    while now - start < seconds:
        for _ in range(3000):
            pass
        now = time.clock_gettime(_CPU)
    return now - start


def call(query):
    """The CPU seconds of the call that a query such as n=017 names."""
    rename("call-" + query.partition("=")[2])
    try:
        return burn(0.02)
    finally:
        rename("idle")

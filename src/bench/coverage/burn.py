"""Uses CPU time in a thread that is named after the request, so that each sample shows in which request it was taken."""
import threading
import time

_CPU = time.CLOCK_THREAD_CPUTIME_ID


def rename(name):
    with open("/proc/self/task/%d/comm" % threading.get_native_id(), "w") as comm:
        comm.write(name)


def burn(seconds):
    """Uses the given CPU time. Returns the time that was really used. Reads the clock rarely, because that takes kernel time."""
    start = now = time.clock_gettime(_CPU)
    while now - start < seconds:
        for _ in range(3000):
            pass
        now = time.clock_gettime(_CPU)
    return now - start


def call(query):
    """Serves a request with a query such as n=017. Returns the CPU seconds that the request used."""
    rename("call-" + query.partition("=")[2])
    try:
        return burn(0.02)
    finally:
        rename("idle")

"""A WSGI function that responds at once, fails (n=fail), waits for the file `release` (n=hold), works and sleeps (n=work), or
sleeps and reads (n=wait).
"""
import os
import resource
import socket
import threading
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import faas_trace  # noqa: F401


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def used():
    """Returns how long this thread has been on a processor, in nanoseconds."""
    usage = resource.getrusage(resource.RUSAGE_THREAD)
    return int((usage.ru_utime + usage.ru_stime) * 1e9)


def work():
    """Computes for 30 ms, sleeps for 50 ms, and writes the CPU time that it has used to the file `measured`."""
    start = used()
    while used() - start < 30000000:
        pass
    time.sleep(0.05)
    with open("measured", "w") as measured:
        measured.write("%d" % (used() - start))


def nap():
    time.sleep(0.05)


def read_slowly():
    """Reads from a socket whose other end writes only after 80 ms."""
    near, far = socket.socketpair()
    threading.Timer(0.08, far.send, [b"x"]).start()
    os.read(near.fileno(), 1)


def app(environ, start_response):
    what = environ["QUERY_STRING"]
    if what == "n=hold":
        open("held", "w").close()
    while what == "n=hold" and not os.path.exists("release"):
        time.sleep(0.01)
    if what == "n=work":
        work()
    if what.startswith("n=wait"):
        nap()
        read_slowly()
    if what == "n=fail":
        raise ValueError(what)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


make_server("127.0.0.1", int(os.environ["port"]), app, Server, Quiet).serve_forever()

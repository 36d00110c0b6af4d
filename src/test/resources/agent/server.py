"""A WSGI function. Keeps the CPU busy for 150 ms (or for "busy" milliseconds), then responds with the query. Some queries make it crash or hang."""
import os
import signal
import sys
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


BUSY = int(os.environ.get("busy", 150)) / 1000


def burn(seconds):
    end = time.time() + seconds
    while time.time() < end:
        pass


def app(environ, start_response):
    query = environ["QUERY_STRING"]
    if query == "n=hang":
        open("hanging", "w").close()
    burn(60 if query == "n=hang" else BUSY)
    if query in ("n=crash", "n=exit"):
        os._exit(7)
    if query == "n=segv":
        signal.raise_signal(signal.SIGSEGV)
    if "talkative" in os.environ and query != "n=quiet":
        print("hello", query, flush=True)
        print("said", environ.get("HTTP_X_CALL_ID"), file=sys.stderr, flush=True)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [("hello " + query).encode()]


def lives_briefly():
    while not os.path.exists("briefly"):
        time.sleep(0.05)


if "briefly" in os.environ:
    threading.Thread(target=lives_briefly, daemon=True).start()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
make_server("127.0.0.1", int(os.environ["port"]), app, Server, Quiet).serve_forever()

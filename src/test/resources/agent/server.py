"""A WSGI function: busy for 150 ms, then answers with its query."""
import os
import signal
import sys
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import faas_trace


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def burn():
    end = time.time() + 0.15
    while time.time() < end:
        pass


def app(environ, start_response):
    burn()
    if environ["QUERY_STRING"] == "n=crash":
        os._exit(7)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [("hello " + environ["QUERY_STRING"]).encode()]


signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
make_server("127.0.0.1", int(os.environ["port"]), faas_trace.wsgi(app), Server, Quiet).serve_forever()

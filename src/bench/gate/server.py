"""A WSGI server whose requests do as much work as their path says, in two functions."""
import os
import signal
from wsgiref.simple_server import WSGIRequestHandler, make_server

import faas_trace  # noqa: F401

UNIT = 1800


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def parse(work):
    total = 0
    for i in range(work):
        total += i * i
    return total


def render(work):
    total = 0
    for i in range(work):
        total ^= i * 3
    return total


def app(environ, start_response):
    units = int(environ["PATH_INFO"].strip("/") or 0)
    parse(min(units, 50) * UNIT)
    render(max(units - 50, 0) * UNIT)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done\n"]


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
make_server("127.0.0.1", int(os.environ["port"]), app, handler_class=Quiet).serve_forever()

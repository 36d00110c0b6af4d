"""A WSGI server that forks three workers, and replaces workers that end. A request keeps the CPU busy for 50 ms.

Responds with the worker's PID. If the query is n=crash, the worker ends during the request. If "preload" is set, the application
is loaded before the fork, otherwise in each worker.
"""
import os
import signal
import socket
import sys
import time
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

PRELOAD = "preload" in os.environ


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def load():
    import faas_trace  # noqa: F401

    return app


def app(environ, start_response):
    end = time.time() + 0.05
    while time.time() < end:
        pass
    if environ["QUERY_STRING"] == "n=crash":
        os._exit(7)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]


def work(application):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server = WSGIServer(listener.getsockname(), Quiet, bind_and_activate=False)
    server.socket = listener
    server.server_name, server.server_port = listener.getsockname()
    server.setup_environ()
    server.set_app(application or load())
    server.serve_forever()


def end(*_):
    for worker in workers:
        os.kill(worker, signal.SIGTERM)
    sys.exit(3)


listener = socket.create_server(("127.0.0.1", int(os.environ["port"])))
loaded = load() if PRELOAD else None
workers = set()
signal.signal(signal.SIGTERM, end)
while True:
    while len(workers) < 3:
        worker = os.fork()
        if not worker:
            work(loaded)
        workers.add(worker)
    workers.discard(os.wait()[0])

"""A long-lived WSGI server. If POOL is set, POOL threads serve all requests. Otherwise, each request has its own thread."""
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import burn
import faas_trace  # noqa: F401


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class Pool(Threads):
    workers = ThreadPoolExecutor(int(os.environ.get("POOL") or 1))

    def process_request(self, request, client_address):
        self.workers.submit(self.process_request_thread, request, client_address)


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def app(environ, start_response):
    body = b"%.6f" % burn.call(environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
server = Pool if os.environ.get("POOL") else Threads
make_server("127.0.0.1", int(os.environ["port"]), app, server, Quiet).serve_forever()

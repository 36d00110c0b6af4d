"""A WSGI function that responds at once, fails (n=fail), or waits for the file `release` (n=hold)."""
import os
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import faas_trace


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def app(environ, start_response):
    what = environ["QUERY_STRING"]
    if what == "n=hold":
        open("held", "w").close()
    while what == "n=hold" and not os.path.exists("release"):
        time.sleep(0.01)
    if what == "n=fail":
        raise ValueError(what)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


make_server("127.0.0.1", int(os.environ["port"]), faas_trace.wsgi(app), Server, Quiet).serve_forever()

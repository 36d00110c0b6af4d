"""Serves function/handler.py as a WSGI application. Uses only the standard library."""

import json
import os
import signal
import threading
from http.client import responses
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from function import handler


class Event:
    """The request, as the handler gets it."""

    def __init__(self, environ):
        self.method = environ["REQUEST_METHOD"]
        self.path = environ["PATH_INFO"]
        self.query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        self.headers = {
            name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")
        }
        self.body = read_body(environ)


class Context:
    """The environment that the function runs in."""

    def __init__(self):
        self.hostname = os.getenv("HOSTNAME", "localhost")


def read_body(environ):
    stream = environ["wsgi.input"]
    if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        return b"".join(read_chunks(stream))
    return stream.read(int(environ.get("CONTENT_LENGTH") or 0))


def read_chunks(stream):
    """Reads a body in chunks. The watchdog sends chunks if it does not know the length of the body yet."""
    while size := int(stream.readline().split(b";")[0], 16):
        yield stream.read(size)
        stream.readline()
    while stream.readline().strip():
        pass


class Application:
    """A WSGI application around a handler that returns text, bytes, or a dict with statusCode, headers and body."""

    def __init__(self, handle):
        self.handle = handle

    def __call__(self, environ, start_response):
        answer = self.handle(Event(environ), Context())
        if not isinstance(answer, dict):
            answer = {"body": answer}
        headers = dict(answer.get("headers", {}))
        body = answer.get("body") or ""
        if isinstance(body, (dict, list)):
            headers.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        headers.setdefault("Content-Type", "text/plain; charset=utf-8")
        headers["Content-Length"] = str(len(body))
        code = int(answer.get("statusCode", 200))
        start_response(f"{code} {responses.get(code, 'Unknown')}", list(headers.items()))
        return [body]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False
    request_queue_size = 128


class QuietRequestHandler(WSGIRequestHandler):
    """Logs nothing, because the watchdog already logs each request."""

    def log_message(self, *arguments):
        pass


app = Application(handler.handle)


def main():
    server = make_server("127.0.0.1", int(os.getenv("http_port", "5000")), app, Server, QuietRequestHandler)
    # shutdown() waits for the loop below to end, so another thread must call it.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()

"""Starts one of Python's HTTP servers. The path decides how a request is answered: /fail, /stream, or anything else."""
import asyncio
import os
import sys

SERVER = sys.argv[1]
PORT = int(os.environ["port"])
PARTS = [b"one\n", b"two\n", b"three\n"]


def wsgi(environ, start_response):
    if environ["PATH_INFO"] == "/fail":
        raise ValueError("as asked")
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (part for part in PARTS)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({"type": kind + ".complete"})
            if kind == "lifespan.shutdown":
                return
    if scope["path"] == "/fail":
        raise ValueError("as asked")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for part in PARTS if scope["path"] == "/stream" else []:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b"" if scope["path"] == "/stream" else b"ok"})


def aiohttp():
    from aiohttp import web

    async def answer(request):
        if request.path == "/fail":
            raise ValueError("as asked")
        if request.path != "/stream":
            return web.Response(text="ok")
        response = web.StreamResponse()
        await response.prepare(request)
        for part in PARTS:
            await response.write(part)
        return response

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    web.run_app(application, host="127.0.0.1", port=PORT, print=None)


def cheroot():
    from cheroot.wsgi import Server

    Server(("127.0.0.1", PORT), wsgi).start()


def flask():
    from flask import Flask, Response

    application = Flask("servers")

    @application.get("/<path>")
    def answer(path):
        if path == "fail":
            raise ValueError("as asked")
        return Response(iter(PARTS)) if path == "stream" else "ok"

    application.run(host="127.0.0.1", port=PORT)


def gevent():
    from gevent.pywsgi import WSGIServer

    WSGIServer(("127.0.0.1", PORT), wsgi).serve_forever()


def gunicorn(*options):
    from gunicorn.app.wsgiapp import run

    application = "servers:asgi" if any("uvicorn" in option for option in options) else "servers:wsgi"
    sys.argv = ["gunicorn", "-b", "127.0.0.1:%d" % PORT, *options, application]
    run()


def http_server():
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/fail":
                raise ValueError("as asked")
            self.send_response(200)
            self.end_headers()
            for part in PARTS if self.path == "/stream" else [b"ok"]:
                self.wfile.write(part)

    HTTPServer(("127.0.0.1", PORT), Handler).serve_forever()


def hypercorn(application):
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = ["127.0.0.1:%d" % PORT]
    asyncio.run(serve(application, config))


def quart():
    from quart import Quart, Response

    application = Quart("servers")

    @application.get("/<path>")
    async def answer(path):
        if path == "fail":
            raise ValueError("as asked")
        return Response(iter(PARTS)) if path == "stream" else "ok"

    application.run(host="127.0.0.1", port=PORT, use_reloader=False)


def tornado():
    from tornado.ioloop import IOLoop
    from tornado.web import Application, RequestHandler

    class Handler(RequestHandler):
        async def get(self):
            if self.request.path == "/fail":
                raise ValueError("as asked")
            for part in PARTS if self.request.path == "/stream" else [b"ok"]:
                self.write(part)
                await self.flush()

    Application([("/.*", Handler)]).listen(PORT, "127.0.0.1")
    IOLoop.current().start()


def twisted():
    from twisted.internet import reactor
    from twisted.web.resource import Resource
    from twisted.web.server import NOT_DONE_YET, Site

    class Handler(Resource):
        isLeaf = True

        def render_GET(self, request):
            if request.path == b"/fail":
                raise ValueError("as asked")
            for part in PARTS if request.path == b"/stream" else [b"ok"]:
                request.write(part)
            reactor.callLater(0.01, request.finish)
            return NOT_DONE_YET

    reactor.listenTCP(PORT, Site(Handler()), interface="127.0.0.1")
    reactor.run()


def uvicorn(workers):
    import uvicorn

    uvicorn.run("servers:asgi", host="127.0.0.1", port=PORT, workers=workers)


def waitress():
    from waitress import serve

    serve(wsgi, host="127.0.0.1", port=PORT)


if __name__ == "__main__":
    {
        "aiohttp": aiohttp,
        "cheroot": cheroot,
        "flask": flask,
        "gevent": gevent,
        "gunicorn-gthread": lambda: gunicorn("-k", "gthread"),
        "gunicorn-preload": lambda: gunicorn("-w", "2", "--preload"),
        "gunicorn-uvicorn": lambda: gunicorn("-k", "uvicorn.workers.UvicornWorker"),
        "http.server": http_server,
        "hypercorn": lambda: hypercorn(asgi),
        "hypercorn-wsgi": lambda: hypercorn(wsgi),
        "quart": quart,
        "tornado": tornado,
        "twisted": twisted,
        "uvicorn": lambda: uvicorn(1),
        "uvicorn-workers": lambda: uvicorn(2),
        "waitress": waitress,
    }[SERVER]()

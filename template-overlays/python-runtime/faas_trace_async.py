"""Hooks for servers whose event loop serves many requests at a time. No thread id is reported for their requests.

Each function installs the hook of one server, and gets the module that has just been imported. Python 2 has no such server, so
it never loads this file.
"""
import inspect

from faas_trace_calls import tracer
from faas_trace_servers import around, field, given, greets


class _Request(object):
    """A request that is traced, or one for a WebSocket. The latter ends when the server has answered the handshake."""

    def __init__(self, picked, headers):
        tracer.running += 1
        tracer.begun += 1
        self.ended = False
        self.invocation = tracer.begin(picked, headers, True) if picked else None

    def call(self):
        """Returns the id that the response must contain, or None."""
        return self.invocation.call if self.invocation and self.invocation.demanded else None

    def end(self):
        if not self.ended:
            self.ended = True
            if self.invocation:
                tracer.end(self.invocation)
            tracer.running -= 1


def _text(value):
    return value if value is None else value.decode("latin-1")


def asgi(app):
    async def traced(scope, receive, send):
        kind = scope["type"]
        if kind != "http" and kind != "websocket":
            return await app(scope, receive, send)
        picked = tracer.pick(_text(field(scope["headers"], b"x-faas-trace")))
        if picked or kind == "websocket":
            return await _follow(picked, app, scope, receive, send)
        tracer.running += 1
        tracer.begun += 1
        try:
            return await app(scope, receive, send)
        finally:
            tracer.running -= 1

    return traced


async def _follow(picked, app, scope, receive, send):
    request = _Request(picked, (_text(field(scope["headers"], b"x-call-id")), _text(field(scope["headers"], b"traceparent"))))
    try:
        if scope["type"] == "websocket":
            send = _until_answered(request, send)
        elif request.call():
            send = _naming(request.call(), send)
        return await app(scope, receive, send)
    finally:
        request.end()


def _naming(call, send):
    def naming(message):
        if message["type"] == "http.response.start":
            message = dict(message, headers=list(message.get("headers", ())) + [(b"x-faas-trace-id", call.encode())])
        return send(message)

    return naming


def _until_answered(request, send):
    async def answer(message):
        await send(message)
        if message["type"] in ("websocket.accept", "websocket.close", "websocket.http.response.start"):
            request.end()

    return answer


def _wraps_application(owner, *names):
    """Wraps the application that one of these methods stores in an attribute of the same object."""
    attribute, method = names

    def make(original):
        def store(self, *args, **named):
            result = original(self, *args, **named)
            setattr(self, attribute, asgi(getattr(self, attribute)))
            return result

        return store

    around(owner, method, make)


def uvicorn(module):
    # After its own detection of the interface, and after its own middleware.
    _wraps_application(module.Config, "loaded_app", "load")


def uvicorn_server(module):
    greets(module.Server, "startup")


def daphne(module):
    _wraps_application(module.Server, "application", "__init__")
    greets(module.Server, "run")


def hypercorn(module):
    # These wrappers are made after hypercorn has detected the kind of application.
    _wraps_application(module.ASGIWrapper, "app", "__init__")
    around(module.WSGIWrapper, "run_app", _hypercorn_wsgi)


def _hypercorn_wsgi(original):
    """Called in a thread that serves only this request."""

    def run_app(self, environ, send):
        picked = tracer.pick(environ.get("HTTP_X_FAAS_TRACE"))
        invocation = tracer.begin(picked, given(environ)) if picked else None
        if invocation is None:
            return original(self, environ, send)
        try:
            return original(self, environ, _naming(invocation.call, send) if invocation.demanded else send)
        finally:
            tracer.end(invocation)

    return run_app


def hypercorn_worker(module):
    greets(module, "worker_serve")


def hypercorn_before_0_14(module):
    if hasattr(module, "invoke_asgi"):
        around(module, "invoke_asgi", _invoking)


def _invoking(original):
    async def invoke_asgi(app, scope, receive, send):
        async def invoked(scope, receive, send):
            await original(app, scope, receive, send)

        await asgi(invoked)(scope, receive, send)

    return invoke_asgi


_names = {}  # the ids that responses must contain, by aiohttp's request


def aiohttp_protocol(module):
    def make(original):
        async def _handle_request(self, request, *args):
            headers = request.headers
            picked = tracer.pick(headers.get("X-Faas-Trace"))
            if picked or "Upgrade" in headers:
                return await _follow_aiohttp(picked, original, self, request, *args)
            tracer.running += 1
            tracer.begun += 1
            try:
                return await original(self, request, *args)
            finally:
                tracer.running -= 1

        return _handle_request

    if inspect.iscoroutinefunction(module.RequestHandler._handle_request):
        around(module.RequestHandler, "_handle_request", make)


_upgrades = {}  # requests for a WebSocket, by aiohttp's request


async def _follow_aiohttp(picked, original, self, request, *args):
    ours = _upgrades[id(request)] = _Request(picked, (request.headers.get("X-Call-Id"), request.headers.get("traceparent")))
    if ours.call():
        _names[id(request)] = ours.call()
    try:
        return await original(self, request, *args)
    finally:
        _upgrades.pop(id(request), None)
        _names.pop(id(request), None)
        ours.end()


def aiohttp_response(module):
    def make(original):
        def _start(self, request):
            if _names and id(request) in _names:
                self.headers["X-Faas-Trace-Id"] = _names[id(request)]
            return original(self, request)

        return _start

    around(module.StreamResponse, "_start", make)


def aiohttp_websocket(module):
    def make(original):
        async def prepare(self, request):
            try:
                return await original(self, request)
            finally:
                if id(request) in _upgrades:
                    _upgrades[id(request)].end()

        return prepare

    around(module.WebSocketResponse, "prepare", make)


def aiohttp_runner(module):
    greets(module.BaseSite, "start")


def tornado_server(module):
    greets(module.TCPServer, "add_sockets")


def tornado(module):
    fallback = module.FallbackHandler  # it passes the request on to another server

    def make(original):
        async def _execute(self, *args, **named):
            fields = self.request.headers._as_list
            picked = not isinstance(self, fallback) and tracer.pick(_first(fields.get("X-Faas-Trace")))
            if picked or "Upgrade" in fields:
                return await _follow_tornado(picked, original, self, self.request, *args, **named)
            tracer.running += 1
            tracer.begun += 1
            try:
                return await original(self, *args, **named)
            finally:
                tracer.running -= 1

        return _execute

    if inspect.iscoroutinefunction(module.RequestHandler._execute):
        around(module.RequestHandler, "_execute", make)


def _first(values):
    return values[0] if values else None


async def _follow_tornado(picked, original, self, request, *args, **named):
    ours = request.faas_trace = _Request(picked, (request.headers.get("X-Call-Id"), request.headers.get("traceparent")))
    if ours.call():
        _name_connection(request.connection, ours.call())
    try:
        return await original(self, *args, **named)
    finally:
        ours.end()


def _name_connection(connection, call):
    write = connection.write_headers

    def write_headers(start_line, headers, *args, **named):
        connection.write_headers = write  # a connection can serve other requests later
        headers.add("X-Faas-Trace-Id", call)
        return write(start_line, headers, *args, **named)

    connection.write_headers = write_headers


def tornado_wsgi(module):
    def make(original):
        async def handle_request(self, request):
            picked = tracer.pick(_first(request.headers._as_list.get("X-Faas-Trace")))
            return await _follow_tornado(picked, original, self, request, request)

        return handle_request

    if inspect.iscoroutinefunction(getattr(module.WSGIContainer, "handle_request", None)):
        around(module.WSGIContainer, "handle_request", make)


def tornado_websocket(module):
    def make(original):
        def _receive_frame_loop(self):
            ours = getattr(self.handler.request, "faas_trace", None)
            if ours:
                ours.end()
            return original(self)

        return _receive_frame_loop

    around(module.WebSocketProtocol13, "_receive_frame_loop", make)

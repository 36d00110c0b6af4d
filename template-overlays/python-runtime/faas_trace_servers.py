"""Hooks for servers that give each request a thread, and for servers with their own event loop.

Each function installs the hook of one server, and gets the module that has just been imported. A hook is around the method in
which the server calls the application and sends the response. So neither the application nor its response is wrapped.
"""
import functools

from faas_trace_calls import tracer


def around(owner, name, make):
    """Replaces a method with what `make` returns for it. An inherited method is replaced for this class only."""
    original = getattr(owner, name, None)
    if original is None or hasattr(original, "faas_trace_original"):
        return
    made = make(original)
    functools.update_wrapper(made, original, [n for n in functools.WRAPPER_ASSIGNMENTS if hasattr(original, n)], [])
    made.faas_trace_original = original
    setattr(owner, name, made)


def greets(owner, *names):
    """Lets these methods, which start a server, say hello to the agent."""

    def make(original):
        def start(*args, **named):
            greet()
            return original(*args, **named)

        return start

    for name in names:
        around(owner, name, make)


def greet():
    try:
        tracer.serving()
    except Exception:
        pass


def field(fields, name):
    """Returns a header from a list of names and values, or None. The list and the name must be in the same case."""
    for each, value in fields:
        if each == name:
            return value
    return None


def _named(application, call):
    """Wraps a WSGI application, so that the response contains the id of the call."""

    def named(environ, start_response):
        return application(environ, _answer(start_response, call))

    return named


def _answer(start_response, call):
    def answer(status, headers, *error):
        return start_response(status, list(headers) + [("X-Faas-Trace-Id", call)], *error)

    return answer


def _asked(environ):
    return environ.get("HTTP_X_FAAS_TRACE")


def given(environ):
    """What tracer.begin() needs."""
    return environ.get("HTTP_X_CALL_ID"), environ.get("HTTP_TRACEPARENT")


def wsgiref(module):
    def make(original):
        def run(self, application):
            picked = tracer.pick(_asked(self.base_env))
            invocation = tracer.begin(picked, given(self.base_env)) if picked else None
            if invocation is None:
                return original(self, application)
            try:
                return original(self, _named(application, invocation.call) if invocation.demanded else application)
            finally:
                tracer.end(invocation)

        return run

    around(module.ServerHandler, "run", make)


def http_server(module):
    greets(module.HTTPServer, "serve_forever")
    handler = module.BaseHTTPRequestHandler
    around(handler, "handle_one_request", _handling)
    around(handler, "parse_request", _parsing)


def werkzeug(module):
    # Old releases override this method.
    if "handle_one_request" in vars(module.WSGIRequestHandler):
        around(module.WSGIRequestHandler, "handle_one_request", _handling)
    around(module.WSGIRequestHandler, "run_wsgi", _running)


def _running(original):
    def run_wsgi(self):
        if not getattr(self, "faas_trace", None):
            return original(self)
        server, self.server = self.server, _EarlyEnd(self)
        try:
            return original(self)
        finally:
            self.server = server

    return run_wsgi


class _EarlyEnd(object):
    """Stands in for werkzeug's server while a request is traced.

    After each response, werkzeug waits 10 ms for further bytes from the client. So the request ends with the last part of the
    response. Werkzeug treats all kinds of responses in the same way.
    """

    def __init__(self, handler):
        self._handler, self._server = handler, handler.server

    def __getattr__(self, name):
        return getattr(self._server, name)

    def app(self, environ, start_response):
        return _Parts(self._server.app(environ, start_response), self._handler)


class _Parts(object):
    def __init__(self, body, handler):
        self._body, self._handler = body, handler

    def __iter__(self):
        for part in self._body:
            yield part
        _end(self._handler)

    def close(self):
        if hasattr(self._body, "close"):
            self._body.close()


def _handling(original):
    def handle_one_request(self):
        self.faas_trace = None
        try:
            return original(self)
        finally:
            _end(self)

    return handle_one_request


def _end(handler):
    invocation, handler.faas_trace = handler.faas_trace, False
    if invocation:
        tracer.end(invocation)


def _parsing(original):
    def parse_request(self):
        parsed = original(self)
        # Other servers use this method too, but not `handle_one_request`.
        if parsed and getattr(self, "faas_trace", False) is None:
            picked = tracer.pick(_message_field(self.headers, "x-faas-trace"))
            if picked:
                self.faas_trace = tracer.begin(
                    picked, (_message_field(self.headers, "x-call-id"), _message_field(self.headers, "traceparent")))
                if self.faas_trace and self.faas_trace.demanded:
                    _name_response(self, self.faas_trace.call)
        return parsed

    return parse_request


def _message_field(headers, name):
    try:
        fields = headers._headers  # much faster than get()
    except AttributeError:
        return headers.get(name)
    size = len(name)
    for each, value in fields:
        if len(each) == size and each.lower() == name:
            return value
    return None


def _name_response(handler, call):
    def end_headers():
        del handler.end_headers
        handler.send_header("X-Faas-Trace-Id", call)
        handler.end_headers()

    handler.end_headers = end_headers


def waitress(module):
    def make(original):
        def execute(self):
            headers = self.request.headers
            picked = tracer.pick(headers.get("X_FAAS_TRACE"))
            invocation = tracer.begin(picked, (headers.get("X_CALL_ID"), headers.get("TRACEPARENT"))) if picked else None
            if invocation is None:
                return original(self)
            if invocation.demanded:
                _name_task(self, invocation.call)
            try:
                return original(self)
            finally:
                tracer.end(invocation)

        return execute

    around(module.WSGITask, "execute", make)


def _name_task(task, call):
    build = task.build_response_header

    def build_response_header():
        task.response_headers.append(("X-Faas-Trace-Id", call))
        return build()

    task.build_response_header = build_response_header


def waitress_server(module):
    for owner in ("BaseWSGIServer", "MultiSocketServer"):
        if hasattr(module, owner):
            greets(getattr(module, owner), "run")


def gunicorn_worker(module):
    greets(module.Worker, "init_process")


def gunicorn_sync(module):
    around(module.SyncWorker, "handle_request", functools.partial(_gunicorn, 1))


def gunicorn_threads(module):
    around(module.ThreadWorker, "handle_request", functools.partial(_gunicorn, 0))


def _gunicorn(place, original):
    def handle_request(self, *args):
        headers = args[place].headers
        picked = tracer.pick(field(headers, "X-FAAS-TRACE"))
        invocation = tracer.begin(picked, _given_fields(headers)) if picked else None
        if invocation is None:
            return original(self, *args)
        _name_request(args[place], invocation)
        try:
            return original(self, *args)
        finally:
            tracer.end(invocation)

    return handle_request


def _given_fields(headers):
    return field(headers, "X-CALL-ID"), field(headers, "TRACEPARENT")


def _name_request(request, invocation):
    if invocation.demanded:
        request.faas_trace_call = invocation.call


def gunicorn_response(module):
    def make(original):
        def send_headers(self):
            call = getattr(self.req, "faas_trace_call", None)
            if call and not self.headers_sent:
                self.headers.append(("X-Faas-Trace-Id", call))
            return original(self)

        return send_headers

    around(module.Response, "send_headers", make)


def gunicorn_async(module):
    """Workers with greenlets. Their requests share a thread."""

    def make(original):
        def handle_request(self, listener, req, *args):
            picked = tracer.pick(field(req.headers, "X-FAAS-TRACE"))
            tracer.running += 1
            tracer.begun += 1
            invocation = tracer.begin(picked, _given_fields(req.headers), True) if picked else None
            try:
                if invocation:
                    _name_request(req, invocation)
                return original(self, listener, req, *args)
            finally:
                if invocation:
                    tracer.end(invocation)
                tracer.running -= 1

        return handle_request

    around(module.AsyncWorker, "handle_request", make)


def gevent(module):
    def make(original):
        def handle_one_response(self):
            picked = tracer.pick(_asked(self.environ))
            tracer.running += 1
            tracer.begun += 1
            invocation = tracer.begin(picked, given(self.environ), True) if picked else None
            if invocation and invocation.demanded:
                self.application = _named(self.application, invocation.call)
            try:
                return original(self)
            finally:
                if invocation:
                    tracer.end(invocation)
                tracer.running -= 1

        return handle_one_response

    around(module.WSGIHandler, "handle_one_response", make)
    greets(module.WSGIServer, "start")


def cheroot(module):
    def make(original):
        def respond(self):
            picked = tracer.pick(_asked(self.env))
            invocation = tracer.begin(picked, given(self.env)) if picked else None
            if invocation is None:
                return original(self)
            if invocation.demanded:
                self.start_response = _answer(self.start_response, invocation.call)
            try:
                return original(self)
            finally:
                tracer.end(invocation)

        return respond

    around(module.Gateway, "respond", make)


def cheroot_server(module):
    greets(module.HTTPServer, "serve")


def twisted(module):
    """Requests share a thread. A request ends when its response has been written or its connection is lost."""
    around(module.Request, "process", _processing)
    around(module.Request, "finish", _finishing)
    around(module.Request, "connectionLost", _finishing)
    greets(module.Site, "startFactory")


def _processing(original):
    def process(self):
        headers = self.requestHeaders
        picked = tracer.pick(_twisted_field(headers, b"x-faas-trace"))
        tracer.running += 1
        tracer.begun += 1
        given_fields = picked and (_twisted_field(headers, b"x-call-id"), _twisted_field(headers, b"traceparent"))
        self.faas_trace = tracer.begin(picked, given_fields, True) if picked else None
        if self.faas_trace and self.faas_trace.demanded:
            self.setHeader(b"x-faas-trace-id", self.faas_trace.call.encode())
        return original(self)

    return process


def _twisted_field(headers, name):
    values = headers.getRawHeaders(name)
    return values[0].decode("latin-1") if values else None


def _finishing(original):
    def finish(self, *args, **named):
        try:
            return original(self, *args, **named)
        finally:
            invocation = vars(self).pop("faas_trace", False)
            if invocation is not False:
                if invocation:
                    tracer.end(invocation)
                tracer.running -= 1

    return finish

"""Tells the agent in this image when a request begins and ends, so that the agent can record the request.

This module watches for imports of HTTP servers, and puts a hook into each server just after its import. So the program's own
files stay as they are, and a server that is never imported costs nothing. The hook never makes a request fail and never writes
to the log. Without the agent, it does nothing.
"""
import os
import sys

try:
    import _thread
except ImportError:
    pass  # Python 2

_HERE = os.path.dirname(os.path.abspath(__file__))

# For each module of a server: the module that contains its hook, and the function that installs the hook.
_HOOKS = {
    "BaseHTTPServer": ("faas_trace_servers", "http_server"),  # Python 2
    "aiohttp.web_protocol": ("faas_trace_async", "aiohttp_protocol"),
    "aiohttp.web_response": ("faas_trace_async", "aiohttp_response"),
    "aiohttp.web_runner": ("faas_trace_async", "aiohttp_runner"),
    "aiohttp.web_ws": ("faas_trace_async", "aiohttp_websocket"),
    "cheroot.server": ("faas_trace_servers", "cheroot_server"),
    "cheroot.wsgi": ("faas_trace_servers", "cheroot"),
    "daphne.server": ("faas_trace_async", "daphne"),
    "gevent.pywsgi": ("faas_trace_servers", "gevent"),
    "grpc._server": ("faas_trace_grpc", "grpc"),
    "grpc.aio._server": ("faas_trace_grpc", "grpc_aio"),
    "gunicorn.http.wsgi": ("faas_trace_servers", "gunicorn_response"),
    "gunicorn.workers.base": ("faas_trace_servers", "gunicorn_worker"),
    "gunicorn.workers.base_async": ("faas_trace_servers", "gunicorn_async"),
    "gunicorn.workers.gthread": ("faas_trace_servers", "gunicorn_threads"),
    "gunicorn.workers.sync": ("faas_trace_servers", "gunicorn_sync"),
    "http.server": ("faas_trace_servers", "http_server"),
    "hypercorn.app_wrappers": ("faas_trace_async", "hypercorn"),
    "hypercorn.asyncio.run": ("faas_trace_async", "hypercorn_worker"),
    "hypercorn.utils": ("faas_trace_async", "hypercorn_before_0_14"),
    "tornado.tcpserver": ("faas_trace_async", "tornado_server"),
    "tornado.web": ("faas_trace_async", "tornado"),
    "tornado.websocket": ("faas_trace_async", "tornado_websocket"),
    "tornado.wsgi": ("faas_trace_async", "tornado_wsgi"),
    "twisted.web.server": ("faas_trace_servers", "twisted"),
    "uvicorn.config": ("faas_trace_async", "uvicorn"),
    "uvicorn.server": ("faas_trace_async", "uvicorn_server"),
    "waitress.server": ("faas_trace_servers", "waitress_server"),
    "waitress.task": ("faas_trace_servers", "waitress"),
    "werkzeug.serving": ("faas_trace_servers", "werkzeug"),
    "wsgiref.simple_server": ("faas_trace_servers", "wsgiref"),
}


def _install(name, module):
    home, function = _HOOKS[name]
    try:
        getattr(_own(home), function)(module)
    except Exception:
        pass  # an unknown version of the server; it runs without the hook


def _own(name):
    """Returns a module of the hook. The program's path must not contain the hook's folder for longer than needed."""
    if name not in sys.modules:
        sys.path.insert(0, _HERE)
        try:
            __import__(name)
        finally:
            sys.path.remove(_HERE)
    return sys.modules[name]


class _Finder(object):
    """Finds the servers' modules with Python's other finders. Only the loader is different."""

    def __init__(self):
        self.busy = set()  # what the other finders are looking for. They may ask all finders in turn

    def find_spec(self, name, path=None, target=None):
        if name not in _HOOKS:
            return None
        search = name, _thread.get_ident()
        if search in self.busy:
            return None
        self.busy.add(search)
        try:
            spec = self.found(name, path, target)
        finally:
            self.busy.discard(search)
        if hasattr(getattr(spec, "loader", None), "exec_module"):
            spec.loader = _Loader(spec.loader, name)
        return spec

    def found(self, name, path, target):
        for finder in list(sys.meta_path):
            if finder is not self and hasattr(finder, "find_spec"):
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    return spec
        return None

    if sys.version_info[0] == 2:

        def find_module(self, name, path=None):
            return self if name in _HOOKS and name not in self.busy else None

        def load_module(self, name):
            self.busy.add(name)
            try:
                __import__(name)
            finally:
                self.busy.discard(name)
            _install(name, sys.modules[name])
            return sys.modules[name]


class _Loader(object):
    """Loads a module with its own loader, and then installs the hook."""

    def __init__(self, loader, name):
        self._loader, self._name = loader, name

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        # The module must look as if this loader did not exist.
        module.__loader__ = self._loader
        module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _install(self._name, module)


def let_go():
    """Takes the hook's folder out of PYTHONPATH, so that processes that a server starts later don't load the hook."""
    folders = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if _HERE in folders:
        kept = os.pathsep.join(folder for folder in folders if folder != _HERE)
        if kept:
            os.environ["PYTHONPATH"] = kept
        else:
            del os.environ["PYTHONPATH"]


def _start():
    if "FAAS_TRACE_DIR" in os.environ:
        sys.meta_path.insert(0, _Finder())
        for name in _HOOKS:
            if sys.modules.get(name) is not None:
                _install(name, sys.modules[name])


# Copies of an earlier overlay call these two. The server's hook already traces each request.
def wsgi(app):
    return app


class Asgi(object):
    def __init__(self, app):
        self.app = app

    def __call__(self, scope, receive, send):
        return self.app(scope, receive, send)


_start()

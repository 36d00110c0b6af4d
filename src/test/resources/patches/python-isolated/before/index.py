"""Serves the handler.

Python ignores its environment variables.
"""
from __future__ import annotations

from waitress import serve

from function import handler


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [handler.handle(environ["wsgi.input"].read())]


serve(app, port=5000)

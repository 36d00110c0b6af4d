"""Hooks for gRPC servers. Each RPC is a request, and its metadata are the headers. Python 2 never loads this file.

Each function installs one hook, and gets the module that has just been imported.
"""
import asyncio

from faas_trace_async import _Request
from faas_trace_calls import tracer
from faas_trace_servers import around, field, greets


def grpc(module):
    """Each RPC gets a thread, which calls one of these functions. It sends the whole response."""
    around(module, "_unary_response_in_pool", _serving)
    around(module, "_stream_response_in_pool", _serving)
    around(module, "_get_initial_metadata", _naming)
    greets(module._Server, "start")


def _metadata(call, name):
    try:
        return field(call.invocation_metadata, name)
    except Exception:
        return None  # there is none, or this version has another form of it


def _given(call):
    return _metadata(call, "x-call-id"), _metadata(call, "traceparent")


def _serving(original):
    def serve(event, state, *args):
        picked = tracer.pick(_metadata(event, "x-faas-trace"))
        invocation = tracer.begin(picked, _given(event)) if picked else None
        if invocation is None:
            return original(event, state, *args)
        if invocation.demanded:
            state.faas_trace_call = invocation.call
        try:
            return original(event, state, *args)
        finally:
            tracer.end(invocation)

    return serve


def _naming(original):
    def initial_metadata(state, metadata):
        call = getattr(state, "faas_trace_call", None)
        if call:
            metadata = tuple(metadata or ()) + (("x-faas-trace-id", call),)
        return original(state, metadata)

    return initial_metadata


def grpc_aio(module):
    """All RPCs share a thread. Each of them has a task, in which interceptors run, and which sends the whole response."""

    class Interceptor(module.ServerInterceptor):
        async def intercept_service(self, continuation, details):
            try:
                _follow_task(details)
            except Exception:
                pass  # no task, or this version has other details
            return await continuation(details)

    def make(original):
        def __init__(self, thread_pool, generic_handlers, interceptors, *args, **named):
            interceptors = (Interceptor(),) + tuple(interceptors or ())
            return original(self, thread_pool, generic_handlers, interceptors, *args, **named)

        return __init__

    around(module.Server, "__init__", make)
    greets(module.Server, "start")


def _follow_task(details):
    task = asyncio.current_task()
    picked = tracer.pick(_metadata(details, "x-faas-trace"))
    if picked:
        request = _Request(picked, _given(details))
        task.add_done_callback(lambda task: request.end())
    else:
        task.add_done_callback(_over)
        tracer.running += 1
        tracer.begun += 1


def _over(task):
    tracer.running -= 1

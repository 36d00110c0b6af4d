"""A gRPC server: server.py sync|aio. Its port is the variable `port`."""
import asyncio
import os
import sys
import time
from concurrent import futures

import grpc


def echo(request, context):
    return request


def status(request, context):
    context.abort(grpc.StatusCode.NOT_FOUND, "none")


def fail(request, context):
    raise ValueError("failed")


def slow(request, context):
    time.sleep(0.3)
    return b"late"


def stream(request, context):
    for i in range(5):
        time.sleep(0.005)
        yield b"part %d" % i


def late(request, context):
    yield b"part"
    raise ValueError("late")


def total(requests, context):
    return b"%d" % sum(map(len, requests))


async def async_echo(request, context):
    return request


async def async_status(request, context):
    await context.abort(grpc.StatusCode.NOT_FOUND, "none")


async def async_fail(request, context):
    raise ValueError("failed")


async def async_slow(request, context):
    await asyncio.sleep(0.3)
    return b"late"


async def async_stream(request, context):
    for i in range(5):
        await asyncio.sleep(0.005)
        yield b"part %d" % i


async def async_late(request, context):
    yield b"part"
    raise ValueError("late")


async def async_total(requests, context):
    return b"%d" % sum([len(request) async for request in requests])


UNARY, STREAM = grpc.unary_unary_rpc_method_handler, grpc.unary_stream_rpc_method_handler
KINDS = {"echo": UNARY, "status": UNARY, "fail": UNARY, "slow": UNARY, "stream": STREAM, "late": STREAM,
         "total": grpc.stream_unary_rpc_method_handler}
OPTIONS = [("grpc.max_receive_message_length", -1)]


def prepare(server, prefix):
    handlers = {name: kind(globals()[prefix + name]) for name, kind in KINDS.items()}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test", handlers),))
    server.add_insecure_port("127.0.0.1:" + os.environ["port"])
    return server


async def serve():
    server = prepare(grpc.aio.server(options=OPTIONS), "async_")
    await server.start()
    await server.wait_for_termination()


if sys.argv[1] == "aio":
    asyncio.run(serve())
else:
    server = prepare(grpc.server(futures.ThreadPoolExecutor(8), options=OPTIONS), "")
    server.start()
    server.wait_for_termination()

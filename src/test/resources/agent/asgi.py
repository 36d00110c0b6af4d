"""An ASGI function with a minimal server. Keeps a thread busy for 150 ms, then responds with the query."""
import asyncio
import os
import signal
import time

from faas_trace_async import asgi


def burn():
    end = time.time() + 0.15
    while time.time() < end:
        pass


async def app(scope, receive, send):
    if scope["query_string"] == b"n=fail":
        raise RuntimeError("as asked")
    await asyncio.get_running_loop().run_in_executor(None, burn)
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello " + scope["query_string"]})


async def serve(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in head[1:]) if name]
    query = head[0].split(b" ")[1].partition(b"?")[2]
    lines, body = [b"HTTP/1.1 500 Oops"], b""

    async def send(message):
        nonlocal body
        if message["type"] == "http.response.start":
            lines[:] = [b"HTTP/1.1 %d OK" % message["status"]]
            lines.extend(name + b": " + value for name, value in message["headers"])
        else:
            body = message["body"]

    try:
        await traced({"type": "http", "query_string": query, "headers": headers}, None, send)
    except RuntimeError:
        pass
    lines.extend([b"content-length: %d" % len(body), b"connection: close", b"", body])
    writer.write(b"\r\n".join(lines))
    await writer.drain()
    writer.close()


async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: os._exit(3))
    async with await asyncio.start_server(serve, "127.0.0.1", int(os.environ["port"])) as server:
        await server.serve_forever()


traced = asgi(app)
asyncio.run(main())

"""Makes requests to a gRPC server: client.py PORT. Prints a line for each response, which begins with the request's id."""
import hashlib
import sys

import grpc

UNLIMITED = [("grpc.max_receive_message_length", -1)]


class Client(object):
    def __init__(self, port):
        self.channel = grpc.insecure_channel("127.0.0.1:" + port, options=UNLIMITED)
        grpc.channel_ready_future(self.channel).result(30)

    def begin(self, kind, method, call, request=b"request", timeout=30, asked=False):
        metadata = [("x-call-id", call), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")] + [("x-faas-trace", "1")] * asked
        make = getattr(self.channel, kind)("/test/" + method)
        make = make if kind == "unary_stream" else make.future
        return make(request, metadata=metadata, timeout=timeout)

    @staticmethod
    def parts(kind, running, cancel):
        if kind == "unary_stream":
            for part in running:
                yield part
                if cancel:
                    running.cancel()
        else:
            yield running.result()

    def end(self, kind, call, running, cancel=False):
        text = b""
        try:
            for part in self.parts(kind, running, cancel):
                text += part + b","
        except grpc.RpcError:
            pass
        metadata = list(running.initial_metadata() or ()) + list(running.trailing_metadata() or ())
        named = [value for key, value in metadata if key == "x-faas-trace-id"]
        body = text if len(text) < 99 else hashlib.md5(text).hexdigest()
        print(call, running.code().name, running.details(), body, named)

    def make(self, kind, method, call, *rest, cancel=False, **named):
        self.end(kind, call, self.begin(kind, method, call, *rest, **named), cancel)


client = Client(sys.argv[1])
for method in "echo", "status", "fail":
    client.make("unary_unary", method, method)
client.make("unary_unary", "echo", "large", b"x" * 3000000)
client.make("unary_unary", "slow", "deadline", timeout=0.1)
client.make("unary_stream", "stream", "stream")
client.make("unary_stream", "late", "late")
client.make("unary_stream", "stream", "cancelled", cancel=True)
client.make("stream_unary", "total", "total", iter([b"a", b"bc"]))
for i, running in enumerate([client.begin("unary_unary", "echo", "many-%d" % i) for i in range(50)]):
    client.end("unary_unary", "many-%d" % i, running)
client.make("unary_unary", "echo", "asked", asked=True)

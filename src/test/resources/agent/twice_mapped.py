"""A WSGI function that runs its own machine code and names it in /tmp/perf-PID.map, like a runtime with a JIT compiler.

Like such a runtime, it names two methods at one address: the code of the first one no longer exists. Like .NET 7 and later, it maps
the code twice from a file in memory, unless DOTNET_EnableWriteXorExecute is 0.
"""
import ctypes
import mmap
import os
import signal
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import faas_trace  # noqa: F401

# push rbp; mov rbp, rsp; mov ecx, 300000000; dec ecx; jnz; pop rbp; ret
CODE = bytes.fromhex("554889e5b900a3e111ffc975fc5dc3")
SIZE = 65536


libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p


def mapped(protection, flags, file):
    return libc.mmap(None, ctypes.c_size_t(SIZE), protection, flags, file, ctypes.c_long(0))


def compiled():
    write, run = mmap.PROT_READ | mmap.PROT_WRITE, mmap.PROT_READ | mmap.PROT_EXEC
    if os.environ.get("DOTNET_EnableWriteXorExecute") == "0":
        writable = runnable = mapped(write | run, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1)
    else:
        file = os.memfd_create("doublemapper")
        os.ftruncate(file, SIZE)
        writable, runnable = mapped(write, mmap.MAP_SHARED, file), mapped(run, mmap.MAP_SHARED, file)
    ctypes.memmove(writable + 4096, CODE, len(CODE))
    name = "/tmp/perf-%d.map" % os.getpid()
    os.symlink(name, "map")
    global names # stays open
    names = open(name, "w", buffering=1)
    for method in "AnOlderMethodThatWasAtTheSameAddress", "Hot":
        names.write("%x %x void [app] Program::%s()[Tier0]\n" % (runnable + 4096, len(CODE), method))
    return ctypes.CFUNCTYPE(None)(runnable + 4096)


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def app(environ, start_response):
    hot()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done"]


hot = compiled()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
make_server("127.0.0.1", int(os.environ["port"]), app, handler_class=Quiet).serve_forever()

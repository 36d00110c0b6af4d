"""A server that answers with what a program can see of the hook: in itself, and in a process that it starts."""
import importlib
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

SEEN = """import os, sys
print(os.environ.get("PYTHONPATH"), [path for path in sys.path if path != os.getcwd()])
print(sys.modules.get("sitecustomize"), sys.meta_path, sorted(name for name in sys.modules if "faas" in name))"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = subprocess.check_output([sys.executable, "-c", SEEN])
        body += repr((os.environ.get("PYTHONPATH"), sys.path, sys.modules.get("sitecustomize"))).encode()
        body += repr(sys.modules["http.server"].__spec__.loader).partition(" object at ")[0].encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)


if os.environ.get("reload"):
    # The reloaded module has new classes.
    class Reloaded(importlib.reload(sys.modules["http.server"]).BaseHTTPRequestHandler):
        do_GET = Handler.do_GET

    Handler = Reloaded
HTTPServer(("127.0.0.1", int(os.environ["port"])), Handler).serve_forever()

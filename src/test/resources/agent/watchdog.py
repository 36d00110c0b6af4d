"""Stands in for a classic watchdog. Starts $fprocess for each request, with the headers in Http_* variables."""
import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        env = dict(os.environ, Http_Query=self.path.partition("?")[2])
        for name, value in self.headers.items():
            env["Http_" + name.title().replace("-", "_")] = value
        process = subprocess.Popen(os.environ["fprocess"].split(" "), env=env, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            body, status = process.communicate(timeout=float(os.environ.get("exec_timeout", "20")))[0], 200
        except subprocess.TimeoutExpired:
            process.kill()
            body, status = process.communicate()[0], 408
        self.send_response(status)
        self.send_header("X-Exit-Code", str(process.returncode))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
ThreadingHTTPServer(("127.0.0.1", int(os.environ["port"])), Handler).serve_forever()

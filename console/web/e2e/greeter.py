"""An app that greets, for the pages of apps."""

import http.server
import os

import flyte
import flyte.app

PORT = int(os.environ.get("GREETER_PORT", "18534"))
env = flyte.app.AppEnvironment(name="greeter", image="python:3.11", port=PORT, requires_auth=False)


class Greeter(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print(f"asked for {self.path}", flush=True)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")


@env.server
def serve():
    http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Greeter).serve_forever()

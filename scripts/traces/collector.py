"""Receives spans by OTLP (HTTP, protobuf) and appends each as a line of JSON to a file.

usage: collector.py PORT_FILE SPANS_FILE
"""

import gzip
import json
import pathlib
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

PORT_FILE, SPANS_FILE = map(pathlib.Path, sys.argv[1:])
MAX_BODY = 16 << 20


def text(attributes, key):
    return next((a.value.string_value for a in attributes if a.key == key), "")


def lines(request):
    for resource in request.resource_spans:
        service = text(resource.resource.attributes, "service.name")
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield json.dumps({
                    "service": service,
                    "name": span.name,
                    "trace": span.trace_id.hex(),
                    "id": span.span_id.hex(),
                    "parent": span.parent_span_id.hex(),
                    "start": span.start_time_unix_nano,
                    "action": text(span.attributes, "flyte.action"),
                    "phase": text(span.attributes, "flyte.phase"),
                })


class Receiver(BaseHTTPRequestHandler):
    timeout = 30

    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        if self.path != "/v1/traces" or not 0 < length <= MAX_BODY:
            self.send_error(400)
            return
        body = self.rfile.read(length)
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        with SPANS_FILE.open("a") as file:
            file.writelines(line + "\n" for line in lines(ExportTraceServiceRequest.FromString(body)))
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


SPANS_FILE.touch()
server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
PORT_FILE.write_text(str(server.server_port))
server.serve_forever()

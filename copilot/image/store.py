"""An object store for the training of copilot's AOT cache: one bucket in memory, the few S3 calls that copilot makes.

store.py PORT_FILE serves until it is killed. The bucket holds run/inputs.pb with a text and a file.
"""

import hashlib
import http.server
import os
import sys
from xml.sax.saxutils import escape


def field(number, content):
    """A length-delimited protobuf field."""
    return bytes([number << 3 | 2, len(content)]) + content


def entry(name, literal):
    return field(1, field(1, name.encode()) + field(2, literal))


TEXT = field(1, field(1, field(3, b"echo")))
FILE = field(1, field(2, field(1, field(1, b"")) + field(3, b"s3://bucket/run/file")))
objects = {"run/inputs.pb": entry("word", TEXT) + entry("file", FILE), "run/file": b"content"}


class Store(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def key(self):
        return self.path.split("?")[0].removeprefix("/bucket").lstrip("/")

    def answer(self, status, body=b"", length=None, etag=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if etag:
            self.send_header("ETag", f'"{etag}"')
            self.send_header("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if "list-type=2" in self.path:
            found = "".join(
                f"<Contents><Key>{escape(key)}</Key><Size>{len(value)}</Size>"
                "<LastModified>2026-11-24T10:00:00.000Z</LastModified></Contents>"
                for key, value in objects.items())
            self.answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode())
        elif self.key() in objects:
            body = objects[self.key()]
            self.answer(200, body, etag=hashlib.md5(body).hexdigest())
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self):
        body = objects.get(self.key())
        if self.key() == "":
            self.answer(200)
        elif body is None:
            self.answer(404)
        else:
            self.answer(200, length=len(body), etag=hashlib.md5(body).hexdigest())

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        objects[self.key()] = body
        self.answer(200, etag=hashlib.md5(body).hexdigest())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Store)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()

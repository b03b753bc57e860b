"""The Python SDK's own stack (connectrpc on pyqwest) against the probe service.

usage: connect_client.py PORT DESCRIPTOR-SET CASE PROTOCOL HTTP-VERSION CODEC
"""

import os
import pathlib
import sys

from connectrpc.client import ConnectClientSync, ResponseMetadata
from connectrpc.code import Code
from connectrpc.codec import proto_binary_codec, proto_json_codec
from connectrpc.compression.gzip import GzipCompression
from connectrpc.compression.zstd import ZstdCompression
from connectrpc.errors import ConnectError
from connectrpc.method import IdempotencyLevel, MethodInfo
from connectrpc.protocol import ProtocolType
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from pyqwest import HTTPVersion, SyncClient, SyncHTTPTransport

SERVICE = "probe.v1.Probe"
CODECS = {"proto": proto_binary_codec, "json": proto_json_codec}
VERSIONS = {"1.1": HTTPVersion.HTTP1, "2": HTTPVersion.HTTP2}


def check(seen, expected):
    assert seen == expected, f"{seen!r} rather than {expected!r}"


class Probe:
    """A client from the descriptor set that the test wrote, without generated code."""

    def __init__(self, port, descriptor_set, protocol, version, codec, compression=GzipCompression()):
        pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(descriptor_set).read_bytes()).file:
            pool.Add(file)
        self.methods = pool.FindServiceByName(SERVICE).methods_by_name
        self.client = ConnectClientSync(
            f"http://localhost:{port}",
            protocol=ProtocolType[protocol],
            codec=CODECS[codec](),
            send_compression=compression,
            accept_compression=[compression],
            http_client=SyncClient(SyncHTTPTransport(http_version=VERSIONS[version])),
        )

    def unary(self, name, timeout_ms=20_000, headers=None, use_get=False, **fields):
        method = self._method(name)
        return self.client.execute_unary(
            request=method.input(**fields), method=method, timeout_ms=timeout_ms, headers=headers, use_get=use_get
        )

    def stream(self, name, timeout_ms=20_000, **fields):
        method = self._method(name)
        return self.client.execute_server_stream(request=method.input(**fields), method=method, timeout_ms=timeout_ms)

    def _method(self, name):
        described = self.methods[name]
        return MethodInfo(
            name=name,
            service_name=SERVICE,
            input=message_factory.GetMessageClass(described.input_type),
            output=message_factory.GetMessageClass(described.output_type),
            idempotency_level=IdempotencyLevel.NO_SIDE_EFFECTS if name == "Look" else IdempotencyLevel.UNKNOWN,
        )


def failure(call):
    try:
        call()
    except ConnectError as error:
        return error
    raise AssertionError("the call did not fail")


def unary(probe):
    answer = probe.unary("Echo", text="h\u00e4llo", payload=bytes(100_000))
    check((answer.text, len(answer.payload)), ("h\u00e4llo", 100_000))


def get(probe):
    check(probe.unary("Look", text="h\u00e4llo", use_get=True).text, "h\u00e4llo")


def metadata(probe):
    with ResponseMetadata() as response:
        answer = probe.unary("Echo", headers={"x-ask": "a", "x-request-id": "r1"})
    check(answer.headers["x-request-id"], "r1")
    check(response.headers()["x-answer"], "a")
    check(response.trailers()["x-answer-trailer"], "a")


def stream(probe):
    check([number.value for number in probe.stream("Count", to=10_000)], list(range(10_000)))


def error(probe):
    refused = failure(lambda: probe.unary("Fail", code=5, message="no \u00e4 % such", detail="why"))
    check((refused.code, refused.message), (Code.NOT_FOUND, "no \u00e4 % such"))
    check([detail.type_url.split("/")[-1] for detail in refused.details], ["probe.v1.EchoResponse"])
    numbers = probe.stream("Count", to=1, code=9)
    check(next(numbers).value, 0)
    refused = failure(lambda: next(numbers))
    check((refused.code, refused.message), (Code.FAILED_PRECONDITION, "counted enough"))


def timeout(probe):
    check(failure(lambda: probe.unary("Echo", delay_ms=10_000, timeout_ms=300)).code, Code.DEADLINE_EXCEEDED)
    numbers = probe.stream("Count", to=1, linger=True, timeout_ms=500)
    check(next(numbers).value, 0)
    check(failure(lambda: next(numbers)).code, Code.DEADLINE_EXCEEDED)


def abandon(probe):
    numbers = probe.stream("Count", to=1, linger=True)
    check(next(numbers).value, 0)
    numbers.close()


if __name__ == "__main__":
    port, descriptor_set, case, protocol, version, codec = sys.argv[1:]
    if case == "zstd":
        unary(Probe(port, descriptor_set, protocol, version, codec, ZstdCompression()))
        stream(Probe(port, descriptor_set, protocol, version, codec, ZstdCompression()))
    else:
        globals()[case](Probe(port, descriptor_set, protocol, version, codec))
    os._exit(0)  # native threads of pyqwest may abort the process at the interpreter's end

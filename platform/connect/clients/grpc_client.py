"""grpcio against the probe service: grpc_client.py PORT CASE. Knows the contract by reflection only."""

import sys
import threading

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

SERVICE = "probe.v1.Probe"


def check(seen, expected):
    assert seen == expected, f"{seen!r} rather than {expected!r}"


class Reflected:
    """Calls methods of a service that only its server describes."""

    def __init__(self, channel):
        self.channel = channel
        self.database = ProtoReflectionDescriptorDatabase(channel)
        self.pool = descriptor_pool.DescriptorPool(self.database)
        self.service = self.pool.FindServiceByName(SERVICE)

    def request(self, method, **fields):
        return self._class(self.service.methods_by_name[method].input_type)(**fields)

    def method(self, name):
        described = self.service.methods_by_name[name]
        shape = ("stream_" if described.client_streaming else "unary_") + (
            "stream" if described.server_streaming else "unary"
        )
        return getattr(self.channel, shape)(
            f"/{SERVICE}/{name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=self._class(described.output_type).FromString,
        )

    def _class(self, descriptor):
        return message_factory.GetMessageClass(descriptor)


def failure(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call did not fail")


def reflection(channel):
    probe = Reflected(channel)
    services = probe.database.get_services()
    assert {SERVICE, "grpc.health.v1.Health"} <= set(services), services
    methods = [(m.name, m.client_streaming, m.server_streaming) for m in probe.service.methods]
    assert ("Chat", True, True) in methods, methods
    answer = probe.method("Echo")(probe.request("Echo", text="h\u00e4llo"), timeout=20)
    check(answer.text, "h\u00e4llo")


def metadata(channel):
    probe = Reflected(channel)
    sent = (("x-ask", "a"), ("x-ask-bin", b"\x00\xff"), ("x-request-id", "r1"))
    answer, call = probe.method("Echo").with_call(probe.request("Echo"), metadata=sent, timeout=20)
    check(answer.headers["x-request-id"], "r1")
    check(dict(call.initial_metadata())["x-answer"], "a")
    check(dict(call.trailing_metadata())["x-answer-trailer"], "a")
    check(dict(call.trailing_metadata())["x-answer-bin"], b"\x00\xff")


def gzip(channel):
    probe = Reflected(channel)
    request = probe.request("Echo", payload=bytes(100_000))
    answer = probe.method("Echo")(request, compression=grpc.Compression.Gzip, timeout=20)
    check(len(answer.payload), 100_000)


def stream(channel):
    probe = Reflected(channel)
    numbers = probe.method("Count")(probe.request("Count", to=10_000), timeout=20)
    check([number.value for number in numbers], list(range(10_000)))


def streams(channel):
    probe = Reflected(channel)
    numbers = (probe.request("Sum", value=i) for i in range(1, 1_001))
    check(probe.method("Sum")(numbers, timeout=20).value, 500_500)
    told, heard = threading.Semaphore(1), []

    def questions():
        for i in range(10):
            told.acquire()
            yield probe.request("Chat", text=str(i))

    for answer in probe.method("Chat")(questions(), timeout=20):
        heard.append(answer.text)
        told.release()
    check(heard, [str(i) for i in range(10)])


def error(channel):
    probe = Reflected(channel)
    request = probe.request("Fail", code=5, message="no \u00e4 % such", detail="why")
    refused = failure(lambda: probe.method("Fail")(request, timeout=20))
    check((refused.code(), refused.details()), (grpc.StatusCode.NOT_FOUND, "no \u00e4 % such"))
    assert b"probe.v1.EchoResponse" in dict(refused.trailing_metadata())["grpc-status-details-bin"]


def deadline(channel):
    probe = Reflected(channel)
    late = failure(lambda: probe.method("Echo")(probe.request("Echo", delay_ms=10_000), timeout=0.3))
    check(late.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
    numbers = probe.method("Count")(probe.request("Count", to=1, linger=True), timeout=0.5)
    check(next(numbers).value, 0)
    check(failure(lambda: next(numbers)).code(), grpc.StatusCode.DEADLINE_EXCEEDED)


def cancel(channel):
    probe = Reflected(channel)
    numbers = probe.method("Count")(probe.request("Count", to=1, linger=True), timeout=20)
    check(next(numbers).value, 0)
    numbers.cancel()
    check(failure(lambda: next(numbers)).code(), grpc.StatusCode.CANCELLED)


def health(channel):
    stub = health_pb2_grpc.HealthStub(channel)
    serving = health_pb2.HealthCheckResponse.SERVING
    check(stub.Check(health_pb2.HealthCheckRequest(), timeout=20).status, serving)
    check(stub.Check(health_pb2.HealthCheckRequest(service=SERVICE), timeout=20).status, serving)
    unknown = health_pb2.HealthCheckRequest(service="no.Such")
    check(failure(lambda: stub.Check(unknown, timeout=20)).code(), grpc.StatusCode.NOT_FOUND)
    watch = stub.Watch(health_pb2.HealthCheckRequest(service=SERVICE), timeout=20)
    check(next(watch).status, serving)
    watch.cancel()
    watch = stub.Watch(unknown, timeout=20)
    check(next(watch).status, health_pb2.HealthCheckResponse.SERVICE_UNKNOWN)
    watch.cancel()


if __name__ == "__main__":
    port, case = sys.argv[1:]
    with grpc.insecure_channel(f"localhost:{port}") as open_channel:
        globals()[case](open_channel)

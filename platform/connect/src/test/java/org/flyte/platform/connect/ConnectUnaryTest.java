package org.flyte.platform.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.platform.connect.probe.Wire.bytes;
import static org.flyte.platform.connect.probe.Wire.chunked;
import static org.flyte.platform.connect.probe.Wire.gunzip;
import static org.flyte.platform.connect.probe.Wire.gzip;
import static org.flyte.platform.connect.probe.Wire.send;
import static org.flyte.platform.connect.probe.Wire.to;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.probe.ProbeRpc;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.EchoResponse;
import org.flyte.platform.connect.probe.api.FailRequest;
import org.flyte.platform.connect.wire.ConnectCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
class ConnectUnaryTest {
    private static final EchoRequest HELLO =
            EchoRequest.newBuilder().setText("hello").build();

    @Inject
    RunningCalls running;

    @Test
    void answersGzippedChunkedBodies() throws Exception {
        var response = send(proto("Echo")
                .header("content-encoding", "gzip")
                .header("accept-encoding", "gzip, identity")
                .POST(chunked(gzip(HELLO.toByteArray()))));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/proto");
        assertThat(EchoResponse.parseFrom(response.body()).getText()).isEqualTo("hello");
    }

    @Test
    void compressesLargeResponsesOnlyWhenAccepted() throws Exception {
        byte[] large = EchoRequest.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[100_000]))
                .build()
                .toByteArray();

        var plain = send(proto("Echo").header("accept-encoding", "identity").POST(bytes(large)));
        var packed = send(proto("Echo").header("accept-encoding", "gzip").POST(bytes(large)));

        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(EchoResponse.parseFrom(plain.body()).getPayload().size()).isEqualTo(100_000);
        assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(EchoResponse.parseFrom(gunzip(packed.body())).getPayload().size())
                .isEqualTo(100_000);
    }

    @Test
    void speaksJson() {
        var response = send(to("Echo")
                .header("content-type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"hi\",\"unheardOf\":1}")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(text(response)).contains("\"text\":\"hi\"");
    }

    @Test
    void givesTheServiceHeadersOnASafeContext() throws Exception {
        var response = send(proto("Echo")
                .header("x-request-id", "r1")
                .header("authorization", "Bearer x")
                .header("x-forwarded-proto", "https")
                .POST(bytes(HELLO.toByteArray())));

        EchoResponse answer = EchoResponse.parseFrom(response.body());
        assertThat(answer.getHeadersMap())
                .containsEntry("x-request-id", "r1")
                .containsEntry("authorization", "Bearer x")
                .containsEntry("x-forwarded-proto", "https")
                .containsKey("host");
        assertThat(answer.getOnEventLoop()).isTrue();
        assertThat(answer.getOnSafeContext()).isTrue();
    }

    @Test
    void keepsHeadersAcrossAsynchronousSteps() throws Exception {
        var request = EchoRequest.newBuilder().setDelayMs(20).build();

        var response = send(proto("Echo").header("x-request-id", "r2").POST(bytes(request.toByteArray())));

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void runsBlockingMethodsOnVirtualThreadsWithHeaders() throws Exception {
        var response = send(HttpRequest.newBuilder(to("Echo").build().uri().resolve("/probe.v1.SlowProbe/Block"))
                .header("content-type", "application/proto")
                .header("x-request-id", "r3")
                .POST(bytes(new byte[0])));

        EchoResponse answer = EchoResponse.parseFrom(response.body());
        assertThat(answer.getText()).isEqualTo("virtual");
        assertThat(answer.getHeadersMap()).containsEntry("x-request-id", "r3");
    }

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
    void mapsCodesToHttpStatusAndName(Status.Code code) {
        var request = FailRequest.newBuilder().setCode(code.value()).setMessage("because");

        var response = send(proto("Fail").POST(bytes(request.build().toByteArray())));

        assertThat(response.statusCode()).isEqualTo(ConnectCode.of(code).httpStatus());
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(text(response))
                .isEqualTo("{\"code\":\"%s\",\"message\":\"because\"}"
                        .formatted(ConnectCode.of(code).wireName()));
    }

    @Test
    void mapsExceptionsOfTheService() {
        var request = FailRequest.newBuilder().setSurprise(true).setMessage("boom");

        var response = send(proto("Fail").POST(bytes(request.build().toByteArray())));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).isEqualTo("{\"code\":\"failed_precondition\",\"message\":\"mapped: boom\"}");
    }

    @Test
    void namesMethodsThatAreNotImplemented() {
        var response = send(proto("Unbuilt").POST(bytes(HELLO.toByteArray())));

        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(text(response)).contains("unimplemented", "probe.v1.Probe/Unbuilt");
    }

    @Test
    void reportsGarbageAsInvalidArgument() {
        byte[] garbage = "\u00ff\u00ff garbage".getBytes(UTF_8);

        assertInvalid(send(proto("Echo").POST(bytes(garbage))));
        assertInvalid(send(proto("Echo").header("content-encoding", "gzip").POST(bytes(garbage))));
        assertInvalid(send(to("Echo").header("content-type", "application/json").POST(bytes(garbage))));
        assertInvalid(send(proto("Echo").header("connect-timeout-ms", "soon").POST(bytes(new byte[0]))));
    }

    @Test
    void rejectsDecompressionBombs() {
        byte[] bomb = gzip(new byte[20 * 1024 * 1024]);

        var response = send(proto("Echo").header("content-encoding", "gzip").POST(bytes(bomb)));

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(text(response)).contains("resource_exhausted");
    }

    @Test
    void rejectsOversizedBodies() {
        var response = send(proto("Echo").POST(bytes(new byte[5 * 1024 * 1024])));

        assertThat(response.statusCode()).isEqualTo(429);
    }

    @Test
    void cancelsTheWorkAtTheDeadline() {
        long before = ProbeRpc.CANCELLED.get();
        var request = EchoRequest.newBuilder().setDelayMs(60_000).build();

        var response = send(proto("Echo").header("connect-timeout-ms", "100").POST(bytes(request.toByteArray())));

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(text(response)).contains("deadline_exceeded");
        await().untilAsserted(() -> assertThat(ProbeRpc.CANCELLED.get()).isGreaterThan(before));
    }

    @Test
    void cancelsTheWorkWhenTheClientDisconnects() throws Exception {
        long before = ProbeRpc.CANCELLED.get();
        await().atMost(Duration.ofSeconds(5)).until(() -> running.count() == 0);
        byte[] body = EchoRequest.newBuilder().setDelayMs(60_000).build().toByteArray();
        try (Socket socket = new Socket("localhost", Wire.port())) {
            socket.getOutputStream()
                    .write(("POST /probe.v1.Probe/Echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/proto\r\n"
                                    + "content-length: " + body.length + "\r\n\r\n")
                            .getBytes(UTF_8));
            socket.getOutputStream().write(body);
            await().atMost(Duration.ofSeconds(5)).until(() -> running.count() == 1);
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(ProbeRpc.CANCELLED.get()).isGreaterThan(before));
    }

    @Test
    void limitsRequestsOfMethodsThatTakeNoContentMore() {
        byte[] large = FailRequest.newBuilder()
                .setMessage("x".repeat(1_500_000))
                .build()
                .toByteArray();
        byte[] content = EchoRequest.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[1_500_000]))
                .build()
                .toByteArray();

        var refused = send(proto("Fail").POST(bytes(large)));
        var inflated = send(proto("Fail").header("content-encoding", "gzip").POST(bytes(gzip(large))));
        var taken = send(proto("Echo").POST(bytes(content)));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(text(refused)).contains("request message is larger than 1048576 bytes");
        assertThat(inflated.statusCode()).isEqualTo(429);
        assertThat(taken.statusCode()).isEqualTo(200);
    }

    @Test
    void endsCallsWhoseRequestDoesNotArrive() throws Exception {
        try (Socket socket = new Socket("localhost", Wire.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /probe.v1.Probe/Echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/proto\r\n"
                                    + "content-length: 100\r\n\r\nslow")
                            .getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readNBytes(200), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 504");
        }
    }

    @Test
    void reportsUnknownMethodsAndServicesAsUnimplemented() {
        var method = send(proto("Nothing").POST(bytes(new byte[0])));
        var service = send(HttpRequest.newBuilder(to("Echo").build().uri().resolve("/other.v1.Service/Do"))
                .header("content-type", "application/proto")
                .POST(bytes(new byte[0])));

        assertThat(method.statusCode()).isEqualTo(404);
        assertThat(text(method)).contains("\"code\":\"unimplemented\"");
        assertThat(service.statusCode()).isEqualTo(404);
        assertThat(text(service)).contains("\"code\":\"unimplemented\"");
    }

    @Test
    void namesTheFeatureOfAServiceThatIsNotBuilt() {
        var service = send(HttpRequest.newBuilder(to("Echo").build().uri().resolve("/planned.v1.Service/Do"))
                .header("content-type", "application/proto")
                .POST(bytes(new byte[0])));

        assertThat(service.statusCode()).isEqualTo(404);
        assertThat(text(service))
                .contains("\"code\":\"unimplemented\"")
                .contains("not supported by this backend yet: planned things");
    }

    @Test
    void reportsWrongVerbTypeAndCompression() {
        assertThat(send(to("Echo").GET()).statusCode()).isEqualTo(405);
        assertThat(send(to("Echo").header("content-type", "text/plain").POST(bytes(new byte[0])))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(proto("Echo").header("content-encoding", "br").POST(bytes(new byte[0])))
                        .statusCode())
                .isEqualTo(501);
    }

    @Test
    void answersGetForMethodsWithoutSideEffects() throws Exception {
        String message = Base64.getUrlEncoder().withoutPadding().encodeToString(HELLO.toByteArray());

        var proto = send(to("Look?connect=v1&encoding=proto&base64=1&message=" + message));
        var json = send(to("Look?connect=v1&encoding=json&message=%7B%22text%22%3A%22hello%22%7D"));

        assertThat(EchoResponse.parseFrom(proto.body()).getText()).isEqualTo("hello");
        assertThat(text(json)).contains("\"text\":\"hello\"");
    }

    private static HttpRequest.Builder proto(String method) {
        return to(method).header("content-type", "application/proto").header("connect-protocol-version", "1");
    }

    private static void assertInvalid(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).contains("\"code\":\"invalid_argument\"");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }
}

package org.flyte.platform.connect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;
import static org.flyte.platform.connect.probe.Wire.bytes;
import static org.flyte.platform.connect.probe.Wire.envelope;
import static org.flyte.platform.connect.probe.Wire.next;
import static org.flyte.platform.connect.probe.Wire.open;
import static org.flyte.platform.connect.probe.Wire.send;
import static org.flyte.platform.connect.probe.Wire.settled;
import static org.flyte.platform.connect.probe.Wire.to;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.probe.Answer;
import org.flyte.platform.connect.probe.BrokenRequest;
import org.flyte.platform.connect.probe.ErrorLog;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are broken, hostile or gone. */
@QuarkusTest
class FuzzTest {
    private static final int SEEDS = 150;
    private static final Set<Status.Code> OWN_FAULT = EnumSet.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.UNIMPLEMENTED,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.DEADLINE_EXCEEDED);

    private ErrorLog log;

    @Inject
    RunningCalls running;

    @Inject
    Vertx vertx;

    @BeforeEach
    void listen() {
        log = ErrorLog.open();
    }

    @AfterEach
    void leavesNoCallAndLogsNoError() {
        log.close();
        await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(5)).until(() -> running.count() == 0);
        assertThat(log.errors()).isEmpty();
    }

    /** The client reads to the end of the connection: the answer is whole, and nothing stays open. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/proto",
                "application/json",
                "application/connect+proto",
                "application/connect+json",
                "application/grpc",
                "application/grpc-web",
                "application/grpc-web+json",
                "application/grpc-web-text",
            })
    void answersBrokenHttp1RequestsInTheirProtocol(String contentType) throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            BrokenRequest request = BrokenRequest.of(contentType, seed);

            byte[] answer = exchange(request.toHttp1());

            assertOwnForm(Answer.parse(answer), request, seed);
        }
    }

    /** All on one connection, which none of them may harm. */
    @ParameterizedTest
    @ValueSource(strings = {"application/proto", "application/connect+proto", "application/grpc"})
    void answersBrokenHttp2RequestsInTheirProtocol(String contentType) {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1));
        Set<HttpConnection> connections = new HashSet<>();
        try {
            for (long seed = 0; seed < SEEDS; seed++) {
                BrokenRequest request = BrokenRequest.of(contentType, seed);

                Answer answer = settled(post(client, request, connections));

                assertOwnForm(answer, request, seed);
            }
            assertThat(connections).hasSize(1);
        } finally {
            settled(client.close());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 20})
    void endsCallsWhoseBodyIsTruncated(int sent) throws IOException {
        for (String type : List.of("application/proto", "application/connect+proto", "application/grpc")) {
            String method = type.endsWith("t+proto") ? "Count" : "Echo";
            byte[] body = envelope(0, new byte[100]);
            try (Socket socket = socket()) {
                socket.getOutputStream().write(head(method, type, "", body.length));
                socket.getOutputStream().write(body, 0, sent);
                socket.shutdownOutput();

                assertThat(socket.getInputStream().readAllBytes().length).isLessThan(1_000);
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void closesConnectionsWithAnInvalidHead(String what, String head) throws IOException {
        byte[] answer = exchange(head.getBytes(ISO_8859_1));

        assertThat(Answer.parse(answer).status()).as(what).isIn(400, 413, 414, 415, 431, 505);
    }

    static Stream<Arguments> closesConnectionsWithAnInvalidHead() {
        String start = "POST /probe.v1.Probe/Echo HTTP/1.1\r\nhost: localhost\r\n";
        return Stream.of(
                arguments("endless name", start + "x".repeat(50_000) + ": 1\r\n\r\n"),
                arguments("endless value", start + "x: " + "y".repeat(50_000) + "\r\n\r\n"),
                arguments("thousands of headers", start + "x-one-of-many: 1\r\n".repeat(5_000) + "\r\n"),
                arguments("endless path", "POST /" + "p".repeat(50_000) + " HTTP/1.1\r\nhost: localhost\r\n\r\n"),
                arguments("negative length", start + "content-length: -5\r\n\r\n"),
                arguments("two lengths", start + "content-length: 5\r\ncontent-length: 6\r\n\r\n"),
                arguments("length of no number", start + "content-length: many\r\n\r\n"),
                arguments("zero byte", start + "x: a\0b\r\n\r\n"),
                arguments("unknown version", "POST /probe.v1.Probe/Echo HTTP/9.9\r\nhost: localhost\r\n\r\n"));
    }

    @Test
    void closesConnectionsWithGarbageAfterThePreface() throws IOException {
        byte[] garbage = new byte[1_000];
        new Random(1).nextBytes(garbage);
        try (Socket socket = socket()) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
            socket.getOutputStream().write(garbage);

            assertThat(endOf(socket)).isTrue();
        }
    }

    @Test
    void cleansUpAfterClientsThatVanish() throws IOException {
        byte[] body =
                envelope(CountRequest.newBuilder().setTo(1).setLinger(true).build());
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Socket socket = new Socket("localhost", Wire.port());
            socket.getOutputStream().write(head("Count", "application/connect+proto", "", body.length));
            socket.getOutputStream().write(body);
            sockets.add(socket);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> running.count() == 1_000);

        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> running.count() == 0);
    }

    @Test
    void isolatesSlowReaders() throws IOException {
        byte[] fast = envelope(
                CountRequest.newBuilder().setTo(1_000_000).setPadding(1_000).build());
        try (Socket slow = new Socket("localhost", Wire.port());
                var other = open(to("Count")
                                .header("content-type", "application/connect+proto")
                                .POST(bytes(envelope(
                                        CountRequest.newBuilder().setTo(50_000).build()))))
                        .body()) {
            slow.getOutputStream().write(head("Count", "application/connect+proto", "", fast.length));
            slow.getOutputStream().write(fast);

            int seen = 0;
            while (next(other).flags() != 2) {
                seen++;
            }

            assertThat(seen).isEqualTo(50_000);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> running.count() == 0);
    }

    @Test
    void keepsTheConnectionAfterARejectedBody() {
        var refused =
                send(to("Echo").header("content-type", "application/proto").POST(bytes(new byte[8 << 20])));
        var answered =
                send(to("Echo").header("content-type", "application/proto").POST(bytes(new byte[0])));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(answered.statusCode()).isEqualTo(200);
    }

    /** The client reads the error first; for a method that rejects the call and for an unknown method. */
    @ParameterizedTest
    @CsvSource({"Echo, 400", "Nothing, 404"})
    void closesTheConnectionOfARejectedBodyThatNeverEnds(String method, int status) throws IOException {
        String head = "POST /probe.v1.Probe/%s HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/proto\r\n"
                + "connect-timeout-ms: soon\r\ncontent-length: 1000000000\r\n\r\n";
        try (Socket socket = socket()) {
            socket.getOutputStream().write(head.formatted(method).getBytes(ISO_8859_1));

            assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
                    .isEqualTo("HTTP/1.1 " + status);
            socket.getOutputStream().write(new byte[1_000]);
            assertThat(endOf(socket)).isTrue();
        }
    }

    private static void assertOwnForm(Answer answer, BrokenRequest request, long seed) {
        assertThatNoException()
                .as("seed %d of %s: %d %s", seed, request.contentType(), answer.status(), answer.headers())
                .isThrownBy(() -> {
                    Answer.Verdict verdict = answer.in(request.contentType());
                    if (verdict.code() != Status.Code.OK && !OWN_FAULT.contains(verdict.code())) {
                        assertThat(verdict.code()).isEqualTo(Status.Code.INTERNAL);
                        assertThat(verdict.message()).contains("marked as compressed");
                    }
                });
    }

    /** All on one event loop: a response that comes before someone listens to it would be lost. */
    private Future<Answer> post(HttpClient client, BrokenRequest broken, Set<HttpConnection> connections) {
        Promise<Answer> answer = Promise.promise();
        vertx.runOnContext(ignored -> client.request(
                        HttpMethod.POST, Wire.port(), "localhost", "/probe.v1.Probe/" + broken.method())
                .compose(request -> {
                    connections.add(request.connection());
                    request.putHeader("content-type", broken.contentType());
                    broken.headers().forEach(request::putHeader);
                    return request.send(Buffer.buffer(broken.body()))
                            .compose(response -> response.body()
                                    .map(body -> new Answer(
                                            response.statusCode(),
                                            response.headers(),
                                            body.getBytes(),
                                            response.trailers())));
                })
                .onComplete(answer));
        return answer.future();
    }

    private static boolean endOf(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static Socket socket() throws IOException {
        Socket socket = new Socket("localhost", Wire.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] head(String method, String type, String more, int length) {
        return ("POST /probe.v1.Probe/%s HTTP/1.1\r\nhost: localhost\r\ncontent-type: %s\r\n%scontent-length: %d\r\n"
                        + "connection: close\r\n\r\n")
                .formatted(method, type, more, length)
                .getBytes(ISO_8859_1);
    }

    private static byte[] exchange(byte[] request) throws IOException {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(request);
            return socket.getInputStream().readAllBytes();
        }
    }
}

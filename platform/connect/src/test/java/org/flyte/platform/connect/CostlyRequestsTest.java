package org.flyte.platform.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.platform.connect.probe.Wire.settled;

import com.google.protobuf.ByteString;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.flyte.platform.connect.call.ByteBudget;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.probe.Neighbour;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that cost much more than they weigh: others are served meanwhile, and nothing is kept after them. */
@QuarkusTest
@TestProfile(CostlyRequestsTest.Small.class)
class CostlyRequestsTest {
    private static final int MIB = 1 << 20;
    private static final Duration QUICK = Duration.ofMillis(100);
    private static final int IDLE = 1_000;
    private static final int MAX_CALLS = 40;

    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "flyte.rpc.max-request-size", "64M",
                    "flyte.rpc.request-timeout", "20s",
                    "flyte.rpc.request-progress-interval", "1s",
                    "flyte.rpc.response-timeout", "2s",
                    "flyte.rpc.response-progress", "64M",
                    "flyte.rpc.max-pending-size", "32M",
                    "flyte.rpc.max-calls", String.valueOf(MAX_CALLS));
        }
    }

    @Inject
    ByteBudget budget;

    @Inject
    RunningCalls running;

    @Inject
    Vertx vertx;

    @AfterEach
    void leavesNothingBehind() {
        await().atMost(Duration.ofSeconds(10)).until(() -> running.count() == 0 && budget.taken() == 0);
    }

    @Test
    void gzipOfEmptyMessages() throws Exception {
        byte[] packed = Wire.gzip(emptyMessages(60 * MIB));

        assertOthersAreServedDuring(() -> assertThat(Wire.send(Wire.to("Relocate")
                                .header("content-type", "application/proto")
                                .header("content-encoding", "gzip")
                                .POST(Wire.bytes(packed)))
                        .statusCode())
                .isEqualTo(429));
        assertOthersAreServedDuring(() -> assertThat(Wire.send(Wire.to("Relocate")
                                .header("content-type", "application/proto")
                                .header("content-encoding", "gzip")
                                .POST(Wire.bytes(Wire.gzip(emptyMessages(MIB / 4)))))
                        .statusCode())
                .isEqualTo(400));
    }

    @Test
    void exponents() throws Exception {
        byte[] json = "{\"to\": 1e100000000}".getBytes(UTF_8);

        assertOthersAreServedDuring(() -> assertThat(Wire.send(Wire.to("Echo")
                                .header("content-type", "application/json")
                                .POST(Wire.bytes(json)))
                        .statusCode())
                .isEqualTo(400));
    }

    @Test
    void manyValuesInJson() throws Exception {
        byte[] json = ("{\"places\": [" + "{},".repeat(100_000) + "{}]}").getBytes(UTF_8);

        assertOthersAreServedDuring(() -> assertThat(Wire.send(Wire.to("Relocate")
                                .header("content-type", "application/json")
                                .POST(Wire.bytes(json)))
                        .statusCode())
                .isEqualTo(400));
    }

    @Test
    void eightMebibytesInFramesOfOneKibibyte() throws Exception {
        byte[] body = EchoRequest.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[8 * MIB]))
                .build()
                .toByteArray();
        HttpClient client = http2();

        assertOthersAreServedDuring(() -> {
            HttpClientRequest request = settled(client.request(HttpMethod.POST, "/probe.v1.Probe/Echo"));
            request.putHeader("content-type", "application/proto").setChunked(true);
            for (int at = 0; at < body.length; at += 1024) {
                request.write(Buffer.buffer().appendBytes(body, at, Math.min(1024, body.length - at)));
            }
            Buffer answer =
                    settled(request.end().compose(sent -> request.response()).compose(response -> response.body()));
            assertThat(answer.length()).isGreaterThan(8 * MIB);
            return null;
        });
        settled(client.close());
    }

    @Test
    void answersThatNobodyReads() throws Exception {
        byte[] body = EchoRequest.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[12 * MIB]))
                .build()
                .toByteArray();
        try (Socket socket = new Socket("localhost", Wire.port())) {
            socket.getOutputStream()
                    .write(("POST /probe.v1.Probe/Echo HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/proto\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(UTF_8));
            socket.getOutputStream().write(body);
            assertIsHeldForAWhile();
        }
        HttpClient client = http2();
        client.request(HttpMethod.POST, "/probe.v1.Probe/Echo")
                .compose(request -> request.putHeader("content-type", "application/proto")
                        .response(answered -> answered.result().pause())
                        .end(Buffer.buffer(body)));
        assertIsHeldForAWhile();
        settled(client.close());
    }

    private void assertIsHeldForAWhile() {
        await().atMost(Duration.ofSeconds(5)).until(() -> budget.taken() >= 12 * MIB);
        await().atMost(Duration.ofSeconds(8)).until(() -> budget.taken() == 0 && running.count() == 0);
    }

    @Test
    void largeAnswersThatAreCompressed() throws Exception {
        byte[] body = EchoRequest.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[12 * MIB]))
                .build()
                .toByteArray();

        assertOthersAreServedDuring(() -> {
            HttpResponse<byte[]> answer = Wire.send(Wire.to("Echo")
                    .header("content-type", "application/proto")
                    .header("content-encoding", "gzip")
                    .header("accept-encoding", "gzip")
                    .POST(Wire.bytes(Wire.gzip(body))));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Wire.gunzip(answer.body())).hasSizeGreaterThan(12 * MIB);
            return null;
        });
    }

    @Test
    void aThousandIdleConnections() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                Socket socket = new Socket("localhost", Wire.port());
                socket.getOutputStream().write("POST /probe.v1.Probe/Echo HTTP/1.1\r\nhost: local".getBytes(UTF_8));
                sockets.add(socket);
            }

            assertOthersAreServedDuring(() -> null);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void bodiesThatStopArriving() throws Exception {
        try (Socket socket = unfinished(10_000)) {
            String answer = read(socket);

            assertThat(answer).startsWith("HTTP/1.1 504");
            assertThat(answer)
                    .contains(
                            "deadline_exceeded", "less than 4096 bytes of the request arrived in 1 s: send it faster");
        }
    }

    @Test
    void messagesOfAllCallsTogetherAreBounded() throws Exception {
        HttpClient client = http2();
        HttpClientRequest holder = settled(client.request(HttpMethod.POST, "/probe.v1.Probe/Sum"));
        holder.putHeader("content-type", "application/connect+proto").setChunked(true);
        // A frame of 31 MiB whose end does not come.
        holder.write(Buffer.buffer(Wire.envelope(0, new byte[31 * MIB])).getBuffer(0, 31 * MIB));
        await().until(() -> budget.taken() > 30 * MIB);

        HttpResponse<byte[]> refused = echo(2 * MIB);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(new String(refused.body(), UTF_8)).getString("message"))
                .contains("takes no more at present: try again")
                .doesNotContain("[");
        holder.reset();
        await().until(() -> budget.taken() == 0);
        assertThat(echo(2 * MIB).statusCode()).isEqualTo(200);
        settled(client.close());
    }

    @Test
    void aMessageLargerThanWhatAllMayTakeIsServedAlone() {
        assertThat(echo(40 * MIB).statusCode()).isEqualTo(200);
    }

    @Test
    void callsBeyondTheMaximumAreRefused() {
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < MAX_CALLS; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> delayed(3_000).statusCode(), Thread::startVirtualThread));
        }
        await().until(() -> running.count() == MAX_CALLS);

        HttpResponse<byte[]> refused = delayed(0);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(new String(refused.body(), UTF_8)).contains("40 calls are running", "try again");
        assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo(200));
        assertThat(delayed(0).statusCode()).isEqualTo(200);
    }

    /** The best of three: what else runs on the machine is not what is measured. */
    private void assertOthersAreServedDuring(Callable<?> costly) throws Exception {
        Duration best = Duration.ofDays(1);
        for (int round = 0; round < 3 && best.compareTo(QUICK) > 0; round++) {
            try (Neighbour neighbour = Neighbour.calling()) {
                for (int i = 0; i < 5; i++) {
                    costly.call();
                }
                Duration p95 = neighbour.stopAndAskForP95();
                best = p95.compareTo(best) < 0 ? p95 : best;
            }
        }
        assertThat(best).isLessThan(QUICK);
    }

    private HttpClient http2() {
        return vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("localhost")
                .setDefaultPort(Wire.port())
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    }

    private static HttpResponse<byte[]> echo(int size) {
        return post(EchoRequest.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[size]))
                .build());
    }

    private static HttpResponse<byte[]> delayed(int millis) {
        return post(EchoRequest.newBuilder().setDelayMs(millis).build());
    }

    private static HttpResponse<byte[]> post(EchoRequest request) {
        HttpRequest.Builder post =
                Wire.to("Echo").header("content-type", "application/proto").POST(Wire.bytes(request.toByteArray()));
        return Wire.send(post);
    }

    private static byte[] emptyMessages(int size) {
        byte[] bytes = new byte[size];
        for (int at = 0; at < size; at += 2) {
            bytes[at] = 0x0a;
        }
        return bytes;
    }

    /** The head of a request and half of its body. */
    private static Socket unfinished(int length) throws IOException {
        Socket socket = new Socket("localhost", Wire.port());
        socket.setSoTimeout(15_000);
        String head =
                "POST /probe.v1.Probe/Echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/proto\r\ncontent-length: %d\r\n\r\n";
        socket.getOutputStream().write(head.formatted(length).getBytes(UTF_8));
        socket.getOutputStream().write(new byte[length / 2]);
        return socket;
    }

    private static String read(Socket socket) throws IOException {
        byte[] answer = new byte[4_096];
        int count = 0;
        while (!new String(answer, 0, count, UTF_8).endsWith("}")) {
            int more = socket.getInputStream().read(answer, count, answer.length - count);
            if (more < 0) {
                break;
            }
            count += more;
        }
        return new String(answer, 0, count, UTF_8);
    }
}

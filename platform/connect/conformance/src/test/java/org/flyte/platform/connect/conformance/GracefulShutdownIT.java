package org.flyte.platform.connect.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.flyte.platform.connect.conformance.api.ConformanceServiceGrpc;
import org.flyte.platform.connect.conformance.api.ServerCompatResponse;
import org.flyte.platform.connect.conformance.api.ServerStreamRequest;
import org.flyte.platform.connect.conformance.api.ServerStreamResponse;
import org.flyte.platform.connect.conformance.api.StreamResponseDefinition;
import org.flyte.platform.connect.conformance.api.UnaryRequest;
import org.flyte.platform.connect.conformance.api.UnaryResponse;
import org.flyte.platform.connect.conformance.api.UnaryResponseDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged server as a process that gets SIGTERM while calls run. */
class GracefulShutdownIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ByteString DATA = ByteString.copyFromUtf8("data");

    /** Open, and silent for longer than the test takes. */
    private static final ServerStreamRequest ENDLESS = ServerStreamRequest.newBuilder()
            .setResponseDefinition(
                    StreamResponseDefinition.newBuilder().addResponseData(DATA).setResponseDelayMs(60_000))
            .build();

    private Process server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        DataOutputStream wanted = new DataOutputStream(server.getOutputStream());
        wanted.writeInt(0);
        wanted.flush();
        DataInputStream answer = new DataInputStream(server.getInputStream());
        port = ServerCompatResponse.parseFrom(answer.readNBytes(answer.readInt()))
                .getPort();
    }

    @AfterEach
    void stop() {
        server.destroyForcibly();
    }

    @Test
    void streamsEndWithUnavailableAndUnaryCallsFinishBeforeTheProcessIsGone() throws Exception {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        CompletableFuture<Status> grpc = new CompletableFuture<>();
        ConformanceServiceGrpc.newStub(channel).serverStream(ENDLESS, endInto(grpc));
        CompletableFuture<UnaryResponse> running = new CompletableFuture<>();
        ConformanceServiceGrpc.newStub(channel).unary(unary(3_000), resultInto(running));
        InputStream connect = open("application/connect+proto");
        InputStream web = open("application/grpc-web+proto");
        assertThat(ready()).isEqualTo(200);
        assertThat(call().statusCode()).isEqualTo(200);
        assertThat(grpc).isNotDone();

        long signalled = System.nanoTime();
        server.destroy();

        assertThat(grpc.get(5, SECONDS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(new String(lastFrame(connect, 0x02), UTF_8)).contains("\"code\":\"unavailable\"");
        assertThat(new String(lastFrame(web, 0x80), UTF_8)).contains("grpc-status: 14\r\n");
        assertThat(ready()).isEqualTo(503);
        HttpResponse<String> refused = call();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"unavailable\"");
        assertThat(running).isNotDone();
        assertThat(running.get(5, SECONDS).getPayload().getData()).isEqualTo(DATA);
        assertThat(server.waitFor(15, SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(Duration.ofSeconds(15));
        channel.shutdownNow();
    }

    @Test
    void aCallThatDoesNotEndIsCutAfterTheGracePeriod() throws Exception {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        CompletableFuture<UnaryResponse> endless = new CompletableFuture<>();
        ConformanceServiceGrpc.newStub(channel).unary(unary(60_000), resultInto(endless));
        await().during(Duration.ofMillis(500)).until(() -> !endless.isDone());

        server.destroy();

        assertThat(server.waitFor(15, SECONDS)).isTrue();
        assertThat(endless)
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withMessageContaining("UNAVAILABLE");
        channel.shutdownNow();
    }

    private InputStream open(String type) throws Exception {
        HttpResponse<InputStream> response = HTTP.send(
                request("ServerStream", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(envelope(ENDLESS.toByteArray())))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<String> call() throws Exception {
        return HTTP.send(
                request("Unary", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private int ready() throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String method, String type) {
        String path = "/connectrpc.conformance.v1.ConformanceService/" + method;
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", type);
    }

    private static UnaryRequest unary(int delay) {
        return UnaryRequest.newBuilder()
                .setResponseDefinition(UnaryResponseDefinition.newBuilder()
                        .setResponseData(DATA)
                        .setResponseDelayMs(delay))
                .build();
    }

    private static byte[] envelope(byte[] message) {
        return ByteBuffer.allocate(message.length + 5)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }

    /** Reads a stream to its end: one frame with these flags. */
    private static byte[] lastFrame(InputStream stream, int flags) throws IOException {
        ByteBuffer frame = ByteBuffer.wrap(stream.readAllBytes());
        assertThat(frame.get() & 0xff).isEqualTo(flags);
        byte[] payload = new byte[frame.getInt()];
        frame.get(payload);
        assertThat(frame.hasRemaining()).isFalse();
        return payload;
    }

    private static StreamObserver<ServerStreamResponse> endInto(CompletableFuture<Status> end) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ServerStreamResponse message) {}

            @Override
            public void onError(Throwable failure) {
                end.complete(Status.fromThrowable(failure));
            }

            @Override
            public void onCompleted() {
                end.complete(Status.OK);
            }
        };
    }

    private static StreamObserver<UnaryResponse> resultInto(CompletableFuture<UnaryResponse> result) {
        return new StreamObserver<>() {
            @Override
            public void onNext(UnaryResponse message) {
                result.complete(message);
            }

            @Override
            public void onError(Throwable failure) {
                result.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        };
    }
}

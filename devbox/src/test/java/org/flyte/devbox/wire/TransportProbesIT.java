package org.flyte.devbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.cluster.ClusterServiceGrpc;
import org.flyte.idl.cluster.SelectClusterRequest;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.dataproxy.DataProxyServiceGrpc;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.WatchActionDetailsRequest;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wire probes W1, W2, W4, W7 and W17 of docs/wire-probes.md: what every call looks like on the wire. */
@ExtendWith(SharedDevbox.class)
class TransportProbesIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final SelectClusterRequest SELECT = SelectClusterRequest.newBuilder()
            .setProjectId(Given.project())
            .setOperation(SelectClusterRequest.Operation.OPERATION_UPLOAD_INPUTS)
            .build();
    private static final ListRunsRequest LIST = ListRunsRequest.newBuilder()
            .setProjectId(Given.project())
            .setRequest(ListRequest.newBuilder().setLimit(50))
            .build();

    private final DevboxProcess devbox;
    private final ConnectClient client;
    private final Given given;

    TransportProbesIT(DevboxProcess devbox) {
        this.devbox = devbox;
        this.client = new ConnectClient(devbox.port());
        this.given = new Given(devbox);
    }

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    @Test
    @DisplayName("W1 gzip unary body over chunked HTTP/1.1, no content-length: 200 application/proto, in every service")
    void w1GzipUnaryBodyInChunks() throws IOException {
        String run = given.sleepingRun();
        assertTaken(ClusterServiceGrpc.getSelectClusterMethod(), SELECT);
        assertTaken(RunServiceGrpc.getListRunsMethod(), LIST);
        assertTaken(ActionsServiceGrpc.getEnqueueMethod(), given.trace(run, "chunked"));
        given.abort(run);
    }

    private <Q extends MessageLite, R> R assertTaken(MethodDescriptor<Q, R> method, Q request) throws IOException {
        try (RawConnection connection = unary(method, request, "gzip, identity", 7)) {
            byte[] body = connection.body().readAllBytes();
            assertThat(connection.head().status()).as(new String(body, UTF_8)).isEqualTo(200);
            assertThat(connection.head().header("content-type")).isEqualTo("application/proto");
            boolean packed = connection.head().header("content-encoding").equals("gzip");
            return method.parseResponse(new ByteArrayInputStream(packed ? Frames.gunzip(body) : body));
        }
    }

    @ParameterizedTest(name = "W2 {0} asked for as {1}: 404 or unimplemented, never 200 with HTML")
    @CsvSource({
        "/flyteidl2.workflow.RunService/NoSuchMethod, application/proto",
        "/flyteidl2.workflow.RunService/NoSuchMethod, application/json",
        "/flyteidl2.workflow.RunService/NoSuchMethod, application/connect+proto",
        "/flyteidl2.workflow.RunService/NoSuchMethod, application/grpc-web+proto",
        "/flyteidl2.nothing.NoService/Get, application/proto",
        "/flyteidl2.nothing.NoService/Get, application/json",
        "/flyteidl2.nothing.NoService/Get, application/connect+proto",
        "/flyteidl2.nothing.NoService/Get, application/grpc-web+proto",
        "/flyteidl2.workflow.RunService, application/proto",
        "/anything, text/plain",
    })
    void w2WhatIsUnknown(String path, String contentType) throws IOException {
        try (RawConnection connection = RawConnection.open(devbox.port())) {
            connection.post(path, Map.of("content-type", contentType), new byte[0], 1);

            RawConnection.Head head = connection.head();
            String body = new String(connection.body().readAllBytes(), UTF_8);

            if (head.header("content-type").startsWith("application/grpc-web")) {
                assertThat("grpc-status:" + head.header("grpc-status") + body.replace(" ", ""))
                        .contains("grpc-status:12");
            } else if (head.status() != 404) {
                assertThat(body).contains("\"code\":\"unimplemented\"");
            }
            assertThat(head.status() == 200 && head.header("content-type").contains("html"))
                    .as("200 with HTML")
                    .isFalse();
        }
    }

    @Test
    @DisplayName("W2 an unknown method by GET: 404")
    void w2WhatIsUnknownByGet() {
        var answer = client.send(
                client.to("/flyteidl2.workflow.RunService/NoSuchMethod?connect=v1&encoding=json&message=%7B%7D")
                        .GET());

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    @DisplayName("W2 an unknown method and an unknown service over gRPC: UNIMPLEMENTED")
    void w2WhatIsUnknownOverGrpc() {
        HttpClient http2 = GrpcCall.client(VERTX, devbox.port());
        for (String service : List.of("flyteidl2.workflow.RunService", "flyteidl2.nothing.NoService")) {
            var unknown = RunServiceGrpc.getListRunsMethod().toBuilder()
                    .setFullMethodName(service + "/NoSuchMethod")
                    .build();

            assertThat(GrpcCall.start(http2, unknown, LIST).grpcStatus()).isEqualTo(12);
        }
    }

    @Test
    @DisplayName("W4 content-type of every stream: exactly application/connect+proto, and not compressed by HTTP")
    void w4ContentTypeOfStreams() throws IOException {
        String run = given.sleepingRun();
        var root = Given.action(run, "a0");
        var runId = Given.run("", run);
        assertStream(ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run));
        assertStream(
                RunServiceGrpc.getWatchActionDetailsMethod(),
                WatchActionDetailsRequest.newBuilder().setActionId(root).build());
        assertStream(
                RunServiceGrpc.getWatchActionsMethod(),
                WatchActionsRequest.newBuilder().setRunId(runId).build());
        assertStream(
                RunServiceGrpc.getWatchRunsMethod(),
                WatchRunsRequest.newBuilder().setProjectId(Given.project()).build());
        assertStream(
                DataProxyServiceGrpc.getTailLogsMethod(),
                TailLogsRequest.newBuilder()
                        .setActionId(Given.action(run, "nobody"))
                        .setAttempt(1)
                        .build());
        assertStream(ActionsServiceGrpc.getWatchForUpdatesMethod(), WatchForUpdatesRequest.getDefaultInstance());
        given.abort(run);
    }

    private <Q extends MessageLite, R> void assertStream(MethodDescriptor<Q, R> method, Q request) throws IOException {
        try (var stream = ConnectStream.open(devbox.port(), method, request)) {
            assertThat(stream.head().status()).isEqualTo(200);
            assertThat(stream.head().headers())
                    .as(method.getFullMethodName())
                    .containsEntry("content-type", "application/connect+proto")
                    .doesNotContainKey("content-encoding");
            if (stream.next().isEmpty()) {
                assertThat(stream.endCode()).as(method.getFullMethodName()).isIn("not_found", "invalid_argument");
            }
        }
    }

    @Test
    @DisplayName("W7 h2c with prior knowledge, gRPC on the same port: Enqueue and watch, with grpc-status in trailers")
    void w7GrpcOverHttp2WithPriorKnowledge() {
        String run = given.sleepingRun();
        HttpClient http2 = GrpcCall.client(VERTX, devbox.port());

        var watch = GrpcCall.start(http2, ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run));
        await().until(() -> watch.messages().stream()
                .anyMatch(message -> message.getControlMessage().getSentinel()));
        var enqueue = GrpcCall.start(http2, ActionsServiceGrpc.getEnqueueMethod(), given.trace(run, "traced"));

        assertThat(enqueue.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(enqueue.httpStatus()).isEqualTo(200);
        assertThat(enqueue.contentType()).startsWith("application/grpc");
        assertThat(enqueue.hasTrailers()).isTrue();
        assertThat(enqueue.grpcStatus()).isZero();
        assertThat(enqueue.messages()).hasSize(1);
        await().until(() -> watch.messages().stream()
                .map(WatchForUpdatesResponse::getActionUpdate)
                .anyMatch(update -> update.getActionId().getName().equals("traced")));
        assertThat(watch.hasEnded())
                .as("a watch never ends while its server lives")
                .isFalse();

        var details = GrpcCall.start(
                http2,
                RunServiceGrpc.getWatchActionDetailsMethod(),
                WatchActionDetailsRequest.newBuilder()
                        .setActionId(Given.action(run, "traced"))
                        .build());
        assertThat(details.grpcStatus()).as("a stream that ends well").isZero();
        assertThat(details.hasTrailers()).isTrue();
        assertThat(details.messages()).isNotEmpty();
        var refused = GrpcCall.start(
                http2,
                RunServiceGrpc.getGetRunDetailsMethod(),
                GetRunDetailsRequest.newBuilder()
                        .setRunId(Given.run("", "nobody"))
                        .build());
        assertThat(refused.grpcStatus()).isEqualTo(5);
        given.abort(run);
    }

    @ParameterizedTest(name = "W17 a unary answer for accept-encoding {0}")
    @ValueSource(strings = {"identity", "gzip", "gzip, identity", ""})
    void w17BothAcceptEncodings(String accepted) throws IOException {
        for (int i = 0; i < 20; i++) {
            given.startedRun("true");
        }
        var method = RunServiceGrpc.getListRunsMethod();
        try (RawConnection connection = unary(method, LIST, accepted, 1000)) {
            byte[] body = connection.body().readAllBytes();
            boolean packed = connection.head().header("content-encoding").equals("gzip");

            assertThat(packed)
                    .as("an answer of kilobytes is compressed when asked")
                    .isEqualTo(accepted.contains("gzip"));
            assertThat(connection.head().header("content-type")).isEqualTo("application/proto");
            byte[] plain = packed ? Frames.gunzip(body) : body;
            assertThat(method.parseResponse(new ByteArrayInputStream(plain)).getRunsCount())
                    .isGreaterThanOrEqualTo(20);
        }
    }

    private <Q extends MessageLite> RawConnection unary(
            MethodDescriptor<Q, ?> method, Q request, String acceptEncoding, int chunk) throws IOException {
        RawConnection connection = RawConnection.open(devbox.port());
        Map<String, String> headers = new HashMap<>(Map.of(
                "content-type", "application/proto",
                "content-encoding", "gzip",
                "connect-protocol-version", "1",
                "user-agent", "connectrpc/0.10.1"));
        if (!acceptEncoding.isEmpty()) {
            headers.put("accept-encoding", acceptEncoding);
        }
        connection.post("/" + method.getFullMethodName(), headers, Frames.gzip(request.toByteArray()), chunk);
        return connection;
    }
}

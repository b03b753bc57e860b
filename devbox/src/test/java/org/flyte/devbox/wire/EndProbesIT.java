package org.flyte.devbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flyte.devbox.wire.ConnectClient.Answer;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.dataproxy.DataProxyServiceGrpc;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.WatchActionDetailsRequest;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Wire probe W6 of docs/wire-probes.md, and UNAVAILABLE of W3: SIGTERM with watches open, on a devbox of its own. */
class EndProbesIT {
    private static final Duration WHOLE_END = Duration.ofSeconds(15);

    @Test
    @DisplayName("W6 shutdown with open watches: unavailable over Connect, gRPC and gRPC-Web, gone within 15 s")
    void w6WatchesEndWithUnavailable() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (DevboxProcess devbox = DevboxProcess.start("wire-end")) {
            Given given = new Given(devbox);
            String run = given.sleepingRun();
            given.awaitLogs(run, "a0");
            ConnectClient client = new ConnectClient(devbox.port());
            HttpClient http2 = GrpcCall.client(vertx, devbox.port());
            List<WatchedStream<?>> connect = connectWatches(devbox.port(), run);
            var grpc = GrpcCall.start(http2, ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run));
            var grpcRuns = GrpcCall.start(http2, RunServiceGrpc.getWatchActionsMethod(), actionsOf(run));
            CompletableFuture<String> web =
                    grpcWeb(devbox.port(), ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run));
            await().atMost(Given.SOON).untilAsserted(() -> {
                assertThat(connect).allMatch(WatchedStream::hasSpoken);
                assertThat(grpc.messages()).isNotEmpty();
                assertThat(grpcRuns.messages()).isNotEmpty();
            });

            try (Connection session = devbox.database()) {
                session.setAutoCommit(false);
                session.createStatement().execute("LOCK TABLE create_run_requests IN ACCESS EXCLUSIVE MODE");
                CompletableFuture<Answer> running = CompletableFuture.supplyAsync(() -> client.ask(
                        RunServiceGrpc.getCreateRunMethod(),
                        Given.createRun("probe.last", "true")
                                .setProjectId(Given.project())
                                .build()));
                awaitBlockedCreateRun(session);

                long began = System.nanoTime();
                devbox.terminate();

                await().atMost(Given.SOON)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> ready(client).status() == 503);
                Answer late = client.ask(RunServiceGrpc.getListRunsMethod(), list());
                assertThat(late.code()).isEqualTo("unavailable");
                assertThat(late.status()).isEqualTo(503);
                assertThat(late.contentType()).isEqualTo("application/json");
                for (WatchedStream<?> stream : connect) {
                    assertThat(stream.end().get(5, TimeUnit.SECONDS)).isEqualTo("unavailable");
                }
                assertThat(grpc.grpcStatus()).isEqualTo(14);
                assertThat(grpc.hasTrailers()).isTrue();
                assertThat(grpcRuns.grpcStatus()).isEqualTo(14);
                assertThat(web.get(5, TimeUnit.SECONDS)).contains("grpc-status:14");

                session.rollback();
                assertThat(running.get(5, TimeUnit.SECONDS).status())
                        .as("a call that runs may finish")
                        .isEqualTo(200);
                assertThat(devbox.endsWithin(WHOLE_END.minusNanos(System.nanoTime() - began)))
                        .as("gone within %s of SIGTERM", WHOLE_END)
                        .isTrue();
            }
        } finally {
            vertx.close();
        }
    }

    private static List<WatchedStream<?>> connectWatches(int port, String run) {
        List<WatchedStream<?>> all = new ArrayList<>();
        all.add(WatchedStream.open(port, ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run)));
        all.add(WatchedStream.open(
                port,
                RunServiceGrpc.getWatchActionDetailsMethod(),
                WatchActionDetailsRequest.newBuilder()
                        .setActionId(Given.action(run, "a0"))
                        .build()));
        all.add(WatchedStream.open(port, RunServiceGrpc.getWatchActionsMethod(), actionsOf(run)));
        all.add(WatchedStream.open(
                port,
                RunServiceGrpc.getWatchRunDetailsMethod(),
                WatchRunDetailsRequest.newBuilder().setRunId(Given.run("", run)).build()));
        all.add(WatchedStream.open(
                port,
                RunServiceGrpc.getWatchRunsMethod(),
                WatchRunsRequest.newBuilder().setProjectId(Given.project()).build()));
        all.add(WatchedStream.open(
                port,
                DataProxyServiceGrpc.getTailLogsMethod(),
                TailLogsRequest.newBuilder()
                        .setActionId(Given.action(run, "a0"))
                        .setAttempt(1)
                        .build()));
        return all;
    }

    private static <Q extends MessageLite> CompletableFuture<String> grpcWeb(
            int port, MethodDescriptor<Q, ?> method, Q request) throws IOException {
        RawConnection connection = RawConnection.open(port);
        connection.post(
                "/" + method.getFullMethodName(),
                Map.of("content-type", "application/grpc-web+proto", "x-grpc-web", "1"),
                Frames.frame(0, request.toByteArray()),
                1000);
        assertThat(connection.head().header("content-type")).startsWith("application/grpc-web");
        CompletableFuture<String> trailers = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (connection) {
                String last = "none";
                for (Optional<Frames.Frame> next = Frames.next(connection.body());
                        next.isPresent();
                        next = Frames.next(connection.body())) {
                    if (next.get().is(Frames.WEB_TRAILERS)) {
                        last = new String(next.get().plain(), UTF_8).replace(": ", ":");
                    }
                }
                trailers.complete(last);
            } catch (IOException e) {
                trailers.completeExceptionally(e);
            }
        });
        return trailers;
    }

    /** Only CreateRun reads the locked table. */
    private static void awaitBlockedCreateRun(Connection session) {
        await().atMost(Given.SOON).until(() -> {
            try (var rows = session.createStatement().executeQuery("""
                    SELECT count(*) FROM pg_locks WHERE relation = 'create_run_requests'::regclass AND NOT granted
                    """)) {
                rows.next();
                return rows.getInt(1) > 0;
            }
        });
    }

    private static Answer ready(ConnectClient client) {
        return client.send(client.to("/q/health/ready").GET());
    }

    private static WatchActionsRequest actionsOf(String run) {
        return WatchActionsRequest.newBuilder().setRunId(Given.run("", run)).build();
    }

    private static ListRunsRequest list() {
        return ListRunsRequest.newBuilder()
                .setProjectId(Given.project())
                .setRequest(ListRequest.newBuilder().setLimit(10))
                .build();
    }
}

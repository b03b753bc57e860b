package org.flyte.devbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Wire probes W5 and W12 of docs/wire-probes.md: what a watcher may rely on. The minute of W5 began when devbox
 * started, so it comes last.
 */
@ExtendWith(SharedDevbox.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WatchProbesIT {
    private static final int CHILDREN = 30;
    private static final String FAIL = "; mkdir -p {{.outputPrefix}}; echo %s | base64 -d > {{.outputPrefix}}/error.pb"
            .formatted(Base64.getEncoder().encodeToString(finalError()));
    private static final Duration PATIENCE = Duration.ofMillis(400);
    private static final Executor THREADS = Thread::startVirtualThread;
    private static final Executor AFTER_PATIENCE =
            CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, THREADS);
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(35);
    private static final int ITEMS = 20;

    private final DevboxProcess devbox;
    private final ConnectClient client;
    private final Given given;

    WatchProbesIT(DevboxProcess devbox) {
        this.devbox = devbox;
        this.client = new ConnectClient(devbox.port());
        this.given = new Given(devbox);
    }

    @Test
    @Order(1)
    @DisplayName("W12 watches killed after each message: none lost, no phase goes back, terminal is never overwritten")
    void w12KilledWatchesLoseNothing() throws Exception {
        String run = given.sleepingRun();
        CompletableFuture<Void> enqueued = CompletableFuture.runAsync(
                () -> IntStream.range(0, CHILDREN)
                        .forEach(i ->
                                given.enqueue(given.task(run, "c" + i, "sleep 0." + i % 5 + (i % 7 == 0 ? FAIL : "")))),
                THREADS);
        CompletableFuture<Observed> updates = CompletableFuture.supplyAsync(
                () -> watchWithCuts(
                        ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run), WatchProbesIT::seeUpdate),
                THREADS);
        CompletableFuture<Observed> actions = CompletableFuture.supplyAsync(
                () -> watchWithCuts(
                        RunServiceGrpc.getWatchActionsMethod(),
                        WatchActionsRequest.newBuilder()
                                .setRunId(Given.run("", run))
                                .build(),
                        WatchProbesIT::seeActions),
                THREADS);

        enqueued.get(1, TimeUnit.MINUTES);
        Map<String, ActionPhase> seen = lastOf(updates.get(2, TimeUnit.MINUTES));
        assertThat(seen).hasSize(CHILDREN);
        assertThat(seen.values()).contains(ActionPhase.ACTION_PHASE_SUCCEEDED, ActionPhase.ACTION_PHASE_FAILED);
        assertThat(lastOf(actions.get(2, TimeUnit.MINUTES))).isEqualTo(seen);
        await().atMost(Given.SOON).untilAsserted(() -> assertThat(phasesIn(run)).isEqualTo(seen));
        given.abort(run);
    }

    private static Map<String, ActionPhase> lastOf(Observed observed) {
        observed.assertNoneWentBack();
        Map<String, ActionPhase> last = observed.newest();
        last.remove("a0");
        return last;
    }

    /** An error of the user's code that no other attempt follows, so that phases of an action only rise. */
    private static byte[] finalError() {
        return ErrorDocument.newBuilder()
                .setError(ContainerError.newBuilder()
                        .setCode("ProbeError")
                        .setMessage("meant to fail")
                        .setKind(ContainerError.Kind.NON_RECOVERABLE)
                        .setOrigin(ExecutionError.ErrorKind.USER))
                .build()
                .toByteArray();
    }

    /** Watches until every child has ended, on connections that are cut after 1, 2, 3 … messages or some time. */
    private <Q extends MessageLite, R> Observed watchWithCuts(
            MethodDescriptor<Q, R> method, Q request, BiConsumer<R, Observed> see) {
        Observed observed = new Observed();
        for (int round = 0; observed.ended() < CHILDREN; round++) {
            int most = 1 + round % (CHILDREN + 1);
            try (var stream = ConnectStream.open(devbox.port(), method, request)) {
                var timer = CompletableFuture.runAsync(() -> cut(stream), AFTER_PATIENCE);
                Optional<R> message = stream.next();
                for (int i = 1; message.isPresent(); i++) {
                    see.accept(message.get(), observed);
                    message = i < most ? stream.next() : Optional.empty();
                }
                timer.cancel(false);
                stream.cut();
            } catch (IOException cut) {
                // By the timer: the next round goes on.
            }
        }
        return observed;
    }

    private static void cut(ConnectStream<?> stream) {
        try {
            stream.cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void seeUpdate(WatchForUpdatesResponse message, Observed observed) {
        if (message.hasActionUpdate()) {
            var update = message.getActionUpdate();
            observed.see(update.getActionId().getName(), update.getPhase());
        }
    }

    private static void seeActions(WatchActionsResponse message, Observed observed) {
        message.getEnrichedActionsList()
                .forEach(one -> observed.see(
                        one.getAction().getId().getName(),
                        one.getAction().getStatus().getPhase()));
    }

    private Map<String, ActionPhase> phasesIn(String run) {
        Map<String, ActionPhase> phases = new HashMap<>();
        client.call(
                        RunServiceGrpc.getListActionsMethod(),
                        ListActionsRequest.newBuilder()
                                .setRunId(Given.run("", run))
                                .setRequest(ListRequest.newBuilder().setLimit(100))
                                .build())
                .getActionsList()
                .forEach(action ->
                        phases.put(action.getId().getName(), action.getStatus().getPhase()));
        phases.remove("a0");
        return phases;
    }

    @Test
    @Order(2)
    @DisplayName("W5 a stream idle for 60 s: heartbeats keep it open, and an item is visible within 100 ms")
    void w5AnIdleStreamStaysOpenAndQuick(QuietStreams quiet) {
        await().atMost(MINUTE.plusSeconds(10)).until(() -> quiet.quietFor().compareTo(MINUTE) > 0);

        assertThat(quiet.areOpen()).isTrue();
        for (List<Duration> signs : List.of(quiet.heartbeats(), quiet.repetitions())) {
            assertThat(signs).hasSizeGreaterThanOrEqualTo(2);
            assertThat(signs.getFirst()).isLessThan(LONGEST_SILENCE);
            assertThat(signs.get(1).minus(signs.getFirst())).isLessThan(LONGEST_SILENCE);
        }
        List<Duration> delays = IntStream.range(0, ITEMS)
                .mapToObj(i -> quiet.delayOfAnItem("item" + i))
                .sorted()
                .toList();
        System.out.println("W5: delays of items " + delays);
        assertThat(delays.get(ITEMS - 2)).as("all but one of %s", delays).isLessThan(Duration.ofMillis(100));
        assertThat(quiet.areOpen()).isTrue();
    }
}

package org.flyte.devbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.InternalRunServiceGrpc;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Wire probe W13 of docs/wire-probes.md: ten thousand children and readers that do not read. The children are recorded
 * without TaskActions, since ten thousand of them would take the embedded Kubernetes API minutes.
 */
@ExtendWith(SharedDevbox.class)
class SlowReaderProbesIT {
    private static final int CHILDREN = 10_000;
    private static final int FINISHED = 2_000;
    private static final int TRACES = 3_000;
    private static final int LONG = 1_000;
    private static final int READERS = 8;
    private static final int CALLERS = 64;
    private static final long MOST_HEAP_GROWTH = 80L << 20;

    private final DevboxProcess devbox;
    private final ConnectClient client;
    private final ConnectClient internal;
    private final Given given;

    SlowReaderProbesIT(DevboxProcess devbox) {
        this.devbox = devbox;
        this.client = new ConnectClient(devbox.port());
        this.internal = new ConnectClient(devbox.internalPort());
        this.given = new Given(devbox);
    }

    @Test
    @DisplayName("W13 10,000 children and slow readers: everything arrives, or the stream ends with unavailable")
    void w13SlowReadersMissNothing() throws IOException {
        String run = given.sleepingRun();
        TaskAction task = given.task(run, "any", "true").getAction().getTask();
        times(CHILDREN, i -> record(run, i, task));
        long before = heap();
        List<ConnectStream<WatchForUpdatesResponse>> slow = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            slow.add(ConnectStream.over(
                    RawConnection.narrow(devbox.port()),
                    ActionsServiceGrpc.getWatchForUpdatesMethod(),
                    Given.watch(run)));
            assertThat(slow.getLast().next()).isPresent();
        }
        var quick = WatchedStream.open(devbox.port(), ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run));
        await().atMost(Given.SOON).until(() -> quick.arrivals().size() > CHILDREN);

        times(FINISHED, i -> finish(run, i));
        times(TRACES, i -> given.enqueue(longTrace(run, "t" + i)));

        await("the quick reader is not held up by the slow ones")
                .atMost(Duration.ofSeconds(5))
                .until(() -> quick.arrivals().size() > CHILDREN + TRACES);
        long growth = heap() - before;
        System.out.println("W13: bytes of heap for stalled readers " + growth);
        assertThat(growth).as("heap for %d stalled readers", READERS).isLessThan(MOST_HEAP_GROWTH);
        List<Supplier<Boolean>> readers = slow.stream()
                .<Supplier<Boolean>>map(stream -> () -> readsEverything(stream, run))
                .toList();
        assertThat(Concurrently.call(readers)).containsOnly(true);
        quick.close();
        given.abort(run);
    }

    /** Reads on until all is seen; a stream that was given up as unavailable is opened anew, as the SDK does. */
    private boolean readsEverything(ConnectStream<WatchForUpdatesResponse> first, String run) {
        try (first) {
            Map<String, ActionPhase> seen = new HashMap<>();
            if (readsUntilAllIsSeen(first, seen)) {
                return true;
            }
            assertThat(first.endCode()).isEqualTo("unavailable");
            try (var second = ConnectStream.open(
                    devbox.port(), ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run))) {
                return readsUntilAllIsSeen(second, new HashMap<>());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean readsUntilAllIsSeen(
            ConnectStream<WatchForUpdatesResponse> stream, Map<String, ActionPhase> seen) throws IOException {
        for (Optional<WatchForUpdatesResponse> next = stream.next(); next.isPresent(); next = stream.next()) {
            if (next.get().hasActionUpdate()) {
                var update = next.get().getActionUpdate();
                seen.put(update.getActionId().getName(), update.getPhase());
            }
            if (seen.size() >= CHILDREN - 1 + TRACES && ended(seen) >= FINISHED - 1 + TRACES) {
                return true;
            }
        }
        return false;
    }

    private static long ended(Map<String, ActionPhase> seen) {
        return seen.values().stream()
                .collect(Collectors.groupingBy(phase -> phase, Collectors.counting()))
                .getOrDefault(ActionPhase.ACTION_PHASE_SUCCEEDED, 0L);
    }

    /** A trace with an address so long that all of them are more than the buffers between two sockets take. */
    private EnqueueRequest longTrace(String run, String name) {
        EnqueueRequest.Builder request = given.trace(run, name).toBuilder();
        request.getActionBuilder().getTraceBuilder().getOutputsBuilder().setOutputUri("/" + "x".repeat(LONG));
        return request.build();
    }

    private void record(String run, int i, TaskAction task) {
        var answer = internal.call(
                InternalRunServiceGrpc.getRecordActionMethod(),
                RecordActionRequest.newBuilder()
                        .setActionId(Given.action(run, "c" + i))
                        .setParent("a0")
                        .setInputUri(devbox.store() + "/" + run + "/c" + i + "/inputs.pb")
                        .setTask(task)
                        .build());
        assertThat(answer.getStatus().getCode()).isZero();
    }

    private void finish(String run, int i) {
        var answer = internal.call(
                InternalRunServiceGrpc.getUpdateActionStatusMethod(),
                UpdateActionStatusRequest.newBuilder()
                        .setActionId(Given.action(run, "c" + i))
                        .setStatus(ActionStatus.newBuilder()
                                .setPhase(ActionPhase.ACTION_PHASE_SUCCEEDED)
                                .setAttempts(1))
                        .build());
        assertThat(answer.getStatus().getCode()).isZero();
    }

    /** Heap in use after a collection, in bytes. */
    private long heap() throws IOException {
        devbox.jdk("GC.run");
        return client.send(client.to("/q/metrics").GET())
                .text()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes") && line.contains("area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void times(int count, IntConsumer call) {
        List<Supplier<Void>> callers = IntStream.range(0, CALLERS)
                .<Supplier<Void>>mapToObj(caller -> () -> {
                    IntStream.range(0, count).filter(i -> i % CALLERS == caller).forEach(call);
                    return null;
                })
                .toList();
        Concurrently.call(callers);
    }
}

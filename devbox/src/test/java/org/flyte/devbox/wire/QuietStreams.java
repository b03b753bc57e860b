package org.flyte.devbox.wire;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.flyte.devbox.wire.WatchedStream.Arrival;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;

/** Streams on a run where, after one item, nothing happens any more: the long part of probe W5. */
final class QuietStreams implements AutoCloseable {
    private final Given given;
    private final String run;
    private final WatchedStream<WatchForUpdatesResponse> updates;
    private final WatchedStream<WatchActionsResponse> actions;
    private final long quietSince;

    private QuietStreams(DevboxProcess devbox) {
        given = new Given(devbox);
        run = given.sleepingRun();
        updates = WatchedStream.open(devbox.port(), ActionsServiceGrpc.getWatchForUpdatesMethod(), Given.watch(run));
        actions = WatchedStream.open(
                devbox.port(),
                RunServiceGrpc.getWatchActionsMethod(),
                WatchActionsRequest.newBuilder().setRunId(Given.run("", run)).build());
        await().atMost(Given.SOON)
                .until(() ->
                        !updates.arrivals().isEmpty() && !actions.arrivals().isEmpty());
        delayOfAnItem("warm-up");
        quietSince = System.nanoTime();
    }

    static QuietStreams open(DevboxProcess devbox) {
        return new QuietStreams(devbox);
    }

    /** How long after its cause was answered an item was there on both streams; zero if it was there before. */
    Duration delayOfAnItem(String action) {
        given.enqueue(given.trace(run, action));
        long caused = System.nanoTime();
        Predicate<WatchForUpdatesResponse> update =
                message -> message.getActionUpdate().getActionId().getName().equals(action);
        Predicate<WatchActionsResponse> enriched = message -> message.getEnrichedActionsList().stream()
                .anyMatch(one -> one.getAction().getId().getName().equals(action));
        await().atMost(Given.SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> has(updates, update) && has(actions, enriched));
        long seen = Math.max(first(updates, update), first(actions, enriched));
        return Duration.ofNanos(Math.max(0, seen - caused));
    }

    /** Times at which the update stream gave a sign of life since it is quiet. */
    List<Duration> heartbeats() {
        return updates.arrivals().stream()
                .filter(arrival -> arrival.message().getControlMessage().getSentinel())
                .filter(arrival -> arrival.nanos() > quietSince)
                .map(arrival -> Duration.ofNanos(arrival.nanos() - quietSince))
                .toList();
    }

    /** Signs of life of the stream of actions, which has no message of its own for them. */
    List<Duration> repetitions() {
        return actions.arrivals().stream()
                .filter(arrival -> arrival.nanos() > quietSince)
                .map(arrival -> Duration.ofNanos(arrival.nanos() - quietSince))
                .toList();
    }

    Duration quietFor() {
        return Duration.ofNanos(System.nanoTime() - quietSince);
    }

    boolean areOpen() {
        return !updates.end().isDone() && !actions.end().isDone();
    }

    @Override
    public void close() {
        updates.close();
        actions.close();
    }

    private static <R> boolean has(WatchedStream<R> stream, Predicate<R> wanted) {
        return stream.arrivals().stream().map(Arrival::message).anyMatch(wanted);
    }

    private static <R> long first(WatchedStream<R> stream, Predicate<R> wanted) {
        return stream.arrivals().stream()
                .filter(arrival -> wanted.test(arrival.message()))
                .mapToLong(Arrival::nanos)
                .findFirst()
                .orElseThrow();
    }
}

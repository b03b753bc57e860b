package org.flyte.executor.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.flyte.crd.TaskAction;
import org.flyte.executor.api.ActionTrace;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.EventId;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.runtime.LogKey;
import org.jboss.logging.Logger;

/**
 * Publishes the events of every action to the broker, in order and at least once; see
 * docs/adr/0005-events-derive-from-task-action-status.md.
 *
 * <p>Pending events are always derived from the status: memory holds no more than the live actions, nothing is lost while
 * the broker is unavailable, and after a restart what the broker may not have is published again. Callers never wait for
 * it.
 */
@ApplicationScoped
public class ActionEventPublisher {
    private static final Logger LOG = Logger.getLogger(ActionEventPublisher.class);

    private final ActionEvents events;
    private final EventSender sender;
    private final AcknowledgementListener listener;
    private final PublishedVersions versions;
    private final Map<String, Track> tracks = new ConcurrentHashMap<>();
    private final BlockingQueue<Track> due = new LinkedBlockingQueue<>();
    private final Semaphore inFlight;
    private final int maxInFlight;
    private final Backoff backoff;
    private final Counter published;
    private final Counter failed;

    /** Whether the log says that events are not acknowledged: an outage is logged once, not for each action. */
    private final AtomicBoolean unavailable = new AtomicBoolean();

    private volatile Supplier<Collection<TaskAction>> actions = List::of;

    private volatile Thread loop;

    public ActionEventPublisher(
            ActionEvents events,
            EventSender sender,
            AcknowledgementListener listener,
            PublishedVersions versions,
            ExecutorConfig config,
            MeterRegistry metrics) {
        this.events = events;
        this.sender = sender;
        this.listener = listener;
        this.versions = versions;
        this.maxInFlight = config.events().maxInFlight();
        this.inFlight = new Semaphore(maxInFlight);
        this.backoff = Backoff.doubling(
                config.events().initialBackoff(), config.events().maxBackoff());
        this.published = metrics.counter("flyte.executor.events.published");
        this.failed = metrics.counter("flyte.executor.events.failed");
        metrics.gauge("flyte.executor.events.due", due, BlockingQueue::size);
    }

    @PostConstruct
    void start() {
        loop = Thread.ofVirtual().name("action-events").start(this::run);
    }

    @PreDestroy
    void stop() {
        loop.interrupt();
    }

    /** @param all the TaskActions that this operator reconciles */
    public void open(Supplier<Collection<TaskAction>> all) {
        actions = all;
    }

    /**
     * Begins to reconcile an action. What was published of it before this process started is not published again.
     *
     * @param action before anything is written
     * @return to be closed when all that was written is offered
     */
    public Pass begin(TaskAction action) {
        Watermark watermark = watermark();
        long version = PublishedVersions.versionOf(action);
        long held = watermark.hold();
        watermark.seen(version);
        tracks.computeIfAbsent(action.getMetadata().getUid(), _ -> newTrack(action, watermark.wasPublished(version)));
        return () -> watermark.release(held);
    }

    /** The time in which an action is reconciled. */
    @FunctionalInterface
    public interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    /** Publishes what the status of the action says and the broker has not acknowledged yet. */
    public void offer(TaskAction action, Optional<LogContext> logs) {
        track(action, events.of(action, logs));
    }

    /**
     * Publishes the last events of an action whose object is being deleted. True when the broker has acknowledged all of
     * them; else the listener will be notified.
     */
    public boolean conclude(TaskAction action, boolean aborted, Optional<LogContext> logs) {
        List<ActionEvent> all = aborted ? events.ofAborted(action, logs) : events.of(action, logs);
        return all.isEmpty() || track(action, all).await();
    }

    /** The object is gone; nothing more will be published. */
    public void forget(String uid) {
        Track track = tracks.remove(uid);
        if (track != null) {
            track.forget();
        }
    }

    private Track track(TaskAction action, List<ActionEvent> all) {
        long version = PublishedVersions.versionOf(action);
        watermark().seen(version);
        Track track = tracks.computeIfAbsent(action.getMetadata().getUid(), _ -> newTrack(action, false));
        if (track.replace(all, version)) {
            due.add(track);
        }
        return track;
    }

    private Track newTrack(TaskAction action, boolean published) {
        List<ActionEvent> acknowledged = published ? events.of(action, Optional.empty()) : List.of();
        return new Track(
                action.getMetadata().getUid(),
                action.getMetadata().getNamespace(),
                action.getMetadata().getName(),
                ActionTrace.of(action).orElse(null),
                acknowledged.isEmpty() ? null : EventId.of(acknowledged.getLast()),
                watermark());
    }

    private Watermark watermark() {
        return versions.watermark(
                actions, action -> tracks.containsKey(action.getMetadata().getUid()));
    }

    private void run() {
        try {
            while (true) {
                send(due.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Never sends two batches of one action at the same time: that keeps the order when one fails. */
    private void send(Track track) throws InterruptedException {
        List<ActionEvent> pending = track.pending();
        List<ActionEvent> batch = List.copyOf(pending.subList(0, Math.min(pending.size(), maxInFlight)));
        inFlight.acquire(batch.size());
        CompletableFuture<?>[] sent =
                batch.stream().map(event -> sender.send(event, track.trace)).toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(sent).whenComplete((_, failure) -> {
            inFlight.release(batch.size());
            if (failure == null) {
                delivered(track, batch);
            } else {
                retry(track, failure);
            }
        });
    }

    private void delivered(Track track, List<ActionEvent> batch) {
        published.increment(batch.size());
        if (unavailable.compareAndSet(true, false)) {
            LOG.info("events acknowledged by the broker again");
        }
        if (track.delivered(batch)) {
            due.add(track);
        } else if (track.isAwaited()) {
            listener.allAcknowledged(track.namespace, track.name);
        }
    }

    private void retry(Track track, Throwable failure) {
        failed.increment();
        int failures = track.failed();
        if (failures == 1 && unavailable.compareAndSet(false, true)) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            try (var _ = org.flyte.platform.runtime.LogContext.of(LogKey.CAUSE, cause)
                    .enter()) {
                LOG.warn("events not acknowledged by the broker, retrying");
            }
        }
        Duration wait = backoff.jittered(failures, ThreadLocalRandom.current());
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> due.add(track));
    }
}

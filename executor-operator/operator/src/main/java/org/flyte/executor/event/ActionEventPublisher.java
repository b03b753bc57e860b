package org.flyte.executor.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.workflow.ActionEvent;
import org.jboss.logging.Logger;

/**
 * Brings the events of every action to the broker, in order and at least once (design D5).
 *
 * <p>What is lacking is always derived from the status, so memory holds no more than the live actions, nothing is lost
 * while the broker is away, and after a restart every live action is told again. Callers never wait.
 */
@ApplicationScoped
public class ActionEventPublisher {
    private static final Logger LOG = Logger.getLogger(ActionEventPublisher.class);
    private static final long FIRST_RETRY_MILLIS = 200;

    private final ActionEvents events;
    private final EventSender sender;
    private final AcknowledgementListener listener;
    private final Map<String, Track> tracks = new ConcurrentHashMap<>();
    private final BlockingQueue<Track> due = new LinkedBlockingQueue<>();
    private final Semaphore inFlight;
    private final int maxInFlight;
    private final Duration retryCap;
    private final Counter published;
    private final Counter failed;
    private volatile Thread loop;

    ActionEventPublisher(
            ActionEvents events,
            EventSender sender,
            AcknowledgementListener listener,
            ExecutorConfig config,
            MeterRegistry metrics) {
        this.events = events;
        this.sender = sender;
        this.listener = listener;
        this.maxInFlight = config.events().maxInFlight();
        this.inFlight = new Semaphore(maxInFlight);
        this.retryCap = config.events().retryCap();
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

    /** Tells the action's story as far as it goes. */
    public void offer(TaskAction action, Optional<LogContext> logs) {
        track(action, events.of(action, logs));
    }

    /**
     * Tells the end of the story of an action whose object is being deleted. True when the broker has all of it; else
     * the listener will be told.
     */
    public boolean conclude(TaskAction action, boolean aborted, Optional<LogContext> logs) {
        List<ActionEvent> story = aborted ? events.ofAborted(action, logs) : events.of(action, logs);
        return story.isEmpty() || track(action, story).await();
    }

    /** The object is gone; there is nothing more to tell. */
    public void forget(String uid) {
        tracks.remove(uid);
    }

    private Track track(TaskAction action, List<ActionEvent> story) {
        Track track = tracks.computeIfAbsent(
                action.getMetadata().getUid(),
                uid -> new Track(
                        uid,
                        action.getMetadata().getNamespace(),
                        action.getMetadata().getName()));
        if (track.tell(story)) {
            due.add(track);
        }
        return track;
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

    /** Never two sendings of one action at the same time: that keeps the order when one fails. */
    private void send(Track track) throws InterruptedException {
        List<ActionEvent> lacking = track.lacking();
        List<ActionEvent> batch = List.copyOf(lacking.subList(0, Math.min(lacking.size(), maxInFlight)));
        inFlight.acquire(batch.size());
        CompletableFuture<?>[] sent = batch.stream().map(sender::send).toArray(CompletableFuture<?>[]::new);
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
        if (track.delivered(batch)) {
            due.add(track);
        } else if (track.isAwaited()) {
            listener.allAcknowledged(track.namespace, track.name);
        }
    }

    private void retry(Track track, Throwable failure) {
        failed.increment();
        int failures = track.failed();
        if (failures == 1) {
            LOG.warnf("events not delivered, trying again: action=%s cause=%s", track.name, failure);
        }
        long wait = Math.min(FIRST_RETRY_MILLIS << Math.min(failures, 10), retryCap.toMillis());
        long jittered = wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
        CompletableFuture.delayedExecutor(jittered, TimeUnit.MILLISECONDS).execute(() -> due.add(track));
    }
}

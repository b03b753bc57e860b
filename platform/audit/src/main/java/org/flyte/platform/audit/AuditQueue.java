package org.flyte.platform.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Events between the calls and the writer: bounded, and never waited for by a call. */
final class AuditQueue {
    private static final int BATCH = 500;

    private final BlockingQueue<AuditEvent> events;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong droppedInAll = new AtomicLong();

    AuditQueue(int size) {
        events = new ArrayBlockingQueue<>(size);
    }

    /** Adds an event, or counts it as dropped when there is no room. */
    void offer(AuditEvent event) {
        if (!events.offer(event)) {
            dropped.incrementAndGet();
            droppedInAll.incrementAndGet();
        }
    }

    boolean isFull() {
        return events.remainingCapacity() == 0;
    }

    int size() {
        return events.size();
    }

    /** How many events were dropped since the start. */
    long droppedInAll() {
        return droppedInAll.get();
    }

    /** How many events were dropped since this was asked last. */
    long takeDropped() {
        return dropped.getAndSet(0);
    }

    /** The next events in their order: waits for the first for a while, and returns none after it. */
    List<AuditEvent> take(Duration wait) throws InterruptedException {
        AuditEvent first = events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return List.of();
        }
        List<AuditEvent> batch = new ArrayList<>();
        batch.add(first);
        events.drainTo(batch, BATCH - 1);
        return batch;
    }
}

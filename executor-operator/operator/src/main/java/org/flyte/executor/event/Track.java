package org.flyte.executor.event;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.EventId;
import org.flyte.platform.tracing.TraceParent;

/** The events of one action that the broker has not acknowledged yet. Guarded by itself. */
final class Track {
    final String uid;
    final String namespace;
    final String name;
    final TraceParent trace;
    private EventId acknowledged;
    private List<ActionEvent> pending = List.of();
    private boolean busy;
    private boolean awaited;
    private final Watermark watermark;
    private OptionalLong held = OptionalLong.empty();
    private int failures;

    /**
     * @param trace that the events are part of, or null
     * @param acknowledged the last event that the broker has, or null
     */
    Track(String uid, String namespace, String name, TraceParent trace, EventId acknowledged, Watermark watermark) {
        this.uid = uid;
        this.namespace = namespace;
        this.name = name;
        this.trace = trace;
        this.acknowledged = acknowledged;
        this.watermark = watermark;
    }

    /**
     * Replaces the pending events with those derived from the status. True when the track has to be sent and is not in
     * the queue yet.
     *
     * @param version of the object with that status
     */
    synchronized boolean replace(List<ActionEvent> all, long version) {
        pending = afterAcknowledged(all);
        if (!pending.isEmpty() && held.isEmpty()) {
            held = OptionalLong.of(watermark.hold(version - 1));
        }
        if (busy || pending.isEmpty()) {
            return false;
        }
        busy = true;
        return true;
    }

    synchronized boolean isComplete() {
        return pending.isEmpty() && !busy;
    }

    /** From now on the listener is notified when all is delivered; true when it is already. */
    synchronized boolean await() {
        awaited = true;
        return isComplete();
    }

    synchronized boolean isAwaited() {
        return awaited;
    }

    synchronized List<ActionEvent> pending() {
        return pending;
    }

    /** The broker has these. True when more are pending. */
    synchronized boolean delivered(List<ActionEvent> sent) {
        if (!sent.isEmpty()) {
            acknowledged = EventId.of(sent.getLast());
        }
        failures = 0;
        pending = afterAcknowledged(pending);
        busy = !pending.isEmpty();
        if (!busy) {
            forget();
        }
        return busy;
    }

    /** Nothing is pending any more that the watermark has to wait for. */
    synchronized void forget() {
        held.ifPresent(watermark::release);
        held = OptionalLong.empty();
    }

    /** Counts a failed delivery; the result is how many failed in a row. */
    synchronized int failed() {
        failures++;
        return failures;
    }

    private List<ActionEvent> afterAcknowledged(List<ActionEvent> all) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (EventId.of(all.get(i)).equals(acknowledged)) {
                return new ArrayList<>(all.subList(i + 1, all.size()));
            }
        }
        return all;
    }
}

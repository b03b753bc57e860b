package org.flyte.executor.event;

import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.EventId;

/** What the broker has of one action, and what it still lacks. Guarded by itself. */
final class Track {
    final String uid;
    final String namespace;
    final String name;
    private EventId acknowledged;
    private List<ActionEvent> lacking = List.of();
    private boolean busy;
    private boolean awaited;
    private int failures;

    Track(String uid, String namespace, String name) {
        this.uid = uid;
        this.namespace = namespace;
        this.name = name;
    }

    /** Takes the whole story anew. True when the track has to be sent and is not yet on its way. */
    synchronized boolean tell(List<ActionEvent> story) {
        lacking = after(story);
        if (busy || lacking.isEmpty()) {
            return false;
        }
        busy = true;
        return true;
    }

    synchronized boolean isComplete() {
        return lacking.isEmpty() && !busy;
    }

    /** Somebody wants to hear when all is delivered; true when it is already. */
    synchronized boolean await() {
        awaited = true;
        return isComplete();
    }

    synchronized boolean isAwaited() {
        return awaited;
    }

    synchronized List<ActionEvent> lacking() {
        return lacking;
    }

    /** The broker has these. True when more came up meanwhile. */
    synchronized boolean delivered(List<ActionEvent> sent) {
        if (!sent.isEmpty()) {
            acknowledged = EventId.of(sent.getLast());
        }
        failures = 0;
        lacking = after(lacking);
        busy = !lacking.isEmpty();
        return busy;
    }

    /** How often in a row sending failed. */
    synchronized int failed() {
        failures++;
        return failures;
    }

    private List<ActionEvent> after(List<ActionEvent> story) {
        for (int i = story.size() - 1; i >= 0; i--) {
            if (EventId.of(story.get(i)).equals(acknowledged)) {
                return new ArrayList<>(story.subList(i + 1, story.size()));
            }
        }
        return story;
    }
}

package org.flyte.events.record;

import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.CheckedEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * The events of one call, each of which every consumer can process.
 *
 * @param bytes size of all of them
 */
record EventBatch(List<ActionEvent> events, long bytes) {
    /** How many events a call may have, and how large each may be. */
    record Limits(int maxEvents, long maxEventBytes) {}

    /** Fails with InvalidArgument that names the first field that is wrong; then no event is accepted. */
    static EventBatch of(List<ActionEvent> events, Limits limits) {
        if (events.size() > limits.maxEvents()) {
            throw new InvalidArgument(
                    "events has %d elements, at most %d are accepted in one call; send them in smaller batches",
                    events.size(), limits.maxEvents());
        }
        long bytes = 0;
        List<ActionEvent> accepted = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            ActionEvent event = check("events." + i, events.get(i), limits);
            bytes += event.getSerializedSize();
            accepted.add(event);
        }
        return new EventBatch(List.copyOf(accepted), bytes);
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    int size() {
        return events.size();
    }

    private static ActionEvent check(String field, ActionEvent event, Limits limits) {
        if (event.getSerializedSize() > limits.maxEventBytes()) {
            throw new InvalidArgument(
                    "%s has %d bytes, at most %d are accepted; shorten its messages",
                    field, event.getSerializedSize(), limits.maxEventBytes());
        }
        ActionKey key = CheckedEvent.of(field, event).key();
        // Names are joined by slashes in record keys and event ids.
        RequestFields.pathSegment(field + ".id.run.project", key.project());
        RequestFields.pathSegment(field + ".id.run.domain", key.domain());
        RequestFields.pathSegment(field + ".id.run.name", key.runName());
        RequestFields.pathSegment(field + ".id.name", key.name());
        return event;
    }
}

package org.flyte.platform.events;

import com.google.protobuf.util.Timestamps;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flyte.idl.workflow.ActionEvent;

/** Makes the records of {@link EventTopics#ACTION_EVENTS}. */
public final class ActionEventRecords {
    /** The source of events that the operator of this installation saw. */
    public static final String OPERATOR = "/executor-operator";

    private ActionEventRecords() {}

    public static ProducerRecord<String, ActionEvent> toRecord(ActionEvent event) {
        return toRecord(event, OPERATOR, null);
    }

    /**
     * A record with key, CloudEvents envelope and, when there is one, trace context.
     *
     * @param source who saw the phase, a URI reference
     * @param traceParent W3C trace parent to pass on, or null
     */
    public static ProducerRecord<String, ActionEvent> toRecord(ActionEvent event, String source, String traceParent) {
        Long timestamp = event.hasUpdatedTime() ? (Long) Timestamps.toMillis(event.getUpdatedTime()) : null;
        ProducerRecord<String, ActionEvent> entry =
                new ProducerRecord<>(EventTopics.ACTION_EVENTS, null, timestamp, EventTopics.key(event.getId()), event);
        CloudEventHeaders.write(entry.headers(), event, source);
        if (traceParent != null) {
            CloudEventHeaders.put(entry.headers(), CloudEventHeaders.TRACE_PARENT, traceParent);
        }
        return entry;
    }
}

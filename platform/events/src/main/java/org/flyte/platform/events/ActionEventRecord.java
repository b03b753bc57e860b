package org.flyte.platform.events;

import com.google.protobuf.util.Timestamps;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.RunKey;

/**
 * A record of the topic {@value #TOPIC}: an event in its CloudEvents envelope. The contract with consumers is in
 * {@code docs/behaviour/event-stream.md}.
 *
 * @param source who saw the phase, a URI reference
 * @param traceParent W3C trace parent to pass on, or null
 */
public record ActionEventRecord(ActionEvent event, String source, String traceParent) {
    /** One record for each phase change; the payload is {@code flyteidl2.workflow.ActionEvent}. */
    public static final String TOPIC = "flyte.action-events";

    /** The source of events that the operator of this installation saw. */
    public static final String OPERATOR = "/executor-operator";

    /** The source of events that somebody reported to the events service. */
    public static final String EVENTS_SERVICE = "/events-service";

    /** Returns the record key: all events of a run share a partition, so they keep their order. */
    public static String key(RunIdentifier run) {
        return RunKey.of(run).toString();
    }

    /** Returns the record of an event that the operator saw. */
    public static ActionEventRecord fromOperator(ActionEvent event) {
        return new ActionEventRecord(event, OPERATOR, null);
    }

    /** Returns what to send: key, envelope and, when there is one, trace context. */
    public ProducerRecord<String, ActionEvent> toKafka() {
        Long timestamp = event.hasUpdatedTime() ? (Long) Timestamps.toMillis(event.getUpdatedTime()) : null;
        ProducerRecord<String, ActionEvent> entry =
                new ProducerRecord<>(TOPIC, null, timestamp, key(event.getId().getRun()), event);
        CloudEventHeaders headers = new CloudEventHeaders(entry.headers());
        headers.write(event, source);
        if (traceParent != null) {
            headers.put(CloudEventHeaders.TRACE_PARENT, traceParent);
        }
        return entry;
    }
}

package org.flyte.platform.events;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ProtoTime;

/**
 * The CloudEvents 1.0 envelope of an action event, in the binary form of the Kafka binding: one header for each
 * attribute.
 */
public record CloudEventHeaders(Headers headers) {
    /** The id of the event, see {@link EventId}. */
    public static final String ID = "ce_id";

    /** W3C trace context, passed on unchanged. */
    public static final String TRACE_PARENT = "traceparent";

    private static final String SOURCE = "ce_source";
    private static final String TYPE = "ce_type";
    private static final String SPEC_VERSION = "ce_specversion";
    private static final String TIME = "ce_time";
    private static final String SUBJECT = "ce_subject";
    private static final String CONTENT_TYPE = "content-type";
    private static final String ACTION_PHASE = "org.flyte.action.phase";
    private static final String PROTOBUF = "application/protobuf";

    /**
     * Writes the envelope.
     *
     * @param source who saw the phase, a URI reference such as {@code /executor-operator}
     */
    public void write(ActionEvent event, String source) {
        put(SPEC_VERSION, "1.0");
        put(ID, EventId.of(event).toString());
        put(SOURCE, source);
        put(TYPE, ACTION_PHASE);
        put(SUBJECT, ActionKey.of(event.getId()).toString());
        put(CONTENT_TYPE, PROTOBUF);
        if (event.hasUpdatedTime() || event.hasReportedTime()) {
            Timestamp time = event.hasUpdatedTime() ? event.getUpdatedTime() : event.getReportedTime();
            put(TIME, ProtoTime.toInstant(time).toString());
        }
    }

    /** The last value of a header, or null. */
    public String read(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    void put(String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

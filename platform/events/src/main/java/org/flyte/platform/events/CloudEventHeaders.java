package org.flyte.platform.events;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.flyte.idl.workflow.ActionEvent;

/** The CloudEvents 1.0 envelope of an action event, in the binary form of the Kafka binding: one header an attribute. */
public final class CloudEventHeaders {
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String TIME = "ce_time";
    public static final String SUBJECT = "ce_subject";
    public static final String CONTENT_TYPE = "content-type";

    /** W3C trace context, passed on as it came. */
    public static final String TRACE_PARENT = "traceparent";

    public static final String ACTION_PHASE = "org.flyte.action.phase";
    public static final String PROTOBUF = "application/protobuf";

    private CloudEventHeaders() {}

    /**
     * Writes the envelope.
     *
     * @param source who saw the phase, a URI reference such as {@code /executor-operator}
     */
    public static void write(Headers headers, ActionEvent event, String source) {
        put(headers, SPEC_VERSION, "1.0");
        put(headers, ID, EventId.of(event));
        put(headers, SOURCE, source);
        put(headers, TYPE, ACTION_PHASE);
        put(
                headers,
                SUBJECT,
                EventTopics.key(event.getId()) + "/" + event.getId().getName());
        put(headers, CONTENT_TYPE, PROTOBUF);
        Timestamp time = event.hasUpdatedTime() ? event.getUpdatedTime() : event.getReportedTime();
        if (event.hasUpdatedTime() || event.hasReportedTime()) {
            put(
                    headers,
                    TIME,
                    Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
        }
    }

    /** The last value of a header, or null. */
    public static String read(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

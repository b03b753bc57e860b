package org.flyte.platform.events;

import org.apache.kafka.common.serialization.Serializer;
import org.flyte.idl.workflow.ActionEvent;

/** Writes events as protobuf. */
public final class ActionEventSerializer implements Serializer<ActionEvent> {
    @Override
    public byte[] serialize(String topic, ActionEvent event) {
        return event == null ? null : event.toByteArray();
    }
}

package org.flyte.platform.events;

import org.apache.kafka.common.serialization.Deserializer;

/** Reads events; a record that is none becomes {@link ReceivedEvent.Poison}. */
public final class ActionEventDeserializer implements Deserializer<ReceivedEvent> {
    @Override
    public ReceivedEvent deserialize(String topic, byte[] payload) {
        return ReceivedEvent.of(payload);
    }
}

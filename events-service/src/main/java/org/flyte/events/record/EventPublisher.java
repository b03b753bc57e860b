package org.flyte.events.record;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.tracing.TraceParent;

/**
 * Sends events to the channel of the event topic, in their order. Never blocks: the buffer of the channel has no limit of
 * its own, because {@link PendingEvents} limits what is sent.
 */
@ApplicationScoped
class EventPublisher {
    private final Emitter<ProducerRecord<String, ActionEvent>> channel;

    EventPublisher(
            @Channel("action-events") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    Emitter<ProducerRecord<String, ActionEvent>> channel) {
        this.channel = channel;
    }

    /**
     * Sends the events; the delivery hears of each of them, even when the channel is closed.
     *
     * @param trace they belong to, or null
     */
    void publish(List<ActionEvent> events, TraceParent trace, Delivery delivery) {
        for (ActionEvent event : events) {
            long size = event.getSerializedSize();
            try {
                channel.send(Message.of(
                        new ActionEventRecord(
                                        event, ActionEventRecord.EVENTS_SERVICE, trace == null ? null : trace.value())
                                .toKafka(),
                        Metadata.empty(),
                        () -> delivery.acknowledged(size),
                        cause -> delivery.failed(size, cause)));
            } catch (IllegalStateException e) {
                var unused = delivery.failed(size, e);
            }
        }
    }
}

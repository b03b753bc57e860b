package org.flyte.platform.events;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the records of {@link EventTopics#ACTION_EVENTS_DLQ}: key, payload and headers as they came, and where and why
 * they were set aside.
 */
public final class DeadLetters {
    /** Why the record was set aside, one line. */
    public static final String CAUSE = "flyte-dlq-cause";

    public static final String TOPIC = "flyte-dlq-topic";
    public static final String PARTITION = "flyte-dlq-partition";
    public static final String OFFSET = "flyte-dlq-offset";

    private DeadLetters() {}

    /** The dead letter of a record, whose payload is given as it came. */
    public static ProducerRecord<String, byte[]> of(ConsumerRecord<String, ?> original, byte[] payload, String cause) {
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(EventTopics.ACTION_EVENTS_DLQ, null, original.key(), payload, original.headers());
        CloudEventHeaders.put(letter.headers(), CAUSE, cause);
        CloudEventHeaders.put(letter.headers(), TOPIC, original.topic());
        CloudEventHeaders.put(letter.headers(), PARTITION, Integer.toString(original.partition()));
        CloudEventHeaders.put(letter.headers(), OFFSET, Long.toString(original.offset()));
        return letter;
    }
}

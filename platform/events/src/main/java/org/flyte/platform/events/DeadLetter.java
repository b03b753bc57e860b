package org.flyte.platform.events;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that no attempt could process, set aside in the topic {@value #TOPIC}: key, payload and headers unchanged, and
 * headers that say from where and why.
 *
 * @param payload the payload of the record, unparsed
 * @param cause why it was set aside, one line
 */
public record DeadLetter(ConsumerRecord<String, ?> original, byte[] payload, String cause) {
    /** Where dead letters of {@value ActionEventRecord#TOPIC} go. */
    public static final String TOPIC = "flyte.action-events.dlq";

    /** Header with the cause. */
    public static final String CAUSE = "flyte-dlq-cause";

    /** Header with the topic that the record was read from. */
    public static final String ORIGINAL_TOPIC = "flyte-dlq-topic";

    /** Header with its partition there. */
    public static final String PARTITION = "flyte-dlq-partition";

    /** Header with its offset there. */
    public static final String OFFSET = "flyte-dlq-offset";

    /** Returns what to send. */
    public ProducerRecord<String, byte[]> toKafka() {
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(TOPIC, null, original.key(), payload, original.headers());
        CloudEventHeaders headers = new CloudEventHeaders(letter.headers());
        headers.put(CAUSE, cause);
        headers.put(ORIGINAL_TOPIC, original.topic());
        headers.put(PARTITION, Integer.toString(original.partition()));
        headers.put(OFFSET, Long.toString(original.offset()));
        return letter;
    }
}

package org.flyte.events.record;

import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Why Kafka did not take an event.
 *
 * @param thrown what the client reported, possibly wrapped by the layers above it
 */
record KafkaFailure(Throwable thrown) {
    /** Returns the failure that the caller of the RPC is given; one that is unknown stays what it was. */
    Throwable toCaller() {
        return switch (kafkaCause()) {
            case RecordTooLargeException e -> tooLarge(e);
            case RecordBatchTooLargeException e -> tooLarge(e);
            case BufferExhaustedException _ ->
                new Exhausted("the buffer for events that wait for Kafka is full; retry later");
            case AuthorizationException e -> refused(e);
            case AuthenticationException e -> refused(e);
            case InvalidTopicException e -> refused(e);
            case KafkaException e ->
                new Unavailable(e, "Kafka did not acknowledge the events: %s; send them again", line(e));
            case null ->
                thrown instanceof IllegalStateException
                        ? new Unavailable(thrown, "the server is shutting down; send the events again")
                        : thrown;
        };
    }

    /** One line for the log. */
    String cause() {
        KafkaException cause = kafkaCause();
        return cause == null ? String.valueOf(thrown) : cause.getClass().getSimpleName() + ": " + line(cause);
    }

    private static FlyteException tooLarge(ApiException failure) {
        return new InvalidArgument("an event is larger than Kafka accepts: %s; shorten its messages", line(failure));
    }

    private static FlyteException refused(ApiException failure) {
        return new FailedPrecondition(
                "Kafka does not let this service write to the topic %s: %s; check its ACLs and credentials",
                ActionEventRecord.TOPIC, line(failure));
    }

    private KafkaException kafkaCause() {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .filter(KafkaException.class::isInstance)
                .map(KafkaException.class::cast)
                .findFirst()
                .orElse(null);
    }

    private static String line(Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        // Terminals take square brackets for markup.
        return message.replace('[', '(').replace(']', ')').replaceAll("[.\\s]+$", "");
    }
}

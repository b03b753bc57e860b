package org.flyte.events.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaFailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new TimeoutException("Expiring 1 record(s) for t-0:8000 ms"), Unavailable.class),
                Arguments.of(new NotEnoughReplicasException("[in sync] 1\nmore"), Unavailable.class),
                Arguments.of(new KafkaException("closed"), Unavailable.class),
                Arguments.of(
                        new IllegalStateException("Retries exhausted: 1/1", new TimeoutException("late")),
                        Unavailable.class),
                Arguments.of(new IllegalStateException("the channel is closed"), Unavailable.class),
                Arguments.of(new BufferExhaustedException("full"), Exhausted.class),
                Arguments.of(new RecordTooLargeException("too large"), InvalidArgument.class),
                Arguments.of(new RecordBatchTooLargeException("too large"), InvalidArgument.class),
                Arguments.of(new TopicAuthorizationException("not authorized"), FailedPrecondition.class),
                Arguments.of(new SaslAuthenticationException("wrong password"), FailedPrecondition.class),
                Arguments.of(new InvalidTopicException("no topic"), FailedPrecondition.class));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("failures")
    void saysWhatTheCallerCanDo(Throwable thrown, Class<? extends FlyteException> expected) {
        KafkaFailure failure = new KafkaFailure(thrown);

        assertThat(failure.toCaller()).isInstanceOf(expected);
        assertThat(failure.toCaller().getMessage())
                .doesNotContain("\n", "[", "]")
                .contains(";");
        assertThat(failure.cause()).doesNotContain("\n");
    }

    @Test
    void leavesUnknownFailuresToTheMapper() {
        RuntimeException defect = new NullPointerException("a defect");

        assertThat(new KafkaFailure(defect).toCaller()).isSameAs(defect);
    }
}

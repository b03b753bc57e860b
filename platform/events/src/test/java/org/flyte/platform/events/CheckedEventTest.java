package org.flyte.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckedEventTest {
    private static final Timestamp NOW =
            Timestamp.newBuilder().setSeconds(1_790_000_000L).build();
    private static final ActionEvent GOOD = Events.event(ActionPhase.ACTION_PHASE_RUNNING, 2, 3).toBuilder()
            .setReportedTime(NOW)
            .addClusterEvents(ClusterEvent.newBuilder().setOccurredAt(NOW))
            .build();
    private static final Timestamp NANOSECONDS =
            Timestamp.newBuilder().setSeconds(1_790_000_000_000_000_000L).build();

    @Test
    void readsWhatMakesAnEvent() {
        CheckedEvent checked = CheckedEvent.of("event", GOOD);

        assertThat(checked.key()).hasToString("p/d/r/a0");
        assertThat(checked.attempt()).isEqualTo(2);
        assertThat(checked.phase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
        assertThat(checked.version()).isEqualTo(3);
        assertThat(checked.event()).isSameAs(GOOD);
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                flaw(
                        "e.id.run.domain is required",
                        event -> event.getIdBuilder().getRunBuilder().clearDomain()),
                flaw(
                        "e.id.name must not contain a NUL character",
                        event -> event.getIdBuilder().setName("\0")),
                flaw("e.attempt must be at least 1", ActionEvent.Builder::clearAttempt),
                flaw("e.attempt must be at most 10000", event -> event.setAttempt(10_001)),
                flaw("e.phase is required", ActionEvent.Builder::clearPhase),
                flaw("e.version must be at most", event -> event.setVersion(-1)),
                flaw("e.cache_status has a value", event -> event.setCacheStatusValue(4711)),
                flaw("e.updated_time must lie", event -> event.setUpdatedTime(NANOSECONDS)),
                flaw("e.reported_time must lie", event -> event.setReportedTime(NANOSECONDS)),
                flaw(
                        "e.cluster_events.occurred_at must lie",
                        event ->
                                event.addClusterEvents(ClusterEvent.newBuilder().setOccurredAt(NANOSECONDS))),
                flaw(
                        "bytes, at most 1048576 are stored",
                        event -> event.setErrorInfo(
                                ErrorInfo.newBuilder().setMessage("x".repeat(CheckedEvent.MAX_BYTES)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void namesTheFieldThatIsWrong(String message, Consumer<ActionEvent.Builder> change) {
        ActionEvent.Builder event = GOOD.toBuilder();
        change.accept(event);

        assertThatThrownBy(() -> CheckedEvent.of("e", event.build()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(message);
    }

    private static Arguments flaw(String message, Consumer<ActionEvent.Builder> change) {
        return Arguments.of(message, change);
    }
}

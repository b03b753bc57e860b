package org.flyte.platform.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReceivedEventTest {
    @Test
    void acceptsEventsOfAnyOrg() {
        ActionEvent event = Events.event(ActionPhase.ACTION_PHASE_RUNNING, 1, 0);

        assertThat(ReceivedEvent.of(event.toByteArray())).isEqualTo(new ReceivedEvent.Valid(event));
    }

    static Stream<Arguments> flaws() {
        ActionEvent good = Events.event(ActionPhase.ACTION_PHASE_RUNNING, 1, 0);
        return Stream.of(
                Arguments.of(
                        "id.run.project",
                        without(good, b -> b.getIdBuilder().getRunBuilder().clearProject())),
                Arguments.of(
                        "id.run.domain",
                        without(good, b -> b.getIdBuilder().getRunBuilder().clearDomain())),
                Arguments.of(
                        "id.run.name",
                        without(good, b -> b.getIdBuilder().getRunBuilder().clearName())),
                Arguments.of("id.name", without(good, b -> b.getIdBuilder().clearName())),
                Arguments.of("attempt", without(good, ActionEvent.Builder::clearAttempt)),
                Arguments.of("phase 0", without(good, ActionEvent.Builder::clearPhase)),
                Arguments.of("phase 99", without(good, b -> b.setPhaseValue(99))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void namesTheInvalidField(String flaw, ActionEvent event) {
        assertThat(ReceivedEvent.of(event.toByteArray())).isInstanceOfSatisfying(ReceivedEvent.Poison.class, poison -> {
            assertThat(poison.cause()).contains(flaw).doesNotContain("\n");
            assertThat(poison.payload()).isEqualTo(event.toByteArray());
        });
    }

    @Test
    void neverThrowsOutOfThePoll() throws Exception {
        PropertyCheck.forAll(draw -> assertThat(new ActionEventDeserializer().deserialize("t", draw.bytes(0, 255)))
                .isNotNull());
    }

    @Test
    void treatsMissingPayloadAsPoison() {
        assertThat(ReceivedEvent.of(null)).isInstanceOf(ReceivedEvent.Poison.class);
    }

    private static ActionEvent without(ActionEvent event, java.util.function.Consumer<ActionEvent.Builder> change) {
        ActionEvent.Builder builder = event.toBuilder();
        change.accept(builder);
        return builder.build();
    }
}

package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.flyte.idl.common.ActionPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ActionPhasesTest {
    private static final Set<ActionPhase> TERMINAL = EnumSet.of(
            ActionPhase.ACTION_PHASE_SUCCEEDED,
            ActionPhase.ACTION_PHASE_FAILED,
            ActionPhase.ACTION_PHASE_ABORTED,
            ActionPhase.ACTION_PHASE_TIMED_OUT,
            ActionPhase.ACTION_PHASE_RECOVERED);

    @ParameterizedTest
    @CsvSource({
        "UNSPECIFIED, 0",
        "QUEUED, 1",
        "WAITING_FOR_RESOURCES, 2",
        "INITIALIZING, 3",
        "RUNNING, 4",
        "PAUSED, 5",
        "SUCCEEDED, 6",
        "FAILED, 6",
        "ABORTED, 6",
        "TIMED_OUT, 6",
        "RECOVERED, 6"
    })
    void ranksPhasesWithinAnAttempt(String phase, int rank) {
        assertThat(ActionPhases.rank(ActionPhase.valueOf("ACTION_PHASE_" + phase)))
                .isEqualTo(rank);
    }

    @Test
    void groupsPhases() {
        assertThat(which(ActionPhases::isTerminal)).isEqualTo(TERMINAL);
        assertThat(which(ActionPhases::isRetryable))
                .containsExactlyInAnyOrder(ActionPhase.ACTION_PHASE_FAILED, ActionPhase.ACTION_PHASE_TIMED_OUT);
        assertThat(which(ActionPhases::hasOutputs))
                .containsExactlyInAnyOrder(ActionPhase.ACTION_PHASE_SUCCEEDED, ActionPhase.ACTION_PHASE_RECOVERED);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
    void parsesWhatItWrites(ActionPhase phase) {
        assertThat(ActionPhases.parse(ActionPhases.shortName(phase))).isEqualTo(phase);
        assertThat(ActionPhases.of(phase.getNumber())).isEqualTo(phase);
    }

    @Test
    void treatsUnknownPhasesAsUnspecified() {
        assertThat(ActionPhases.parse(null)).isEqualTo(ActionPhase.ACTION_PHASE_UNSPECIFIED);
        assertThat(ActionPhases.parse("")).isEqualTo(ActionPhase.ACTION_PHASE_UNSPECIFIED);
        assertThat(ActionPhases.parse("HIBERNATING")).isEqualTo(ActionPhase.ACTION_PHASE_UNSPECIFIED);
        assertThat(ActionPhases.of(4711)).isEqualTo(ActionPhase.ACTION_PHASE_UNSPECIFIED);
        assertThat(ActionPhases.rank(ActionPhase.UNRECOGNIZED)).isZero();
    }

    private static Set<ActionPhase> which(Predicate<ActionPhase> group) {
        EnumSet<ActionPhase> phases = EnumSet.allOf(ActionPhase.class);
        phases.removeIf(group.negate());
        return phases;
    }
}

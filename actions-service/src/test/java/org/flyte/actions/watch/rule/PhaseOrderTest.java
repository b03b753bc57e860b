package org.flyte.actions.watch.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.idl.common.ActionPhase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseOrderTest {
    @ParameterizedTest(name = "{0} {1} then {2} {3}: {4}")
    @CsvSource(textBlock = """
            1, QUEUED,                1, RUNNING,      true
            1, RUNNING,               1, RUNNING,      false
            1, RUNNING,               1, QUEUED,       false
            1, QUEUED,                1, WAITING_FOR_RESOURCES, true
            1, RUNNING,               1, PAUSED,       true
            1, PAUSED,                1, SUCCEEDED,    true
            1, RUNNING,               1, FAILED,       true
            1, FAILED,                1, SUCCEEDED,    false
            1, FAILED,                2, QUEUED,       true
            1, TIMED_OUT,             2, QUEUED,       true
            1, SUCCEEDED,             2, QUEUED,       false
            1, ABORTED,               2, RUNNING,      false
            1, RECOVERED,             2, RUNNING,      false
            2, QUEUED,                1, SUCCEEDED,    false
            1, RUNNING,               2, QUEUED,       true
            1, RUNNING,               2, UNSPECIFIED,  false
            """)
    void followsTheTable(int knownAttempt, String known, int attempt, String reported, boolean expected) {
        assertThat(PhaseOrder.follows(knownAttempt, phase(known), attempt, phase(reported)))
                .isEqualTo(expected);
    }

    private static ActionPhase phase(String name) {
        return ActionPhase.valueOf("ACTION_PHASE_" + name);
    }
}

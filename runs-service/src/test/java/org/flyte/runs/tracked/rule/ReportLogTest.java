package org.flyte.runs.tracked.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.runs.tracked.rule.ReportLog.ReportId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportLogTest {
    @ParameterizedTest(name = "{0} {1}, reported {2} {3}: {4}")
    @CsvSource({
        "1, QUEUED, 1, RUNNING, taken",
        "1, RUNNING, 1, SUCCEEDED, taken",
        "1, RUNNING, 1, RUNNING, taken",
        "1, RUNNING, 1, QUEUED, taken",
        "1, SUCCEEDED, 1, RUNNING, taken",
        "1, SUCCEEDED, 1, SUCCEEDED, taken",
        "1, SUCCEEDED, 1, FAILED, FailedPrecondition",
        "1, SUCCEEDED, 2, RUNNING, FailedPrecondition",
        "1, FAILED, 2, RUNNING, taken",
        "2, RUNNING, 1, FAILED, taken",
        "2, SUCCEEDED, 1, FAILED, taken",
        "1, ABORTED, 1, RUNNING, Aborted",
        "1, ABORTED, 1, ABORTED, Aborted",
        "1, ABORTED, 2, RUNNING, Aborted"
    })
    void followsTheTable(int attempt, String phase, int reportedAttempt, String reportedPhase, String expected) {
        ReportLog log = new ReportLog("a", new Observed(attempt, phase(phase)), new HashSet<>());

        assertThat(shown(log.take(new ReportId(reportedAttempt, phase(reportedPhase), 0))))
                .isEqualTo(expected);
    }

    @Test
    void knowsWhatItHasTaken() {
        ReportId running = new ReportId(1, ActionPhase.ACTION_PHASE_RUNNING, 0);
        ReportId stored = new ReportId(1, ActionPhase.ACTION_PHASE_QUEUED, 0);
        ReportLog log =
                new ReportLog("a", new Observed(1, ActionPhase.ACTION_PHASE_QUEUED), new HashSet<>(Set.of(stored)));

        assertThat(log.isKnown(stored)).isTrue();
        assertThat(log.isKnown(running)).isFalse();
        log.take(running);
        assertThat(log.isKnown(running)).isTrue();
        assertThat(log.isKnown(new ReportId(1, ActionPhase.ACTION_PHASE_RUNNING, 1)))
                .isFalse();
    }

    @Test
    void judgesByTheReportsBefore() {
        ReportLog log = new ReportLog("a", new Observed(1, ActionPhase.ACTION_PHASE_QUEUED), new HashSet<>());

        assertThat(log.take(new ReportId(1, ActionPhase.ACTION_PHASE_SUCCEEDED, 0)))
                .isEmpty();
        assertThat(shown(log.take(new ReportId(1, ActionPhase.ACTION_PHASE_FAILED, 1))))
                .isEqualTo("FailedPrecondition");
    }

    private static ActionPhase phase(String name) {
        return ActionPhase.valueOf("ACTION_PHASE_" + name);
    }

    private static String shown(Optional<FlyteException> refusal) {
        return refusal.map(e -> e.getClass().getSimpleName()).orElse("taken");
    }
}

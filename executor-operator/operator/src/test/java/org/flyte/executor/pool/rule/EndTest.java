package org.flyte.executor.pool.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.pool.rule.End.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndTest {
    private static final Instant SINCE = Instant.parse("2026-11-24T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "EXITED, 1, Error, USER, false",
        "EXITED, 137, Interrupted, SYSTEM, false",
        "EXITED, -9, Interrupted, SYSTEM, false",
        "EXITED, -11, Error, USER, true",
        "EXITED, -6, Error, USER, true",
        "OOM, -9, OOMKilled, USER, false",
        "LOST, -9, WorkerLost, SYSTEM, false",
        "ABORTED, 0, Interrupted, SYSTEM, false",
    })
    void isJudgedAsAProcessOfItsOwn(Outcome outcome, int code, String expected, String kind, boolean crashed) {
        Report report = new End(outcome, code, "message", "last line\n").report(SINCE);

        assertThat(report).isInstanceOfSatisfying(Report.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo(expected);
            assertThat(failed.failure().kind()).hasToString(kind);
            assertThat(failed.failure().message()).isEqualTo("message\nlast line");
            assertThat(failed.crashed()).isEqualTo(crashed);
            assertThat(failed.createdAt()).isEqualTo(SINCE);
        });
    }

    @Test
    void theFilesDecideWhereTheProcessHasEndedWell() {
        assertThat(new End(Outcome.COMPLETED, 0, "", "").report(SINCE)).isEqualTo(Report.Completed.byFiles(SINCE));
        assertThat(new End(Outcome.EXITED, 0, "", "").report(SINCE)).isEqualTo(Report.Completed.byFiles(SINCE));
    }
}

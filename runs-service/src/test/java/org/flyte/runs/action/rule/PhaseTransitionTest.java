package org.flyte.runs.action.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flyte.idl.common.ActionPhase;
import org.flyte.runs.action.rule.PhaseTransition.Observed;
import org.flyte.runs.action.rule.PhaseTransition.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseTransitionTest {
    @ParameterizedTest(name = "{1} of attempt {0}, then {3} of attempt {2}: {4}")
    @CsvSource({
        "1, QUEUED,    1, RUNNING,               APPLY",
        "1, QUEUED,    1, SUCCEEDED,             APPLY",
        "1, QUEUED,    1, QUEUED,                DUPLICATE",
        "1, RUNNING,   1, QUEUED,                STALE",
        "1, RUNNING,   1, WAITING_FOR_RESOURCES, STALE",
        "1, RUNNING,   1, PAUSED,                APPLY",
        "1, RUNNING,   1, RECOVERED,             APPLY",
        "1, PAUSED,    1, RUNNING,               STALE",
        "1, PAUSED,    1, SUCCEEDED,             APPLY",
        "1, PAUSED,    1, TIMED_OUT,             APPLY",
        "1, SUCCEEDED, 1, FAILED,                FINAL",
        "1, SUCCEEDED, 1, ABORTED,               FINAL",
        "1, SUCCEEDED, 1, QUEUED,                FINAL",
        "1, FAILED,    1, SUCCEEDED,             FINAL",
        "1, ABORTED,   1, SUCCEEDED,             FINAL",
        "1, FAILED,    2, QUEUED,                APPLY",
        "1, TIMED_OUT, 2, RUNNING,               APPLY",
        "1, FAILED,    2, FAILED,                APPLY",
        "1, RUNNING,   2, QUEUED,                APPLY",
        "1, SUCCEEDED, 2, QUEUED,                FINAL",
        "1, ABORTED,   2, QUEUED,                FINAL",
        "1, RECOVERED, 2, QUEUED,                FINAL",
        "2, QUEUED,    1, FAILED,                STALE",
        "2, QUEUED,    1, SUCCEEDED,             STALE",
        "2, FAILED,    1, RUNNING,               STALE",
        "3, QUEUED,    0, RUNNING,               APPLY",
        "3, RUNNING,   0, RUNNING,               DUPLICATE",
        "3, RUNNING,   0, QUEUED,                STALE",
        "3, FAILED,    0, RUNNING,               FINAL",
    })
    void followsTheTable(int attempt, String phase, int reportedAttempt, String reported, Verdict expected) {
        assertThat(PhaseTransition.judge(observed(attempt, phase), observed(reportedAttempt, reported)))
                .isEqualTo(expected);
    }

    @Property
    void anyOrderOfTheSameReportsEndsInTheSameState(
            @ForAll("histories") List<Observed> history, @ForAll Random random) {
        List<Observed> shuffled = new ArrayList<>(history);
        Collections.shuffle(shuffled, random);

        assertThat(end(shuffled)).isEqualTo(end(history));
    }

    @Property
    void aSecondDeliveryChangesNothing(@ForAll("histories") List<Observed> history) {
        List<Observed> twice = new ArrayList<>(history);
        twice.addAll(history);

        assertThat(end(twice)).isEqualTo(end(history));
    }

    /** What lawful executors report: attempts that failed or were left, then one that is under way or ended. */
    @Provide
    Arbitrary<List<Observed>> histories() {
        Arbitrary<List<Integer>> open = Arbitraries.of(1, 2, 3, 4, 9).list().ofMaxSize(4);
        Arbitrary<Integer> left = Arbitraries.of(0, 6, 8);
        Arbitrary<Integer> last = Arbitraries.of(0, 5, 6, 7, 8, 10);
        return Arbitraries.integers()
                .between(1, 4)
                .flatMap(attempts -> open.list()
                        .ofSize(attempts)
                        .flatMap(phases -> left.list()
                                .ofSize(attempts - 1)
                                .flatMap(ends -> last.map(end -> {
                                    List<Observed> history = new ArrayList<>();
                                    for (int attempt = 1; attempt <= attempts; attempt++) {
                                        for (int phase : phases.get(attempt - 1)) {
                                            history.add(new Observed(attempt, phase));
                                        }
                                        int ended = attempt < attempts ? ends.get(attempt - 1) : end;
                                        if (ended != 0) {
                                            history.add(new Observed(attempt, ended));
                                        }
                                    }
                                    return history;
                                }))));
    }

    private static Observed end(List<Observed> reports) {
        Observed state = new Observed(1, 1);
        for (Observed report : reports) {
            state = PhaseTransition.after(state, report);
        }
        return state;
    }

    private static Observed observed(int attempt, String phase) {
        return new Observed(
                attempt, ActionPhase.valueOf("ACTION_PHASE_" + phase).getNumber());
    }
}

package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.platform.model.PhaseTransition.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PhaseTransitionTest {
    private static final List<String> OPEN =
            List.of("QUEUED", "WAITING_FOR_RESOURCES", "INITIALIZING", "RUNNING", "PAUSED");
    private static final List<String> RETRYABLE = List.of("FAILED", "TIMED_OUT");
    private static final List<String> TERMINAL = List.of("SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT", "RECOVERED");

    @ParameterizedTest(name = "{1} of attempt {0}, then {3} of attempt {2}: {4}")
    @CsvSource({
        "1, QUEUED,    1, RUNNING,               APPLY",
        "1, QUEUED,    1, SUCCEEDED,             APPLY",
        "1, QUEUED,    1, QUEUED,                DUPLICATE",
        "1, QUEUED,    1, WAITING_FOR_RESOURCES, APPLY",
        "1, RUNNING,   1, RUNNING,               DUPLICATE",
        "1, RUNNING,   1, QUEUED,                STALE",
        "1, RUNNING,   1, WAITING_FOR_RESOURCES, STALE",
        "1, RUNNING,   1, PAUSED,                APPLY",
        "1, RUNNING,   1, FAILED,                APPLY",
        "1, RUNNING,   1, RECOVERED,             APPLY",
        "1, RUNNING,   1, UNSPECIFIED,           STALE",
        "1, PAUSED,    1, RUNNING,               STALE",
        "1, PAUSED,    1, SUCCEEDED,             APPLY",
        "1, PAUSED,    1, TIMED_OUT,             APPLY",
        "1, SUCCEEDED, 1, FAILED,                FINAL",
        "1, SUCCEEDED, 1, ABORTED,               FINAL",
        "1, SUCCEEDED, 1, QUEUED,                FINAL",
        "1, FAILED,    1, SUCCEEDED,             FINAL",
        "1, ABORTED,   1, SUCCEEDED,             FINAL",
        "1, FAILED,    2, QUEUED,                APPLY",
        "1, TIMED_OUT, 2, QUEUED,                APPLY",
        "1, TIMED_OUT, 2, RUNNING,               APPLY",
        "1, FAILED,    2, FAILED,                APPLY",
        "1, RUNNING,   2, QUEUED,                APPLY",
        "1, RUNNING,   2, UNSPECIFIED,           STALE",
        "1, SUCCEEDED, 2, QUEUED,                FINAL",
        "1, ABORTED,   2, QUEUED,                FINAL",
        "1, ABORTED,   2, RUNNING,               FINAL",
        "1, RECOVERED, 2, QUEUED,                FINAL",
        "1, RECOVERED, 2, RUNNING,               FINAL",
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

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 1000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInTheSameStateInAnyOrderOfTheSameReports(long seed) {
        Random random = new Random(seed);
        List<Observed> history = history(random);
        List<Observed> shuffled = new ArrayList<>(history);
        Collections.shuffle(shuffled, random);

        assertThat(end(shuffled)).isEqualTo(end(history));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ignoresASecondDelivery(long seed) {
        List<Observed> history = history(new Random(seed));
        List<Observed> twice = new ArrayList<>(history);
        twice.addAll(history);

        assertThat(end(twice)).isEqualTo(end(history));
    }

    /** What a correct executor reports: attempts that failed or were left, then one that is under way or has ended. */
    private static List<Observed> history(Random random) {
        List<Observed> history = new ArrayList<>();
        int attempts = random.nextInt(1, 5);
        for (int attempt = 1; attempt <= attempts; attempt++) {
            int current = attempt;
            IntStream.range(0, random.nextInt(5)).forEach(i -> history.add(observed(current, pick(OPEN, random))));
            if (random.nextInt(3) > 0) {
                history.add(observed(attempt, pick(attempt < attempts ? RETRYABLE : TERMINAL, random)));
            }
        }
        return history;
    }

    private static String pick(List<String> phases, Random random) {
        return phases.get(random.nextInt(phases.size()));
    }

    private static Observed end(List<Observed> reports) {
        Observed state = observed(1, "QUEUED");
        for (Observed report : reports) {
            state = PhaseTransition.after(state, report);
        }
        return state;
    }

    private static Observed observed(int attempt, String phase) {
        return new Observed(attempt, ActionPhase.valueOf("ACTION_PHASE_" + phase));
    }
}

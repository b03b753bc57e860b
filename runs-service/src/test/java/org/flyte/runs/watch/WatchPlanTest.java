package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flyte.runs.ManyActions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the statements of the watches read from a million runs. */
class WatchPlanTest {
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared (?:hit=(\\d+))?(?: ?read=(\\d+))?");

    private static ManyActions database;

    @BeforeAll
    static void fill() throws SQLException {
        database = ManyActions.get();
    }

    static Stream<String> statements() {
        return Stream.of(
                ChangeStore.FIRST_PAGE,
                ChangeStore.NEXT_PAGE,
                ChangeStore.CHANGES,
                ChangeStore.ROOT_CHANGES,
                ChangeStore.EVENTS,
                ClusterEventStore.EVENTS,
                RunClusters.LAST_EVENTS);
    }

    /** The table of events is empty here. */
    @ParameterizedTest
    @MethodSource("statements")
    void scansNoTableOfActions(String statement) throws SQLException {
        assertThat(database.keptPlan(statement)).doesNotContain("Seq Scan on actions", "Seq Scan on listed_runs");
    }

    @Test
    void readsAPageOfABigRunWithoutSortingTheRun() throws SQLException {
        List<Object> run = List.of("p0", "development", ManyActions.BIG_RUN);

        assertReadsLittle(
                ChangeStore.FIRST_PAGE,
                Stream.concat(run.stream(), Stream.of(1_000)).toList());
        assertReadsLittle(
                ChangeStore.NEXT_PAGE,
                Stream.concat(run.stream(), Stream.of(OffsetDateTime.parse("2026-02-01T00:06:00Z"), "c36017", 1_000))
                        .toList());
    }

    private static void assertReadsLittle(String statement, List<Object> values) throws SQLException {
        String plan = database.executedPlan(statement, values);

        assertThat(plan).doesNotContain("Seq Scan");
        Matcher buffers = BUFFERS.matcher(plan);
        assertThat(buffers.find()).as(plan).isTrue();
        assertThat(number(buffers.group(1)) + number(buffers.group(2))).as(plan).isLessThan(2_500);
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}

package org.flyte.runs.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.Sort;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.ManyActions;
import org.flyte.runs.list.rule.ActionColumns;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.PageToken;
import org.flyte.runs.query.row.RunKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the statements of the lists read from a million runs. */
class ListPlanTest {
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared (?:hit=(\\d+))?(?: ?read=(\\d+))?");
    private static final RunKey BIG_RUN = new RunKey("p0", "development", ManyActions.BIG_RUN);
    private static final OffsetDateTime LATE = OffsetDateTime.parse("2026-01-06T00:00:00Z");

    private static ManyActions database;

    @BeforeAll
    static void fill() throws SQLException {
        database = ManyActions.get();
    }

    /** Every scope of ListRuns and WatchRuns. */
    enum Scope {
        ALL(new RunSelection.All()),
        PROJECT(new RunSelection.OfProject("p0", "development")),
        TASK(new RunSelection.OfTask("p0", "development", "pkg.t4", "")),
        TASK_VERSION(new RunSelection.OfTask("p0", "development", "pkg.t4", "v1")),
        TRIGGER(new RunSelection.OfTrigger("p0", "development", "pkg.t40", "nightly"));

        private final RunSelection selection;

        Scope(RunSelection selection) {
            this.selection = selection;
        }
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void readsAPageOfRunsInDefaultOrder(Scope scope) throws SQLException {
        ListRequest first = ListRequest.newBuilder().setLimit(100).build();

        assertReadsLittle(PageStatement.ofRuns(scope.selection, runs(first), RunKind.EXECUTED));
        assertReadsLittle(PageStatement.ofRuns(
                scope.selection, runs(after(first, 5L, LATE, "r00500000", "p0", "development")), RunKind.EXECUTED));
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void readsAPageOfRunsInOrderOfCreation(Scope scope) throws SQLException {
        for (Sort.Direction direction : List.of(Sort.Direction.ASCENDING, Sort.Direction.DESCENDING)) {
            ListRequest first = byCreation(direction, 100);

            assertReadsLittle(PageStatement.ofRuns(scope.selection, runs(first), RunKind.EXECUTED));
            assertReadsLittle(PageStatement.ofRuns(
                    scope.selection, runs(after(first, LATE, "r00500000", "p0", "development")), RunKind.EXECUTED));
        }
    }

    @Test
    void readsTheFewRunsOfAPhase() throws SQLException {
        ListRequest live = byCreation(Sort.Direction.ASCENDING, 100).toBuilder()
                .addFilters(Filter.newBuilder().setField("phase").addValues("3").addValues("2"))
                .build();

        assertReadsLittle(PageStatement.ofRuns(Scope.PROJECT.selection, runs(live), RunKind.EXECUTED));
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void readsTheRunsWithAPausedAction(Scope scope) throws SQLException {
        ListRequest request = ListRequest.newBuilder().setLimit(100).build();

        assertReadsLittle(PageStatement.ofRuns(
                new RunSelection.WithPausedAction(scope.selection), runs(request), RunKind.EXECUTED));
    }

    @Test
    void findsRunsByLabel() throws SQLException {
        ListRequest labelled = ListRequest.newBuilder()
                .setLimit(200)
                .addFilters(Filter.newBuilder().setField("labels.dedupe").addValues("4712"))
                .build();

        PageStatement statement = PageStatement.ofRuns(Scope.PROJECT.selection, runs(labelled), RunKind.EXECUTED);

        assertThat(database.executedPlan(statement.sql(), statement.values())).contains("runs_by_label");
    }

    @Test
    void readsAPageOfABigRunInOrderOfCreation() throws SQLException {
        for (Sort.Direction direction : List.of(Sort.Direction.ASCENDING, Sort.Direction.DESCENDING)) {
            ListRequest first = byCreation(direction, 200);
            for (ListRequest request :
                    List.of(first, after(first, OffsetDateTime.parse("2026-02-01T00:06:00Z"), "c36017"))) {
                PageStatement statement = PageStatement.ofActions(
                        BIG_RUN, ListQuery.of(request, ActionColumns.ACTIONS, BIG_RUN), RunKind.EXECUTED);

                assertThat(database.keptPlan(statement.sql()))
                        .contains("actions_in_order")
                        .doesNotContain("Sort");
                assertReadsLittle(statement);
            }
        }
    }

    /** No sort of more than a page, and few pages of the database. */
    private static void assertReadsLittle(PageStatement statement) throws SQLException {
        String plan = database.executedPlan(statement.sql(), statement.values());

        assertThat(plan).doesNotContain("Seq Scan");
        assertThat(database.keptPlan(statement.sql())).doesNotContain("Seq Scan");
        Matcher buffers = BUFFERS.matcher(plan);
        assertThat(buffers.find()).as(plan).isTrue();
        assertThat(number(buffers.group(1)) + number(buffers.group(2))).as(plan).isLessThan(2_500);
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static ListRequest byCreation(Sort.Direction direction, int limit) {
        return ListRequest.newBuilder()
                .setLimit(limit)
                .addSortByFields(Sort.newBuilder().setKey("created_at").setDirection(direction))
                .build();
    }

    private static ListQuery runs(ListRequest request) {
        return ListQuery.of(request, ActionColumns.RUNS);
    }

    private static ListRequest after(ListRequest request, Object... values) {
        ActionColumns columns = values.length == 2 ? ActionColumns.ACTIONS : ActionColumns.RUNS;
        Object scope = values.length == 2 ? BIG_RUN : "";
        return request.toBuilder()
                .setToken(PageToken.after(
                        List.of(values), ListQuery.of(request, columns, scope).order()))
                .build();
    }
}

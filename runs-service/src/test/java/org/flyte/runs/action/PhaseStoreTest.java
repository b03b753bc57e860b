package org.flyte.runs.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.platform.model.PhaseTransition.Verdict;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.action.PhaseStore.Written;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class PhaseStoreTest extends RunsServiceTestBase {
    @Inject
    PhaseStore phases;

    @Test
    void appliesEveryReportByTheRule() {
        List<Observed> recorded = new ArrayList<>();
        List<PhaseReport> reports = new ArrayList<>();
        for (int attempts = 1; attempts <= 3; attempts++) {
            for (int phase = 1; phase <= 10; phase++) {
                for (int attempt = 0; attempt <= 3; attempt++) {
                    for (int reported = 1; reported <= 10; reported++) {
                        recorded.add(new Observed(attempts, ActionPhases.of(phase)));
                        reports.add(PhaseReport.of(key("x" + reports.size()), attempt, ActionPhases.of(reported)));
                    }
                }
            }
        }
        insert(recorded);

        Map<ActionKey, Written> written = phases.apply(pool, reports).await().atMost(TIMEOUT);

        for (int i = 0; i < reports.size(); i++) {
            PhaseReport report = reports.get(i);
            Observed before = recorded.get(i);
            assertThat(written.get(report.key()))
                    .as("%s then %s", before, report.observed())
                    .isEqualTo(new Written(
                            PhaseTransition.after(before, report.observed()),
                            PhaseTransition.judge(before, report.observed()) == Verdict.APPLY,
                            PhaseTransition.judge(before, report.observed()) == Verdict.APPLY
                                    && ActionPhases.isTerminal(report.phase())));
        }
        pool.query("SELECT phase, ended_at, duration_ms FROM actions WHERE run_name = '" + run + "'")
                .executeAndAwait()
                .forEach(row -> assertThat(row.getValue(1) != null && row.getValue(2) != null)
                        .isEqualTo(ActionPhases.isTerminal(ActionPhases.of(row.getShort(0)))));
    }

    @Test
    void dropsErrorAndEndOfTheAttemptBefore() {
        insert(List.of(new Observed(1, ActionPhase.ACTION_PHASE_RUNNING)));
        report(1, 6, ByteString.copyFromUtf8("broken"), null);
        assertThat(row("error", "ended_at", "duration_ms")).doesNotContainNull();

        report(2, 1, null, null);
        assertThat(row("error", "ended_at", "duration_ms")).containsOnlyNulls();

        report(2, 5, null, "s3://b/out/2");
        assertThat(row("error", "output_uri")).containsExactly(null, "s3://b/out/2");
    }

    @Test
    void completesATerminalActionWithDetailsOfALaterReport() {
        insert(List.of(new Observed(1, ActionPhase.ACTION_PHASE_RUNNING)));
        report(1, 5, null, null);

        report(1, 5, null, "s3://b/out/1");
        report(1, 5, null, "s3://b/other");

        assertThat(row("output_uri")).containsExactly("s3://b/out/1");
    }

    @Test
    void takesTheOutputsOfTheTryThatDecided() {
        insert(List.of(new Observed(1, ActionPhase.ACTION_PHASE_QUEUED)));
        report(1, 4, null, "s3://b/out/1");
        report(1, 5, null, null);

        report(1, 5, null, "s3://b/out/1-1");

        assertThat(row("output_uri")).containsExactly("s3://b/out/1-1");
    }

    @Test
    void saysOnceThatAnAttemptEnded() {
        insert(List.of(new Observed(1, ActionPhase.ACTION_PHASE_RUNNING)));

        assertThat(report(1, 6, null, null).ended()).isTrue();
        Written completed = report(1, 6, ByteString.copyFromUtf8("broken"), null);
        assertThat(completed.changed()).isTrue();
        assertThat(completed.ended()).as("the report only added the error").isFalse();
        assertThat(report(2, 4, null, null).ended()).isFalse();
        assertThat(report(2, 5, null, "s3://b/out/2").ended()).isTrue();
        assertThat(report(2, 5, null, null).ended()).isFalse();
    }

    @Test
    void findsAnActionByItsKeyWhateverTheStatistics() {
        pool.query("""
                        INSERT INTO actions (project, domain, run_name, name, action_type)
                        SELECT 'p', 'd', 'small' || i || random(), 'a0', 1 FROM generate_series(1, 2000) AS i
                        """).executeAndAwait();
        pool.query("ANALYZE actions").executeAndAwait();
        insert(Collections.nCopies(2000, new Observed(1, ActionPhase.ACTION_PHASE_QUEUED)));

        List<PhaseReport> reports = IntStream.range(0, 20)
                .mapToObj(i -> PhaseReport.of(key("x" + i), 1, ActionPhase.ACTION_PHASE_RUNNING))
                .toList();
        StringBuilder plan = new StringBuilder();
        pool.preparedQuery("EXPLAIN " + PhaseStore.APPLY)
                .executeAndAwait(PhaseStore.parameters(reports))
                .forEach(row -> plan.append(row.getString(0)).append('\n'));

        assertThat(plan.toString())
                .contains("Index Scan using actions_pkey on actions a")
                .doesNotContain("by_parent");
    }

    private Written report(int attempt, int phase, ByteString error, String output) {
        PhaseReport report =
                PhaseReport.of(key("x0"), attempt, ActionPhases.of(phase), new PhaseReport.Result(error, output));
        return phases.apply(pool, List.of(report)).await().atMost(TIMEOUT).get(key("x0"));
    }

    private List<Object> row(String... columns) {
        Row row = pool.query("SELECT %s FROM actions WHERE run_name = '%s'".formatted(String.join(", ", columns), run))
                .executeAndAwait()
                .iterator()
                .next();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            values.add(row.getValue(i));
        }
        return values;
    }

    private void insert(List<Observed> recorded) {
        List<Tuple> rows = new ArrayList<>();
        for (int i = 0; i < recorded.size(); i++) {
            rows.add(Tuple.of(
                    run,
                    "x" + i,
                    recorded.get(i).phase().getNumber(),
                    recorded.get(i).attempt()));
        }
        pool.preparedQuery("""
                        INSERT INTO actions (project, domain, run_name, name, parent_action_name, action_type, phase,
                                             attempts, ended_at, duration_ms)
                        SELECT 'p', 'd', $1, $2, 'a0', 1, $3::int, $4::int,
                               CASE WHEN %1$s THEN now() END,
                               CASE WHEN %1$s THEN 1 END
                        """.formatted(PhaseSql.isTerminal("$3::int")))
                .executeBatch(rows)
                .await()
                .atMost(TIMEOUT);
    }

    private ActionKey key(String name) {
        return new ActionKey("p", "d", run, name);
    }
}

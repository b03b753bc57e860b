package org.flyte.runs.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;

/** A report writes to no index of the actions. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class HotUpdateTest extends RunsServiceTestBase {
    private static final String COUNTS = """
            SELECT n_tup_upd AS updates, n_tup_hot_upd AS hot FROM pg_stat_xact_user_tables WHERE relname = 'actions'
            """;

    @Inject
    @Keyed
    Pool keyed;

    @Inject
    PhaseStore phases;

    /** The counts of one transaction. A page may be full at first: then each of the two rows moves once. */
    private record Counts(long updates, long hot) {}

    @Test
    void namesNoColumnThatAReportChangesInAnIndex() {
        Object named = selectOne("""
                SELECT array_agg(DISTINCT a.attname::text)
                  FROM pg_index AS i
                  JOIN pg_depend AS d ON d.objid = i.indexrelid AND d.refobjid = i.indrelid
                  JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                 WHERE i.indrelid = 'actions'::regclass""");

        assertThat((Object[]) named)
                .contains("run_name", "created_at")
                .doesNotContain(
                        "phase", "attempts", "cache_status", "updated_at", "ended_at", "duration_ms", "change_seq");
    }

    @Test
    void writesAPhaseWithinThePageOfItsRow() {
        ActionIdentifier child = write.child(write.run(run), "c1");
        ActionIdentifier root = Requests.action(run, "a0");
        List<ActionPhase> life = List.of(
                ActionPhase.ACTION_PHASE_INITIALIZING,
                ActionPhase.ACTION_PHASE_RUNNING,
                ActionPhase.ACTION_PHASE_SUCCEEDED);

        Counts counts = keyed.withTransaction(tx -> {
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (ActionPhase phase : life) {
                        all = all.chain(() -> phases.update(
                                        tx,
                                        List.of(
                                                PhaseReport.of(Writers.status(child, phase, 1)),
                                                PhaseReport.of(Writers.status(root, phase, 1))),
                                        false)
                                .replaceWithVoid());
                    }
                    return all.chain(() -> tx.query(COUNTS).execute())
                            .map(rows -> ResultRows.of(rows)
                                    .first(row -> new Counts(row.getLong("updates"), row.getLong("hot")))
                                    .orElseThrow());
                })
                .await()
                .atMost(TIMEOUT);

        assertThat(counts.updates()).isEqualTo(6);
        assertThat(counts.hot()).isGreaterThanOrEqualTo(4);
    }
}

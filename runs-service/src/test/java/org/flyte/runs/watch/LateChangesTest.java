package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.junit.jupiter.api.Test;

/** What another replica writes: nothing announces it to this process, and its transactions commit late or are big. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class LateChangesTest extends RunsServiceTestBase {
    private static final Duration DELIVERY = Duration.ofMinutes(2);

    @Inject
    WatchActions watch;

    private final Map<String, ActionPhase> latest = new ConcurrentHashMap<>();

    @Test
    void deliversAChangeWhoseTransactionWasOpenBeforeTheWatchAndForManyPolls() {
        RunIdentifier id = write.run(run);
        write.child(id, "late");
        write.child(id, "other");
        SqlConnection late = begin();
        update(late, "name = 'late'", ActionPhase.ACTION_PHASE_RUNNING);
        AssertSubscriber<WatchActionsResponse> reader = subscribe(id);
        await().until(() -> phases(reader).size() == 3);

        // Later numbers come and go while the first transaction stays open, for longer than a few polls.
        for (int i = 0; i < 4; i++) {
            ActionPhase phase = i % 2 == 0 ? ActionPhase.ACTION_PHASE_RUNNING : ActionPhase.ACTION_PHASE_QUEUED;
            SqlConnection quick = begin();
            update(quick, "name = 'other'", phase);
            commit(quick);
            await().atMost(DELIVERY).until(() -> phases(reader).get("other") == phase);
            awaitPolls(2);
        }
        assertThat(phases(reader)).containsEntry("late", ActionPhase.ACTION_PHASE_QUEUED);
        commit(late);

        await().atMost(DELIVERY).until(() -> phases(reader).get("late") == ActionPhase.ACTION_PHASE_RUNNING);
        reader.cancel();
    }

    @Test
    void deliversAllOfATransactionWithMoreChangesThanOneReadTakes() {
        RunIdentifier id = write.run(run);
        pool.query("INSERT INTO actions (project, domain, run_name, name, parent_action_name, action_type)"
                        + " SELECT project, domain, run_name, 'c' || n, 'a0', 1 FROM actions,"
                        + " generate_series(1, 30000) AS n WHERE run_name = '" + run + "' AND name = 'a0'")
                .executeAndAwait();
        AssertSubscriber<WatchActionsResponse> reader = subscribe(id);
        await().atMost(DELIVERY).until(() -> phases(reader).size() == 30_001);

        SqlConnection big = begin();
        update(big, "name <> 'a0'", ActionPhase.ACTION_PHASE_ABORTED);
        commit(big);

        await().atMost(DELIVERY)
                .untilAsserted(() -> assertThat(phases(reader).values().stream()
                                .filter(phase -> phase == ActionPhase.ACTION_PHASE_ABORTED)
                                .count())
                        .isEqualTo(30_000));
        reader.cancel();
    }

    private void awaitPolls(int count) {
        await().pollDelay(Duration.ofSeconds(count)).until(() -> true);
    }

    private SqlConnection begin() {
        SqlConnection connection = pool.getConnectionAndAwait();
        connection.query("BEGIN").executeAndAwait();
        return connection;
    }

    private void update(SqlConnection connection, String which, ActionPhase phase) {
        connection
                .query("UPDATE actions SET phase = %d, change_seq = DEFAULT WHERE run_name = '%s' AND %s"
                        .formatted(phase.getNumber(), run, which))
                .executeAndAwait();
    }

    private static void commit(SqlConnection connection) {
        connection.query("COMMIT").executeAndAwait();
        connection.closeAndAwait();
    }

    private AssertSubscriber<WatchActionsResponse> subscribe(RunIdentifier id) {
        return watch.execute(RunKey.of(id), ActionFilter.of(List.of()), RunKind.EXECUTED)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private Map<String, ActionPhase> phases(AssertSubscriber<WatchActionsResponse> reader) {
        reader.getItems()
                .forEach(response -> response.getEnrichedActionsList()
                        .forEach(action -> latest.put(
                                action.getAction().getId().getName(),
                                action.getAction().getStatus().getPhase())));
        return latest;
    }
}

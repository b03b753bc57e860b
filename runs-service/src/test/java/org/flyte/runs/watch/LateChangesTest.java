package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.idl.workflow.WatchClusterEventsResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.query.Events;
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

    @Inject
    WatchClusterEvents watchClusterEvents;

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

    @Test
    void deliversAClusterEventWhoseTransactionCommitsAfterLaterOnes() {
        ActionIdentifier action = Writers.root(write.run(run));
        write.events(Events.cluster(action, 1, 1, "scheduled"));
        SqlConnection late = begin();
        insertEvent(late, Events.cluster(action, 1, 2, "pulling"));
        AssertSubscriber<WatchClusterEventsResponse> reader = watchEvents(action);
        write.events(Events.cluster(action, 1, 3, "pulled"));
        await().until(() -> messages(reader).equals(List.of("scheduled", "pulled")));
        awaitPolls(3);
        write.events(Events.cluster(action, 1, 4, "started"));
        await().until(() -> messages(reader).contains("started"));

        commit(late);

        await().atMost(DELIVERY).until(() -> messages(reader).size() == 4);
        assertThat(messages(reader)).containsExactly("scheduled", "pulled", "started", "pulling");
        reader.cancel();
    }

    @Test
    void waitsForOpenTransactionsBeforeItEndsAStreamOfClusterEvents() {
        ActionIdentifier action = Writers.root(write.run(run));
        SqlConnection late = begin();
        insertEvent(late, Events.cluster(action, 1, 1, "late"));
        AssertSubscriber<WatchClusterEventsResponse> reader = watchEvents(action);
        write.events(Events.phase(action, 1, ActionPhase.ACTION_PHASE_SUCCEEDED, 10));
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        reader.assertNotTerminated();

        commit(late);

        reader.awaitCompletion(TIMEOUT);
        assertThat(messages(reader)).containsExactly("late");
    }

    private AssertSubscriber<WatchClusterEventsResponse> watchEvents(ActionIdentifier action) {
        return watchClusterEvents
                .execute(ActionKey.of(action), 1)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private static void insertEvent(SqlConnection connection, ActionEvent event) {
        connection
                .preparedQuery(
                        "INSERT INTO action_events (project, domain, run_name, name, attempt, phase, version, info)"
                                + " VALUES ($1, $2, $3, 'a0', 1, $4, $5, $6)")
                .executeAndAwait(Tuple.of(
                        event.getId().getRun().getProject(),
                        event.getId().getRun().getDomain(),
                        event.getId().getRun().getName(),
                        (short) event.getPhaseValue(),
                        event.getVersion(),
                        Buffer.buffer(event.toByteArray())));
    }

    private static List<String> messages(AssertSubscriber<WatchClusterEventsResponse> reader) {
        return reader.getItems().stream()
                .flatMap(response -> response.getClusterEventsList().stream())
                .map(ClusterEvent::getMessage)
                .toList();
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

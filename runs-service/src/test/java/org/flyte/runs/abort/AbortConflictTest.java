package org.flyte.runs.abort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.abort.AbortStore.Cause;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Aborts beside transactions that lock the same rows. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class AbortConflictTest extends RunsServiceTestBase {
    private static final Cause CAUSE = new Cause("budget", null);

    @Inject
    AbortStore store;

    private SqlConnection other;
    private int otherProcess;

    @BeforeEach
    void aRunWithTwoChildrenAndAnotherTransaction() {
        RunIdentifier created = write.run(run);
        write.child(created, "c1");
        write.child(created, "c2");
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
        other = pool.getConnectionAndAwait();
        otherProcess = (int) other.query("SELECT pg_backend_pid()")
                .executeAndAwait()
                .iterator()
                .next()
                .getInteger(0);
        other.query("BEGIN").executeAndAwait();
        // The one that waits longer finds the deadlock, and is ended.
        other.query("SET LOCAL deadlock_timeout = '1h'").executeAndAwait();
    }

    @AfterEach
    void endTheOtherTransaction() {
        other.query("ROLLBACK").executeAndAwait();
        other.closeAndAwait();
    }

    @Test
    void repeatsAMarkThatDeadlocked() throws Exception {
        lockAction("c2");
        CompletableFuture<List<ActionKey>> marked = mark();
        awaitThatMarkWaits();

        lockAction("c1");
        other.query("COMMIT").executeAndAwait();

        assertThat(marked.get()).extracting(ActionKey::name).containsExactlyInAnyOrder("c1", "c2");
    }

    /** As deliveries that remove both entries do. */
    @Test
    void locksTheOlderEntryFirst() throws Exception {
        addEntry("c2");
        addEntry("c1");
        other.query(entry("c2") + " FOR UPDATE").executeAndAwait();
        CompletableFuture<List<ActionKey>> marked = mark();
        awaitThatMarkWaits();

        assertThat(other.query(entry("c1") + " FOR UPDATE NOWAIT")
                        .executeAndAwait()
                        .size())
                .as("entries that the mark has not locked")
                .isOne();
        other.query("COMMIT").executeAndAwait();

        assertThat(marked.get()).hasSize(2);
        assertThat(outboxEntries()).isZero();
    }

    private CompletableFuture<List<ActionKey>> mark() {
        return store.mark(List.of(Requests.key(run, "c1"), Requests.key(run, "c2")), CAUSE)
                .subscribeAsCompletionStage()
                .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private void lockAction(String name) {
        other.query("SELECT FROM actions WHERE run_name = '%s' AND name = '%s' FOR UPDATE".formatted(run, name))
                .executeAndAwait();
    }

    /** One that is not due for long. */
    private void addEntry(String name) {
        pool.query("""
                INSERT INTO intents (kind, project, domain, run_name, name, due_at)
                SELECT %d, project, domain, run_name, name, now() + interval '1 hour' FROM actions
                 WHERE run_name = '%s' AND name = '%s'
                """.formatted(OutboxEntry.Kind.ENQUEUE.number(), run, name)).executeAndAwait();
    }

    private String entry(String name) {
        return "SELECT id FROM intents WHERE run_name = '%s' AND name = '%s'".formatted(run, name);
    }

    private void awaitThatMarkWaits() {
        await().atMost(TIMEOUT)
                .until(() ->
                        (long) selectOne("SELECT count(*) FROM pg_stat_activity WHERE %d = ANY (pg_blocking_pids(pid))"
                                        .formatted(otherProcess))
                                == 1);
    }
}

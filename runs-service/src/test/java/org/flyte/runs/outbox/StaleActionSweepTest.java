package org.flyte.runs.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class StaleActionSweepTest extends RunsServiceTestBase {
    private static final int ALL = 1_000_000;

    @Inject
    StaleActionStore store;

    @Inject
    OutboxStore entries;

    @Inject
    Scheduler scheduler;

    @BeforeEach
    void noPassIsUnderWay() {
        scheduler.pause(StaleActionSweep.JOB);
        pool.query("UPDATE sweep_passes SET position = NULL, started_at = '-infinity'")
                .executeAndAwait();
    }

    @AfterEach
    void resumeTheSweep() {
        scheduler.resume(StaleActionSweep.JOB);
    }

    @Test
    void enqueuesStaleActionsAgainWithTheSameRequest() {
        write.run(run);
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
        record("alive");
        record("fresh");
        record("ended");
        write.phase(Requests.action(run, "ended"), ActionPhase.ACTION_PHASE_SUCCEEDED);
        pool.query("UPDATE actions SET updated_at = now() - interval '1 hour' WHERE name <> 'fresh' AND run_name = '%s'"
                        .formatted(run))
                .executeAndAwait();

        store.enqueueStale(Duration.ofMinutes(30), ALL).await().atMost(TIMEOUT);
        store.enqueueStale(Duration.ofMinutes(30), ALL).await().atMost(TIMEOUT);

        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "alive")).isOne());
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "a0")).isEqualTo(2));
        assertThat(FakeActions.enqueuesOf(run, "fresh")).isZero();
        assertThat(FakeActions.enqueuesOf(run, "ended")).isZero();
        EnqueueRequest again = FakeActions.ENQUEUED.stream()
                .filter(r -> r.getAction().getActionId().equals(Requests.action(run, "alive")))
                .findFirst()
                .orElseThrow();
        assertThat(again.getAction().getParentActionName()).isEqualTo("a0");
        assertThat(again.getAction().getGroup()).isEqualTo("fan-out");
        assertThat(again.getAction().getInputUri()).endsWith("/alive/inputs.pb");
        assertThat(again.getAction().getRunOutputBase()).endsWith("/" + run + "/");
        assertThat(again.getAction().getTask().getSpec()).isEqualTo(Requests.spec("pkg.work"));
        assertThat(again.getRunSpec().hasRunStartTime())
                .as("the run's own settings")
                .isTrue();
    }

    @Test
    void writesNoAction() {
        write.run(run);
        record("alive");
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
        makeStale();
        Object before = versions();

        store.enqueueStale(Duration.ofMinutes(30), ALL).await().atMost(TIMEOUT);

        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "alive")).isOne());
        assertThat(versions()).isEqualTo(before);
    }

    @Test
    void continuesAPassWhereItEnded() {
        write.run(run);
        for (int i = 0; i < 7; i++) {
            record("c" + i);
        }
        makeStale();

        do {
            store.enqueueStale(Duration.ofMinutes(30), 3).await().atMost(TIMEOUT);
        } while ((boolean) selectOne("SELECT position IS NOT NULL FROM sweep_passes"));

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
        for (int i = 0; i < 7; i++) {
            assertThat(FakeActions.enqueuesOf(run, "c" + i)).isOne();
        }
    }

    @Test
    void enqueuesEveryLiveActionWhenAskedTo() {
        write.run(run);
        record("alive");
        record("ended");
        write.phase(Requests.action(run, "ended"), ActionPhase.ACTION_PHASE_SUCCEEDED);
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
        pool.query("UPDATE sweep_passes SET position = ARRAY['~', '', '', '', ''], started_at = now()")
                .executeAndAwait();
        long before = FakeActions.enqueuesOf(run, "alive");

        store.enqueueLive().await().atMost(TIMEOUT);

        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "alive")).isEqualTo(before + 1));
        assertThat(FakeActions.enqueuesOf(run, "ended")).isZero();
    }

    @Test
    void leavesTrackedActionsAlone() {
        write.run(run);
        record("reported");
        makeStale();
        pool.query("UPDATE actions SET tracked = true WHERE name = 'reported' AND run_name = '%s'".formatted(run))
                .executeAndAwait();

        store.enqueueStale(Duration.ofMinutes(30), ALL).await().atMost(TIMEOUT);

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
        assertThat(FakeActions.enqueuesOf(run, "reported")).isZero();
    }

    @Test
    void deliversOtherRunsBetweenTheEntriesOfABigOne() {
        String big = Requests.runName();
        write.run(big);
        write.child(Requests.run(big), "c");
        pool.query("""
                        INSERT INTO actions
                        SELECT (jsonb_populate_record(a, jsonb_build_object('name', 'w' || i))).*
                          FROM actions AS a, generate_series(1, 3000) AS i
                         WHERE a.run_name = '%s' AND a.name = 'c'
                        """.formatted(big)).executeAndAwait();
        write.run(run);
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
        pool.query("UPDATE actions SET updated_at = now() - interval '1 hour' WHERE run_name IN ('%s', '%s')"
                        .formatted(run, big))
                .executeAndAwait();

        // A pass of the service that began before its pause looks at a part of the actions only, and keeps this one
        // away.
        await().atMost(TIMEOUT).until(() -> {
            noPassIsUnderWay();
            long added = store.enqueueStale(Duration.ofMinutes(30), ALL).await().atMost(TIMEOUT);
            return added > 0 || FakeActions.enqueuesOf(run, "a0") == 2;
        });

        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "a0")).isEqualTo(2));
        assertThat(selectOne("SELECT count(*) FROM intents WHERE run_name = '%s'".formatted(big)))
                .as("entries of the big run that wait")
                .isNotEqualTo(0L);
        pool.query("UPDATE actions SET phase = 5 WHERE run_name = '%s'".formatted(big))
                .executeAndAwait();
        // Left to be delivered, they would come before the entries of the tests that follow. Locked in the order in
        // which
        // deliveries lock them.
        pool.query("""
                        WITH big AS MATERIALIZED (SELECT id FROM intents WHERE run_name = '%s' ORDER BY id FOR UPDATE)
                        DELETE FROM intents AS i USING big WHERE i.id = big.id
                        """.formatted(big)).executeAndAwait();
    }

    @Test
    void deliversAnAbortAgainThatOvertookTheEnqueue() {
        write.run(run);
        pool.query("UPDATE actions SET phase = 7 WHERE run_name = '%s'".formatted(run))
                .executeAndAwait();

        entries.addAbort(Requests.key(run, "a0")).await().atMost(TIMEOUT);

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(FakeActions.ABORTED)
                        .anyMatch(r -> r.getActionId().getRun().getName().equals(run)));
    }

    private void makeStale() {
        pool.query("UPDATE actions SET updated_at = now() - interval '1 hour' WHERE run_name = '%s'".formatted(run))
                .executeAndAwait();
    }

    /** The row versions of the run's actions. */
    private Object versions() {
        return selectOne("SELECT string_agg(name || ' ' || xmin || ' ' || updated_at, ',' ORDER BY name) FROM actions"
                + " WHERE run_name = '%s'".formatted(run));
    }

    private void record(String name) {
        write.child(Requests.run(run), name);
    }
}

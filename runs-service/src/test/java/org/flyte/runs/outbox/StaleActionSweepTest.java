package org.flyte.runs.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class StaleActionSweepTest extends RunsServiceTestBase {
    @Inject
    OutboxStore store;

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

        store.enqueueStale(Duration.ofMinutes(30), 100).await().atMost(TIMEOUT);
        store.enqueueStale(Duration.ofMinutes(30), 100).await().atMost(TIMEOUT);

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
    void deliversAnAbortAgainThatOvertookTheEnqueue() {
        write.run(run);
        pool.query("UPDATE actions SET phase = 7 WHERE run_name = '%s'".formatted(run))
                .executeAndAwait();

        store.addAbort(Requests.key(run, "a0")).await().atMost(TIMEOUT);

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(FakeActions.ABORTED)
                        .anyMatch(r -> r.getActionId().getRun().getName().equals(run)));
    }

    private void record(String name) {
        write.child(Requests.run(run), name);
    }
}

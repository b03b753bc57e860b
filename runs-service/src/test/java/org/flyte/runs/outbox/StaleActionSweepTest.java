package org.flyte.runs.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.InternalRunServiceGrpc.InternalRunServiceBlockingStub;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class StaleActionSweepTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @GrpcClient("self")
    RunServiceBlockingStub runs;

    @GrpcClient("self")
    InternalRunServiceBlockingStub internal;

    @Inject
    OutboxStore store;

    @Inject
    Pool pool;

    private final String run = Requests.runName();

    @Test
    void whatLivesAndDidNotChangeForLongIsEnqueuedAgainAsItWas() {
        runs.withDeadlineAfter(SOON).createRun(Requests.named(run));
        await().atMost(SOON).untilAsserted(() -> assertThat(entries()).isZero());
        record("alive");
        record("fresh");
        record("ended");
        internal.withDeadlineAfter(SOON)
                .updateActionStatus(UpdateActionStatusRequest.newBuilder()
                        .setActionId(Requests.action(run, "ended"))
                        .setStatus(ActionStatus.newBuilder()
                                .setPhase(ActionPhase.ACTION_PHASE_SUCCEEDED)
                                .setAttempts(1))
                        .build());
        pool.query("UPDATE actions SET updated_at = now() - interval '1 hour' WHERE name <> 'fresh' AND run_name = '%s'"
                        .formatted(run))
                .executeAndAwait();

        store.enqueueStale(Duration.ofMinutes(30), 100).await().atMost(SOON);
        store.enqueueStale(Duration.ofMinutes(30), 100).await().atMost(SOON);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "alive")).isOne());
        await().atMost(SOON)
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
    void anAbortThatOvertakesTheEnqueueIsMadeAgainAfterIt() {
        runs.withDeadlineAfter(SOON).createRun(Requests.named(run));
        pool.query("UPDATE actions SET phase = 7 WHERE run_name = '%s'".formatted(run))
                .executeAndAwait();

        store.addAbort(Requests.key(run, "a0")).await().atMost(SOON);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(FakeActions.ABORTED)
                        .anyMatch(r -> r.getActionId().getRun().getName().equals(run)));
    }

    private long entries() {
        return pool.query("SELECT count(*) FROM intents WHERE run_name = '%s'".formatted(run))
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
    }

    private void record(String name) {
        internal.withDeadlineAfter(SOON).recordAction(Requests.child(run, name, "a0"));
    }
}

package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.flyte.actions.support.ActionsServiceTestBase;
import org.flyte.actions.support.Requests;
import org.flyte.crd.ErrorState;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.Test;

/** The service against a real API server, which validates, detects conflicts and honours finalizers. */
@RealCluster
@QuarkusTest
@WithTestResource(RealKubernetes.class)
class RealClusterTest extends ActionsServiceTestBase {
    @Test
    void endsAnActionAsFailedThatKubernetesRefuses() {
        EnqueueRequest bad = EnqueueRequest.newBuilder()
                .setAction(Requests.task(root))
                .setRunSpec(RunSpec.newBuilder().setLabels(Labels.newBuilder().putValues("bad key!", "x")))
                .build();

        assertFails(() -> actions.enqueue(bad), Status.Code.INVALID_ARGUMENT, "bad key!");
        assertThat(runs.events).anySatisfy(event -> {
            assertThat(ActionKey.of(event.getId())).isEqualTo(root);
            assertThat(event.getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_FAILED);
            assertThat(event.getErrorInfo().getMessage()).contains("bad key!");
        });
    }

    @Test
    void runsAndAbortsAChild() {
        enqueueRoot();
        enqueueBelow(root, Requests.task(child));
        enqueueBelow(root, Requests.task(child));
        watchRoot();

        cluster.setStatus(child, "RUNNING", 1, null);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(watcher.phasesOf("c1")).contains(ActionPhase.ACTION_PHASE_RUNNING));
        abort(root);
        cluster.removeFinalizer(child);
        cluster.removeFinalizer(root);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(watcher.phasesOf("c1")).endsWith(ActionPhase.ACTION_PHASE_ABORTED);
            assertThat(cluster.objectOf(child)).isNull();
        });
    }

    @Test
    void sendsTheErrorOfTheStatus() {
        enqueueRoot();
        enqueueBelow(root, Requests.task(child));
        watchRoot();

        cluster.setStatus(child, "FAILED", 1, new ErrorState("ValueError", "USER", "no"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(watcher.updatesOf("c1"))
                        .anyMatch(update -> update.getError().getCode().equals("ValueError")));
        cluster.removeFinalizer(child);
        cluster.removeFinalizer(root);
    }
}

package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.support.Cluster;
import org.flyte.actions.support.OneServer;
import org.flyte.actions.support.Requests;
import org.flyte.actions.support.RunsStub;
import org.flyte.actions.support.Watcher;
import org.flyte.crd.ErrorState;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.ActionsServiceGrpc.ActionsServiceBlockingStub;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.Test;

/** What only a real API server shows: validation, conflicts, finalizers. */
@RealCluster
@QuarkusTest
@WithTestResource(OneServer.class)
@WithTestResource(RealKubernetes.class)
class RealClusterTest {
    @GrpcClient("runs")
    ActionsServiceBlockingStub actions;

    @GrpcClient("runs")
    Channel channel;

    @Inject
    RunsStub runs;

    @Inject
    Cluster cluster;

    private final ActionKey root = Requests.newRoot();
    private final ActionKey child = root.sibling("c1");

    @Test
    void anActionThatKubernetesRefusesEndsAsFailed() {
        EnqueueRequest bad = EnqueueRequest.newBuilder()
                .setAction(Requests.task(root))
                .setRunSpec(RunSpec.newBuilder().setLabels(Labels.newBuilder().putValues("bad key!", "x")))
                .build();

        assertThatThrownBy(() -> actions.enqueue(bad)).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(failure.getStatus().getDescription()).contains("bad key!");
        });
        assertThat(runs.events).anySatisfy(event -> {
            assertThat(ActionKey.of(event.getId())).isEqualTo(root);
            assertThat(event.getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_FAILED);
            assertThat(event.getErrorInfo().getMessage()).contains("bad key!");
        });
    }

    @Test
    void aChildLivesAndIsAbortedOnARealApiServer() {
        actions.enqueue(Requests.enqueue(Requests.task(root)));
        actions.enqueue(Requests.enqueue(Requests.task(child).setParentActionName("a0")));
        actions.enqueue(Requests.enqueue(Requests.task(child).setParentActionName("a0")));
        Watcher watcher = new Watcher();
        ActionsServiceGrpc.newStub(channel).watchForUpdates(Requests.watch(root), watcher);

        cluster.setStatus(child, "RUNNING", 1, null);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(watcher.phasesOf("c1")).contains(ActionPhase.ACTION_PHASE_RUNNING));
        actions.abort(AbortRequest.newBuilder().setActionId(root.toProto()).build());
        cluster.removeFinalizer(child);
        cluster.removeFinalizer(root);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(watcher.phasesOf("c1")).endsWith(ActionPhase.ACTION_PHASE_ABORTED);
            assertThat(cluster.objectOf(child)).isNull();
        });
        watcher.leave();
    }

    @Test
    void anErrorComesThroughTheRealStatus() {
        actions.enqueue(Requests.enqueue(Requests.task(root)));
        actions.enqueue(Requests.enqueue(Requests.task(child).setParentActionName("a0")));
        Watcher watcher = new Watcher();
        ActionsServiceGrpc.newStub(channel).watchForUpdates(Requests.watch(root), watcher);

        cluster.setStatus(child, "FAILED", 1, new ErrorState("ValueError", "USER", "no"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(watcher.updatesOf("c1"))
                        .anyMatch(update -> update.getError().getCode().equals("ValueError")));
        watcher.leave();
        cluster.removeFinalizer(child);
        cluster.removeFinalizer(root);
    }
}

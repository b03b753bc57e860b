package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.support.Cluster;
import org.flyte.actions.support.OneServer;
import org.flyte.actions.support.Requests;
import org.flyte.actions.support.RunsStub;
import org.flyte.crd.TaskAction;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.ActionsServiceGrpc.ActionsServiceBlockingStub;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.testkit.KubernetesApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(OneServer.class)
@WithTestResource(KubernetesApi.class)
class AbortTest {
    @GrpcClient("runs")
    ActionsServiceBlockingStub actions;

    @Inject
    RunsStub runs;

    @Inject
    Cluster cluster;

    private final ActionKey root = Requests.newRoot();
    private final ActionKey child = root.sibling("c1");
    private final ActionKey grandchild = root.sibling("g1");
    private final ActionKey other = root.sibling("c2");

    @BeforeEach
    void aTree() {
        runs.away = false;
        actions.enqueue(Requests.enqueue(Requests.task(root)));
        actions.enqueue(Requests.enqueue(Requests.task(child).setParentActionName("a0")));
        actions.enqueue(Requests.enqueue(Requests.task(other).setParentActionName("a0")));
        actions.enqueue(Requests.enqueue(Requests.task(grandchild).setParentActionName("c1")));
    }

    @Test
    void reachesAllDescendantsAtOnceAndNobodyElse() {
        actions.abort(AbortRequest.newBuilder()
                .setActionId(child.toProto())
                .setReason("budget")
                .build());

        assertThat(isGoing(child)).isTrue();
        assertThat(isGoing(grandchild)).isTrue();
        assertThat(isGoing(other)).isFalse();
        assertThat(isGoing(root)).isFalse();
        assertThat(runs.reportsOf(grandchild)).singleElement().satisfies(report -> {
            assertThat(report.getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_ABORTED);
            assertThat(report.getAbortReason()).isEqualTo("budget");
        });
    }

    @Test
    void isHarmlessWhenRepeatedOrTooLate() {
        cluster.setStatus(child, "SUCCEEDED", 1, null);
        await().until(() -> !runs.reportsOf(child).isEmpty());
        cluster.setStatus(grandchild, "SUCCEEDED", 1, null);
        await().until(() -> !runs.reportsOf(grandchild).isEmpty());

        abort(child);
        abort(other);
        abort(other);

        assertThat(isGoing(child)).isFalse();
        assertThat(isGoing(other)).isTrue();
    }

    @Test
    void anUnknownActionIsNotFound() {
        assertThatThrownBy(() -> abort(root.sibling("nobody")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    }

    @Test
    void whatIsAbortedOnRecordLosesItsTaskAction() {
        runs.statusAnswers.put(other, Status.ABORTED);

        cluster.setStatus(other, "RUNNING", 1, null);

        await().untilAsserted(() -> assertThat(isGoing(other)).isTrue());
    }

    private void abort(ActionKey key) {
        actions.abort(AbortRequest.newBuilder().setActionId(key.toProto()).build());
    }

    private boolean isGoing(ActionKey key) {
        TaskAction object = cluster.objectOf(key);
        return object == null || object.getMetadata().getDeletionTimestamp() != null;
    }
}

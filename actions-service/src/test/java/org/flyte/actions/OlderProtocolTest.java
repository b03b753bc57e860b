package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.actions.support.Requests;
import org.flyte.idl.actions.Action;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.AbortQueuedActionRequest;
import org.flyte.idl.workflow.AbortQueuedRunRequest;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.idl.workflow.EnqueueActionRequest;
import org.flyte.idl.workflow.GetRequest;
import org.flyte.idl.workflow.PutRequest;
import org.flyte.idl.workflow.QueueServiceGrpc;
import org.flyte.idl.workflow.QueueServiceGrpc.QueueServiceBlockingStub;
import org.flyte.idl.workflow.StateServiceGrpc;
import org.flyte.idl.workflow.StateServiceGrpc.StateServiceBlockingStub;
import org.flyte.idl.workflow.WatchRequest;
import org.flyte.idl.workflow.WatchResponse;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pod that speaks QueueService and StateService. */
@QuarkusTest
class OlderProtocolTest extends EmbeddedActionsTestBase {
    private QueueServiceBlockingStub queue;
    private StateServiceBlockingStub state;

    @BeforeEach
    void connect() {
        queue = QueueServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        state = StateServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        enqueueRoot();
    }

    @Test
    void enqueuesAndWatchesChildren() {
        queue.enqueueAction(task(child));
        queue.enqueueAction(task(child));
        Iterator<WatchResponse> updates = state.watch(
                WatchRequest.newBuilder().setParentActionId(root.toProto()).build());

        assertThat(updates.next().getControlMessage().getSentinel()).isTrue();

        cluster.setStatus(child, "SUCCEEDED", 1, null);

        ActionUpdate ended =
                nextUpdate(updates, ActionPhase.ACTION_PHASE_SUCCEEDED).getActionUpdate();
        assertThat(ended.getActionId()).isEqualTo(child.toProto());
        assertThat(ended.getOutputUri()).isNotEmpty();
    }

    @Test
    void enqueuesConditionsAndTraces() {
        Action condition = Requests.condition(child).build();
        queue.enqueueAction(base(child).setCondition(condition.getCondition()).build());

        assertThat(cluster.objectOf(child)).isNotNull();
    }

    @Test
    void abortsAnActionAndARun() {
        ActionKey other = root.sibling("c2");
        queue.enqueueAction(task(child));
        queue.enqueueAction(task(other));

        queue.abortQueuedAction(AbortQueuedActionRequest.newBuilder()
                .setActionId(child.toProto())
                .setReason("budget")
                .build());

        assertThat(runs.reportsOf(child))
                .anySatisfy(report -> assertThat(report.getAbortReason()).isEqualTo("budget"));
        assertThat(runs.reportsOf(other))
                .noneMatch(report -> report.getStatus().getPhase() == ActionPhase.ACTION_PHASE_ABORTED);

        queue.abortQueuedRun(AbortQueuedRunRequest.newBuilder()
                .setRunId(root.run().toProto())
                .build());

        await().untilAsserted(() -> assertThat(runs.reportsOf(other))
                .anyMatch(report -> report.getStatus().getPhase() == ActionPhase.ACTION_PHASE_ABORTED));
    }

    @Test
    void namesTheFieldThatIsInvalid() {
        assertFails(
                () -> queue.enqueueAction(
                        task(child).toBuilder().setGroup("g".repeat(257)).build()),
                Status.Code.INVALID_ARGUMENT,
                "group has 257 characters; at most 256 are allowed");
        assertFails(
                () -> queue.enqueueAction(task(child).toBuilder().clearTask().build()), Status.Code.INVALID_ARGUMENT);
        assertFails(
                () -> queue.abortQueuedRun(AbortQueuedRunRequest.getDefaultInstance()), Status.Code.INVALID_ARGUMENT);
        assertFails(() -> state.watch(WatchRequest.getDefaultInstance()).next(), Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void refusesStateTexts() {
        assertFails(
                () -> state.get(
                        GetRequest.newBuilder().setActionId(child.toProto()).build()),
                Status.Code.UNIMPLEMENTED,
                "watch its parent");
        assertFails(
                () -> state.put(PutRequest.newBuilder()
                        .setActionId(child.toProto())
                        .setState("{}")
                        .build()),
                Status.Code.UNIMPLEMENTED,
                "operator");
    }

    private static WatchResponse nextUpdate(Iterator<WatchResponse> updates, ActionPhase phase) {
        WatchResponse update = updates.next();
        while (update.getActionUpdate().getPhase() != phase) {
            update = updates.next();
        }
        return update;
    }

    private EnqueueActionRequest task(ActionKey key) {
        return base(key).setTask(Requests.task(key).getTask()).build();
    }

    private EnqueueActionRequest.Builder base(ActionKey key) {
        Action action = Requests.base(key).build();
        return EnqueueActionRequest.newBuilder()
                .setActionId(action.getActionId())
                .setParentActionName(root.name())
                .setInputUri(action.getInputUri())
                .setRunOutputBase(action.getRunOutputBase());
    }
}

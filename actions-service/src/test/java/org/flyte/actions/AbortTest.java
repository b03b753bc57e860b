package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.actions.support.Requests;
import org.flyte.crd.TaskAction;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AbortTest extends EmbeddedActionsTestBase {
    private final ActionKey grandchild = root.sibling("g1");
    private final ActionKey other = root.sibling("c2");

    @BeforeEach
    void enqueueTwoChildrenAndAGrandchild() {
        enqueueRoot();
        enqueueBelow(root, Requests.task(child));
        enqueueBelow(root, Requests.task(other));
        enqueueBelow(child, Requests.task(grandchild));
    }

    @Test
    void deletesAndReportsAllDescendantsAndNothingElse() {
        actions.abort(AbortRequest.newBuilder()
                .setActionId(child.toProto())
                .setReason("budget")
                .build());

        assertThat(isDeleted(child)).isTrue();
        assertThat(isDeleted(grandchild)).isTrue();
        assertThat(isDeleted(other)).isFalse();
        assertThat(isDeleted(root)).isFalse();
        assertThat(runs.reportsOf(grandchild)).singleElement().satisfies(report -> {
            assertThat(report.getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_ABORTED);
            assertThat(report.getAbortReason()).isEqualTo("budget");
        });
    }

    @Test
    void changesNothingWhenRepeatedOrAfterTheEnd() {
        cluster.setStatus(child, "SUCCEEDED", 1, null);
        await().until(() -> !runs.reportsOf(child).isEmpty());
        cluster.setStatus(grandchild, "SUCCEEDED", 1, null);
        await().until(() -> !runs.reportsOf(grandchild).isEmpty());

        abort(child);
        abort(other);
        abort(other);

        assertThat(isDeleted(child)).isFalse();
        assertThat(isDeleted(other)).isTrue();
    }

    @Test
    void answersNotFoundForAnUnknownAction() {
        assertFails(() -> abort(root.sibling("unknown")), Status.Code.NOT_FOUND);
    }

    @Test
    void deletesTheTaskActionOfAnActionThatIsAbortedOnRecord() {
        runs.statusAnswers.put(other, Status.ABORTED);

        cluster.setStatus(other, "RUNNING", 1, null);

        await().untilAsserted(() -> assertThat(isDeleted(other)).isTrue());
    }

    private boolean isDeleted(ActionKey key) {
        TaskAction object = cluster.objectOf(key);
        return object == null || object.getMetadata().getDeletionTimestamp() != null;
    }
}

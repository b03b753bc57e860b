package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_ABORTED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_FAILED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_QUEUED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_RUNNING;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;

import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.actions.support.Requests;
import org.flyte.crd.ErrorState;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.task.TraceSpec;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WatchTest extends EmbeddedActionsTestBase {
    @BeforeEach
    void enqueueAChild() {
        enqueueRoot();
        enqueueBelow(root, Requests.task(child));
    }

    @Test
    void sendsTheSnapshotThenTheSentinelThenChanges() {
        runs.children.put(
                root, List.of(recorded("old", ACTION_PHASE_SUCCEEDED, 1), recorded("c1", ACTION_PHASE_QUEUED, 1)));

        watchRoot();
        await().until(() -> watcher.sentinels() > 0);

        assertThat(watcher.messages.get(2).getControlMessage().getSentinel()).isTrue();
        assertThat(watcher.phasesOf("old")).containsExactly(ACTION_PHASE_SUCCEEDED);

        cluster.setStatus(child, "RUNNING", 1, null);
        cluster.setStatus(child, "SUCCEEDED", 1, null);

        await().untilAsserted(() -> assertThat(watcher.phasesOf("c1"))
                .startsWith(ACTION_PHASE_QUEUED)
                .endsWith(ACTION_PHASE_SUCCEEDED));
        assertThat(watcher.updatesOf("c1").getLast().getOutputUri()).isEqualTo("/store/" + root.run() + "/c1/1");
    }

    @Test
    void repeatsTheSentinelAndSendsChangesWithoutANotification() {
        watchRoot();
        await().until(() -> watcher.sentinels() > 0);

        runs.children.put(root, List.of(recorded("silent", ACTION_PHASE_SUCCEEDED, 1)));

        await().untilAsserted(() -> assertThat(watcher.phasesOf("silent")).containsExactly(ACTION_PHASE_SUCCEEDED));
        await().until(() -> watcher.sentinels() > 2);
        assertThat(watcher.end).isNull();
    }

    @Test
    void sendsTheStateOfARecoveredChildThatIsNotExecuted() {
        watchRoot();
        await().until(() -> watcher.sentinels() > 0);
        ActionKey again = root.sibling("again");
        runs.finished.put(again, recorded("again", ActionPhase.ACTION_PHASE_RECOVERED, 1));

        actions.enqueue(Requests.enqueue(Requests.task(again).setParentActionName(ActionKey.ROOT)));

        await().untilAsserted(() ->
                assertThat(watcher.phasesOf("again")).containsExactly(ActionPhase.ACTION_PHASE_RECOVERED));
        assertThat(cluster.objectOf(again)).isNull();
    }

    @Test
    void beginsWithTheNewestStateWhicheverSourceHasIt() {
        cluster.setStatus(child, "RUNNING", 1, null);
        await().until(() -> runs.reportsOf(child).stream()
                .anyMatch(report -> report.getStatus().getPhase() == ACTION_PHASE_RUNNING));
        runs.children.put(root, List.of(recorded("c1", ACTION_PHASE_QUEUED, 1)));

        watchRoot();
        await().until(() -> watcher.sentinels() > 0);

        assertThat(watcher.phasesOf("c1")).containsExactly(ACTION_PHASE_RUNNING);
    }

    @Test
    void sendsAFailureWithItsError() {
        watchRoot();

        cluster.setStatus(child, "FAILED", 2, new ErrorState("OOMKilled", "USER", "too much memory"));

        await().untilAsserted(() -> assertThat(watcher.updatesOf("c1")).anySatisfy(update -> {
            assertThat(update.getPhase()).isEqualTo(ACTION_PHASE_FAILED);
            assertThat(update.getError().getCode()).isEqualTo("OOMKilled");
            assertThat(update.getError().getKind().name()).isEqualTo("USER");
        }));
    }

    @Test
    void doesNotSendAFailedAttemptThatIsRetried() {
        cluster.setStatus(child, "QUEUED", 2, null);
        runs.children.put(root, List.of(recorded("c1", ACTION_PHASE_FAILED, 1)));
        await().until(() -> !runs.reportsOf(child).isEmpty());

        watchRoot();
        await().until(() -> watcher.sentinels() > 0);

        assertThat(watcher.phasesOf("c1")).containsExactly(ACTION_PHASE_QUEUED);
    }

    @Test
    void sendsAbortedForADeletedTaskAction() {
        cluster.setStatus(child, "RUNNING", 1, null);
        watchRoot();
        await().untilAsserted(() -> assertThat(watcher.phasesOf("c1")).contains(ACTION_PHASE_RUNNING));

        abort(child);
        cluster.removeFinalizer(child);

        await().untilAsserted(() -> assertThat(watcher.phasesOf("c1")).endsWith(ACTION_PHASE_ABORTED));
        await().untilAsserted(() -> assertThat(runs.reportsOf(child))
                .anyMatch(report -> report.getStatus().getPhase() == ACTION_PHASE_ABORTED));
    }

    @Test
    void sendsATraceWithItsOwnPhaseAndFile() throws Exception {
        watchRoot();
        await().until(() -> watcher.sentinels() > 0);
        Path folder = Files.createDirectories(store.resolve(root.run().name()).resolve("t2"));
        ErrorDocument error = ErrorDocument.newBuilder()
                .setError(ContainerError.newBuilder().setCode("ValueError").setKind(ContainerError.Kind.RECOVERABLE))
                .build();
        Files.write(folder.resolve("error.pb"), error.toByteArray());

        enqueueTrace("t1", ACTION_PHASE_SUCCEEDED, "/store/t1/outputs.pb");
        enqueueTrace("t2", ACTION_PHASE_FAILED, "");

        await().untilAsserted(() -> {
            assertThat(watcher.updatesOf("t1"))
                    .singleElement()
                    .satisfies(update -> assertThat(update.getOutputUri()).isEqualTo("/store/t1/outputs.pb"));
            assertThat(watcher.updatesOf("t2")).singleElement().satisfies(update -> {
                assertThat(update.getError().getCode()).isEqualTo("ValueError");
                assertThat(update.getError().getRecoverability()).isEqualTo(ContainerError.Kind.RECOVERABLE);
            });
        });
    }

    @Test
    void endsAStreamWithUnavailableWithoutRunsService() {
        runs.available = false;

        watchRoot();

        await().untilAsserted(() ->
                assertThat(watcher.end).extracting(Status::getCode).isEqualTo(Status.Code.UNAVAILABLE));
        assertThat(watcher.sentinels()).isZero();
    }

    @Test
    void reportsPhasesOnceAndAfterRunsServiceWasUnavailable() {
        runs.available = false;
        cluster.setStatus(child, "RUNNING", 1, null);
        cluster.setStatus(child, "RUNNING", 1, null);
        cluster.setStatus(child, "SUCCEEDED", 1, null);
        runs.available = true;

        await().untilAsserted(() -> assertThat(runs.reportsOf(child))
                .extracting(report -> report.getStatus().getPhase())
                .endsWith(ACTION_PHASE_SUCCEEDED)
                .doesNotHaveDuplicates());
    }

    @Test
    void recordsAnActionFirstWhoseTaskActionWasCreatedByHand() {
        runs.statusAnswers.put(child, Status.NOT_FOUND);
        int before = runs.recorded.size();

        cluster.setStatus(child, "RUNNING", 1, null);

        await().untilAsserted(() -> assertThat(runs.reportsOf(child)).hasSize(1));
        assertThat(runs.recorded.subList(before, runs.recorded.size()))
                .anyMatch(request ->
                        request.getTask().getSpec().getTaskTemplate().getType().equals("python-task"));
    }

    @Test
    void recordsTheAncestorsOfAnActionFirst() {
        runs.unrecorded.addAll(List.of(root, child));
        runs.statusAnswers.put(child, Status.NOT_FOUND);
        int before = runs.recorded.size();

        cluster.setStatus(child, "RUNNING", 1, null);

        await().untilAsserted(() -> assertThat(runs.reportsOf(child)).hasSize(1));
        assertThat(runs.recorded.subList(before, runs.recorded.size()))
                .extracting(request -> request.getActionId().getName())
                .containsSubsequence(child.name(), root.name(), child.name());
    }

    private void enqueueTrace(String name, ActionPhase phase, String outputs) {
        TraceAction.Builder trace = TraceAction.newBuilder()
                .setName("step")
                .setPhase(phase)
                .setSpec(TraceSpec.getDefaultInstance())
                .setOutputs(OutputReferences.newBuilder().setOutputUri(outputs));
        enqueueBelow(
                root,
                Requests.base(root.sibling(name))
                        .setRunOutputBase(store + "/" + root.runName())
                        .setTrace(trace));
    }

    private ChildState recorded(String name, ActionPhase phase, int attempt) {
        return ChildState.newBuilder()
                .setAttempt(attempt)
                .setUpdate(ActionUpdate.newBuilder()
                        .setActionId(root.sibling(name).toProto())
                        .setPhase(phase))
                .build();
    }
}

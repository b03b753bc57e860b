package org.flyte.runs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.workflow.GetActionLogContextRequest;
import org.flyte.idl.workflow.GetActionLogContextResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.junit.jupiter.api.Test;

/** GetActionLogContext: where the log of an attempt is. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class ActionLogContextTest extends RunsServiceTestBase {
    @Test
    void answersThePodsOfTheAttempt() {
        ActionIdentifier action = Writers.root(write.run());
        event(action, 1, ActionPhase.ACTION_PHASE_RUNNING, "pod-0");
        event(action, 1, ActionPhase.ACTION_PHASE_FAILED, "pod-0-1");
        event(action, 2, ActionPhase.ACTION_PHASE_RUNNING, "pod-1");

        GetActionLogContextResponse first = contextOf(action, 1);
        assertThat(first.getLogContext().getPrimaryPodName()).as("the newest").isEqualTo("pod-0-1");
        assertThat(first.hasEndTime()).isTrue();
        GetActionLogContextResponse second = contextOf(action, 2);
        assertThat(second.getLogContext().getPods(0).getNamespace()).isEqualTo("flyte");
        assertThat(second.getLogContext().getPrimaryPodName()).isEqualTo("pod-1");
        assertThat(second.hasStartTime()).isTrue();
        assertThat(second.hasEndTime()).isFalse();
    }

    @Test
    void keepsThemWhenTheActionIsAborted() {
        ActionIdentifier action = Writers.root(write.run());
        event(action, 1, ActionPhase.ACTION_PHASE_RUNNING, "pod-0");
        write.events(Events.phase(action, 1, ActionPhase.ACTION_PHASE_ABORTED, 20));

        assertThat(contextOf(action, 1).getLogContext().getPrimaryPodName()).isEqualTo("pod-0");
    }

    @Test
    void failsWithNotFoundUntilThereIsAPod() {
        ActionIdentifier action = Writers.root(write.run());
        assertThatThrownBy(() -> contextOf(action, 1)).hasMessageContaining("NOT_FOUND");

        write.events(Events.phase(action, 1, ActionPhase.ACTION_PHASE_QUEUED, 1));
        assertThatThrownBy(() -> contextOf(action, 1))
                .hasMessageContaining("NOT_FOUND: attempt 1 of action")
                .hasMessageContaining("has no logs yet");
        event(action, 1, ActionPhase.ACTION_PHASE_RUNNING, "pod-0");
        assertThatThrownBy(() -> contextOf(action, 2)).hasMessageContaining("NOT_FOUND: attempt 2");
    }

    @Test
    void namesTheFieldOfABadRequest() {
        assertThatThrownBy(() -> runs.getActionLogContext(GetActionLogContextRequest.getDefaultInstance()))
                .hasMessageContaining("INVALID_ARGUMENT: action_id is required");
        assertThatThrownBy(() -> contextOf(Writers.root(write.run()), 0))
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("attempt");
    }

    private GetActionLogContextResponse contextOf(ActionIdentifier action, int attempt) {
        return runs.getActionLogContext(GetActionLogContextRequest.newBuilder()
                .setActionId(action)
                .setAttempt(attempt)
                .build());
    }

    private void event(ActionIdentifier action, int attempt, ActionPhase phase, String pod) {
        write.events(Events.phase(action, attempt, phase, phase.getNumber()).toBuilder()
                .setLogContext(LogContext.newBuilder()
                        .setPrimaryPodName(pod)
                        .addPods(PodLogContext.newBuilder()
                                .setNamespace("flyte")
                                .setPodName(pod)
                                .setPrimaryContainerName("primary")))
                .build());
    }
}

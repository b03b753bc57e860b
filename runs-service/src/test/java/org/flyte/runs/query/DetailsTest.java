package org.flyte.runs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.GetActionDataURIsRequest;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.idl.workflow.WatchActionDetailsRequest;
import org.flyte.idl.workflow.WatchActionDetailsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.model.RunLayout;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.action.OtherReplica;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class DetailsTest extends RunsServiceTestBase {
    @Inject
    OtherReplica replica;

    @Inject
    ObjectStore store;

    @Test
    void showsTheRootActionUnderTheRequestedId() {
        RunIdentifier run = write.run();

        RunDetails details = runs.getRunDetails(GetRunDetailsRequest.newBuilder()
                        .setRunId(run.toBuilder().setOrg("local"))
                        .build())
                .getDetails();

        assertThat(details.getAction().getId().getName()).isEqualTo("a0");
        assertThat(details.getAction().getId().getRun().getOrg()).isEqualTo("local");
        assertThat(details.getAction().getMetadata().getTask().getId().getName())
                .isEqualTo("pkg.main");
        assertThat(details.getAction().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_QUEUED);
    }

    @Test
    void refusesUnknownAndIncompleteIds() {
        RunIdentifier unknown = RunIdentifier.newBuilder()
                .setProject("p")
                .setDomain("d")
                .setName("n")
                .build();

        assertThatThrownBy(() -> runs.getRunDetails(
                        GetRunDetailsRequest.newBuilder().setRunId(unknown).build()))
                .hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> runs.getActionDetails(GetActionDetailsRequest.getDefaultInstance()))
                .hasMessageContaining("INVALID_ARGUMENT: action_id is required");
        assertThatThrownBy(() -> runs.getActionDetails(GetActionDetailsRequest.newBuilder()
                        .setActionId(ActionIdentifier.newBuilder().setRun(RunIdentifier.getDefaultInstance()))
                        .build()))
                .hasMessageContaining("INVALID_ARGUMENT: action_id.run.project is required");
    }

    @Test
    void answersAFailureWithItsError() {
        ActionIdentifier action = Writers.root(write.run());
        write.phase(action, ActionPhase.ACTION_PHASE_FAILED);
        var late = CompletableFuture.runAsync(
                () -> write.events(Events.phase(action, 1, ActionPhase.ACTION_PHASE_FAILED, 10).toBuilder()
                        .setErrorInfo(ErrorInfo.newBuilder().setMessage("no such crate"))
                        .build()),
                CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));

        ActionDetails details = runs.getActionDetails(
                        GetActionDetailsRequest.newBuilder().setActionId(action).build())
                .getDetails();

        assertThat(details.getErrorInfo().getMessage()).isEqualTo("no such crate");
        assertThat(late).succeedsWithin(TIMEOUT);
    }

    @Test
    void watchesUntilTheLastEventOfTheTask() {
        ActionIdentifier action = Writers.root(write.run());
        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());
        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_QUEUED);

        write.phase(action, ActionPhase.ACTION_PHASE_RUNNING);
        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);

        write.phase(action, ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(watch.next().getDetails().getAttemptsCount()).isZero();

        write.events(Events.phase(action, 1, ActionPhase.ACTION_PHASE_SUCCEEDED, 10));
        assertThat(watch.next().getDetails().getAttempts(0).getOutputs().getOutputUri())
                .isEqualTo("s3://b/1/outputs.pb");
        assertThat(watch.hasNext()).isFalse();
    }

    @Test
    void pollsForChangesWithoutANotification() {
        ActionIdentifier action = Writers.root(write.run());
        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());
        watch.next();

        replica.phase(action, ActionPhase.ACTION_PHASE_RUNNING);
        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
        replica.event(Events.phase(action, 1, ActionPhase.ACTION_PHASE_RUNNING, 10));
        assertThat(watch.next().getDetails().getAttemptsCount()).isOne();
    }

    @Test
    void endsTheWatchOfAnEndedTaskWithoutEventsAfterTheGraceTime() {
        ActionIdentifier action = Writers.root(write.run());
        write.phase(action, ActionPhase.ACTION_PHASE_FAILED);

        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());

        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_FAILED);
        assertThat(watch.hasNext()).isFalse();
    }

    @Test
    void holdsBackAFailureThatTheNextAttemptFollowsAtOnce() {
        ActionIdentifier action = Writers.root(write.run());
        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());
        watch.next();

        write.phase(action, ActionPhase.ACTION_PHASE_FAILED, 1);
        write.phase(action, ActionPhase.ACTION_PHASE_RUNNING, 2);

        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
    }

    @Test
    void repeatsTheLastMessageAsHeartbeat() {
        ActionIdentifier action = Writers.root(write.run());
        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());

        assertThat(watch.next()).isEqualTo(watch.next());
    }

    @Test
    void answersTheOutputsOfTheLastAttempt() {
        RunIdentifier run = write.run();
        ActionIdentifier action = Writers.root(run);
        write.events(Events.phase(action, 1, ActionPhase.ACTION_PHASE_FAILED, 10));
        write.events(Events.phase(action, 2, ActionPhase.ACTION_PHASE_SUCCEEDED, 20));

        GetActionDataURIsResponse uris = runs.getActionDataURIs(
                GetActionDataURIsRequest.newBuilder().setActionId(action).build());

        assertThat(uris.getInputsUri())
                .isEqualTo(RunLayout.below(store.base(), RunKey.of(run))
                        .inputs(Requests.inputs(1).toByteArray())
                        .file());
        assertThat(uris.getOutputsUri()).isEqualTo("s3://b/2/outputs.pb");
    }
}

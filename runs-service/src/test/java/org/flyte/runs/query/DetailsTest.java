package org.flyte.runs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Iterator;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.GetActionDataURIsRequest;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.idl.workflow.WatchActionDetailsRequest;
import org.flyte.idl.workflow.WatchActionDetailsResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.change.ChangeNotifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class DetailsTest {
    @GrpcClient("self")
    RunServiceBlockingStub runs;

    @Inject
    Pool pool;

    @Inject
    ChangeNotifier feed;

    Given given;

    @BeforeEach
    void connect() {
        given = new Given(pool);
        runs = runs.withDeadlineAfter(Duration.ofSeconds(20));
    }

    @Test
    void aRunShowsItsRootActionUnderTheIdItWasAskedFor() {
        RunIdentifier run = given.run();

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
    void whatDoesNotExistIsNotFoundAndWhatIsNotNamedIsInvalid() {
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
    void aWatchSeesEachChangeAndEndsWithTheLastEventOfTheTask() {
        ActionIdentifier action = Given.root(given.run());
        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());
        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_QUEUED);

        given.phase(action, ActionPhase.ACTION_PHASE_RUNNING);
        changed(action);
        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);

        given.phase(action, ActionPhase.ACTION_PHASE_SUCCEEDED);
        changed(action);
        assertThat(watch.next().getDetails().getAttemptsCount()).isZero();

        given.event(action, 1, ActionPhase.ACTION_PHASE_SUCCEEDED, 10);
        changed(action);
        assertThat(watch.next().getDetails().getAttempts(0).getOutputs().getOutputUri())
                .isEqualTo("s3://b/1/outputs.pb");
        assertThat(watch.hasNext()).isFalse();
    }

    @Test
    void aChangeThatNoHintToldOfIsFoundByThePoll() {
        ActionIdentifier action = Given.root(given.run());
        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());
        watch.next();

        given.phase(action, ActionPhase.ACTION_PHASE_RUNNING);
        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
        given.event(action, 1, ActionPhase.ACTION_PHASE_RUNNING, 10);
        assertThat(watch.next().getDetails().getAttemptsCount()).isOne();
    }

    @Test
    void theWatchOfAnEndedTaskWithoutEventsEndsAfterTheGrace() {
        ActionIdentifier action = Given.root(given.run());
        given.phase(action, ActionPhase.ACTION_PHASE_FAILED);

        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());

        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_FAILED);
        assertThat(watch.hasNext()).isFalse();
    }

    @Test
    void aFailureThatTheNextAttemptFollowsAtOnceIsNotTold() {
        ActionIdentifier action = Given.root(given.run());
        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());
        watch.next();

        given.phase(action, ActionPhase.ACTION_PHASE_FAILED);
        changed(action);
        given.phase(action, ActionPhase.ACTION_PHASE_RUNNING);
        changed(action);

        assertThat(watch.next().getDetails().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
    }

    @Test
    void aSilentStreamSaysTheSameAgain() {
        ActionIdentifier action = Given.root(given.run());
        Iterator<WatchActionDetailsResponse> watch = runs.watchActionDetails(
                WatchActionDetailsRequest.newBuilder().setActionId(action).build());

        assertThat(watch.next()).isEqualTo(watch.next());
    }

    @Test
    void outputsAreThoseOfTheLastAttempt() {
        ActionIdentifier action = Given.root(given.run());
        given.event(action, 1, ActionPhase.ACTION_PHASE_FAILED, 10);
        given.event(action, 2, ActionPhase.ACTION_PHASE_SUCCEEDED, 20);
        given.phase(action, ActionPhase.ACTION_PHASE_SUCCEEDED);

        GetActionDataURIsResponse uris = runs.getActionDataURIs(
                GetActionDataURIsRequest.newBuilder().setActionId(action).build());

        assertThat(uris.getInputsUri()).isEqualTo("s3://b/inputs.pb");
        assertThat(uris.getOutputsUri()).isEqualTo("s3://b/2/outputs.pb");
    }

    private void changed(ActionIdentifier id) {
        RunIdentifier run = id.getRun();
        feed.changed(org.flyte.platform.model.RunKey.of(run), java.util.List.of(id.getName()));
    }
}

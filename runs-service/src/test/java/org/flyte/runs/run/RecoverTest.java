package org.flyte.runs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Relation;
import org.flyte.idl.common.RelationType;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.Recover;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.GetActionDataURIsRequest;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class RecoverTest extends RunsServiceTestBase {
    private final String source = Requests.runName();

    /** A failed run whose child c1 with the grandchild g1 succeeded and whose child c2 failed. */
    @BeforeEach
    void aFailedRun() {
        RunIdentifier created = write.run(source);
        write.child(created, "c1");
        write.child(created, "g1", "c1");
        write.child(created, "c2");
        write.phase(Requests.action(source, "g1"), ActionPhase.ACTION_PHASE_SUCCEEDED);
        write.phase(Requests.action(source, "c1"), ActionPhase.ACTION_PHASE_SUCCEEDED, 2);
        write.phase(Requests.action(source, "c2"), ActionPhase.ACTION_PHASE_FAILED);
        write.phase(Requests.action(source, "a0"), ActionPhase.ACTION_PHASE_FAILED);
    }

    @Test
    void takesOverWhatSucceededUnderTheSameName() throws InvalidProtocolBufferException {
        recover(source);

        Status recovered = write.record(Requests.child(run, "c1", "a0"));
        Status again = write.record(Requests.child(run, "c1", "a0"));

        assertThat(recovered.getCode()).isEqualTo(6);
        ChildState state = recovered.getDetails(0).unpack(ChildState.class);
        assertThat(state.getUpdate().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RECOVERED);
        assertThat(state.getUpdate().getOutputUri()).endsWith("/" + source + "/c1/2");
        assertThat(again).isEqualTo(recovered);
        ActionDetails details = details("c1");
        assertThat(details.getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RECOVERED);
        assertThat(details.getMetadata().getRecoveredFrom()).isEqualTo(Requests.action(source, "c1"));
        assertThat(runs.getActionDataURIs(GetActionDataURIsRequest.newBuilder()
                                .setActionId(Requests.action(run, "c1"))
                                .build())
                        .getOutputsUri())
                .endsWith("/" + source + "/c1/2/outputs.pb");
        assertThat(details("a0").getMetadata().getRelation().getRelatedTo()).isEqualTo(Requests.run(source));
    }

    @Test
    void executesWhatDidNotSucceedOrIsNew() {
        recover(source);

        assertThat(write.record(Requests.child(run, "c2", "a0")).getCode()).isZero();
        assertThat(write.record(Requests.child(run, "c9", "a0")).getCode()).isZero();

        assertThat(details("c2").getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_QUEUED);
        assertThat(details("c9").getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_QUEUED);
    }

    @Test
    void executesForcedActionsAndWhatIsAboveThem() {
        recover(source, "g1");

        assertThat(write.record(Requests.child(run, "c1", "a0")).getCode()).isZero();
        assertThat(write.record(Requests.child(run, "g1", "c1")).getCode()).isZero();
    }

    @Test
    void keepsTheFirstOutputsWhenARecoveredRunIsRecovered() throws InvalidProtocolBufferException {
        recover(source);
        write.record(Requests.child(run, "c1", "a0"));
        String third = Requests.runName();
        create(third, spec(run));

        ChildState state =
                write.record(Requests.child(third, "c1", "a0")).getDetails(0).unpack(ChildState.class);

        assertThat(state.getUpdate().getOutputUri()).endsWith("/" + source + "/c1/2");
    }

    @Test
    void executesEverythingInARerun() {
        create(
                run,
                RunSpec.newBuilder()
                        .setRelation(Relation.newBuilder()
                                .setRelatedTo(Requests.run(source))
                                .setRelationType(RelationType.RELATION_TYPE_RERUN))
                        .build());

        assertThat(write.record(Requests.child(run, "c1", "a0")).getCode()).isZero();
    }

    @Test
    void refusesUnknownRunsAndActions() {
        assertThatThrownBy(() -> recover("nothing"))
                .hasMessageContaining("NOT_FOUND: run_spec.relation.related_to: run flytesnacks/development/nothing");
        assertThatThrownBy(() -> recover(source, "c7"))
                .hasMessageContaining("NOT_FOUND: run_spec.recover.force_rerun_actions")
                .hasMessageContaining("c7");
        assertThatThrownBy(() -> create(
                        run,
                        RunSpec.newBuilder()
                                .setRecover(Recover.newBuilder().addForceRerunActions("c1"))
                                .build()))
                .hasMessageContaining("INVALID_ARGUMENT: run_spec.recover");
    }

    @Test
    void recordsAnActionAsRecoveredOnlyFromOneWithOutputs() {
        write.run(run);

        Status missing = write.record(Requests.child(run, "c1", "a0").toBuilder()
                .setRecoveredFrom(Requests.action(source, "c2"))
                .build());
        Status recovered = write.record(Requests.child(run, "c1", "a0").toBuilder()
                .setRecoveredFrom(Requests.action(source, "c1"))
                .build());

        assertThat(missing.getCode()).isEqualTo(5);
        assertThat(missing.getMessage()).contains("recovered_from").contains("c2");
        assertThat(recovered.getCode()).isZero();
        assertThat(runs.getActionDataURIs(GetActionDataURIsRequest.newBuilder()
                                .setActionId(Requests.action(run, "c1"))
                                .build())
                        .getOutputsUri())
                .endsWith("/" + source + "/c1/2/outputs.pb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bad key!", "te'am", "/x", "x/", "Up.Case/x", "a/b/c", "-a", "a\tb"})
    void refusesLabelKeysThatAreNone(String key) {
        assertThatThrownBy(() -> create(
                        run,
                        RunSpec.newBuilder()
                                .setLabels(Labels.newBuilder().putValues(key, "x"))
                                .build()))
                .hasMessageContaining("INVALID_ARGUMENT: run_spec.labels: \"")
                .hasMessageContaining("label key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com/team", "team.sub", "a", "A_b-c.d"})
    void acceptsLabelKeysOfKubernetes(String key) {
        create(
                run,
                RunSpec.newBuilder()
                        .setLabels(Labels.newBuilder().putValues(key, ""))
                        .build());

        assertThat(details("a0").getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_QUEUED);
    }

    private void recover(String from, String... forced) {
        create(
                run,
                spec(from).toBuilder()
                        .setRecover(Recover.newBuilder().addAllForceRerunActions(List.of(forced)))
                        .build());
    }

    private static RunSpec spec(String from) {
        return RunSpec.newBuilder()
                .setRelation(Relation.newBuilder()
                        .setRelatedTo(Requests.run(from))
                        .setRelationType(RelationType.RELATION_TYPE_RECOVER))
                .build();
    }

    private void create(String name, RunSpec spec) {
        runs.createRun(Requests.named(name).toBuilder().setRunSpec(spec).build());
    }

    private ActionDetails details(String action) {
        return runs.getActionDetails(GetActionDetailsRequest.newBuilder()
                        .setActionId(Requests.action(run, action))
                        .build())
                .getDetails();
    }
}

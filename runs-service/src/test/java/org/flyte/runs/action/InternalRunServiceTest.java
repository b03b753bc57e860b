package org.flyte.runs.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.internal.ListChildrenRequest;
import org.flyte.idl.internal.ListChildrenResponse;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.task.TraceSpec;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.idl.workflow.UpdateActionStatusStreamRequest;
import org.flyte.idl.workflow.UpdateActionStatusStreamResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class InternalRunServiceTest extends RunsServiceTestBase {
    @BeforeEach
    void aRun() {
        write.run(run);
    }

    @Test
    void recordsAChildOnce() {
        assertThat(record(Requests.child(run, "c1", "a0"))).isZero();
        assertThat(record(Requests.child(run, "c1", "a0"))).isZero();
        assertThat(children()).hasSize(1);

        update("c1", ActionPhase.ACTION_PHASE_SUCCEEDED, 1);

        assertThat(record(Requests.child(run, "c1", "a0")))
                .as("known and terminal")
                .isEqualTo(6);
    }

    @Test
    void refusesChildrenOfATerminalRunOrParent() {
        record(Requests.child(run, "c1", "a0"));
        update("c1", ActionPhase.ACTION_PHASE_SUCCEEDED, 1);
        assertThat(record(Requests.child(run, "g1", "c1"))).isEqualTo(10);

        update("a0", ActionPhase.ACTION_PHASE_ABORTED, 1);
        assertThat(record(Requests.child(run, "c2", "a0"))).isEqualTo(10);
    }

    @Test
    void acceptsChildrenOfAFailedParentThatMayBeRetried() {
        update("a0", ActionPhase.ACTION_PHASE_FAILED, 1);

        assertThat(record(Requests.child(run, "c1", "a0"))).isZero();
    }

    @Test
    void refusesChildrenOfAFailedParentThatTheSweepOfOrphansWouldAbort() {
        update("a0", ActionPhase.ACTION_PHASE_FAILED, 1);
        pool.query("UPDATE actions SET ended_at = now() - interval '11 seconds' WHERE run_name = '%s'".formatted(run))
                .executeAndAwait();

        assertThat(record(Requests.child(run, "c1", "a0"))).isEqualTo(10);
    }

    @Test
    void refusesChildrenOfAnUnknownParent() {
        var refused = write.record(Requests.child(run, "g1", "c1"));
        record(Requests.child(run, "c1", "a0"));

        assertThat(refused.getCode()).isEqualTo(5);
        assertThat(refused.getMessage())
                .isEqualTo("parent: action c1 of action flytesnacks/development/%s/g1 does not exist".formatted(run));
        assertThat(record(Requests.child(run, "g1", "c1"))).isZero();
    }

    @Test
    void keepsAChildThatWasRecordedBefore() {
        record(Requests.child(run, "c1", "a0"));
        record(Requests.child(run, "g1", "c1"));

        assertThat(record(Requests.child(run, "g1", "elsewhere"))).isZero();
    }

    @Test
    void answersUnknownAndMalformedRequestsInTheBody() {
        assertThat(record(Requests.child(Requests.runName(), "c1", "a0"))).isEqualTo(5);
        assertThat(record(Requests.child(run, "", "a0"))).isEqualTo(3);
        assertThat(record(Requests.child(run, "c1", ""))).isEqualTo(3);
        assertThat(record(
                        Requests.child(run, "c1", "a0").toBuilder().clearTask().build()))
                .isEqualTo(3);
        assertThat(update("never-recorded", ActionPhase.ACTION_PHASE_RUNNING, 1))
                .isEqualTo(5);
        assertThat(update("a0", ActionPhase.ACTION_PHASE_UNSPECIFIED, 1)).isEqualTo(3);
        assertThat(record(Requests.child(run, "c\0", "a0"))).isEqualTo(3);
    }

    @Test
    void failsOnlyTheRequestWhoseFieldCannotBeStored() {
        List<Integer> codes = Multi.createFrom()
                .range(0, 50)
                .onItem()
                .transformToUni(i -> internal.recordAction(Requests.child(run, "n" + i, "a0").toBuilder()
                        .setGroup(i == 25 ? "\0" : "group")
                        .build()))
                .merge(50)
                .map(response -> response.getStatus().getCode())
                .collect()
                .asList()
                .await()
                .atMost(TIMEOUT);

        assertThat(codes).filteredOn(code -> code == 3).hasSize(1);
        assertThat(codes).filteredOn(code -> code == 0).hasSize(49);
    }

    @Test
    void failsOnlyTheRequestWhoseNumberIsOutOfRange() {
        Timestamp nanoseconds =
                Timestamp.newBuilder().setSeconds(1_790_000_000_000_000_000L).build();
        UpdateActionStatusRequest running =
                Writers.status(Requests.action(run, "a0"), ActionPhase.ACTION_PHASE_RUNNING, 1);
        List<Consumer<ActionStatus.Builder>> bad = List.of(
                status -> status.setStartTime(nanoseconds),
                status -> status.setEndTime(nanoseconds),
                status -> status.setAttempts(2_000_000_000),
                status -> status.setAttempts(-1),
                status -> status.setCacheStatusValue(4711));

        assertThat(Multi.createBy()
                        .merging()
                        .streams(
                                Multi.createFrom().iterable(bad).onItem().transformToUniAndMerge(flaw -> {
                                    UpdateActionStatusRequest.Builder request = running.toBuilder();
                                    flaw.accept(request.getStatusBuilder());
                                    return internal.updateActionStatus(request.build())
                                            .map(response ->
                                                    response.getStatus().getCode())
                                            .onFailure()
                                            .recoverWithItem(failure -> Status.fromThrowable(failure)
                                                    .getCode()
                                                    .value());
                                }),
                                internal.updateActionStatus(running)
                                        .map(response -> response.getStatus().getCode())
                                        .toMulti())
                        .collect()
                        .asList()
                        .await()
                        .atMost(TIMEOUT))
                .containsExactlyInAnyOrder(3, 3, 3, 3, 3, 0);
        ActionEvent event = ActionEvent.newBuilder()
                .setId(Requests.action(run, "a0"))
                .setAttempt(1)
                .setPhase(ActionPhase.ACTION_PHASE_RUNNING)
                .setUpdatedTime(nanoseconds)
                .build();
        assertThatThrownBy(() -> write.events(event))
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("updated_time must lie between the years 1 and 9999")
                .hasMessageContaining("its seconds count from 1970");
    }

    @Test
    void replacesAFailedTraceThatIsExecutedAgain() {
        assertThat(record(trace(ActionPhase.ACTION_PHASE_FAILED, ""))).isZero();
        assertThat(children().getFirst().getUpdate().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_FAILED);

        assertThat(record(trace(ActionPhase.ACTION_PHASE_SUCCEEDED, "/store/t1/outputs.pb")))
                .isZero();
        assertThat(record(trace(ActionPhase.ACTION_PHASE_FAILED, ""))).isEqualTo(6);

        ChildState trace = children().getFirst();
        assertThat(trace.getUpdate().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(trace.getUpdate().getOutputUri()).isEqualTo("/store/t1/outputs.pb");
    }

    @Test
    void listsChildrenInPagesWithOutputsAndErrors() {
        Multi.createFrom()
                .range(0, 501)
                .onItem()
                .transformToUni(i -> internal.recordAction(Requests.child(run, "n" + i, "a0")))
                .merge(64)
                .collect()
                .last()
                .await()
                .atMost(TIMEOUT);
        record(Requests.child(run, "grandchild", "n1"));
        update("n0", ActionPhase.ACTION_PHASE_SUCCEEDED, 2);
        event("n1", ActionPhase.ACTION_PHASE_FAILED);

        List<ListChildrenResponse> pages = new ArrayList<>();
        state.listChildren(ListChildrenRequest.newBuilder()
                        .setParent(Requests.action(run, "a0"))
                        .build())
                .forEachRemaining(pages::add);

        assertThat(pages).extracting(ListChildrenResponse::getChildrenCount).containsExactly(500, 1);
        assertThat(child("n0").getUpdate().getOutputUri()).endsWith("/" + run + "/n0/2");
        assertThat(child("n1").getUpdate().getError().getMessage()).isEqualTo("broken");
        assertThat(child("n1").getUpdate().getOutputUri()).isEmpty();
    }

    @Test
    void keepsAnEventOnceAndAppliesItsPhase() {
        record(Requests.child(run, "c1", "a0"));

        event("c1", ActionPhase.ACTION_PHASE_RUNNING);
        event("c1", ActionPhase.ACTION_PHASE_RUNNING);
        event("c1", ActionPhase.ACTION_PHASE_SUCCEEDED);

        assertThat(child("c1").getUpdate().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(child("c1").getUpdate().getOutputUri()).isEqualTo("/store/out");
    }

    @Test
    void answersAStreamInOrder() {
        IntStream.range(0, 20).forEach(i -> record(Requests.child(run, "s" + i, "a0")));

        List<Long> nonces = internal.updateActionStatusStream(Multi.createFrom()
                        .range(0, 200)
                        .map(i -> UpdateActionStatusStreamRequest.newBuilder()
                                .setNonce(i)
                                .setRequest(Writers.status(
                                        Requests.action(run, "s" + i % 20), ActionPhase.forNumber(1 + i / 50), 1))
                                .build()))
                .map(UpdateActionStatusStreamResponse::getNonce)
                .collect()
                .asList()
                .await()
                .atMost(TIMEOUT);

        assertThat(nonces)
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(Long::valueOf).toList());
        assertThat(children()).allMatch(child -> child.getUpdate().getPhase() == ActionPhase.ACTION_PHASE_RUNNING);
    }

    private int record(RecordActionRequest request) {
        return write.record(request).getCode();
    }

    private int update(String name, ActionPhase phase, int attempt) {
        return write.phase(Requests.action(run, name), phase, attempt).getCode();
    }

    private void event(String name, ActionPhase phase) {
        ActionEvent.Builder event = ActionEvent.newBuilder()
                .setId(Requests.action(run, name))
                .setAttempt(1)
                .setPhase(phase)
                .setOutputs(OutputReferences.newBuilder().setOutputUri("/store/out"));
        if (phase == ActionPhase.ACTION_PHASE_FAILED) {
            event.setErrorInfo(ErrorInfo.newBuilder().setMessage("broken").setKind(ErrorInfo.Kind.KIND_USER));
        }
        assertThat(write.events(event.build()).getCode()).isZero();
    }

    private RecordActionRequest trace(ActionPhase phase, String output) {
        return Requests.child(run, "t1", "a0").toBuilder()
                .setTrace(TraceAction.newBuilder()
                        .setName("step")
                        .setSpec(TraceSpec.getDefaultInstance())
                        .setPhase(phase)
                        .setOutputs(OutputReferences.newBuilder().setOutputUri(output)))
                .build();
    }

    private ChildState child(String name) {
        return children().stream()
                .filter(child -> child.getUpdate().getActionId().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<ChildState> children() {
        List<ChildState> children = new ArrayList<>();
        state.listChildren(ListChildrenRequest.newBuilder()
                        .setParent(Requests.action(run, "a0"))
                        .build())
                .forEachRemaining(page -> children.addAll(page.getChildrenList()));
        return children;
    }
}

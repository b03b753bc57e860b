package org.flyte.runs.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.idl.workflow.EventPayload;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.SignalEventRequest;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.outbox.FakeActions;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class SignalEventTest extends RunsServiceTestBase {
    @BeforeEach
    void aRun() {
        write.run(run);
        assertThat(write.record(condition("gate", SimpleType.INTEGER)).getCode())
                .isZero();
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
    }

    @AfterEach
    void actionsServiceIsThere() {
        FakeActions.ANSWERS.remove(run);
    }

    @Test
    void passesASignalOn() {
        signal(1);

        assertThat(delivered()).hasSize(1);
        assertThat(outboxEntries()).isZero();
    }

    @Test
    void deliversASignalThatWasAcceptedWhileActionsServiceWasUnavailable() {
        FakeActions.ANSWERS.put(run, Status.UNAVAILABLE);

        signal(1);
        signal(1);
        assertThatThrownBy(() -> signal(2)).hasMessageContaining("FAILED_PRECONDITION: condition");
        assertThat(outboxEntries()).isOne();

        FakeActions.ANSWERS.remove(run);
        pool.query("UPDATE intents SET due_at = now() WHERE run_name = '%s'".formatted(run))
                .executeAndAwait();
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(delivered())
                        .singleElement()
                        .satisfies(request -> assertThat(request.getValue()
                                        .getScalar()
                                        .getPrimitive()
                                        .getInteger())
                                .isEqualTo(1)));
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
    }

    @Test
    void passesARefusalOnAndForgetsTheSignal() {
        FakeActions.ANSWERS.put(run, Status.INVALID_ARGUMENT.withDescription("value must be a BOOLEAN"));

        assertThatThrownBy(() -> signal(1)).hasMessageContaining("INVALID_ARGUMENT: value must be a BOOLEAN");

        assertThat(outboxEntries()).isZero();
    }

    @Test
    void refusesAValueOfAnotherTypeAtOnceThoughActionsServiceIsUnavailable() {
        FakeActions.ANSWERS.put(run, Status.UNAVAILABLE);

        assertThatThrownBy(() -> signal("gate", EventPayload.newBuilder().setStringValue("x")))
                .hasMessageContaining("INVALID_ARGUMENT: payload.value is STRING; condition gate takes INTEGER");
        assertThat(outboxEntries()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = SimpleType.class,
            names = {"BOOLEAN", "INTEGER", "FLOAT", "STRING"})
    void takesValuesOfTheTypeOfTheConditionOnly(SimpleType type) {
        write.record(condition("other", type));
        Map<SimpleType, EventPayload.Builder> payloads = Map.of(
                SimpleType.BOOLEAN, EventPayload.newBuilder().setBoolValue(true),
                SimpleType.INTEGER, EventPayload.newBuilder().setIntValue(1),
                SimpleType.FLOAT, EventPayload.newBuilder().setFloatValue(1.5),
                SimpleType.STRING, EventPayload.newBuilder().setStringValue("x"));

        payloads.forEach((given, payload) -> {
            if (given != type) {
                assertThatThrownBy(() -> signal("other", payload))
                        .hasMessageContaining("INVALID_ARGUMENT: payload.value");
            }
        });
        signal("other", payloads.get(type));
        assertThat(delivered()).hasSize(1);
    }

    @Test
    void refusesWhatIsNoWaitingCondition() {
        write.child(Requests.run(run), "task");
        write.record(condition("late", SimpleType.INTEGER));
        write.phase(Requests.action(run, "late"), ActionPhase.ACTION_PHASE_TIMED_OUT);
        EventPayload.Builder one = EventPayload.newBuilder().setIntValue(1);

        assertThatThrownBy(() -> signal("task", one))
                .hasMessageContaining("FAILED_PRECONDITION: action_id.name: action task is no condition");
        assertThatThrownBy(() -> signal("late", one))
                .hasMessageContaining("FAILED_PRECONDITION: condition late has ended as TIMED_OUT");
        assertThatThrownBy(() -> signal("nothing", one)).hasMessageContaining("NOT_FOUND: action");
        assertThat(delivered()).isEmpty();
    }

    @Test
    void acceptsTheSameValueAgainAfterTheEnd() {
        Literal one =
                ConditionSignal.literal(EventPayload.newBuilder().setIntValue(1).build());
        internal.updateActionStatus(
                        Writers.status(Requests.action(run, "gate"), ActionPhase.ACTION_PHASE_SUCCEEDED, 1).toBuilder()
                                .setOutput(one)
                                .build())
                .await()
                .atMost(TIMEOUT);

        signal(1);
        assertThatThrownBy(() -> signal(2))
                .hasMessageContaining("FAILED_PRECONDITION: condition gate has ended as SUCCEEDED");
        assertThat(delivered()).isEmpty();
    }

    @Test
    void showsOnTheConditionThatASignalWasRefusedAfterItsCallerWasAnswered() {
        write.phase(Requests.action(run, "gate"), ActionPhase.ACTION_PHASE_PAUSED);
        FakeActions.ANSWERS.put(run, Status.UNAVAILABLE);
        signal(1);

        FakeActions.ANSWERS.put(run, Status.FAILED_PRECONDITION.withDescription("condition gate has ended as ABORTED"));
        pool.query("UPDATE intents SET due_at = now() WHERE run_name = '%s'".formatted(run))
                .executeAndAwait();

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(outboxEntries()).isZero());
        ActionDetails gate = runs.getActionDetails(GetActionDetailsRequest.newBuilder()
                        .setActionId(Requests.action(run, "gate"))
                        .build())
                .getDetails();
        assertThat(gate.getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_PAUSED);
        assertThat(gate.getAttempts(0).getClusterEventsList()).singleElement().satisfies(event -> {
            assertThat(event.getReason()).isEqualTo("SignalRefused");
            assertThat(event.getMessage()).isEqualTo("the signal was refused: condition gate has ended as ABORTED");
        });
    }

    private RecordActionRequest condition(String name, SimpleType type) {
        return Requests.child(run, name, "a0").toBuilder()
                .setCondition(ConditionAction.newBuilder()
                        .setName(name)
                        .setType(LiteralType.newBuilder().setSimple(type)))
                .build();
    }

    private void signal(String name, EventPayload.Builder payload) {
        runs.signalEvent(SignalEventRequest.newBuilder()
                .setActionId(Requests.action(run, name))
                .setPayload(payload)
                .build());
    }

    private void signal(long value) {
        runs.signalEvent(SignalEventRequest.newBuilder()
                .setActionId(Requests.action(run, "gate"))
                .setParentActionName("a0")
                .setPayload(EventPayload.newBuilder().setIntValue(value))
                .build());
    }

    private List<SignalRequest> delivered() {
        return FakeActions.SIGNALLED.stream()
                .filter(request -> request.getActionId().getRun().getName().equals(run))
                .toList();
    }
}

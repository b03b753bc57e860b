package org.flyte.runs.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.workflow.EventPayload;
import org.flyte.idl.workflow.SignalEventRequest;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.outbox.FakeActions;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class SignalEventTest extends RunsServiceTestBase {
    @BeforeEach
    void aRun() {
        write.run(run);
        write.child(Requests.run(run), "gate");
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

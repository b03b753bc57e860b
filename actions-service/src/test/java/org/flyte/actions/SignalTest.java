package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.support.Cluster;
import org.flyte.actions.support.OneServer;
import org.flyte.actions.support.Requests;
import org.flyte.actions.support.RunsStub;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.actions.ActionsServiceGrpc.ActionsServiceBlockingStub;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.User;
import org.flyte.idl.common.UserIdentifier;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.platform.testkit.KubernetesApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(OneServer.class)
@WithTestResource(KubernetesApi.class)
class SignalTest {
    private static final Literal YES = literal(Primitive.newBuilder().setBoolean(true));
    private static final Literal NO = literal(Primitive.newBuilder().setBoolean(false));

    @GrpcClient("runs")
    ActionsServiceBlockingStub actions;

    @Inject
    RunsStub runs;

    @Inject
    Cluster cluster;

    private final ActionKey root = Requests.newRoot();
    private final ActionKey condition = root.sibling("approve");

    @BeforeEach
    void aConditionWaits() {
        runs.away = false;
        actions.enqueue(Requests.enqueue(Requests.task(root)));
        actions.enqueue(Requests.enqueue(Requests.condition(condition).setParentActionName("a0")));
        cluster.setStatus(condition, "PAUSED", 1, null);
    }

    @Test
    void givesTheConditionItsValueAndKeepsTheRestOfTheStatus() throws Exception {
        signal(condition, YES);

        TaskActionStatus status = cluster.objectOf(condition).getStatus();
        assertThat(Literal.parseFrom(status.signalValue)).isEqualTo(YES);
        assertThat(status.signalledBy).isEqualTo("ann \"the\" reviewer");
        assertThat(status.signalledAt).isNotNull();
        assertThat(status.phase).isEqualTo("PAUSED");
    }

    @Test
    void takesTheSameValueTwiceButNoOther() {
        signal(condition, YES);
        signal(condition, YES);

        assertCode(condition, NO, Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertCode(condition, literal(Primitive.newBuilder().setInteger(1)), Status.Code.INVALID_ARGUMENT);
        assertCode(condition, Literal.getDefaultInstance(), Status.Code.INVALID_ARGUMENT);
        assertCode(root, YES, Status.Code.FAILED_PRECONDITION);
        assertCode(root.sibling("nobody"), YES, Status.Code.NOT_FOUND);
    }

    @Test
    void isTooLateWhenTheConditionHasEnded() {
        cluster.setStatus(condition, "TIMED_OUT", 1, null);

        assertCode(condition, YES, Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void theValueAndItsGiverReachTheRunsService() {
        signal(condition, YES);

        cluster.editStatus(condition, status -> status.phase = "SUCCEEDED");

        await().untilAsserted(() -> assertThat(runs.reportsOf(condition)).anySatisfy(report -> {
            assertThat(report.getOutput()).isEqualTo(YES);
            assertThat(report.getPrincipal().getUser().getId().getSubject()).isEqualTo("ann \"the\" reviewer");
        }));
    }

    private void signal(ActionKey key, Literal value) {
        actions.signal(SignalRequest.newBuilder()
                .setActionId(key.toProto())
                .setParentActionName("a0")
                .setValue(value)
                .setSignalledBy(EnrichedIdentity.newBuilder()
                        .setUser(User.newBuilder()
                                .setId(UserIdentifier.newBuilder().setSubject("ann \"the\" reviewer"))))
                .build());
    }

    private void assertCode(ActionKey key, Literal value, Status.Code code) {
        assertThatThrownBy(() -> signal(key, value))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
    }

    private static Literal literal(Primitive.Builder value) {
        return Literal.newBuilder()
                .setScalar(Scalar.newBuilder().setPrimitive(value))
                .build();
    }
}

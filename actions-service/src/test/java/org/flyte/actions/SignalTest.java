package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.flyte.actions.cluster.ConditionObject;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.actions.support.Requests;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.User;
import org.flyte.idl.common.UserIdentifier;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignalTest extends EmbeddedActionsTestBase {
    private static final Literal YES = literal(Primitive.newBuilder().setBoolean(true));
    private static final Literal NO = literal(Primitive.newBuilder().setBoolean(false));

    @Inject
    TaskActionStore taskActions;

    private final ActionKey condition = root.sibling("approve");

    @BeforeEach
    void enqueueAWaitingCondition() {
        enqueueRoot();
        enqueueBelow(root, Requests.condition(condition));
        cluster.setStatus(condition, "PAUSED", 1, null);
    }

    @Test
    void writesTheValueAndKeepsTheRestOfTheStatus() throws Exception {
        signal(condition, YES);

        TaskActionStatus status = cluster.objectOf(condition).getStatus();
        assertThat(Literal.parseFrom(status.signalValue)).isEqualTo(YES);
        assertThat(status.signalledBy).isEqualTo("ann \"the\" reviewer");
        assertThat(status.signalledAt).isNotNull();
        assertThat(status.phase).isEqualTo("PAUSED");
    }

    @Test
    void acceptsTheSameValueAgainButNoOther() {
        signal(condition, YES);
        signal(condition, YES);

        assertCode(condition, NO, Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void refusesAValueOfAnotherTypeAndAnActionThatIsNoCondition() {
        assertCode(condition, literal(Primitive.newBuilder().setInteger(1)), Status.Code.INVALID_ARGUMENT);
        assertCode(condition, Literal.getDefaultInstance(), Status.Code.INVALID_ARGUMENT);
        assertCode(root, YES, Status.Code.FAILED_PRECONDITION);
        assertCode(root.sibling("unknown"), YES, Status.Code.NOT_FOUND);
    }

    @Test
    void refusesAValueAfterTheConditionHasEnded() {
        cluster.setStatus(condition, "TIMED_OUT", 1, null);

        assertCode(condition, YES, Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void reportsTheValueAndTheCallerToRunsService() {
        signal(condition, YES);

        cluster.editStatus(condition, status -> status.phase = "SUCCEEDED");

        await().untilAsserted(() -> assertThat(runs.reportsOf(condition)).anySatisfy(report -> {
            assertThat(report.getOutput()).isEqualTo(YES);
            assertThat(report.getPrincipal().getUser().getId().getSubject()).isEqualTo("ann \"the\" reviewer");
        }));
    }

    @Test
    void refusesToWriteAConditionThatHasChangedSinceItWasRead() {
        ConditionObject stale = taskActions.readCondition(condition).orElseThrow();
        cluster.editStatus(condition, status -> status.phase = "RUNNING");

        assertThat(taskActions.signal(stale, YES, "ann", Instant.EPOCH)).isFalse();
        assertThat(cluster.objectOf(condition).getStatus().signalValue).isNullOrEmpty();
    }

    @Test
    void acceptsOneOfTwoConcurrentValues() {
        List<CompletableFuture<Void>> calls = Stream.of(YES, NO)
                .map(value -> CompletableFuture.runAsync(() -> signal(condition, value)))
                .toList();

        long refused = calls.stream()
                .map(call -> call.handle((done, failure) -> failure).join())
                .filter(Objects::nonNull)
                .peek(failure ->
                        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION))
                .count();

        assertThat(refused).isEqualTo(1);
    }

    private void signal(ActionKey key, Literal value) {
        actions.signal(SignalRequest.newBuilder()
                .setActionId(key.toProto())
                .setParentActionName(ActionKey.ROOT)
                .setValue(value)
                .setSignalledBy(EnrichedIdentity.newBuilder()
                        .setUser(User.newBuilder()
                                .setId(UserIdentifier.newBuilder().setSubject("ann \"the\" reviewer"))))
                .build());
    }

    private void assertCode(ActionKey key, Literal value, Status.Code code) {
        assertFails(() -> signal(key, value), code);
    }

    private static Literal literal(Primitive.Builder value) {
        return Literal.newBuilder()
                .setScalar(Scalar.newBuilder().setPrimitive(value))
                .build();
    }
}

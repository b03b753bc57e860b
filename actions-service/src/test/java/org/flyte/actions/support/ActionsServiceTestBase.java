package org.flyte.actions.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.ActionsServiceGrpc.ActionsServiceBlockingStub;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The service as its clients see it, with a stub in place of runs-service and a run of its own for each test. A subclass
 * names the Kubernetes API.
 */
@WithTestResource(SinglePortServer.class)
public abstract class ActionsServiceTestBase {
    @GrpcClient("runs")
    protected ActionsServiceBlockingStub actions;

    @GrpcClient("runs")
    protected Channel channel;

    @Inject
    protected RunsServiceStub runs;

    @Inject
    protected Cluster cluster;

    @ConfigProperty(name = "flyte.storage.base")
    protected Path store;

    protected final ActionKey root = Requests.newRoot();
    protected final ActionKey child = root.sibling("c1");
    protected final Watcher watcher = new Watcher();

    @BeforeEach
    void makeRunsServiceAvailable() {
        runs.available = true;
    }

    @AfterEach
    void cancelTheWatch() {
        watcher.cancel();
    }

    protected void enqueueRoot() {
        enqueue(Requests.task(root));
    }

    protected void enqueueBelow(ActionKey parent, Action.Builder action) {
        enqueue(action.setParentActionName(parent.name()));
    }

    protected void enqueue(Action.Builder action) {
        actions.enqueue(Requests.enqueue(action));
    }

    protected void abort(ActionKey key) {
        actions.abort(AbortRequest.newBuilder().setActionId(key.toProto()).build());
    }

    protected void watchRoot() {
        ActionsServiceGrpc.newStub(channel).watchForUpdates(Requests.watch(root), watcher);
    }

    protected static void assertFails(ThrowingCallable call, Status.Code code, String... messageParts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(code);
            if (messageParts.length > 0) {
                assertThat(failure.getStatus().getDescription()).contains(messageParts);
            }
        });
    }
}

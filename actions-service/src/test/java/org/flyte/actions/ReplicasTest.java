package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.replica.OtherReplica;
import org.flyte.actions.replica.Replicas;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.Test;

/**
 * Two replicas: the application, which has the stream, and another one that was called with the trace. The record of
 * runs-service does not have it, so no heartbeat can bring it.
 */
@QuarkusTest
class ReplicasTest extends EmbeddedActionsTestBase {
    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    Replicas application;

    @Test
    void sendsATraceThatAnotherReplicaWasToldOf() {
        enqueueRoot();
        watchRoot();
        await().until(() -> watcher.sentinels() > 0);
        ActionKey trace = root.sibling("traced");

        try (OtherReplica other = new OtherReplica("127.0.0.1:" + port)) {
            other.publish(root, ChildState.of(trace, 1, ACTION_PHASE_SUCCEEDED));

            await().atMost(Duration.ofSeconds(2))
                    .untilAsserted(
                            () -> assertThat(watcher.phasesOf("traced")).containsExactly(ACTION_PHASE_SUCCEEDED));
        }
    }

    @Test
    void sendsEverythingInOrderAndEachStateOnce() {
        enqueueRoot();
        watchRoot();
        await().until(() -> watcher.sentinels() > 0);

        try (OtherReplica other = new OtherReplica("127.0.0.1:" + port)) {
            for (int i = 0; i < 1_000; i++) {
                other.publish(root, ChildState.of(root.sibling("t" + i % 500), 1, ACTION_PHASE_SUCCEEDED));
            }

            await().untilAsserted(() -> assertThat(watcher.updatesOf("t499")).hasSize(1));
            assertThat(watcher.updatesOf("t0")).hasSize(1);
        }
    }

    @Test
    void worksWhileAnotherReplicaIsGone() {
        try (OtherReplica other = new OtherReplica("127.0.0.1:1")) {
            other.publish(root, ChildState.of(root.sibling("lost"), 1, ACTION_PHASE_SUCCEEDED));

            await().until(() -> other.lost() == 1);
        }
    }

    @Test
    void recognisesItself() {
        assertThat(application.identity()).isNotEmpty();
        try (OtherReplica other = new OtherReplica("127.0.0.1:" + port)) {
            other.publish(root, ChildState.of(root.sibling("x"), 1, ACTION_PHASE_SUCCEEDED));
            assertThat(other.links()).isEqualTo(1);
        }
        try (OtherReplica same = new OtherReplica("127.0.0.1:" + port, application.identity())) {
            same.publish(root, ChildState.of(root.sibling("y"), 1, ACTION_PHASE_SUCCEEDED));
            await().until(() -> same.links() == 0);
        }
    }
}

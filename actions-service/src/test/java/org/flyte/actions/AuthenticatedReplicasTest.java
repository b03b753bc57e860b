package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.replica.Replicas;
import org.flyte.actions.support.AuthenticatedActionsTestBase;
import org.flyte.actions.support.OwnAddress;
import org.junit.jupiter.api.Test;

/** A replica whose only neighbour is itself, while every caller has to prove who it is. */
@QuarkusTest
@TestProfile(OwnAddress.class)
class AuthenticatedReplicasTest extends AuthenticatedActionsTestBase {
    @Inject
    Replicas replicas;

    @Inject
    MeterRegistry metrics;

    @Test
    void provesToReplicasThatItIsOne() {
        replicas.offer(root, ChildState.of(root.sibling("traced"), 1, ACTION_PHASE_SUCCEEDED));

        // It is in the answer that it recognises itself.
        await().until(() -> metrics.get("flyte.actions.replicas").gauge().value() == 0);
        assertThat(metrics.counter("flyte.actions.replicas.lost").count()).isZero();
    }
}

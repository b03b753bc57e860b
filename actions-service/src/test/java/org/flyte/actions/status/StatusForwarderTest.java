package org.flyte.actions.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.cluster.ObjectName;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.cluster.TrackedStatus;
import org.flyte.actions.support.TestConfig;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas that receive the same changes, with an election. */
class StatusForwarderTest {
    private static final ActionKey ROOT = new RunKey("p", "d", "r").root();
    private static final ActionsConfig CONFIG = TestConfig.with(
            Map.of("flyte.actions.status.leader-elect", "true", "flyte.actions.status.missing-grace", "100ms"));
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0);
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(api.url()).build())
            .build();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
    private final Vertx vertx = Vertx.vertx();
    private final Replica first = new Replica();
    private final Replica second = new Replica();

    @AfterEach
    void stop() {
        virtualThreads.close();
        vertx.close();
        client.close();
        api.close();
    }

    @Test
    void forwardsEachStatusOnce() {
        renewBoth();

        changed(ActionPhase.ACTION_PHASE_RUNNING);
        changed(ActionPhase.ACTION_PHASE_SUCCEEDED);

        assertThat(first.phases).containsExactly(ActionPhase.ACTION_PHASE_RUNNING, ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(second.phases).isEmpty();
    }

    @Test
    void forwardsTheNewestStatusWhenItGetsTheLease() {
        renewBoth();
        changed(ActionPhase.ACTION_PHASE_RUNNING);
        changed(ActionPhase.ACTION_PHASE_SUCCEEDED);

        clock.advance(LEASE);
        second.forwarder.renewLease();

        assertThat(second.phases).containsExactly(ActionPhase.ACTION_PHASE_SUCCEEDED);
    }

    @Test
    void forwardsTheEndOfAnActionThatWasDeletedBeforeItGotTheLease() {
        renewBoth();
        deleted();

        clock.advance(LEASE);
        second.forwarder.renewLease();

        assertThat(second.phases).containsExactly(ActionPhase.ACTION_PHASE_ABORTED);
    }

    @Test
    void forgetsADeletedActionWhileAnotherReplicaKeepsTheLease() {
        renewBoth();
        deleted();
        for (int i = 0; i < 7; i++) {
            clock.advance(Duration.ofSeconds(5));
            renewBoth();
        }

        clock.advance(LEASE);
        second.forwarder.renewLease();

        assertThat(second.phases).isEmpty();
    }

    private void renewBoth() {
        first.forwarder.renewLease();
        second.forwarder.renewLease();
    }

    private void changed(ActionPhase phase) {
        List.of(first, second).forEach(replica -> replica.forwarder.changed(action(phase)));
    }

    @Test
    void waitsForTheEndOfAnActionThatWasDeletedUnnoticed() {
        renewBoth();
        TrackedAction aborted = action(ActionPhase.ACTION_PHASE_ABORTED);

        first.forwarder.deleted(aborted, false);
        first.forwarder.changed(action(ActionPhase.ACTION_PHASE_SUCCEEDED));
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(first.phases).containsExactly(ActionPhase.ACTION_PHASE_SUCCEEDED);
    }

    @Test
    void reportsAnActionAsAbortedThatWasDeletedUnnoticedAndStaysMissing() {
        renewBoth();

        first.forwarder.deleted(action(ActionPhase.ACTION_PHASE_ABORTED), false);
        assertThat(first.phases).isEmpty();

        await().untilAsserted(() -> assertThat(first.phases).containsExactly(ActionPhase.ACTION_PHASE_ABORTED));
    }

    private void deleted() {
        List.of(first, second)
                .forEach(replica -> replica.forwarder.deleted(action(ActionPhase.ACTION_PHASE_ABORTED), true));
    }

    private static TrackedAction action(ActionPhase phase) {
        return new TrackedAction(
                ROOT,
                "",
                new ObjectName("flyte", "r-a0"),
                "uid",
                false,
                RunContext.NONE,
                "/r",
                Instant.EPOCH,
                false,
                null,
                TrackedStatus.of(1, phase));
    }

    private final class Replica {
        private final List<ActionPhase> phases = new CopyOnWriteArrayList<>();
        private final StatusForwarder forwarder = new StatusForwarder(
                new StatusReporter(null, null, null, null) {
                    @Override
                    Uni<Void> report(TrackedAction action) {
                        phases.add(action.phase());
                        return Uni.createFrom().voidItem();
                    }
                },
                new ForwarderLease(client, TestConfig.kubernetes("flyte", "flyte"), CONFIG, clock),
                virtualThreads,
                vertx,
                CONFIG,
                clock,
                new SimpleMeterRegistry());
    }
}

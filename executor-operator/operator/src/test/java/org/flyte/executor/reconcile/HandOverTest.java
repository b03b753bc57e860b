package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.arc.Unremovable;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.flyte.crd.Names;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
import org.flyte.executor.EventLog;
import org.flyte.executor.FakeKubelet;
import org.flyte.executor.StoreFolder;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

/** Another replica dies as the leader, right after it wrote a status and before it published anything. */
@QuarkusTest
@TestProfile(HandOverTest.Standby.class)
@WithTestResource(LeasedKubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class HandOverTest {
    private static final String PUBLISHED = "executor-operator-events";
    private static final String PUBLISHED_UP_TO = "flyte.org/published-up-to";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final ObjectStore store;
    private final FakeKubelet kubelet;

    HandOverTest(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
        this.kubelet = new FakeKubelet(client);
    }

    @Test
    void theNextLeaderContinuesWhereTheLastOneStopped() {
        TaskAction finished = create();
        recorded(finished, "SUCCEEDED", null);
        publishedUpTo(live(finished));
        TaskAction running = create();
        TaskAction aborted = create();
        Pod pod = startedByTheLastLeader(running);
        client.resource(aborted).delete();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        assertThat(kubelet.podsOf(aborted))
                .as("nothing is done without the lease")
                .isEmpty();
        assertThat(live(aborted)).as("held by its finalizer").isNotNull();

        release();

        try (EventLog events = new EventLog(RealKafka.bootstrapServers())) {
            assertThat(events.until(running, "RUNNING/1")).containsExactly("RUNNING/1");
            assertThat(events.until(aborted, "ABORTED/1")).containsExactly("ABORTED/1");
            await().until(() -> live(aborted) == null);
            store.write(running.getSpec().runOutputBase + "a0/1/outputs.pb", new byte[0]);
            kubelet.ends(pod, 0);
            assertThat(events.until(running, "SUCCEEDED/1")).containsExactly("RUNNING/1", "SUCCEEDED/1");
        }
        try (EventLog events = new EventLog(RealKafka.bootstrapServers())) {
            events.until(running, "SUCCEEDED/1");
            client.resource(finished).delete();
            await().until(() -> live(finished) == null);
            assertThat(events.of(finished)).as("published by the last leader").isEmpty();
        }
        await().untilAsserted(() -> assertThat(publishedUpTo())
                .as("moved on")
                .isGreaterThanOrEqualTo(
                        Long.parseLong(live(running).getMetadata().getResourceVersion())));
        assertThat(kubelet.podsOf(running)).as("no second pod").hasSize(1);
        assertThat(live(running).getStatus().systemFailures).isZero();
    }

    /** What a leader leaves behind that dies after its write of RUNNING. */
    private Pod startedByTheLastLeader(TaskAction action) {
        String name = Names.pod(action.getMetadata().getName(), 1, 0);
        Pod pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(LeasedKubernetesApi.NAMESPACE)
                        .withLabels(action.getMetadata().getLabels())
                        .addToLabels(Names.LABEL_MANAGED, "true")
                        .addToAnnotations("primary_container_name", Names.PRIMARY_CONTAINER)
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion(TaskAction.GROUP + "/" + TaskAction.VERSION)
                                .withKind(TaskAction.KIND)
                                .withName(action.getMetadata().getName())
                                .withUid(action.getMetadata().getUid())
                                .withController(true)
                                .build())
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName(Names.PRIMARY_CONTAINER)
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        kubelet.runs(pod);
        recorded(action, "RUNNING", name);
        return pod;
    }

    private void recorded(TaskAction action, String phase, String pod) {
        TaskActionStatus status = new TaskActionStatus();
        status.phase = phase;
        status.attempts = 1;
        PhaseEntry entry = new PhaseEntry();
        entry.phase = phase;
        entry.attempt = 1;
        entry.occurredAt = Instant.parse("2026-11-24T10:00:00Z");
        entry.podName = pod;
        status.phaseHistory.add(entry);
        client.resource(action)
                .subresource("status")
                .patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("status", status)));
    }

    /** The last leader has published all events up to this version. */
    private void publishedUpTo(TaskAction action) {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(PUBLISHED)
                        .withNamespace(LeasedKubernetesApi.NAMESPACE)
                        .addToAnnotations(PUBLISHED_UP_TO, action.getMetadata().getResourceVersion())
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build())
                .create();
    }

    private long publishedUpTo() {
        return Long.parseLong(client.leases()
                .inNamespace(LeasedKubernetesApi.NAMESPACE)
                .withName(PUBLISHED)
                .get()
                .getMetadata()
                .getAnnotations()
                .get(PUBLISHED_UP_TO));
    }

    private void release() {
        client.leases()
                .inNamespace(LeasedKubernetesApi.NAMESPACE)
                .withName(LeasedKubernetesApi.LEASE)
                .patch(MERGE, "{\"spec\":{\"holderIdentity\":\"\"}}");
    }

    private TaskAction create() {
        return client.resource(Actions.action(
                        LeasedKubernetesApi.NAMESPACE,
                        store.base(),
                        Actions.template().build()))
                .create();
    }

    private TaskAction live(TaskAction action) {
        return client.resource(action).get();
    }

    /** A replica that waits for the lease. */
    public static final class Standby implements QuarkusTestProfile {
        /** The operator SDK elects in production only, unless configured otherwise. */
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.operator-sdk.activate-leader-election-for-profiles", "test");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Election.class);
        }
    }

    /** As configured by {@code flyte.executor.leader-elect}, but the end of leadership does not end the test's JVM. */
    @Alternative
    static class Election {
        @Produces
        @Dependent
        @Unremovable
        @Alternative
        @SuppressWarnings("deprecation")
        LeaderElectionConfiguration election() {
            return new LeaderElectionConfiguration(
                    LeasedKubernetesApi.LEASE,
                    LeasedKubernetesApi.NAMESPACE,
                    LeaderElectionConfiguration.LEASE_DURATION_DEFAULT_VALUE,
                    LeaderElectionConfiguration.RENEW_DEADLINE_DEFAULT_VALUE,
                    LeaderElectionConfiguration.RETRY_PERIOD_DEFAULT_VALUE,
                    null,
                    null,
                    false);
        }
    }
}

package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.FakeKubelet;
import org.flyte.executor.StoreFolder;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class FinishedRunCleanerTest {
    private static final Clock NOW = Clock.systemUTC();
    private static final Clock LATER = Clock.offset(NOW, Duration.ofHours(2));

    private final KubernetesClient client;
    private final ObjectStore store;
    private final StatusStore statuses;
    private final FakeKubelet kubelet;

    FinishedRunCleanerTest(KubernetesClient client, ObjectStore store, StatusStore statuses) {
        this.client = client;
        this.store = store;
        this.statuses = statuses;
        this.kubelet = new FakeKubelet(client);
    }

    @Test
    void deletesAFinishedRunAsAWholeAfterItsRetention() {
        TaskAction root = create("a0", null);
        TaskAction child = create("c1", root);
        TaskAction other = create("a0", null);
        end(root);
        end(other);
        Pod running = kubelet.podOf(child, 1, 0);

        assertThat(clean(NOW, root).orElseThrow()).isBetween(Duration.ofMinutes(58), Duration.ofMinutes(60));
        assertThat(clean(LATER, child)).as("only roots decide").isEmpty();
        assertThat(clean(LATER, root)).as("a child lives").hasValue(Duration.ofMinutes(1));
        assertThat(client.resource(root).get()).isNotNull();

        kubelet.ends(running, 1);
        await().until(() -> isTerminal(child));
        assertThat(clean(LATER, root)).isEmpty();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.resource(root).get() == null
                        && client.resource(child).get() == null);
        assertThat(client.resource(other).get()).isNotNull();
    }

    @Test
    void deletesActionsMadeByHand() {
        TaskAction made = Actions.action(
                KubernetesApi.NAMESPACE, store.base(), Actions.template().build(), spec -> spec.actionName = "by-hand");
        made.getMetadata().setLabels(null);
        TaskAction action = client.resource(made).create();
        end(action);

        assertThat(clean(NOW, action)).isPresent();
        assertThat(clean(LATER, action)).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.resource(action).get() == null);
    }

    private Optional<Duration> clean(Clock clock, TaskAction action) {
        return new FinishedRunCleaner(client, Configs.executor(Map.of()), statuses, clock)
                .clean(
                        client.resource(action).get(),
                        run ->
                                client
                                        .resources(TaskAction.class)
                                        .inNamespace(KubernetesApi.NAMESPACE)
                                        .list()
                                        .getItems()
                                        .stream()
                                        .filter(each ->
                                                FinishedRunCleaner.runOf(each).equals(run))
                                        .toList());
    }

    private void end(TaskAction action) {
        kubelet.ends(kubelet.podOf(action, 1, 0), 1);
        await().until(() -> isTerminal(action));
    }

    private boolean isTerminal(TaskAction action) {
        return statuses.isTerminal(client.resource(action).get());
    }

    private TaskAction create(String name, TaskAction root) {
        return client.resource(Actions.action(
                        KubernetesApi.NAMESPACE,
                        store.base(),
                        Actions.template().build(),
                        spec -> {
                            spec.actionName = name;
                            if (root != null) {
                                spec.runName = root.getSpec().runName;
                            }
                        }))
                .create();
    }
}

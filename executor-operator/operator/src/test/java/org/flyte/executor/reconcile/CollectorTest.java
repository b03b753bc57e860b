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
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class CollectorTest {
    private static final Clock NOW = Clock.systemUTC();
    private static final Clock LATER = Clock.offset(NOW, Duration.ofHours(2));

    private final KubernetesClient client;
    private final ObjectStore store;
    private final FakeKubelet kubelet;

    CollectorTest(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
        this.kubelet = new FakeKubelet(client);
    }

    @Test
    void aRunGoesAsAWholeOnceAllOfItHasEndedAndSomeTimeHasPassed() {
        TaskAction root = create("a0", null);
        TaskAction child = create("c1", root);
        TaskAction other = create("a0", null);
        end(root);
        end(other);
        Pod running = kubelet.podOf(child, 1, 0);

        assertThat(collect(NOW, root).orElseThrow()).isBetween(Duration.ofMinutes(58), Duration.ofMinutes(60));
        assertThat(collect(LATER, child)).as("only roots decide").isEmpty();
        assertThat(collect(LATER, root)).as("a child lives").hasValue(Duration.ofMinutes(1));
        assertThat(client.resource(root).get()).isNotNull();

        kubelet.ends(running, 1);
        await().until(() -> isTerminal(child));
        assertThat(collect(LATER, root)).isEmpty();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.resource(root).get() == null
                        && client.resource(child).get() == null);
        assertThat(client.resource(other).get()).isNotNull();
    }

    private Optional<Duration> collect(Clock clock, TaskAction action) {
        return new Collector(client, Configs.executor(Map.of()), clock)
                .collect(
                        client.resource(action).get(),
                        run ->
                                client
                                        .resources(TaskAction.class)
                                        .inNamespace(KubernetesApi.NAMESPACE)
                                        .list()
                                        .getItems()
                                        .stream()
                                        .filter(each -> Collector.runOf(each).equals(run))
                                        .toList());
    }

    private void end(TaskAction action) {
        kubelet.ends(kubelet.podOf(action, 1, 0), 1);
        await().until(() -> isTerminal(action));
    }

    private boolean isTerminal(TaskAction action) {
        return StatusView.isTerminal(client.resource(action).get());
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

package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
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
class RunConcurrencyTest {
    private final String run = "r" + UUID.randomUUID().toString().substring(0, 8);
    private final KubernetesClient client;
    private final ObjectStore store;
    private final FakeKubelet kubelet;

    RunConcurrencyTest(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
        this.kubelet = new FakeKubelet(client);
    }

    @Test
    void startsNoMoreActionsOfARunThanItsLimit() {
        TaskAction root = create("a0", null);
        kubelet.runs(kubelet.podOf(root, 1, 0));
        TaskAction first = create("first", "a0");
        Pod pod = kubelet.podOf(first, 1, 0);
        kubelet.runs(pod);

        TaskAction second = create("second", "a0");
        await().untilAsserted(() -> assertThat(waitsFor(second)).containsExactly("max_action_concurrency"));
        assertThat(pods()).containsExactlyInAnyOrder("a0", "first");

        store.write(first.getSpec().runOutputBase + "first/1/outputs.pb", new byte[0]);
        kubelet.ends(pod, 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> pods().contains("second"));
        client.resource(second).delete();
        client.resource(root).delete();
    }

    @Test
    void startsTheNextActionAfterAnAbort() {
        TaskAction root = create("a0", null);
        kubelet.runs(kubelet.podOf(root, 1, 0));
        TaskAction first = create("first", "a0");
        kubelet.podOf(first, 1, 0);
        TaskAction second = create("second", "a0");
        await().untilAsserted(() -> assertThat(waitsFor(second)).isNotEmpty());

        client.resource(first).delete();

        kubelet.podOf(second, 1, 0);
        client.resource(second).delete();
        client.resource(root).delete();
    }

    private TaskAction create(String name, String parent) {
        return client.resource(Actions.action(
                        KubernetesApi.NAMESPACE,
                        store.base(),
                        Actions.template().build(),
                        spec -> {
                            spec.runName = run;
                            spec.actionName = name;
                            spec.parentActionName = parent;
                            spec.runOutputBase = store.base() + "/p/d/" + run + "/";
                            spec.maxActionConcurrency = 1;
                        }))
                .create();
    }

    /** The settings that the action says it waits for. */
    private List<String> waitsFor(TaskAction action) {
        TaskActionStatus status = client.resource(action).get().getStatus();
        Stream<PhaseEntry> history = status == null ? Stream.empty() : status.phaseHistory.stream();
        return history.filter(entry -> "WAITING_FOR_RESOURCES".equals(entry.phase))
                .map(entry -> entry.message.replaceAll(".*\\((\\w+)\\)$", "$1"))
                .toList();
    }

    private List<String> pods() {
        return client.pods().inNamespace(KubernetesApi.NAMESPACE).withLabel("run", run).list().getItems().stream()
                .map(pod -> pod.getMetadata().getLabels().get("action"))
                .toList();
    }
}

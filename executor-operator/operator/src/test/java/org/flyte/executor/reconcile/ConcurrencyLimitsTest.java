package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.crd.TaskQueue;
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
class ConcurrencyLimitsTest {
    private final String run = "r" + UUID.randomUUID().toString().substring(0, 8);
    private final KubernetesClient client;
    private final ObjectStore store;
    private final FakeKubelet kubelet;
    private final QueueDefinitions definitions;

    ConcurrencyLimitsTest(KubernetesClient client, ObjectStore store, QueueDefinitions definitions) {
        this.client = client;
        this.definitions = definitions;
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

    @Test
    void startsNoMoreActionsOfAQueueThanItsLimit() {
        TaskAction first = create("first", null, spec -> spec.queue = "narrow");
        Pod pod = kubelet.podOf(first, 1, 0);
        kubelet.runs(pod);
        TaskAction second = create("second", null, spec -> spec.queue = "narrow");
        await().untilAsserted(() -> assertThat(waitsFor(second)).containsExactly("concurrency"));
        TaskAction other = create("other", null, spec -> {});
        kubelet.podOf(other, 1, 0);
        assertThat(pods()).containsExactlyInAnyOrder("first", "other");

        store.write(first.getSpec().runOutputBase + "first/1/outputs.pb", new byte[0]);
        kubelet.ends(pod, 0);
        kubelet.podOf(second, 1, 0);
        client.resource(second).delete();
        client.resource(other).delete();
    }

    @Test
    void failsAnActionOfAnUnknownQueue() {
        TaskAction action = create("a0", null, spec -> spec.queue = "nowhere");

        await().untilAsserted(() -> assertThat(client.resource(action).get().getStatus())
                .isNotNull()
                .satisfies(status -> {
                    assertThat(status.phase).isEqualTo("FAILED");
                    assertThat(status.errorState.code).isEqualTo("QueueNotFound");
                    assertThat(status.errorState.message).isEqualTo("there is no queue 'nowhere'; queues are: narrow");
                }));
        assertThat(pods()).isEmpty();
        client.resource(action).delete();
    }

    @Test
    void followsTheTaskQueueThatAnAdministratorMakes() {
        String name = "q-" + run;
        var queues = client.resources(TaskQueue.class).inNamespace(KubernetesApi.NAMESPACE);
        client.resource(queue(name, 1)).create();
        await().until(() -> definitions.current().containsKey(name));
        TaskAction first = create("first", null, spec -> spec.queue = name);
        Pod pod = kubelet.podOf(first, 1, 0);
        kubelet.runs(pod);
        TaskAction second = create("second", null, spec -> spec.queue = name);
        await().untilAsserted(() -> assertThat(waitsFor(second)).containsExactly("concurrency"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(queues.withName(name).get().getStatus())
                        .isNotNull()
                        .satisfies(status -> {
                            assertThat(status.working).isOne();
                            assertThat(status.waiting).isOne();
                        }));

        queues.withName(name).edit(changed -> {
            changed.getSpec().concurrency = 2;
            return changed;
        });
        kubelet.podOf(second, 1, 0);

        TaskAction third = create("third", null, spec -> spec.queue = name);
        await().untilAsserted(() -> assertThat(waitsFor(third)).containsExactly("concurrency"));
        queues.withName(name).delete();
        await().until(() -> !definitions.current().containsKey(name));
        TaskAction other = create("other", null, spec -> spec.queue = name);
        for (TaskAction lost : List.of(other, third)) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(client.resource(lost).get().getStatus().errorState)
                            .isNotNull()
                            .satisfies(error -> assertThat(error.code).isEqualTo("QueueNotFound")));
        }
        List.of(first, second, third, other)
                .forEach(action -> client.resource(action).delete());
    }

    private static TaskQueue queue(String name, int concurrency) {
        TaskQueue queue = new TaskQueue();
        queue.setMetadata(new ObjectMetaBuilder()
                .withNamespace(KubernetesApi.NAMESPACE)
                .withName(name)
                .build());
        queue.getSpec().concurrency = concurrency;
        return queue;
    }

    private TaskAction create(String name, String parent) {
        return create(name, parent, spec -> spec.maxActionConcurrency = 1);
    }

    private TaskAction create(String name, String parent, Consumer<TaskActionSpec> change) {
        return client.resource(Actions.action(
                        KubernetesApi.NAMESPACE,
                        store.base(),
                        Actions.template().build(),
                        spec -> {
                            spec.runName = run;
                            spec.actionName = name;
                            spec.parentActionName = parent;
                            spec.runOutputBase = store.base() + "/p/d/" + run + "/";
                            change.accept(spec);
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

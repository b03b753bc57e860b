package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.Stream;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.FakeKubelet;
import org.flyte.executor.StoreFolder;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

/** An admission webhook holds up the creation of some pods, and of these alone. */
@QuarkusTest
@WithTestResource(SlowWebhookApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class SlowWebhookTest {
    private static final int STARTS = 100;
    private static final java.time.Duration SOON = java.time.Duration.ofSeconds(3);

    private final KubernetesClient client;
    private final ObjectStore store;
    private final FakeKubelet kubelet;

    SlowWebhookTest(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
        this.kubelet = new FakeKubelet(client);
    }

    @Test
    void delaysNoAbortNoTimeoutAndNoEnd() {
        TaskAction aborted = running(Actions.template().build());
        TaskAction ended = running(Actions.template().build());
        TaskAction timedOut = running(Actions.template()
                .setMetadata(TaskMetadata.newBuilder()
                        .setTimeout(Duration.newBuilder().setSeconds(3)))
                .build());
        List<TaskAction> held =
                Stream.generate(() -> create(slow())).limit(STARTS).toList();
        await().pollDelay(java.time.Duration.ofSeconds(1)).until(() -> true);

        client.resource(aborted).delete();
        store.write(ended.getSpec().runOutputBase + "a0/1/outputs.pb", new byte[0]);
        kubelet.ends(kubelet.podOf(ended, 1, 0), 0);
        client.resource(held.getLast()).delete();

        await().atMost(SOON).until(() -> client.resource(aborted).get() == null);
        await().atMost(SOON).until(() -> "SUCCEEDED".equals(phase(ended)));
        await().atMost(SOON).until(() -> "TIMED_OUT".equals(phase(timedOut)));
        await().atMost(SOON).until(() -> client.resource(held.getLast()).get() == null);
        assertThat(phase(held.getFirst())).isNotEqualTo("FAILED");
        held.forEach(action -> client.resource(action).delete());
        await().atMost(java.time.Duration.ofSeconds(30))
                .until(() ->
                        held.stream().allMatch(action -> client.resource(action).get() == null));
    }

    private TaskAction running(TaskTemplate template) {
        TaskAction action = create(template);
        Pod pod = kubelet.podOf(action, 1, 0);
        kubelet.runs(pod);
        await().until(() -> "RUNNING".equals(phase(action)));
        return action;
    }

    private static TaskTemplate slow() {
        TaskTemplate.Builder template = Actions.template();
        template.getContainerBuilder().setImage(SlowWebhookApi.SLOW_IMAGE);
        return template.build();
    }

    private TaskAction create(TaskTemplate template) {
        return client.resource(Actions.action(SlowWebhookApi.NAMESPACE, store.base(), template))
                .create();
    }

    private String phase(TaskAction action) {
        var status = client.resource(action).get().getStatus();
        return status == null ? null : status.phase;
    }
}

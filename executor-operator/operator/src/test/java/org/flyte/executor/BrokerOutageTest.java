package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.flyte.crd.TaskAction;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

/** Actions go on while the broker is unavailable. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class BrokerOutageTest {
    private final KubernetesClient client;
    private final ObjectStore store;

    BrokerOutageTest(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
    }

    @Test
    void publishesEventsInOrderAfterAnOutage() {
        FakeKubelet kubelet = new FakeKubelet(client);
        TaskAction action = client.resource(Actions.action(
                        KubernetesApi.NAMESPACE,
                        store.base(),
                        Actions.template().build()))
                .create();
        Pod pod = kubelet.podOf(action, 1, 0);
        RealKafka.stopBroker();
        try {
            kubelet.runs(pod);
            await().until(() -> phaseIs(action, "RUNNING"));
            store.write(action.getSpec().runOutputBase + "a0/1/outputs.pb", new byte[0]);
            kubelet.ends(pod, 0);
            await().until(() -> phaseIs(action, "SUCCEEDED"));
        } finally {
            RealKafka.startBroker();
        }

        try (EventLog events = new EventLog(RealKafka.bootstrapServers())) {
            assertThat(events.until(action, "SUCCEEDED/1")).containsExactly("RUNNING/1", "SUCCEEDED/1");
        }
    }

    private boolean phaseIs(TaskAction action, String phase) {
        var status = client.resource(action).get().getStatus();
        return status != null && phase.equals(status.phase);
    }
}

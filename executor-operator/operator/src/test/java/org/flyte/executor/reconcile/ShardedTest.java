package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.Map;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.FakeKubelet;
import org.flyte.executor.StoreFolder;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ShardedTest.SecondOfTwo.class)
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class ShardedTest {
    public static class SecondOfTwo implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flyte.executor.shards", "2", "flyte.executor.shard", "1");
        }
    }

    private final KubernetesClient client;
    private final ObjectStore store;
    private final FakeKubelet kubelet;

    ShardedTest(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
        this.kubelet = new FakeKubelet(client);
    }

    @Test
    void reconcilesTheTaskActionsOfItsShardOnly() {
        TaskAction other = create("0");
        TaskAction none = create(null);
        TaskAction own = create("1");

        assertThat(kubelet.podOf(own, 1, 0).getMetadata().getLabels()).containsEntry(Names.LABEL_SHARD, "1");
        assertThat(kubelet.podsOf(other)).isEmpty();
        assertThat(kubelet.podsOf(none)).isEmpty();
    }

    private TaskAction create(String shard) {
        TaskAction action = Actions.action(
                KubernetesApi.NAMESPACE, store.base(), Actions.template().build());
        Map<String, String> labels = new HashMap<>(action.getMetadata().getLabels());
        if (shard != null) {
            labels.put(Names.LABEL_SHARD, shard);
        }
        action.getMetadata().setLabels(labels);
        return client.resource(action).create();
    }
}

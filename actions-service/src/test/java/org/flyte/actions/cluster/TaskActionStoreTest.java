package org.flyte.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.flyte.crd.TaskAction;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The requests that the store makes, counted; no informer fills the index. */
class TaskActionStoreTest {
    private static final String NAMESPACE = "flyte";
    private static final ActionKey ROOT = new RunKey("p", "d", "r").root();

    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private final EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0, request -> {
        requests.add(request);
        return Optional.empty();
    });
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withMasterUrl(api.url())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    private final ActionIndex index = new ActionIndex(Clock.systemUTC());
    private final TaskActionStore store = new TaskActionStore(client, () -> NAMESPACE, index);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void readsAParentOnceForABurstOfChildren() {
        createDirectly();
        requests.clear();

        CompletableFuture<?>[] reads = IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> assertThat(store.readTracked(ROOT)).isPresent()))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(reads).join();

        assertThat(requests).hasSize(1);
        assertThat(index.find(ROOT)).isPresent();
    }

    @Test
    void readsAParentAgainThatItDidNotFind() {
        assertThat(store.readTracked(ROOT)).isEmpty();
        createDirectly();

        assertThat(store.readTracked(ROOT)).isPresent();
    }

    @Test
    void needsNoReadOfAParentThatItHasCreated() {
        store.create(object());
        requests.clear();

        assertThat(store.readTracked(ROOT)).isPresent();
        assertThat(requests).isEmpty();
    }

    private void createDirectly() {
        client.resources(TaskAction.class)
                .inNamespace(NAMESPACE)
                .resource(object())
                .create();
    }

    private TaskAction named() {
        return client.resources(TaskAction.class)
                .inNamespace(NAMESPACE)
                .withName(TaskActionStore.resourceName(ROOT))
                .get();
    }

    private static TaskAction object() {
        TaskAction object = new TaskAction();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(TaskActionStore.resourceName(ROOT))
                .build());
        object.getSpec().project = ROOT.project();
        object.getSpec().domain = ROOT.domain();
        object.getSpec().runName = ROOT.runName();
        object.getSpec().actionName = ROOT.name();
        return object;
    }
}

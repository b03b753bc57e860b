package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.flyte.crd.TaskAction;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

/** Many actions at once, within the budget of docs/adr/0024-group-commit-and-a-request-budget.md. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class BurstTest {
    private static final int ACTIONS = 100;

    /** CR and pod created, the kubelet's two writes, our one patch: the pods do not run long enough for another. */
    private static final long REQUESTS_EACH = 5;

    /** One for each kind of the plugins, again and again while the API does not have it. */
    private static final long LOOKS_FOR_KINDS = 7;

    private static final long SECONDS_BETWEEN_LOOKS = 30;

    private final KubernetesClient client;
    private final ObjectStore store;

    BurstTest(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
    }

    @Test
    void createsEachPodOnceWithinTheRequestBudget() {
        FakeKubelet kubelet = new FakeKubelet(client);
        var template = Actions.template().clearInterface().build();
        long before = KubernetesApi.requests();
        long begun = System.nanoTime();
        List<TaskAction> actions = IntStream.range(0, ACTIONS)
                .mapToObj(i -> client.resource(Actions.action(KubernetesApi.NAMESPACE, store.base(), template))
                        .create())
                .toList();
        long polls = 0;
        for (TaskAction action : actions) {
            Pod pod = kubelet.podOf(action, 1, 0);
            polls++;
            kubelet.runs(pod);
            kubelet.ends(pod, 0);
        }
        try (EventLog events = new EventLog(RealKafka.bootstrapServers())) {
            actions.forEach(action -> events.until(action, "SUCCEEDED/1"));
        }
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);

        long requests = KubernetesApi.requests() - before - polls;
        long looks = Duration.ofNanos(System.nanoTime() - begun).toSeconds() / SECONDS_BETWEEN_LOOKS + 1;
        assertThat(requests).isLessThanOrEqualTo(ACTIONS * REQUESTS_EACH + ACTIONS / 10 + looks * LOOKS_FOR_KINDS);
        actions.forEach(action -> assertThat(kubelet.podsOf(action)).hasSize(1));
    }
}

package org.flyte.executor;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of plugins on the stand-in of the Kubernetes API share: events, and the removal of the TaskActions that they create. */
public abstract class CreatedActionsTestBase {
    protected final KubernetesClient client;
    protected final ObjectStore store;
    protected EventLog events;
    private final List<TaskAction> created = new ArrayList<>();

    protected CreatedActionsTestBase(KubernetesClient client, ObjectStore store) {
        this.client = client;
        this.store = store;
    }

    @BeforeEach
    void listen() {
        events = new EventLog(RealKafka.bootstrapServers());
    }

    /** The tests that share this API count what the operator does. */
    @AfterEach
    void removeActions() {
        created.forEach(action -> client.resource(action).delete());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> created.stream()
                        .allMatch(action -> client.resource(action).get() == null));
        events.close();
    }

    protected final TaskAction create(TaskAction action) {
        created.add(action);
        return client.resource(action).create();
    }

    /** Empty before the first reconcile, and once the TaskAction is gone. */
    protected final TaskActionStatus status(TaskAction action) {
        TaskAction found = client.resource(action).get();
        return found == null || found.getStatus() == null ? new TaskActionStatus() : found.getStatus();
    }
}

package org.flyte.executor;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.core.Resources.ResourceName;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests on a real cluster share: the events, the removal of their TaskActions, a small container. */
abstract class ClusterTestBase {
    /** What {@code shared/kube/task-image} makes; anything with a shell will do. */
    static final String IMAGE = System.getProperty("flyte.test.image", "localhost/flyte-task:1");

    final KubernetesClient client;
    final String namespace;
    EventLog events;

    ClusterTestBase(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * The operator SDK, 5.3.2, may set a timer for an object that is deleted at that moment; its thread then ends with an
     * exception that has no effect.
     */
    @BeforeAll
    static void ignoreExceptionsOfOtherThreads() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    @BeforeEach
    void listen() {
        events = new EventLog(RealKafka.bootstrapServers());
    }

    /** While the operator still runs and removes finalizers. */
    @AfterEach
    void close() {
        events.close();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            client.resources(TaskAction.class).inNamespace(namespace).delete();
            return client.resources(TaskAction.class)
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .isEmpty();
        });
    }

    final List<Pod> pods(TaskAction action) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("run", action.getSpec().runName)
                .list()
                .getItems();
    }

    /** Null before the first reconcile. */
    final TaskActionStatus status(TaskAction action) {
        return client.resource(action).get().getStatus();
    }

    /** A task without inputs and outputs that executes a script. */
    static TaskTemplate.Builder template(String script, int retries) {
        return Actions.template(retries)
                .clearInterface()
                .setContainer(Container.newBuilder()
                        .setImage(IMAGE)
                        .setResources(Resources.newBuilder()
                                .addRequests(request(ResourceName.CPU, "10m"))
                                .addRequests(request(ResourceName.MEMORY, "32Mi")))
                        .addCommand("sh")
                        .addArgs("-c")
                        .addArgs(script));
    }

    private static ResourceEntry request(ResourceName name, String value) {
        return ResourceEntry.newBuilder().setName(name).setValue(value).build();
    }
}

package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskAction;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.Test;

/** Namespaces by project and domain on a real cluster; one of them is deleted with all that is in it. */
@RealCluster
@QuarkusTest
@TestProfile(DeletedNamespaceTest.NamespaceOfEachProject.class)
@WithTestResource(RealKubernetes.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class DeletedNamespaceTest extends ClusterTestBase {
    private static final Duration SOON = Duration.ofSeconds(90);

    private final ObjectStore store;

    DeletedNamespaceTest(
            KubernetesClient client,
            ObjectStore store,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        super(client, namespace);
        this.store = store;
    }

    @Test
    void abortsWhatRunsInIt() {
        String project = "p" + UUID.randomUUID().toString().substring(0, 8);
        String own = project + "-d";
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(own)
                        .endMetadata()
                        .build())
                .create();
        TaskAction running = create(own, project, "trap 'exit 143' TERM; while :; do sleep 0.2; done");
        TaskAction ended = create(own, project, "true");
        events.until(running, "RUNNING/1");
        events.until(ended, "SUCCEEDED/1");

        client.namespaces().withName(own).delete();

        // Kubernetes first deletes the pods, then the rest.
        await().atMost(SOON).until(() -> events.phases(running).contains("ABORTED/1"));
        assertThat(events.phases(running)).endsWith("ABORTED/1").doesNotContain("FAILED/1");
        await().atMost(SOON).until(() -> client.namespaces().withName(own).get() == null);
        assertThat(events.phases(ended)).endsWith("SUCCEEDED/1");
    }

    private TaskAction create(String own, String project, String script) {
        return client.resource(
                        Actions.action(own, store.base(), template(script, 0).build(), spec -> {
                            spec.project = project;
                            spec.runOutputBase = store.base() + "/" + project + "/d/" + spec.runName + "/";
                        }))
                .create();
    }

    /** As {@code flyte.kubernetes.task-namespace} allows. */
    public static final class NamespaceOfEachProject implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flyte.kubernetes.task-namespace", "{project}-{domain}");
        }
    }
}

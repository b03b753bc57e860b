package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskAction;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.Test;

/** The example plugin on a real cluster: the Job controller makes the pod of what the pod kit has made. */
@RealCluster
@QuarkusTest
@WithTestResource(RealKubernetes.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
@WithTestResource(PluginJars.class)
class PluginClusterTest extends ClusterTestBase {
    private final ObjectStore store;

    PluginClusterTest(
            KubernetesClient client,
            ObjectStore store,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        super(client, namespace);
        this.store = store;
    }

    @Test
    void followsAJobAndItsPod() {
        TaskAction action = create("sleep 3");

        events.until(action, "SUCCEEDED/1");
        assertThat(events.phases(action)).endsWith("RUNNING/1", "SUCCEEDED/1");
        ActionEvent last = events.of(action).toList().getLast();
        String job = action.getMetadata().getName() + "-0";
        assertThat(last.getLogContext().getPrimaryPodName()).startsWith(job + "-");
        assertThat(last.getLogInfoList()).anyMatch(link -> link.getUri().equals("https://dashboard/" + job));
    }

    @Test
    void failsAsThePodOfAJobFails() {
        TaskAction action = create("exit 3");

        events.until(action, "FAILED/1");
        ActionEvent last = events.of(action).toList().getLast();
        assertThat(last.getErrorInfo().getMessage()).contains("exit code 3");
    }

    @Test
    void endsTheJobOfAnAbortedAction() {
        TaskAction action = create("sleep 600");
        events.until(action, "RUNNING/1");

        client.resource(action).delete();

        events.until(action, "ABORTED/1");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(client.batch().v1().jobs().inNamespace(namespace).list().getItems())
                    .isEmpty();
            assertThat(client.pods().inNamespace(namespace).list().getItems()).isEmpty();
        });
    }

    private TaskAction create(String script) {
        return client.resource(Actions.action(
                        namespace, store.base(), template(script, 0).build(), spec -> spec.taskType = "k8s-job"))
                .create();
    }
}

package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.core.Resources.ResourceName;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.Test;

/** What users and clusters do to task pods, on a real cluster: whose fault it is, and that nothing is charged to the wrong one. */
@RealCluster
@QuarkusTest
@TestProfile(ClusterFaultsTest.ShortGraces.class)
@WithTestResource(RealKubernetes.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class ClusterFaultsTest extends ClusterTestBase {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final ObjectStore store;

    ClusterFaultsTest(
            KubernetesClient client,
            ObjectStore store,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        super(client, namespace);
        this.store = store;
    }

    @Test
    void outOfMemoryIsTheFaultOfTheTask() {
        TaskTemplate.Builder task = template("exec python3 -c 'x = bytearray(300 << 20); print(len(x))'", 0);
        task.getContainerBuilder()
                .setResources(Resources.newBuilder()
                        .addRequests(entry(ResourceName.CPU, "10m"))
                        .addRequests(entry(ResourceName.MEMORY, "64Mi"))
                        .addLimits(entry(ResourceName.MEMORY, "64Mi")));
        TaskAction action = create(task.build());

        assertFailed(action, "OOMKilled", "USER");
        assertThat(status(action).systemFailures).isZero();
    }

    @Test
    void anExitCodeIsTheFaultOfTheTask() {
        Map<Integer, TaskAction> actions = Stream.of(1, 2, 126, 127, 255)
                .collect(Collectors.toMap(
                        code -> code, code -> create(template("exit " + code, 0).build())));

        actions.forEach((code, action) -> {
            assertFailed(action, "Error", "USER");
            assertThat(status(action).errorState.message).contains("exit code " + code);
        });
    }

    @Test
    void anImageThatDoesNotExistIsTheFaultOfTheTask() {
        Map<String, String> reasons = Map.of(
                "Always", "ImagePullBackOff",
                "IfNotPresent", "ImagePullBackOff",
                "Never", "ErrImageNeverPull");
        Map<String, TaskAction> actions = reasons.keySet().stream()
                .collect(Collectors.toMap(policy -> policy, policy -> create(podTemplate("""
                        {"containers": [{"name": "main", "image": "localhost/absent:1", "imagePullPolicy": "%s",
                          "command": ["true"], "resources": {"requests": {"cpu": "10m"}}}]}
                        """.formatted(policy)))));

        actions.forEach((policy, action) -> {
            assertFailed(action, "ContainersNotReady|" + reasons.get(policy), "USER");
            await().atMost(SOON).untilAsserted(() -> assertThat(pods(action)).isEmpty());
        });
    }

    @Test
    void waitsForANodeAndSaysWhatIsMissing() {
        TaskTemplate.Builder task = template("true", 0);
        task.getContainerBuilder().getResourcesBuilder().clearRequests().addRequests(entry(ResourceName.CPU, "500"));
        TaskAction action = create(task.build());

        events.until(action, "WAITING_FOR_RESOURCES/1");
        assertThat(status(action).phaseHistory.getLast().message).contains("Insufficient cpu");
        client.resource(action).delete();
        events.until(action, "ABORTED/1");
    }

    @Test
    void aRefusalOfTheKubeletIsNotTheFaultOfTheTask() {
        TaskAction action =
                create(podTemplate("""
                {"nodeName": "%s", "containers": [{"name": "main", "image": "%s", "command": ["true"],
                  "resources": {"requests": {"cpu": "500"}}}]}
                """.formatted(node().getMetadata().getName(), IMAGE)));

        events.until(action, "FAILED/1");
        TaskActionStatus status = status(action);
        assertThat(status.errorState.kind).isEqualTo("SYSTEM");
        assertThat(status.errorState.message).contains("OutOfcpu");
        assertThat(status.attempts).isEqualTo(1);
        assertThat(pods(action)).as("a pod for each try").hasSizeGreaterThan(1);
    }

    @Test
    void aDrainedNodeCostsNoAttemptAndSidecarsEndWithTheirTask() {
        TaskAction action = create(podTemplate("""
                {"terminationGracePeriodSeconds": 1, "containers": [
                  {"name": "main", "image": "%1$s", "command": ["sh", "-c", "sleep 6"], "resources": {"requests": {"cpu": "10m"}}},
                  {"name": "side", "image": "%1$s", "command": ["sh", "-c", "sleep 600"],
                   "resources": {"requests": {"cpu": "10m"}}}]}
                """.formatted(IMAGE)));
        events.until(action, "RUNNING/1");
        cordon(true);
        try {
            client.pods().resource(pods(action).getFirst()).evict();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(pods(action))
                            .singleElement()
                            .satisfies(pod ->
                                    assertThat(pod.getStatus().getPhase()).isEqualTo("Pending")));
        } finally {
            cordon(false);
        }

        events.until(action, "SUCCEEDED/1");
        assertThat(events.phases(action)).doesNotContain("FAILED/1");
        assertThat(status(action).attempts).isEqualTo(1);
        assertThat(status(action).systemFailures).isEqualTo(1);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(pods(action))
                        .allSatisfy(
                                pod -> assertThat(pod.getStatus().getPhase()).isNotIn("Running", "Pending")));
    }

    @Test
    void waitsForRoomInTheQuota() {
        ResourceQuota quota = client.resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("none")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withHard(Map.of("pods", new Quantity("0")))
                        .endSpec()
                        .build())
                .create();
        await().until(() -> client.resource(quota).get().getStatus().getHard() != null
                && !client.resource(quota).get().getStatus().getHard().isEmpty());
        TaskAction action = create(template("true", 0).build());

        events.until(action, "WAITING_FOR_RESOURCES/1");
        assertThat(status(action).phaseHistory.getLast().message).contains("exceeded quota");
        client.resource(quota).delete();

        events.until(action, "SUCCEEDED/1");
        assertThat(status(action).systemFailures).isZero();
    }

    @Test
    void aWebhookThatFailsIsNotTheFaultOfTheTask() {
        ValidatingWebhookConfiguration webhook = webhook("https://127.0.0.1:1/");
        TaskAction action;
        try {
            action = create(template("true", 0).build());
            TaskAction waiting = action;
            await().during(Duration.ofSeconds(5))
                    .atMost(SOON)
                    .until(() -> pods(waiting).isEmpty());
        } finally {
            client.resource(webhook).delete();
        }

        events.until(action, "SUCCEEDED/1");
        assertThat(status(action).attempts).isEqualTo(1);
    }

    @Test
    void aSlowWebhookDelaysNoAbort() throws IOException {
        TaskAction running = create(template("sleep 600", 0).build());
        events.until(running, "RUNNING/1");
        try (ServerSocket silent = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            ValidatingWebhookConfiguration webhook = webhook("https://127.0.0.1:%d/".formatted(silent.getLocalPort()));
            try {
                for (int i = 0; i < 100; i++) {
                    create(template("true", 0).build());
                }
                client.resource(running).delete();
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> client.resource(running).get() == null);
            } finally {
                client.resource(webhook).delete();
                client.resources(TaskAction.class).inNamespace(namespace).delete();
            }
        }
    }

    @Test
    void aStatusThatSomebodyEditsIsDecidedOnAndASpecCannotBeEdited() {
        TaskAction action = create(template("sleep 4", 0).build());
        events.until(action, "RUNNING/1");
        PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
        client.resource(action).subresource("status").patch(merge, "{\"status\":{\"phase\":\"QUEUED\"}}");

        assertThatThrownBy(() -> client.resource(action).patch(merge, "{\"spec\":{\"runName\":\"other\"}}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec");
        events.until(action, "SUCCEEDED/1");
        assertThat(pods(action)).hasSize(1);
        assertThat(status(action).phase).isEqualTo("SUCCEEDED");
    }

    private void assertFailed(TaskAction action, String code, String kind) {
        events.until(action, "FAILED/1");
        assertThat(status(action).errorState.code)
                .as(status(action).errorState.message)
                .isEqualTo(code);
        assertThat(status(action).errorState.kind).isEqualTo(kind);
    }

    private ValidatingWebhookConfiguration webhook(String url) {
        return client.resource(new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .addNewWebhook()
                        .withName("pods.test.flyte.org")
                        .withNewClientConfig()
                        .withUrl(url)
                        .endClientConfig()
                        .withNewNamespaceSelector()
                        .withMatchLabels(Map.of("kubernetes.io/metadata.name", namespace))
                        .endNamespaceSelector()
                        .addNewRule()
                        .withApiGroups("")
                        .withApiVersions("v1")
                        .withOperations("CREATE")
                        .withResources("pods")
                        .endRule()
                        .withSideEffects("None")
                        .withAdmissionReviewVersions("v1")
                        .withFailurePolicy("Fail")
                        .withTimeoutSeconds(10)
                        .endWebhook()
                        .build())
                .create();
    }

    private void cordon(boolean unschedulable) {
        client.nodes()
                .withName(node().getMetadata().getName())
                .edit(node -> new NodeBuilder(node)
                        .editSpec()
                        .withUnschedulable(unschedulable)
                        .endSpec()
                        .build());
    }

    private Node node() {
        return client.nodes().list().getItems().stream()
                .filter(node -> node.getSpec().getTaints().isEmpty()
                        || Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
                .findFirst()
                .orElseThrow();
    }

    private TaskTemplate podTemplate(String spec) {
        Struct.Builder struct = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(spec, struct);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
        return template("true", 0)
                .clearContainer()
                .setK8SPod(K8sPod.newBuilder().setPodSpec(struct).setPrimaryContainerName("main"))
                .build();
    }

    private TaskAction create(TaskTemplate template) {
        return client.resource(Actions.action(namespace, store.base(), template))
                .create();
    }

    private static ResourceEntry entry(ResourceName name, String value) {
        return ResourceEntry.newBuilder().setName(name).setValue(value).build();
    }

    /** So that the tests do not wait for minutes. */
    public static final class ShortGraces implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "flyte.executor.pod.image-pull-backoff-grace", "2s",
                    "flyte.executor.initial-backoff", "200ms",
                    "flyte.executor.max-backoff", "1s");
        }
    }
}

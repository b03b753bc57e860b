package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.Test;

/** The life of task actions on a real cluster: its kubelet runs the pods; see docs/adr/0023-devbox-runs-the-real-services.md. */
@RealCluster
@QuarkusTest
@WithTestResource(RealKubernetes.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class RealClusterTest extends StoredLogsTestBase {
    RealClusterTest(
            KubernetesClient client,
            ObjectStore store,
            StubPodLogs logs,
            Clock clock,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        super(client, store, logs, clock, namespace);
    }

    @Test
    void succeedsWhenThePodSucceeds() {
        TaskAction action = create("true", 0);

        events.until(action, "SUCCEEDED/1");
        assertThat(status(action).conditions).anyMatch(c -> c.getType().equals("Succeeded"));
    }

    @Test
    void retriesAndReportsAnExitCodeWithoutAnErrorFile() {
        TaskAction action = create("echo no good; exit 3", 1);

        assertThat(events.until(action, "FAILED/2")).containsSubsequence("FAILED/1", "QUEUED/2", "FAILED/2");
        assertThat(status(action).errorState.message).contains("exit code 3", "no good");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(kubernetesEvents(action))
                        .hasSize(2)
                        .allSatisfy(event -> assertThat(event.getNote()).contains("exit code 3", "no good")));
        assertThat(pods(action)).hasSize(2);
    }

    @Test
    void failsWithTheReasonOfARefusedPod() {
        TaskTemplate bad = template("true", 0)
                .setContainer(Container.newBuilder()
                        .setImage(IMAGE)
                        .setResources(Resources.newBuilder()
                                .addRequests(Resources.ResourceEntry.newBuilder()
                                        .setName(Resources.ResourceName.EPHEMERAL_STORAGE)
                                        .setValue("5"))
                                .addLimits(Resources.ResourceEntry.newBuilder()
                                        .setName(Resources.ResourceName.EPHEMERAL_STORAGE)
                                        .setValue("5")))
                        .addEnv(org.flyte.idl.core.KeyValuePair.newBuilder()
                                .setKey("not a = name")
                                .setValue("x")))
                .build();
        TaskAction action = create(bad);

        events.until(action, "FAILED/1");
        assertThat(status(action).errorState.code).isEqualTo("InvalidResource");
        assertThat(status(action).errorState.message).contains("env");
    }

    /** The API server fills in a restart policy and pull policies, which a task must not inherit. */
    @Test
    void basesThePodOnAPodTemplateOfTheCluster() {
        PodTemplate podTemplate = client.resource(new PodTemplateBuilder()
                        .withNewMetadata()
                        .withName("greeting")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("team", "a")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("default")
                        .withImage("placeholder")
                        .addNewEnv()
                        .withName("GREETING")
                        .withValue("hello")
                        .endEnv()
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .build())
                .createOr(NonDeletingOperation::update);
        assertThat(podTemplate.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Always");
        TaskTemplate.Builder task = template("test \"$GREETING\" = hello", 0);
        task.getMetadataBuilder().setPodTemplateName("greeting");
        TaskAction action = create(task.build());

        events.until(action, "SUCCEEDED/1");
        assertThat(pods(action)).singleElement().satisfies(pod -> {
            assertThat(pod.getMetadata().getLabels()).containsEntry("team", "a");
            assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
        });
    }

    @Test
    void saysWhyAPodDoesNotStart() throws IOException {
        Struct.Builder spec = Struct.newBuilder();
        JsonFormat.parser().merge("""
                {"containers": [{"name": "main", "image": "%s", "volumeMounts": [{"name": "v", "mountPath": "/v"}]}],
                 "volumes": [{"name": "v", "configMap": {"name": "nowhere"}}]}
                """.formatted(IMAGE), spec);
        TaskAction action = create(template("true", 0)
                .setK8SPod(K8sPod.newBuilder().setPodSpec(spec))
                .build());

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(status(action))
                        .isNotNull()
                        .satisfies(status -> assertThat(status.phaseHistory)
                                .anySatisfy(entry ->
                                        assertThat(entry.message).contains("FailedMount", "\"nowhere\" not found"))));
    }

    @Test
    void endsThePodOfAnAbortedAction() {
        TaskAction action = create("sleep 600", 0);
        events.until(action, "RUNNING/1");
        client.resource(action).delete();

        events.until(action, "ABORTED/1");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pods(action)).isEmpty());
        assertThat(client.resource(action).get()).isNull();
    }

    @Test
    void storesWhatAHundredThousandLinesPrintAndAnAbortedPodToItsEnd() throws IOException {
        TaskAction ended = create("i=0; while [ $i -lt 100000 ]; do echo line $i; i=$((i+1)); done", 0);
        TaskAction aborted = create("trap 'echo bye; exit 0' TERM; echo hello; while :; do sleep 0.1; done", 0);
        events.until(aborted, "RUNNING/1");
        client.resource(aborted).delete();
        events.until(ended, "SUCCEEDED/1");
        client.resource(ended).delete();

        List<String> lines = stored(ended);
        assertThat(lines).hasSize(100_000);
        assertThat(lines.getFirst()).endsWith(" line 0");
        assertThat(lines.getLast()).endsWith(" line 99999");
        assertThat(stored(aborted)).extracting(line -> line.split(" ", 2)[1]).containsExactly("hello", "bye");
    }

    /** The lines of the primary container, once they are stored. */
    private List<String> stored(TaskAction action) throws IOException {
        String pod = Names.pod(action.getMetadata().getName(), 1, 0);
        return stored(action, pod, Names.PRIMARY_CONTAINER).lines().toList();
    }

    @Test
    void replacesADeletedPod() {
        TaskAction action = create("sleep 3", 0);
        events.until(action, "RUNNING/1");
        client.resource(pods(action).getFirst()).withGracePeriod(0).delete();

        events.until(action, "SUCCEEDED/1");
        assertThat(status(action).systemFailures).isEqualTo(1);
        assertThat(events.phases(action)).doesNotContain("FAILED/1");
    }

    @Test
    void createsEachPodOfABurstOnce() {
        List<TaskAction> burst = java.util.stream.IntStream.range(0, 12)
                .mapToObj(i -> create("true", 0))
                .toList();

        for (TaskAction action : burst) {
            events.until(action, "SUCCEEDED/1");
            assertThat(pods(action)).hasSize(1);
            assertThat(status(action).systemFailures).isZero();
        }
    }

    private TaskAction create(String script, int retries) {
        return create(template(script, retries).build());
    }

    private TaskAction create(TaskTemplate template) {
        return client.resource(Actions.action(namespace, store.base(), template))
                .create();
    }

    private List<Event> kubernetesEvents(TaskAction action) {
        return client.resources(Event.class).inNamespace(namespace).list().getItems().stream()
                .filter(event -> action.getMetadata()
                        .getName()
                        .equals(event.getRegarding().getName()))
                .toList();
    }
}

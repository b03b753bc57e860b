package org.flyte.executor.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.WorkerPool;
import org.flyte.executor.Actions;
import org.flyte.executor.CreatedActionsTestBase;
import org.flyte.executor.FakeKubelet;
import org.flyte.executor.StoreFolder;
import org.flyte.idl.core.ReusePolicy;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Actions with a reuse policy, from their creation to their end; supervisors and kubelet are of the test. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class PoolTaskTest extends CreatedActionsTestBase {
    private final FakeKubelet kubelet;

    /** Pools of different tests are different. */
    private final String environment = "e" + UUID.randomUUID().toString().substring(0, 8);

    PoolTaskTest(KubernetesClient client, ObjectStore store) {
        super(client, store);
        this.kubelet = new FakeKubelet(client);
    }

    @AfterEach
    void removePools() {
        pods().forEach(kubelet::vanishes);
    }

    @Test
    void runsATaskInAWorkerAndKeepsWhatItHasPrinted() throws IOException {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        TaskAction traced = action(1, 1, spec -> {});
        traced.getMetadata().setAnnotations(Map.of(Names.ANNOTATION_TRACE_PARENT, trace));
        TaskAction action = create(traced);
        Pod pod = pod();
        assertThat(pod.getSpec().getContainers())
                .allSatisfy(container -> assertThat(container.getEnv())
                        .as("shared with tasks of other runs")
                        .noneMatch(variable -> variable.getName().equals("TRACEPARENT")));
        try (FakeSupervisor supervisor = ready(pod)) {
            JsonNode run = supervisor.next("run");
            assertThat(run.get("env").get("TRACEPARENT").asText()).isEqualTo(trace);
            assertThat(texts(run.get("args")))
                    .containsExactly("a0", "--outputs-path", action.getSpec().runOutputBase + "a0/1");
            assertThat(run.get("env").get("ACTION_NAME").asText()).isEqualTo("a0");
            assertThat(run.get("env").get("FLYTE_ATTEMPT_NUMBER").asText()).isEqualTo("0");
            assertThat(run.get("stamp").asText()).isEqualTo(action.getSpec().runName + "/a0/1");
            assertThat(status(action).pluginState)
                    .as("the slot is recorded before the task is started")
                    .contains(pod.getMetadata().getUid());
            store.write(action.getSpec().runOutputBase + "a0/1/outputs.pb", new byte[0]);
            String id = run.get("id").asText();
            supervisor.ends(id, "completed", 0, "2026-11-24T10:00:00.000000001Z hello\n");

            assertThat(events.until(action, "SUCCEEDED/1")).endsWith("SUCCEEDED/1");
            assertThat(supervisor.next("forget").get("id").asText()).isEqualTo(id);
        }
        assertThat(client.pods()
                        .inNamespace(KubernetesApi.NAMESPACE)
                        .withName(action.getMetadata().getName() + "-0")
                        .get())
                .as("there is no ordinary pod")
                .isNull();
        String log = action.getSpec().runOutputBase + "a0/1/_logs/"
                + pod.getMetadata().getName() + "/primary.log.gz";
        await().atMost(Duration.ofSeconds(20)).until(() -> store.head(log).isPresent());
        try (var in = new GZIPInputStream(new java.io.ByteArrayInputStream(store.read(log, 100_000)))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("hello");
        }
    }

    @Test
    void givesASlotToTheNextTaskWhenItIsFree() {
        TaskAction first = create(action(1, 1, spec -> {}));
        Pod pod = pod();
        try (FakeSupervisor supervisor = ready(pod)) {
            String one = supervisor.next("run").get("id").asText();
            TaskAction second = create(action(1, 1, spec -> {}));
            await().during(Duration.ofSeconds(1)).until(() -> status(second).pluginState == null);
            succeeds(first, supervisor, one);
            succeeds(second, supervisor, supervisor.next("run").get("id").asText());

            events.until(first, "SUCCEEDED/1");
            events.until(second, "SUCCEEDED/1");
        }
        assertThat(pods()).hasSize(1);
    }

    @Test
    void aTaskThatTheOnlySlotWaitsForRunsAsAnOrdinaryPod() {
        TaskAction parent = create(action(1, 1, spec -> {}));
        try (FakeSupervisor supervisor = ready(pod())) {
            String id = supervisor.next("run").get("id").asText();
            TaskAction child = create(action(1, 1, spec -> {
                spec.runName = parent.getSpec().runName;
                spec.actionName = "child";
                spec.parentActionName = "a0";
                spec.runOutputBase = parent.getSpec().runOutputBase;
            }));
            Pod ordinary = kubelet.podOf(child, 1, 0);
            await().atMost(Duration.ofSeconds(20)).until(() -> status(child).pluginState != null);
            assertThat(status(child).pluginState).contains("wait for tasks of it");
            kubelet.runs(ordinary);
            store.write(child.getSpec().runOutputBase + "child/1/outputs.pb", new byte[0]);
            kubelet.ends(ordinary, 0);
            events.until(child, "SUCCEEDED/1");
            succeeds(parent, supervisor, id);
            events.until(parent, "SUCCEEDED/1");
        }
    }

    @Test
    void abortsATaskInItsWorker() {
        TaskAction action = create(action(1, 1, spec -> {}));
        try (FakeSupervisor supervisor = ready(pod())) {
            String id = supervisor.next("run").get("id").asText();
            client.resource(action).delete();

            assertThat(supervisor.next("abort").get("id").asText()).isEqualTo(id);
            await().during(Duration.ofSeconds(1))
                    .until(() -> client.resource(action).get() != null);
            supervisor.ends(id, "aborted", 0, "");

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> client.resource(action).get() == null);
            assertThat(events.phases(action)).endsWith("ABORTED/1");
        }
    }

    @Test
    void aLostPodCostsNoAttempt() {
        TaskAction action = create(action(1, 1, spec -> {}));
        Pod pod = pod();
        try (FakeSupervisor supervisor = ready(pod)) {
            supervisor.next("run");
            kubelet.ends(pod, 137, "Error");
        }
        Pod next = podOtherThan(pod);
        try (FakeSupervisor supervisor = ready(next)) {
            JsonNode run = supervisor.next("run");
            assertThat(run.get("env").get("FLYTE_ATTEMPT_NUMBER").asText()).isEqualTo("0");
            assertThat(texts(run.get("args")).getLast()).isEqualTo(action.getSpec().runOutputBase + "a0/1-1");
            store.write(action.getSpec().runOutputBase + "a0/1-1/outputs.pb", new byte[0]);
            supervisor.ends(run.get("id").asText(), "completed", 0, "");
            events.until(action, "SUCCEEDED/1");
        }
    }

    @Test
    void anErrorOfTheTaskIsThatOfAProcess() {
        TaskAction action = create(action(1, 1, spec -> {}));
        try (FakeSupervisor supervisor = ready(pod())) {
            supervisor.ends(supervisor.next("run").get("id").asText(), "oom", -9, "");

            events.until(action, "FAILED/1");
            assertThat(status(action).errorState.code).isEqualTo("OOMKilled");
        }
    }

    @Test
    void aSupervisorThatIsBackSaysWhatItRuns() {
        TaskAction action = create(action(1, 1, spec -> {}));
        Pod pod = pod();
        String id;
        try (FakeSupervisor supervisor = ready(pod)) {
            id = supervisor.next("run").get("id").asText();
        }
        try (FakeSupervisor again = FakeSupervisor.of(client, pod, List.of(id))) {
            again.next("welcome");
            succeeds(action, again, id);
            events.until(action, "SUCCEEDED/1");
        }
    }

    @Test
    void runsOrdinaryPodsWhereTheImageCannotHaveAWorker() {
        TaskAction action = create(action(1, 1, spec -> {}));
        Pod pod = pod();
        kubelet.ends(pod, 128, "StartError");

        kubelet.podOf(action, 1, 0);
        await().atMost(Duration.ofSeconds(20)).until(() -> status(action).pluginState != null);
        assertThat(status(action).pluginState).contains("StartError");
    }

    @Test
    void refusesAWrongTokenAndTasksOfOthers() {
        create(action(1, 1, spec -> {}));
        Pod pod = pod();
        try (FakeSupervisor stranger = new FakeSupervisor(client, pod, "wrong", List.of())) {
            stranger.next("rejected");
        }
        TaskAction other = create(action(1, 1, spec -> spec.domain = "elsewhere"));
        Pod foreign = podOtherThan(pod);
        try (FakeSupervisor own = ready(foreign);
                FakeSupervisor liar = ready(pod)) {
            String id = own.next("run").get("id").asText();
            liar.next("run");
            liar.ends(id, "completed", 0, "");

            await().during(Duration.ofSeconds(1)).until(() -> !"SUCCEEDED".equals(status(other).phase));
        }
    }

    @Test
    void refusesAPolicyThatCannotBeCarriedOut() {
        TaskAction action = create(action(3, 1, spec -> {}));

        events.until(action, "FAILED/1");
        assertThat(status(action).errorState.code).isEqualTo("BadTaskSpecification");
        assertThat(status(action).errorState.message).contains("min_replicas is 3");
    }

    private void succeeds(TaskAction action, FakeSupervisor supervisor, String id) {
        store.write(action.getSpec().runOutputBase + action.getSpec().actionName + "/1/outputs.pb", new byte[0]);
        supervisor.ends(id, "completed", 0, "");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new java.util.ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private FakeSupervisor ready(Pod pod) {
        kubelet.runs(pod);
        FakeSupervisor supervisor = FakeSupervisor.of(client, pod, List.of());
        supervisor.next("welcome");
        return supervisor;
    }

    private Pod pod() {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> pods().stream().findFirst().orElse(null), pod -> pod != null);
    }

    private Pod podOtherThan(Pod known) {
        String uid = known.getMetadata().getUid();
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> pods().stream()
                                .filter(pod -> !pod.getMetadata().getUid().equals(uid))
                                .findFirst()
                                .orElse(null),
                        pod -> pod != null);
    }

    private List<Pod> pods() {
        List<String> own =
                client.resources(WorkerPool.class).inNamespace(KubernetesApi.NAMESPACE).list().getItems().stream()
                        .filter(pool -> environment.equals(pool.getSpec().environment))
                        .map(pool -> pool.getMetadata().getName())
                        .toList();
        return client.pods().inNamespace(KubernetesApi.NAMESPACE).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getLabels() != null
                        && own.contains(pod.getMetadata().getLabels().get(Names.LABEL_POOL)))
                .toList();
    }

    private TaskAction action(int min, int max, Consumer<TaskActionSpec> change) {
        TaskTemplate template = Actions.template()
                .setType("actor")
                .setReusePolicy(ReusePolicy.newBuilder()
                        .setName(environment)
                        .setMinReplicas(min)
                        .setMaxReplicas(max)
                        .setConcurrency(1)
                        .setIdleTtl(com.google.protobuf.Duration.newBuilder().setSeconds(60))
                        .setScaledownTtl(
                                com.google.protobuf.Duration.newBuilder().setSeconds(30)))
                .build();
        return Actions.action(KubernetesApi.NAMESPACE, store.base(), template, spec -> {
            spec.taskType = "actor";
            change.accept(spec);
        });
    }
}

package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.flyte.crd.Names;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of actions on the stand-in of the Kubernetes API; the test takes the part of the kubelet. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
@WithTestResource(WithoutWatermark.class)
class TaskLifeTest {
    private final KubernetesClient client;
    private final ObjectStore store;
    private final FakeKubelet kubelet;
    private final MeterRegistry metrics;
    private EventLog events;

    TaskLifeTest(KubernetesClient client, ObjectStore store, MeterRegistry metrics) {
        this.client = client;
        this.store = store;
        this.metrics = metrics;
        this.kubelet = new FakeKubelet(client);
    }

    @BeforeEach
    void listen() {
        events = new EventLog(RealKafka.bootstrapServers());
    }

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void succeedsWhenATaskWritesItsOutputs() {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        kubelet.runs(pod);
        await().until(() -> "RUNNING".equals(status(action).phase));
        write(action, 1, "outputs.pb", new byte[0]);
        kubelet.ends(pod, 0);

        assertThat(events.until(action, "SUCCEEDED/1")).containsExactly("RUNNING/1", "SUCCEEDED/1");
        TaskActionStatus status = status(action);
        assertThat(status.phase).isEqualTo("SUCCEEDED");
        assertThat(status.outputUri).isEqualTo(action.getSpec().runOutputBase + "a0/1");
        assertThat(pod.getSpec().getContainers().getFirst().getArgs())
                .containsExactly("a0", "--outputs-path", status.outputUri);
        ActionEvent last = events.of(action).toList().getLast();
        assertThat(last.getOutputs().getOutputUri()).isEqualTo(status.outputUri + "/outputs.pb");
        assertThat(last.getLogContext().getPrimaryPodName())
                .isEqualTo(pod.getMetadata().getName());
    }

    @Test
    void recordsAShortRunWithItsEndInOneRequest() {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        write(action, 1, "outputs.pb", new byte[0]);
        long before = KubernetesApi.requests();
        kubelet.runs(pod);
        kubelet.ends(pod, 0);

        assertThat(events.until(action, "SUCCEEDED/1")).endsWith("SUCCEEDED/1");
        assertThat(KubernetesApi.requests() - before)
                .as("two of the kubelet and one of ours")
                .isEqualTo(3);
        await().pollDelay(Duration.ofMillis(700)).until(() -> true);
        assertThat(KubernetesApi.requests() - before).as("nothing later").isEqualTo(3);
        List<PhaseEntry> history = status(action).phaseHistory;
        assertThat(history).extracting(entry -> entry.occurredAt).isSorted();
        assertThat(history).extracting(entry -> entry.phase).endsWith("SUCCEEDED");
    }

    @Test
    void recordsThatAPodRunsAlthoughNothingElseHappens() {
        TaskAction action = create(Actions.template().build());
        kubelet.runs(kubelet.podOf(action, 1, 0));

        assertThat(events.until(action, "RUNNING/1")).containsExactly("RUNNING/1");
        client.resource(action).delete();
        events.until(action, "ABORTED/1");
    }

    @Test
    void keepsThePodOfAnActionThatIsAbortedRightAfterItsStart() {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        kubelet.runs(pod);
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        client.resource(action).delete();

        assertThat(events.until(action, "ABORTED/1")).containsExactly("RUNNING/1", "ABORTED/1");
        assertThat(events.of(action).findFirst().orElseThrow().getLogContext().getPrimaryPodName())
                .isEqualTo(pod.getMetadata().getName());
        await().untilAsserted(() -> assertThat(client.resource(action).get()).isNull());
    }

    @Test
    void keepsAPodWhoseContainersHaveEndedEvenIfItsPhaseLags() {
        TaskAction action = create(Actions.template(1).build());
        Pod first = kubelet.podOf(action, 1, 0);
        kubelet.ends(first, 1, "Error", "Running");

        Pod second = kubelet.podOf(action, 2, 0);

        assertThat(kubelet.podsOf(action))
                .extracting(pod -> pod.getMetadata().getName())
                .contains(first.getMetadata().getName(), second.getMetadata().getName());
    }

    /** See docs/adr/0006-a-crash-after-the-outputs-is-a-success.md. */
    @ParameterizedTest(name = "outputs {0}, error {1}: {2}")
    @CsvSource({"true, false, SUCCEEDED", "false, false, FAILED", "true, true, FAILED"})
    void failsAfterACrashUnlessTheOutputsAreWritten(boolean outputs, boolean error, String phase) {
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        if (outputs) {
            write(action, 1, "outputs.pb", new byte[0]);
        }
        if (error) {
            write(action, 1, "error.pb", error("ValueError", ContainerError.Kind.NON_RECOVERABLE));
        }
        kubelet.ends(pod, 134);

        events.until(action, phase + "/1");
        assertThat(status(action).phase).isEqualTo(phase);
    }

    @Test
    void retriesAUserErrorThenReportsItsCode() {
        TaskAction action = create(Actions.template(1).build());
        fail(action, 1, "ValueError", ContainerError.Kind.RECOVERABLE);
        fail(action, 2, "ValueError", ContainerError.Kind.RECOVERABLE);

        assertThat(events.until(action, "FAILED/2")).containsSubsequence("FAILED/1", "QUEUED/2", "FAILED/2");
        assertThat(status(action).errorState.code).isEqualTo("RetriesExhausted|ValueError");
        ActionEvent first = events.of(action)
                .filter(event -> event.hasErrorInfo() && event.getAttempt() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(first.getErrorInfo().getMessage()).isEqualTo("boom");
    }

    @Test
    void doesNotRetryANonRecoverableError() {
        TaskAction action = create(Actions.template(3).build());
        fail(action, 1, "ValueError", ContainerError.Kind.NON_RECOVERABLE);

        assertThat(events.until(action, "FAILED/1")).doesNotContain("QUEUED/2");
        assertThat(status(action).phase).isEqualTo("FAILED");
    }

    @Test
    void replacesADeletedPodWithinTheAttempt() {
        TaskAction action = create(Actions.template()
                .setContainer(
                        Container.newBuilder().addArgs("{{.OutputPrefix}}").addArgs("{{.PrevCheckpointPrefix}}"))
                .build());
        Pod pod = kubelet.podOf(action, 1, 0);
        kubelet.runs(pod);
        await().until(() -> "RUNNING".equals(status(action).phase));
        kubelet.vanishes(pod);

        Pod second = kubelet.podOf(action, 1, 1);
        kubelet.runs(second);
        String folder = action.getSpec().runOutputBase + "a0/1-1";
        assertThat(second.getSpec().getContainers().getFirst().getArgs())
                .containsExactly(folder, action.getSpec().runOutputBase + "a0/1/_flytecheckpoints");
        write(action, 1, "error.pb", error("ValueError", ContainerError.Kind.NON_RECOVERABLE));
        write(action, 1, "outputs.pb", new byte[] {1});
        store.write(folder + "/outputs.pb", new byte[0]);
        kubelet.ends(second, 0);

        assertThat(events.until(action, "SUCCEEDED/1"))
                .as("what the first pod writes on a node that the cluster has lost decides nothing")
                .doesNotContain("FAILED/1");
        assertThat(status(action).systemFailures).isEqualTo(1);
        assertThat(events.of(action).toList().getLast().getOutputs().getOutputUri())
                .isEqualTo(folder + "/outputs.pb");
    }

    @Test
    void stopsThePodOfAnAbortedActionAndPublishesTheAbort() {
        TaskAction action = create(Actions.template().build());
        kubelet.runs(kubelet.podOf(action, 1, 0));
        await().until(() -> "RUNNING".equals(status(action).phase));
        client.resource(action).delete();

        assertThat(events.until(action, "ABORTED/1")).containsExactly("RUNNING/1", "ABORTED/1");
        await().untilAsserted(() -> assertThat(client.resource(action).get()).isNull());
        assertThat(kubelet.podsOf(action)).isEmpty();
    }

    @Test
    void failsAnActionWithAnInvalidSpec() {
        TaskAction action = create(TaskTemplate.newBuilder().setType("python").build());

        assertThat(events.until(action, "FAILED/1")).containsExactly("FAILED/1");
        assertThat(status(action).errorState.code).isEqualTo("BadTaskSpecification");
    }

    @Test
    void pausesAConditionUntilItsSignal() {
        TaskAction action = client.resource(Actions.action(
                        KubernetesApi.NAMESPACE, store.base(), TaskTemplate.getDefaultInstance(), spec -> {
                            spec.actionType = Names.TYPE_CONDITION;
                            spec.conditionSpec = ConditionAction.newBuilder()
                                    .setName("ok")
                                    .build()
                                    .toByteArray();
                        }))
                .create();
        events.until(action, "PAUSED/1");
        client.resource(action)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"signalValue\":\"AQI=\",\"signalledBy\":\"ann\"}}");

        assertThat(events.until(action, "SUCCEEDED/1")).containsExactly("PAUSED/1", "SUCCEEDED/1");
        assertThat(status(action).signalValue).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void makesAtMostFiveRequestsForAnAction() {
        Pod warm = kubelet.podOf(create(Actions.template().build()), 1, 0);
        assertThat(warm).isNotNull();
        long before = KubernetesApi.requests();
        TaskAction action = create(Actions.template().build());
        long ours = 1;
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(KubernetesApi.requests() - before).isEqualTo(ours + 1);
        Pod pod = kubelet.podOf(action, 1, 0);
        write(action, 1, "outputs.pb", new byte[0]);
        kubelet.runs(pod);
        events.until(action, "RUNNING/1");
        before = KubernetesApi.requests();
        kubelet.ends(pod, 0);
        events.until(action, "SUCCEEDED/1");
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);

        assertThat(KubernetesApi.requests() - before).as("kubelet's and ours").isEqualTo(2);
    }

    @Test
    void reconcilesOnlyWhenAPodIsJudgedOtherwise() {
        double idle = reconcilesOnceIdle();
        TaskAction action = create(Actions.template().build());
        Pod pod = kubelet.podOf(action, 1, 0);
        PodStatus status = new PodStatusBuilder()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("True")
                .endCondition()
                .build();
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        double before = reconciles();
        assertThat(before - idle).as("to create the pod").isEqualTo(1);
        kubelet.set(pod, status);
        for (int address = 1; address <= 5; address++) {
            status.setHostIP("10.0.0." + address);
            kubelet.set(pod, status);
        }
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);

        assertThat(reconciles() - before).isZero();
        write(action, 1, "outputs.pb", new byte[0]);
        kubelet.ends(pod, 0);
        events.until(action, "SUCCEEDED/1");
        assertThat(reconciles() - before).isEqualTo(1);
    }

    /** A new operator first reconciles what earlier tests have left in the API. */
    private double reconcilesOnceIdle() {
        double[] last = {-1};
        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            double now = reconciles();
            boolean idle = now == last[0];
            last[0] = now;
            return idle;
        });
        return last[0];
    }

    /** Of this test's action: the others have ended. */
    private double reconciles() {
        return metrics.counter("flyte.executor.reconciles").count();
    }

    private void fail(TaskAction action, int attempt, String code, ContainerError.Kind kind) {
        Pod pod = kubelet.podOf(action, attempt, 0);
        write(action, attempt, "error.pb", error(code, kind));
        kubelet.ends(pod, 0);
    }

    private static byte[] error(String code, ContainerError.Kind kind) {
        return ErrorDocument.newBuilder()
                .setError(ContainerError.newBuilder()
                        .setCode(code)
                        .setMessage("boom")
                        .setKind(kind)
                        .setOrigin(ExecutionError.ErrorKind.USER))
                .build()
                .toByteArray();
    }

    private void write(TaskAction action, int attempt, String file, byte[] content) {
        store.write(action.getSpec().runOutputBase + "a0/" + attempt + "/" + file, content);
    }

    private TaskAction create(TaskTemplate template) {
        return client.resource(Actions.action(KubernetesApi.NAMESPACE, store.base(), template))
                .create();
    }

    private TaskActionStatus status(TaskAction action) {
        TaskActionStatus status = client.resource(action).get().getStatus();
        return status == null ? new TaskActionStatus() : status;
    }
}

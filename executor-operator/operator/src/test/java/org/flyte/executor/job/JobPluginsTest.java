package org.flyte.executor.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
import org.flyte.executor.CreatedActionsTestBase;
import org.flyte.executor.StoreFolder;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks of the SDK's plugins in the operator, on the stand-in of the Kubernetes API; the test plays the controllers. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
@WithTestResource(JobCrds.class)
class JobPluginsTest extends CreatedActionsTestBase {
    JobPluginsTest(KubernetesClient client, ObjectStore store) {
        super(client, store);
    }

    @ParameterizedTest
    @EnumSource
    void succeedsWithItsJob(JobCase job) {
        TaskAction action = create(job, job.task());
        JobController controller = controller(job);
        GenericKubernetesResource resource = controller.resource(action);
        assertThat(resource.getMetadata().getLabels())
                .containsEntry("run", action.getSpec().runName)
                .doesNotContainKey("flyte.org/role");
        assertThat(client.getKubernetesSerialization().asYaml(resource))
                .as("commands are filled in by the pod kit")
                .contains(action.getSpec().runOutputBase + "a0/1");

        controller.write(resource, job.running);
        events.until(action, "RUNNING/1");
        store.write(action.getSpec().runOutputBase + "a0/1/outputs.pb", new byte[0]);
        controller.write(resource, job.succeeded);

        assertThat(events.until(action, "SUCCEEDED/1")).endsWith("RUNNING/1", "SUCCEEDED/1");
    }

    @ParameterizedTest
    @EnumSource
    void failsWithItsJobByKind(JobCase job) {
        TaskAction action = create(job, job.task());
        JobController controller = controller(job);

        controller.write(controller.resource(action), job.failed);

        events.until(action, "FAILED/1");
        TaskActionStatus status = status(action);
        assertThat(status.errorState.kind + " " + status.errorState.code).isEqualTo(job.failure);
        assertThat(status.errorState.message).contains("it broke");
    }

    @ParameterizedTest
    @EnumSource
    void failsWithTheErrorThatTheTaskWrote(JobCase job) {
        TaskAction action = create(job, job.task());
        JobController controller = controller(job);
        GenericKubernetesResource resource = controller.resource(action);
        ErrorDocument error = ErrorDocument.newBuilder()
                .setError(ContainerError.newBuilder()
                        .setCode("ValueError")
                        .setMessage("no such column")
                        .setKind(ContainerError.Kind.NON_RECOVERABLE)
                        .setOrigin(ExecutionError.ErrorKind.USER))
                .build();
        store.write(action.getSpec().runOutputBase + "a0/1/error.pb", error.toByteArray());

        controller.write(resource, job.failed);

        events.until(action, "FAILED/1");
        TaskActionStatus status = status(action);
        assertThat(status.errorState.kind + " " + status.errorState.code).isEqualTo("USER ValueError");
    }

    @ParameterizedTest
    @EnumSource
    void removesTheJobOfAnAbortedAction(JobCase job) {
        TaskAction action = create(job, job.task());
        JobController controller = controller(job);
        controller.write(controller.resource(action), job.running);
        events.until(action, "RUNNING/1");

        client.resource(action).delete();

        events.until(action, "ABORTED/1");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(controller.find(action)).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DASK")
    void waitsWhileItsJobIsSuspended(JobCase job) {
        TaskAction action = create(job, job.task());
        JobController controller = controller(job);

        controller.write(controller.resource(action), Objects.requireNonNull(job.suspended));

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            TaskActionStatus status = status(action);
            assertThat(status.phase).isEqualTo("WAITING_FOR_RESOURCES");
            assertThat(status.phaseHistory.getLast().message).contains("suspended");
        });
    }

    @Test
    void endsATaskThatKueueHoldsLongerThanItMayWait() {
        TaskTemplate.Builder task = JobCase.CLUSTERED.task().toBuilder();
        task.getMetadataBuilder().getTimeoutsBuilder().getQueuedTimeoutBuilder().setSeconds(3);
        TaskAction action = create(JobCase.CLUSTERED, task.build());
        JobController controller = controller(JobCase.CLUSTERED);
        GenericKubernetesResource resource = controller.resource(action);
        assertThat(resource.getMetadata().getLabels()).containsEntry("kueue.x-k8s.io/queue-name", "training");

        controller.write(resource, JobCase.CLUSTERED.suspended);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status(action).errorState)
                        .isNotNull()
                        .satisfies(error -> assertThat(error.code).isEqualTo("QUEUED_TIMEOUT_EXCEEDED")));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(controller.find(action)).isEmpty());
    }

    @Test
    void givesTheLabelsOfTheRunToTheJob() {
        TaskAction action = action(JobCase.RAY, JobCase.RAY.task());
        action.getMetadata().setLabels(new HashMap<>(action.getMetadata().getLabels()));
        action.getMetadata().getLabels().put("kueue.x-k8s.io/queue-name", "of-the-run");
        create(action);

        GenericKubernetesResource resource = controller(JobCase.RAY).resource(action);

        assertThat(resource.getMetadata().getLabels()).containsEntry("kueue.x-k8s.io/queue-name", "of-the-run");
        assertThat(client.getKubernetesSerialization().asYaml(Map.of("spec", resource.get("spec"))))
                .doesNotContain("kueue.x-k8s.io/queue-name");
    }

    @Test
    void refusesATaskWithoutACluster() {
        TaskAction action =
                create(JobCase.RAY, JobCase.RAY.task().toBuilder().clearCustom().build());

        events.until(action, "FAILED/1");
        assertThat(status(action).errorState.code).isEqualTo("BadTaskSpecification");
        assertThat(controller(JobCase.RAY).find(action)).isEmpty();
    }

    private JobController controller(JobCase job) {
        return new JobController(client, KubernetesApi.NAMESPACE, job);
    }

    private TaskAction create(JobCase job, TaskTemplate task) {
        return create(action(job, task));
    }

    private TaskAction action(JobCase job, TaskTemplate task) {
        return Actions.action(KubernetesApi.NAMESPACE, store.base(), task, spec -> spec.taskType = job.type);
    }
}

package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskAction;
import org.flyte.executor.job.JobCase;
import org.flyte.executor.job.JobController;
import org.flyte.executor.job.JobCrds;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tasks of the SDK's plugins on a real cluster: its API server checks the custom resources by their schemas, its kubelet runs pods of
 * their templates, its garbage collector removes what is left. The test plays the controllers of the custom resources.
 */
@RealCluster
@QuarkusTest
@WithTestResource(RealKubernetes.class)
@WithTestResource(value = JobCrds.class, initArgs = @ResourceArg(name = "real", value = "true"))
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class JobPluginsClusterTest extends StoredLogsTestBase {
    JobPluginsClusterTest(
            KubernetesClient client,
            ObjectStore store,
            StubPodLogs logs,
            Clock clock,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        super(client, store, logs, clock, namespace);
    }

    @ParameterizedTest
    @EnumSource
    void succeedsAndStoresTheLogsOfItsPods(JobCase job) throws IOException {
        TaskAction action = create(job);
        JobController controller = controller(job);
        GenericKubernetesResource resource = controller.resource(action);
        String leader = JobController.leaderName(resource);
        String other = leader + "-other";
        createPod(job, resource, leader, "echo hello of the leader; sleep 2");
        createPod(job, resource, other, "echo hello of another; sleep 2");
        controller.write(resource, job.running);
        events.until(action, "RUNNING/1");
        store.write(action.getSpec().runOutputBase + "a0/1/outputs.pb", new byte[0]);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> phases(leader, other).equals(List.of("Succeeded", "Succeeded")));

        controller.write(resource, job.succeeded);

        assertThat(events.until(action, "SUCCEEDED/1")).endsWith("RUNNING/1", "SUCCEEDED/1");
        ActionEvent last = events.of(action).toList().getLast();
        assertThat(last.getLogContext().getPrimaryPodName()).isEqualTo(leader);
        assertThat(last.getLogContext().getPodsList())
                .extracting(PodLogContext::getPodName)
                .containsExactlyInAnyOrder(leader, other);
        assertThat(stored(action, leader)).contains("hello of the leader");
        assertThat(stored(action, other)).contains("hello of another");
    }

    @ParameterizedTest
    @EnumSource
    void failsAsItsPodFails(JobCase job) {
        TaskAction action = create(job);
        JobController controller = controller(job);
        GenericKubernetesResource resource = controller.resource(action);
        String leader = JobController.leaderName(resource);
        createPod(job, resource, leader, "exit 3");
        controller.write(resource, job.running);
        await().atMost(Duration.ofSeconds(60)).until(() -> phases(leader).equals(List.of("Failed")));

        controller.write(resource, job.failed);

        events.until(action, "FAILED/1");
        ActionEvent last = events.of(action).toList().getLast();
        assertThat(last.getErrorInfo().getMessage()).contains("exit code 3");
    }

    @ParameterizedTest
    @EnumSource
    void removesTheJobOfAnAbortedActionWithItsPods(JobCase job) {
        TaskAction action = create(job);
        JobController controller = controller(job);
        GenericKubernetesResource resource = controller.resource(action);
        String leader = JobController.leaderName(resource);
        createPod(job, resource, leader, "exec sleep 600");
        controller.write(resource, job.running);
        events.until(action, "RUNNING/1");

        client.resource(action).delete();

        events.until(action, "ABORTED/1");
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(controller.find(action)).isEmpty();
            assertThat(client.pods().inNamespace(namespace).withName(leader).get())
                    .isNull();
        });
    }

    /** A pod of the template in the custom resource, with a script in place of what the job would run. */
    private void createPod(JobCase job, GenericKubernetesResource resource, String name, String script) {
        PodTemplateSpec template =
                client.getKubernetesSerialization().convertValue(job.template(resource), PodTemplateSpec.class);
        Container primary = new ContainerBuilder()
                .withName(template.getSpec().getContainers().getFirst().getName())
                .withImage(IMAGE)
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sh", "-c", script)
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .build();
        client.resource(new PodBuilder()
                        .withMetadata(template.getMetadata())
                        .editMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .addToLabels("batch.kubernetes.io/job-completion-index", name.endsWith("-other") ? "1" : "0")
                        .addToLabels("flyte.org/role", role(template, name))
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion(resource.getApiVersion())
                                .withKind(resource.getKind())
                                .withName(resource.getMetadata().getName())
                                .withUid(resource.getMetadata().getUid())
                                .withController(true)
                                .build())
                        .endMetadata()
                        .withNewSpecLike(template.getSpec())
                        .withContainers(primary)
                        .withNodeSelector(null)
                        .withRestartPolicy("Never")
                        .withTerminationGracePeriodSeconds(1L)
                        .endSpec()
                        .build())
                .create();
    }

    private static String role(PodTemplateSpec template, String name) {
        return name.endsWith("-other")
                ? "other"
                : template.getMetadata().getLabels().getOrDefault("flyte.org/role", "leader");
    }

    private List<String> phases(String... names) {
        return List.of(names).stream()
                .map(name -> client.pods().inNamespace(namespace).withName(name).get())
                .map(pod -> pod.getStatus().getPhase())
                .toList();
    }

    private String stored(TaskAction action, String pod) throws IOException {
        String container = client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .get()
                .getSpec()
                .getContainers()
                .getFirst()
                .getName();
        return stored(action, pod, container);
    }

    private JobController controller(JobCase job) {
        return new JobController(client, namespace, job);
    }

    private TaskAction create(JobCase job) {
        return client.resource(Actions.action(namespace, store.base(), job.task(), spec -> spec.taskType = job.type))
                .create();
    }
}

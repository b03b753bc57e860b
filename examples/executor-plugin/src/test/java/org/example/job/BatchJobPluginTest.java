package org.example.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.TaskPluginContract;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

/** The plugin does what every plugin does, and what is its own. */
class BatchJobPluginTest extends TaskPluginContract {
    @Override
    protected TaskPluginProvider provider() {
        return new JobPluginProvider();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("dashboard", "https://dashboard/jobs/%s");
    }

    @Override
    protected TaskTemplate template() {
        return TaskTemplate.newBuilder()
                .setType("k8s-job")
                .setContainer(Container.newBuilder().setImage("image:1").addArgs("run"))
                .build();
    }

    @Override
    protected TaskTemplate badTemplate() {
        return TaskTemplate.newBuilder().setType("k8s-job").build();
    }

    @Override
    protected void complete(TaskExecution execution) {
        status(execution, "Complete", "JobComplete");
    }

    @Test
    void runsOnePodOnce() {
        Job job = job(started(execution()));

        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(job.getMetadata().getName()).hasSizeLessThanOrEqualTo(57);
        assertThat(job.getSpec().getTemplate().getSpec().getContainers())
                .singleElement()
                .satisfies(container -> assertThat(container.getArgs()).containsExactly("run"));
    }

    @Test
    void failsWithTheReasonOfTheJob() {
        TaskExecution execution = started(execution());
        status(execution, "Failed", "DeadlineExceeded");

        assertThat(plugin().observe(execution))
                .get()
                .isInstanceOfSatisfying(
                        Report.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("DeadlineExceeded"));
    }

    @Test
    void showsWhatItsPodDoesAndWhereItsLogIs() {
        TaskExecution execution = started(execution());
        Job job = job(execution);
        context()
                .kubernetes()
                .resource(new PodBuilder()
                        .withMetadata(job.getSpec().getTemplate().getMetadata())
                        .editMetadata()
                        .withName(job.getMetadata().getName() + "-abcde")
                        .withNamespace(execution.namespace())
                        .withCreationTimestamp("2026-11-24T10:00:00Z")
                        .endMetadata()
                        .withSpec(job.getSpec().getTemplate().getSpec())
                        .withNewStatus()
                        .withPhase("Running")
                        .endStatus()
                        .build())
                .create();

        assertThat(plugin().observe(execution)).get().isInstanceOfSatisfying(Report.Active.class, active -> {
            assertThat(active.phase()).isEqualTo(Report.Phase.RUNNING);
            assertThat(active.details().links())
                    .containsExactly(Link.external(
                            "Job", "https://dashboard/jobs/" + job.getMetadata().getName()));
        });
        assertThat(plugin().primaryPod(execution)).contains(job.getMetadata().getName() + "-abcde");
        assertThat(plugin().logs(execution)).isPresent();
    }

    private Job job(TaskExecution execution) {
        return context()
                .kubernetes()
                .batch()
                .v1()
                .jobs()
                .inNamespace(execution.namespace())
                .withName(objects(execution).getFirst().getMetadata().getName())
                .get();
    }

    private void status(TaskExecution execution, String type, String reason) {
        var condition = Map.of("type", type, "status", "True", "reason", reason);
        context()
                .kubernetes()
                .resource(job(execution))
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        context()
                                .kubernetes()
                                .getKubernetesSerialization()
                                .asJson(Map.of("status", Map.of("conditions", List.of(condition)))));
    }
}

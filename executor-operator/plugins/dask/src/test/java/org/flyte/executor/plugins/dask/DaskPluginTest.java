package org.flyte.executor.plugins.dask;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.Golden;
import org.flyte.executor.plugin.contract.JobPluginContract;
import org.flyte.executor.plugin.contract.SdkTask;
import org.flyte.idl.core.TaskLog;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class DaskPluginTest extends JobPluginContract {
    @Override
    protected TaskPluginProvider provider() {
        return new DaskProvider();
    }

    @Override
    protected TaskTemplate template() {
        return SdkTask.read("dask.json");
    }

    @Override
    protected TaskTemplate badTemplate() {
        return workers(0);
    }

    @Override
    protected String leader() {
        return "job-runner";
    }

    /** The operator of Dask gives all pods the labels and annotations of the DaskJob, and names the runner in the status. */
    @Override
    protected ObjectMetaBuilder leaderMetadata(TaskExecution execution) {
        return super.leaderMetadata(execution).removeFromLabels(PodKit.LABEL_ROLE);
    }

    @Override
    protected String running() {
        return "{jobStatus: Running, jobRunnerPodName: LEADER}";
    }

    @Override
    protected String unknown() {
        return "{jobStatus: Pausing}";
    }

    @Override
    protected String succeeded() {
        return "{jobStatus: Successful}";
    }

    @Override
    protected String failed() {
        return "{jobStatus: Failed, message: it broke}";
    }

    @Test
    void makesADaskJobOfATaskOfTheSdk() {
        TaskTemplate.Builder linked = template().toBuilder();
        linked.getMetadataBuilder()
                .addLogLinks(TaskLog.newBuilder()
                        .setName("Dask Dashboard")
                        .setLinkType(TaskLog.LinkType.DASHBOARD)
                        .setUri("https://flyte.example/dask/run1/status"));

        Golden.assertEquals("dask.yaml", manifestOf(linked.build(), Map.of("service-type", "ClusterIP")));
    }

    @Test
    void makesADaskJobOfATaskWithoutWishes() {
        Golden.assertEquals("dask-defaults.yaml", manifestOf(SdkTask.read("dask-defaults.json"), Map.of()));
    }

    @Test
    void refusesAClusterWithoutWorkers() {
        assertThat(refusal(workers(0)))
                .isEqualTo(Failure.permanent(Failure.BAD_TASK, "workers.number_of_workers is 0, at least 1 is needed"));
        assertThat(refusal(template().toBuilder().clearCustom().build()).code()).isEqualTo(Failure.BAD_TASK);
        assertThat(refusal(workers(-1)).message()).contains("is no DaskJob");
    }

    private TaskTemplate workers(int number) {
        return SdkTask.with(template(), "workers.numberOfWorkers", number);
    }
}

package org.flyte.executor.plugins.jobset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.Golden;
import org.flyte.executor.plugin.contract.JobPluginContract;
import org.flyte.executor.plugin.contract.SdkTask;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSetPluginTest extends JobPluginContract {
    @Override
    protected TaskPluginProvider provider() {
        return new JobSetProvider();
    }

    @Override
    protected TaskTemplate template() {
        return SdkTask.read("clustered-defaults.json");
    }

    @Override
    protected TaskTemplate badTemplate() {
        return SdkTask.with(template(), "replicas", 0);
    }

    @Override
    protected String leader() {
        return "worker";
    }

    @Override
    protected ObjectMetaBuilder leaderMetadata(TaskExecution execution) {
        return super.leaderMetadata(execution).addToLabels("batch.kubernetes.io/job-completion-index", "0");
    }

    @Override
    protected String running() {
        return "{replicatedJobsStatus: [{name: workers, ready: 1}]}";
    }

    @Override
    protected String unknown() {
        return "{conditions: [{type: Paused, status: 'True'}]}";
    }

    @Override
    protected String succeeded() {
        return "{conditions: [{type: Completed, status: 'True'}]}";
    }

    @Override
    protected String failed() {
        return "{conditions: [{type: Failed, status: 'True', reason: FailedJobs, message: it broke}]}";
    }

    @Test
    void makesAJobSetOfATaskOfTheSdk() {
        Golden.assertEquals("clustered.yaml", manifestOf(SdkTask.read("clustered.json"), Map.of()));
    }

    @Test
    void makesAJobSetOfATaskWithoutWishes() {
        Golden.assertEquals("clustered-defaults.yaml", manifestOf(template(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas     | 0      | replicas is 0, from 1 to 100000 are allowed
            replicas     | 100001 | replicas is 100001, from 1 to 100000 are allowed
            nprocPerNode | 0      | nproc_per_node is 0, at least 1 is needed
            interconnect | 1      | interconnect EFA is not supported, TCP is
            """)
    void refuses(String field, double value, String message) {
        assertThat(refusal(SdkTask.with(template(), field, value)))
                .isEqualTo(Failure.permanent(Failure.BAD_TASK, message));
    }
}

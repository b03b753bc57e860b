package org.flyte.executor.plugins.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.Golden;
import org.flyte.executor.plugin.contract.SdkTask;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PyTorchPluginTest extends KubeflowContract {
    @Override
    protected TaskPluginProvider provider() {
        return new PyTorchProvider();
    }

    /** With a master, which the SDK does not ask for. */
    @Override
    protected TaskTemplate template() {
        return SdkTask.read("pytorch-master.json");
    }

    @Override
    protected TaskTemplate badTemplate() {
        return SdkTask.with(template(), "workerReplicas.common.replicas", 0);
    }

    @Override
    protected String leader() {
        return "master";
    }

    @Test
    void makesAnElasticJobOfATaskOfTheSdk() {
        Golden.assertEquals("pytorch.yaml", manifestOf(SdkTask.read("pytorch.json"), Map.of()));
    }

    @Test
    void makesAJobWithAMaster() {
        Golden.assertEquals("pytorch-master.yaml", manifestOf(template(), Map.of()));
    }

    @Test
    void makesAJobOfTheFlatMessage() {
        Golden.assertEquals("pytorch-flat.yaml", manifestOf(SdkTask.read("pytorch-flat.json"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            workerReplicas.replicas          | 0  | worker_replicas.replicas is 0, at least 1 is needed
            workerReplicas.replicas          | -2 | worker_replicas.replicas is -2, at least 1 is needed
            masterReplicas.replicas          | 2  | master_replicas.replicas is 2, a PyTorchJob has 1
            masterReplicas.replicas          | -1 | master_replicas.replicas is -1
            elasticConfig.minReplicas        | 5  | elastic_config: min_replicas is 5 and max_replicas 4
            elasticConfig.nprocPerNode       | 0  | elastic_config.nproc_per_node is 0, at least 1 is needed
            runPolicy.backoffLimit           | -1 | run_policy.backoff_limit is -1
            """)
    void refuses(String field, double value, String message) {
        assertThat(refusal(SdkTask.with(SdkTask.read("pytorch.json"), field, value)))
                .isEqualTo(Failure.permanent(Failure.BAD_TASK, message));
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        assertThat(refusal(template().toBuilder().setTaskTypeVersion(2).build()).message())
                .isEqualTo("task_type_version 2 of the task type 'pytorch' is not supported, 0 and 1 are");
    }
}

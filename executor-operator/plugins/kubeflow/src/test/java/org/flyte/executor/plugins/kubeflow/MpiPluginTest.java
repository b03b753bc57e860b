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

class MpiPluginTest extends KubeflowContract {
    @Override
    protected TaskPluginProvider provider() {
        return new MpiProvider();
    }

    @Override
    protected TaskTemplate template() {
        return SdkTask.read("mpi.json");
    }

    @Override
    protected TaskTemplate badTemplate() {
        return SdkTask.with(template(), "workerReplicas.common.replicas", 0);
    }

    @Override
    protected String leader() {
        return "launcher";
    }

    @Test
    void makesAJobWithSlots() {
        Golden.assertEquals("mpi.yaml", manifestOf(template(), Map.of()));
    }

    @Test
    void makesAJobOfTheFlatMessage() {
        Golden.assertEquals("mpi-flat.yaml", manifestOf(SdkTask.read("mpi-flat.json"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            workerReplicas.common.replicas   | 0  | worker_replicas.replicas is 0, at least 1 is needed
            launcherReplicas.common.replicas | -1 | launcher_replicas.replicas is -1
            slots                            | -1 | slots is -1
            """)
    void refuses(String field, double value, String message) {
        assertThat(refusal(SdkTask.with(template(), field, value)))
                .isEqualTo(Failure.permanent(Failure.BAD_TASK, message));
    }

    @Test
    void refusesAFlatMessageWithoutWorkers() {
        assertThat(refusal(SdkTask.with(SdkTask.read("mpi-flat.json"), "numWorkers", 0))
                        .message())
                .isEqualTo("num_workers is 0, at least 1 is needed");
    }
}

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

class TensorFlowPluginTest extends KubeflowContract {
    @Override
    protected TaskPluginProvider provider() {
        return new TensorFlowProvider();
    }

    @Override
    protected TaskTemplate template() {
        return SdkTask.read("tensorflow.json");
    }

    @Override
    protected TaskTemplate badTemplate() {
        return SdkTask.with(template(), "workerReplicas.common.replicas", 0);
    }

    @Override
    protected String leader() {
        return "chief";
    }

    @Test
    void makesAJobOfAllRoles() {
        Golden.assertEquals("tensorflow.yaml", manifestOf(template(), Map.of()));
    }

    @Test
    void makesAJobOfTheFlatMessage() {
        Golden.assertEquals("tensorflow-flat.yaml", manifestOf(SdkTask.read("tensorflow-flat.json"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            workerReplicas.common.replicas    | 0  | worker_replicas.replicas is 0, at least 1 is needed
            chiefReplicas.common.replicas     | -1 | chief_replicas.replicas is -1
            psReplicas.common.replicas        | -1 | ps_replicas.replicas is -1
            evaluatorReplicas.common.replicas | -1 | evaluator_replicas.replicas is -1
            """)
    void refuses(String field, double value, String message) {
        assertThat(refusal(SdkTask.with(template(), field, value)))
                .isEqualTo(Failure.permanent(Failure.BAD_TASK, message));
    }
}

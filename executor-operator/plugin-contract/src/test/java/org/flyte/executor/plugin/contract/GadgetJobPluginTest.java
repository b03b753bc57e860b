package org.flyte.executor.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.job.JobState;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

/** The contract of jobs can be kept. */
class GadgetJobPluginTest extends JobPluginContract {
    @Override
    protected TaskPluginProvider provider() {
        return new GadgetJobProvider();
    }

    @Override
    protected TaskTemplate template() {
        return SdkTask.read("gadget.json");
    }

    @Override
    protected TaskTemplate badTemplate() {
        return SdkTask.with(template(), "image", "");
    }

    @Override
    protected String leader() {
        return "main";
    }

    @Override
    protected String running() {
        return "{phase: Running, leader: LEADER}";
    }

    @Override
    protected String unknown() {
        return "{phase: Resting}";
    }

    @Override
    protected String succeeded() {
        return "{phase: Done}";
    }

    @Override
    protected String failed() {
        return "{phase: Broken, message: it broke}";
    }

    @Test
    void comparesManifestsWithFiles() {
        Golden.assertEquals("gadget.yaml", manifestOf(template(), Map.of()));
    }

    @Test
    void changesFieldsOfATask() {
        TaskTemplate task = SdkTask.with(template(), "a.b\\.c", 3);

        assertThat(task.getCustom()
                        .getFieldsOrThrow("a")
                        .getStructValue()
                        .getFieldsOrThrow("b.c")
                        .getNumberValue())
                .isEqualTo(3);
        assertThat(SdkTask.withList(template(), "l", "[1, 2]")
                        .getCustom()
                        .getFieldsOrThrow("l")
                        .getListValue()
                        .getValuesCount())
                .isEqualTo(2);
        assertThat(refusal(badTemplate())).isEqualTo(Failure.permanent(Failure.BAD_TASK, "there is no image"));
    }

    @Test
    void describesStates() {
        assertThat(JobStates.describe(JobState.running("on", Optional.empty()))).isEqualTo("RUNNING on");
        assertThat(JobStates.describe(new JobState.Succeeded())).isEqualTo("SUCCEEDED");
        assertThat(JobStates.describe(JobState.failedDownstream("it broke")))
                .isEqualTo("FAILED USER DownstreamSystemError: it broke");
        assertThat(JobStates.job("{spec: {a: b}}").text("spec", "a")).isEqualTo("b");
    }
}

package org.flyte.runs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.core.Parameter;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.NamedParameter;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.run.NewRun.Call;
import org.flyte.runs.run.ResolveTask.ResolvedTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewRunTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void addsDefaultsInTheOrderOfTheirDeclaration() {
        CreateRunRequest.Builder request = Requests.named("run1").toBuilder();
        for (NamedLiteral standard :
                List.of(Requests.literal("z", 7), Requests.literal("x", 8), Requests.literal("a", 9))) {
            request.getTaskSpecBuilder()
                    .addDefaultInputs(NamedParameter.newBuilder()
                            .setName(standard.getName())
                            .setParameter(Parameter.newBuilder().setDefault(standard.getValue())));
        }

        assertThat(of(request.build()).data().inputsToWrite().getLiteralsList())
                .containsExactly(Requests.literal("x", 1), Requests.literal("z", 7), Requests.literal("a", 9));
    }

    @ParameterizedTest
    @CsvSource({
        "2.3.6, true",
        "v2.3.6, true",
        "2.12.1, true",
        "3.0.0rc1, true",
        "2.3.5, false",
        "2.0.0, false",
        "'', false"
    })
    void setsAStartTimeForRuntimesFrom236(String version, boolean stamped) {
        assertThat(EffectiveRunSettings.takesStartTime(version)).isEqualTo(stamped);
    }

    @Test
    void refusesAQueueWhoseNameIsTooLong() {
        CreateRunRequest.Builder request = Requests.named("run1").toBuilder();
        request.getRunSpecBuilder().setQueue("q".repeat(63));
        assertThat(of(request.build()).settings().getQueue()).hasSize(63);

        request.getRunSpecBuilder().setQueue("q".repeat(64));
        assertThatThrownBy(() -> of(request.build()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("run_spec.queue has 64 characters; at most 63 are allowed");
    }

    @Test
    void joinsPathsWithOneSlash() {
        CreateRunRequest.Builder request = Requests.named("run1").toBuilder();
        request.getRunSpecBuilder().setRunBaseDir("s3://b/base//");

        assertThat(of(request.build()).data().inputs().folder())
                .matches("s3://b/base/flytesnacks/development/run1/inputs/[0-9a-f]{64}");
        assertThat(of(request.build()).data().layout().outputBase())
                .isEqualTo("s3://b/base/flytesnacks/development/run1/");
    }

    @ParameterizedTest
    @CsvSource({"s3://b/up, s3://b/up", "s3://b/up/, s3://b/up", "s3://b/up/inputs.pb, s3://b/up"})
    void namesUploadedInputsByTheirFolder(String uri, String directory) {
        NewRun run = of(Requests.named("run1").toBuilder()
                .setOffloadedInputData(OffloadedInputData.newBuilder().setUri(uri))
                .build());

        assertThat(run.data().inputs().folder()).isEqualTo(directory);
        assertThat(run.data().inputsToWrite()).isNull();
    }

    private static NewRun of(CreateRunRequest request) {
        RunRequest parsed = new RunRequestParser().parse(request);
        ResolvedTask task = ResolvedTask.inline(request.getTaskSpec());
        RunSpec settings = EffectiveRunSettings.complete(parsed, task, Settings.getDefaultInstance(), NOW);
        return NewRun.of(parsed, task, settings, new Call("", "", null, null, null), "s3://flyte");
    }
}

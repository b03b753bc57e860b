package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    private static final RunLayout RUN = RunLayout.below("s3://bucket/", new RunKey("p", "d", "r1"));

    @Test
    void namesEveryPathBelowARun() {
        assertThat(RUN.outputBase()).isEqualTo("s3://bucket/p/d/r1/");
        assertThat(RUN.inputs(new byte[0]).file())
                .isEqualTo(
                        "s3://bucket/p/d/r1/inputs/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/inputs.pb");
        assertThat(RUN.rawDataFolder()).isEqualTo("s3://bucket/p/d/r1/_raw");
        assertThat(RUN.action("t1").errorFile()).isEqualTo("s3://bucket/p/d/r1/t1/error.pb");
        AttemptLayout attempt = RUN.attempt("a0", 2);
        assertThat(attempt.folder()).isEqualTo("s3://bucket/p/d/r1/a0/2");
        assertThat(attempt.outputsFile()).isEqualTo("s3://bucket/p/d/r1/a0/2/outputs.pb");
        assertThat(attempt.errorFile()).isEqualTo("s3://bucket/p/d/r1/a0/2/error.pb");
        assertThat(attempt.reportFile()).isEqualTo("s3://bucket/p/d/r1/a0/2/report.html");
        assertThat(attempt.checkpointsFolder()).isEqualTo("s3://bucket/p/d/r1/a0/2/_flytecheckpoints");
    }

    @Test
    void keepsTriesOfAnAttemptApart() {
        AttemptLayout third = RUN.attempt("a-0-1", 2, 3);

        assertThat(third.folder()).isEqualTo("s3://bucket/p/d/r1/a-0-1/2-3");
        assertThat(third.firstTry()).isEqualTo(RUN.attempt("a-0-1", 2));
        assertThat(RUN.attempt("a-0-1", 2).firstTry()).isEqualTo(RUN.attempt("a-0-1", 2));
        assertThat(RUN.action("a-0-1").firstTry()).isEqualTo(RUN.action("a-0-1"));
    }

    @Test
    void readsTheOutputBaseOfAMessageWithAnyNumberOfSlashes() {
        assertThat(new RunLayout("s3://bucket/p/d/r1//")).isEqualTo(RUN);
        assertThat(new RunLayout(RUN.outputBase())).isEqualTo(RUN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://b/in", "s3://b/in/", "s3://b/in/inputs.pb"})
    void takesTheFolderOrTheFileOfInputs(String uri) {
        assertThat(new InputsLayout(uri).folder()).isEqualTo("s3://b/in");
        assertThat(new InputsLayout(uri).file()).isEqualTo("s3://b/in/inputs.pb");
    }

    @Test
    void refusesAKeyThatLeavesTheBase() {
        assertThatThrownBy(() -> RunLayout.below("s3://bucket", new RunKey("p", "..", "r1")))
                .isInstanceOf(InvalidArgument.class);
    }
}

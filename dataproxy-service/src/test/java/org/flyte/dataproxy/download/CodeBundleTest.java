package org.flyte.dataproxy.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class CodeBundleTest {
    @Test
    void prefersTheCommandToTheMetadata() {
        assertThat(CodeBundle.of(template("s3://meta", "a0", "--tgz", "s3://args")))
                .contains(new CodeBundle("s3://args"));
        assertThat(CodeBundle.of(template("s3://meta", "a0"))).contains(new CodeBundle("s3://meta"));
        assertThat(CodeBundle.of(template("", "a0", "--tgz"))).isEmpty();
        assertThat(CodeBundle.of(template("", "a0", "--pkl", "s3://pickle"))).isEmpty();
    }

    private static TaskTemplate template(String metadata, String... args) {
        return TaskTemplate.newBuilder()
                .setMetadata(TaskMetadata.newBuilder().setCodeBundleUri(metadata))
                .setContainer(Container.newBuilder().addAllArgs(List.of(args)))
                .build();
    }
}

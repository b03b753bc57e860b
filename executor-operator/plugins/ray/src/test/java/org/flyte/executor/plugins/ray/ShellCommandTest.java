package org.flyte.executor.plugins.ray;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellCommandTest {
    @Test
    void quotesWhatAShellWouldTakeApart() {
        assertThat(ShellCommand.of(List.of("a0", "--dest", ".", "s3://b/code.tgz", "")))
                .isEqualTo("a0 --dest . s3://b/code.tgz ''");
        assertThat(ShellCommand.of(List.of("a b", "$HOME", "it's"))).isEqualTo("'a b' '$HOME' 'it'\"'\"'s'");
    }
}

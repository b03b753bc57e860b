package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminationMessageTest {
    private static final String TRACEBACK = """
            Traceback (most recent call last):
              File "task.py", line 3, in main
                raise ValueError("boom")
            ValueError: boom
            """;

    @Test
    void putsTheLastLineFirst() {
        assertThat(new TerminationMessage(TRACEBACK).lastLineFirst()).isEqualTo("""
                        ValueError: boom
                        Traceback (most recent call last):
                          File "task.py", line 3, in main
                            raise ValueError("boom")""");
    }

    @Test
    void startsWithAWholeLineWhenTheKubeletCutTheLog() {
        String log = "x".repeat(2_048) + "\n" + TRACEBACK;
        String cut = log.substring(log.length() - 2_048);

        assertThat(new TerminationMessage(cut).lastLineFirst())
                .startsWith("ValueError: boom\nTraceback (most recent call last):")
                .doesNotContain("xx");
    }

    @Test
    void keepsASingleLongLine() {
        String line = "x".repeat(2_048);

        assertThat(new TerminationMessage(line).lastLineFirst()).isEqualTo(line);
    }

    @Test
    void keepsAShortMessageUnchanged() {
        assertThat(new TerminationMessage("killed by signal 9\n").lastLineFirst())
                .isEqualTo("killed by signal 9");
        assertThat(new TerminationMessage(" \n").lastLineFirst()).isEmpty();
    }
}

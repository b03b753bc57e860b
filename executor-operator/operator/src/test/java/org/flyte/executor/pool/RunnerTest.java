package org.flyte.executor.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The tests of the Python files that run in the pods of pools; {@code src/test/python} has them. */
class RunnerTest {
    private static final int LIMIT_MINUTES = 3;

    @Test
    void supervisorAndWorkerPassTheirTests() throws IOException, InterruptedException {
        Path output = Path.of("target", "runner-test.log").toAbsolutePath();
        Files.createDirectories(output.getParent());
        Process tests = new ProcessBuilder("python3", "-B", "-m", "unittest", "-v", "test_runner")
                .directory(Path.of("src", "test", "python").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(tests.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
                    .as("they end; their output is in %s", output)
                    .isTrue();
        } finally {
            tests.destroyForcibly();
        }

        String text = Files.readString(output);
        assertThat(tests.exitValue()).as(text).isZero();
        assertThat(text).containsPattern("Ran [2-9]\\d tests");
    }
}

package org.flyte.devbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged devbox, killed or stopped in the middle of a run. */
class RestartIT {
    private static final int LIMIT_MINUTES = 8;

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void resumesARunWithoutExecutingSucceededActionsAgain(String signal) throws IOException, InterruptedException {
        Path log = Path.of("target", "restart-" + signal + ".log");
        Process script = new ProcessBuilder("src/test/scripts/restart", signal)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = script.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        script.destroy();

        assertThat(ended).as("ends within the limit; see %s", log).isTrue();
        assertThat(Files.readString(log)).contains("\nok: ");
        assertThat(script.exitValue()).isZero();
    }
}

package org.flyte.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags that every process is started with. */
class JvmOptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"devbox", "service"})
    void endTheProcessThatIsOutOfMemory(String kind) throws Exception {
        assertThat(Files.readAllLines(Path.of("..", "..", "scripts", "jvm", kind + ".options")))
                .contains("-XX:+ExitOnOutOfMemoryError");
    }
}

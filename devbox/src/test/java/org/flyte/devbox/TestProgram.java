package org.flyte.devbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/**
 * A script that starts the packaged devbox, tries something with it, and writes what it found as JSON.
 *
 * @param name of its log in {@code target}
 * @param results file that it writes
 * @param limit after which it is ended
 */
record TestProgram(String name, Path results, Duration limit) {
    /** Runs it; fails when it has written no results. */
    JsonNode run(List<String> command) throws IOException, InterruptedException {
        Path log = Path.of("target", name + ".log").toAbsolutePath();
        Files.createDirectories(log.getParent());
        Files.deleteIfExists(results);
        Process program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!program.waitFor(limit)) {
            program.destroy();
        }
        assertThat(results)
                .as("results of %s; its output is in %s", command.getFirst(), log)
                .exists();
        return new ObjectMapper().readTree(results.toFile());
    }

    /** A test for each of the {@code cases} of a driver in Python. */
    static Stream<DynamicTest> casesOf(JsonNode results) {
        return StreamSupport.stream(results.get("cases").spliterator(), false)
                .map(result -> DynamicTest.dynamicTest(
                        (result.path("id").asText() + " " + result.get("title").asText()).strip(),
                        () -> assertThat(result.get("result").asText())
                                .as(result.get("reason").asText())
                                .isEqualTo("PASS")));
    }
}

package org.flyte.devbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The released SDK against the packaged devbox: each case of sdk-cases is a test. Runs after packaging. */
class SdkCasesIT {
    private static final String CASES = "C1,C2,C3,C4,C5,C6,C13,C27,C28,C29,C30,C34,C35,C36";
    private static final int LIMIT_MINUTES = 15;

    @TestFactory
    Stream<DynamicTest> passesTheCasesOfTheReleasedSdk() throws IOException, InterruptedException {
        Path results = Path.of("target", "sdk-cases.json").toAbsolutePath();
        Path log = Path.of("target", "sdk-cases.log").toAbsolutePath();
        Files.deleteIfExists(results);
        Process driver = new ProcessBuilder("../scripts/sdk-cases", "local", CASES, "--json", results.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = driver.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            driver.destroy();
        }
        assertThat(results)
                .as("results of the driver; its output is in %s", log)
                .exists();
        JsonNode cases = new ObjectMapper().readTree(results.toFile()).get("cases");
        return StreamSupport.stream(cases.spliterator(), false).map(SdkCasesIT::test);
    }

    private static DynamicTest test(JsonNode result) {
        return DynamicTest.dynamicTest(
                result.get("id").asText() + " " + result.get("title").asText(),
                () -> assertThat(result.get("result").asText())
                        .as(result.get("reason").asText())
                        .isEqualTo("PASS"));
    }
}

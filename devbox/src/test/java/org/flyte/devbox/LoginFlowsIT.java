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

/** The logins of the released SDK against the packaged devbox with {@code --auth}: each check is a test. */
class LoginFlowsIT {
    private static final int LIMIT_MINUTES = 8;

    @TestFactory
    Stream<DynamicTest> passesTheLoginsOfTheReleasedSdk() throws IOException, InterruptedException {
        Path results = Path.of("target", "login.json").toAbsolutePath();
        Path log = Path.of("target", "login.log").toAbsolutePath();
        Files.deleteIfExists(results);
        Process driver = new ProcessBuilder("../scripts/check-login", "--quick", "--json", results.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!driver.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            driver.destroy();
        }
        assertThat(results)
                .as("results of the driver; its output is in %s", log)
                .exists();
        JsonNode checks = new ObjectMapper().readTree(results.toFile()).get("cases");
        return StreamSupport.stream(checks.spliterator(), false).map(LoginFlowsIT::test);
    }

    private static DynamicTest test(JsonNode result) {
        return DynamicTest.dynamicTest(
                result.get("title").asText(),
                () -> assertThat(result.get("result").asText())
                        .as(result.get("reason").asText())
                        .isEqualTo("PASS"));
    }
}

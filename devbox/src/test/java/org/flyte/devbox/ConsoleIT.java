package org.flyte.devbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The console in a browser against the packaged devbox: each test of console/web/e2e is a test. Runs after packaging. */
class ConsoleIT {
    @TestFactory
    Stream<DynamicTest> passesTheTestsInABrowser() throws IOException, InterruptedException {
        boolean required = "true".equals(System.getenv("CI"));
        assumeTrue(required || (isOnPath("npm") && isOnPath("chromium")), "Node and Chromium are not on this machine");
        Path results = Path.of("../console/web/test-results/results.json");
        TestProgram browser = new TestProgram("console-tests", results, Duration.ofMinutes(10));
        List<DynamicTest> tests = new ArrayList<>();
        browser.run(List.of("../scripts/console-tests")).get("suites").forEach(suite -> collect("", suite, tests));
        assertThat(tests).as("tests that were run").isNotEmpty();
        return tests.stream();
    }

    private static void collect(String above, JsonNode suite, List<DynamicTest> tests) {
        String title = (above + " " + suite.get("title").asText()).strip();
        suite.path("suites").forEach(inner -> collect(title, inner, tests));
        suite.path("specs")
                .forEach(spec -> tests.add(DynamicTest.dynamicTest(
                        title + ": " + spec.get("title").asText(),
                        () -> assertThat(spec.get("ok").asBoolean())
                                .as("%s", spec.path("tests").findValuesAsText("message"))
                                .isTrue())));
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}

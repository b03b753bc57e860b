package org.flyte.devbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The released SDK against the packaged devbox: each case of sdk-cases is a test. Runs after packaging. */
class SdkCasesIT {
    private static final String CASES = "C1,C2,C3,C4,C5,C6,C13,C24,C27,C28,C29,C30,C34,C35,C36";

    @TestFactory
    Stream<DynamicTest> passesTheCasesOfTheReleasedSdk() throws IOException, InterruptedException {
        Path results = Path.of("target", "sdk-cases.json").toAbsolutePath();
        TestProgram driver = new TestProgram("sdk-cases", results, Duration.ofMinutes(15));
        return TestProgram.casesOf(
                driver.run(List.of("../scripts/sdk-cases", "local", CASES, "--json", results.toString())));
    }
}

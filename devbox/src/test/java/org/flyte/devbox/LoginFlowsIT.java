package org.flyte.devbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The logins of the released SDK against the packaged devbox with {@code --auth}: each check is a test. */
class LoginFlowsIT {
    @TestFactory
    Stream<DynamicTest> passesTheLoginsOfTheReleasedSdk() throws IOException, InterruptedException {
        Path results = Path.of("target", "login.json").toAbsolutePath();
        TestProgram driver = new TestProgram("login", results, Duration.ofMinutes(8));
        return TestProgram.casesOf(
                driver.run(List.of("../scripts/check-login", "--quick", "--json", results.toString())));
    }
}

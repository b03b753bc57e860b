package org.flyte.apps.spec.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.apps.AppKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppNamesTest {
    @ParameterizedTest(name = "{0}/{1}/{2}: {3}")
    @CsvSource({
        "flytesnacks, development, hello, hello-flytesnacks-development",
        "flytesnacks, development, my-app, my-app-flytesnacks-development",
        "my-project, development, hello, hello-my-project-development-[0-9a-f]{8}",
        "flytesnacks, development, Hello, hello-[0-9a-f]{8}-flytesnacks-development",
        "flytesnacks, development, 7up, app-7up-[0-9a-f]{8}-flytesnacks-development",
        "Team_a.b, prod, hello, hello-team-a-b-prod-[0-9a-f]{8}",
        "averyveryverylongprojectnameindeed, development, hello, hello-averyveryverylongprojec-[0-9a-f]{8}",
    })
    void namesObjects(String project, String domain, String name, String expected) {
        String objectName = AppNames.objectName(new AppKey(project, domain, name));

        assertThat(objectName).matches(expected).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void givesEveryAppANameOfItsOwn() {
        List<String> parts =
                List.of("a", "A", "b", "a-b", "b-a", "a-a", "ab", "a.b", "a_b", "x".repeat(30), "X".repeat(30));
        Map<String, AppKey> seen = new HashMap<>();
        for (String project : parts) {
            for (String domain : parts) {
                for (String name : parts) {
                    if (name.matches("[A-Za-z0-9-]+")) {
                        AppKey key = new AppKey(project, domain, name);
                        String objectName = AppNames.objectName(key);
                        assertThat(objectName).matches("[a-z][a-z0-9-]{0,61}[a-z0-9]");
                        assertThat(seen.put(objectName, key))
                                .as("%s and another", key)
                                .isNull();
                    }
                }
            }
        }
    }

    @Test
    void addressesEveryPlainNameOfAProjectByOnePattern() {
        for (String name : List.of("a", "hello", "a-b-c", "x".repeat(30))) {
            assertThat(AppNames.isPlain(name)).isTrue();
            assertThat(AppNames.objectName(new AppKey("my-project", "development", name)))
                    .isEqualTo(name + "-" + AppNames.suffix("my-project", "development"));
        }
    }
}

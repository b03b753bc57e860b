package org.flyte.platform.identity.token;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.identity.AuthenticationConfig;

/** Configurations as an application reads them. */
final class TestConfig {
    private TestConfig() {}

    static AuthenticationConfig of(Map<String, String> changes) {
        Map<String, String> values = new HashMap<>(Map.of(
                "flyte.auth.enabled",
                "true",
                "flyte.auth.issuers.id.url",
                TestKeys.ISSUER,
                "flyte.auth.issuers.id.audience",
                TestKeys.AUDIENCE,
                "flyte.auth.issuers.id.jwks-url",
                "file:///nowhere"));
        values.putAll(changes);
        return new SmallRyeConfigBuilder()
                .withMapping(AuthenticationConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withDefaultValues(values)
                .build()
                .getConfigMapping(AuthenticationConfig.class);
    }
}

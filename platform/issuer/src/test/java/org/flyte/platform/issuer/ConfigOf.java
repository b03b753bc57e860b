package org.flyte.platform.issuer;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A configuration with a user, a public and a confidential client, for tests that run without Quarkus. */
public final class ConfigOf {
    public static final String PASSWORD = "correct-horse-battery";
    public static final String SECRET = "abcdefghij_0123456789-";

    /** When the clock of a test starts. */
    public static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private ConfigOf() {}

    /** @param settings further keys below {@code flyte.issuer.}, or other values of them */
    public static IssuerConfig issuer(Path folder, String url, Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "enabled", "true",
                "url", url,
                "folder", folder.toString(),
                "users.runner.password", PASSWORD,
                "users.runner.full-name", "Rosa <Runner>",
                "users.runner.email", "rosa@example.com",
                "users.runner.groups", "runners,everybody",
                "clients.cli.redirect-uris", "http://localhost:53593/callback",
                "clients.cli.name", "Command line",
                "clients.robot.secret", SECRET));
        keys.put("clients.robot.groups", "robots");
        keys.putAll(settings);
        Map<String, String> named = new HashMap<>();
        keys.forEach((key, value) -> named.put("flyte.issuer." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(IssuerConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .addDefaultInterceptors()
                .withDefaultValues(named)
                .build()
                .getConfigMapping(IssuerConfig.class);
    }
}

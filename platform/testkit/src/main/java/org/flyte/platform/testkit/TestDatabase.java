package org.flyte.platform.testkit;

import java.util.Map;

/** Where a test database is. */
public record TestDatabase(int port, String name) {
    public static final String USER = "postgres";
    public static final String PASSWORD = "postgres";

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name);
    }

    public String reactiveUrl() {
        return "postgresql://127.0.0.1:%d/%s".formatted(port, name);
    }

    /** As settings of Quarkus's default datasource. */
    public Map<String, String> asConfig() {
        return Map.of(
                "quarkus.datasource.jdbc.url",
                jdbcUrl(),
                "quarkus.datasource.reactive.url",
                reactiveUrl(),
                "quarkus.datasource.username",
                USER,
                "quarkus.datasource.password",
                PASSWORD);
    }
}
